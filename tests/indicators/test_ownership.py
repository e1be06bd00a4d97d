"""Who owns what, whether he is still there, and handing over many at once."""

import datetime

import pytest
from django.core.exceptions import PermissionDenied

from audit.errors import DomainError, WrongState
from departments.models import Appointment
from indicators.models import Target
from indicators.services import open_cycle, period_for, report, set_target
from indicators.services.ownership import hand_over, hand_over_all
from tests.factories import AppointmentFactory, IndicatorFactory, PersonFactory, PostFactory

pytestmark = pytest.mark.django_db
DAY = datetime.date
TODAY = DAY(2026, 6, 15)


@pytest.fixture
def cycle():
    return open_cycle("2026", by=None)


def appointed(department, until=None):
    person = PersonFactory()
    AppointmentFactory(person=person, post=PostFactory(department=department), ends_on=until)
    return person


def test_owner_states(world, cycle):
    moved = appointed(world.bureau, until=DAY(2026, 5, 31))
    AppointmentFactory(
        person=moved, post=PostFactory(department=world.city), starts_on=DAY(2026, 6, 1)
    )
    owners = {
        "none": None,
        "here": appointed(world.bureau),
        "beneath": appointed(world.division),
        "above": appointed(world.city),
        "gone": appointed(world.bureau, until=DAY(2026, 6, 14)),
        "last day": appointed(world.bureau, until=TODAY),
        "moved up": moved,
        "elsewhere": appointed(world.other),
        "never": PersonFactory(),
    }
    for name, owner in owners.items():
        card = IndicatorFactory(code=name)
        set_target(world.bureau, card, cycle, value=1, owner=owner, by=None)
    rows = Target.objects.in_force().with_owner_state(TODAY)
    assert dict(rows.values_list("indicator__code", "owner_state")) == {
        "none": "none", "here": "here", "beneath": "here", "above": "above", "gone": "left",
        "last day": "here", "moved up": "left", "elsewhere": "left", "never": "left",
    }  # fmt: skip


def test_one_row_per_kpi_prefers_the_target_of_the_whole_cycle(world, cycle):

    one, two = IndicatorFactory(code="A"), IndicatorFactory(code="B")
    whole = set_target(world.bureau, one, cycle, value=1, by=None)
    set_target(world.bureau, one, cycle, period=period_for("2026-Q1"), value=1, by=None)
    part = set_target(world.bureau, two, cycle, period=period_for("2026-Q1"), value=1, by=None)
    assert list(Target.objects.in_force().one_per_kpi()) == [whole, part]


def test_freshness_asks_for_the_period_that_is_due(world, cycle):
    spans = {"month": (DAY(2026, 5, 1), DAY(2026, 5, 31))}
    cards = {
        name: IndicatorFactory(code=name, frequency=frequency)
        for name, frequency in (
            ("fresh", "month"), ("stale", "month"), ("late", "month"), ("no cases", "month"),
            ("yearly", "year"), ("whenever", ""), ("summed", "month"),
        )
    }  # fmt: skip
    for name, card in cards.items():
        set_target(world.bureau, card, cycle, value=1, sums_children=name == "summed", by=None)
    report(world.bureau, cards["fresh"], "2026-05", value=1, by=None)
    report(world.bureau, cards["stale"], "2026-04", value=1, by=None)
    report(world.bureau, cards["late"], "2026-05", missing="late", by=None)
    report(world.bureau, cards["no cases"], "2026-05", missing="no_activity", by=None)
    rows = Target.objects.in_force().with_freshness(spans)
    found = {row.indicator.code: (row.due_until is not None, row.is_fresh) for row in rows}
    assert found == {
        "fresh": (True, True), "stale": (True, False), "late": (True, False),
        "no cases": (True, True), "yearly": (False, False), "whenever": (False, False),
        "summed": (False, False),
    }  # fmt: skip


def test_before_any_period_is_due_nothing_is_fresh(world, cycle):
    card = IndicatorFactory(frequency="month")
    set_target(world.bureau, card, cycle, value=1, by=None)
    report(world.bureau, card, "2026-05", value=1, by=None)
    (row,) = Target.objects.in_force().with_freshness({})
    assert (row.due_since, row.due_until, row.is_fresh) == (None, None, False)


def test_a_kpi_is_handed_over_as_a_version(world, cycle):
    card = IndicatorFactory()
    old = set_target(
        world.bureau, card, cycle, value=9, weight=3, owner=world.person("employee"), by=None
    )
    new = hand_over(old, world.person("manager"), by=world.manager)
    assert (new.owner, new.value, new.weight) == (world.person("manager"), 9, 3)
    with pytest.raises(WrongState):
        hand_over(old, world.person("employee"), by=world.manager)
    with pytest.raises(DomainError) as caught:
        hand_over(new, PersonFactory(), by=world.manager)
    assert caught.value.field == "owner"
    with pytest.raises(PermissionDenied):
        hand_over(new, world.person("employee"), by=world.auditor)


def test_many_are_handed_over_and_what_is_refused_leaves_the_others(world, cycle):
    rows = [
        set_target(place, IndicatorFactory(), cycle, value=1, by=None)
        for place in (world.bureau, world.other, world.division)
    ]
    ended = PersonFactory()
    AppointmentFactory(
        person=ended, post=PostFactory(department=world.division), ends_on=DAY(2020, 1, 1)
    )
    to = [world.person("manager"), world.person("manager"), ended]
    outcomes = hand_over_all(zip(rows, to, strict=True), by=world.manager)
    assert [row.refused for row in outcomes] == [
        "", "You hold no role that allows this.", f"{ended.title} holds no post today.",
    ]  # fmt: skip
    owned = Target.objects.in_force().filter(owner=world.person("manager"))
    assert list(owned.values_list("department", flat=True)) == [world.bureau.pk]
    assert Appointment.objects.count() == 7
