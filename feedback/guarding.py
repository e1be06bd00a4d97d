"""What does not look like the public: pure statistics of one place. No Django, no clock.

Times of ratings are not kept, so a half of a day is the finest grain here. Probabilities are plain
floats: they decide about a look by a person, never about a score.
Source: docs/rating-guard.md, W1 to W7.
"""

from __future__ import annotations

import datetime
import math
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

ALARM = 1e-4  # of one test; a counter-week has thirty of them
BASELINE = datetime.timedelta(days=28)
FEWEST_DAYS = 5  # in the baseline; before that a place has no habit
USUAL_SHARE = 0.01  # of ratings from one address, where the baseline knows none
SLOTS = 48  # of ten minutes in a day of eight hours
PEAK = 1.5  # the busiest ten minutes of a day against the mean
RUSH = 1e-5  # of one slot; a week has 240
PSEUDO_DAYS = 4  # that pull the habit of a weekday towards that of all days
SHINGLE, SAME, FEWEST_SAME = 3, 0.8, 3
SHORTEST_TEXT, IDEOGRAPHS, WEIGHT = 30, 0x2E80, 3  # letters; a Chinese sign says as much as three
UNSEEN = 0.025  # times a day that a text is taken to be written which nobody wrote before
NOISE = re.compile(r"[\W_]+")


@dataclass(frozen=True, slots=True)
class HalfDay:
    """What one place took in half a day: by value, all and those of one address."""

    day: datetime.date
    half: str
    values: Mapping[int, int]
    marked: Mapping[int, int] = field(default_factory=dict)  # "same address", by value

    @property
    def number(self) -> int:
        return sum(self.values.values())

    @property
    def of_one_address(self) -> int:
        return sum(self.marked.values())


@dataclass(frozen=True, slots=True)
class Suspicion:
    """The smallest group that explains a signal: one value of half a day at one place."""

    reason: str
    day: datetime.date
    half: str
    value: int


@dataclass(frozen=True, slots=True)
class Habit:
    """What is usual at a place, out of the days before."""

    days: int
    halves: Mapping[str, float]  # mean number of a half
    weekdays: Mapping[int, float]  # factor of a weekday; 1 when never seen
    spread: float  # variance over mean of the counts; 1 is pure chance
    shares: Mapping[int, float]  # of each value
    share_spread: float
    one_address: float

    def expected(self, day: datetime.date, half: str) -> float:
        return self.halves.get(half, 0.0) * self.weekdays.get(day.weekday(), 1.0)


def tail(start: Callable[[int], float], ratio: Callable[[int], float], k: int) -> float:
    """P(X ≥ k), summed from the term of k upwards, so that small ones are exact."""
    term = total = start(k)
    at = k
    while term > total * 1e-16 and term > 0:
        term *= ratio(at)
        total += term
        at += 1
    return min(total, 1.0)


def poisson_tail(k: int, mean: float) -> float:
    """P(X ≥ k) of a Poisson count. 1 for k ≤ the mean: nothing to be alarmed about."""
    if k <= mean or k <= 0:
        return 1.0
    if mean <= 0:
        return 0.0
    return tail(
        lambda n: math.exp(n * math.log(mean) - mean - math.lgamma(n + 1)),
        lambda n: mean / (n + 1), k,
    )  # fmt: skip


def count_tail(k: int, mean: float, spread: float) -> float:
    """P(X ≥ k) of a count whose variance is `spread` times its mean (negative binomial)."""
    if spread <= 1.001 or mean <= 0:  # noqa: PLR2004 -- as good as Poisson
        return poisson_tail(k, mean)
    if k <= mean:
        return 1.0
    size, miss = mean / (spread - 1), 1 - 1 / spread
    return tail(
        lambda n: math.exp(
            math.lgamma(n + size) - math.lgamma(size) - math.lgamma(n + 1)
            - size * math.log(spread) + n * math.log(miss)
        ),
        lambda n: (n + size) / (n + 1) * miss, k,
    )  # fmt: skip


def binomial_tail(k: int, n: int, share: float) -> float:
    """P(X ≥ k) of n tries. 1 for k ≤ n · share."""
    if k <= n * share or k <= 0:
        return 1.0
    if share <= 0:
        return 0.0
    return tail(
        lambda m: math.exp(
            math.lgamma(n + 1) - math.lgamma(m + 1) - math.lgamma(n - m + 1)
            + m * math.log(share) + (n - m) * math.log1p(-share)
        ),
        lambda m: (n - m) / (m + 1) * share / (1 - share), k,
    )  # fmt: skip


def habit_of(before: Sequence[HalfDay]) -> Habit | None:
    """Out of the days before; None: too few of them. A half without a rating counts as zero."""
    days = {one.day for one in before}
    if len(days) < FEWEST_DAYS:
        return None
    by_day, by_half = Counter[datetime.date](), Counter[str]()
    values = Counter[int]()
    for one in before:
        by_day[one.day] += one.number
        by_half[one.half] += one.number
        values.update(one.values)
    total = sum(by_day.values())
    halves = {half: number / len(days) for half, number in by_half.items()}
    shares = {value: number / total for value, number in values.items()}
    bare = Habit(
        len(days), halves, weekdays_of(by_day), 1.0, shares, 1.0,
        max(sum(one.of_one_address for one in before) / total, USUAL_SHARE),
    )  # fmt: skip
    return Habit(
        bare.days, halves, bare.weekdays, spread_of(before, bare), shares,
        share_spread_of(before, shares), bare.one_address,
    )  # fmt: skip


