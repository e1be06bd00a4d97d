"""Which cells there are, and the figures of summed rates. Rules 3 and 4."""

from __future__ import annotations

import datetime
from collections import defaultdict
from decimal import Decimal
from typing import Any

import numpy as np
from django.db import connection

from indicators.digests import SUMS_CHILDREN
from indicators.engine.blocks import WIDE
from indicators.engine.reading import KINDS, Figures, Plan

RATES = """
SELECT DISTINCT ON (department_id, indicator_id, period_id)
       department_id, indicator_id, period_id, numerator, denominator
  FROM indicators_measurement
 WHERE indicator_id = ANY(%s) AND period_id = ANY(%s) AND recorded_at <= %s
 ORDER BY department_id, indicator_id, period_id, id DESC
"""

Sums = dict[tuple[int, int, int], tuple[Decimal, Decimal]]


def settle(plan: Plan, figures: Figures, pins: dict[str, Any], as_of: datetime.datetime) -> None:
    """Complete the table: summed rates, and the cells that exist without a figure."""
    sum_rates(plan, figures, pins, as_of)
    place = {period[0]: index for index, period in enumerate(pins["periods"])}
    period = plan.rows["period"]
    for row in np.flatnonzero(period).tolist():
        if int(period[row]) in place:
            figures.applies[row, place[int(period[row])]] = True
    expect(plan, figures, pins, as_of)
    lonely = (period == 0) & ~figures.applies.any(axis=1)
    figures.applies[lonely, place[pins["cycle"][2]]] = True


def expect(plan: Plan, figures: Figures, pins: dict[str, Any], as_of: datetime.datetime) -> None:
    """Rule 3 (c): a cell in every period of the indicator's frequency that has ended."""
    today = as_of.astimezone(datetime.UTC).date().isoformat()
    special = special_targets(plan)
    for index, (key, _label, kind, _starts, ends) in enumerate(pins["periods"]):
        if ends >= today:
            continue
        due = (plan.frequency == KINDS[kind]) & (plan.rows["period"] == 0)
        for row in np.flatnonzero(due).tolist() if special else ():
            name = (int(plan.department[row]), int(plan.rows["indicator"][row]), key)
            due[row] = name not in special
        figures.applies[due, index] = True


def special_targets(plan: Plan) -> set[tuple[int, int, int]]:
    """Department, indicator and period of each target that holds for one period only."""
    return {
        (int(plan.department[row]), int(plan.rows["indicator"][row]),
         int(plan.rows["period"][row]))
        for row in np.flatnonzero(plan.rows["period"]).tolist()
    }  # fmt: skip


def sum_rates(plan: Plan, figures: Figures, pins: dict[str, Any], as_of: datetime.datetime) -> None:
    """Give targets that sum the departments below, and report nothing, the sums of their rates."""
    summing = np.flatnonzero(plan.rows["bits"] & SUMS_CHILDREN)
    if not len(summing):
        return
    indicators = sorted(set(plan.rows["indicator"][summing].tolist()))
    periods = [period[0] for period in pins["periods"]]
    sums = rates_below(indicators, periods, pins, as_of)
    special = special_targets(plan)
    for row in summing.tolist():
        department = int(plan.department[row])
        indicator, only = int(plan.rows["indicator"][row]), int(plan.rows["period"][row])
        for index, period in enumerate(periods):
            total = sums.get((department, indicator, period))
            foreign = only not in (0, period) or (
                only == 0 and (department, indicator, period) in special
            )
            if total is None or foreign or figures.measurement[row, index]:
                continue
            figures.rates[row, index] = (*total, True)
            figures.missing[row, index] = 0
            figures.applies[row, index] = True


def rates_below(
    indicators: list[int], periods: list[int], pins: dict[str, Any], as_of: datetime.datetime
) -> Sums:
    """Σ numerators and Σ denominators of all departments strictly beneath each department."""
    parent = {key: above for key, above, *_ in pins["departments"]}
    sums: Sums = defaultdict(lambda: (Decimal(0), Decimal(0)))
    with connection.cursor() as cursor:
        cursor.execute(RATES, [indicators, periods, as_of])
        for department, indicator, period, above, below in cursor:
            if below is None or department not in parent:
                continue
            while department := parent[department]:
                held = sums[department, indicator, period]
                sums[department, indicator, period] = (
                    WIDE.add(held[0], above),
                    WIDE.add(held[1], below),
                )
    return dict(sums)
