"""Periods: vectors from real files first, then what must hold for every period."""

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indicators.periods import ROLL_UP_MONTHS, PeriodError, parse_period

D = datetime.date.fromisoformat

VECTORS = [
    ("FY2023", "year", "2022-07-01", "2023-06-30"),
    ("FY2023-Q1", "quarter", "2022-07-01", "2022-09-30"),
    ("FY2023-Q4", "quarter", "2023-04-01", "2023-06-30"),
    ("2016-17", "year", "2016-07-01", "2017-06-30"),
    ("1999-00", "year", "1999-07-01", "2000-06-30"),
    ("2023-2024", "year", "2023-07-01", "2024-06-30"),
    ("2026", "year", "2026-01-01", "2026-12-31"),
    ("2016-Q3", "quarter", "2016-07-01", "2016-09-30"),
    ("2026-H1", "half", "2026-01-01", "2026-06-30"),
    ("2026-H2", "half", "2026-07-01", "2026-12-31"),
    ("2014-07", "month", "2014-07-01", "2014-07-31"),
    ("2009-10", "month", "2009-10-01", "2009-10-31"),
    ("2024-02", "month", "2024-02-01", "2024-02-29"),
    ("2026-W07", "week", "2026-02-09", "2026-02-15"),
    ("2020-W53", "week", "2020-12-28", "2021-01-03"),
    ("2026-05-16", "day", "2026-05-16", "2026-05-16"),
    ("2026-05-16 day", "day", "2026-05-16", "2026-05-16"),
    ("2026-05-16 week", "week", "2026-05-10", "2026-05-16"),
    ("2026-05-16 month", "month", "2026-04-17", "2026-05-16"),
    ("2026-05-16 quarter", "quarter", "2026-02-17", "2026-05-16"),
    ("2026-05-16 half", "half", "2025-11-17", "2026-05-16"),
    ("2026-05-16 year", "year", "2025-05-17", "2026-05-16"),
    ("2026-04-30 month", "month", "2026-04-01", "2026-04-30"),
    ("2026-03-30 month", "month", "2026-03-01", "2026-03-30"),
    ("2024-12-31 quarter", "quarter", "2024-10-01", "2024-12-31"),
    ("2024-02-29 year", "year", "2023-03-01", "2024-02-29"),
]


@pytest.mark.parametrize(("text", "kind", "starts_on", "ends_on"), VECTORS)
def test_period_is_read(text, kind, starts_on, ends_on):
    period = parse_period(text)
    assert (period.label, period.kind) == (text, kind)
    assert (period.starts_on, period.ends_on) == (D(starts_on), D(ends_on))


def test_period_of_boston_has_the_days_of_its_averages():
    """The publisher's averages are counts over 7, 30 and 89 days."""
    days = [parse_period(f"2026-05-16 {kind}").days for kind in ("week", "month", "quarter")]
    assert days == [7, 30, 89]


@pytest.mark.parametrize(
    ("start", "fiscal", "spanning"),
    [
        (1, "2023-01-01", "2023-01-01"),
        (4, "2022-04-01", "2022-04-01"),
        (10, "2022-10-01", "2022-10-01"),
    ],
)
def test_period_of_a_fiscal_year_starts_in_the_month_of_the_house(start, fiscal, spanning):
    assert parse_period("FY2023", start).starts_on == D(fiscal)
    assert parse_period("2022-23", start).starts_on == D(spanning)


@pytest.mark.parametrize(
    ("text", "label"),
    [
        (" fy2023 ", "FY2023"),
        ("ＦＹ２０２３", "FY2023"),
        ("2016-q3", "2016-Q3"),
        ("2026-05-16  Week", "2026-05-16 week"),
    ],
)
def test_period_label_differs_only_in_blanks_case_and_width(text, label):
    assert parse_period(text).label == label


