"""Weights of a survey, worked out by hand. docs/public-voice.md, P19."""

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from feedback.poststratifying import Stratum, weighted, weights
from indicators.intervals import wilson
from tests.examples import cases


def D(text):  # noqa: N802 -- short, as in the vectors
    return Decimal(text)


def test_by_hand():
    """600 and 400 people, 30 and 70 answers: (0.6 ÷ 0.3) and (0.4 ÷ 0.7) each."""
    strata = [Stratum(600, 30, 27), Stratum(400, 70, 35)]
    first, second = weights(strata)
    assert (first, second.quantize(D("1e-6"))) == (2, D("0.571429"))
    found = weighted(strata)
    assert (found.share, found.n, found.covered) == (D("0.7400"), 100, 1)  # .6 × .9 + .4 × .5
    assert found.effective == D("70.00")  # 100² ÷ (30 × 4 + 70 × (4/7)²)


def test_a_weight_is_at_most_five_times_the_average():
    """9,000 people, 10 answers of 100: 0.9 ÷ 0.1 = 9, trimmed to 5; 0.1 ÷ 0.9 stays."""
    strata = [Stratum(9000, 10, 10), Stratum(1000, 90, 0)]
    assert [w.quantize(D("1e-6")) for w in weights(strata)] == [5, D("0.111111")]
    assert weighted(strata).share == D("0.8333")  # 50 ÷ 60


def test_a_stratum_without_an_answer_is_left_out_and_told():
    strata = [Stratum(500, 10, 5), Stratum(500, 0, 0)]
    assert weights(strata) == [1, None]
    found = weighted(strata)
    assert (found.share, found.covered) == (D("0.5000"), D("0.5000"))


def test_nobody_answered():
    assert weighted([Stratum(500, 0, 0)]) is None
    assert weighted([]) is None


@pytest.mark.parametrize("bad", [Stratum(0, 1, 1), Stratum(5, 1, 2), Stratum(5, 1, -1)])
def test_what_cannot_be_is_refused(bad):
    with pytest.raises(ValueError, match="needs people"):
        weights([bad])


@given(n=st.integers(1, 400), share=st.integers(0, 100), people=st.integers(1, 10**6))
@settings(max_examples=cases(30), deadline=None)
def test_one_stratum_is_the_plain_share_with_its_interval(n, share, people):
    hits = n * share // 100
    found, (low, high) = weighted([Stratum(people, n, hits)]), wilson(hits, n)
    four = D("0.0001")
    assert (found.low, found.high) == (low.quantize(four), high.quantize(four))
    assert found.effective == n


@given(
    strata=st.lists(
        st.builds(Stratum, st.integers(1, 9999), st.integers(1, 99), st.just(0)), min_size=1
    )
)
@settings(max_examples=cases(30), deadline=None)
def test_neither_order_nor_the_unit_of_people_matters(strata):
    strata = [Stratum(one.population, one.answered, one.answered // 2) for one in strata]
    tenfold = [Stratum(one.population * 10, one.answered, one.hits) for one in strata]
    assert weighted(strata) == weighted(strata[::-1]) == weighted(tenfold)
