"""Weights by judgement and by spread: the vectors of rules W1 and W2."""

from decimal import Decimal, localcontext

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indicators import weighting

D = Decimal
THIRD = D(1) / 3


def test_weights_of_the_vector():
    found = weighting.from_pairs(
        [[D(1), D(3), D(5)], [THIRD, D(1), D(2)], [D("0.2"), D("0.5"), D(1)]]
    )
    assert [round(w, 4) for w in found.weights] == [D(".6483"), D(".2297"), D(".1220")]
    assert (round(found.largest, 4), round(found.ratio, 4)) == (D("3.0037"), D(".0032"))
    assert found.is_consistent


def test_judgements_that_contradict_each_other_are_refused():
    found = weighting.from_pairs(
        [[D(1), D(5), D("0.2")], [D("0.2"), D(1), D(5)], [D(5), D("0.2"), D(1)]]
    )
    assert not found.is_consistent


@pytest.mark.parametrize(
    ("n", "random_index"),
    [(3, ".58"), (4, ".90"), (5, "1.12"), (6, "1.24"), (7, "1.32"), (8, "1.41"), (9, "1.45")],
)
def test_ratio_is_taken_of_the_random_index_of_its_size(n, random_index):
    """One judgement of all contradicts the others: the first counts twice the second."""
    matrix = [[D(1)] * n for _row in range(n)]
    matrix[0][1], matrix[1][0] = D(2), D("0.5")
    found = weighting.from_pairs(matrix)
    assert found.ratio > 0
    with localcontext() as context:
        context.prec = 30
        assert abs((found.largest - n) / (n - 1) / found.ratio - D(random_index)) < D("1e-20")


@given(st.lists(st.integers(1, 9), min_size=1, max_size=6))
def test_consistent_judgements_give_back_their_weights(sizes):
    with localcontext() as context:
        context.prec = 60
        matrix = [[D(a) / D(b) for b in sizes] for a in sizes]
    found = weighting.from_pairs(matrix)
    assert abs(sum(found.weights) - 1) < D("1e-20")
    for size, weight in zip(sizes, found.weights, strict=True):
        assert abs(weight - D(size) / sum(sizes)) < D("1e-20")
    assert found.ratio < D("1e-20")


@pytest.mark.parametrize(
    "matrix",
    [[], [[D(1), D(2)]], [[D(1), D(2)], [D(2), D(1)]], [[D(1), D(0)], [D(0), D(1)]]],
)
def test_no_matrix_of_judgements(matrix):
    with pytest.raises(ValueError, match=r"needs|must"):
        weighting.from_pairs(matrix)


def test_entropy_gives_nothing_to_a_constant_column_and_nearly_all_to_noise():
    constant = [D(90)] * 8
    steady = [D(v) for v in (90, 91, 92, 90, 89, 91, 93, 88)]
    noisy = [D(v) for v in (5, 90, 20, 1, 60, 3, 40, 10)]
    weights = weighting.by_entropy([constant, steady, noisy])
    assert weights[0] == 0
    assert weights[2] > D("0.98")
    assert abs(sum(weights) - 1) < D("1e-20")


def test_entropy_wants_eight_units_that_differ():
    assert weighting.by_entropy([[D(1), D(2)] * 3]) is None
    assert weighting.by_entropy([[D(5)] * 8]) is None
    assert weighting.by_entropy([]) is None
    with pytest.raises(ValueError, match="negative"):
        weighting.by_entropy([[D(-1), *([D(1)] * 7)]])
    with pytest.raises(ValueError, match="every unit"):
        weighting.by_entropy([[D(1)] * 8, [D(1)] * 7])


def test_combined_keeps_the_sum():
    found = weighting.combined([D("0.6"), D("0.4")], [D(0), D(1)])
    assert found == (D("0.42"), D("0.58"))
    with pytest.raises(ValueError, match="between"):
        weighting.combined([D(1)], [D(1)], D(2))
