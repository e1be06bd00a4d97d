"""How sure is a figure made of few answers? Wilson interval, shrinkage, sample size. No Django."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_HALF_UP, Decimal, localcontext

Z95 = Decimal("1.959964")  # two-sided 95 %
DIGITS = 50
TWELVE = Decimal("1e-12")
PRIOR = 20  # answers that the mean of the peers counts for


def wilson(hits: int, n: int, z: Decimal = Z95) -> tuple[Decimal, Decimal]:
    """The interval in which the true share lies, by Wilson; honest also for small n.

    Shape:  (lower, upper), both from 0 to 1; 40 digits.
    Errors: ValueError without cases or for hits outside 0..n.
    Source: docs/signals.md, rule R12. 2 of 2: lower .3424; 950 of 1000: .9347 to .9619.
    """
    if n < 1 or not 0 <= hits <= n:
        raise ValueError("needs at least one case, and hits between 0 and n")
    with localcontext() as context:
        context.prec = DIGITS
        share = Decimal(hits) / n
        middle = share + z * z / (2 * n)
        reach = z * (share * (1 - share) / n + z * z / (4 * Decimal(n) * n)).sqrt()
        scale = 1 + z * z / n
        low, high = (middle - reach) / scale, (middle + reach) / scale
        return (low if hits else Decimal(0)), (high if hits < n else Decimal(1))


@dataclass(frozen=True, slots=True)
class Answers:
    """On how many answers a figure stands and, of a share, where the true one lies."""

    n: int
    low: Decimal | None = None
    high: Decimal | None = None


def answers(numerator: Decimal | None, denominator: Decimal | None, per: int) -> Answers | None:
    """The n of a rate and its interval by Wilson; None where the denominator is no count.

    Shape:  without an interval where the numerator is not a part of the answers: a mean has none.
    Units:  those of the rate (numerator ÷ denominator × per), 12 decimals.
    Source: docs/signals.md, rule R12; docs/scoring.md, rule 29.
    """
    if numerator is None or denominator is None or denominator < 1 or denominator % 1:
        return None
    n = int(denominator)
    if numerator % 1 or not 0 <= numerator <= denominator:
        return Answers(n)
    low, high = (
        (bound * per).quantize(TWELVE, ROUND_HALF_UP) for bound in wilson(int(numerator), n)
    )
    return Answers(n, low, high)


def shrunk(n: int, mean: Decimal, peers: Decimal, prior: int = PRIOR) -> Decimal:
    """The mean of few ratings, drawn towards the mean of the peers: (n·x̄ + m·μ) ÷ (n + m).

    Errors: ValueError when both n and prior are 0 or one is negative.
    Source: docs/signals.md, rule R13. 3 ratings of 5.0 among 4.2: 4.304.
    """
    if n < 0 or prior < 0 or n + prior == 0:
        raise ValueError("needs some ratings or a prior")
    with localcontext() as context:
        context.prec = DIGITS
        return (n * mean + prior * peers) / (n + prior)


def sample_size(
    population: int, *, error: Decimal = Decimal("0.05"), z: Decimal = Decimal("1.96")
) -> int:
    """How many answers make a share of a population sure to ± `error`, at most unsure (p = 1/2).

    Shape:  whole answers, at least 1 and at most the population; finite-population correction.
    Errors: ValueError for a population below 1 or an error that is not above 0.
    Source: docs/signals.md, rule R14. 50: 45; 1,000: 278; 100,000: 383.
    """
    if population < 1 or error <= 0:
        raise ValueError("needs a population and an error above zero")
    with localcontext() as context:
        context.prec = DIGITS
        endless = z * z / (4 * error * error)
        needed = endless / (1 + (endless - 1) / population)
        return min(int(needed.to_integral_value(ROUND_CEILING)), population)
