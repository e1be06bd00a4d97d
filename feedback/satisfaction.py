"""How content the public is, from published counts. No Django.

Where levels are told together only, a figure is known to lie between two values, and both are
given. Source: docs/published-ratings.md, Q7 to Q9.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, localcontext

from feedback.disclosure import Part
from indicators.intervals import DIGITS, wilson

PERCENT = 100
LEAST_COMPARED = 30  # ratings below which nobody is set beside others


@dataclass(frozen=True, slots=True)
class Between:
    """The lowest and the highest that a figure can be; one value when nothing is told together."""

    low: Decimal
    high: Decimal

    @property
    def is_one(self) -> bool:
        return self.low == self.high


def size(parts: Sequence[Part]) -> int:
    return sum(part.count for part in parts)


def mean(counts: Mapping[int, int]) -> Decimal:
    """Errors: ValueError without ratings."""
    n = sum(counts.values())
    if n < 1:
        raise ValueError("needs at least one rating")
    with localcontext() as context:
        context.prec = DIGITS
        return Decimal(sum(value * count for value, count in counts.items())) / n


def satisfaction(counts: Mapping[int, int], values: Collection[int]) -> Decimal:
    """The mean as percent of the way from the worst to the best level, as GOV.UK counts it.

    Units:  percent. `values` are all levels of the scale.
    Source: docs/published-ratings.md, Q7. 5, 5, 10, 40, 40 of 1 to 5: 76.25.
    """
    worst, best = min(values), max(values)
    if worst == best:
        raise ValueError("needs two levels")
    with localcontext() as context:
        context.prec = DIGITS
        return PERCENT * (mean(counts) - worst) / (best - worst)


def satisfaction_of(parts: Sequence[Part], values: Collection[int]) -> Between:
    """The lowest takes each part for its worst level, the highest for its best."""
    low, high = (
        satisfaction(counted((pick(part.values), part.count) for part in parts), values)
        for pick in (min, max)
    )
    return Between(low, high)


def counted(pairs: Iterable[tuple[int, int]]) -> dict[int, int]:
    found: dict[int, int] = {}
    for value, count in pairs:
        found[value] = found.get(value, 0) + count
    return found


def positive(parts: Sequence[Part], positives: Collection[int]) -> tuple[int, int]:
    """How many are pleased, at least and at most."""
    low = sum(part.count for part in parts if all(one in positives for one in part.values))
    high = sum(part.count for part in parts if any(one in positives for one in part.values))
    return low, high


def share(parts: Sequence[Part], positives: Collection[int]) -> Between:
    """The percentage that is pleased. Errors: ValueError without ratings."""
    n = size(parts)
    if n < 1:
        raise ValueError("needs at least one rating")
    with localcontext() as context:
        context.prec = DIGITS
        low, high = (Decimal(PERCENT * hits) / n for hits in positive(parts, positives))
        return Between(low, high)


def shares(parts: Sequence[Part]) -> list[tuple[Part, Decimal]]:
    """Each part with its percentage of all."""
    n = size(parts)
    with localcontext() as context:
        context.prec = DIGITS
        return [(part, Decimal(PERCENT * part.count) / n) for part in parts]


def interval(parts: Sequence[Part], positives: Collection[int]) -> Between:
    """Where the true percentage of the pleased lies, by Wilson at 95 %, whatever a group hides."""
    n = size(parts)
    low, high = positive(parts, positives)
    return Between(PERCENT * wilson(low, n)[0], PERCENT * wilson(high, n)[1])
