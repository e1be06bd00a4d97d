"""Attainments by tables, stages, levels and counts, a cell at a time. Rules 23 to 30. Pure.

The kernel hands over what its arrays hold; all numbers are whole. Bounds of tables and what they
count carry sixteen decimals, penalties four. A figure is `upper` ÷ `lower`, `lower` above zero.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Context, Decimal
from itertools import pairwise

FINE = 10**16  # the scale of the numbers in a table
FRACTION = 10**4
WIDE = Context(prec=60)  # Python's default of 28 digits would round a numeric(30, 15)

Row = tuple[int | None, int | None, int]
Ratio = tuple[int, int]
ZERO: Ratio = (0, 1)


@dataclass(frozen=True, slots=True)
class Parameters:
    """What a target has beside its numbers. Bounds at FINE, the penalty in ten-thousandths."""

    rows: tuple[Row, ...] = ()
    penalty: int | None = None
    minimum_n: int | None = None

    @classmethod
    def of(
        cls,
        table: Sequence[Sequence[Decimal | None]] | None,
        penalty: Decimal | None,
        minimum_n: int | None,
    ) -> Parameters:
        """As they are stored; with at most 15 decimals no digit is lost."""
        rows = tuple(
            (fine(low), fine(high), fine(counts) or 0) for low, high, counts in table or ()
        )
        held = None if penalty is None else int(WIDE.scaleb(penalty, 4))
        return cls(rows, held, minimum_n)


def fine(number: Decimal | None) -> int | None:
    return None if number is None else int(WIDE.scaleb(number, 16))


def step(upper: int, lower: int, rows: Sequence[Row]) -> Ratio:
    """What the first row counts that holds the figure, both bounds included; none counts 0.

    Source: rule 23.
    """
    figure = upper * FINE
    for low, high, counts in rows:
        if (low is None or low * lower <= figure) and (high is None or figure <= high * lower):
            return counts, FINE
    return ZERO


def interpolated(upper: int, lower: int, rows: Sequence[Row], *, higher: bool) -> Ratio:
    """On the straight line between two points; 0 beyond the worst, flat beyond the best.

    Shape:  rows (x, None, y) with rising x.
    Source: rules 24 and 27.
    """
    figure = upper * FINE
    points = [(x or 0, y) for x, _none, y in rows]
    (first, of_first), (last, of_last) = points[0], points[-1]
    if figure < first * lower:
        return ZERO if higher else (of_first, FINE)
    if figure > last * lower:
        return (of_last, FINE) if higher else ZERO
    for (x, y), (beyond, then) in pairwise(points):
        if figure <= beyond * lower:
            span = beyond - x
            return y * span * lower + (figure - x * lower) * (then - y), span * lower * FINE
    return of_last, FINE


def defect(upper: int, lower: int, penalty: int) -> Ratio:
    """1 less the penalty for each fault, never below 0. Source: rule 28."""
    return max(0, lower * FRACTION - upper * penalty), lower * FRACTION


def rounded(ratio: Ratio, unit: int) -> int:
    """A ratio in units, half away from zero."""
    upper, lower = ratio
    size = (2 * abs(upper) * unit + lower) // (2 * lower)
    return size if upper >= 0 else -size
