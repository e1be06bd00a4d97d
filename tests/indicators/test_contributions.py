"""Who carries a KPI beside its owner: down the line, and never more than the whole."""

import datetime
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connection, transaction

from audit.errors import DomainError, WrongState
from audit.models import Entry
from departments.models import Post
from indicators.models import Contribution
from indicators.services import open_cycle, set_target
from indicators.services.contributions import end_contribution, set_contribution
from tests.factories import IndicatorFactory, PersonFactory, PostFactory

pytestmark = pytest.mark.django_db
D, DAY = Decimal, datetime.date


@pytest.fixture
def kpi(world):
    card, cycle = IndicatorFactory(code="K-1"), open_cycle("2026", by=None)
    set_target(world.bureau, card, cycle, value=D(90), by=None)
    return world.bureau, card, cycle


def refused(call, *args, error=DomainError, **kwargs):
    with pytest.raises(error) as caught:
        call(*args, **kwargs)
    return caught.value.field


def test_a_kpi_is_handed_down_to_posts_and_people(world, kpi):
    post, person = Post.objects.get(code="POST-employee"), world.person("manager")
    one = set_contribution(*kpi, post, part="assigned", share=D("0.6"), by=world.manager)
    two = set_contribution(*kpi, person, part="assigned", value=D(95), by=world.manager)
    assert list(Contribution.objects.in_force().for_list()) == [one, two]
    assert (one.starts_on, one.ends_on) == (DAY(2026, 1, 1), DAY(2026, 12, 31))
    entry = Entry.objects.get(verb="indicators.set_contribution", target_id=str(one.pk))
    assert entry.details["after"]["share"] == "0.6"


def test_a_change_is_a_version_and_the_same_again_is_none(world, kpi):
    post = Post.objects.get(code="POST-employee")
    one = set_contribution(*kpi, post, part="assigned", share=D("0.6"), by=None)
    assert set_contribution(*kpi, post, part="assigned", share=D("0.6"), by=None) == one
    two = set_contribution(*kpi, post, part="assigned", share=D(1), task="all of it", by=None)
    one.refresh_from_db()
    assert one.replaced_at == two.created_at
    end_contribution(two, by=world.manager)
    assert refused(end_contribution, two, by=None, error=WrongState) is None
    assert Contribution.objects.in_force().count() == 0
    assert Contribution.objects.count() == 2


def test_only_down_the_line_and_only_where_there_is_a_kpi(world, kpi):
    elsewhere = PostFactory(department=world.other)
    above = world.person("office")
    assert refused(set_contribution, *kpi, elsewhere, part="assigned", share=D(1), by=None) == (
        "post"
    )
    assert refused(set_contribution, *kpi, above, part="assigned", share=D(1), by=None) == "person"
    nobody = PersonFactory()
    assert refused(set_contribution, *kpi, nobody, part="assigned", share=D(1), by=None) == "person"
    set_contribution(*kpi, above, part="contributes", by=None)
    unmeasured = (world.other, *kpi[1:])
    assert (
        refused(set_contribution, *unmeasured, above, part="contributes", by=None, error=WrongState)
        is None
    )


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"share": D("1.1")}, None),
        ({"share": D(0)}, None),
        ({}, None),
        ({"low": D(2), "high": D(1)}, None),
        ({"low": D(2)}, None),
        ({"share": D(1), "starts_on": DAY(2025, 12, 31)}, "starts_on"),
        ({"share": D(1), "ends_on": DAY(2027, 1, 1)}, "ends_on"),
        ({"share": D(1), "starts_on": DAY(2026, 3, 1), "ends_on": DAY(2026, 2, 1)}, "ends_on"),
        ({"share": D("0.5001")}, "share"),
    ],
)
def test_what_could_not_hold_is_refused(world, kpi, fields, field):
    set_contribution(*kpi, world.person("manager"), part="assigned", share=D("0.5"), by=None)
    post = Post.objects.get(code="POST-employee")
    assert refused(set_contribution, *kpi, post, part="assigned", by=None, **fields) == field
    assert Contribution.objects.count() == 1


def test_shares_make_the_whole_on_every_day(world, kpi):
    """Half a year each, one after the other, is no double count; on one shared day it is."""
    first, second, third = (PostFactory(department=world.division) for _ in range(3))
    june, july = DAY(2026, 6, 30), DAY(2026, 7, 1)
    give = {"part": "assigned", "by": None}
    set_contribution(*kpi, first, share=D("0.7"), ends_on=june, **give)
    set_contribution(*kpi, second, share=D("0.8"), starts_on=july, **give)
    set_contribution(*kpi, third, share=D("0.2"), **give)
    assert refused(set_contribution, *kpi, third, share=D("0.3"), **give) == "share"
    set_contribution(*kpi, third, share=D("0.3"), ends_on=june, **give)
    assert refused(set_contribution, *kpi, first, share=D("0.7"), ends_on=july, **give) == "share"


def test_contributing_shares_and_carried_shares_are_two_wholes(world, kpi):
    set_contribution(*kpi, world.other, part="contributes", share=D("0.4"), by=None)
    set_contribution(*kpi, world.person("manager"), part="assigned", share=D(1), by=None)
    late = world.person("auditor")
    assert refused(set_contribution, *kpi, late, part="contributes", share=D("0.7"), by=None) == (
        "share"
    )
    assert refused(set_contribution, *kpi, world.bureau, part="contributes", by=None) is None
    assert refused(set_contribution, *kpi, world.other, part="assigned", share=D(1), by=None) is (
        None
    )


def test_the_database_refuses_more_than_the_whole_and_any_rewriting(world, kpi):
    one = set_contribution(*kpi, world.other, part="contributes", share=D("0.4"), by=None)
    with pytest.raises(IntegrityError, match="exceed the whole"), transaction.atomic():
        Contribution.objects.create(
            cycle=kpi[2], department=kpi[0], indicator=kpi[1], part="contributes",
            contributor=world.city, share=D("0.61"), starts_on=DAY(2026, 12, 31),
            ends_on=DAY(2026, 12, 31), created_at=one.created_at,
        )  # fmt: skip
    for change in ("UPDATE indicators_contribution SET share = 1", "DELETE FROM {}"):
        with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(change.format("indicators_contribution"))


def test_deeds_and_sight(world, kpi):
    with pytest.raises(PermissionDenied):
        set_contribution(*kpi, world.other, part="contributes", by=world.employee)
    row = set_contribution(*kpi, world.other, part="contributes", by=world.manager)
    seen = {
        role: Contribution.objects.visible_to(world.user(role)).count()
        for role in ("office", "manager", "employee", "stranger")
    }
    assert seen == {"office": 1, "manager": 1, "employee": 0, "stranger": 0}
    with pytest.raises(PermissionDenied):
        end_contribution(row, by=world.employee)
