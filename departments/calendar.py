"""Working days of a week of five days, corrected by public holidays and make-up working days.

`special_days` maps a date to "holiday" or "make_up" everywhere; all else follows the weekday.
"""

import calendar
from collections.abc import Mapping
from datetime import date, timedelta

HOLIDAY = "holiday"
MAKE_UP = "make_up"
DAY = timedelta(days=1)
SATURDAY = 5
LONGEST = 10_000  # working days; some forty years, so that a slip of the pen cannot hang a page


def is_working_day(day: date, special_days: Mapping[date, str]) -> bool:
    """A make-up day is worked even on a weekend, a holiday is free even on a weekday."""
    kind = special_days.get(day)
    if kind is None:
        return day.weekday() < SATURDAY
    return kind == MAKE_UP


def first_working_day(day: date, special_days: Mapping[date, str]) -> date:
    """`day` itself when it is worked, else the next day that is."""
    while not is_working_day(day, special_days):
        day = following(day)
    return day


def add_working_days(day: date, n: int, special_days: Mapping[date, str]) -> date:
    """The n-th working day after `day`; `day` itself does not count.

    Units:  n in working days. With n = 0 the first working day on or after `day`.
    Errors: ValueError for a negative n, n above LONGEST, or a result beyond the last date.
    Source: docs/policy-packs.md, rule D2.
    """
    if n < 0:
        raise ValueError("the number of working days must not be negative")
    if n > LONGEST:
        raise ValueError(f"the number of working days must not exceed {LONGEST}")
    if n == 0:
        return first_working_day(day, special_days)
    while n:
        day = following(day)
        n -= is_working_day(day, special_days)
    return day


def shift_working_days(day: date, n: int, special_days: Mapping[date, str]) -> date:
    """The n-th working day after `day`, or before it when n is negative; n = 0: see above.

    Errors: ValueError for an n beyond LONGEST on either side.
    Source: docs/policy-packs.md, rule D2.
    """
    if n >= 0:
        return add_working_days(day, n, special_days)
    if -n > LONGEST:
        raise ValueError(f"the number of working days must not exceed {LONGEST}")
    while n:
        day -= DAY
        n += is_working_day(day, special_days)
    return day


def working_days_between(start: date, end: date, special_days: Mapping[date, str]) -> int:
    """How many working days lie after `start`, up to and including `end`.

    Errors: ValueError when `end` lies before `start`.
    Source: the inverse of add_working_days: between(d, add(d, n)) == n for n >= 1.
    """
    if end < start:
        raise ValueError("the end must not lie before the start")
    days = (end - start).days
    weeks, rest = divmod(days, 7)
    worked = weeks * 5 + sum((start + DAY * (k + 1)).weekday() < SATURDAY for k in range(rest))
    for day, kind in special_days.items():
        if start < day <= end:
            plain = day.weekday() < SATURDAY
            worked += (kind == MAKE_UP) - plain
    return worked


def due_on(
    day: date,
    n: int,
    unit: str,
    special_days: Mapping[date, str],
    *,
    roll: bool = False,
) -> date:
    """The last day of a deadline of `n` "working" or "calendar" days, or "months", after `day`.

    Units:  with `roll`, a calendar deadline that ends on a day off moves to the next working day.
            A month ends on the same day of the month, or on its last one: 31 January, 28 February.
    Errors: ValueError for an unknown unit, a negative n or a result beyond the last date.
    Source: docs/policy-packs.md, rules D1 to D3.
    """
    if unit == "working":
        return add_working_days(day, n, special_days)
    if unit not in ("calendar", "months"):
        raise ValueError(f"unknown unit {unit!r}: use working, calendar or months")
    if n < 0:
        raise ValueError("the number of days must not be negative")
    try:
        last = day + DAY * n if unit == "calendar" else months_after(day, n)
    except (OverflowError, ValueError):
        raise ValueError("the deadline lies beyond the last date of the calendar") from None
    return first_working_day(last, special_days) if roll else last


def months_after(day: date, n: int) -> date:
    year, month = divmod(day.year * 12 + day.month - 1 + n, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def following(day: date) -> date:
    try:
        return day + DAY
    except OverflowError:
        raise ValueError("the deadline lies beyond the last date of the calendar") from None
