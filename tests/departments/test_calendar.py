"""Working days against the calendar of 2026: National Day week with two make-up days."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from departments.calendar import (
    HOLIDAY,
    LONGEST,
    MAKE_UP,
    add_working_days,
    due_on,
    is_working_day,
    working_days_between,
)

# 1 to 7 October 2026 off; Sunday 20 September and Saturday 10 October worked instead.
AUTUMN = {date(2026, 10, day): HOLIDAY for day in range(1, 8)} | {
    date(2026, 9, 20): MAKE_UP,
    date(2026, 10, 10): MAKE_UP,
}


@pytest.mark.parametrize(
    ("day", "worked"),
    [
        (date(2026, 9, 18), True),  # Friday
        (date(2026, 9, 19), False),  # Saturday
        (date(2026, 9, 20), True),  # Sunday made up
        (date(2026, 9, 30), True),  # Wednesday
        (date(2026, 10, 1), False),  # Thursday, holiday
        (date(2026, 10, 3), False),  # Saturday, holiday
        (date(2026, 10, 8), True),  # Thursday
        (date(2026, 10, 10), True),  # Saturday made up
        (date(2026, 10, 11), False),  # Sunday
    ],
)
def test_is_working_day_knows_holidays_and_make_up_days(day, worked):
    assert is_working_day(day, AUTUMN) is worked


@pytest.mark.parametrize(
    ("start", "n", "end"),
    [
        (date(2026, 9, 18), 1, date(2026, 9, 20)),
        (date(2026, 9, 18), 2, date(2026, 9, 21)),
        (date(2026, 9, 30), 1, date(2026, 10, 8)),
        (date(2026, 9, 30), 3, date(2026, 10, 10)),
        (date(2026, 9, 30), 4, date(2026, 10, 12)),
        (date(2026, 10, 3), 0, date(2026, 10, 8)),
        (date(2026, 10, 8), 0, date(2026, 10, 8)),
        (date(2026, 9, 21), 10, date(2026, 10, 10)),
        (date(2026, 3, 2), 5, date(2026, 3, 9)),
    ],
)
def test_add_working_days_vectors(start, n, end):
    assert add_working_days(start, n, AUTUMN) == end


def test_add_working_days_refuses_negative_and_endless_numbers():
    with pytest.raises(ValueError, match="negative"):
        add_working_days(date(2026, 1, 1), -1, {})
    with pytest.raises(ValueError, match="exceed"):
        add_working_days(date(2026, 1, 1), LONGEST + 1, {})
    with pytest.raises(ValueError, match="last date"):
        add_working_days(date(9999, 12, 31), 1, {})


def test_working_days_between_refuses_the_wrong_order():
    with pytest.raises(ValueError, match="before"):
        working_days_between(date(2026, 1, 2), date(2026, 1, 1), {})
    assert working_days_between(date(2026, 1, 2), date(2026, 1, 2), {}) == 0


def test_due_on_in_calendar_days_stays_or_rolls_past_days_off():
    assert due_on(date(2026, 9, 1), 30, "calendar", AUTUMN) == date(2026, 10, 1)
    assert due_on(date(2026, 9, 1), 30, "calendar", AUTUMN, roll=True) == date(2026, 10, 8)
    assert due_on(date(2026, 9, 30), 1, "working", AUTUMN) == date(2026, 10, 8)
    with pytest.raises(ValueError, match="unit"):
        due_on(date(2026, 9, 1), 1, "weeks", AUTUMN)
    with pytest.raises(ValueError, match="negative"):
        due_on(date(2026, 9, 1), -1, "calendar", AUTUMN)


days = st.dates(date(2000, 1, 1), date(2100, 1, 1))
special = st.dictionaries(
    st.dates(date(2026, 1, 1), date(2026, 12, 31)), st.sampled_from([HOLIDAY, MAKE_UP])
)
around = st.dates(date(2025, 12, 1), date(2027, 1, 31))


@given(around, st.integers(1, 300), special)
def test_between_is_the_inverse_of_add(day, n, special_days):
    end = add_working_days(day, n, special_days)
    assert is_working_day(end, special_days)
    assert working_days_between(day, end, special_days) == n


@given(around, st.integers(0, 400), special)
def test_between_counts_day_by_day(start, length, special_days):
    end = start + timedelta(days=length)
    counted = sum(
        is_working_day(start + timedelta(days=k), special_days) for k in range(1, length + 1)
    )
    assert working_days_between(start, end, special_days) == counted
