"""Plans and the tree of objectives."""

import datetime

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from audit.errors import DomainError, WrongState
from audit.models import Entry
from indicators.models import Objective, PlanPeriod
from indicators.services import open_cycle, set_target
from indicators.services.objectives import (
    add_objective,
    add_plan,
    change_objective,
    close_objective,
    move_objective,
    objective_seen,
    reopen_objective,
)
from tests.factories import IndicatorFactory

pytestmark = pytest.mark.django_db
DAY = datetime.date


@pytest.fixture
def plans():
    return (
        add_plan("P5", DAY(2024, 1, 1), DAY(2028, 12, 31), name_en="Five years", by=None),
        add_plan("P1", DAY(2026, 1, 1), DAY(2026, 12, 31), name_en="2026", by=None),
    )


@pytest.fixture
def tree(world, plans):
    """city S ── S-A (bureau) ── S-A-1 (division)"""
    top = add_objective(
        "S", "strategic", world.city, plan=plans[0], name_en="Strategy", by=world.office
    )
    mid = add_objective(
        "S-A", "operational", world.bureau, parent=top, plan=plans[1], name_en="A", by=world.manager
    )
    low = add_objective(
        "S-A-1", "operational", world.division, parent=mid, name_zh="甲", by=world.manager
    )
    return top, mid, low


def refused(call, *args, error=DomainError, **kwargs):
    with pytest.raises(error) as caught:
        call(*args, **kwargs)
    return caught.value.field


def test_objectives_make_a_tree_and_the_ledger_knows(tree):
    assert [(o.code, o.parent_id) for o in Objective.objects.for_list()] == [
        ("S", None), ("S-A", tree[0].pk), ("S-A-1", tree[1].pk),
    ]  # fmt: skip
    assert Entry.objects.filter(verb="indicators.set_objective").count() == 3


def test_a_strategic_objective_is_the_offices(world):
    with pytest.raises(PermissionDenied):
        add_objective("X", "strategic", world.bureau, name="X", by=world.manager)
    with pytest.raises(PermissionDenied):
        add_objective("X", "operational", world.other, name="X", by=world.manager)
    with pytest.raises(PermissionDenied):
        add_plan("X", DAY(2026, 1, 1), DAY(2026, 1, 2), name="X", by=world.manager)


def test_codes_places_and_plans_that_do_not_fit_are_refused_at_their_field(world, tree, plans):
    top, mid, _low = tree
    add = {"name_en": "X", "by": None}
    assert refused(add_objective, "S", "operational", world.city, **add) == "code"
    assert refused(add_objective, "X", "strategic", world.city, parent=mid, **add) == "parent"
    late = add_plan("P9", DAY(2030, 1, 1), DAY(2030, 12, 31), name="Late", by=None)
    assert (
        refused(add_objective, "X", "operational", world.city, parent=top, plan=late, **add)
        == "plan"
    )
    add_objective("S-B", "strategic", world.city, parent=top, **add)
    assert refused(change_objective, top, kind="operational", by=None) == "kind"
    assert refused(change_objective, top, plan=late, by=None) == "plan"
    assert refused(add_plan, "P5", DAY(2026, 1, 1), DAY(2026, 1, 2), name="X", by=None) == "code"
    assert refused(add_plan, "P6", DAY(2026, 1, 2), DAY(2026, 1, 1), name="X", by=None) == "ends_on"
    assert refused(add_plan, "P6", DAY(2026, 1, 1), DAY(2026, 1, 1), by=None) is None


def test_a_branch_moves_and_no_circle_comes_of_it(world, tree):
    top, mid, low = tree
    assert refused(move_objective, mid, low, by=None) == "parent"
    assert refused(move_objective, mid, mid, by=None) == "parent"
    move_objective(low, top, by=world.manager)
    low.refresh_from_db()
    assert low.parent == top
    move_objective(mid, low, by=None)
    assert refused(move_objective, low, mid, by=None) == "parent"
    entry = Entry.objects.filter(verb="indicators.move_objective").earliest("pk")
    assert (entry.details["before"], entry.details["after"]) == ("S-A", "S")


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE indicators_objective SET parent_id = {low} WHERE id = {mid}",
        "UPDATE indicators_objective SET kind = 'strategic' WHERE id = {low}",
        "UPDATE indicators_objective SET plan_id = {long} WHERE id = {mid}",
        "UPDATE indicators_objective SET closed_on = '2026-01-01' WHERE id = {mid}",
    ],
)
def test_the_database_keeps_the_tree(tree, plans, change):
    _top, mid, low = tree
    add_plan("PX", DAY(2020, 1, 1), DAY(2040, 1, 1), name="X", by=None)
    ids = {"low": low.pk, "mid": mid.pk, "long": PlanPeriod.objects.get(code="PX").pk}
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(change.format(**ids))


def test_a_change_is_seen_and_an_overtaken_form_is_refused(world, tree):
    _top, mid, _low = tree
    seen = objective_seen(mid)
    changed = change_objective(mid, name_en="B", by=world.manager, seen=seen)
    assert (changed.name_en, changed.title) == ("B", "B")
    assert refused(change_objective, mid, name_en="C", by=None, seen=seen, error=WrongState) is None
    count = Entry.objects.count()
    change_objective(mid, name_en="B", by=world.manager)
    assert Entry.objects.count() == count


def test_closing_waits_for_what_stands_beneath(world, tree):
    _top, mid, low = tree
    today = timezone.localdate()
    assert refused(close_objective, mid, today, "done", by=None, error=WrongState) is None
    assert refused(close_objective, low, today, " ", by=None) == "because"
    tomorrow = today + datetime.timedelta(days=1)
    assert refused(close_objective, low, tomorrow, "done", by=None) == "on"
    close_objective(low, today, "done", by=world.manager)
    assert refused(close_objective, low, today, "done", by=None, error=WrongState) is None
    close_objective(mid, today, "done", by=None)
    assert refused(reopen_objective, low, by=None, error=WrongState) is None
    reopen_objective(mid, by=None)
    reopen_objective(low, by=None)
    assert Objective.objects.open().count() == 3
    assert refused(reopen_objective, low, by=None, error=WrongState) is None


def test_an_objective_that_a_later_cycle_serves_is_not_closed(world, tree):
    _top, _mid, low = tree
    set_target(
        world.division, IndicatorFactory(), open_cycle("2027", by=None), value=1, objective=low,
        by=None,
    )  # fmt: skip
    assert (
        refused(close_objective, low, DAY(2026, 1, 31), "done", by=None, error=WrongState) is None
    )


def test_planned_in_keeps_to_the_days_of_the_cycle(tree):
    _top, _mid, low = tree
    this, earlier = open_cycle("2026", by=None), open_cycle("2024", by=None)
    later = open_cycle("2029", by=None)
    codes = [
        [row.code for row in Objective.objects.planned_in(cycle).for_list()]
        for cycle in (this, earlier, later)
    ]
    assert codes == [["S", "S-A", "S-A-1"], ["S", "S-A-1"], ["S-A-1"]]
    close_objective(low, DAY(2025, 6, 30), "done", by=None)
    assert [row.code for row in Objective.objects.planned_in(this).for_list()] == ["S", "S-A"]


def test_objectives_are_shared_with_everybody_who_has_a_role(world, tree):
    """Rule A5: whoever works for an objective may read the whole line above it."""
    assert Objective.objects.visible_to(world.employee).count() == 3
    assert Objective.objects.visible_to(world.stranger).count() == 0
