"""Periods in words: September 2026, 2026年9月. A label nobody knows stays as written."""

import calendar
import datetime
from typing import Protocol

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext, ngettext, pgettext

YEAR, QUARTER, HALF = 12, 3, 6  # months


class Span(Protocol):
    """A Period, or a Slot of a series."""

    @property
    def label(self) -> str: ...
    @property
    def kind(self) -> str: ...
    @property
    def starts_on(self) -> datetime.date: ...
    @property
    def ends_on(self) -> datetime.date: ...


def long(period: Span) -> str:
    """For headings and sentences: September 2026."""
    return words(period, pgettext("date format of a month", "F Y"))


def short(period: Span) -> str:
    """For axes and tables: Sep 2026."""
    return words(period, pgettext("short date format of a month", "M Y"))


def day(date: datetime.date | datetime.datetime) -> str:
    """24 November 2026; of a moment, the day in the time zone of the house."""
    if isinstance(date, datetime.datetime):
        date = timezone.localtime(date)
    return date_format(date, pgettext("date format of a day", "j F Y"))


def moment(at: datetime.datetime) -> str:
    """24 November 2026, 02:01 in the time zone of the house."""
    text = pgettext("date and time", "%(day)s, %(time)s")
    return text % {"day": day(at), "time": f"{timezone.localtime(at):%H:%M}"}


def words(period: Span, month_format: str) -> str:
    return whole_words(period, month_format) or short_words(period) or period.label


def whole_words(period: Span, month_format: str) -> str:
    """Of a calendar month, quarter, half or year; empty for anything else."""
    start, year = period.starts_on, period.starts_on.year
    months = whole_months(period)
    if months == 1 and period.kind == "month":
        return date_format(start, month_format)
    if months == QUARTER and period.kind == "quarter" and start.month % QUARTER == 1:
        number = {"quarter": start.month // QUARTER + 1, "year": year}
        return gettext("Q%(quarter)s %(year)s") % number
    if months == HALF and period.kind == "half" and start.month in {1, 7}:
        first, second = gettext("First half of %(year)s"), gettext("Second half of %(year)s")
        return (first if start.month == 1 else second) % {"year": year}
    if months == YEAR and period.label == str(year):
        return pgettext("a year", "%(year)s") % {"year": year}
    return ""


def short_words(period: Span) -> str:
    """Of a week or a day; empty for anything else."""
    start = period.starts_on
    if period.kind == "week" and "W" in period.label:
        iso = start.isocalendar()
        return gettext("Week %(week)s of %(year)s") % {"week": iso.week, "year": iso.year}
    if period.kind == "day" and period.label == start.isoformat():
        return day(start)
    return ""


def whole_months(period: Span) -> int:
    """How many calendar months it covers from first to last day; 0 when it cuts one."""
    start, end = period.starts_on, period.ends_on
    if start.day != 1 or end.day != calendar.monthrange(end.year, end.month)[1]:
        return 0
    return (end.year - start.year) * YEAR + end.month - start.month + 1


def count(number: int, kind: str) -> str:
    """7 months, 7个月; values where the periods have no common name."""
    texts = {
        "day": ngettext("%(n)s day", "%(n)s days", number),
        "week": ngettext("%(n)s week", "%(n)s weeks", number),
        "month": ngettext("%(n)s month", "%(n)s months", number),
        "quarter": ngettext("%(n)s quarter", "%(n)s quarters", number),
        "half": ngettext("%(n)s half-year", "%(n)s half-years", number),
        "year": ngettext("%(n)s year", "%(n)s years", number),
    }
    return texts.get(kind, ngettext("%(n)s value", "%(n)s values", number)) % {"n": number}
