"""Periods as governments write them. No Django, no clock, no database."""

import calendar
import datetime
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from indicators.characters import plain
from indicators.wording import RefusalError
from indicators.wording import gettext_noop as _

FIRST_YEAR, LAST_YEAR = 1900, 2199
JULY = 7
DAY = datetime.timedelta(days=1)
WEEK = datetime.timedelta(days=7)
ROLL_UP_MONTHS = {"month": 1, "quarter": 3, "half": 6, "year": 12}

REFUSALS = {
    "period_blank": _("The period is blank. Write one such as FY2023, 2016-Q3 or 2014-07"),
    "period_meant": _("“{text}” is not a period. Write {meant} if that is meant"),
    "period_unknown": _(
        "“{text}” is not a period. Understood are FY2023 (fiscal year), FY2023-Q1 (its first "
        "quarter), 2022-23 and 2022-2023 (years over two calendar years), 2026, 2016-Q3, 2026-H1, "
        "2014-07 (month), 2026-W07 (week), 2026-05-16 (day) and 2026-05-16 week (or day, month, "
        "quarter, half, year: the one that ends on that day)"
    ),
    "period_years": _("“{text}” is no year: after {first} comes {second}. Write {meant}"),
    "period_month": _(
        "“{text}” is neither a month nor a year: a year has 12 months, and after {first} comes "
        "{second}. Write {meant} for the year"
    ),
    "period_impossible": _("“{text}” does not exist in the calendar. Correct the date"),
}


class PeriodError(RefusalError):
    """The text names no period; the message says what is understood."""

    texts = REFUSALS


@dataclass(frozen=True, slots=True)
class ParsedPeriod:
    """A span of days, both inclusive, under the label as it was written."""

    label: str
    kind: str  # day week month quarter half year
    starts_on: datetime.date
    ends_on: datetime.date

    @property
    def days(self) -> int:
        return (self.ends_on - self.starts_on).days + 1

    def holds(self, other: "ParsedPeriod") -> bool:
        """All days of `other` lie inside this period."""
        return self.starts_on <= other.starts_on and other.ends_on <= self.ends_on


def parse_period(text: str, fiscal_year_start: int = JULY) -> ParsedPeriod:
    """The period that `text` names.

    Shape:  the label is the text; only blanks around it, letter case and full-width characters are
            put in order, so that "fy2023" and "FY2023" are one period.
    Units:  `fiscal_year_start` is a month, 1 to 12. A fiscal year is named after the calendar year
            in which it ends; a year that starts in January is the calendar year.
    Errors: PeriodError (a ValueError) for anything else, with the notations understood.
    """
    label = plain(text)
    for pattern, read in NOTATIONS:
        if found := pattern.fullmatch(label):
            label = label.lower() if " " in label else label.upper()
            try:
                kind, starts_on, ends_on = read(found.groups(), fiscal_year_start)
            except PeriodError:
                raise
            except ValueError:
                raise PeriodError("period_impossible", text=label) from None
            return ParsedPeriod(label, kind, starts_on, ends_on)
    raise not_understood(label)


Span = tuple[str, datetime.date, datetime.date]


def labels_on(day: datetime.date) -> Iterator[str]:
    """The week, month, quarter and half-year that hold `day`, as `parse_period` reads them."""
    yield f"{day:%G-W%V}"
    yield f"{day:%Y-%m}"
    yield f"{day.year}-Q{(day.month - 1) // ROLL_UP_MONTHS['quarter'] + 1}"
    yield f"{day.year}-H{(day.month - 1) // ROLL_UP_MONTHS['half'] + 1}"


def checked_year(text: str) -> int:
    year = int(text)
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise ValueError(f"the year must lie between {FIRST_YEAR} and {LAST_YEAR}")
    return year


