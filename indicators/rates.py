"""One number out of numerator and denominator. No Django."""

from decimal import ROUND_HALF_UP, Decimal, localcontext

PLACES = Decimal("1e-12")
DIGITS = 60


def rate(numerator: Decimal, denominator: Decimal, per: int) -> Decimal:
    """numerator ÷ denominator × per, half up to 12 decimals. Source: docs/scoring.md, rule 4."""
    with localcontext() as context:
        context.prec = DIGITS
        return (numerator * per / denominator).quantize(PLACES, ROUND_HALF_UP)
