"""Whether the parts of a value make the value, and what share each has.

Source: docs/cascade.md, rules L13 to L16.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal, localcontext

DIGITS = 60
TENTH = Decimal("0.1")


@dataclass(frozen=True, slots=True)
class Amount:
    """A count, or numerator and denominator, or nothing that is known."""

    value: Decimal | None = None
    numerator: Decimal | None = None
    denominator: Decimal | None = None

    @property
    def is_known(self) -> bool:
        return self.value is not None or self.numerator is not None


@dataclass(frozen=True, slots=True)
class Difference:
    """One sum that is not its total: `off` = sum − total."""

    of: str  # "value" | "numerator" | "denominator"
    total: Decimal
    sum: Decimal

    @property
    def off(self) -> Decimal:
        return self.sum - self.total


def counted(total: Amount) -> tuple[str, ...]:
    """What is added up: values for a count, numerators and denominators for a rate."""
    return ("value",) if total.value is not None else ("numerator", "denominator")


def unknown(total: Amount, parts: Sequence[Amount]) -> int:
    """How many groups lack what is added up."""
    names = counted(total)
    return sum(any(getattr(part, name) is None for name in names) for part in parts)


def differences(total: Amount, parts: Sequence[Amount]) -> list[Difference]:
    """The sums that are not exactly their total; empty: the parts that are known add up.

    Shape:  the order of the parts does not matter; a part that is not known counts as nothing.
    """
    found = []
    with localcontext() as context:
        context.prec = DIGITS
        for name in counted(total):
            whole = getattr(total, name)
            made = sum((getattr(part, name) or Decimal(0) for part in parts), Decimal())
            if made != whole:
                found.append(Difference(name, whole, made))
    return found


def adds_up(total: Amount, parts: Sequence[Amount]) -> bool:
    """Complete: every group is known and every sum is its total."""
    return not unknown(total, parts) and not differences(total, parts)


def size(amount: Amount) -> Decimal | None:
    """What a share is taken of: the count, or all cases of a rate."""
    return amount.value if amount.value is not None else amount.denominator


def share(part: Amount, total: Amount) -> Decimal | None:
    """The share of a group in percent to the tenth, half up; None where there is nothing to share.

    Units:  percent of the total count, of a rate: of all its cases.
    """
    own, whole = size(part), size(total)
    if own is None or whole is None or whole <= 0:
        return None
    return rounded(own * 100, whole)


def rate(part: Amount, per: int) -> Decimal | None:
    """The rate of a group; None without cases."""
    if part.numerator is None or not part.denominator:
        return None
    with localcontext() as context:
        context.prec = DIGITS
        return part.numerator * per / part.denominator


def rounded(above: Decimal, below: Decimal) -> Decimal:
    with localcontext() as context:
        context.prec = DIGITS
        return (above / below).quantize(TENTH, ROUND_HALF_UP)
