"""A counter that rates itself: 20 of its own receipts among 500 honest ones, 1,000 seeded weeks.

No database: the same pure rules as the guard, behind a door modelled after feedback/networks.py.
`python -m benchmarks insider` prints the table of docs/rating-guard.md.
"""

from __future__ import annotations

import datetime
import math
import os
import random
import sys
from collections import Counter
from collections.abc import Hashable, Iterator
from dataclasses import dataclass, field, replace

from benchmarks.claim import Claim
from feedback import guarding
from feedback.guarding import HalfDay

SEED = 20270301
RUNS = 1000
WEEK = 500  # honest ratings of a counter
STUFFED = 20
MONDAY = datetime.date(2027, 3, 1)
WEEKDAYS = (1.25, 1.05, 0.95, 0.9, 0.85)
HOURS = {9: 1.2, 10: 1.4, 11: 1.1, 13: 0.8, 14: 1.1, 15: 1.0, 16: 0.8, 12: 0.6}
VALUES = {5: 0.62, 4: 0.24, 3: 0.08, 2: 0.04, 1: 0.02}
TEXTS = 0.12  # of the honest write something
STOCK = ("很好", "不错，谢谢", "服务态度好", "good", "thank you", "fast and friendly", "满意",
         "服务态度很好，办事效率很高", "Very friendly staff, quick service")  # fmt: skip
SAME_ADDRESS = 5  # as networks.RATINGS: the sixth of an hour is marked
CARRIER, CARRIERS = 0.3, 400  # share of phones behind addresses that many share, and how many
STOLEN = "工作人员非常热情，办事效率很高，给个大大的赞"
MISSED, FALSE_ALARMS = 0.05, 0.01


@dataclass(frozen=True, slots=True)
class Tap:
    day: datetime.date
    minute: int  # of the day
    value: int
    address: str
    text: str = ""
    is_stuffed: bool = False

    @property
    def half(self) -> str:
        return "am" if self.minute < 12 * 60 else "pm"


@dataclass(frozen=True, slots=True)
class Attack:
    name: str
    addresses: tuple[str, ...]
    minutes: int  # all within so many
    days: int = 1
    texts: bool = True
    number: int = STUFFED
    is_promised: bool = False


def phones(number: int) -> tuple[str, ...]:
    return tuple(f"mine {one}" for one in range(number))


ATTACKS = (
    Attack("from the staff's network", ("staff",), 20, is_promised=True),
    Attack("from one phone", phones(1), 20, is_promised=True),
    Attack("one phone, no texts", phones(1), 20, texts=False, is_promised=True),
    Attack("five phones within 20 minutes", phones(5), 20, texts=False),
    Attack("20 phones within 10 minutes", phones(20), 10, texts=False),
    Attack("20 phones within 20 minutes, same text", phones(20), 20),
    Attack("20 phones over one day", phones(20), 420, texts=False),
    Attack("20 phones over five days", phones(20), 420, 5, texts=False),
    Attack("60 phones over one day", phones(60), 420, texts=False, number=60),
)


def gamma(dice: random.Random, sd: float) -> float:
    """A factor of mean 1."""
    return dice.gammavariate(1 / sd**2, sd**2)


def poisson(dice: random.Random, mean: float) -> int:
    limit, number, product = math.exp(-mean), 0, dice.random()
    while product > limit:
        number, product = number + 1, product * dice.random()
    return number


def honest_day(dice: random.Random, day: datetime.date, *, season: float) -> list[Tap]:
    """A working day: its weekday, a mood of the day, noise of each hour, a mix of phones."""
    busy = WEEK / 5 * WEEKDAYS[day.weekday()] * season * gamma(dice, 0.08)
    top = min(max(dice.gauss(0, 0.02), -0.1), 0.1)
    weights = [VALUES[5] + top, VALUES[4] - top, *list(VALUES.values())[2:]]
    taps = []
    for hour, share in HOURS.items():
        mean = busy * share / sum(HOURS.values()) * gamma(dice, 0.15)
        for _one in range(poisson(dice, mean)):
            shared = dice.random() < CARRIER
            address = f"nat {dice.randrange(CARRIERS)}" if shared else str(dice.getrandbits(64))
            taps.append(Tap(
                day, hour * 60 + dice.randrange(60), dice.choices(list(VALUES), weights)[0],
                address, written(dice),
            ))  # fmt: skip
    return taps


