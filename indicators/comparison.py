"""Is this unit really different from its peers? Funnel limits, normal scores, context. No Django.

Exact where a verdict depends on it. Nothing here ranks: a place in a list of units that differ by
chance only says nothing, so units come out in the order in which they went in.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, localcontext
from fractions import Fraction

from indicators.chance import DIGITS, binomial, poisson

WITHIN, LOOK, FAR = "within", "look", "far"
INNER, OUTER = Decimal("0.025"), Decimal("0.001")  # beyond each of the two limits
FEW = 5  # from so many units on at least one at each end is pulled in
TRIMMED = Decimal("0.1")  # of the units at each end, before over-dispersion is judged
WINSOR = Decimal(3)


@dataclass(frozen=True, slots=True)
class Unit:
    """One unit: `hits` of `n`; with `events`, n is the exposure and hits may exceed it."""

    name: str
    hits: int
    n: int

    @property
    def rate(self) -> Fraction:
        return Fraction(self.hits, self.n)


@dataclass(frozen=True, slots=True)
class Band:
    """What chance alone lets a unit of this size show: 95 and 99.8 of 100 times, as rates."""

    low: Decimal
    high: Decimal
    low_far: Decimal
    high_far: Decimal

    def status(self, rate: Fraction) -> str:
        if rate < Fraction(self.low_far) or rate > Fraction(self.high_far):
            return FAR
        if rate < Fraction(self.low) or rate > Fraction(self.high):
            return LOOK
        return WITHIN


@dataclass(frozen=True, slots=True)
class Plotted:
    unit: Unit
    band: Band
    status: str


@dataclass(frozen=True, slots=True)
class Funnel:
    """`centre` is the rate of all units together; `spread` > 1 says by how much more than chance
    the units differ (the limits are that much wider)."""

    centre: Fraction
    events: bool
    spread: Decimal
    plotted: tuple[Plotted, ...]
    too_small: tuple[Unit, ...]

    def band(self, n: int) -> Band:
        """The limits for a unit of size n."""
        return band(self.centre, n, events=self.events, spread=self.spread)


def funnel(
    units: Sequence[Unit],
    *,
    least: int = 10,
    events: bool = False,
    standard: Fraction | None = None,
) -> Funnel | None:
    """Limits around the rate of all units (or a set standard), and where each unit lies.

    Shape:  units with n < `least` are listed, not judged; None when no unit is left. The order of
            the units is kept.
    Units:  rates as shares; `events` counts against an exposure by Poisson, else binomial.
    Source: docs/comparison.md, rules F1 to F5: prediction limits, not intervals of the units.
    """
    shown = [unit for unit in units if unit.n >= least]
    if not shown:
        return None
    total, hits = sum(unit.n for unit in shown), sum(unit.hits for unit in shown)
    centre = Fraction(hits, total) if standard is None else standard
    spread = over_dispersion(shown, centre, events=events)
    plotted = []
    for unit in shown:
        limits = band(centre, unit.n, events=events, spread=spread)
        plotted.append(Plotted(unit, limits, limits.status(unit.rate)))
    small = tuple(unit for unit in units if unit.n < least)
    return Funnel(centre, events, spread, tuple(plotted), small)


def band(centre: Fraction, n: int, *, events: bool, spread: Decimal = Decimal(1)) -> Band:
    """Prediction limits for a unit of size n, between whole counts on a straight line.

    A count lies outside exactly when chance gives it, or a more extreme one, in less than 2.5 %
    (0.1 %) of cases; over-dispersion moves each limit away from the centre by the factor `spread`.
    """
    with localcontext() as context:
        context.prec = DIGITS
        middle = Decimal(centre.numerator) / Decimal(centre.denominator)
        if centre == 0 or (not events and centre == 1):
            return Band(middle, middle, middle, middle)
        counts = poisson(centre * n) if events else binomial(n, centre)
        low, low_far = (counts.lower(share) / n for share in (INNER, OUTER))
        high, high_far = (counts.upper(share) / n for share in (INNER, OUTER))
        edges = [middle + (edge - middle) * spread for edge in (low, high, low_far, high_far)]
        most = None if events else Decimal(1)
        return Band(*(bounded(edge, most) for edge in edges))


def bounded(edge: Decimal, most: Decimal | None) -> Decimal:
    edge = max(edge, Decimal(0))
    return edge if most is None else min(edge, most)


def over_dispersion(units: Sequence[Unit], centre: Fraction, *, events: bool) -> Decimal:
    """√φ where the units differ more than chance explains, else 1.

    φ is the mean of z² with the outermost tenth at each end pulled in, at least one (so that one
    odd unit does not widen its own limits); it counts when it exceeds 1 + 2·√(2 ÷ units).
    Source: docs/comparison.md, rule F4.
    """
    if centre == 0 or (not events and centre == 1) or not units:
        return Decimal(1)
    with localcontext() as context:
        context.prec = DIGITS
        middle = Decimal(centre.numerator) / Decimal(centre.denominator)
        noise = middle if events else middle * (1 - middle)
        scores = [
            (Decimal(unit.hits) / unit.n - middle) / (noise / unit.n).sqrt() for unit in units
        ]
        pulled = winsorised(scores)
        phi = sum((z * z for z in pulled), Decimal(0)) / len(pulled)
        limit = 1 + 2 * (Decimal(2) / len(pulled)).sqrt()
        return phi.sqrt() if phi > limit else Decimal(1)


def winsorised(values: Sequence[Decimal], share: Decimal = TRIMMED) -> list[Decimal]:
    """The values with those of the outer `share` at each end pulled in to the next one inside."""
    ordered = sorted(values)
    cut = max(int(len(ordered) * share), 1 if len(ordered) >= FEW else 0)
    low, high = ordered[cut], ordered[-1 - cut]
    return [min(max(value, low), high) for value in values]


# --- the same scale for all


def mean_and_deviation(values: Sequence[Decimal]) -> tuple[Decimal, Decimal]:
    mean = sum(values, Decimal(0)) / len(values)
    squares = sum(((value - mean) ** 2 for value in values), Decimal(0))
    return mean, (squares / (len(values) - 1)).sqrt()


def normal_scores(values: Sequence[Decimal], *, least: int = 8) -> list[Decimal] | None:
    """50 + 10 z, z held within ±3; None for fewer than `least` peers or where all are equal.

    Units: points from 20 to 80. Source: docs/comparison.md, rule F7.
    """
    if len(values) < least:
        return None
    with localcontext() as context:
        context.prec = DIGITS
        mean, deviation = mean_and_deviation(values)
        if deviation == 0:
            return None
        scores = ((value - mean) / deviation for value in values)
        return [50 + 10 * min(max(z, -WINSOR), WINSOR) for z in scores]


def min_max(values: Sequence[Decimal]) -> list[Decimal] | None:
    """0 for the lowest, 100 for the highest; one outlier moves all. None where all are equal."""
    if not values or min(values) == max(values):
        return None
    with localcontext() as context:
        context.prec = DIGITS
        low, width = min(values), max(values) - min(values)
        return [100 * (value - low) / width for value in values]


def percentiles(values: Sequence[Decimal]) -> list[Decimal]:
    """The share of the peers below, ties counting half; in percent."""
    with localcontext() as context:
        context.prec = DIGITS
        ordered = sorted(values)
        return [
            Decimal(bisect_left(ordered, value) + bisect_right(ordered, value)) * 50 / len(ordered)
            for value in values
        ]


# --- context


@dataclass(frozen=True, slots=True)
class Adjusted:
    """What a unit would show in average circumstances, beside what it shows."""

    plain: Decimal
    adjusted: Decimal


@dataclass(frozen=True, slots=True)
class Regression:
    """A = intercept + Σ coefficient × context + rest; `explained` is R²."""

    intercept: Fraction
    coefficients: dict[str, Fraction]
    explained: Fraction
    units: tuple[Adjusted, ...]


def adjust(
    values: Sequence[Decimal], context: Mapping[str, Sequence[Decimal]], *, least: int = 30
) -> Regression | None:
    """Least squares, solved in fractions: the same digits everywhere.

    Shape:  one row per unit in the order given. None for fewer than `least` units, or for context
            that repeats itself (no unique solution).
    Errors: ValueError for a context column of another length.
    Source: docs/comparison.md, rule F8: coefficients are published, both figures are shown.
    """
    names = list(context)
    if any(len(context[name]) != len(values) for name in names):
        raise ValueError("every unit needs every context value")
    if len(values) < least or not names:
        return None
    rows = [[Fraction(1), *(Fraction(context[n][i]) for n in names)] for i in range(len(values))]
    wanted = [Fraction(value) for value in values]
    columns = list(zip(*rows, strict=True))
    solved = solve(
        [[dot(left, right) for right in columns] for left in columns],
        [dot(column, wanted) for column in columns],
    )
    if solved is None:
        return None
    mean = sum(wanted, Fraction(0)) / len(wanted)
    rests = [y - dot(solved, row) for row, y in zip(rows, wanted, strict=True)]
    total = sum(((y - mean) ** 2 for y in wanted), Fraction(0))
    left = sum((rest**2 for rest in rests), Fraction(0))
    explained = 1 - left / total if total else Fraction(0)
    units = tuple(
        Adjusted(value, decimal(mean + rest)) for value, rest in zip(values, rests, strict=True)
    )
    return Regression(solved[0], dict(zip(names, solved[1:], strict=True)), explained, units)


def dot(left: Sequence[Fraction], right: Sequence[Fraction]) -> Fraction:
    return sum((a * b for a, b in zip(left, right, strict=True)), Fraction(0))


def solve(matrix: list[list[Fraction]], right: list[Fraction]) -> list[Fraction] | None:
    """Gauss and Jordan in fractions; None for a singular matrix."""
    size = len(matrix)
    rows = [[*line, value] for line, value in zip(matrix, right, strict=True)]
    for column in range(size):
        pivot = next((r for r in range(column, size) if rows[r][column]), None)
        if pivot is None:
            return None
        rows[column], rows[pivot] = rows[pivot], rows[column]
        head = rows[column][column]
        rows[column] = [value / head for value in rows[column]]
        for r in range(size):
            if r != column and (factor := rows[r][column]):
                rows[r] = [a - factor * b for a, b in zip(rows[r], rows[column], strict=True)]
    return [row[-1] for row in rows]


def decimal(value: Fraction) -> Decimal:
    with localcontext() as context:
        context.prec = DIGITS
        return Decimal(value.numerator) / Decimal(value.denominator)


def standardised(rates: Mapping[str, Decimal], reference: Mapping[str, Decimal]) -> Decimal:
    """Direct standardisation: Σ share of the stratum in the reference × rate in the stratum.

    Errors: ValueError when a stratum of the reference has no rate, or its shares do not sum to 1.
    Source: docs/comparison.md, rule F9.
    """
    if missing := reference.keys() - rates.keys():
        raise ValueError(f"no rate for {', '.join(sorted(missing))}")
    if sum(reference.values(), Decimal(0)) != 1:
        raise ValueError("the shares of the reference must sum to 1")
    return sum((share * rates[name] for name, share in reference.items()), Decimal(0))
