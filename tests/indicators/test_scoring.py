"""The kernel against the vectors of the field and against plain fractions."""

from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indicators import scoring
from indicators.division import quotient
from indicators.scoring import NULL, UNIT, Cells, Direction, Method, State, Targets, describe
from tests.examples import cases

MILLION = 10**6


def number(text, scale=MILLION):
    return NULL if text is None else int(Decimal(text) * scale)


def score_one(
    actual, direction="HIGHER", method="RATIO_HIGHER", cap="1.2", missing="", scale=MILLION,
    dtype=np.int64, weight=1, **given_,
):  # fmt: skip
    """One department, one target, one period."""

    def wide(value):
        return np.array([[value]], dtype)

    numbers = {
        name: wide(number(given_.get(name), scale))
        for name in ("value", "low", "high", "baseline", "tolerance_low", "tolerance_high")
    }
    targets = Targets(
        np.array([[Direction[direction]]]), np.array([[Method[method]]]), **numbers,
        weight=np.array([[weight * 10**4]]), cap=np.array([[number(cap, 10**4)]]),
        floor=np.array([[number(given_.get("floor", "0"), 10**4)]]), safety=np.array([[False]]),
    )  # fmt: skip
    figure = 0 if actual is None else number(actual, scale)
    cells = Cells(
        np.array([[[True]]]), np.array([[[figure]]], dtype),
        np.array([[[scoring.NUMBER_OF[missing]]]], np.int8),
    )  # fmt: skip
    found = scoring.score(targets, cells)
    return int(found.attainment[0, 0, 0]), int(found.state[0, 0, 0]), found


LINEAR = {"method": "LINEAR", "value": "90", "baseline": "60"}
LINEAR_DOWN = {"method": "LINEAR", "direction": "LOWER", "value": "10", "baseline": "20"}
BAND = {
    "method": "BAND", "direction": "RANGE", "low": "45", "high": "55", "tolerance_low": "10",
    "tolerance_high": "10",
}  # fmt: skip
LOWER = {"method": "RATIO_LOWER", "direction": "LOWER"}


@pytest.mark.parametrize(
    ("actual", "given_", "attainment", "met", "flags"),
    [
        ("85", LINEAR, "0.833333333333", False, []),
        ("12", LINEAR_DOWN, "0.8", False, []),
        ("95", LINEAR, "1.166666666667", True, []),
        ("50", LINEAR, "-0.333333333333", False, ["floored"]),
        ("40", BAND, "0.5", False, []),
        ("34", BAND, "0", False, []),
        ("60", BAND, "0.5", False, []),
        ("45", BAND, "1", True, []),
        ("90", {"value": "90"}, "1", True, []),
        ("71", {"value": "90"}, "0.788888888889", False, []),
        ("0", {"value": "90"}, "0", False, []),
        ("180", {"value": "90"}, "2", True, ["capped", "over_130"]),
        ("5", LOWER | {"value": "6"}, "1.2", True, []),
        ("7", LOWER | {"value": "6"}, "0.857142857143", False, []),
        ("0", LOWER | {"value": "6"}, "1.2", True, ["zero_actual"]),
        ("3", {"value": "0"}, "0", None, ["zero_target"]),
        ("3", LOWER | {"value": "0"}, "0", False, ["zero_target"]),
        ("0", LOWER | {"value": "0"}, "0", True, ["zero_target"]),
        ("3", {}, "0", None, ["no_target"]),
        ("-3", {"value": "5"}, "0", False, ["negative"]),
        ("3", {"value": "-5"}, "0", True, ["negative"]),
        ("3", {"method": "EXACT", "direction": "EXACT", "value": "3"}, "1", True, []),
        ("4", {"method": "EXACT", "direction": "EXACT", "value": "3"}, "0", False, []),
        ("4", {"method": "NONE", "direction": "NONE"}, "0", None, ["no_direction"]),
        ("4", {"method": "LINEAR", "value": "3"}, "0", True, ["unusable"]),
        ("4", LOWER | {"direction": "HIGHER", "value": "3"}, "0", True, ["unusable"]),
        ("999999", {"value": "1"}, "999999", True, ["capped", "over_130", "out_of_range"]),
        ("999998", {"value": "1"}, "999998", True, ["capped", "over_130"]),
        ("2000000", {"value": "1"}, "999999", True, ["capped", "over_130", "out_of_range"]),
        ("19", LINEAR_DOWN | {"value": "0"}, "0.05", False, ["zero_target"]),
    ],
)
def test_attainment_follows_the_vectors(actual, given_, attainment, met, flags):
    found, state, _scored = score_one(actual, **given_)
    assert Decimal(found) / UNIT == Decimal(attainment)
    assert describe(state) == (met, "", flags)


