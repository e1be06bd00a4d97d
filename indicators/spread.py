"""Whether the targets of periods fit the target of their cycle. Pure; exact.

Source: docs/scorecard-plans.md, P7.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

SUM, LAST, EACH = "sum", "last", "each"


@dataclass(frozen=True, slots=True)
class Fit:
    """What the periods make, and by how much that differs from the cycle's target."""

    made: Decimal
    off: Decimal
    missing: int  # periods without a target; with some missing a sum cannot be judged yet

    @property
    def is_exact(self) -> bool:
        return self.off == 0


def fit(spread: str, whole: Decimal | None, parts: Sequence[Decimal | None]) -> Fit | None:
    """How the parts, oldest first, meet the whole; None where there is nothing to compare.

    Shape:  sum: what they add up to; last: the last one given; each: the one furthest off.
    Units:  those of the target.
    """
    given = [part for part in parts if part is not None]
    if whole is None or not given or spread not in {SUM, LAST, EACH}:
        return None
    missing = len(parts) - len(given)
    if spread == SUM:
        made = sum(given, Decimal(0))
    elif spread == LAST:
        made = given[-1]
    else:
        made = max(given, key=lambda part: abs(part - whole))
    return Fit(made, made - whole, missing)
