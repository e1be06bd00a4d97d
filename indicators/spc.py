"""Is it a change or is it noise? The XmR chart with the four rules of the NHS. No Django.

A value outside what the process itself produces, or a run that chance rarely makes, is a signal;
every other rise and fall is not. Judging by "below target" or "worse than last month" instead
would flag half of all months of a process that did not change.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal, localcontext
from itertools import pairwise

BASELINE = 12  # values that set the limits; fewer make trial limits
FEWEST = 6  # with fewer values it is a run chart: no limits, no signals
RUN = 7  # this many in a row, rising, falling or on one side of the average
LIMIT = Decimal("2.66")  # 3 / 1.128, mean moving range to three standard deviations
NEAR = LIMIT * 2 / 3
SCREEN = Decimal("3.267")  # a moving range beyond this many means is no part of the noise
DIGITS = 40

OUTSIDE, TREND, TWO_OF_THREE, SHIFT = "outside", "trend", "two_of_three", "shift"


@dataclass(frozen=True, slots=True)
class Limits:
    """What the process produces by itself: nearly all values lie between `low` and `high`."""

    mean: Decimal
    low: Decimal
    high: Decimal
    near_low: Decimal
    near_high: Decimal
    values: int  # how many values they were made of
    trial: bool  # made of fewer than BASELINE values


@dataclass(frozen=True, slots=True)
class Reading:
    """One period. `cause` is the first rule that names it, "" is noise; `side` +1 high, -1 low."""

    value: Decimal | None
    cause: str = ""
    side: int = 0


@dataclass(frozen=True, slots=True)
class Chart:
    readings: tuple[Reading, ...]
    limits: Limits | None

    @property
    def latest(self) -> Reading | None:
        """The last reading that has a value."""
        return next((r for r in reversed(self.readings) if r.value is not None), None)


def chart(
    values: Sequence[Decimal | None], *, baseline: int = BASELINE, screen: bool = True
) -> Chart:
    """Limits of the first `baseline` values, and what the four rules say of each value.

    Shape:  one reading per value, oldest first; None is a period without a value.
    Units:  those of the values; limits carry more digits than the values.
    Errors: none. Fewer than FEWEST values give no limits and no causes.
    Source: docs/signals.md, rules C1 to C5.
    """
    known = [value for value in values if value is not None]
    found = expected(values, baseline=baseline, screen=screen)
    if found is None:
        return Chart(tuple(Reading(value) for value in values), None)
    with localcontext() as context:
        context.prec = DIGITS
        causes = iter(classify(known, found))
    readings = (Reading(None) if v is None else Reading(v, *next(causes)) for v in values)
    return Chart(tuple(readings), found)


def expected(
    values: Sequence[Decimal | None], *, baseline: int = BASELINE, screen: bool = True
) -> Limits | None:
    """The limits of a chart alone: what these values lead to expect. None for too few of them."""
    if sum(value is not None for value in values) < FEWEST:
        return None
    with localcontext() as context:
        context.prec = DIGITS
        return limits(values, baseline=baseline, screen=screen)


def limits(values: Sequence[Decimal | None], *, baseline: int, screen: bool) -> Limits:
    """Average ± 2.66 mean moving ranges. A range over a missing period is left out."""
    first, ranges, before, counted = [], [], None, 0
    for value in values:
        if counted == baseline:
            break
        if value is not None:
            counted += 1
            first.append(value)
            if before is not None:
                ranges.append(abs(value - before))
        before = value
    mean = sum(first, Decimal(0)) / len(first)
    moving = average(ranges)
    if screen:
        moving = average([r for r in ranges if r < SCREEN * moving])
    return Limits(
        mean,
        mean - LIMIT * moving,
        mean + LIMIT * moving,
        mean - NEAR * moving,
        mean + NEAR * moving,
        values=len(first),
        trial=len(first) < baseline,
    )


def average(ranges: Sequence[Decimal]) -> Decimal:
    return sum(ranges, Decimal(0)) / len(ranges) if ranges else Decimal(0)


def classify(known: Sequence[Decimal], found: Limits) -> list[tuple[str, int]]:
    """(cause, side) of each value, the first rule that holds winning."""
    sides = [(v > found.mean) - (v < found.mean) for v in known]
    outside = [not found.low <= v <= found.high for v in known]
    near = [
        not out and not found.near_low <= v <= found.near_high
        for v, out in zip(known, outside, strict=True)
    ]
    trends = in_trend(known)
    pairs = in_two_of_three(near, sides)
    shifts = in_shift(sides)
    causes = []
    for i, side in enumerate(sides):
        if outside[i]:
            causes.append((OUTSIDE, side))
        elif trends[i]:
            causes.append((TREND, trends[i]))
        elif pairs[i]:
            causes.append((TWO_OF_THREE, side))
        elif shifts[i]:
            causes.append((SHIFT, side))
        else:
            causes.append(("", 0))
    return causes


def in_trend(known: Sequence[Decimal]) -> list[int]:
    """+1 or -1 for each value that is part of RUN values that all rise or all fall."""
    steps = [(after > before) - (after < before) for before, after in pairwise(known)]
    found = [0] * len(known)
    for start in range(len(known) - RUN + 1):
        window = steps[start : start + RUN - 1]
        if abs(sum(window)) == RUN - 1:
            found[start : start + RUN] = [window[0]] * RUN
    return found


def in_two_of_three(near: Sequence[bool], sides: Sequence[int]) -> list[bool]:
    """The near values of each three on one side of the average of which two are near a limit."""
    found = [False] * len(near)
    for start in range(len(near) - 2):
        three = range(start, start + 3)
        if abs(sum(sides[i] for i in three)) == len(three) and sum(near[i] for i in three) > 1:
            for i in three:
                found[i] = found[i] or near[i]
    return found


def in_shift(sides: Sequence[int]) -> list[bool]:
    """Part of RUN values in a row on one side of the average."""
    found = [False] * len(sides)
    for start in range(len(sides) - RUN + 1):
        if abs(sum(sides[start : start + RUN])) == RUN:
            found[start : start + RUN] = [True] * RUN
    return found


def signal(reading: Reading, direction: str) -> str:
    """`improve` or `concern` by the direction that is better, `changed` where there is none."""
    if not reading.cause:
        return "normal"
    if direction not in {"higher", "lower"}:
        return "changed"
    better = 1 if direction == "higher" else -1
    return "improve" if reading.side == better else "concern"


def assurance(
    found: Limits | None, direction: str, low: Decimal | None, high: Decimal | None = None
) -> str:
    """Will it meet its target by itself: `reliable`, `hit_or_miss`, `not_capable`; "" unknown.

    `low` is the target; for direction range `low` and `high` are its ends.
    """
    if found is None or low is None:
        return ""
    if direction == "higher":
        return judged(low <= found.low, low > found.high)
    if direction == "lower":
        return judged(low >= found.high, low < found.low)
    if direction == "range" and high is not None:
        return judged(low <= found.low and found.high <= high, found.high < low or found.low > high)
    return ""


def judged(always: bool, never: bool) -> str:  # noqa: FBT001 -- two facts of one decision
    if always:
        return "reliable"
    return "not_capable" if never else "hit_or_miss"
