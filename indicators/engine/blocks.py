"""Cutting a plan into blocks of departments with equally many targets, and scoring them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Context, Decimal

import numpy as np

from indicators import digests, scoring
from indicators.digests import (
    INPUT_CELL,
    LONG,
    NUMBERS,
    RESULT_CELL,
    SAFETY,
    tail,
)
from indicators.engine.reading import Figures, Plan, plain
from indicators.scoring import NULL, Array, Cells, Method, Scored, State, Targets
from indicators.special import Parametered

WIDE = Context(prec=60)  # Python's default of 28 digits would round a numeric(30, 15)
FINE = 10**16  # the scale of blocks with long numbers or rates: NULL is no multiple of ten


@dataclass(slots=True)
class Block:
    """D departments with n targets each, in the periods in use.

    `rows` are the plan's rows (D, n); `periods` the columns in use; the cell arrays are (D, P, n).
    """

    departments: Array
    rows: Array
    periods: Array
    applies: Array
    measurement: Array
    scored: Scored


def cut(plan: Plan, figures: Figures) -> Iterator[tuple[Array, Array, bool]]:
    """Departments grouped by their number of targets: (department ids, plan rows, exact lane)."""
    ids, starts, counts = np.unique(plan.department, return_index=True, return_counts=True)
    fine = {int(plan.department[row]) for row, _name in plan.texts}
    fine |= {int(plan.department[row]) for row, _column in figures.texts}
    fine |= {int(plan.department[row]) for row, _column in figures.rates}
    exact = np.isin(ids, sorted(fine))
    for count in np.unique(counts):
        for lane in (False, True):
            chosen = np.flatnonzero((counts == count) & (exact == lane))
            if len(chosen):
                yield ids[chosen], starts[chosen][:, None] + np.arange(count), lane


def score_blocks(plan: Plan, figures: Figures) -> Iterator[Block]:
    """Every department of the plan, scored, block by block."""
    for departments, rows, exact in cut(plan, figures):
        used = np.flatnonzero(figures.applies[rows].any(axis=(0, 1)))
        applies = by_period(figures.applies, rows, used)
        targets = exact_targets(plan, rows) if exact else plain_targets(plan, rows)
        if exact:
            cells = exact_cells(plan, figures, rows, used, applies)
        else:
            value = by_period(figures.value, rows, used)
            value[value == NULL] = 0
            cells = Cells(applies, value, by_period(figures.missing, rows, used))
        yield Block(
            departments, rows, used, applies,
            by_period(figures.measurement, rows, used), scoring.score(targets, cells),
        )  # fmt: skip


def by_period(table: Array, rows: Array, periods: Array) -> Array:
    """Cells of a (row, period) table as (D, P, n), a copy."""
    return np.ascontiguousarray(table[rows][:, :, periods].transpose(0, 2, 1))


def plain_targets(plan: Plan, rows: Array) -> Targets:
    held = plan.rows[rows]
    names = ("direction", "method", *NUMBERS, "weight", "cap", "floor")
    return Targets(
        **{name: held[name] for name in names},
        safety=held["bits"] & SAFETY,
        special=special(plan, rows, 10**6),
    )


def special(plan: Plan, rows: Array, scale: int) -> Parametered | None:
    """The parameters of a block's targets; None when all its methods do without."""
    if not (plan.rows["method"][rows] > Method.NONE).any():
        return None
    ids = plan.rows["id"][rows]
    return Parametered(
        {
            (int(place[0]), int(place[1])): plan.parameters[int(key)]
            for place, key in np.ndenumerate(ids)
            if int(key) in plan.parameters
        },
        scale,
    )


