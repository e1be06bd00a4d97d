"""Patterns worth a sentence that the four rules do not look for. Decimals in, facts out. Pure."""

from collections.abc import Sequence
from decimal import Decimal
from itertools import pairwise

YEAR = 12  # months
SEASONS_FROM = 12  # pairs of changes a year apart that are needed to see seasons
SEASONAL = Decimal("0.7")  # correlation
NEWEST = 12  # values that are looked at
NEAR = Decimal("0.01")  # share of the target

Values = Sequence[Decimal | None]


def is_seasonal(monthly: Values) -> bool:
    """Whether the changes from month to month repeat those of the year before.

    Changes and not values: a steady rise would look alike every year too.
    """
    changes = [None if a is None or b is None else b - a for a, b in pairwise(monthly)]
    pairs = [
        (a, b)
        for a, b in zip(changes, changes[YEAR:], strict=False)
        if a is not None and b is not None
    ]
    return len(pairs) >= SEASONS_FROM and correlation(pairs) >= SEASONAL


def against_last_year(monthly: Values) -> list[Decimal | None]:
    """Each value less that of the same month a year before; None where one of them is missing."""
    pairs = zip(monthly[YEAR:], monthly, strict=False)
    changes = [None if a is None or b is None else a - b for a, b in pairs]
    return [*[None] * min(YEAR, len(monthly)), *changes]


def correlation(pairs: Sequence[tuple[Decimal, Decimal]]) -> Decimal:
    """Pearson's r; 0 where one side does not vary."""
    n = len(pairs)
    mean_a = sum((a for a, _ in pairs), Decimal(0)) / n
    mean_b = sum((b for _, b in pairs), Decimal(0)) / n
    both = sum(((a - mean_a) * (b - mean_b) for a, b in pairs), Decimal(0))
    one = sum(((a - mean_a) ** 2 for a, _ in pairs), Decimal(0))
    other = sum(((b - mean_b) ** 2 for _, b in pairs), Decimal(0))
    return both / (one * other).sqrt() if one and other else Decimal(0)


def hugs(values: Values, target: Decimal | None, direction: str) -> bool:
    """Whether every one of the newest values lies just on the good side of the target.

    Chance spreads values on both sides; people who must reach a number do not.
    """
    known = [value for value in values if value is not None][-NEWEST:]
    if not target or direction not in {"higher", "lower"} or len(known) < NEWEST:
        return False
    side = 1 if direction == "higher" else -1
    return all(0 <= (value - target) * side <= abs(target) * NEAR for value in known)