def months(kind: str, year: int, month: int, count: int) -> Span:
    """`count` whole months from the first day of `month`, which may lie past December."""
    first = year * 12 + month - 1
    last_year, last_month = divmod(first + count - 1, 12)
    last_day = calendar.monthrange(last_year, last_month + 1)[1]
    return (
        kind,
        datetime.date(first // 12, first % 12 + 1, 1),
        datetime.date(last_year, last_month + 1, last_day),
    )


def fiscal_year(groups: tuple[str, ...], start: int) -> Span:
    ends = checked_year(groups[0])
    return months("year", ends if start == 1 else ends - 1, start, 12)


def two_years(groups: tuple[str, ...], start: int) -> Span:
    first, second = checked_year(groups[0]), groups[1]
    following = str(first + 1)
    if second not in {following, following[-2:]}:
        meant = f"{first}-{following[-len(second) :]}"
        raise PeriodError(
            "period_years" if len(second) > len("13") else "period_month",
            text="-".join(groups), first=groups[0], second=following, meant=meant,
        )  # fmt: skip
    return months("year", first if start > 1 else first + 1, start, 12)


def calendar_year(groups: tuple[str, ...], start: int) -> Span:
    return months("year", checked_year(groups[0]), 1, 12)


def quarter(groups: tuple[str, ...], start: int) -> Span:
    return months("quarter", checked_year(groups[0]), int(groups[1]) * 3 - 2, 3)


def fiscal_quarter(groups: tuple[str, ...], start: int) -> Span:
    first = fiscal_year(groups, start)[1]
    place = first.year * 12 + first.month - 1 + (int(groups[1]) - 1) * 3
    return months("quarter", place // 12, place % 12 + 1, 3)


def half(groups: tuple[str, ...], start: int) -> Span:
    return months("half", checked_year(groups[0]), int(groups[1]) * 6 - 5, 6)


def month_or_years(groups: tuple[str, ...], start: int) -> Span:
    """A month where the second number can be one (2009-10 is October), else two years (2016-17)."""
    if 1 <= int(groups[1]) <= 12:  # noqa: PLR2004 -- months of a year
        return months("month", checked_year(groups[0]), int(groups[1]), 1)
    return two_years(groups, start)


def week(groups: tuple[str, ...], start: int) -> Span:
    monday = datetime.date.fromisocalendar(checked_year(groups[0]), int(groups[1]), 1)
    return "week", monday, monday + WEEK - DAY


def day(groups: tuple[str, ...], start: int) -> Span:
    date = datetime.date(checked_year(groups[0]), int(groups[1]), int(groups[2]))
    return "day", date, date


def ending_on(groups: tuple[str, ...], start: int) -> Span:
    """The roll-up that ends on a date; from a month's last day it takes whole months."""
    *date, written = groups
    kind = written.lower()
    ends_on = day(tuple(date), start)[2]
    if kind == "day":
        return kind, ends_on, ends_on
    if kind == "week":
        return kind, ends_on - WEEK + DAY, ends_on
    if (ends_on + DAY).day == 1:
        first = ends_on.year * 12 + ends_on.month - ROLL_UP_MONTHS[kind]
        return kind, datetime.date(first // 12, first % 12 + 1, 1), ends_on
    year, month = divmod(ends_on.year * 12 + ends_on.month - 1 - ROLL_UP_MONTHS[kind], 12)
    longest = calendar.monthrange(year, month + 1)[1]
    return kind, datetime.date(year, month + 1, min(ends_on.day, longest)) + DAY, ends_on


def notation(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.ASCII | re.IGNORECASE)


Reader = Callable[[tuple[str, ...], int], Span]
NOTATIONS: list[tuple[re.Pattern[str], Reader]] = [
    (notation(r"FY(\d{4})"), fiscal_year),
    (notation(r"FY(\d{4})-Q([1-4])"), fiscal_quarter),
    (notation(r"(\d{4})-(\d{4})"), two_years),
    (notation(r"(\d{4})-(\d{2})"), month_or_years),
    (notation(r"(\d{4})"), calendar_year),
    (notation(r"(\d{4})-Q([1-4])"), quarter),
    (notation(r"(\d{4})-H([12])"), half),
    (notation(r"(\d{4})-W(\d{2})"), week),
    (notation(r"(\d{4})-(\d{2})-(\d{2})"), day),
    (notation(r"(\d{4})-(\d{2})-(\d{2}) (day|week|month|quarter|half|year)"), ending_on),
]

MONTHS = {name.lower(): number for number, name in enumerate(calendar.month_abbr) if name}
# What people write instead, and how to turn it into a notation that is understood.
HINTS: list[tuple[re.Pattern[str], Callable[[re.Match[str]], str]]] = [
    (notation(r"FY\s*'?(\d{2})"), lambda m: f"FY20{m[1]}"),
    (notation(r"FY[\s-]*(\d{4})"), lambda m: f"FY{m[1]}"),
    (notation(r"FY[\s-]*(\d{4})[\s/]*Q([1-4])"), lambda m: f"FY{m[1]}-Q{m[2]}"),
    (notation(r"(?:FY\s*)?(\d{4})\s*[/–—]\s*(\d{2}|\d{4})"), lambda m: f"{m[1]}-{m[2]}"),
    (notation(r"Q([1-4])[\s/-]*(\d{4})"), lambda m: f"{m[2]}-Q{m[1]}"),
    (notation(r"(\d{4})[\s/]*Q([1-4])"), lambda m: f"{m[1]}-Q{m[2]}"),
    (notation(r"(\d{4})年?第?([1-4])季度?"), lambda m: f"{m[1]}-Q{m[2]}"),
    (notation(r"(\d{4})[/.年](\d{1,2})月?"), lambda m: f"{m[1]}-{int(m[2]):02d}"),
    (notation(r"(\d{4})-(\d)"), lambda m: f"{m[1]}-0{m[2]}"),
    (notation(r"(\d{1,2})[/.-](\d{4})"), lambda m: f"{m[2]}-{int(m[1]):02d}"),
    (notation(r"(\d{4})年度?"), lambda m: m[1]),
    (
        notation(r"(\d{4})[/.年](\d{1,2})[/.月](\d{1,2})日?"),
        lambda m: f"{m[1]}-{int(m[2]):02d}-{int(m[3]):02d}",
    ),
]
MONTH_NAME = notation(r"([a-z]{3})[a-z]*[\s.-]*'?(\d{2}|\d{4})")


def hint(text: str) -> str:
    """How `text` was probably meant, or nothing."""
    if (found := MONTH_NAME.fullmatch(text)) and found[1].lower() in MONTHS:
        year = found[2] if len(found[2]) > 2 else f"20{found[2]}"  # noqa: PLR2004 -- two digits
        return f"{year}-{MONTHS[found[1].lower()]:02d}"
    for pattern, write in HINTS:
        if found := pattern.fullmatch(text):
            return write(found)
    return ""


def not_understood(text: str) -> PeriodError:
    if not text:
        return PeriodError("period_blank")
    if meant := hint(text):
        return PeriodError("period_meant", text=text, meant=meant)
    return PeriodError("period_unknown", text=text)
