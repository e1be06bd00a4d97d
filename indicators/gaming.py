"""Patterns that manufactured figures leave behind. Each test asks a question; none convicts.

A finding is a request to look, never a penalty: every pattern here also has innocent causes. The
decisions are exact (whole numbers, fractions, decimals); thresholds come in from the policy pack.
No Django.
"""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal, localcontext
from fractions import Fraction
from itertools import groupby, pairwise
from math import erfc, exp, pi, sqrt

from indicators.chance import at_least, rounded
from indicators.intervals import wilson

DIGITS = 50
HUNDRED = Decimal(100)
ROUND_SHARE = Fraction(1, 5)  # two of ten last digits are 0 or 5
# P(first digit = d) = log10(1 + 1/d), to six decimals
BENFORD = tuple(
    Decimal(millionths).scaleb(-6)
    for millionths in (301030, 176091, 124939, 96910, 79181, 66947, 57992, 51153, 45757)
)
BENFORD_LIMIT = Decimal("20.09")  # chi-square with 8 degrees of freedom, 1 %


@dataclass(frozen=True, slots=True)
class Tested:
    """What a test of counts found: `hits` of `n`, and how likely that is by chance alone."""

    n: int
    hits: int
    p: Fraction

    @property
    def p_value(self) -> Decimal:
        return rounded(self.p)

    def passes(self, least: int, level: Fraction | Decimal) -> bool:
        """Whether there were enough cases and chance alone is less likely than `level`."""
        return self.n >= least and self.p < Fraction(level)


def heaping(above: int, below: int) -> Tested:
    """Values just on the good side of the target against values just short of it.

    A process that does not know its target puts about as many on either side of it.
    Shape:  n = above + below; one-sided exact binomial with p = 1/2.
    Errors: ValueError for negative counts.
    Source: docs/signals.md, rule R1. 18 of 22: p = .0022; 14 of 22: p = .143.
    """
    return Tested(above + below, above, at_least(above, above + below))


def window(width: Decimal, spread: Decimal, target: Decimal) -> Decimal:
    """How near "just" is, in the unit of the target: `width` of it, at most one spread.

    In a window wider than the process spreads, an honest process that meets its target by a little
    has all its values on one side. Source: docs/signals.md, rule R2.
    """
    return min(width * abs(target), spread)


def chance_spread(part: Decimal, whole: Decimal, per: int) -> Decimal:
    """One standard deviation of a rate of `whole` cases by chance alone, in the rate's unit."""
    with localcontext() as context:
        context.prec = DIGITS
        share = min(max(part / whole, Decimal(0)), Decimal(1))
        return (share * (1 - share) / whole).sqrt() * per


def own_spread(values: Sequence[Decimal]) -> Decimal:
    """One standard deviation of a series by its mean moving range; 0 for fewer than two values."""
    steps = [abs(after - before) for before, after in pairwise(values)]
    if not steps:
        return Decimal(0)
    with localcontext() as context:
        context.prec = DIGITS
        return sum(steps, Decimal(0)) / len(steps) / Decimal("1.128")


@dataclass(frozen=True, slots=True)
class Gap:
    """Official against public figure, in percent; `distance` is counted from the upper bound."""

    official: Decimal
    public: Decimal
    upper: Decimal
    n: int

    @property
    def distance(self) -> Decimal:
        return self.official - self.upper

    def is_wide(self, points: Decimal, least: int) -> bool:
        return self.n >= least and self.distance > points


def public_gap(official: Decimal, satisfied: int, asked: int) -> Gap:
    """How far the department's own figure lies above what the public says.

    Shape:  the public figure counts with the upper end of its Wilson interval, in its favour.
    Units:  `official` in percent; the public as `satisfied` of `asked` answers.
    Errors: ValueError without answers.
    Source: docs/signals.md, rule R3; the four-hour target of English hospitals, 96 % against 77 %.
    """
    _low, high = wilson(satisfied, asked)
    public = HUNDRED * satisfied / asked
    return Gap(official, public, HUNDRED * high, asked)


@dataclass(frozen=True, slots=True)
class Year:
    """A year of a KPI: its target and actual, oriented so that more is better (see oriented)."""

    target: Decimal
    actual: Decimal


def oriented(direction: str, value: Decimal, target: Decimal) -> Fraction | None:
    """How the value stands to its target: 1 is met, more is better; None where that has no sense.

    Units: a ratio. Higher is better: A ÷ T; lower is better: T ÷ A.
    """
    if direction == "higher" and target > 0 and value >= 0:
        return Fraction(value) / Fraction(target)
    if direction == "lower" and target > 0 and value > 0:
        return Fraction(target) / Fraction(value)
    return None


def ratchet(direction: str, years: Sequence[Year], margin: Decimal) -> int:
    """For how many years in a row, up to the last, a target beaten by far was followed by one
    that asks for less than was just reached.

    Shape:  `years` oldest first, without gaps; the last one is needed for its target only.
    Units:  `margin` is a share: 0.10 is ten percent beyond the target.
    Source: docs/signals.md, rule R4.
    """
    found = 0
    for year, following in reversed(list(pairwise(years))):
        reached = oriented(direction, year.actual, year.target)
        asked = oriented(direction, year.actual, following.target)
        if reached is None or asked is None:
            break
        if reached < 1 + Fraction(margin) or asked < 1 + Fraction(margin):
            break
        found += 1
    return found


