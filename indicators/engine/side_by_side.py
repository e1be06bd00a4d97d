"""The same figures under the targets of two moments, through the kernel that scores every run.

Only the own score of one department: what a department above makes of it is left to the next run.
Source: docs/scoring.md, rules 1 to 16; docs/scorecard-plans.md, P14.
"""

from __future__ import annotations

import datetime
from dataclasses import dataclass, field
from decimal import Decimal

import numpy as np

from indicators.engine.branch import Outcome, score_branch
from indicators.engine.cells import settle
from indicators.engine.pins import pin
from indicators.engine.reading import place, read_others, read_plain, read_plan
from indicators.models import Cycle
from indicators.scoring import NULL, Array, State

PLACES = -12  # of what the kernel gives: whole numbers of 10^-12


@dataclass(frozen=True, slots=True)
class Cell:
    """A scored cell: the attainment is None where there is none; points are of 100."""

    target: int
    attainment: Decimal | None
    points: Decimal
    is_counted: bool


@dataclass(slots=True)
class Side:
    """Own scores by period id (None: absent), and cells by (indicator id, period id)."""

    own: dict[int, Decimal | None] = field(default_factory=dict)
    cells: dict[tuple[int, int], Cell] = field(default_factory=dict)


def side(
    cycle: Cycle, department_id: int, planned_at: datetime.datetime, as_of: datetime.datetime
) -> Side:
    """The scores of the values known at `as_of` under the targets in force at `planned_at`."""
    pins = pin(cycle, as_of)
    periods = [period[0] for period in pins["periods"]]
    mine = [department_id]
    plan = read_plan(cycle.pk, planned_at, mine)
    pieces: list[Array] = []
    read_plain(periods, as_of, mine, pieces.append)
    figures = place(plan, periods, pieces, read_others(periods, as_of, mine))
    if len(plan.rows):
        settle(plan, figures, pins, as_of)
    return taken_from(score_branch(pins, mine, plan, figures))


def taken_from(outcome: Outcome) -> Side:
    made = Side()
    for block in outcome.blocks:
        for row, column in enumerate(block.periods.tolist()):
            if not block.applies[0, row].any():
                continue
            period = int(outcome.periods[column])
            own = int(block.scored.own[0, row])
            made.own[period] = None if own == NULL else decimal(own)
            for at in np.flatnonzero(block.applies[0, row]).tolist():
                target = outcome.plan.rows[block.rows[0, at]]
                state = int(block.scored.state[0, row, at])
                made.cells[int(target["indicator"]), period] = Cell(
                    int(target["id"]),
                    decimal(int(block.scored.attainment[0, row, at]))
                    if state & State.SCORED
                    else None,
                    decimal(int(block.scored.points[0, row, at])),
                    bool(state & State.COUNTED),
                )
    return made


def decimal(number: int) -> Decimal:
    return Decimal(number).scaleb(PLACES)
