"""Keeping organisations that mark departments. Rules: docs/third-parties.md, T1 to T5."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Count, F, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from audit import services as audit
from audit.errors import DomainError
from departments.calendar import months_after
from departments.models import Department, User
from departments.services import holds_role_at_root
from departments.services.errors import change, insert
from feedback.marking import Work, quality
from feedback.models import (
    Adjudication,
    DeclaredDepartment,
    Engagement,
    EvaluatorOrganisation,
    FinalMark,
    IndependenceDeclaration,
)
from feedback.services.third_party_rules import number, quality_table

COMMISSIONERS = ("office", "supervision")
FIELDS = ("name_en", "name_zh", "registration_number", "suspended_until", "suspended_because")
YEAR = 12  # months


def require_keeper(by: User | None) -> None:
    """Organisations are the same for all branches, so who keeps one keeps the whole."""
    if by is not None and not holds_role_at_root(by, *COMMISSIONERS):
        raise PermissionDenied(
            _("This needs the role of performance office or supervision over the whole "
              "organisation.")
        )  # fmt: skip


@transaction.atomic
def add_organisation(*, by: User | None, **fields: Any) -> EvaluatorOrganisation:
    """Enter an organisation. Errors: DomainError at its field."""
    require_keeper(by)
    row = insert(EvaluatorOrganisation(**fields))
    details = {name: getattr(row, name) for name in FIELDS}
    audit.record("feedback.add_evaluator", row, by=by, details=details)
    return row


@transaction.atomic
def change_organisation(
    row: EvaluatorOrganisation, values: Mapping[str, Any], *, by: User | None, seen: str | None
) -> EvaluatorOrganisation:
    """Change what is given; a suspension needs its end and its reason.

    Errors: WrongState when somebody else changed it since it was shown.
    """
    require_keeper(by)
    return change(row, values, verb="feedback.change_evaluator", by=by, seen=seen)


@transaction.atomic
def declare(
    row: EvaluatorOrganisation, departments: Sequence[Department], *, by: User | None, **fields: Any
) -> IndependenceDeclaration:
    """Note what an organisation signed. The newest declaration counts, and none is changed.

    Errors: DomainError at its field.
    """
    require_keeper(by)
    if by is None:
        raise PermissionDenied
    if not departments:
        raise DomainError(
            _("Name at least one department that it holds no contract with."), "departments"
        )
    if fields["signed_on"] > timezone.localdate():
        raise DomainError(_("This day has not come yet."), "signed_on")
    new = insert(IndependenceDeclaration(organisation=row, recorded_by=by, **fields))
    DeclaredDepartment.objects.bulk_create(
        DeclaredDepartment(declaration=new, department=place) for place in departments
    )
    details = {
        "organisation": row.pk, "signed_by": new.signed_by, "signed_on": new.signed_on,
        "departments": sorted(place.code for place in departments),
        "has_violation": new.has_violation, "violation_note": new.violation_note,
    }  # fmt: skip
    audit.record("feedback.declare_independence", new, by=by, details=details)
    return new


def faults_of(
    row: EvaluatorOrganisation, departments: Iterable[Department], today: datetime.date
) -> list[str]:
    """Why this organisation may not mark these departments today; nothing: it may. T2 to T4."""
    found = []
    if row.suspended_until is not None and row.suspended_until >= today:
        found.append(
            _("%(organisation)s is suspended until %(day)s: %(reason)s Choose another one.")
            % {"organisation": row.title, "day": row.suspended_until.isoformat(),
               "reason": row.suspended_because}
        )  # fmt: skip
    least = quality_table().least
    worth = quality_of(row, today)
    if worth < least:
        found.append(
            _("Its work is worth %(points)s points; %(least)s are needed. Choose another one.")
            % {"points": worth, "least": least}
        )
    return found + declaration_faults(row, departments, today)


def declaration_faults(
    row: EvaluatorOrganisation, departments: Iterable[Department], today: datetime.date
) -> list[str]:
    newest = row.declarations.first()
    months = number("declaration_valid_months")
    if newest is None or months_after(newest.signed_on, months) < today:
        return [
            _("%(organisation)s has no declaration of independence of the last %(months)s months. "
              "Enter a new one on its page.")
            % {"organisation": row.title, "months": months}
        ]  # fmt: skip
    found = []
    if newest.has_violation:
        found.append(
            _("%(organisation)s declared a violation in the last three years: %(note)s")
            % {"organisation": row.title, "note": newest.violation_note}
        )
    covered = set(newest.departments.values_list("department", flat=True))
    absent = sorted({one.title for one in departments if covered.isdisjoint(one.lineage)})
    if absent:
        found.append(
            _("Its declaration of independence does not name %(departments)s. Ask for one that "
              "does, or leave them out.") % {"departments": _(", ").join(absent)}
        )  # fmt: skip
    return found


def work_of(row: EvaluatorOrganisation, today: datetime.date) -> Work:
    """What the organisation did in the last three years, counted from its final reports."""
    since = months_after(today, -YEAR * number("violation_free_years"))
    done = Engagement.objects.filter(organisation=row, commissioned_on__gte=since)
    late = done.exclude(state="withdrawn").filter(
        Q(reported_on__gt=F("report_due_on"))
        | Q(reported_on=None, report_due_on__lt=today, commissioned_on__isnull=False)
    )
    first = FinalMark.objects.filter(
        result__report__engagement__in=done.values("pk"), result__report__number=1
    )
    counts = first.aggregate(
        marks=Count("pk"),
        changed=Count("pk", filter=Q(reply="changed")),
    )
    settled = Adjudication.objects.filter(
        unit__engagement__in=done.filter(reports__number=1).values("pk"), is_apart=True
    )
    return Work(
        late_reports=late.count(), marks=counts["marks"], adjudicated=settled.count(),
        changed=counts["changed"],
    )  # fmt: skip


def quality_of(row: EvaluatorOrganisation, today: datetime.date | None = None) -> Any:
    return quality(work_of(row, today or timezone.localdate()), quality_table())
