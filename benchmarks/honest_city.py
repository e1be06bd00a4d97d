"""Departments that report honestly, and the same with a planted trick. Chance from a fixed seed."""

from __future__ import annotations

import datetime
import math
import random
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import ROUND_HALF_UP, Decimal

from indicators.radar.series import Edit, Entry, Series, Span

DEPARTMENTS = 200
KPIS = 8  # of each department, beside the figure of the public
YEARS = (2024, 2025, 2026)
SPAN = Span("2026", datetime.date(2026, 1, 1), datetime.date(2026, 12, 31))
LOCK = datetime.datetime(2027, 1, 20, 12, tzinfo=datetime.UTC)
CORRECTED = 0.02  # of all values
OFFICIAL, PUBLIC = 1, 99
MIRRORS = {OFFICIAL: PUBLIC}
MONTHS = [datetime.date(year, month, 1) for year in YEARS for month in range(1, 13)]


@dataclass(frozen=True, slots=True)
class Department:
    series: tuple[Series, ...]
    edits: tuple[Edit, ...]


def decimal(value: float, places: int = 1) -> Decimal:
    return Decimal(str(value)).quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)


def last_day(month: datetime.date) -> datetime.date:
    return (month + datetime.timedelta(days=32)).replace(day=1) - datetime.timedelta(days=1)


def entry(month: datetime.date, target: Decimal | None, **figures: Decimal) -> Entry:
    if "denominator" in figures:
        figures["value"] = 100 * figures["numerator"] / figures["denominator"]
    label = f"{month:%Y-%m}"
    return Entry(label, month, last_day(month), target=target, year=str(month.year), **figures)


def drawn_binomial(dice: random.Random, n: int, share: float) -> int:
    """Exact for few cases, rounded normal for many; never outside 0..n."""
    if n < 400:
        return sum(dice.random() < share for _case in range(n))
    found = round(dice.gauss(n * share, math.sqrt(n * share * (1 - share))))
    return min(max(found, 0), n)


def rate(dice: random.Random, at: int, number: int) -> Series:
    """A share in percent: chance of the cases, a process that wanders, sometimes seasons.

    The target is a round number near what is usual, and follows it upwards from year to year.
    """
    level, cases = dice.uniform(80, 98.5), int(math.exp(dice.uniform(math.log(30), math.log(6000))))
    if number == OFFICIAL:
        level, cases = dice.uniform(84, 97), max(cases, 300)
    wander, drift = dice.uniform(0.2, 1.5), dice.uniform(-0.6, 1.0)
    season = dice.choice([0, 0, 0, dice.uniform(0.5, 3)])
    target = decimal(round(2 * (level + dice.uniform(-4, 2))) / 2)
    entries = []
    for step, month in enumerate(MONTHS):
        if month.month == 1 and step and level + drift * step / 12 > target + 2:
            target += decimal(dice.choice([0, 0.5, 1]))
        share = level + drift * step / 12 + season * math.sin(month.month / 12 * math.tau)
        share = min(max((share + dice.gauss(0, wander)) / 100, 0.01), 0.998)
        whole = max(5, round(cases * dice.uniform(0.93, 1.07)))
        part = drawn_binomial(dice, whole, share)
        entries.append(entry(month, target, numerator=Decimal(part), denominator=Decimal(whole)))
    return Series(at, number, "higher", 100, "%", tuple(entries))


def mean(dice: random.Random, at: int, number: int) -> Series:
    """Minutes or days: less is better, some percent of noise, one decimal."""
    level = math.exp(dice.uniform(math.log(3), math.log(60)))
    noise, target = dice.uniform(0.03, 0.10), decimal(level * dice.uniform(0.92, 1.15), 0)
    target = max(target, Decimal(1))
    entries = [
        entry(month, target, value=max(decimal(level * dice.gauss(1, noise)), Decimal("0.1")))
        for month in MONTHS
    ]
    return Series(at, number, "lower", 1, "minutes", tuple(entries))


def tally(dice: random.Random, at: int, number: int) -> Series:
    """A count of events: as chance has it, at most so many wanted."""
    usual = math.exp(dice.uniform(math.log(2), math.log(900)))
    target = Decimal(max(1, round(usual * dice.uniform(0.95, 1.25))))
    entries = []
    for month in MONTHS:
        events = max(0, round(dice.gauss(usual, math.sqrt(usual) * dice.uniform(1, 1.6))))
        entries.append(entry(month, target, value=Decimal(events)))
    return Series(at, number, "lower", 1, "cases", tuple(entries))


def heard(dice: random.Random, official: Series) -> Series:
    """What the public says of the official figure: a little less, from few or many answers."""
    distance, answers = dice.uniform(-2, 9), int(math.exp(dice.uniform(3, 7.5)))
    entries = []
    for own in official.entries:
        share = min(max((float(own.value) - distance) / 100, 0.02), 0.99)
        asked = max(5, round(answers * dice.uniform(0.8, 1.2)))
        hits = drawn_binomial(dice, asked, share)
        entries.append(
            entry(own.starts_on, None, numerator=Decimal(hits), denominator=Decimal(asked))
        )
    return Series(official.department, PUBLIC, "higher", 100, "%", tuple(entries))


def corrections(dice: random.Random, series: Sequence[Series]) -> tuple[Edit, ...]:
    """Mistakes found within two months after the report: small ones, in either direction."""
    found = []
    for one in series:
        for own in one.entries:
            if own.year != SPAN.name or own.target is None or dice.random() >= CORRECTED:
                continue
            reported = datetime.datetime.combine(own.ends_on, LOCK.timetz())
            edited = reported + datetime.timedelta(hours=dice.randint(100, 60 * 24))
            before = own.value * decimal(dice.gauss(1, 0.02), 4)
            found.append(edit(one, own, before, edited))
    return tuple(found)


def edit(one: Series, own: Entry, before: Decimal, edited: datetime.datetime) -> Edit:
    return Edit(
        1, one.department, one.indicator, one.direction, own.label, own.starts_on, own.ends_on,
        edited, LOCK, before, own.value, own.target or Decimal(1),
    )  # fmt: skip


def honest(dice: random.Random, at: int) -> Department:
    """Five or six rates, the rest means and counts, and the public's view of the first."""
    kinds = [rate] * dice.randint(5, 6)
    kinds += [dice.choice([mean, tally]) for _kpi in range(KPIS - len(kinds))]
    series = [kind(dice, at, number) for number, kind in enumerate(kinds, OFFICIAL)]
    return Department((*series, heard(dice, series[0])), corrections(dice, series))


def changed(department: Department, number: int, entries: Sequence[Entry]) -> Department:
    series = tuple(
        replace(one, entries=tuple(entries)) if one.indicator == number else one
        for one in department.series
    )
    return replace(department, series=series)
