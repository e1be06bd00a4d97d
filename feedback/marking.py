"""From two marks to one, from criteria to a mark out of 100, and what an evaluator's work is worth.

Pure: no Django, no clock, no database. Source: docs/third-parties.md, T4, T14, T16.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

CENT = Decimal("0.01")
THOUSANDTH = Decimal("0.001")
FULL = Decimal(100)


@dataclass(frozen=True, slots=True)
class Weighed:
    """The points of one criterion, out of how many, and its weight of 100."""

    weight: Decimal
    points: Decimal
    most: Decimal


def apart(first: int, second: int, most: int) -> bool:
    """Whether two levels, by their places, lie further apart than is allowed."""
    return abs(first - second) > most


def between(first: Decimal, second: Decimal) -> Decimal:
    """The mean of both points: what stands when nobody has to settle."""
    return ((first + second) / 2).quantize(THOUSANDTH, ROUND_HALF_UP)


def mark(lines: Iterable[Weighed]) -> Decimal:
    """The mark out of 100: each criterion's share of its points, by its weight.

    Units:  0.00 to 100.00, rounded half up once, at the end.
    Errors: ValueError when the weights are not 100 or a criterion has no points to give.
    """
    lines = list(lines)
    if sum(line.weight for line in lines) != FULL:
        raise ValueError("weights must sum to exactly 100")
    if any(line.most <= 0 for line in lines):
        raise ValueError("a criterion needs a level above zero points")
    found = sum((line.weight * line.points / line.most for line in lines), Decimal(0))
    return found.quantize(CENT, ROUND_HALF_UP)


@dataclass(frozen=True, slots=True)
class Work:
    """What an organisation did in the years that count."""

    late_reports: int = 0
    marks: int = 0  # criteria of units that were marked and are final
    adjudicated: int = 0  # of them, because the markers lay too far apart
    changed: int = 0  # of them, because of a reply


@dataclass(frozen=True, slots=True)
class QualityTable:
    start: int
    late_report: int
    adjudicated_tolerated_percent: int
    adjudicated_per_percent: int
    changed_by_reply: int
    least: int


def quality(work: Work, table: QualityTable) -> Decimal:
    """Points out of `start` for an organisation's work; one without work has all of them.

    Units:  0.00 to 100.00; a share of adjudicated marks costs from the tolerated per cent on.
    """
    share = FULL * work.adjudicated / work.marks if work.marks else Decimal(0)
    over = max(share - table.adjudicated_tolerated_percent, Decimal(0))
    lost = (
        Decimal(work.late_reports * table.late_report)
        + over * table.adjudicated_per_percent
        + work.changed * table.changed_by_reply
    )
    return max(table.start - lost, Decimal(0)).quantize(CENT, ROUND_HALF_UP)
