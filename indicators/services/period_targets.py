"""The targets of the periods of one KPI, edited together. docs/scorecard-plans.md, P7."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.db import transaction

from departments.models import Department, User
from departments.services import require_role
from indicators.models import Cycle, Indicator, Target
from indicators.models.planning import PeriodKind
from indicators.periods import ParsedPeriod, PeriodError, parse_period
from indicators.services.errors import lock_key
from indicators.services.planning import AIMED, overtaken, period_for
from indicators.services.plans import PLANNERS, in_force, targets_seen
from indicators.services.versions import Change, write_targets

# What belongs to the cycle's target alone, and is not passed on to a period.
OF_THE_CYCLE = {"threshold": None, "stretch": None, "reach_by": None, "spread": ""}
PARTS = {PeriodKind.MONTH: 12, PeriodKind.QUARTER: 4, PeriodKind.HALF: 2}
MARKS = {PeriodKind.MONTH: "{}-{:02d}", PeriodKind.QUARTER: "{}-Q{}", PeriodKind.HALF: "{}-H{}"}


@dataclass(frozen=True, slots=True)
class Aimed:
    """The target of a period as one writes it: a value, or both limits."""

    value: Decimal | None = None
    low: Decimal | None = None
    high: Decimal | None = None

    @property
    def is_blank(self) -> bool:
        return self.value is None and self.low is None

    def fields(self) -> dict[str, Any]:
        return {"value": self.value, "low": self.low, "high": self.high}


def offered_periods(cycle: Cycle, frequency: str) -> list[ParsedPeriod]:
    """The months, quarters or halves of a cycle; quarters for what is reported otherwise."""
    kind = PeriodKind(frequency) if frequency in PARTS else PeriodKind.QUARTER
    span = cycle.period
    found = []
    for year in range(span.starts_on.year - 1, span.ends_on.year + 2):
        for number in range(1, PARTS[kind] + 1):
            try:
                part = parse_period(
                    MARKS[kind].format(year, number), settings.PERFMGMT_FISCAL_YEAR_START
                )
            except PeriodError:
                continue
            if span.starts_on <= part.starts_on and part.ends_on <= span.ends_on:
                found.append(part)
    return found


@transaction.atomic
def set_period_targets(
    cycle: Cycle,
    department: Department,
    indicator: Indicator,
    aims: Mapping[str, Aimed],
    *,
    spread: str,
    by: User | None,
    seen: str | None = None,
) -> None:
    """The targets of the named periods; a blank one ends. The cycle's target notes the `spread`.

    A new one takes method, weight and limits of the cycle's target; what stands beside that
    (threshold, stretch, day) is not passed on.
    Errors: RowsRefused by period; WrongState when somebody else was first, or the scorecard is
    agreed.
    """
    require_role(by, department, *PLANNERS)
    lock_key("weights", cycle.pk, department.pk)
    mine = [row for row in in_force(cycle, department) if row.indicator_id == indicator.pk]
    if seen is not None and seen != targets_seen(mine):
        raise overtaken()
    old = {row.period.label: row for row in mine if row.period is not None}
    whole = next((row for row in mine if row.period_id is None), None)
    changes = [
        Change(indicator, period_for(label), fields_for(aim, old.get(label), whole))
        for label, aim in aims.items()
        if not aim.is_blank or label in old
    ]
    if whole is not None:
        changes.append(Change(indicator, None, {"spread": spread}))
    write_targets(cycle, department, changes, by=by)


def fields_for(aim: Aimed, old: Target | None, whole: Target | None) -> dict[str, Any] | None:
    if aim.is_blank:
        return None
    if old is not None or whole is None:
        return aim.fields()
    return {name: getattr(whole, name) for name in AIMED} | OF_THE_CYCLE | aim.fields()
