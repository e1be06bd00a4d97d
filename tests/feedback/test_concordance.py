"""Agreement of two markers and the marks that come of it, by vectors computed by hand."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedback.concordance import Agreement, Pair, agreement
from feedback.marking import QualityTable, Weighed, Work, apart, between, mark, quality

TABLE = QualityTable(
    start=100, late_report=15, adjudicated_tolerated_percent=10, adjudicated_per_percent=1,
    changed_by_reply=2, least=60,
)  # fmt: skip
D = Decimal


def pairs(*places, of=4):
    """Levels 1 to `of`, each worth its share of the points."""
    return [Pair(a, b, Fraction(a, of), Fraction(b, of)) for a, b in places]


def test_nobody_marked_nothing():
    assert agreement([]) is None


def test_four_pairs_by_hand():
    """Levels (1,1) (2,2) (3,2) (4,4). Observed distance 1/4; expected, over all 16 combinations of
    1,2,3,4 with 1,2,2,4: (0+1+1+3) + (1+0+0+2) + (2+1+1+1) + (3+2+2+0) = 20, so 20/16.
    kappa = 1 - (1/4)/(5/4) = 0.8. Squares of the eight values: 55; sum 19; expected
    2(8*55-361)/56 = 79/28; observed 2*1/8 = 1/4; alpha = 1 - 7/79 = 0.911."""
    assert agreement(pairs((1, 1), (2, 2), (3, 2), (4, 4))) == Agreement(
        4, D("75.000"), D("0.800"), D("0.911"), D("6.250")
    )


def test_opposite_markers_agree_less_than_by_chance():
    """(1,4) (4,1): observed 3, expected 3/2: kappa -1. alpha: observed 2*18/4 = 9, expected
    2(4*34-100)/12 = 6: -0.5."""
    found = agreement(pairs((1, 4), (4, 1)))
    assert (found.exact, found.kappa, found.alpha, found.difference) == (
        D("0.000"), D("-1.000"), D("-0.500"), D("0.000"),
    )  # fmt: skip


def test_one_level_only_says_nothing_of_chance():
    found = agreement(pairs((3, 3), (3, 3)))
    assert (found.exact, found.kappa, found.alpha) == (D("100.000"), None, None)


@given(st.lists(st.tuples(st.integers(1, 5), st.integers(1, 5)), min_size=1, max_size=8))
def test_order_and_seats_do_not_matter(places):
    one, other = agreement(pairs(*places)), agreement(pairs(*[p[::-1] for p in places][::-1]))
    assert (one.exact, one.kappa, one.alpha) == (other.exact, other.kappa, other.alpha)
    assert one.kappa is None or D(-1) <= one.kappa <= 1


def test_more_levels_apart_than_allowed():
    assert [apart(2, 3, 1), apart(2, 4, 1), apart(4, 2, 1), apart(1, 1, 0)] == [
        False, True, True, False,
    ]  # fmt: skip


def test_a_mark_by_hand():
    """60 x 7.5/10 + 40 x 2/3 = 45 + 26.666… = 71.67."""
    assert mark([Weighed(D(60), D("7.5"), D(10)), Weighed(D(40), D(2), D(3))]) == D("71.67")
    assert between(D(7), D(8)) == D("7.500")


@pytest.mark.parametrize("lines", [[], [Weighed(D(99), D(1), D(1))], [Weighed(D(100), D(0), D(0))]])
def test_no_mark_without_weights_of_100(lines):
    with pytest.raises(ValueError, match=r"must sum|needs a level"):
        mark(lines)


@pytest.mark.parametrize(
    ("work", "points"),
    [
        (Work(), "100.00"),
        (Work(late_reports=1, marks=20, adjudicated=2), "85.00"),
        (Work(marks=20, adjudicated=5, changed=1), "83.00"),  # 25 %: 15 over, and a change
        (Work(late_reports=7), "0.00"),
    ],
)
def test_quality_by_hand(work, points):
    assert quality(work, TABLE) == D(points)
