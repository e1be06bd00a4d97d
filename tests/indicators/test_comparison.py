"""Fair comparison: limits of the funnel, one scale for all, context."""

from decimal import Decimal
from fractions import Fraction
from math import comb

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indicators import comparison
from indicators.comparison import FAR, LOOK, WITHIN, Unit

D, F = Decimal, Fraction


def tail(n, count, share):
    """P(X ≤ count), by hand."""
    return sum(comb(n, k) * share**k * (1 - share) ** (n - k) for k in range(count + 1))


def alike(*more):
    """Twenty units of 90 %, and some others."""
    return [*(Unit(f"U{i}", 90, 100) for i in range(20)), *more]


def test_a_unit_like_the_others_is_within_and_an_odd_one_far_outside():
    found = comparison.funnel(alike(Unit("odd", 60, 100)))
    assert [p.status for p in found.plotted] == [WITHIN] * 20 + [FAR]
    assert found.spread == 1


def test_small_units_are_listed_not_judged_and_the_order_stays():
    found = comparison.funnel([Unit("tiny", 9, 9), *alike()], least=10)
    assert [u.name for u in found.too_small] == ["tiny"]
    assert [p.unit.name for p in found.plotted] == [f"U{i}" for i in range(20)]
    assert comparison.funnel([Unit("tiny", 9, 9)]) is None


@settings(deadline=None)
@given(st.integers(10, 300), st.data())
def test_the_verdict_is_that_of_the_exact_tails(n, data):
    share = F(data.draw(st.integers(1, 19)), 20)
    hits = data.draw(st.integers(0, n))
    band = comparison.band(share, n, events=False)
    low = tail(n, hits, share)
    high = 1 - tail(n, hits - 1, share) if hits else F(1)
    smaller = min(low, high)
    expected = FAR if smaller < F(1, 1000) else LOOK if smaller < F(25, 1000) else WITHIN
    assert band.status(F(hits, n)) == expected


@given(st.integers(10, 2000))
def test_limits_close_in_around_the_centre(n):
    band = comparison.band(F(3, 4), n, events=False)
    assert 0 <= band.low_far <= band.low <= D("0.75") <= band.high <= band.high_far <= 1


def test_events_may_exceed_the_exposure():
    units = [Unit(f"U{i}", 300 + i % 3, 100) for i in range(10)]
    found = comparison.funnel([*units, Unit("high", 420, 100)], events=True)
    assert found.plotted[-1].status == FAR
    assert found.plotted[0].band.high > 1


def test_units_that_differ_more_than_chance_widen_the_limits():
    rates = [700, 950, 760, 900, 820, 990, 730, 880, 800, 930]
    units = [Unit(str(hits), hits, 1000) for hits in rates]
    found = comparison.funnel(units)
    assert found.spread > 3
    plain = comparison.band(found.centre, 1000, events=False)
    assert found.plotted[0].band.low < plain.low


def test_one_odd_unit_does_not_widen_its_own_limits():
    assert comparison.funnel(alike(Unit("odd", 10, 100))).spread == 1


def test_all_or_nothing_has_no_width():
    found = comparison.funnel([Unit("a", 100, 100), Unit("b", 50, 50)])
    assert [p.status for p in found.plotted] == [WITHIN, WITHIN]


def test_normal_scores():
    values = [D(v) for v in (80, 82, 84, 86, 88, 90, 92, 94)]
    scores = comparison.normal_scores(values)
    assert round(scores[0], 2) == D("35.71")
    assert abs(sum(scores) / 8 - 50) < D("1e-40")
    assert comparison.normal_scores(values[:7]) is None
    assert comparison.normal_scores([D(1)] * 8) is None


def test_normal_scores_hold_an_outlier_within_three_deviations():
    assert comparison.normal_scores([*([D(1), D(2)] * 10), D(1000)])[-1] == 80


@given(st.lists(st.integers(-1000, 1000), min_size=8, max_size=30))
def test_normal_scores_keep_the_order(values):
    scores = comparison.normal_scores([D(v) for v in values])
    if scores is not None:
        for a, x in zip(values, scores, strict=True):
            for b, y in zip(values, scores, strict=True):
                assert a >= b or x <= y


def test_min_max_and_percentiles():
    assert comparison.min_max([D(5), D(10), D(15)]) == [0, 50, 100]
    assert comparison.min_max([D(5)]) is None
    assert comparison.percentiles([D(5), D(10), D(10), D(15)]) == [D("12.5"), 50, 50, D("87.5")]


def test_regression_finds_the_line_and_keeps_both_figures():
    need = [D(i % 7) for i in range(30)]
    crowd = [D(i % 5) for i in range(30)]
    values = [90 - 2 * n + D("0.5") * c for n, c in zip(need, crowd, strict=True)]
    values[3] += 5
    found = comparison.adjust(values, {"need": need, "crowd": crowd})
    assert abs(found.coefficients["need"] + 2) < F(1, 4)
    assert F(7, 10) < found.explained < 1
    assert [u.plain for u in found.units] == values
    best = max(found.units, key=lambda u: u.adjusted)
    assert best.plain == values[3]


def test_regression_without_noise_is_exact():
    need = [D(i) for i in range(30)]
    found = comparison.adjust([90 - 2 * n for n in need], {"need": need})
    assert (found.intercept, found.coefficients["need"], found.explained) == (90, -2, 1)
    assert len({u.adjusted for u in found.units}) == 1


def test_regression_wants_thirty_units_and_context_that_differs():
    need = [D(i) for i in range(30)]
    assert comparison.adjust(need[:29], {"need": need[:29]}) is None
    assert comparison.adjust(need, {"same": [D(3)] * 30}) is None
    assert comparison.adjust(need, {}) is None
    with pytest.raises(ValueError, match="context"):
        comparison.adjust(need, {"short": need[:5]})


def test_direct_standardisation():
    rates = {"young": D("0.80"), "old": D("0.60")}
    assert comparison.standardised(rates, {"young": D("0.25"), "old": D("0.75")}) == D("0.65")
    with pytest.raises(ValueError, match="no rate"):
        comparison.standardised(rates, {"child": D(1)})
    with pytest.raises(ValueError, match="sum to 1"):
        comparison.standardised(rates, {"young": D("0.5")})
