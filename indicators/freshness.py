"""Which period a KPI must have reported by now.

Source: docs/cascade.md, rule L9.
"""

from __future__ import annotations

from datetime import date, timedelta

DAY = timedelta(days=1)
MONTHS = {"month": 1, "quarter": 3, "half": 6, "year": 12}
Span = tuple[date, date]


def due_spans(today: date, first: date, last: date) -> dict[str, Span]:
    """Per frequency the last period that has ended before `today` and lies in the cycle.

    Shape:  a frequency without such a period is not in it; `first` and `last` are the cycle's days.
    Units:  calendar months, quarters, half-years and years, ISO weeks, days; both days inclusive.
    """
    end = min(today - DAY, last)
    spans = {kind: months_back(end, months) for kind, months in MONTHS.items()}
    monday = end - timedelta(days=end.weekday())
    ends_here = end.weekday() == 6  # noqa: PLR2004 -- Sunday
    spans["week"] = (monday, end) if ends_here else (monday - 7 * DAY, monday - DAY)
    spans["day"] = (end, end)
    found = {kind: span for kind, span in spans.items() if first <= span[0] and span[1] <= end}
    if last <= end:
        found.setdefault("year", (first, last))
    return found


def months_back(end: date, months: int) -> Span:
    """The last run of `months` calendar months that has ended by `end`, counted from January."""
    begun = date(end.year, (end.month - 1) // months * months + 1, 1)
    after = shifted(begun, months)
    if after - DAY <= end:
        return begun, after - DAY
    return shifted(begun, -months), begun - DAY


def shifted(day: date, months: int) -> date:
    """The first of a month, some months on."""
    years, month = divmod(day.month - 1 + months, 12)
    return date(day.year + years, month + 1, 1)
