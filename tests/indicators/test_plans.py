"""A scorecard goes from draft to approved in steps of a table, and no other way."""

import threading
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from audit.errors import DomainError, WrongState
from audit.models import Entry
from indicators.models import Cycle, PlanStep, Target, TargetPlan
from indicators.models.plans import Deed
from indicators.services import open_cycle, period_for, set_target, withdraw_target
from indicators.services.plans import STEPS, copy_plan, set_weights, take_step
from indicators.services.versions import RowsRefused
from tests.examples import cases
from tests.factories import (
    IndicatorFactory,
    PersonFactory,
    RoleGrantFactory,
    TargetFactory,
    UserFactory,
)
from tests.indicators.cards import scorecard

pytestmark = pytest.mark.django_db
D = Decimal


@pytest.fixture
def cycle():
    return open_cycle("2026", by=None)


@pytest.fixture
def plan(world, cycle):
    """The targets of a scorecard of five, ready to be submitted."""
    return scorecard(world.bureau, cycle)


def submit(world, cycle, by=None):
    return take_step(cycle, world.bureau, "submit", by=by or world.manager)


def approve(world, cycle, by=None):
    return take_step(cycle, world.bureau, "approve", by=by or world.office)


def test_scorecard_is_submitted_and_approved_by_two(world, cycle, plan):
    submit(world, cycle)
    row = approve(world, cycle)
    assert (row.state, row.version) == ("approved", 2)
    assert (row.submitted_by, row.decided_by) == (world.manager, world.office)
    steps = list(PlanStep.objects.values_list("deed", "by__username"))
    assert steps == [("approve", "office"), ("submit", "manager")]
    verbs = Entry.objects.filter(verb__endswith="_plan").order_by("pk").values_list("verb")
    assert [verb for (verb,) in verbs] == ["indicators.submit_plan", "indicators.approve_plan"]


@pytest.mark.parametrize("last", ["15", "19.9999", "20.0001", "25"])
def test_scorecard_whose_weights_are_not_a_hundred_cannot_be_submitted(world, cycle, last):
    scorecard(world.bureau, cycle, [20, 20, 20, 20, last])
    with pytest.raises(DomainError, match="exactly 100"):
        submit(world, cycle)
    assert list(TargetPlan.objects.values_list("state", flat=True)) == []


def test_database_refuses_an_agreed_scorecard_that_is_not_a_hundred(world, cycle):
    scorecard(world.bureau, cycle, [20, 20, 20, 20, 15])
    row = TargetPlan.objects.create(cycle=cycle, department=world.bureau)
    with pytest.raises(IntegrityError, match="exactly 100"), transaction.atomic():
        TargetPlan.objects.filter(pk=row.pk).update(
            state="submitted", submitted_by=world.manager, submitted_at="2026-01-01T00:00Z"
        )


def test_whoever_submitted_cannot_approve(world, cycle, plan):
    submit(world, cycle, by=world.office)
    with pytest.raises(PermissionDenied):
        approve(world, cycle, by=world.office)
    with pytest.raises(IntegrityError, match="approved_by_another"), transaction.atomic():
        TargetPlan.objects.update(
            state="approved", decided_by=world.office, decided_at="2026-01-01T00:00Z"
        )


@pytest.mark.parametrize("role", ["manager", "employee", "evaluator", "auditor", "supervision"])
def test_nobody_but_office_and_the_manager_above_approves(world, cycle, plan, role):
    submit(world, cycle, by=world.office)
    with pytest.raises(PermissionDenied):
        approve(world, cycle, by=world.user(role))


def test_manager_above_approves_and_the_house_itself_does_not(world, cycle):
    scorecard(world.division, cycle)
    head = RoleGrantFactory(role="manager", department=world.division).user
    take_step(cycle, world.division, "submit", by=head)
    with pytest.raises(PermissionDenied):
        take_step(cycle, world.division, "approve", by=None)
    row = take_step(cycle, world.division, "approve", by=world.manager)
    assert row.decided_by == world.manager


def test_returned_scorecard_says_why_and_is_a_draft_again(world, cycle, plan):
    submit(world, cycle)
    with pytest.raises(DomainError) as caught:
        take_step(cycle, world.bureau, "return", by=world.office, reason="  ")
    assert caught.value.field == "reason"
    row = take_step(cycle, world.bureau, "return", by=world.office, reason="Too easy")
    assert (row.state, row.steps.first().reason) == ("returned", "Too easy")
    set_target(world.bureau, plan[0].indicator, cycle, value=D(95), by=world.manager)
    assert submit(world, cycle).state == "submitted"


