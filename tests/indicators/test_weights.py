"""The weights of a scorecard are exact: 100 or not 100."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indicators.weights import (
    BLOCK,
    WARN,
    Rules,
    equalised,
    examine,
    is_complete,
    normalised,
    shared_out,
)

D = Decimal
weight = st.decimals(min_value=0, max_value=100, places=4)
cards = st.dictionaries(st.integers(1, 10**6), weight, min_size=1, max_size=20)


def card(*weights):
    return {key: [D(one)] for key, one in enumerate(weights, start=1)}


USUAL = Rules()


def said(weights, rules=USUAL):
    return [(finding.code, finding.level, finding.key) for finding in examine(weights, rules)]


def test_five_even_weights_have_nothing_against_them():
    assert said(card(20, 20, 20, 20, 20)) == []


@pytest.mark.parametrize("last", ["19.9999", "20.0001", "15", "0"])
def test_anything_but_a_hundred_blocks(last):
    assert ("total", BLOCK, None) in said(card(20, 20, 20, 20, last))


def test_the_finding_says_how_much_is_missing():
    finding = examine(card(25, 25, 25, 20), Rules())[0]
    assert finding.params == {"total": D(95), "off": D(-5)}


def test_an_empty_scorecard_blocks():
    assert said({}) == [("no_kpis", BLOCK, None)]


def test_a_period_with_another_weight_blocks():
    weights = card(20, 20, 20, 20, 20) | {5: [D(20), D(20), D(10)]}
    assert said(weights) == [("uneven", BLOCK, 5)]


def test_bounds_warn_or_block_as_the_policy_says():
    weights = card(40, 56, 4, 0)
    found = [("few", WARN, None), ("heavy", WARN, 1), ("heavy", WARN, 2), ("light", WARN, 3)]
    assert said(weights) == found
    assert is_complete(weights, Rules())
    strict = Rules(kpi_count=BLOCK, weight_bounds=BLOCK)
    assert [code for code, level, _key in said(weights, strict) if level == BLOCK] == [
        "few", "heavy", "heavy", "light",
    ]  # fmt: skip
    assert not is_complete(weights, strict)


def test_more_than_the_most_is_said():
    assert said(card(*[5] * 20)) == [("many", WARN, None)]


def test_a_weight_of_zero_is_not_counted():
    assert said(card(20, 20, 20, 20, 20, 0)) == []


@given(cards)
def test_nothing_is_complete_that_does_not_sum_to_a_hundred(weights):
    listed = {key: [one] for key, one in weights.items()}
    assert is_complete(listed, Rules()) == (sum(weights.values()) == 100)


@given(cards)
def test_shared_out_weights_sum_to_exactly_a_hundred(weights):
    for made in (normalised(weights), equalised(weights)):
        assert sum(made.values()) == 100
        assert made.keys() == weights.keys()
        assert min(made.values()) >= 0
        assert is_complete({key: [one] for key, one in made.items()}, Rules())


@given(cards)
def test_normalising_keeps_the_order_and_comes_close(weights):
    made = normalised(weights)
    total = sum(weights.values())
    if total:
        for key, one in weights.items():
            assert abs(made[key] - 100 * one / total) < D("0.01")
            assert one > 0 or made[key] == 0


@given(cards)
def test_equal_weights_differ_by_a_cent_at_most(weights):
    made = equalised(weights)
    counted = [made[key] for key in weights if weights[key] > 0] or list(made.values())
    assert max(counted) - min(counted) <= D("0.01")


def test_thirds():
    assert equalised({1: D(5), 2: D(1), 3: D(1)}) == {1: D("33.34"), 2: D("33.33"), 3: D("33.33")}
    assert normalised({1: D(20), 2: D(75), 3: D(0)}) == {
        1: D("21.05"), 2: D("78.95"), 3: D(0),
    }  # fmt: skip


def test_a_negative_weight_is_refused():
    with pytest.raises(ValueError, match="cannot be negative"):
        shared_out({1: D(-1)})
