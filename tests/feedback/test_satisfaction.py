"""How content the public is. docs/published-ratings.md, Q7 to Q9; practice 3.2 and 4.10."""

from decimal import Decimal

import pytest

from feedback.disclosure import Part
from feedback.satisfaction import (
    Between,
    interval,
    mean,
    positive,
    satisfaction,
    satisfaction_of,
    share,
    shares,
)
from indicators.intervals import shrunk, wilson

GOVUK = {1: 5, 2: 5, 3: 10, 4: 40, 5: 40}
SCALE = (1, 2, 3, 4, 5)
PLEASED = {4, 5}


def test_the_published_vector_of_gov_uk():
    assert mean(GOVUK) == Decimal("4.05")
    assert satisfaction(GOVUK, SCALE) == Decimal("76.25")


def test_ends_of_the_scale():
    assert satisfaction({1: 9}, SCALE) == 0
    assert satisfaction({5: 9}, SCALE) == 100
    assert satisfaction({0: 1, 1: 3}, (0, 1)) == 75


def test_nothing_is_no_zero():
    with pytest.raises(ValueError, match="at least one rating"):
        satisfaction({}, SCALE)
    with pytest.raises(ValueError, match="at least one rating"):
        share([], PLEASED)


@pytest.mark.parametrize(
    ("hits", "n", "low"),
    [
        (2, 2, ".3424"), (9, 10, ".5958"), (28, 30, ".7868"), (90, 100, ".8256"),
        (100, 101, ".9460"), (950, 1000, ".9347"),
    ],
)  # fmt: skip
def test_wilson(hits, n, low):
    assert round(wilson(hits, n)[0], 4) == Decimal(low)


def test_few_ratings_are_drawn_to_their_peers():
    assert round(shrunk(3, Decimal(5), Decimal("4.2")), 3) == Decimal("4.304")
    assert round(shrunk(200, Decimal("4.6"), Decimal("4.2")), 3) == Decimal("4.564")


def test_levels_apart_give_one_value():
    parts = [Part((value,), count) for value, count in GOVUK.items()]
    assert satisfaction_of(parts, SCALE) == Between(Decimal("76.25"), Decimal("76.25"))
    assert share(parts, PLEASED) == Between(Decimal(80), Decimal(80))
    assert share(parts, PLEASED).is_one
    assert [percent for _part, percent in shares(parts)] == [5, 5, 10, 40, 40]


def test_levels_together_give_the_two_ends():
    parts = [Part((5,), 40), Part((4, 3), 40), Part((2, 1), 20)]
    assert positive(parts, PLEASED) == (40, 80)
    assert share(parts, PLEASED) == Between(Decimal(40), Decimal(80))
    low = satisfaction({5: 40, 3: 40, 1: 20}, SCALE)
    high = satisfaction({5: 40, 4: 40, 2: 20}, SCALE)
    assert satisfaction_of(parts, SCALE) == Between(low, high)


def test_the_interval_holds_whatever_a_group_hides():
    parts = [Part((5,), 90), Part((4, 3), 5), Part((2, 1), 5)]
    found = interval(parts, PLEASED)
    assert found == Between(100 * wilson(90, 100)[0], 100 * wilson(95, 100)[1])
