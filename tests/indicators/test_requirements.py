"""“We need X from you by D”: who may take which step from where."""

import datetime

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from audit.errors import DomainError, WrongState
from audit.models import Entry
from departments.calendar import add_working_days
from indicators.models import Requirement
from indicators.services.objectives import add_objective
from indicators.services.requirements import answer_days, ask, open_steps, take_step
from tests.factories import IndicatorFactory, RoleGrantFactory, UserFactory

pytestmark = pytest.mark.django_db
AHEAD = datetime.timedelta(days=60)


@pytest.fixture
def soon():
    return timezone.localdate() + AHEAD


@pytest.fixture
def other_manager(world):
    return RoleGrantFactory(
        user=UserFactory(username="other"), role="manager", department=world.other
    ).user


@pytest.fixture
def requirement(world, soon):
    return ask(
        world.bureau, world.other, "Open the lanes", soon, indicator=IndicatorFactory(code="K-1"),
        by=world.manager,
    )  # fmt: skip


def state_of(row):
    return Requirement.objects.get(pk=row.pk).state


def test_a_requirement_goes_from_asked_to_met(world, other_manager, requirement):
    assert requirement.state == "asked"
    take_step(requirement, "accept", by=other_manager)
    take_step(requirement, "meet", by=world.manager)
    assert [(s.state, s.by) for s in requirement.steps.order_by("pk")] == [
        ("asked", world.manager), ("accepted", other_manager), ("met", world.manager),
    ]  # fmt: skip
    assert list(
        Entry.objects.filter(target_type="indicators.Requirement")
        .order_by("pk")
        .values_list("verb", flat=True)
    ) == ["indicators.ask_requirement", "indicators.accept_requirement",
          "indicators.meet_requirement"]  # fmt: skip


def test_a_no_says_why(other_manager, requirement):
    with pytest.raises(DomainError) as caught:
        take_step(requirement, "decline", by=other_manager, reason="  ")
    assert (caught.value.field, state_of(requirement)) == ("reason", "asked")
    take_step(requirement, "decline", by=other_manager, reason="No budget before March")
    assert requirement.steps.get(state="declined").reason == "No budget before March"


TABLE = {
    "asked": {"accept", "decline", "withdraw"},
    "accepted": {"withdraw", "meet"},
    "declined": set(),
    "withdrawn": set(),
    "met": set(),
}
WAY = {
    "asked": [],
    "accepted": ["accept"],
    "declined": ["decline"],
    "withdrawn": ["withdraw"],
    "met": ["accept", "meet"],
}


@pytest.mark.parametrize("state", TABLE)
@pytest.mark.parametrize("step", ["accept", "decline", "withdraw", "meet"])
def test_every_step_from_every_state(world, requirement, state, step):
    for name in WAY[state]:
        take_step(requirement, name, by=None, reason="because")
    if step in TABLE[state]:
        take_step(requirement, step, by=None, reason="because")
    else:
        with pytest.raises(WrongState):
            take_step(requirement, step, by=None, reason="because")
        assert state_of(requirement) == state


def test_each_side_takes_its_own_steps(world, other_manager, requirement):
    refused = []
    for role in ("office", "manager", "employee", "auditor"):
        for step in ("accept", "decline", "withdraw"):
            try:
                with transaction.atomic():
                    take_step(requirement, step, by=world.user(role), reason="because")
                    transaction.set_rollback(True)
            except PermissionDenied:
                refused.append((role, step))
            requirement.refresh_from_db()
    assert refused == [
        ("office", "accept"), ("office", "decline"), ("manager", "accept"), ("manager", "decline"),
        ("employee", "accept"), ("employee", "decline"), ("employee", "withdraw"),
        ("auditor", "accept"), ("auditor", "decline"), ("auditor", "withdraw"),
    ]  # fmt: skip
    assert open_steps(requirement, by=world.manager) == ["withdraw"]
    assert open_steps(requirement, by=other_manager) == ["accept", "decline"]
    assert open_steps(requirement, by=world.auditor) == []


def test_nobody_answers_himself(world, soon):
    """A manager over both sides may ask, and then somebody else answers."""
    both = RoleGrantFactory(role="manager", department=world.city).user
    row = ask(world.bureau, world.other, "X", soon, indicator=IndicatorFactory(), by=both)
    assert open_steps(row, by=both) == ["withdraw"]
    with pytest.raises(WrongState):
        take_step(row, "accept", by=both)


def test_the_second_answer_is_refused(other_manager, requirement):
    stale = Requirement.objects.get(pk=requirement.pk)
    take_step(requirement, "accept", by=other_manager)
    with pytest.raises(WrongState):
        take_step(stale, "decline", by=other_manager, reason="because")
    assert state_of(requirement) == "accepted"


@pytest.mark.parametrize("field", ["due_on", "what", None])
def test_what_says_too_little_is_refused(world, soon, field):
    card, today = IndicatorFactory(), timezone.localdate()
    asked = {
        "due_on": ((world.bureau, world.other, "X", today), {"indicator": card}),
        "what": ((world.bureau, world.other, " ", soon), {"indicator": card}),
        None: ((world.bureau, world.bureau, "X", soon), {"indicator": card}),
    }[field]
    with pytest.raises(DomainError) as caught:
        ask(*asked[0], **asked[1], by=None)
    assert caught.value.field == field
    with pytest.raises(DomainError):
        ask(world.bureau, world.other, "X", soon, by=None)


def test_the_answer_is_due_by_the_policy_and_before_the_day_itself(world, soon):
    aim = add_objective("A", "operational", world.bureau, name="A", by=None)
    assert answer_days() == (10, "working")
    row = ask(world.bureau, world.other, "X", soon, objective=aim, by=None)
    assert row.answer_due_on == add_working_days(timezone.localdate(), 10, {})
    tomorrow = timezone.localdate() + datetime.timedelta(days=1)
    assert ask(world.bureau, world.other, "X", tomorrow, objective=aim, by=None).answer_due_on == (
        tomorrow
    )


def test_both_sides_see_it_and_nobody_else(world, other_manager, requirement):
    seen = {
        role: Requirement.objects.visible_to(world.user(role)).count()
        for role in ("office", "manager", "employee", "stranger")
    }
    assert seen == {"office": 1, "manager": 1, "employee": 0, "stranger": 0}
    assert Requirement.objects.visible_to(other_manager).count() == 1


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE indicators_requirement SET state = 'met'",
        "UPDATE indicators_requirement SET due_on = due_on + 1",
        "DELETE FROM indicators_requirement",
        "UPDATE indicators_requirementstep SET reason = 'x'",
        (
            "INSERT INTO indicators_requirementstep (requirement_id, state, at, reason)"
            " SELECT id, 'declined', now(), '' FROM indicators_requirement"
        ),
    ],
)
def test_the_database_keeps_the_steps(requirement, change):
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(change)