def crossed(
    before: Fraction, after: Fraction, edges: Iterable[Fraction | Decimal]
) -> Fraction | None:
    """The highest edge that a correction crosses upwards; None when it crosses none.

    Units:  attainments; an edge belongs to the band above it. Source: docs/signals.md, rule R5.
    """
    crossings = [Fraction(edge) for edge in edges if before < Fraction(edge) <= after]
    return max(crossings, default=None)


def is_last_minute(edited: datetime.datetime, lock: datetime.datetime, hours: int) -> bool:
    """Whether the edit came within `hours` before the lock; at the lock itself counts."""
    return datetime.timedelta(0) <= lock - edited <= datetime.timedelta(hours=hours)


@dataclass(frozen=True, slots=True)
class Shrinking:
    """A rate over two spans of the same length: cases and rate, before and after."""

    cases_before: Decimal
    cases_after: Decimal
    rate_before: Decimal
    rate_after: Decimal

    @property
    def fall(self) -> Fraction:
        """The share by which the cases fell; negative when they grew."""
        return 1 - Fraction(self.cases_after) / Fraction(self.cases_before)

    def is_suspicious(self, share: Decimal, points: Decimal, *, rising_is_good: bool) -> bool:
        """Whether cases fell by more than `share` while the rate got better by > `points`.

        Source: docs/signals.md, rule R6.
        """
        rise = self.rate_after - self.rate_before
        return self.fall > Fraction(share) and (rise if rising_is_good else -rise) > points


def runs(values: Sequence[object]) -> list[tuple[int, int]]:
    """(start, length) of each stretch of equal neighbours; None is a gap and never part of one."""
    found, start = [], 0
    for value, group in groupby(values):
        length = len(list(group))
        if value is not None:
            found.append((start, length))
        start += length
    return found


def copied(values: Sequence[object], *, since: int = 0) -> tuple[Tested, int] | None:
    """The longest run of equal values that ends at `since` or later, its chance, and its start.

    How often two of the *other* values are equal says how coarse the figure is: a count of three
    to five accidents repeats itself, 161 of 170 does not. The chance of a run of k anywhere among
    n values is at most (n − k + 1) × q^(k−1).
    Shape:  n = the values that are there, hits = length of the run; None without a value.
    Source: docs/signals.md, rule R7.
    """
    stretches = [run for run in runs(values) if sum(run) > since]
    if not stretches:
        return None
    start, length = max(stretches, key=lambda run: (run[1], run[0]))
    others = [*values[:start], *values[start + length :]]
    counts = Counter(value for value in others if value is not None)
    rest = sum(counts.values())
    pairs = rest * (rest - 1) // 2
    equal = sum(count * (count - 1) // 2 for count in counts.values())
    again = Fraction(equal + 1, pairs + 1)
    n = rest + length
    p = min(Fraction(1), (n - length + 1) * again ** (length - 1))
    return Tested(n, length, p), start


def round_numbers(counts: Sequence[int]) -> Tested:
    """How many counts end in 0 or 5, against two in ten. Source: docs/signals.md, rule R8."""
    hits = sum(1 for count in counts if count % 5 == 0)
    return Tested(len(counts), hits, at_least(hits, len(counts), ROUND_SHARE))


def last_digits(counts: Sequence[int]) -> Fraction:
    """Chi-square of the last digits against ten equal shares (9 degrees of freedom), exact.

    Errors: ValueError without counts. Source: docs/signals.md, rule R9: 21.67 is the 1 % limit.
    """
    if not counts:
        raise ValueError("needs at least one count")
    seen = Counter(count % 10 for count in counts)
    expected = Fraction(len(counts), 10)
    return sum(((seen[digit] - expected) ** 2 / expected for digit in range(10)), Fraction(0))


def chi_square_9(statistic: Fraction) -> Decimal:
    """P(χ²(9) ≥ statistic), to be shown beside it: the decision is by the limit."""
    x = float(statistic)
    half = sqrt(2 * x / pi) * exp(-x / 2)
    tail = erfc(sqrt(x / 2)) + half * (1 + x / 3 + x**2 / 15 + x**3 / 105)
    return Decimal(str(min(max(tail, 0.0), 1.0))).quantize(Decimal("1e-6"))


def benford(amounts: Sequence[Decimal], *, least: int, orders: int) -> Decimal | None:
    """Chi-square of first digits against Benford's law (8 degrees of freedom); advisory.

    For lists of single amounts that span orders of magnitude (payments, cases, areas). The monthly
    values of one KPI are near each other and never follow it, so the scan does not use this.
    Shape:  None for fewer than `least` amounts or less than `orders` powers of ten between them.
    Source: docs/signals.md, rule R10.
    """
    known = [abs(amount) for amount in amounts if amount]
    if len(known) < least or max(known) < min(known) * 10**orders:
        return None
    seen = Counter(int(f"{amount:e}"[0]) for amount in known)
    expected = [share * len(known) for share in BENFORD]
    return sum(
        ((seen[d + 1] - want) ** 2 / want for d, want in enumerate(expected)), Decimal(0)
    ).quantize(Decimal("0.0001"))


def over_easy(attainments: Sequence[Fraction], limit: Decimal) -> Tested:
    """How many of these attainments lie beyond `limit`; all of them: the target may be too easy.

    Shape:  `p` is 1: nothing is tested, the pattern itself is the finding.
    Source: docs/signals.md, rule R11.
    """
    hits = sum(1 for attainment in attainments if attainment > Fraction(limit))
    return Tested(len(attainments), hits, Fraction(1))
