"""Many views, one score: the vectors of the policy pack's rules."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appraisals.multisource import composite, mean_of_raters

D = Decimal
WEIGHTS = {"superior": D(".5"), "peers": D(".2"), "self": D(".05"), "public": D(".25")}


def test_a_source_that_is_missing_lowers_the_coverage_and_is_no_zero():
    means = {"superior": D(80), "peers": D(90), "self": D(95), "public": None}
    found = composite(means, WEIGHTS)
    assert (round(found.score, 2), found.coverage) == (D("83.67"), D("0.75"))
    assert not found.is_publishable()


def test_all_sources_are_publishable():
    found = composite(dict.fromkeys(WEIGHTS, D(80)), WEIGHTS)
    assert (found.score, found.coverage, found.is_publishable()) == (80, 1, True)


def test_nobody_spoke():
    found = composite({}, WEIGHTS)
    assert (found.score, found.coverage, found.is_publishable(D(0))) == (None, 0, False)


@given(st.dictionaries(st.sampled_from(sorted(WEIGHTS)), st.integers(0, 100) | st.none()))
def test_a_score_lies_between_its_parts(means):
    found = composite({k: v if v is None else D(v) for k, v in means.items()}, WEIGHTS)
    known = [v for v in means.values() if v is not None]
    if known:
        assert min(known) <= round(found.score, 20) <= max(known)


def test_weights_of_nothing_are_refused():
    with pytest.raises(ValueError, match="weights"):
        composite({"peers": D(1)}, {"peers": D(0)})


def test_a_group_is_silent_below_its_smallest_size():
    assert mean_of_raters([D(80), D(90)]) is None
    assert mean_of_raters([D(80), D(90), None]) is None
    assert mean_of_raters([D(80), D(90), D(100)]) == 90
    assert mean_of_raters([D(80), D(90), D(100)], least=5) is None
    assert mean_of_raters([], least=0) is None


def test_best_and_worst_are_left_out_from_eight():
    marks = [D(0), *([D(80)] * 6), D(100)]
    assert mean_of_raters(marks) == 80
    assert round(mean_of_raters(marks[:7]), 6) == round(D(480) / 7, 6)
