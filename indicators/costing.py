"""What one unit of result costs, and how much of a budget is spent.

Source: docs/cascade.md, rules L10 to L12.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal, localcontext

DIGITS = 60  # amounts have 20 digits, results 30: no digit is lost on the way
CENT = Decimal("0.01")
TENTH = Decimal("0.1")


@dataclass(frozen=True, slots=True)
class Line:
    """Money and result of one period; None: not reported."""

    budget: Decimal | None
    spent: Decimal | None
    result: Decimal | None


def per_unit(spent: Decimal | None, result: Decimal | None) -> Decimal | None:
    """Money per unit of result, to the hundredth, half up.

    Shape:  None where either is not known or the result is not above zero.
    Units:  the currency, per unit of the KPI.
    """
    if spent is None or result is None or result <= 0:
        return None
    return divided(spent, result, CENT)


def execution(spent: Decimal | None, budget: Decimal | None) -> Decimal | None:
    """How much of the budget is spent, in percent to the tenth, half up; None without a budget."""
    if spent is None or budget is None or budget <= 0:
        return None
    return divided(spent * 100, budget, TENTH)


def divided(above: Decimal, below: Decimal, step: Decimal) -> Decimal:
    with localcontext() as context:
        context.prec = DIGITS
        return (above / below).quantize(step, ROUND_HALF_UP)


def summed(lines: Iterable[Line]) -> Line:
    """Several periods as one: the sums, never a mean of ratios.

    Only periods that tell both what was spent and the result take part in the cost of a unit, so
    that money and result belong together; budgets and spending likewise.
    """
    pairs = [line for line in lines if line.spent is not None and line.result is not None]
    if not pairs:
        return Line(None, None, None)
    budgets = [line.budget for line in pairs]
    whole = None if None in budgets else sum((b for b in budgets if b is not None), Decimal())
    return Line(
        whole,
        sum((line.spent for line in pairs if line.spent is not None), Decimal()),
        sum((line.result for line in pairs if line.result is not None), Decimal()),
    )
