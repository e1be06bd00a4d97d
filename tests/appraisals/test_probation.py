"""The days of a probation: vectors by hand. docs/appraisals.md, Y18."""

import datetime

import pytest

from appraisals.probation import days_of, last_day
from departments.policy.appraising import Probation
from departments.policy.parts import Source

RULE = Probation(12, 6, 10, 30, 10, Source("design", "", ""))
# National Day 2026: free from 1 to 7 October, made up for on 20 September and 10 October.
SPECIAL = {datetime.date(2026, 10, day): "holiday" for day in range(1, 8)} | {
    datetime.date(2026, 9, 20): "make_up", datetime.date(2026, 10, 10): "make_up",
}  # fmt: skip


def day(text):
    return datetime.date.fromisoformat(text)


@pytest.mark.parametrize(
    ("first", "months", "last"),
    [
        ("2026-03-01", 12, "2027-02-28"),
        ("2027-03-01", 12, "2028-02-29"),  # ends in a leap year
        ("2028-02-29", 12, "2029-02-28"),  # the day itself is missing: the whole of February
        ("2028-02-29", 48, "2032-02-28"),  # and is there again
        ("2026-08-31", 6, "2027-02-28"),
        ("2026-08-30", 6, "2027-02-28"),
        ("2026-08-29", 6, "2027-02-28"),
        ("2026-08-28", 6, "2027-02-27"),
        ("2027-08-29", 6, "2028-02-28"),
        ("2026-03-31", 1, "2026-04-30"),
        ("2026-12-31", 2, "2027-02-28"),
        ("2026-01-01", 12, "2026-12-31"),
    ],
)
def test_so_many_months_end_before_the_same_day_or_with_the_month(first, months, last):
    assert last_day(day(first), months) == day(last)


def test_days_of_a_year_with_holidays_in_the_way():
    found = days_of(day("2026-03-25"), RULE, SPECIAL)
    assert (found.starts_on, found.midway_on) == (day("2026-03-25"), day("2026-09-24"))
    # 25, 28, 29, 30 September, 8, 9, 10 (made up), 12, 13, 14 October.
    assert found.notice_due_on == day("2026-10-14")
    assert (found.opens_on, found.ends_on) == (day("2027-02-22"), day("2027-03-24"))
    assert found.report_due_on == day("2027-03-10")


def test_assessment_opens_no_later_than_it_is_due_and_no_earlier_than_he_came():
    few = Probation(12, 6, 10, 5, 10, RULE.source)
    found = days_of(day("2026-01-01"), few, {})
    assert found.opens_on == found.report_due_on == day("2026-12-17")
    short = Probation(2, 1, 0, 180, 0, RULE.source)
    found = days_of(day("2026-01-15"), short, {})
    assert (found.opens_on, found.report_due_on, found.ends_on) == (
        day("2026-01-15"), day("2026-03-14"), day("2026-03-14"),
    )  # fmt: skip
    assert (found.midway_on, found.notice_due_on) == (day("2026-02-14"), day("2026-02-16"))
