"""The signals one by one: the vectors of docs/signals.md, and what must hold for any numbers."""

import datetime
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indicators import gaming
from indicators.gaming import Shrinking, Year

D, F = Decimal, Fraction
LEVEL = D("0.01")
LOCK = datetime.datetime(2026, 1, 10, 12, tzinfo=datetime.UTC)


@pytest.mark.parametrize(
    ("above", "below", "p", "flagged"),
    [(18, 4, ".0022", True), (14, 8, ".1431", False), (19, 0, ".0000", False), (20, 0, "0", True)],
)
def test_heaping(above, below, p, flagged):
    found = gaming.heaping(above, below)
    assert round(found.p_value, 4) == D(p)
    assert found.passes(20, LEVEL) is flagged


@given(st.integers(0, 60), st.integers(0, 60))
def test_more_above_is_never_less_suspicious(above, below):
    found = gaming.heaping(above, below)
    assert gaming.heaping(above + 1, below).p <= found.p
    assert 0 < found.p <= 1
    mirrored = gaming.heaping(below, above)
    assert found.p + mirrored.p >= 1


def test_just_is_never_wider_than_the_process_spreads():
    assert gaming.window(D("0.02"), D("0.5"), D(90)) == D("0.5")
    assert gaming.window(D("0.02"), D(5), D(90)) == D("1.80")


def test_spread_by_chance_alone():
    assert round(gaming.chance_spread(D(90), D(100), 100), 4) == D(3)
    assert gaming.chance_spread(D(120), D(100), 100) == 0


def test_own_spread_is_that_of_the_moving_range():
    assert gaming.own_spread([D(1)]) == 0
    assert round(gaming.own_spread([D(0), D("1.128"), D(0)]), 6) == 1


def test_public_gap_is_counted_from_the_upper_bound():
    gap = gaming.public_gap(D(96), 770, 1000)
    assert round(gap.upper, 1) == D("79.5")
    assert round(gap.distance, 1) == D("16.5")
    assert gap.is_wide(D(15), 30)
    assert not gaming.public_gap(D(96), 22, 29).is_wide(D(15), 30)
    assert not gaming.public_gap(D(90), 770, 1000).is_wide(D(15), 30)


@pytest.mark.parametrize(
    ("years", "found"),
    [
        ([("100", "125"), ("105", "128"), ("108", "0")], 2),
        ([("100", "104"), ("105", "128"), ("108", "0")], 1),
        ([("100", "104"), ("100", "104"), ("100", "0")], 0),
        ([("100", "125")], 0),
    ],
)
def test_ratchet_counts_years_in_a_row(years, found):
    told = [Year(D(target), D(actual)) for target, actual in years]
    assert gaming.ratchet("higher", told, D("0.10")) == found


def test_ratchet_of_a_figure_that_should_be_low():
    years = [Year(D(10), D(7)), Year(D(9), D(7)), Year(D(9), D(9))]
    assert gaming.ratchet("lower", years, D("0.10")) == 2
    assert gaming.ratchet("none", years, D("0.10")) == 0


def test_a_correction_crosses_an_edge_upwards_only():
    edges = [D("0.6"), D("0.9"), D(1)]
    assert gaming.crossed(F(95, 100), F(1), edges) == 1
    assert gaming.crossed(F(5, 10), F(99, 100), edges) == F(9, 10)
    assert gaming.crossed(F(1), F(95, 100), edges) is None
    assert gaming.crossed(F(1), F(12, 10), edges) is None


@pytest.mark.parametrize(("hours", "late"), [(0, True), (72, True), (73, False), (-1, False)])
def test_the_last_hours_before_the_lock(hours, late):
    edited = LOCK - datetime.timedelta(hours=hours)
    assert gaming.is_last_minute(edited, LOCK, 72) is late


@pytest.mark.parametrize(
    ("after", "rate", "suspicious"),
    [("70", "92", True), ("80", "92", False), ("70", "90", False), ("120", "95", False)],
)
def test_shrinking(after, rate, suspicious):
    found = Shrinking(D(100), D(after), D(80), D(rate))
    assert found.is_suspicious(D("0.20"), D(10), rising_is_good=True) is suspicious


def test_shrinking_where_less_is_better():
    found = Shrinking(D(100), D(60), D(30), D(15))
    assert found.is_suspicious(D("0.20"), D(10), rising_is_good=False)
    assert not found.is_suspicious(D("0.20"), D(10), rising_is_good=True)


def test_copied_values_among_values_that_never_repeat():
    found, start = gaming.copied([*range(20), 161, 161, 161, *range(30, 40)])
    assert (found.n, found.hits, start) == (33, 3, 20)
    assert found.passes(3, LEVEL)


def test_a_coarse_count_repeats_itself():
    found, _start = gaming.copied([3, 4, 3, 5, 4, 4, 4, 3, 5, 4, 3, 4, 5, 3, 4])
    assert (found.hits, found.passes(3, LEVEL)) == (3, False)


def test_a_missing_value_ends_a_run():
    assert gaming.runs([1, 1, None, 1, None, None]) == [(0, 2), (3, 1)]
    assert gaming.copied([None, None]) is None


@given(st.lists(st.integers(0, 5) | st.none(), max_size=40))
def test_runs_cover_every_value_once(values):
    assert sum(length for _start, length in gaming.runs(values)) == len(values) - values.count(None)


def test_round_numbers():
    found = gaming.round_numbers([100, 105, 110, 115, 121, 120, 130, 135, 140, 150])
    assert (found.n, found.hits) == (10, 9)
    assert found.p < F(1, 1000)


def test_last_digits():
    even = [100 + d for d in range(10)] * 6
    assert gaming.last_digits(even) == 0
    assert gaming.last_digits([100] * 60) == 540
    assert round(gaming.chi_square_9(F("21.67")), 3) == D("0.010")
    assert gaming.chi_square_9(F(0)) == 1
    with pytest.raises(ValueError, match="count"):
        gaming.last_digits([])


@given(st.lists(st.integers(0, 10**6), min_size=1, max_size=200))
def test_last_digits_do_not_mind_the_order(counts):
    assert gaming.last_digits(counts) == gaming.last_digits(counts[::-1]) >= 0


def test_benford_wants_many_amounts_of_many_sizes():
    powers = [D(2) ** n for n in range(320)]
    assert gaming.benford(powers, least=300, orders=2) < gaming.BENFORD_LIMIT
    assert gaming.benford(powers[:299], least=300, orders=2) is None
    assert gaming.benford([D(90 + n % 9) for n in range(400)], least=300, orders=2) is None
    assert gaming.benford([D(9), *([D(900)] * 400)], least=300, orders=2) > gaming.BENFORD_LIMIT


def test_over_easy():
    found = gaming.over_easy([F(14, 10), F(13, 10), F(2)], D("1.30"))
    assert (found.n, found.hits) == (3, 2)
