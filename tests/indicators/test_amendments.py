"""An approved scorecard changes by amendments: proposed by one, decided by another."""

import datetime
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from audit.errors import DomainError, WrongState
from audit.models import Entry
from indicators.engine.reading import read_plan
from indicators.models import Amendment, ScoreCard, ScoreRun, Target, TargetPlan
from indicators.services import amendments, open_cycle, report
from indicators.services.execution import execute_here
from indicators.services.plans import in_force, take_step, targets_seen
from indicators.services.runs import request_run
from indicators.services.versions import Change, RowsRefused
from tests.factories import IndicatorFactory, RoleGrantFactory
from tests.indicators.cards import scorecard
from tests.indicators.test_plans import at_once

pytestmark = pytest.mark.django_db
D = Decimal


@pytest.fixture
def cycle():
    return open_cycle("2026", by=None)


@pytest.fixture
def approved(world, cycle):
    return approved_plan(world, cycle)


def approved_plan(world, cycle):
    scorecard(world.bureau, cycle)
    take_step(cycle, world.bureau, "submit", by=world.manager)
    return take_step(cycle, world.bureau, "approve", by=world.office)


def rows(plan):
    return in_force(plan.cycle, plan.department)


def easier(plan, value="80"):
    first = rows(plan)[0]
    return [Change(first.indicator, None, {"value": D(value)})]


def propose(world, plan, changes=None, by=None, **options):
    given = {"reason": "policy", "explanation": "The law changed."} | options
    changes = easier(plan) if changes is None else changes
    return amendments.propose(plan, changes=changes, by=by or world.manager, **given)


def test_proposal_changes_nothing_yet_and_shows_before_and_after(world, approved):
    row = propose(world, approved)
    line = row.lines.get()
    assert (row.state, line.before.value, line.fields) == ("waiting", 90, {"value": "80"})
    assert [target.value for target in rows(approved)] == [90] * 5


def test_approval_applies_all_lines_at_one_moment(world, approved):
    first, second, third, *_rest = rows(approved)
    added = IndicatorFactory(code="NEW")
    row = propose(
        world, approved, [
            Change(first.indicator, None, {"value": D(80), "weight": D(10)}),
            Change(second.indicator, None, None),
            Change(third.indicator, None, {"weight": D(20)}),
            Change(added, None, {"value": D(5), "weight": D(30)}),
        ], reason="new_task",
    )  # fmt: skip
    assert row.lines.count() == 3
    row = amendments.approve(row, by=world.office)
    found = {target.indicator.code: target for target in rows(approved)}
    assert sum(target.weight for target in found.values()) == 100
    assert second.indicator.code not in found
    assert (found["NEW"].value, found["NEW"].weight) == (5, 30)
    assert (found[first.indicator.code].value, found[first.indicator.code].weight) == (80, 10)
    second.refresh_from_db()
    moments = {found["NEW"].created_at, found[first.indicator.code].created_at, second.replaced_at}
    assert len(moments) == 1
    assert row.decided_at > moments.pop()
    assert {line.after and line.after.indicator.code for line in row.lines.all()} == {
        "NEW", first.indicator.code, None,
    }  # fmt: skip
    approved.refresh_from_db()
    assert (approved.state, approved.version) == ("approved", 3)
    assert Entry.objects.filter(verb="indicators.apply_amendment").count() == 1


def test_approved_scorecard_is_closed_again_after_the_amendment(world, approved):
    amendments.approve(propose(world, approved), by=world.office)
    with pytest.raises(IntegrityError, match="by an amendment only"), transaction.atomic():
        Target.objects.filter(pk=rows(approved)[0].pk).update(replaced_at="2026-01-01T00:00Z")


@pytest.mark.parametrize(
    ("options", "field"),
    [({"reason": "mood"}, "reason"), ({"explanation": "  "}, "explanation")],
)
def test_reason_is_one_of_the_list_and_explained(world, approved, options, field):
    with pytest.raises(DomainError) as caught:
        propose(world, approved, **options)
    assert caught.value.field == field


def test_weights_that_would_not_be_a_hundred_are_refused(world, approved):
    first = rows(approved)[0]
    with pytest.raises(DomainError, match="exactly 100"):
        propose(world, approved, [Change(first.indicator, None, {"weight": D(15)})])
    with pytest.raises(DomainError, match="exactly 100"):
        propose(world, approved, [Change(first.indicator, None, None)])


def test_bad_row_is_named_and_no_change_is_none(world, approved):
    first = rows(approved)[0]
    with pytest.raises(RowsRefused) as caught:
        propose(world, approved, [Change(first.indicator, None, {"low": D(1), "high": D(2)})])
    assert list(caught.value.errors) == [(first.indicator_id, None)]
    with pytest.raises(DomainError, match="changes nothing"):
        propose(world, approved, easier(approved, "90"))
    assert Amendment.objects.count() == 0