def exact_targets(plan: Plan, rows: Array) -> Targets:
    """The targets with their numbers as Python integers at the fine scale."""
    targets = plain_targets(plan, rows)
    targets.special = special(plan, rows, FINE)
    for name in NUMBERS:
        number = plan.rows[name][rows].astype(object)
        blank = number == NULL
        number = np.where(blank, NULL, number * (FINE // 10**6))
        setattr(targets, name, number)
    place = {int(row): where for where, row in np.ndenumerate(rows)}
    for (row, name), text in plan.texts.items():
        if row in place:
            getattr(targets, name)[place[row]] = fine(Decimal(text))
    return targets


def fine(number: Decimal) -> int:
    """A decimal as a whole number at the fine scale; with at most 15 decimals none is lost."""
    return int(WIDE.scaleb(number, 16))


def exact_cells(plan: Plan, figures: Figures, rows: Array, used: Array, applies: Array) -> Cells:
    """The figures as fractions of Python integers at the fine scale."""
    value = by_period(figures.value, rows, used).astype(object)
    value = np.where(value == NULL, 0, value * (FINE // 10**6))
    denominator = np.full(value.shape, 1, object)
    flags = np.zeros(value.shape, np.int64)
    where = {int(row): (d, n) for (d, n), row in np.ndenumerate(rows)}
    column = {int(period): place for place, period in enumerate(used)}
    for (row, period), text in figures.texts.items():
        if row in where:
            d, n = where[row]
            value[d, column[period], n] = fine(Decimal(text))
    for (row, period), (above, below, summed) in figures.rates.items():
        if row in where:
            d, n = where[row]
            cell = (d, column[period], n)
            value[cell] = int(plan.rows["per"][row]) * FINE * fine(above)
            denominator[cell] = fine(below)
            flags[cell] = int(State.RATE) | (int(State.SUMMED) if summed else 0)
    return Cells(applies, value, by_period(figures.missing, rows, used), denominator, flags)


def input_cells(plan: Plan, figures: Figures, block: Block, periods: Array) -> np.ndarray:
    """The input records of a block's cells, rule 20. Shape: (D, P, n)."""
    cells = np.zeros(block.applies.shape, INPUT_CELL)
    cells["period"] = periods[block.periods][None, :, None]
    cells["target"] = plan.rows["id"][block.rows][:, None, :]
    cells["measurement"] = block.measurement
    cells["missing"] = by_period(figures.missing, block.rows, block.periods)
    cells["value"] = by_period(figures.value, block.rows, block.periods)
    cells["numerator"] = cells["denominator"] = NULL
    if figures.rates:
        where = {int(row): (d, n) for (d, n), row in np.ndenumerate(block.rows)}
        column = {int(period): place for place, period in enumerate(block.periods)}
        for (row, period), (above, below, _summed) in figures.rates.items():
            if row in where:
                d, n = where[row]
                cells["numerator"][d, column[period], n] = small(above)
                cells["denominator"][d, column[period], n] = small(below)
    return cells


def small(number: Decimal) -> int:
    """A decimal in millionths, or LONG when it is none."""
    millionths = WIDE.scaleb(number, 6)
    whole = int(millionths)
    return whole if whole == millionths and abs(number) < 10**12 else LONG


def long_texts(plan: Plan, figures: Figures, block: Block, place: int) -> bytes:
    """The tail of one department of a block, rule 20."""
    rows = block.rows[place].tolist()
    texts = [plan.texts[row, name] for row in rows for name in NUMBERS if (row, name) in plan.texts]
    for period in block.periods.tolist():
        for row in rows:
            if (row, period) in figures.texts:
                texts.append(figures.texts[row, period])
            if (row, period) in figures.rates:
                above, below, _summed = figures.rates[row, period]
                texts += [plain(number) for number in (above, below) if small(number) == LONG]
    return tail(texts)


def parameters(plan: Plan, block: Block, place: int) -> bytes:
    """The parameter records of one department of a block, rule 30."""
    ids = plan.rows["id"][block.rows[place]].tolist()
    return b"".join(
        digests.parameters(key, plan.parameters[key]) for key in ids if key in plan.parameters
    )


def result_cells(plan: Plan, block: Block, periods: Array) -> np.ndarray:
    """The result records of a block's cells, rule 20. Shape: (D, P, n)."""
    cells = np.zeros(block.applies.shape, RESULT_CELL)
    cells["period"] = periods[block.periods][None, :, None]
    cells["target"] = plan.rows["id"][block.rows][:, None, :]
    cells["measurement"] = block.measurement
    cells["attainment"] = block.scored.attainment
    cells["points"] = block.scored.points
    cells["state"] = block.scored.state
    return cells