def weekdays_of(by_day: Mapping[datetime.date, int]) -> dict[int, float]:
    mean = sum(by_day.values()) / len(by_day)
    groups: defaultdict[int, list[int]] = defaultdict(list)
    for day, number in by_day.items():
        groups[day.weekday()].append(number)
    return {
        weekday: (sum(numbers) / mean + PSEUDO_DAYS) / (len(numbers) + PSEUDO_DAYS)
        for weekday, numbers in groups.items()
    }


def spread_of(before: Sequence[HalfDay], habit: Habit) -> float:
    """Pearson's χ² over its degrees of freedom: how much wilder than chance the counts are."""
    found = [
        (one.number - mean) ** 2 / mean
        for one in before
        if (mean := habit.expected(one.day, one.half)) > 0
    ]
    return max(1.0, sum(found) / max(len(found) - len(habit.halves), 1))


def share_spread_of(before: Sequence[HalfDay], shares: Mapping[int, float]) -> float:
    """The same of the share of the best value, which is the one that is stuffed."""
    share = shares.get(max(shares), 0.0)
    if not 0 < share < 1:
        return 1.0
    best = max(shares)
    found = [
        (one.values.get(best, 0) - one.number * share) ** 2 / (one.number * share * (1 - share))
        for one in before
        if one.number
    ]
    return max(1.0, sum(found) / max(len(found) - 1, 1))


def suspicions(now: HalfDay, habit: Habit, alarm: float = ALARM) -> list[Suspicion]:
    """Why half a day should be looked at. A value that was never given before is one of its own."""
    found = []
    mean = habit.expected(now.day, now.half)
    if count_tail(now.number, mean, habit.spread) < alarm:
        found.append(Suspicion("burst", now.day, now.half, swollen(now, habit, mean)))
    for value in ends(now, habit):
        share = min(max(habit.shares.get(value, 0.0), USUAL_SHARE), 1 - USUAL_SHARE)
        many = math.floor(now.values[value] / habit.share_spread)
        of = math.ceil(now.number / habit.share_spread)
        if binomial_tail(many, of, share) < alarm:
            found.append(Suspicion("value_share", now.day, now.half, value))
    marked = now.of_one_address
    if marked and binomial_tail(marked, now.number, min(habit.one_address, 0.9)) < alarm:
        most = max(now.marked, key=lambda value: (now.marked[value], value))
        found.append(Suspicion("address_share", now.day, now.half, most))
    return found


def ends(now: HalfDay, habit: Habit) -> list[int]:
    """The best and the worst value: praise is stuffed by a counter, blame by a campaign."""
    known = set(habit.shares) | set(now.values)
    return [value for value in sorted({max(known), min(known)}) if now.values.get(value)]


def swollen(now: HalfDay, habit: Habit, mean: float) -> int:
    """The value that has grown most beyond what is usual."""
    return max(now.values, key=lambda v: (now.values[v] - mean * habit.shares.get(v, 0.0), v))


def rush_limit(habit: Habit) -> int:
    """How many ratings of ten minutes a place may get: more are one case in 100,000."""
    mean = sum(habit.halves.values()) * max(habit.weekdays.values()) / SLOTS * PEAK
    spread = 1 + (habit.spread - 1) / (SLOTS / 4)  # what a slot has of the unrest of a half
    limit = max(1, math.floor(mean))
    while count_tail(limit + 1, mean, spread) >= RUSH:
        limit += 1
    return limit


def shingles(text: str) -> frozenset[str]:
    """Runs of three signs, without spaces and points. Empty: so short that honest people agree."""
    bare = NOISE.sub("", text.casefold())
    if sum(WEIGHT if ord(sign) >= IDEOGRAPHS else 1 for sign in bare) < SHORTEST_TEXT:
        return frozenset()
    return frozenset(bare[at : at + SHINGLE] for at in range(len(bare) - SHINGLE + 1))


def copied(
    written: Sequence[tuple[Hashable, datetime.date, str]], day: datetime.date, days: int,
) -> set[Hashable]:  # fmt: skip
    """Keys of the texts of `day` that too many wrote alike, against `days` days before.

    A phrase that people use here every day is no sign of one hand; three of one that nobody has
    written before are.
    """
    on = {key: when for key, when, _text in written}
    found = set()
    for group in alike([(key, text) for key, _when, text in written]):
        today = {key for key in group if on[key] == day}
        earlier = sum(on[key] < day for key in group)
        mean = earlier / max(days, 1) + UNSEEN
        if len(today) >= FEWEST_SAME and poisson_tail(len(today), mean) < ALARM:
            found |= today
    return found


def alike(texts: Iterable[tuple[Hashable, str]]) -> list[set[Hashable]]:
    """Texts in groups that say nearly the same (Jaccard above 0.8), by their keys."""
    sets: dict[Hashable, frozenset[str]] = {}
    known: defaultdict[str, list[Hashable]] = defaultdict(list)
    group: dict[Hashable, Hashable] = {}
    for key, text in texts:
        mine = shingles(text)
        if not mine:
            continue
        shared = Counter(other for piece in mine for other in known[piece])
        group[key] = key
        for other, common in shared.items():
            if common / (len(mine) + len(sets[other]) - common) > SAME:
                group[root(group, other)] = root(group, key)
        sets[key] = mine
        for piece in mine:
            known[piece].append(key)
    found: defaultdict[Hashable, set[Hashable]] = defaultdict(set)
    for key in sets:
        found[root(group, key)].add(key)
    return list(found.values())


def root(group: dict[Hashable, Hashable], key: Hashable) -> Hashable:
    while group[key] != key:
        key = group[key]
    return key


def does_not_add_up(ratings: int, receipts: int, cases: int) -> bool:
    """More ratings than receipts, or more receipts than closed cases, up to one week."""
    return not ratings <= receipts <= cases
