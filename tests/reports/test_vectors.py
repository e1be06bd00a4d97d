"""Every worked example of the field, through the engine, the SQL chain and the verifier."""

import importlib.util
import sys
from decimal import Decimal
from fractions import Fraction

import pytest
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import connection
from hypothesis import given
from hypothesis import settings as limits
from hypothesis import strategies as st

from indicators import tables
from indicators.models import Score, ScoreCard, Target
from indicators.scoring import UNIT, describe
from indicators.services import live
from reports.scorecard import headline
from tests.examples import cases
from tests.factories import DepartmentFactory
from tests.indicators.plans import Plan
from tests.indicators.vectors import CASES, D
from tests.reports.test_evidence import agrees

ATTAIN = """
SELECT cell.attainment FROM indicators_target target
  JOIN indicators_indicator card ON card.id = target.indicator_id
  JOIN indicators_measurement figure ON figure.indicator_id = card.id
  JOIN indicators_period period ON period.id = figure.period_id
 CROSS JOIN LATERAL indicators_attain(target, card.direction, card.per, figure) cell
 WHERE target.id = %s ORDER BY period.starts_on
"""


def figure_of(figure):
    if isinstance(figure, tuple):
        return {"numerator": D(figure[0]), "denominator": D(figure[1])}
    return {"value": D(figure)}


@pytest.mark.django_db
def test_every_vector_in_engine_sql_and_verifier(tmp_path):
    plan, place = Plan(months=12), DepartmentFactory()
    targets = {}
    for case in CASES:
        card = plan.indicator(case.direction, per=case.per, name=case.name)
        targets[case.name] = plan.target(place, card, **case.target)
        for when, (figure, _attainment) in enumerate(case.figures):
            plan.report(place, card, when=when, **figure_of(figure))
    run = agrees(plan, tmp_path)
    assert run.counts["unusable"] == 0
    for case in CASES:
        expected = [Decimal(attainment) for _figure, attainment in case.figures]
        target = targets[case.name]
        scores = Score.objects.of(run).filter(target=target).order_by("period__starts_on")
        assert [score.attainment for score in scores] == expected, case.name
        with connection.cursor() as cursor:
            cursor.execute(ATTAIN, [target.pk])
            found = [Decimal(row[0]) / UNIT for row in cursor.fetchall()]
        assert found == expected, case.name


@pytest.mark.django_db
def test_a_source_that_is_missing_lowers_the_coverage_and_not_the_mean(tmp_path):
    """Superior 80 × .5, peers 90 × .2, self 95 × .05, public missing .25: 83.67, coverage .75."""
    plan, place = Plan(months=1), DepartmentFactory()
    for weight, value in (("50", "80"), ("20", "90"), ("5", "95"), ("25", None)):
        card = plan.indicator("higher")
        plan.target(place, card, "100", weight=D(weight))
        if value is None:
            plan.report(place, card, missing="suppressed")
        else:
            plan.report(place, card, value)
    run = agrees(plan, tmp_path)
    card = ScoreCard.objects.get(run=run)
    assert (card.own, card.own_coverage) == (D("83.666666666667"), D("0.75"))
    assert card.coverage < Decimal("0.8")
    assert headline("Bureau", card).startswith("Bureau")


@pytest.mark.django_db
def test_too_few_answers_are_suppressed_everywhere(tmp_path):
    plan, place = Plan(months=3), DepartmentFactory()
    card = plan.indicator("higher", per=100)
    plan.target(place, card, "80", method="survey", minimum_n=30)
    plan.report(place, card, numerator=D(20), denominator=D(29))
    plan.report(place, card, "95", when=1)  # a value that hides its n
    plan.report(place, card, when=2, numerator=D(24), denominator=D(30))
    run = agrees(plan, tmp_path)
    scores = Score.objects.of(run).order_by("period__starts_on")
    assert [describe(score.state) for score in scores] == [
        (None, "suppressed", ["rate"]), (None, "suppressed", []), (True, "", ["rate"]),
    ]  # fmt: skip
    cards = ScoreCard.objects.filter(run=run).order_by("period__starts_on")
    assert [(card.own, card.own_coverage) for card in cards] == [(None, 0), (None, 0), (100, 1)]
    latest = plan.report(place, card, when=0, numerator=D(10), denominator=D(28))
    live.apply(latest)
    board = Score.objects.of(live.ScoreRun.objects.board(plan.cycle)).order_by("period__starts_on")
    assert describe(board[0].state) == (None, "suppressed", ["rate"])


