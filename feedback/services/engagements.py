"""Drafting an engagement: what, whom, by which criteria, by whom. Rules T6 to T8."""

from __future__ import annotations

import datetime
import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from audit import services as audit
from audit.errors import DomainError, WrongState
from departments.models import Department, RoleGrant, User
from departments.services import require_role
from feedback.models import (
    Criterion,
    Engagement,
    EngagementMember,
    EngagementState,
    EngagementUnit,
    RubricLevel,
    Seat,
    UnitKey,
    UnitMaterial,
    WorkingPaper,
)
from feedback.services.evaluators import COMMISSIONERS
from feedback.services.third_party_rules import number
from indicators.services.errors import checked

FIELDS = (
    "organisation", "name_en", "name_zh", "period", "indicator", "scope_en", "scope_zh", "is_blind",
    "starts_on", "ends_on", "report_due_on", "reply_working_days", "levels_apart_most",
)  # fmt: skip
MOST_UNITS = 200
LEAST_LEVELS = 2
MOST_LEVELS = 10
BASE = 26
PINNED = ["department", "drafted_by", "consecutive_most", "id"]


@dataclass(frozen=True, slots=True)
class Level:
    """A level of a rubric: its points, names and descriptions in both languages."""

    points: Decimal
    name_en: str
    name_zh: str
    description_en: str
    description_zh: str


@transaction.atomic
def draft(
    department: Department, departments: Sequence[Department], *, by: User, **fields: Any
) -> Engagement:
    """A new engagement that nobody outside sees yet. Errors: DomainError at its field."""
    require_role(by, department, *COMMISSIONERS)
    row = Engagement(
        department=department, drafted_by=by, consecutive_most=number("consecutive_most"), **fields
    )
    checked(row, leave=PINNED)
    row.save(force_insert=True)
    choose_units(row, departments)
    record(row, departments, "feedback.draft_engagement", by=by)
    return row


@transaction.atomic
def change_draft(
    row: Engagement, departments: Sequence[Department], values: Mapping[str, Any], *, by: User
) -> Engagement:
    """Change what is drafted; the letters are drawn anew. Errors: WrongState once commissioned."""
    held = held_draft(row, by)
    for name in FIELDS:
        if name in values:
            setattr(held, name, values[name])
    checked(held, leave=PINNED)
    held.save(update_fields=FIELDS)
    if set(held.keys.values_list("department", flat=True)) != {one.pk for one in departments}:
        if UnitMaterial.objects.filter(unit__engagement=held).exists():
            raise WrongState(
                _("Evidence was added to these departments already, so they stay. Withdraw this "
                  "draft and write another one.")
            )  # fmt: skip
        UnitKey.objects.filter(engagement=held).delete()
        held.units.all().delete()
        choose_units(held, departments)
    record(held, departments, "feedback.change_engagement", by=by)
    return held


def choose_units(row: Engagement, departments: Sequence[Department]) -> None:
    """One letter for each department, in an order of chance that says nothing of them."""
    if not 0 < len(departments) <= MOST_UNITS:
        raise DomainError(_("Name one to 200 departments, each once."), "departments")
    outside = [one.title for one in departments if row.department_id not in one.lineage]
    if outside:
        raise DomainError(
            _("%(departments)s does not belong to %(branch)s: leave it out.")
            % {"departments": _(", ").join(outside), "branch": row.department.title},
            "departments",
        )
    mixed = random.SystemRandom().sample(list(departments), len(departments))
    units = EngagementUnit.objects.bulk_create(
        EngagementUnit(engagement=row, letter=letter(place)) for place in range(len(mixed))
    )
    UnitKey.objects.bulk_create(
        UnitKey(unit=unit, engagement=row, department=place)
        for unit, place in zip(units, mixed, strict=True)
    )


def letter(place: int) -> str:
    """A to Z, then AA to ZZ."""
    first, last = divmod(place, BASE)
    head = letter(first - 1) if first else ""
    return head + chr(ord("A") + last)


def record(row: Engagement, departments: Sequence[Department], verb: str, *, by: User) -> None:
    facts = {name: getattr(row, name) for name in FIELDS}
    facts = {name: getattr(value, "pk", value) for name, value in facts.items()}
    details = facts | {"departments": sorted(one.code for one in departments)}
    audit.record(verb, row, by=by, details=details)


def held_draft(row: Engagement, by: User) -> Engagement:
    require_role(by, row.department_id, *COMMISSIONERS)
    held = Engagement.objects.select_for_update(of=("self",)).get(pk=row.pk)
    if held.state != EngagementState.DRAFTED:
        raise WrongState(
            _("This engagement is commissioned: what was agreed stays. Withdraw it and draft "
              "another one.")
        )  # fmt: skip
    return held