def written(dice: random.Random) -> str:
    if dice.random() >= TEXTS:
        return ""
    if dice.random() < 0.5:
        return dice.choice(STOCK)
    return "".join(chr(0x4E00 + dice.randrange(3000)) for _sign in range(dice.randrange(12, 60)))


def stuffed(dice: random.Random, attack: Attack, days: list[datetime.date]) -> list[Tap]:
    chosen = dice.sample(days, attack.days)
    start = 9 * 60 + dice.randrange(max(1, 420 - attack.minutes))
    return [
        Tap(
            chosen[number % attack.days], start + dice.randrange(attack.minutes), 5,
            attack.addresses[number % len(attack.addresses)],
            STOLEN[: dice.randrange(19, 22)] if attack.texts else "", is_stuffed=True,
        )
        for number in range(attack.number)
    ]  # fmt: skip


@dataclass(slots=True)
class Door:
    """What feedback/networks.py does with its counters of an hour and of ten minutes."""

    limit: int
    seen: Counter[tuple[object, ...]] = field(default_factory=Counter)

    def marks(self, tap: Tap) -> set[str]:
        found = set()
        if tap.address == "staff":
            found.add("own_network")
        for what, most in (
            (("address", tap.day, tap.minute // 60, tap.address), SAME_ADDRESS),
            (("rush", tap.day, tap.minute // 10), self.limit),
        ):
            self.seen[what] += 1
            if self.seen[what] > most:
                found.add("same_address" if what[0] == "address" else "rush")
        return found


def halves(taps: list[Tap], marks: list[set[str]]) -> list[HalfDay]:
    values: dict[tuple[datetime.date, str], tuple[Counter[int], Counter[int]]] = {}
    for tap, found in zip(taps, marks, strict=True):
        all_of, marked = values.setdefault((tap.day, tap.half), (Counter(), Counter()))
        all_of[tap.value] += 1
        marked[tap.value] += "same_address" in found
    return [HalfDay(day, half, *both) for (day, half), both in values.items()]


@dataclass(frozen=True, slots=True)
class Week:
    alarms: dict[datetime.date, set[str]]
    attacked: frozenset[datetime.date]
    held: int  # of the stuffed
    held_honest: int

    @property
    def is_flagged_in_time(self) -> bool:
        return bool(self.attacked) and any(self.alarms.get(day) for day in self.attacked)


def played(seed: int, attack: Attack | None, alarm: float = guarding.ALARM) -> Week:
    """Four honest weeks, then the one that is judged."""
    dice = random.Random(seed)
    days = [MONDAY + datetime.timedelta(days=n) for n in range(35) if n % 7 < 5]
    season = [1 + 0.1 * math.sin(2 * math.pi * (week + dice.random()) / 8) for week in range(5)]
    taps = [
        tap for n, day in enumerate(days) for tap in honest_day(dice, day, season=season[n // 5])
    ]
    week = days[20:]
    if attack:
        taps += stuffed(dice, attack, week)
    taps.sort(key=lambda tap: (tap.day, tap.minute))
    before = [tap for tap in taps if tap.day < week[0]]
    quiet = Door(10**9)
    history = halves(before, [quiet.marks(tap) for tap in before])
    earlier = [(f"before {n}", tap.day, tap.text) for n, tap in enumerate(before) if tap.text]
    return judged(history, earlier, [tap for tap in taps if tap.day >= week[0]], alarm)


Text = tuple[Hashable, datetime.date, str]


def judged(history: list[HalfDay], earlier: list[Text], taps: list[Tap], alarm: float) -> Week:
    alarms: dict[datetime.date, set[str]] = {}
    hit = [False] * len(taps)
    days = sorted({tap.day for tap in taps})
    for day in days:
        habit = guarding.habit_of([
            one for one in history if one.day >= day - guarding.BASELINE
        ])  # fmt: skip
        assert habit
        door = Door(guarding.rush_limit(habit))
        at = [n for n, tap in enumerate(taps) if tap.day == day]
        marks = [door.marks(taps[n]) for n in at]
        found = set().union(*marks)
        for n, mark in zip(at, marks, strict=True):
            hit[n] = bool(mark)
        now = halves([taps[n] for n in at], marks)
        for half in now:
            for one in guarding.suspicions(half, habit, alarm):
                found.add(one.reason)
                for n in at:
                    hit[n] |= (taps[n].half, taps[n].value) == (one.half, one.value)
        texts = earlier + [(n, tap.day, tap.text) for n, tap in enumerate(taps) if tap.text]
        texts = [one for one in texts if day - guarding.BASELINE <= one[1] <= day]
        for n in guarding.copied(texts, day, habit.days):
            found.add("same_text")
            hit[n] = True  # type: ignore[call-overload]
        alarms[day] = found
        history = history + now
    return Week(
        alarms, frozenset(tap.day for tap in taps if tap.is_stuffed),
        sum(h and tap.is_stuffed for h, tap in zip(hit, taps, strict=True)),
        sum(h and not tap.is_stuffed for h, tap in zip(hit, taps, strict=True)),
    )  # fmt: skip


def row(attack: Attack, runs: int) -> tuple[float, str]:
    weeks = [played(SEED + n, attack) for n in range(runs)]
    flagged = sum(week.is_flagged_in_time for week in weeks) / runs
    held = sum(week.held for week in weeks) / runs / attack.number
    honest = sum(week.held_honest for week in weeks) / runs
    why = Counter(reason for week in weeks for day in week.attacked for reason in week.alarms[day])
    told = ", ".join(f"{reason} {number / runs:.0%}" for reason, number in why.most_common())
    return flagged, f"| {attack.name} | {flagged:.1%} | {held:.0%} | {honest:.1f} | {told} |"


def measure() -> Iterator[Claim]:
    runs = int(os.environ.get("RUNS", RUNS))
    clean = [played(SEED + 10**6 + n, None) for n in range(runs)]
    loud = sum(any(week.alarms.values()) for week in clean)
    why = Counter(r for week in clean for found in week.alarms.values() for r in found)
    print("| attack | flagged the same day | of the stuffed held | honest held | by |\n"
          "|---|---|---|---|---|", file=sys.stderr)  # fmt: skip
    worst = 1.0
    for attack in ATTACKS:
        flagged, line = row(attack, runs if attack.is_promised else max(runs // 5, 20))
        print(line, file=sys.stderr)
        if attack.is_promised:
            worst = min(worst, flagged)
    yield Claim("insider_missed", 1 - worst, MISSED, f"{runs} weeks of each promised attack")
    yield Claim(
        "insider_false_alarms", loud / runs, FALSE_ALARMS,
        f"{runs} clean counter-weeks: {loud} with an alarm ({dict(why)})",
    )  # fmt: skip
    yield from roc(max(runs // 5, 20))


def roc(runs: int) -> Iterator[Claim]:
    """What a looser or a stricter test would do to one that no address gives away."""
    attack = replace(ATTACKS[-1], number=40, addresses=phones(40))
    for alarm in (1e-2, 1e-3, 1e-4, 1e-5):
        loud = sum(any(played(SEED + 10**6 + n, None, alarm).alarms.values()) for n in range(runs))
        seen = sum(played(SEED + n, attack, alarm).is_flagged_in_time for n in range(runs))
        print(f"| {alarm:g} | {loud / runs:.1%} | {seen / runs:.0%} |", file=sys.stderr)
    yield Claim("insider_roc", seen / runs, None, f"40 phones over a day, {runs} weeks a row")
