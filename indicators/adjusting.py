"""Bonus and deduction lines beside a score, and a veto over it. Rules 31 to 33. Pure.

Whole numbers: scores in percent × 10^12, points and caps in ten-thousandths of a point.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import IntEnum

FINE = 10**8  # from ten-thousandths to 10^-12


class Kind(IntEnum):
    BONUS = 0
    DEDUCTION = 1
    CAP = 2
    FAIL = 3


@dataclass(frozen=True, slots=True)
class Line:
    """An approved line. `size` is its points, or where a veto caps; 0 for a veto that fails."""

    kind: Kind
    size: int


@dataclass(frozen=True, slots=True)
class Limits:
    bonus_most: int = 5 * 10**4
    deduction_most: int = 10 * 10**4


@dataclass(frozen=True, slots=True)
class Adjusted:
    """`adjusted` is the number that stays visible, `counts` what a veto leaves of it, if one is."""

    score: int
    bonus: int
    deduction: int
    adjusted: int
    counts: int | None  # None: failed by a veto
    effect: Kind | None = None


def adjust(score: int, lines: Iterable[Line], limits: Limits) -> Adjusted:
    """The score with its lines; the scores of KPIs and the score itself stay as they are.

    Shape:  one score and its approved lines, in any order -> one Adjusted.
    Units:  scores in percent × 10^12, all else in ten-thousandths of a point.
    Errors: none.
    Source: docs/scoring.md, rules 31 and 32.
    """
    lines = list(lines)
    bonus = min(total(lines, Kind.BONUS), limits.bonus_most)
    deduction = min(total(lines, Kind.DEDUCTION), limits.deduction_most)
    adjusted = max(0, score + FINE * (bonus - deduction))
    if any(line.kind == Kind.FAIL for line in lines):
        return Adjusted(score, bonus, deduction, adjusted, None, Kind.FAIL)
    caps = [FINE * line.size for line in lines if line.kind == Kind.CAP]
    if caps:
        return Adjusted(score, bonus, deduction, adjusted, min(adjusted, *caps), Kind.CAP)
    return Adjusted(score, bonus, deduction, adjusted, adjusted)


def total(lines: Iterable[Line], kind: Kind) -> int:
    return sum(line.size for line in lines if line.kind == kind)