def test_page_that_showed_another_state_is_told_so(world, cycle, plan):
    shown = submit(world, cycle).version
    take_step(cycle, world.bureau, "recall", by=world.manager)
    submit(world, cycle)
    with pytest.raises(WrongState):
        take_step(cycle, world.bureau, "approve", by=world.office, seen=shown)


@pytest.mark.parametrize("state", ["submitted", "approved"])
def test_targets_of_an_agreed_scorecard_stay(world, cycle, plan, state):
    submit(world, cycle)
    if state == "approved":
        approve(world, cycle)
    card = plan[0].indicator
    for write in (
        lambda: set_target(world.bureau, card, cycle, value=D(1), by=world.office),
        lambda: set_target(world.bureau, IndicatorFactory(), cycle, value=D(1), by=world.office),
        lambda: withdraw_target(plan[0], by=world.office),
        lambda: set_weights(cycle, world.bureau, {card.pk: D(1)}, by=world.office),
        lambda: set_target(
            world.bureau, card, cycle, period=period_for("2026-03"), value=D(1), by=world.office
        ),
    ):
        with pytest.raises(WrongState, match="The scorecard of Bureau for 2026"):
            write()
    assert Target.objects.in_force().count() == 5
    for sql in (
        lambda: Target.objects.filter(pk=plan[0].pk).update(replaced_at="2026-01-01T00:00Z"),
        lambda: TargetFactory(cycle=cycle, department=world.bureau),
    ):
        with pytest.raises(IntegrityError, match="by an amendment only"), transaction.atomic():
            sql()
    TargetFactory(cycle=cycle, department=world.other)  # another scorecard is not touched


@pytest.mark.parametrize("state", ["submitted", "approved"])
def test_owner_is_no_part_of_what_was_agreed(world, cycle, plan, state):
    submit(world, cycle)
    if state == "approved":
        approve(world, cycle)
    card, successor = plan[0].indicator, PersonFactory()
    new = set_target(world.bureau, card, cycle, owner=successor, by=world.manager)
    assert (new.owner, new.weight, new.value) == (successor, plan[0].weight, plan[0].value)
    with pytest.raises(WrongState, match="The scorecard of Bureau for 2026"):
        set_target(world.bureau, card, cycle, owner=None, weight=D(1), by=world.manager)


def test_same_target_again_is_no_change(world, cycle, plan):
    submit(world, cycle)
    row = plan[0]
    assert set_target(world.bureau, row.indicator, cycle, value=row.value, by=world.office) == row


def test_all_weights_are_saved_at_one_moment_with_those_of_periods(world, cycle, plan):
    part = set_target(
        world.bureau, plan[0].indicator, cycle, period=period_for("2026-03"), value=D(5),
        weight=D(20), by=world.manager,
    )  # fmt: skip
    weights = {
        row.indicator_id: D(weight) for row, weight in zip(plan, (30, 10, 20, 20, 20), strict=True)
    }
    set_weights(cycle, world.bureau, weights, by=world.manager)
    found = Target.objects.in_force().order_by("indicator__code", "pk")
    assert [row.weight for row in found if row.period_id is None] == [30, 10, 20, 20, 20]
    part.refresh_from_db()
    assert part.replaced_at is not None
    assert found.get(period__label="2026-03").weight == 30
    assert len({row.created_at for row in found.filter(indicator__in=weights)} - {
        row.created_at for row in plan}) == 1  # fmt: skip


def test_bad_weight_is_an_error_of_its_row_and_nothing_is_saved(world, cycle, plan):
    weights = {plan[0].indicator_id: D(101), plan[1].indicator_id: D(10)}
    with pytest.raises(RowsRefused) as caught:
        set_weights(cycle, world.bureau, weights, by=world.manager)
    assert list(caught.value.errors) == [(plan[0].indicator_id, None)]
    assert [row.weight for row in Target.objects.in_force()] == [20] * 5


def test_weights_of_targets_changed_meanwhile_are_refused(world, cycle, plan):
    with pytest.raises(WrongState, match="Somebody else changed this"):
        set_weights(cycle, world.bureau, {}, by=world.manager, seen="something else")


