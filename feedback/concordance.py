"""How far two markers agree: pure, exact. Source: docs/third-parties.md, T12."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

THOUSANDTH = Decimal("0.001")


@dataclass(frozen=True, slots=True)
class Pair:
    """What two markers gave the same thing: places of levels, and shares of the full points."""

    first: int
    second: int
    first_share: Fraction
    second_share: Fraction


@dataclass(frozen=True, slots=True)
class Agreement:
    """`kappa` and `alpha` are None where nothing could have differed: both gave one level only."""

    pairs: int
    exact: Decimal  # share of pairs with the same level, per cent
    kappa: Decimal | None  # Cohen's, weighted linearly by the distance of levels
    alpha: Decimal | None  # Krippendorff's, for intervals, of the shares of the points
    difference: Decimal  # mean of first - second, in per cent of the points: who is milder


def agreement(pairs: Sequence[Pair]) -> Agreement | None:
    """The figures of some pairs; None without any.

    Units:  per cent with three decimals, kappa and alpha from -1 to 1, half up.
    Source: docs/third-parties.md, T12; vectors by hand in tests/feedback/test_concordance.py.
    """
    if not pairs:
        return None
    n = len(pairs)
    same = sum(pair.first == pair.second for pair in pairs)
    milder = sum((pair.first_share - pair.second_share for pair in pairs), Fraction(0))
    return Agreement(
        pairs=n,
        exact=rounded(Fraction(100 * same, n)),
        kappa=weighted_kappa([(pair.first, pair.second) for pair in pairs]),
        alpha=interval_alpha([(pair.first_share, pair.second_share) for pair in pairs]),
        difference=rounded(100 * milder / n),
    )


def weighted_kappa(pairs: Sequence[tuple[int, int]]) -> Decimal | None:
    """1 - observed / expected distance; the number of levels cancels out."""
    first, second = Counter(a for a, _b in pairs), Counter(b for _a, b in pairs)
    observed = Fraction(sum(abs(a - b) for a, b in pairs), len(pairs))
    apart = sum(abs(a - b) * m * k for a, m in first.items() for b, k in second.items())
    expected = Fraction(apart, len(pairs) ** 2)
    return rounded(1 - observed / expected) if expected else None


def interval_alpha(pairs: Sequence[tuple[Fraction, Fraction]]) -> Decimal | None:
    """1 - observed / expected squared distance, over all values of both markers."""
    values = [value for pair in pairs for value in pair]
    total = len(values)
    observed = 2 * sum(((a - b) ** 2 for a, b in pairs), Fraction(0)) / total
    squares, plain = sum((v * v for v in values), Fraction(0)), sum(values, Fraction(0))
    expected = 2 * (total * squares - plain**2) / (total * (total - 1))
    return rounded(1 - observed / expected) if expected else None


def rounded(number: Fraction) -> Decimal:
    return (Decimal(number.numerator) / Decimal(number.denominator)).quantize(
        THOUSANDTH, ROUND_HALF_UP
    )
