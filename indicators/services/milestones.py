"""Dated stages of a target: planning them, reporting them, and the figure they make. Rule 25."""

from __future__ import annotations

import datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from audit import services as audit
from audit.errors import DomainError, WrongState
from departments.models import User
from departments.services import require_role
from indicators import milestones
from indicators.models import Measurement, Period, Stage, StageReport, Target
from indicators.models.targets import Method
from indicators.services.errors import checked, lock_key
from indicators.services.planning import clock
from indicators.services.reporting import REPORTERS, report

PLANNERS = ("office", "manager")
PLACE = ("cycle", "department", "indicator")


@transaction.atomic
def add_stage(target: Target, *, by: User | None, **fields: Any) -> Stage:
    """A dated stage of a target in force. Fields: name, name_en, name_zh, weight, due_on.

    Errors: DomainError for a target of another method or a day outside the cycle.
    """
    require_role(by, target.department, *PLANNERS)
    require_milestones(target)
    span = target.cycle.period
    stage = Stage(**{name: getattr(target, name) for name in PLACE}, created_by=by, **fields)
    checked(stage, leave=["created_at"])
    if not span.starts_on <= stage.due_on <= span.ends_on:
        raise DomainError(_("The day does not lie in the cycle."), "due_on")
    stage.save(force_insert=True)
    after = {"name": stage.name, "due_on": stage.due_on, "weight": stage.weight}
    audit.record("indicators.add_stage", stage, by=by, details={"after": after})
    return stage


@transaction.atomic
def end_stage(stage: Stage, *, by: User | None) -> None:
    """Take a stage out of the plan from now on; figures reported before keep it."""
    require_role(by, stage.department, *PLANNERS)
    ended = Stage.objects.filter(pk=stage.pk, ended_at__isnull=True).update(ended_at=clock())
    if not ended:
        raise WrongState(_("This stage ended already. Reload the page and look."))
    audit.record("indicators.end_stage", stage, by=by, details={"before": {"name": stage.name}})


@transaction.atomic
def report_stage(
    stage: Stage, target: Target, *, done_on: datetime.date | None, evidence: str, by: User | None
) -> StageReport:
    """That a stage was done on a day, or after all was not; the figures follow in the same breath.

    Errors: DomainError for a day that has not come; WrongState for a stage that ended.
    """
    require_role(by, stage.department, *REPORTERS)
    require_milestones(target)
    lock_key("stages", stage.cycle_id, stage.department_id, stage.indicator_id)
    if not Stage.objects.of(target).filter(pk=stage.pk).exists():
        raise WrongState(_("This stage ended already. Reload the page and look."))
    if done_on is not None and done_on > timezone.localdate():
        raise DomainError(_("This day has not come yet."), "done_on")
    row = StageReport(stage=stage, done_on=done_on, evidence=evidence.strip(), reported_by=by)
    checked(row, leave=["stage", "recorded_at"])
    row.save(force_insert=True)
    details = {"after": {"stage": stage.name, "done_on": done_on, "evidence": row.evidence}}
    audit.record("indicators.report_stage", row, by=by, details=details)
    note = _("Stage “%(name)s” reported.") % {"name": stage.title}
    for period in touched(target, done_on or stage.due_on):
        report_progress(target, period, note=note, by=by)
    return row


def report_progress(
    target: Target, period: Period, *, note: str = "", by: User | None
) -> Measurement:
    """The figure that the stages make at the end of `period`, or today where that is earlier."""
    day = min(period.ends_on, timezone.localdate())
    stages = [
        milestones.Stage(int(weight.scaleb(4)), due_on, done_on)
        for weight, due_on, done_on in Stage.objects.of(target).facts()
    ]
    found = milestones.progress(stages, day, int((target.penalty or Decimal(0)).scaleb(4)))
    said: dict[str, Any] = {"missing": "not_due"}
    if found is not None:
        said = {
            "numerator": Decimal(found[0]).scaleb(-8),
            "denominator": Decimal(found[1]).scaleb(-8),
        }
    return report(
        target.department, target.indicator, period, by=by, source=_("Stages"),
        note=note or _("The stages as they stand on %(day)s.") % {"day": day}, **said,
    )  # fmt: skip


def touched(target: Target, day: datetime.date) -> list[Period]:
    """The periods whose figure a stage of `day` changes: its own, and later ones with a figure."""
    offered = periods_of(target, since=day)
    known = set(
        Measurement.objects.current()
        .filter(department=target.department_id, indicator=target.indicator_id)
        .values_list("period", flat=True)
    )
    return [period for place, period in enumerate(offered) if place == 0 or period.pk in known]


def periods_of(target: Target, since: datetime.date | None = None) -> list[Period]:
    """The periods of the indicator's frequency in the cycle that have begun, oldest first."""
    span = target.cycle.period
    if target.period:
        return [target.period]
    found = Period.objects.within(span).filter(
        kind=target.indicator.frequency, starts_on__lte=timezone.localdate()
    )
    if since is not None:
        found = found.filter(ends_on__gte=since)
    return list(found) or [span]


def require_milestones(target: Target) -> None:
    if target.method != Method.MILESTONE:
        raise DomainError(_("This target is not scored by stages."))
