"""Score runs: the same result however often, whoever, and wherever they are stopped."""

import datetime
import random
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from audit.errors import DomainError, WrongState
from indicators.engine import branch, writing
from indicators.models import Measurement, Score, ScoreCard, ScoreRun
from indicators.scoring import describe
from indicators.services import execution, live, runs
from indicators.verification import verify
from tests.factories import DepartmentFactory
from tests.indicators.plans import D, Plan, country

pytestmark = pytest.mark.django_db


def run_of(plan, as_of=None):
    run = runs.request_run(plan.cycle, as_of=as_of, by=None, wake=False)
    execution.execute_here(run.pk)
    return ScoreRun.objects.get(pk=run.pk)


def results(run):
    """Everything a run stores, as plain values."""
    fields = (
        "department", "period", "own", "own_coverage", "below", "below_coverage", "score",
        "coverage", "child_points", "child_weight", "child_covered", "child_mass", "met",
        "not_met", "weight", "target_ids", "measurement_ids", "attainments", "points", "states",
    )  # fmt: skip
    cards = ScoreCard.objects.of(run).order_by("department", "period")
    return [tuple(card) for card in cards.values_list(*fields)]


def test_score_stores_what_explains_it():
    plan = Plan(months=1)
    department = DepartmentFactory()
    permits = plan.indicator("higher")
    calls = plan.indicator("lower", frequency="month")
    plan.target(department, permits, "90", weight=D(60))
    plan.target(department, calls, "6", weight=D(40))
    figure = plan.report(department, permits, "71")
    run = run_of(plan)
    first, second = Score.objects.of(run).for_list()
    assert (first.measurement_id, first.attainment) == (figure.pk, Decimal("0.788888888889"))
    assert (first.points, first.weight_share) == (Decimal("78.888888888900"), Decimal(1))
    assert first.coverage == Decimal("0.6")
    assert describe(first.state) == (False, "", [])
    assert (second.measurement_id, second.attainment, second.points) == (None, None, None)
    assert describe(second.state) == (None, "not_reported", [])
    assert run.counts == {
        "cards": 1, "cells": 2, "met": 0, "not_met": 1, "missing": 1, "unusable": 0,
    }  # fmt: skip


def test_a_rate_is_summed_over_the_departments_below():
    plan = Plan(months=1)
    top = DepartmentFactory()
    one, two = DepartmentFactory(parent=top), DepartmentFactory(parent=top)
    share = plan.indicator("higher", per=100)
    for department in (top, one, two):
        plan.target(department, share, "80", sums_children=department is top)
    plan.report(one, share, numerator=D(9), denominator=D(10))
    plan.report(two, share, numerator=D(30), denominator=D(90))
    run = run_of(plan)
    score = Score.objects.of(run).get(department=top)
    assert score.attainment == Decimal("0.4875")  # 39 of 100, not the mean of 90 % and 33 %
    assert describe(score.state) == (False, "", ["summed", "rate"])


def test_a_target_of_a_period_goes_before_the_one_of_the_cycle():
    plan = Plan(months=2)
    department, indicator = DepartmentFactory(), plan.indicator()
    plan.target(department, indicator, "100")
    plan.target(department, indicator, "50", period=plan.months[1])
    for when in (0, 1):
        plan.report(department, indicator, "50", when=when)
    scores = Score.objects.of(run_of(plan)).for_list()
    assert [score.attainment for score in scores] == [Decimal("0.5"), Decimal(1)]


def test_a_summing_target_leaves_a_period_with_its_own_target_alone():
    plan = Plan(months=1)
    top = DepartmentFactory()
    child = DepartmentFactory(parent=top)
    share = plan.indicator("higher", per=100)
    plan.target(child, share, "60")
    plan.target(top, share, "80", sums_children=True)
    january = plan.target(top, share, "50", sums_children=True, period=plan.months[0])
    plan.report(child, share, numerator=D(6), denominator=D(10))
    run = run_of(plan)
    score = Score.objects.of(run).get(department=top, period=plan.months[0])
    assert (score.target_id, score.attainment) == (january.pk, Decimal("1.2"))


def test_one_bad_target_fails_alone_and_is_named():
    plan = Plan(months=1)
    department = DepartmentFactory(code="HOUSING")
    good, bad = plan.indicator(), plan.indicator(code="BAD")
    plan.target(department, good, "10")
    target = plan.target(department, bad, "10", method="linear")
    for indicator in (good, bad):
        plan.report(department, indicator, "10")
    run = run_of(plan)
    assert run.state == "done"
    assert run.problems == [
        {"target": target.pk, "department": "HOUSING", "indicator": "BAD", "method": "linear",
         "direction": "higher"}
    ]  # fmt: skip
    assert ScoreCard.objects.get(run=run).own == 100


