"""For how long somebody took part in a cycle, and what that makes of his appraisal. No Django.

Source: docs/appraisals.md, rule Y12.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal, localcontext
from itertools import pairwise

DIGITS = 28


@dataclass(frozen=True, slots=True)
class Spell:
    """The days, both inclusive, that somebody spent in one unit."""

    unit: int
    starts_on: datetime.date
    ends_on: datetime.date

    @property
    def days(self) -> int:
        return (self.ends_on - self.starts_on).days + 1


@dataclass(frozen=True, slots=True)
class Share:
    """The part of somebody's days in the cycle that one unit has."""

    unit: int
    days: int
    share: Decimal  # of 1


def within(
    spells: Iterable[Spell], starts_on: datetime.date, ends_on: datetime.date
) -> list[Spell]:
    """The spells cut to the days of a cycle, earliest first; those outside fall away."""
    cut = [
        Spell(one.unit, max(one.starts_on, starts_on), min(one.ends_on, ends_on)) for one in spells
    ]
    return sorted((one for one in cut if one.starts_on <= one.ends_on), key=lambda s: s.starts_on)


def shares(spells: Iterable[Spell]) -> list[Share]:
    """Each unit's days and its share of them all, in the order in which they were entered.

    Shape:  one row a unit, however often it was entered; the shares sum to 1 up to the 28th digit.
    Errors: ValueError for spells that share a day.
    Source: rule Y12. 90 days here and 275 there: 0.2466 and 0.7534.
    """
    ordered = sorted(spells, key=lambda one: one.starts_on)
    for before, after in pairwise(ordered):
        if after.starts_on <= before.ends_on:
            raise ValueError("two spells share a day")
    days: dict[int, int] = {}
    for one in ordered:
        days[one.unit] = days.get(one.unit, 0) + one.days
    total = sum(days.values())
    with localcontext() as context:
        context.prec = DIGITS
        return [Share(unit, count, Decimal(count) / total) for unit, count in days.items()]