def test_last_scorecard_is_copied_where_cards_are_alike(world, cycle, plan):
    following = open_cycle("2027", by=None)
    broken = IndicatorFactory(code=plan[0].indicator.code, version=2, unit="days")
    kept = set_target(world.bureau, plan[1].indicator, following, value=D(7), by=None)
    assert copy_plan(following, world.bureau, cycle, by=world.manager) == 3
    rows = Target.objects.in_force().filter(cycle=following)
    assert rows.filter(indicator=broken).count() == 0
    assert kept in rows
    assert sorted(row.value for row in rows) == [7, 90, 90, 90]
    assert copy_plan(following, world.bureau, cycle, by=world.manager) == 0


def test_stranger_may_do_nothing(world, cycle, plan):
    somebody = UserFactory()
    for deed in Deed.values:
        with pytest.raises(PermissionDenied):
            take_step(cycle, world.bureau, deed, by=somebody, reason="x")
    with pytest.raises(PermissionDenied):
        set_weights(cycle, world.bureau, {}, by=somebody)


@settings(
    max_examples=cases(25),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(walk=st.lists(st.tuples(st.sampled_from(Deed.values), st.booleans()), max_size=12))
def test_every_walk_through_the_steps_keeps_to_the_table(world, walk):
    """Any order of deeds by two people: the state is what the table says, and is never approved
    by who submitted."""
    with transaction.atomic():
        cycle = Cycle.objects.filter(name="2026").first() or open_cycle("2026", by=None)
        scorecard(world.bureau, cycle)
        state, version, submitter = "draft", 0, None
        for deed, first in walk:
            by = world.office if first else world.manager
            step = STEPS[deed]
            allowed = (
                state in step.before
                and (step.actor == "planner" or by == world.office)
                and not ("another" in step.needs and submitter == by)
            )
            try:
                with transaction.atomic():
                    take_step(cycle, world.bureau, deed, by=by, reason="because")
                done = True
            except (WrongState, PermissionDenied):
                done = False
            assert done == allowed
            if done:
                state, version = step.after, version + 1
                submitter = by if deed == "submit" else submitter
            row = TargetPlan.objects.filter(cycle=cycle).first()
            assert (row.state, row.version) == (state, version) if row else state == "draft"
        transaction.set_rollback(True)


@settings(
    max_examples=cases(25),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    weights=st.lists(st.decimals(min_value=0, max_value=100, places=4), min_size=1, max_size=6),
    mended=st.booleans(),
)
def test_no_weights_but_a_hundred_are_ever_submitted(world, weights, mended):
    if mended and sum(weights[:-1]) <= 100:
        weights[-1] = 100 - sum(weights[:-1], D(0))
    with transaction.atomic():
        cycle = Cycle.objects.filter(name="2026").first() or open_cycle("2026", by=None)
        scorecard(world.bureau, cycle, weights)
        try:
            with transaction.atomic():
                submit(world, cycle)
            done = True
        except DomainError:
            done = False
        assert done == (sum(weights) == 100)
        transaction.set_rollback(True)


@pytest.mark.django_db(transaction=True)
def test_of_two_approvers_at_once_one_is_first(world, cycle):
    scorecard(world.bureau, cycle)
    submit(world, cycle)
    other = RoleGrantFactory(role="office", department=world.city).user
    outcomes = at_once(
        lambda: approve(world, cycle, by=world.office), lambda: approve(world, cycle, by=other)
    )
    assert sorted(outcomes) == ["TargetPlan", "WrongState"]
    assert PlanStep.objects.filter(deed="approve").count() == 1


@pytest.mark.django_db(transaction=True)
def test_target_set_while_the_scorecard_is_submitted_is_before_or_refused(world, cycle):
    rows = scorecard(world.bureau, cycle)
    card = rows[0].indicator
    outcomes = at_once(
        lambda: submit(world, cycle),
        lambda: set_target(world.bureau, card, cycle, weight=D(5), by=world.office),
    )
    total = sum(row.weight for row in Target.objects.in_force())
    plan = TargetPlan.objects.filter(cycle=cycle).first()
    if plan is not None and plan.state == "submitted":
        assert (total, sorted(outcomes)) == (100, ["TargetPlan", "WrongState"])
    else:
        assert (total, sorted(outcomes)) == (85, ["DomainError", "Target"])


def at_once(*calls):
    """The names of what each call gave or raised, all begun at the same moment."""
    barrier, outcomes = threading.Barrier(len(calls)), []

    def work(call):
        try:
            barrier.wait()
            outcomes.append(type(call()).__name__)
        except (DomainError, PermissionDenied) as error:
            outcomes.append(type(error).__name__)
        finally:
            connection.close()

    threads = [threading.Thread(target=work, args=[call]) for call in calls]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return outcomes
