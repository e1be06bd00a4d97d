"""What the ratings of one evaluator come to, and what one should look at twice. No Django.

Source: docs/evaluation.md, rules V3 to V6.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal, localcontext

DIGITS = 28
RATINGS = (5, 4, 3, 2, 1)
MIDDLE = (3, 4)  # need no comment
STEP = Decimal(20)  # per cent that a rating is worth: 5 is 100, 1 is 20


@dataclass(frozen=True, slots=True)
class Rated:
    """A section: its weight and its rating; None where it could not be judged."""

    weight: Decimal
    rating: int | None


def percent_of(lines: Sequence[Rated]) -> Decimal | None:
    """Σ weight × rating × 20 ÷ Σ weight, over the sections that were rated.

    Shape:  None when nothing was rated, or only what weighs nothing.
    Units:  0 to 100; any weights, only their shares count.
    Source: rule V4. 5 at 40, 4 at 30 and 3 at 30: 82; the last one left out: 91.43.
    """
    rated = [(one.weight, one.rating) for one in lines if one.rating is not None]
    total = sum((weight for weight, _rating in rated), Decimal(0))
    if not total:
        return None
    with localcontext() as context:
        context.prec = DIGITS
        return sum((weight * rating * STEP for weight, rating in rated), Decimal(0)) / total


def needs_comment(rating: int | None) -> bool:
    """Away from the middle, and where a section could not be judged. Source: rule V3."""
    return rating not in MIDDLE


def all_alike(ratings: Sequence[int | None]) -> bool:
    """Whether three ratings or more are all the same: worth a second look. Source: rule V6."""
    given = [rating for rating in ratings if rating is not None]
    return len(given) > 2 and len(set(given)) == 1  # noqa: PLR2004 -- two alike are chance


@dataclass(frozen=True, slots=True)
class Spread:
    """How one evaluator rates: how many, their mean, their standard deviation (sample)."""

    n: int
    mean: Decimal
    deviation: Decimal | None  # None: of fewer than two


def spread(marks: Sequence[Decimal]) -> Spread | None:
    """Severity and spread of one evaluator, or of a pool. None without a mark.

    Source: rule C8. 60, 70, 80: mean 70, deviation 10.
    """
    if not marks:
        return None
    n = len(marks)
    with localcontext() as context:
        context.prec = DIGITS
        mean = sum(marks, Decimal(0)) / n
        if n == 1:
            return Spread(n, mean, None)
        squares = sum(((mark - mean) ** 2 for mark in marks), Decimal(0))
        return Spread(n, mean, (squares / (n - 1)).sqrt())