@pytest.mark.parametrize(
    ("code", "counted", "covers"),
    [
        ("not_due", False, None),
        ("pending", False, None),
        ("not_applicable", False, None),
        ("no_activity", False, None),
        ("not_offered", False, None),
        ("not_reported", False, 0),
        ("no_evidence", False, 0),
        ("suppressed", False, 0),
        ("external", False, 0),
        ("text", False, 0),
        ("late", True, UNIT),
        ("refused", True, UNIT),
    ],
)
def test_each_missing_code_has_its_rule(code, counted, covers):
    _attainment, state, scored = score_one(None, value="5", missing=code)
    assert describe(state) == (None, code, [])
    assert bool(state & State.COUNTED) is counted
    assert int(scored.own_coverage[0, 0]) == (NULL if covers is None else covers)
    assert int(scored.own[0, 0]) == (0 if counted else NULL)


def test_own_score_is_the_weighted_mean_and_points_add_up():
    targets = Targets(
        direction=np.zeros((1, 3), int), method=np.zeros((1, 3), int),
        value=np.full((1, 3), 100 * MILLION), low=np.full((1, 3), NULL),
        high=np.full((1, 3), NULL), baseline=np.full((1, 3), NULL),
        tolerance_low=np.full((1, 3), NULL), tolerance_high=np.full((1, 3), NULL),
        weight=np.array([[400_000, 300_000, 300_000]]), cap=np.full((1, 3), 12_000),
        floor=np.zeros((1, 3), int), safety=np.zeros((1, 3), bool),
    )  # fmt: skip
    figures = np.array([[[80, 0, 200]]]) * MILLION
    missing = np.array([[[0, scoring.NOT_REPORTED, 0]]], np.int8)
    found = scoring.score(targets, Cells(np.ones((1, 1, 3), bool), figures, missing))
    assert found.own.tolist() == [[97142857142857]]  # (40 × 0.8 + 30 × 1.2) ÷ 70
    assert found.own_coverage.tolist() == [[700000000000]]
    assert found.points.tolist() == [[[45714285714286, 0, 51428571428571]]]
    assert (found.met.tolist(), found.not_met.tolist()) == ([[1]], [[1]])
    targets.safety = np.array([[True, False, False]])
    assert scoring.score(
        targets, Cells(np.ones((1, 1, 3), bool), figures, missing)
    ).own.tolist() == [[80 * UNIT]]


def half_up(fraction):
    """A fraction in units of 10^-12, half away from zero: the rule, in other words."""
    exact = Decimal(abs(fraction).numerator * UNIT) / 1
    whole, rest = divmod(int(exact), fraction.denominator)
    whole += 2 * rest >= fraction.denominator
    return whole if fraction >= 0 else -whole


plain = st.decimals(0, 10**9, places=6, allow_nan=False, allow_infinity=False)
positive = st.decimals(Decimal("0.000001"), 10**9, places=6)


@given(actual=plain, target=positive)
@settings(max_examples=cases(300), deadline=None)
def test_ratio_is_the_exact_quotient_in_both_lanes(actual, target):
    expected = half_up(Fraction(actual) / Fraction(target))
    expected = min(expected, 999_999 * UNIT)
    for lane in ({}, {"dtype": object, "scale": 10**16}):
        found, _state, _scored = score_one(str(actual), value=str(target), cap="9", **lane)
        assert found == expected


@given(actual=plain, better=st.decimals(0, 10**6, places=3), target=positive)
@settings(max_examples=cases(100), deadline=None)
def test_a_better_value_never_scores_lower(actual, better, target):
    worse, _s, _x = score_one(str(actual), value=str(target))
    improved, _s, _x = score_one(str(actual + better), value=str(target))
    assert improved >= worse


@given(actual=positive, target=positive, factor=st.sampled_from(["10", "0.1", "1000"]))
@settings(max_examples=cases(100), deadline=None)
def test_the_unit_does_not_matter(actual, target, factor):
    lane = {"dtype": object, "scale": 10**16}
    found, _s, _x = score_one(str(actual), value=str(target), **lane)
    other, _s, _x = score_one(
        str(actual * Decimal(factor)), value=str(target * Decimal(factor)), **lane
    )
    assert found == other


def test_rounding_is_half_away_from_zero():
    up, _beyond = quotient(np.array([1, -1, 25]), np.array([2, 2, 10]), decimals=0)
    assert up.tolist() == [1, -1, 3]
    assert Decimal("0.5").quantize(Decimal(1), ROUND_HALF_UP) == 1