def test_only_an_approved_scorecard_is_amended_and_one_waits_at_a_time(world, cycle):
    scorecard(world.bureau, cycle)
    plan = take_step(cycle, world.bureau, "submit", by=world.manager)
    with pytest.raises(WrongState):
        propose(world, plan)
    plan = take_step(cycle, world.bureau, "approve", by=world.office)
    propose(world, plan)
    with pytest.raises(WrongState, match="waits already"):
        propose(world, plan)


def test_proposer_does_not_decide(world, approved):
    row = propose(world, approved, by=world.office)
    with pytest.raises(PermissionDenied):
        amendments.approve(row, by=world.office)
    with pytest.raises(PermissionDenied):
        amendments.refuse(row, by=world.office, answer="No")
    with pytest.raises(IntegrityError, match="decided_by_another"), transaction.atomic():
        Amendment.objects.update(
            state="applied", decided_by=world.office, decided_at="2026-01-01T00:00Z"
        )


@pytest.mark.parametrize("role", ["manager", "employee", "evaluator", "auditor", "supervision"])
def test_who_may_not_approve_scorecards_may_not_approve_amendments(world, approved, role):
    row = propose(world, approved, by=world.office)
    with pytest.raises(PermissionDenied):
        amendments.approve(row, by=world.user(role))


def test_refusal_says_why_and_leaves_all_as_it_is(world, approved):
    row = propose(world, approved)
    with pytest.raises(DomainError):
        amendments.refuse(row, by=world.office, answer=" ")
    assert amendments.refuse(row, by=world.office, answer="No law changed").state == "refused"
    assert [target.value for target in rows(approved)] == [90] * 5
    with pytest.raises(WrongState):
        amendments.approve(row, by=world.office)


def test_waiting_amendment_can_be_taken_back_once(world, approved):
    row = propose(world, approved)
    amendments.withdraw(row, by=world.manager)
    with pytest.raises(WrongState):
        amendments.withdraw(row, by=world.manager)


def test_only_an_approved_amendment_is_published(world, approved):
    row = propose(world, approved)
    day = datetime.date(2026, 5, 4)
    with pytest.raises(WrongState):
        amendments.publish(row, day, by=world.office)
    amendments.approve(row, by=world.office)
    with pytest.raises(PermissionDenied):
        amendments.publish(row, day, by=world.manager)
    amendments.publish(row, day, by=world.office)
    row.refresh_from_db()
    assert row.published_on == day


def test_page_that_showed_other_targets_is_told_so(world, approved):
    with pytest.raises(WrongState, match="Somebody else changed this"):
        propose(world, approved, seen="other")
    assert propose(world, approved, seen=targets_seen(rows(approved))).state == "waiting"


@pytest.mark.django_db(transaction=True)
def test_of_two_approvers_at_once_one_applies_it(world, cycle):
    plan = approved_plan(world, cycle)
    row = propose(world, plan)
    other = RoleGrantFactory(role="office", department=world.city).user
    outcomes = at_once(
        lambda: amendments.approve(row, by=world.office),
        lambda: amendments.approve(row, by=other),
    )
    assert sorted(outcomes) == ["Amendment", "WrongState"]
    assert Target.objects.in_force().get(value=80).weight == 20
    assert Target.objects.count() == 6


def reported(world, plan, value="72"):
    for target in rows(plan):
        report(world.bureau, target.indicator, "2026-01", value=D(value), by=None)


def test_scores_stand_side_by_side_before_and_after(world, approved):
    reported(world, approved)
    period = None
    row = propose(world, approved)
    waiting = amendments.compared(row)
    row = amendments.approve(row, by=world.office)
    applied = amendments.compared(row)
    for found in (waiting, applied):
        (period,) = found.before.own
        assert found.before.own[period] == D(80)  # 72 of 90, each
        assert found.after.own[period] == D(82)  # 72 of 80 is 90 for one of five
        cell = found.after.cells[rows(approved)[0].indicator_id, period]
        assert (cell.attainment, cell.points) == (D("0.9"), D(18))
    assert [target.value for target in rows(approved)] == [80, 90, 90, 90, 90]


def test_preview_of_a_waiting_amendment_leaves_nothing_behind(world, approved):
    reported(world, approved)
    row = propose(world, approved)
    before = Entry.objects.count(), Target.objects.count(), TargetPlan.objects.get().version
    amendments.compared(row)
    assert before == (
        Entry.objects.count(), Target.objects.count(), TargetPlan.objects.get().version
    )  # fmt: skip
    row.refresh_from_db()
    assert (row.state, row.lines.get().after) == ("waiting", None)


def test_side_by_side_gives_the_digits_of_a_run(world, approved):
    reported(world, approved, "71.37")
    run = request_run(approved.cycle, by=None, wake=False)
    execute_here(run.pk)
    card = ScoreCard.objects.get(run=ScoreRun.objects.get(pk=run.pk), department=world.bureau,
                                 period__label="2026-01")  # fmt: skip
    row = propose(world, approved)
    found = amendments.compared(row).before
    assert found.own[card.period_id] == card.own
    assert [int(cell.points.scaleb(12)) for _key, cell in sorted(found.cells.items())] == list(
        card.points
    )
    assert len(read_plan(approved.cycle_id, run.as_of, [world.bureau.pk]).rows) == 5
