"""Levels that assessors give, and the figure they make together. Rule 27."""

from __future__ import annotations

from decimal import Decimal

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from audit import services as audit
from audit.errors import DomainError, WrongState
from departments.models import User
from departments.services import require_role
from indicators import levels
from indicators.levels import Stand
from indicators.models import Assessment, Period, Target
from indicators.models.targets import Method
from indicators.services.errors import checked, lock_key
from indicators.services.reporting import report

ASSESSORS = ("office", "evaluator")


@transaction.atomic
def assess(
    target: Target, period: Period, *, level: Decimal, reason: str, by: User | None
) -> levels.Figure:
    """One assessor's level; with the second one that agrees the figure is reported.

    Errors: DomainError for a level that is not in the table; WrongState after a moderation.
    """
    return keep(target, period, level, reason, by=by, moderates=False)


@transaction.atomic
def moderate(
    target: Target, period: Period, *, level: Decimal, reason: str, by: User | None
) -> levels.Figure:
    """The level that settles where assessors lie too far apart, by somebody who gave none.

    Errors: DomainError for an assessor of the same; WrongState when there is nothing to settle.
    """
    return keep(target, period, level, reason, by=by, moderates=True)


def keep(
    target: Target, period: Period, level: Decimal, reason: str, *, by: User | None, moderates: bool
) -> levels.Figure:
    require_role(by, target.department, *ASSESSORS)
    require_rubric(target, period)
    lock_key("levels", target.department_id, target.indicator_id, period.pk)
    if level not in levels_of(target):
        raise DomainError(_("This level is not in the table."), "level")
    given = list(given_for(target, period))
    check_turn(target, given, by, moderates=moderates)
    row = Assessment(
        department=target.department, indicator=target.indicator, period=period, assessor=by,
        level=level, reason=reason.strip(), is_moderation=moderates,
    )  # fmt: skip
    checked(row, leave=["department", "indicator", "period", "recorded_at"])
    row.save(force_insert=True)
    details = {"after": {"level": level, "reason": row.reason, "moderation": moderates}}
    audit.record("indicators.assess", row, by=by, details=details)
    return carry_over(target, period, by=by)


def check_turn(
    target: Target, given: list[Assessment], by: User | None, *, moderates: bool
) -> None:
    """Whose turn it is: assessors first, then one moderation by somebody else."""
    stand = stand_of(target, given).stand
    if stand == Stand.MODERATED:
        raise WrongState(_("This was settled by a moderation already."))
    if not moderates:
        return
    if stand != Stand.APART:
        raise WrongState(_("The levels lie close enough together: there is nothing to settle."))
    if by is not None and by.pk in {row.assessor_id for row in given}:
        raise DomainError(_("Who gave a level does not settle between the levels."))


def carry_over(target: Target, period: Period, *, by: User | None) -> levels.Figure:
    """Report what the levels make: a figure, or that it is still being settled."""
    found = stand_of(target, list(given_for(target, period)))
    where = (target.department, target.indicator, period)
    source, note = _("Assessors"), _("By the levels of the assessors.")
    if found.stand == Stand.APART:
        report(*where, missing="pending", source=source, note=note, by=by, roles=ASSESSORS)
    elif found.stand == Stand.MODERATED:
        report(*where, value=found.total, source=source, note=note, by=by, roles=ASSESSORS)
    elif found.stand == Stand.AGREED:
        report(
            *where, numerator=found.total, denominator=Decimal(found.count), source=source,
            note=note, by=by, roles=ASSESSORS,
        )  # fmt: skip
    return found


def given_for(target: Target, period: Period) -> list[Assessment]:
    rows = Assessment.objects.current().for_list()
    return list(
        rows.filter(department=target.department_id, indicator=target.indicator_id, period=period)
    )


def stand_of(target: Target, given: list[Assessment]) -> levels.Figure:
    """Where the levels stand; a level that the table no longer holds takes no part."""
    known = levels_of(target)
    levels_given = [row.level for row in given if not row.is_moderation and row.level in known]
    moderated = next((row.level for row in given if row.is_moderation), None)
    return levels.figure(levels_given, known, moderated if moderated in known else None)


def levels_of(target: Target) -> list[Decimal]:
    return [row[0] for row in target.score_table or ()]


def require_rubric(target: Target, period: Period) -> None:
    if target.method != Method.RUBRIC:
        raise DomainError(_("This target is not scored by levels."))
    span = target.period or target.cycle.period
    if not (span.starts_on <= period.starts_on and period.ends_on <= span.ends_on):
        raise DomainError(_("The period does not lie inside the cycle."), "period")
    if period.starts_on > timezone.localdate():
        raise DomainError(
            _("%(period)s has not begun: there can be no value yet.") % {"period": period},
            "period",
        )