@pytest.mark.parametrize("special", [False, True])
@pytest.mark.parametrize("seed", range(6))
def test_run_twice_gives_the_same_bits_and_verifies(seed, special):
    plan = Plan()
    country(plan, random.Random(seed), special=special)
    as_of = timezone.now()
    first, second = run_of(plan, as_of), run_of(plan, as_of)
    assert first.inputs_sha256 == second.inputs_sha256
    assert first.results_sha256 == second.results_sha256
    assert results(first) == results(second)
    found = verify(first)
    assert (found.differences, found.is_intact) == ([], True)


@pytest.mark.parametrize("seed", range(3))
def test_shards_do_not_change_the_result(seed, settings):
    plan = Plan()
    country(plan, random.Random(seed), roots=3)
    as_of = timezone.now()
    settings.PERFMGMT_SHARD_TARGETS = 10**6
    whole = run_of(plan, as_of)
    settings.PERFMGMT_SHARD_TARGETS = 1
    cut = runs.request_run(plan.cycle, as_of=as_of, by=None, wake=False)
    assert execution.start(cut.pk)
    for shard in cut.shards.exclude(branches=[]).order_by("-position"):
        execution.score_one(shard.pk)
        execution.score_one(shard.pk)  # delivered twice
    execution.finish_spread(cut.pk)
    cut.refresh_from_db()
    assert cut.shards.count() == 10
    assert whole.shards.count() == 2
    assert (cut.inputs_sha256, cut.results_sha256) == (
        whole.inputs_sha256, whole.results_sha256,
    )  # fmt: skip
    assert results(cut) == results(whole)


def test_a_correction_later_than_as_of_does_not_count():
    plan = Plan(months=1)
    department, indicator = DepartmentFactory(), plan.indicator()
    plan.target(department, indicator, "100")
    plan.report(department, indicator, "50")
    before = run_of(plan)
    plan.report(department, indicator, "70")
    again = run_of(plan, before.as_of)
    after = run_of(plan)
    assert again.results_sha256 == before.results_sha256
    assert [ScoreCard.objects.get(run=r).score for r in (again, after)] == [50, 70]


def test_a_run_that_is_stopped_between_shards_goes_on_where_it_was(settings, monkeypatch):
    settings.PERFMGMT_SHARD_TARGETS = 1
    plan = Plan()
    country(plan, random.Random(1), roots=2)
    as_of = timezone.now()
    expected = run_of(plan, as_of)
    run = runs.request_run(plan.cycle, as_of=as_of, by=None, wake=False)
    seen = []

    def die(cards):
        seen.append(cards)
        if len(seen) == 3:
            raise KeyboardInterrupt  # as abrupt as a test can be inside one process
        return writing.store(cards)

    monkeypatch.setattr(execution, "store", die)
    with pytest.raises(KeyboardInterrupt), transaction.atomic():
        execution.execute_here(run.pk)
    monkeypatch.undo()
    execution.execute_here(run.pk)
    run.refresh_from_db()
    assert run.state == "done"
    assert run.results_sha256 == expected.results_sha256


def test_a_failure_says_what_and_where(monkeypatch):
    plan = Plan(months=1)
    department, indicator = DepartmentFactory(), plan.indicator()
    plan.target(department, indicator, "100")
    run = runs.request_run(plan.cycle, by=None, wake=False)

    def broken(*_args):
        raise ArithmeticError("out of figures")

    monkeypatch.setattr(branch, "digest", broken)
    with pytest.raises(ArithmeticError):
        execution.execute_here(run.pk)
    run.refresh_from_db()
    assert run.state == "failed"
    assert run.failure == {
        "what": "ArithmeticError: out of figures",
        "where": f"shard 0 (branches {department.pk})",
    }
    assert not ScoreCard.objects.filter(run=run).exists()


def test_cancelling_ends_a_waiting_run_and_leaves_nothing():
    plan = Plan(months=1)
    plan.target(DepartmentFactory(), plan.indicator(), "100")
    run = runs.request_run(plan.cycle, by=None, wake=False)
    runs.cancel_run(run, by=None)
    execution.execute_here(run.pk)
    run.refresh_from_db()
    assert run.state == "cancelled"
    assert not ScoreCard.objects.filter(run=run).exists()
    with pytest.raises(WrongState):
        runs.cancel_run(run, by=None)


@pytest.mark.django_db(transaction=True)
def test_a_shard_stored_while_its_run_fails_leaves_nothing(monkeypatch):
    plan = Plan(months=1)
    plan.target(DepartmentFactory(), plan.indicator(), "100")
    run = runs.request_run(plan.cycle, by=None, wake=False)
    assert execution.start(run.pk)

    def fail():
        runs.fail_run(run.pk, "out of figures", "elsewhere")
        connection.close()

    def stored_then_failed(cards):
        writing.store(cards)
        with ThreadPoolExecutor(1) as other:
            other.submit(fail).result()

    monkeypatch.setattr(execution, "store", stored_then_failed)
    execution.score_one(run.shards.get().pk)
    run.refresh_from_db()
    assert (run.state, run.shards.get().state) == ("failed", "requested")
    assert not ScoreCard.objects.filter(run=run).exists()


