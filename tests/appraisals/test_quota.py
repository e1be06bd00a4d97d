"""Forced distribution: the vectors of a fifth, pools, and the modes of the policy."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appraisals.quota import places, pooled, verdict

FIFTH = Decimal("0.20")


@pytest.mark.parametrize(
    ("people", "allowed"),
    [(3, 0), (4, 0), (5, 1), (7, 1), (9, 1), (10, 2), (11, 2), (14, 2), (23, 4), (50, 10)],
)
def test_a_fifth_rounded_down(people, allowed):
    assert places(people, FIFTH) == allowed


def test_other_roundings():
    assert places(7, FIFTH, "ceiling") == 2
    assert places(8, FIFTH, "half_up") == 2
    with pytest.raises(ValueError, match="rounding"):
        places(7, FIFTH, "up")


@given(st.integers(0, 10_000), st.integers(0, 100))
def test_never_more_than_the_share(people, percent):
    share = Decimal(percent) / 100
    assert places(people, share) <= people * share <= people


def test_small_units_share_one_pool():
    found = pooled({"A": 10, "B": 3, "C": 4, "D": 5}, FIFTH)
    assert [(p.units, p.people, p.places) for p in found] == [
        (("A",), 10, 2), (("D",), 5, 1), (("B", "C"), 7, 1),
    ]  # fmt: skip


@given(st.dictionaries(st.text(min_size=1), st.integers(0, 30)))
def test_pools_hold_everybody_once(sizes):
    found = pooled(sizes, FIFTH)
    assert sum(pool.people for pool in found) == sum(sizes.values())
    assert sorted(name for pool in found for name in pool.units) == sorted(sizes)


def test_modes():
    grades = ["top"] * 3 + ["good"] * 7
    assert verdict(grades, "top", FIFTH, mode="off").allowed is None
    guide = verdict(grades, "top", FIFTH, mode="guide")
    assert (guide.allowed, guide.given, guide.over, guide.blocks) == (2, 3, 1, False)
    assert verdict(grades, "top", FIFTH, mode="hard").blocks
    assert verdict(grades[1:], "top", FIFTH, mode="hard").over == 1
    assert verdict(["good"] * 5, "top", FIFTH, mode="hard").blocks is False
    with pytest.raises(ValueError, match="mode"):
        verdict(grades, "top", FIFTH, mode="soft")