def verifier():
    """The script of the evidence pack, which is no module of ours."""
    path = settings.BASE_DIR / "reports" / "evidence" / "methods.py"
    spec = importlib.util.spec_from_file_location("evidence_methods", path)
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


METHODS = verifier()
number = st.decimals(-1000, 1000, places=6, allow_nan=False, allow_infinity=False)
worth = st.decimals(0, 9, places=4, allow_nan=False, allow_infinity=False)
whole = st.integers(1, 10**9)


def fraction(value):
    return None if value is None else Fraction(value)


@given(
    rows=st.lists(st.tuples(st.none() | number, st.none() | number, worth), min_size=1, max_size=6),
    upper=st.integers(-(10**12), 10**12),
    lower=whole,
)
@limits(max_examples=cases(200), deadline=None)
def test_steps_agree_with_the_verifier(rows, upper, lower):
    held = tables.Parameters.of(rows, None, None).rows
    theirs = [METHODS.Row(*map(fraction, row)) for row in rows]
    ours = Fraction(*tables.step(upper, lower, held))
    assert ours == METHODS.steps(Fraction(upper, lower), theirs)


@given(
    values=st.lists(number, min_size=2, max_size=6, unique=True),
    worths=st.lists(worth, min_size=6, max_size=6),
    upper=st.integers(-(10**12), 10**12),
    lower=whole,
    higher=st.booleans(),
)
@limits(max_examples=cases(300), deadline=None)
def test_points_agree_with_the_verifier(values, worths, upper, lower, higher):
    rows = [(x, None, y) for x, y in zip(sorted(values), worths, strict=False)]
    held = tables.Parameters.of(rows, None, None).rows
    theirs = [METHODS.Row(*map(fraction, row)) for row in rows]
    ours = Fraction(*tables.interpolated(upper, lower, held, higher=higher))
    assert ours == METHODS.between(Fraction(upper, lower), theirs, rising=higher)


@given(values=st.lists(number, min_size=2, max_size=6, unique=True), at=number, by=whole)
@limits(max_examples=cases(100), deadline=None)
def test_a_better_value_never_counts_less_between_points(values, at, by):
    rows = [(x, None, Decimal(place)) for place, x in enumerate(sorted(values))]
    held = tables.Parameters.of(rows, None, None).rows
    lower = 10**6
    worse = tables.interpolated(int(at * lower), lower, held, higher=True)
    better = tables.interpolated(int(at * lower) + by, lower, held, higher=True)
    assert Fraction(*better) >= Fraction(*worse)


@given(faults=st.integers(0, 10**6), lower=whole, penalty=st.integers(1, 10_000))
@limits(max_examples=cases(100), deadline=None)
def test_faults_agree_with_the_verifier(faults, lower, penalty):
    extras = METHODS.Extras(Fraction(penalty, 10_000), None, [], [])
    actual = Fraction(faults, lower)
    theirs = METHODS.attained("defect", "lower", actual, Fraction(0), extras, met=False)
    assert Fraction(*tables.defect(faults, lower, penalty)) == theirs


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("method", "table"),
    [
        ("step", []),
        ("step", [[2, 1, 1]]),
        ("step", [[1, None, "0.5"], [0, None, 1]]),
        ("step", [[0, None, -1]]),
        ("step", [[0, None, 10]]),
        ("step", [[n, None, 1] for n in range(21)]),
        ("interpolated", [[1, None, 1]]),
        ("interpolated", [[1, None, 1], [1, None, 2]]),
        ("interpolated", [[1, 2, 1], [2, 3, 2]]),
        ("interpolated", [[None, None, 1], [1, None, 2]]),
        ("rubric", [[1, None, 1], [2, None, "0.5"]]),
        ("ratio_higher", [[1, None, 1]]),
    ],
)
def test_the_database_refuses_a_table_out_of_order(method, table):
    rows = [[None if n is None else D(n) for n in row] for row in table]
    target = Target(method=method, score_table=rows)
    constraint = next(c for c in Target._meta.constraints if c.name == "target_table_in_order")
    with pytest.raises(ValidationError):
        constraint.validate(Target, target)
