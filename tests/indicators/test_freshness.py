"""Which period is due by now. docs/cascade.md, rule L9."""

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indicators.freshness import due_spans

DAY = datetime.date
YEAR = (DAY(2026, 1, 1), DAY(2026, 12, 31))


@pytest.mark.parametrize(
    ("today", "kind", "span"),
    [
        (DAY(2026, 11, 27), "month", (DAY(2026, 10, 1), DAY(2026, 10, 31))),
        (DAY(2026, 11, 1), "month", (DAY(2026, 10, 1), DAY(2026, 10, 31))),
        (DAY(2026, 10, 31), "month", (DAY(2026, 9, 1), DAY(2026, 9, 30))),
        (DAY(2026, 11, 27), "quarter", (DAY(2026, 7, 1), DAY(2026, 9, 30))),
        (DAY(2026, 11, 27), "half", (DAY(2026, 1, 1), DAY(2026, 6, 30))),
        (DAY(2026, 11, 27), "year", None),
        (DAY(2027, 1, 1), "year", YEAR),
        (DAY(2028, 5, 5), "month", (DAY(2026, 12, 1), DAY(2026, 12, 31))),
        (DAY(2026, 1, 20), "month", None),
        (DAY(2026, 2, 28), "month", (DAY(2026, 1, 1), DAY(2026, 1, 31))),
        (DAY(2026, 11, 27), "week", (DAY(2026, 11, 16), DAY(2026, 11, 22))),
        (DAY(2026, 11, 23), "week", (DAY(2026, 11, 16), DAY(2026, 11, 22))),
        (DAY(2026, 11, 27), "day", (DAY(2026, 11, 26), DAY(2026, 11, 26))),
    ],
)
def test_the_last_period_that_has_ended_in_the_cycle(today, kind, span):
    assert due_spans(today, *YEAR).get(kind) == span


@given(st.dates(DAY(2025, 6, 1), DAY(2028, 6, 1)))
def test_what_is_due_has_ended_and_lies_in_the_cycle(today):
    for first, last in due_spans(today, *YEAR).values():
        assert YEAR[0] <= first <= last < today
        assert last <= YEAR[1]