@transaction.atomic
def set_criterion(
    row: Engagement, levels: Sequence[Level], *, name_en: str, name_zh: str, weight: Decimal,
    by: User, criterion: Criterion | None = None,
) -> Criterion:  # fmt: skip
    """Add a criterion, or write `criterion` anew, with all its levels from the lowest points up.

    Errors: DomainError at its field; WrongState once commissioned.
    """
    held = held_draft(row, by)
    check_levels(levels)
    if criterion is None:
        last = held.criteria.order_by("-place").values_list("place", flat=True).first()
        criterion = Criterion(engagement=held, place=(last or 0) + 1)
    criterion.name_en, criterion.name_zh, criterion.weight = name_en, name_zh, weight
    checked(criterion, leave=["engagement", "id"])
    criterion.save()
    criterion.levels.all().delete()
    RubricLevel.objects.bulk_create(
        RubricLevel(
            criterion=criterion, place=place, points=one.points, name_en=one.name_en,
            name_zh=one.name_zh, description_en=one.description_en,
            description_zh=one.description_zh,
        )
        for place, one in enumerate(sorted(levels, key=lambda one: one.points), start=1)
    )  # fmt: skip
    details = {
        "criterion": criterion.pk, "name_en": name_en, "name_zh": name_zh, "weight": weight,
        "points": sorted(one.points for one in levels),
    }  # fmt: skip
    audit.record("feedback.set_criterion", held, by=by, details=details)
    return criterion


def check_levels(levels: Sequence[Level]) -> None:
    points = [one.points for one in levels]
    if not LEAST_LEVELS <= len(levels) <= MOST_LEVELS:
        raise DomainError(_("A criterion has two to ten levels, each on its line."), "levels")
    if len(set(points)) != len(points):
        raise DomainError(_("Two levels have the same points: give each its own."), "levels")
    if min(points) < 0 or max(points) > 100:  # noqa: PLR2004 -- a hundred points
        raise DomainError(_("Points lie between 0 and 100."), "levels")


@transaction.atomic
def remove_criterion(criterion: Criterion, *, by: User) -> None:
    """Take a criterion out of a draft. A second time changes nothing."""
    held = held_draft(criterion.engagement, by)
    criterion.levels.all().delete()
    gone, _each = Criterion.objects.filter(pk=criterion.pk).delete()
    if gone:
        details = {"name_en": criterion.name_en, "weight": criterion.weight}
        audit.record("feedback.remove_criterion", held, by=by, details=details)


@transaction.atomic
def seat(row: Engagement, users: Mapping[str, User], *, by: User) -> None:
    """Give the three seats to three accounts from outside. They open on the first day.

    Errors: DomainError at the seat: two seats for one, or an account that belongs to the house.
    """
    held = held_draft(row, by)
    if len({one.pk for one in users.values()}) != len(Seat.values):
        raise DomainError(_("Two seats need two people."), Seat.SECOND)
    for name, user in users.items():
        if belongs_to_the_house(user):
            raise DomainError(
                _("%(user)s holds a role or a post here: an evaluator comes from outside. Use an "
                  "account of its own.") % {"user": user.username},
                name,
            )  # fmt: skip
    held.members.all().delete()
    EngagementMember.objects.bulk_create(
        EngagementMember(engagement=held, user=user, seat=name) for name, user in users.items()
    )
    details = {name: user.pk for name, user in users.items()}
    audit.record("feedback.seat_evaluators", held, by=by, details=details)


def belongs_to_the_house(user: User) -> bool:
    """A role or a post, now or from a later day on."""
    today = timezone.localdate()
    ahead = Q(ends_on=None) | Q(ends_on__gte=today)
    person = getattr(user, "person", None)
    return (
        RoleGrant.objects.filter(ahead, user=user).exists()
        or RoleGrant.objects.held_by(user).exists()
        or (person is not None and person.appointments.filter(ahead).exists())
    )


@transaction.atomic
def extend(row: Engagement, ends_on: datetime.date, reason: str, *, by: User) -> Engagement:
    """Let the accounts open longer; the day the report is due stays."""
    require_role(by, row.department_id, *COMMISSIONERS)
    held = Engagement.objects.select_for_update(of=("self",)).get(pk=row.pk)
    if held.state in (EngagementState.DRAFTED, EngagementState.WITHDRAWN):
        raise WrongState(_("Only a commissioned engagement is extended."))
    if ends_on <= held.ends_on:
        raise DomainError(
            _("Choose a day after %(day)s.") % {"day": held.ends_on.isoformat()}, "ends_on"
        )
    if not reason.strip():
        raise DomainError(_("Say why."), "reason")
    details = {"before": held.ends_on, "after": ends_on, "reason": reason.strip()}
    held.ends_on = ends_on
    held.save(update_fields=["ends_on"])
    audit.record("feedback.extend_engagement", held, by=by, details=details)
    return held


@transaction.atomic
def add_paper(
    row: Engagement, *, note: str, reference: str, unit: EngagementUnit | None, by: User
) -> WorkingPaper:
    """Note what one looked at. Nobody changes or removes it afterwards.

    Errors: PermissionDenied without a seat today; WrongState once the report is signed.
    """
    held = Engagement.objects.seated(by).select_for_update(of=("self",)).filter(pk=row.pk).first()
    held = require_seat(held)
    if held.state not in ("commissioned", "marking", "reply", "adjudication"):
        raise WrongState(_("The report is signed: its working papers are complete."))
    paper = WorkingPaper(
        engagement=row, unit=unit, reference=reference.strip(), note=note.strip(), author=by
    )
    checked(paper, leave=["engagement", "author", "at"])
    paper.save(force_insert=True)
    details = {"paper": paper.pk, "unit": paper.unit_id, "reference": paper.reference}
    audit.record("feedback.add_working_paper", row, by=by, details=details)
    return paper


def require_seat(held: Engagement | None) -> Engagement:
    if held is None:
        raise PermissionDenied(_("Only whoever has a seat in this engagement does this."))
    return held
