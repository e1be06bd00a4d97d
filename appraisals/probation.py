"""The days of one person's probation, from his first day on. No Django.

Source: docs/appraisals.md, rule Y18; the policy pack, K16 and D2.
"""

from __future__ import annotations

import calendar
import datetime
from collections.abc import Mapping
from dataclasses import dataclass

from departments.calendar import add_working_days, months_after, shift_working_days
from departments.policy.appraising import Probation

DAY = datetime.timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Days:
    """All of them inclusive."""

    starts_on: datetime.date
    midway_on: datetime.date  # the first half is over with it
    notice_due_on: datetime.date
    opens_on: datetime.date  # self-assessment and evaluation, until the end
    report_due_on: datetime.date
    ends_on: datetime.date


def last_day(first: datetime.date, months: int) -> datetime.date:
    """The last of so many months: the day before the same day of the month, or the last day of a
    month that has no such day. From 1 March a year is over on 28 February, from 31 August six
    months are over on it, too."""
    same = months_after(first, months)
    if same.day == first.day:
        return same - DAY
    return same.replace(day=calendar.monthrange(same.year, same.month)[1])


def days_of(
    starts_on: datetime.date, rule: Probation, special_days: Mapping[datetime.date, str]
) -> Days:
    """All days of a probation that begins on a day.

    Shape:  starts_on < midway_on <= notice_due_on, opens_on <= report_due_on <= ends_on.
    Source: rule Y18. 2 March 2026, a year: midway 1 September, end 1 March 2027.
    """
    midway_on, ends_on = last_day(starts_on, rule.midway_months), last_day(starts_on, rule.months)
    report = rule.report_working_days
    report_due_on = shift_working_days(ends_on, -report, special_days) if report else ends_on
    opens_on = max(min(ends_on - rule.open_days * DAY, report_due_on), starts_on)
    notice_due_on = add_working_days(midway_on, rule.notice_working_days, special_days)
    return Days(
        starts_on=starts_on, midway_on=midway_on, notice_due_on=notice_due_on,
        opens_on=opens_on, report_due_on=max(report_due_on, opens_on), ends_on=ends_on,
    )  # fmt: skip
