"""Parts that make a value. docs/cascade.md L13 to L16."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indicators import breakdown
from indicators.breakdown import Amount

D = Decimal


def counts(*values):
    return [Amount(value=None if v is None else D(v)) for v in values]


def rates(*pairs):
    return [Amount(numerator=D(a), denominator=D(b)) for a, b in pairs]


@pytest.mark.parametrize(
    ("total", "parts", "off"),
    [
        (Amount(D(10)), counts(4, 6), {}),
        (Amount(D("10.1")), counts("4.05", "6.05"), {}),
        (Amount(D(10)), counts(4, 5), {"value": D(-1)}),
        (Amount(D(10)), counts(4, None), {"value": D(-6)}),
        (Amount(numerator=D(9), denominator=D(12)), rates((4, 6), (5, 6)), {}),
        (
            Amount(numerator=D(9), denominator=D(12)),
            rates((4, 6), (6, 7)),
            {"numerator": D(1), "denominator": D(1)},
        ),
    ],
)
def test_parts_add_up_exactly_or_it_says_by_how_much_not(total, parts, off):
    assert {one.of: one.off for one in breakdown.differences(total, parts)} == off


def test_a_group_that_is_not_known_keeps_a_breakdown_from_being_complete():
    total = Amount(D(10))
    assert breakdown.unknown(total, counts(10, None)) == 1
    assert not breakdown.adds_up(total, counts(10, None))
    assert breakdown.adds_up(total, counts(10, 0))


def test_a_rate_is_no_mean_of_rates():
    total = Amount(numerator=D(9), denominator=D(12))
    assert not breakdown.adds_up(total, rates((1, 2), (8, 9)))
    assert breakdown.rate(Amount(numerator=D(4), denominator=D(6)), 100).quantize(D("0.01")) == D(
        "66.67"
    )
    assert breakdown.rate(Amount(numerator=D(0), denominator=D(0)), 100) is None


def test_shares_are_of_the_count_or_of_all_cases():
    assert breakdown.share(Amount(D(1)), Amount(D(3))) == D("33.3")
    part, total = (
        Amount(numerator=D(1), denominator=D(6)),
        Amount(numerator=D(9), denominator=D(12)),
    )
    assert breakdown.share(part, total) == D("50.0")
    assert breakdown.share(Amount(), total) is None
    assert breakdown.share(Amount(D(1)), Amount(D(0))) is None


values = st.lists(st.decimals("0", "1e9", places=4), min_size=1, max_size=8)


@given(values)
def test_what_is_cut_adds_up_whatever_the_order(parts):
    total = Amount(sum(parts, D()))
    assert breakdown.adds_up(total, counts(*parts))
    assert breakdown.adds_up(total, counts(*parts[::-1]))


@given(values, st.decimals("0.0001", "5", places=4))
def test_one_wrong_digit_is_found(parts, slip):
    wrong = counts(parts[0] + slip, *parts[1:])
    [found] = breakdown.differences(Amount(sum(parts, D())), wrong)
    assert found.off == slip


@given(values)
def test_shares_come_to_a_hundred_but_for_rounding(parts):
    total = Amount(sum(parts, D()))
    shares = [breakdown.share(part, total) for part in counts(*parts)]
    if total.value:
        assert abs(sum(shares) - 100) <= D("0.05") * len(parts)
