"""Few answers: the vectors of rules R12 to R14, and what must hold for any numbers."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indicators.intervals import Answers, answers, sample_size, shrunk, wilson

D = Decimal


@pytest.mark.parametrize(
    ("hits", "n", "lower"),
    [
        (2, 2, ".3424"), (9, 10, ".5958"), (28, 30, ".7868"), (90, 100, ".8256"),
        (100, 101, ".9460"), (950, 1000, ".9347"),
    ],
)  # fmt: skip
def test_lower_bounds_of_wilson(hits, n, lower):
    assert round(wilson(hits, n)[0], 4) == D(lower)


def test_upper_bound_of_wilson():
    assert round(wilson(950, 1000)[1], 4) == D(".9619")


@given(st.integers(1, 2000), st.data())
def test_wilson_holds_the_share_and_is_symmetric(n, data):
    hits = data.draw(st.integers(0, n))
    low, high = wilson(hits, n)
    assert 0 <= low <= D(hits) / n <= high <= 1
    other_low, other_high = wilson(n - hits, n)
    assert abs(low - (1 - other_high)) < D("1e-25")
    assert abs(high - (1 - other_low)) < D("1e-25")


@pytest.mark.parametrize(("hits", "n"), [(0, 0), (3, 2), (-1, 5)])
def test_wilson_refuses_what_is_no_count(hits, n):
    with pytest.raises(ValueError, match="case"):
        wilson(hits, n)


@pytest.mark.parametrize(
    ("top", "bottom", "per", "found"),
    [
        ("9", "10", 100, Answers(10, D("59.584997047523"), D("98.212378710393"))),
        ("2", "2", 1, Answers(2, D("0.342380223955"), D(1))),
        ("43", "10", 1, Answers(10)),  # a mean of marks
        ("-1", "10", 1, Answers(10)),
        ("4.5", "10", 100, Answers(10)),
        ("9", "10.5", 100, None),
        ("0", "0.5", 100, None),
        (None, None, 100, None),
    ],
)
def test_answers_have_an_interval_where_the_figure_is_a_share(top, bottom, per, found):
    given = [None if text is None else D(text) for text in (top, bottom)]
    assert answers(*given, per) == found


@pytest.mark.parametrize(
    ("n", "mean", "found"), [(3, "5.0", "4.304"), (200, "4.6", "4.564"), (0, "0", "4.200")]
)
def test_shrinkage(n, mean, found):
    assert round(shrunk(n, D(mean), D("4.2")), 3) == D(found)


@given(st.integers(0, 500), st.integers(10, 50), st.integers(10, 50))
def test_a_shrunk_mean_lies_between_both_means(n, mean, peers):
    found = shrunk(n, D(mean), D(peers))
    assert min(mean, peers) <= found <= max(mean, peers)


def test_shrinkage_of_nothing_is_refused():
    with pytest.raises(ValueError, match="prior"):
        shrunk(0, D(1), D(1), prior=0)


@pytest.mark.parametrize(
    ("population", "answers"),
    [(50, 45), (100, 80), (200, 132), (500, 218), (1000, 278), (5000, 357), (100_000, 383)],
)
def test_sample_sizes(population, answers):
    assert sample_size(population) == answers


@given(st.integers(1, 10**7))
def test_a_sample_is_no_larger_than_the_population_and_grows_with_it(population):
    assert 1 <= sample_size(population) <= population
    assert sample_size(population) <= sample_size(population + 1)


def test_sample_of_nobody_is_refused():
    with pytest.raises(ValueError, match="population"):
        sample_size(0)