REFUSED = [
    ("", "blank", ""),
    ("hello", "not a period", ""),
    ("Sep-26", "Write 2026-09", "2026-09"),
    ("September 2026", "Write 2026-09", "2026-09"),
    ("2016/17", "Write 2016-17", "2016-17"),
    ("2016–17", "Write 2016-17", "2016-17"),
    ("FY23", "Write FY2023", "FY2023"),
    ("FY 2023", "Write FY2023", "FY2023"),
    ("FY2023 Q2", "Write FY2023-Q2", "FY2023-Q2"),
    ("Q3 2016", "Write 2016-Q3", "2016-Q3"),
    ("2026-5", "Write 2026-05", "2026-05"),
    ("5/2026", "Write 2026-05", "2026-05"),
    ("2026年9月", "Write 2026-09", "2026-09"),
    ("2026年第3季度", "Write 2026-Q3", "2026-Q3"),
    ("2026年", "Write 2026", "2026"),
    ("2026/5/16", "Write 2026-05-16", "2026-05-16"),
    ("2016-18", "after 2016 comes 2017", "2016-17"),
    ("2026-13", "a year has 12 months", "2026-27"),
    ("2016-2018", "is no year: after 2016 comes 2017", "2016-2017"),
    ("2016-2019", "after 2016 comes 2017", "2016-2017"),
    ("2026-02-30", "does not exist in the calendar", ""),
    ("2026-W54", "does not exist in the calendar", ""),
    ("2021-W53", "does not exist in the calendar", ""),
    ("0026", "does not exist in the calendar", ""),
    ("٢٠٢٦", "not a period", ""),
    ("2026-05-16 fortnight", "not a period", ""),
]


@pytest.mark.parametrize(("text", "message", "hint"), REFUSED)
def test_period_refused_says_what_is_understood(text, message, hint):
    with pytest.raises(ValueError) as caught:
        parse_period(text)
    assert isinstance(caught.value, PeriodError)
    assert message in str(caught.value)
    assert caught.value.params.get("meant", "") == hint
    if hint:
        assert parse_period(hint)


dates = st.dates(datetime.date(1950, 1, 1), datetime.date(2150, 12, 31))
starts = st.integers(1, 12)


@given(dates, st.sampled_from([*ROLL_UP_MONTHS, "day", "week"]))
def test_roll_up_ends_on_its_date_and_begins_where_the_one_before_ended(date, kind):
    period = parse_period(f"{date} {kind}")
    assert period.ends_on == date
    longest = {"day": 1, "week": 7, "month": 31, "quarter": 92, "half": 184, "year": 366}[kind]
    shortest = {"day": 1, "week": 7, "month": 28, "quarter": 89, "half": 181, "year": 365}[kind]
    assert shortest <= period.days <= longest


@given(st.integers(1900, 2198), starts)
def test_years_of_a_fiscal_house_follow_each_other_without_a_gap(year, start):
    this, following = parse_period(f"FY{year}", start), parse_period(f"FY{year + 1}", start)
    assert this.ends_on + datetime.timedelta(days=1) == following.starts_on
    assert this.ends_on.year == year
    assert (
        parse_period(f"{year - 1}-{year}", start).ends_on == this.ends_on if year > 1900 else True
    )


@given(st.integers(1900, 2199))
def test_quarters_halves_and_months_fill_their_year(year):
    whole = parse_period(str(year))
    for labels in (
        [f"{year}-Q{n}" for n in range(1, 5)],
        [f"{year}-H{n}" for n in (1, 2)],
        [f"{year}-{n:02d}" for n in range(1, 13)],
    ):
        parts = [parse_period(label) for label in labels]
        assert sum(part.days for part in parts) == whole.days
        assert all(whole.holds(part) for part in parts)


@given(st.text(max_size=40))
def test_any_text_is_a_period_in_order_or_a_clear_refusal(text):
    try:
        period = parse_period(text)
    except PeriodError:
        return
    assert period.starts_on <= period.ends_on
    assert len(period.label) <= 40
    assert parse_period(period.label) == period
