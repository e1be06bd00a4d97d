"""How likely is that by chance alone? Exact binomial and Poisson tails. No Django.

Where a decision hangs on the answer the arithmetic is exact: whole numbers and fractions for small
n, decimals of 50 digits for large n, never floating point.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable
from decimal import ROUND_HALF_UP, Decimal, localcontext
from fractions import Fraction
from math import comb

DIGITS = 50
NEGLIGIBLE = Decimal("1e-48")  # a term so much smaller than the largest adds nothing
PLACES = Decimal("1e-12")


def at_least(hits: int, n: int, share: Fraction = Fraction(1, 2)) -> Fraction:
    """P(X ≥ hits) of n independent draws that each hit with probability `share`.

    Shape:  an exact fraction from 0 to 1.
    Errors: ValueError for hits outside 0..n or a share outside 0..1.
    Source: docs/signals.md, rule R1.
    """
    if not 0 <= hits <= n:
        raise ValueError("hits must lie between 0 and n")
    if not 0 <= share <= 1:
        raise ValueError("a probability lies between 0 and 1")
    a, b = share.numerator, share.denominator
    ways = sum(comb(n, k) * a**k * (b - a) ** (n - k) for k in range(hits, n + 1))
    return Fraction(ways, b**n)


def rounded(value: Fraction) -> Decimal:
    """The fraction as it is stored: 12 decimals, half up."""
    with localcontext() as context:
        context.prec = DIGITS
        exact = Decimal(value.numerator) / Decimal(value.denominator)
        return exact.quantize(PLACES, ROUND_HALF_UP)


class Counts:
    """The distribution of a count, from its mode outwards: exact to some 40 digits for any size.

    Only the terms that matter are kept, so a million cases cost as many steps as some spreads.
    """

    def __init__(
        self,
        mode: int,
        up: Callable[[int], Decimal],
        down: Callable[[int], Decimal],
        most: int | None,
    ) -> None:
        """`up(k)` is P(k + 1) ÷ P(k), `down(k)` is P(k − 1) ÷ P(k); `most` the largest count."""
        with localcontext() as context:
            context.prec = DIGITS
            terms = {mode: Decimal(1)}
            k, term = mode, Decimal(1)
            while term > NEGLIGIBLE and (most is None or k < most):
                term *= up(k)
                k += 1
                terms[k] = term
            k, term = mode, Decimal(1)
            while term > NEGLIGIBLE and k > 0:
                term *= down(k)
                k -= 1
                terms[k] = term
            total = sum(terms.values(), Decimal(0))
            self.first, self.last = min(terms), max(terms)
            self.upto: list[Decimal] = []
            below = Decimal(0)
            for count in range(self.first, self.last + 1):
                below += terms[count] / total
                self.upto.append(below)

    def at_most(self, count: int) -> Decimal:
        """P(X ≤ count)."""
        if count < self.first:
            return Decimal(0)
        return self.upto[min(count, self.last) - self.first]

    def over(self, count: int) -> Decimal:
        """P(X ≥ count)."""
        with localcontext() as context:
            context.prec = DIGITS
            return 1 - self.at_most(count - 1)

    def lower(self, share: Decimal) -> Decimal:
        """The limit that a whole count lies below exactly when P(X ≤ count) < share.

        Between whole counts it is drawn on a straight line.
        """
        with localcontext() as context:
            context.prec = DIGITS
            place = min(bisect_left(self.upto, share), len(self.upto) - 1)
            before = self.upto[place - 1] if place else Decimal(0)
            return self.first + place - (self.upto[place] - share) / (self.upto[place] - before)

    def upper(self, share: Decimal) -> Decimal:
        """The mirror of it: a count lies above exactly when P(X ≥ count) < share."""
        with localcontext() as context:
            context.prec = DIGITS
            count = self.first + min(bisect_right(self.upto, 1 - share), len(self.upto) - 1)
            reached, beyond = self.over(count), self.over(count + 1)
            return count + (reached - share) / (reached - beyond)


def binomial(n: int, share: Fraction) -> Counts:
    """Of n cases, how many hit when each does with probability `share`.

    Errors: ValueError for n below 1 or a share outside 0..1.
    """
    if n < 1 or not 0 <= share <= 1:
        raise ValueError("needs at least one case and a probability between 0 and 1")
    if share in {0, 1}:
        return Counts(n * int(share), lambda _k: Decimal(0), lambda _k: Decimal(0), n)
    with localcontext() as context:
        context.prec = DIGITS
        odds = Decimal(share.numerator) / Decimal(share.denominator - share.numerator)
    mode = min(int((n + 1) * share), n)
    return Counts(
        mode,
        lambda k: Decimal(n - k) / Decimal(k + 1) * odds,
        lambda k: Decimal(k) / Decimal(n - k + 1) / odds,
        n,
    )


def poisson(mean: Fraction) -> Counts:
    """How many events happen where `mean` are expected.

    Errors: ValueError for a mean that is not above zero.
    """
    if mean <= 0:
        raise ValueError("needs an expected number above zero")
    with localcontext() as context:
        context.prec = DIGITS
        expected = Decimal(mean.numerator) / Decimal(mean.denominator)
    return Counts(int(mean), lambda k: expected / (k + 1), lambda k: k / expected, None)
