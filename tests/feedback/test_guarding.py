"""Statistics of one place. docs/rating-guard.md, W1 to W5."""

import datetime
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedback import guarding
from feedback.guarding import HalfDay

MONDAY = datetime.date(2027, 3, 1)


def days(number, values, marked=None, start=MONDAY):
    """So many working days before `start`, each half with these values."""
    found, day = [], start
    while len(found) < 2 * number:
        day -= datetime.timedelta(days=1)
        if day.weekday() < 5:
            found += [HalfDay(day, half, dict(values), marked or {}) for half in ("am", "pm")]
    return found


class TestTails:
    @pytest.mark.parametrize(
        ("k", "mean", "expected"),
        [(3, 1.0, 1 - 2.5 * math.exp(-1)), (2, 0.5, 1 - 1.5 * math.exp(-0.5)), (0, 3.0, 1.0),
         (1, 0.0, 0.0), (3, 4.0, 1.0)],
    )  # fmt: skip
    def test_poisson(self, k, mean, expected):
        assert guarding.poisson_tail(k, mean) == pytest.approx(expected)

    @pytest.mark.parametrize(
        ("k", "n", "share", "expected"),
        [(5, 5, 0.5, 1 / 32), (4, 5, 0.5, 6 / 32), (1, 10, 0.0, 0.0), (2, 10, 0.5, 1.0)],
    )
    def test_binomial(self, k, n, share, expected):
        assert guarding.binomial_tail(k, n, share) == pytest.approx(expected)

    def test_wilder_count_is_geometric_at_size_one(self):
        """Mean 4, variance 20: P(X ≥ k) = 0.8^k."""
        assert guarding.count_tail(10, 4.0, 5.0) == pytest.approx(0.8**10)

    @given(st.integers(1, 300), st.floats(0.1, 200), st.floats(1, 6))
    def test_more_is_never_less_odd(self, k, mean, spread):
        assert guarding.count_tail(k + 1, mean, spread) <= guarding.count_tail(k, mean, spread)


class TestHabit:
    def test_four_days_are_none(self):
        assert guarding.habit_of(days(4, {5: 10})) is None

    def test_half_without_a_rating_counts_as_zero(self):
        history = [one for one in days(6, {5: 10}) if one.half == "am" or one.day == MONDAY]
        history.append(HalfDay(history[0].day, "pm", {5: 6}))
        assert guarding.habit_of(history).halves == {"am": 10.0, "pm": 1.0}

    def test_same_every_day_has_no_spread(self):
        habit = guarding.habit_of(days(20, {5: 6, 1: 4}))
        assert (habit.spread, habit.share_spread, habit.shares) == (1.0, 1.0, {5: 0.6, 1: 0.4})


class TestSuspicions:
    HISTORY = days(20, {5: 24, 4: 12, 1: 4})

    def reasons(self, values, marked=None, history=None):
        habit = guarding.habit_of(history or self.HISTORY)
        now = HalfDay(MONDAY, "am", values, marked or {})
        return [(one.reason, one.value) for one in guarding.suspicions(now, habit)]

    def test_usual_half_day_is_left_alone(self):
        assert self.reasons({5: 28, 4: 13, 1: 3}) == []

    def test_burst_names_the_value_that_has_grown(self):
        assert self.reasons({5: 60, 4: 12, 1: 4}) == [("burst", 5)]

    def test_all_top_is_seen_without_a_burst(self):
        assert self.reasons({5: 40}) == [("value_share", 5)]

    def test_campaign_of_the_worst_is_seen_like_praise(self):
        assert self.reasons({5: 14, 4: 6, 1: 20}) == [("value_share", 1)]

    def test_share_of_one_address_is_against_the_habit(self):
        assert self.reasons({5: 24, 4: 12}, {5: 8}) == [("address_share", 5)]
        shared = days(20, {5: 24, 4: 12, 1: 4}, {5: 8})  # a wireless network of the hall
        assert self.reasons({5: 24, 4: 12}, {5: 8}, shared) == []

    @given(st.integers(0, 40), st.integers(0, 20), st.integers(0, 10))
    def test_fewer_ratings_than_usual_are_no_burst(self, top, good, bad):
        found = self.reasons({v: n for v, n in ((5, top), (4, good), (1, bad)) if n})
        if top + good + bad <= 40:
            assert "burst" not in [reason for reason, _value in found]

    def test_rush_is_far_above_the_busiest_ten_minutes(self):
        habit = guarding.habit_of(self.HISTORY)  # 80 a day: 1.7 in ten minutes
        assert guarding.rush_limit(habit) == 12


class TestTexts:
    LONG = "工作人员非常热情，办事效率很高"

    def test_points_spaces_and_an_ending_do_not_hide_a_copy(self):
        texts = [(1, MONDAY, self.LONG), (2, MONDAY, "工作人员 非常热情 办事效率很高!"),
                 (3, MONDAY, self.LONG + "啊"),
                 (4, MONDAY, "等了很久没有人叫号，最后才知道机器坏了")]  # fmt: skip
        assert guarding.copied(texts, MONDAY, 20) == {1, 2, 3}

    def test_short_ones_and_two_alike_are_honest(self):
        short = [(n, MONDAY, "服务很好") for n in range(9)]
        short += [(n + 20, MONDAY, "fast and friendly") for n in range(9)]
        assert guarding.copied([*short, (90, MONDAY, self.LONG), (91, MONDAY, self.LONG)],
                               MONDAY, 20) == set()  # fmt: skip

    def test_phrase_that_people_use_every_day_is_no_copy(self):
        before = [(f"b{n}", MONDAY - datetime.timedelta(days=n % 20 + 1), self.LONG)
                  for n in range(20)]  # fmt: skip
        today = [(n, MONDAY, self.LONG) for n in range(3)]
        assert guarding.copied([*before, *today], MONDAY, 20) == set()
        assert guarding.copied(today, MONDAY, 20) == {0, 1, 2}


@pytest.mark.parametrize(
    ("numbers", "expected"), [((3, 3, 3), False), ((4, 3, 9), True), ((1, 4, 3), True)]
)
def test_ratings_receipts_and_cases_must_add_up(numbers, expected):
    assert guarding.does_not_add_up(*numbers) is expected
