"""Tails of counts: exact, and the same by both ways."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indicators.chance import at_least, binomial, poisson

TINY = Decimal("1e-30")


@given(st.integers(1, 60), st.data())
def test_both_ways_to_a_tail_agree(n, data):
    share = Fraction(data.draw(st.integers(0, 40)), 40)
    hits = data.draw(st.integers(0, n))
    exact = at_least(hits, n, share)
    found = binomial(n, share).over(hits)
    assert abs(found - Decimal(exact.numerator) / Decimal(exact.denominator)) < Decimal("1e-25")


@given(st.integers(1, 400), st.integers(1, 99))
def test_a_count_is_outside_exactly_when_chance_gives_it_too_rarely(n, percent):
    counts = binomial(n, Fraction(percent, 100))
    share = Decimal("0.025")
    low, high = counts.lower(share), counts.upper(share)
    for count in range(n + 1):
        assert (count < low) == (counts.at_most(count) < share)
        assert (count > high) == (counts.over(count) < share)


@given(st.integers(1, 500))
def test_events_keep_the_same_rule(mean):
    counts = poisson(Fraction(mean, 3))
    low, high = counts.lower(Decimal("0.001")), counts.upper(Decimal("0.001"))
    for count in range(2 * mean + 10):
        assert (count < low) == (counts.at_most(count) < Decimal("0.001"))
        assert (count > high) == (counts.over(count) < Decimal("0.001"))


def test_the_whole_adds_up_to_one():
    counts = binomial(1_000_000, Fraction(9, 10))
    assert abs(counts.at_most(1_000_000) - 1) < TINY
    assert counts.at_most(-1) == 0


def test_certain_events():
    assert binomial(10, Fraction(1)).at_most(9) == 0
    assert binomial(10, Fraction(0)).at_most(0) == 1


@pytest.mark.parametrize("hits", [-1, 11])
def test_more_hits_than_draws_are_refused(hits):
    with pytest.raises(ValueError, match="hits"):
        at_least(hits, 10)


def test_impossible_sizes_are_refused():
    with pytest.raises(ValueError, match="at least one"):
        binomial(0, Fraction(1, 2))
    with pytest.raises(ValueError, match="above zero"):
        poisson(Fraction(0))
    with pytest.raises(ValueError, match="probability"):
        at_least(1, 2, Fraction(3, 2))
