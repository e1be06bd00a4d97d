"""The tricks that are planted into honest departments, one for each signal of the radar."""

from __future__ import annotations

import datetime
import random
from collections.abc import Callable
from dataclasses import replace
from decimal import ROUND_CEILING, Decimal

from benchmarks.honest_city import (
    LOCK,
    OFFICIAL,
    PUBLIC,
    SPAN,
    Department,
    changed,
    decimal,
    drawn_binomial,
    edit,
    entry,
)  # fmt: skip
from indicators.radar.series import Entry, Kind, Series

Trick = Callable[[random.Random, Department], Department]
WHOLE = Decimal(1)


def first(department: Department) -> Series:
    return department.series[0]


def rated(own: Entry, part: int | Decimal, whole: int | Decimal) -> Entry:
    return entry(own.starts_on, own.target, numerator=Decimal(part), denominator=Decimal(whole))


def heap(dice: random.Random, department: Department) -> Department:
    """The target is always met, and never by more than a fraction."""
    aim = Decimal(90)
    entries = []
    for own in first(department).entries:
        wanted = aim + decimal(dice.uniform(0, 0.6), 3)
        whole = own.denominator or Decimal(500)
        part = (whole * wanted / 100).to_integral_value(ROUND_CEILING)
        entries.append(replace(rated(own, part, whole), target=aim))
    return changed(department, OFFICIAL, entries)


def gap(dice: random.Random, department: Department) -> Department:
    """The public is 22 to 30 points less pleased than the official figure says."""
    distance = dice.uniform(22, 30)
    public = department.series[-1]
    entries = []
    for own, official in zip(public.entries, first(department).entries, strict=True):
        asked = max(int(own.denominator or 0), 200)
        hits = drawn_binomial(dice, asked, (float(official.value) - distance) / 100)
        entries.append(rated(own, hits, asked))
    return changed(department, PUBLIC, entries)


def late_edit(dice: random.Random, department: Department) -> Department:
    """Hours before the lock a value just short of its target becomes one that meets it."""
    one = first(department)
    own = next(e for e in one.entries if e.year == SPAN.name)
    own = replace(own, value=(own.target or WHOLE) + decimal(dice.uniform(0, 1)))
    before = (own.target or WHOLE) - decimal(dice.uniform(0.2, 5))
    edited = LOCK - datetime.timedelta(hours=dice.randint(1, 70))
    return replace(department, edits=(edit(one, own, before, edited),))


def shrink(dice: random.Random, department: Department) -> Department:
    """From March on the hard cases are no longer counted: a third fewer, 14 to 20 points better."""
    fewer, points = dice.uniform(0.55, 0.7), dice.uniform(14, 20)
    entries = []
    for own in first(department).entries:
        whole = own.denominator or WHOLE
        base = (own.numerator or WHOLE) / whole - Decimal("0.22")
        if own.starts_on >= datetime.date(2026, 3, 1):
            whole = decimal(float(whole) * fewer, 0)
            base += decimal(points / 100, 4)
        entries.append(rated(own, drawn_binomial(dice, int(whole), float(base)), whole))
    return changed(department, OFFICIAL, entries)


def copy(dice: random.Random, department: Department) -> Department:
    """The figure of one month stands for four to six."""
    entries = list(first(department).entries)
    start, length = dice.randint(25, 29), dice.randint(4, 6)
    for place in range(start, start + length):
        own = entries[start]
        entries[place] = rated(entries[place], own.numerator or 0, own.denominator or 1)
    return changed(department, OFFICIAL, entries)


def sandbag(dice: random.Random, department: Department) -> Department:
    """Every year far more than asked, and the next target asks for less than was reached."""
    one = department.series[-2]
    level, entries = dice.uniform(40, 60), []
    for own in one.entries:
        target = decimal(level * {"2024": 0.66, "2025": 0.68, "2026": 0.70}[own.year], 0)
        value = decimal(level * dice.gauss(1, 0.02))
        entries.append(entry(own.starts_on, target, value=value))
    kept = changed(department, one.indicator, entries)
    series = [replace(s, direction="higher") if s.indicator == one.indicator else s
              for s in kept.series]  # fmt: skip
    return replace(kept, series=tuple(series))


def easy(dice: random.Random, department: Department) -> Department:
    """Two days are needed, three and more allowed."""
    one = department.series[-2]
    level = dice.uniform(10, 40)
    entries = [
        entry(own.starts_on, decimal(level * 1.5, 0), value=decimal(level * dice.gauss(1, 0.02)))
        for own in one.entries
    ]
    kept = changed(department, one.indicator, entries)
    series = [replace(s, direction="lower") if s.indicator == one.indicator else s
              for s in kept.series]  # fmt: skip
    return replace(kept, series=tuple(series))


def invented(
    dice: random.Random, department: Department, digit: Callable[[int], int]
) -> Department:
    """Counts written down by hand: five KPIs whose last digit a person chose."""
    found = department
    for number in range(OFFICIAL, OFFICIAL + 5):
        entries = []
        for own in next(s for s in department.series if s.indicator == number).entries:
            whole = max(int(own.denominator or 0), 1200)
            part = whole * dice.uniform(0.8, 0.97)
            entries.append(rated(own, min(digit(int(part)), whole), whole))
        found = changed(found, number, entries)
    return found


def round_off(dice: random.Random, department: Department) -> Department:
    """More than half of the counts are rounded to a five or a ten."""
    return invented(
        dice,
        department,
        lambda n: 5 * round(n / 5) if dice.random() < 0.55 else n,
    )


def favourite(dice: random.Random, department: Department) -> Department:
    """People who invent numbers like some digits and avoid others: sevens and threes."""
    return invented(
        dice, department,
        lambda n: n - n % 10 + dice.choices(range(10), [2, 6, 9, 20, 9, 4, 11, 24, 10, 5])[0],
    )  # fmt: skip


TRICKS: dict[Kind, Trick] = {
    Kind.HEAPING: heap,
    Kind.GAP: gap,
    Kind.EDIT: late_edit,
    Kind.SHRINKING: shrink,
    Kind.COPIED: copy,
    Kind.RATCHET: sandbag,
    Kind.EASY: easy,
    Kind.ROUND: round_off,
    Kind.DIGITS: favourite,
}