def test_a_run_needs_targets_and_a_moment_that_has_been():
    plan = Plan(months=1)
    with pytest.raises(DomainError, match="no targets"):
        runs.request_run(plan.cycle, by=None)
    plan.target(DepartmentFactory(), plan.indicator(), "100")
    future = timezone.now() + datetime.timedelta(hours=1)
    with pytest.raises(DomainError, match="future"):
        runs.request_run(plan.cycle, as_of=future, by=None)


def test_a_finished_run_never_changes():
    plan = Plan(months=1)
    department, indicator = DepartmentFactory(), plan.indicator()
    plan.target(department, indicator, "100")
    plan.report(department, indicator, "50")
    run = run_of(plan)
    for change in (
        lambda: ScoreCard.objects.filter(run=run).update(score=99),
        lambda: ScoreCard.objects.filter(run=run).delete(),
        lambda: ScoreRun.objects.filter(pk=run.pk).update(results_sha256="0" * 64),
    ):
        with pytest.raises(DatabaseError, match="never change"), transaction.atomic():
            change()


def test_verification_names_what_was_tampered_with():
    plan = Plan(months=1)
    department, indicator = DepartmentFactory(), plan.indicator()
    target = plan.target(department, indicator, "100")
    plan.report(department, indicator, "50")
    run = run_of(plan)
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute(
            "ALTER TABLE indicators_scorecard DISABLE TRIGGER score_card_of_finished_run"
        )
    ScoreCard.objects.filter(run=run).update(attainments=[600000000000])
    found = verify(run)
    where = f"department {department.pk}: period 2026-01, target {target.pk}"
    wrong = "attainment is 600000000000, should be 500000000000"
    assert found.differences == [f"{where}: {wrong}"]
    assert not found.is_intact


@pytest.mark.parametrize("special", [False, True])
@pytest.mark.parametrize("seed", range(8))
def test_the_live_board_equals_a_full_run(seed, special):
    plan = Plan()
    dice = random.Random(seed)
    departments = country(plan, dice, special=special)
    base = run_of(plan)
    for _change in range(12):
        change_one(plan, dice, departments)
    board = ScoreRun.objects.board(plan.cycle)
    assert (board.kind, board.base_id) == ("live", base.pk)
    on_board = results(board)
    fresh = run_of(plan)
    assert on_board == results(fresh)
    board.refresh_from_db()
    assert board.base_id == fresh.pk


def change_one(plan, dice, departments):
    """Report a figure for a random cell of the cycle, and bring the board up to date."""
    target = dice.choice(list(plan.cycle.targets.exclude(sums_children=True).order_by("pk")))
    value = D(dice.choice(["0", "12.5", "99", "33.333333333333", "-4", "250"]))
    kind = dice.choice(["value", "value", "missing", "rate"])
    if target.indicator.per == 100:
        return  # its sum above is the business of a full run
    place = {"department": target.department, "indicator": target.indicator}
    if not Measurement.objects.filter(**place).exists():
        return  # where its first figure takes it is the business of a full run (rule 3)
    given = {
        "value": {"value": value},
        "missing": {"missing": dice.choice(["late", "not_applicable", "not_reported"])},
        "rate": {"numerator": D(7), "denominator": D(dice.randint(1, 9))},
    }[kind]
    measurement = plan.report(
        target.department, target.indicator, when=dice.randrange(len(plan.months)), **given
    )
    live.apply(measurement)


def test_a_board_says_when_a_figure_reaches_beyond_its_chain():
    plan = Plan(months=2)
    top = DepartmentFactory()
    below, card, rate = DepartmentFactory(parent=top), plan.indicator(), plan.indicator(per=100)
    plan.target(below, card, "100")
    plan.target(below, rate, "100")
    plan.target(top, rate, "100", sums_children=True)
    plan.report(below, rate, numerator=D(1), denominator=D(2))

    def stale_after(indicator, **figure):
        board = ScoreRun.objects.board(plan.cycle)
        ScoreRun.objects.filter(pk=board.pk).update(counts={})
        live.apply(plan.report(below, indicator, **figure))
        board.refresh_from_db()
        return board.counts.get("stale", False)

    run_of(plan)
    assert stale_after(card, value=D(50)) is True  # its cell of the whole cycle is no more
    run_of(plan)
    assert stale_after(card, value=D(60), when=1) is False
    assert stale_after(rate, numerator=D(2), denominator=D(2), when=1) is True


def test_a_board_catches_up_with_values_recorded_during_the_run():
    plan = Plan(months=1)
    department, indicator = DepartmentFactory(), plan.indicator()
    plan.target(department, indicator, "100")
    plan.report(department, indicator, "50")
    run = runs.request_run(plan.cycle, by=None, wake=False)
    late = plan.report(department, indicator, "80")
    live.apply(late)
    execution.execute_here(run.pk)
    board = ScoreRun.objects.board(plan.cycle)
    assert ScoreCard.objects.of(board).get().score == 80
    assert ScoreCard.objects.get(run=run).score == 50
    assert Measurement.objects.current().get() == late
