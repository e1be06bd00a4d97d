"""What departments reply, and what a third person settles. Rules T13, T14."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from audit import services as audit
from audit.errors import DomainError, WrongState
from departments.models import User
from departments.services import require_role
from feedback.marking import apart, between
from feedback.models import (
    Adjudication,
    Criterion,
    Engagement,
    EngagementState,
    EngagementUnit,
    Mark,
    RubricLevel,
    Seat,
    UnitReply,
)
from feedback.models.marks import LONGEST_NOTE
from indicators.services.errors import checked
from indicators.services.planning import clock

if TYPE_CHECKING:
    from collections.abc import Iterable


@dataclass(frozen=True, slots=True)
class Standing:
    """One criterion of a unit: both marks, the reply, what was settled."""

    criterion: Criterion
    first: Mark
    second: Mark
    reply: UnitReply | None
    settled: Adjudication | None
    is_apart: bool

    @property
    def is_due(self) -> bool:
        """Whether somebody has to decide: the marks lie apart, or the department replied."""
        return self.is_apart or self.reply is not None

    @property
    def points(self) -> Decimal | None:
        """What stands now; None while the marks lie apart and nobody has settled."""
        if self.settled is not None and self.settled.level is not None:
            return Decimal(self.settled.level.points)
        if self.is_apart:
            return None
        return between(self.first.level.points, self.second.level.points)


def standings(units: Iterable[EngagementUnit], engagement: Engagement) -> dict[int, list[Standing]]:
    """By unit, its criteria in their order, in five queries however many units there are."""
    wanted = [unit.pk for unit in units]
    criteria = list(engagement.criteria.prefetch_related("levels"))
    marks = Mark.objects.filter(sheet__unit__in=wanted, sheet__handed_in_at__isnull=False)
    by_seat = {
        (mark.sheet.unit_id, mark.criterion_id, mark.sheet.member.seat): mark
        for mark in marks.select_related("level", "sheet__member")
    }
    replies = {
        (row.unit_id, row.criterion_id): row for row in UnitReply.objects.filter(unit__in=wanted)
    }
    settled = {
        (row.unit_id, row.criterion_id): row
        for row in Adjudication.objects.filter(unit__in=wanted).select_related("level")
    }
    return {
        pk: [
            Standing(
                one, by_seat[pk, one.pk, Seat.FIRST], by_seat[pk, one.pk, Seat.SECOND],
                replies.get((pk, one.pk)), settled.get((pk, one.pk)),
                apart(
                    by_seat[pk, one.pk, Seat.FIRST].level.place,
                    by_seat[pk, one.pk, Seat.SECOND].level.place,
                    engagement.levels_apart_most,
                ),
            )
            for one in criteria
        ]
        for pk in wanted
    }  # fmt: skip


class StaleReplyError(WrongState):
    """Somebody else of the department saved since."""

    def __init__(self) -> None:
        super().__init__(
            _("Somebody else changed this reply. Your text stands in the fields, the other beside "
              "it. Save to keep yours.")
        )  # fmt: skip


@transaction.atomic
def reply(
    unit: EngagementUnit, texts: Mapping[int, str], *, version: int, by: User
) -> EngagementUnit:
    """What the head of the department says to each criterion; blank: nothing. It may be changed
    until the last day.

    Errors: PermissionDenied for who is no manager of it; WrongState when it is too late.
    """
    require_role(by, unit.key.department_id, "manager")
    engagement = Engagement.objects.select_for_update(of=("self",)).get(pk=unit.engagement_id)
    if engagement.state != EngagementState.REPLY:
        raise WrongState(_("Replies are not open."))
    if engagement.reply_until and timezone.localdate() > engagement.reply_until:
        raise WrongState(
            _("Replies were open until %(day)s.") % {"day": engagement.reply_until.isoformat()}
        )
    held = EngagementUnit.objects.select_for_update(of=("self",)).get(pk=unit.pk)
    known = set(engagement.criteria.values_list("pk", flat=True))
    said = {pk: text.strip()[:LONGEST_NOTE] for pk, text in texts.items() if pk in known}
    said = {pk: text for pk, text in said.items() if text}
    before = dict(held.replies.values_list("criterion", "text"))
    if before == said:
        return held
    if held.reply_version != version:
        raise StaleReplyError
    write_replies(held, before, said, by)
    held.reply_version += 1
    held.save(update_fields=["reply_version"])
    details = {"unit": held.pk, "before": before, "after": said}
    audit.record("feedback.reply_to_marks", engagement, by=by, details=details)
    return held


def write_replies(
    held: EngagementUnit, before: Mapping[int, str], said: Mapping[int, str], by: User
) -> None:
    """Only what changed, so that each reply keeps who wrote it and when."""
    gone = [pk for pk in before if pk not in said]
    held.replies.filter(criterion__in=gone).delete()
    now = clock()
    for pk, text in said.items():
        if before.get(pk) != text:
            UnitReply.objects.update_or_create(
                unit=held, criterion_id=pk,
                defaults={"text": text, "replied_by": by, "replied_at": now},
            )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Decision:
    """What the responsible evaluator decides on one criterion."""

    level: RubricLevel | None
    reason: str
    reply_changed: bool | None


class DecisionsError(DomainError):
    """What is missing. `errors`: {(criterion, field): message}."""

    def __init__(self, errors: dict[tuple[int, str], str]) -> None:
        super().__init__(_("Nothing was saved. Complete what is marked."))
        self.errors = errors


@transaction.atomic
def adjudicate(
    unit: EngagementUnit, decisions: Mapping[int, Decision], *, seen: int, by: User
) -> list[Adjudication]:
    """Settle what lies apart, and answer each reply. `seen`: what `version_of` said.

    Errors: DecisionsError at each field; PermissionDenied; WrongState.
    """
    mine = Engagement.objects.seated(by, Seat.RESPONSIBLE).filter(pk=unit.engagement_id)
    engagement = mine.select_for_update(of=("self",)).first()
    if engagement is None:
        raise PermissionDenied(_("Only the responsible evaluator of this engagement settles."))
    if engagement.state != EngagementState.ADJUDICATION:
        raise WrongState(_("Nothing is settled now."))
    if version_of(unit) != seen:
        raise WrongState(
            _("This was changed in another window. Your text stands in the fields, the other "
              "beside it. Save to keep yours.")
        )  # fmt: skip
    due = [one for one in standings([unit], engagement)[unit.pk] if one.is_due]
    if errors := decision_faults(due, decisions):
        raise DecisionsError(errors)
    return [settle(unit, one, decisions[one.criterion.pk], by=by) for one in due]


def version_of(unit: EngagementUnit) -> int:
    return sum(unit.adjudications.values_list("version", flat=True))


def decision_faults(
    due: Sequence[Standing], decisions: Mapping[int, Decision]
) -> dict[tuple[int, str], str]:
    errors: dict[tuple[int, str], str] = {}
    for one in due:
        key = one.criterion.pk
        given = decisions.get(key, Decision(None, "", None))
        if not given.reason.strip():
            errors[key, "reason"] = _("Say why.")
        if one.reply is not None and given.reply_changed is None:
            errors[key, "reply_changed"] = _("Say whether the reply changed the mark.")
        if given.level is None and (one.is_apart or given.reply_changed):
            errors[key, "level"] = _("Choose the level that stands.")
        if given.level is not None and not one.is_apart and not given.reply_changed:
            errors[key, "level"] = _(
                "Both markers stand, and the reply changes nothing: choose no level."
            )
    return errors


def settle(unit: EngagementUnit, one: Standing, given: Decision, *, by: User) -> Adjudication:
    row = one.settled or Adjudication(unit=unit, criterion=one.criterion, version=0)
    before = {"level": row.level_id, "reason": row.reason, "reply_changed": row.reply_changed}
    row.level, row.reason, row.is_apart = given.level, given.reason.strip(), one.is_apart
    row.reply_changed = given.reply_changed if one.reply is not None else None
    after = {"level": row.level_id, "reason": row.reason, "reply_changed": row.reply_changed}
    if before == after and row.pk:
        return row
    row.version, row.decided_by, row.decided_at = row.version + 1, by, clock()
    checked(row, leave=["unit", "criterion", "decided_by", "id"])
    row.save()
    details = {"unit": unit.pk, "criterion": one.criterion.pk, "before": before, "after": after}
    audit.record("feedback.settle_mark", row, by=by, details=details)
    return row


def unsettled(
    units: Iterable[EngagementUnit], found: Mapping[int, Sequence[Standing]]
) -> list[EngagementUnit]:
    """The units that somebody still has to decide on, by their standings."""
    return [
        unit for unit in units
        if any(one.is_due and one.settled is None for one in found[unit.pk])
    ]  # fmt: skip
