"""Targets are versions; cards and cycles keep what gives scores their sense."""

import threading
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connection, transaction
from django.urls import reverse

from audit.errors import DomainError, WrongState
from audit.models import Entry
from indicators.models import Cycle, Indicator, Period, Target
from indicators.services import (
    add_version,
    define_indicator,
    describe_indicator,
    open_cycle,
    period_for,
    set_target,
    withdraw_target,
)
from indicators.services.rules import limits_of
from tests.factories import DepartmentFactory, IndicatorFactory
from tests.indicators.loading import load, table
from tests.indicators.test_revisions import pin

pytestmark = pytest.mark.django_db
D = Decimal


@pytest.fixture
def cycle():
    return open_cycle("2026", by=None)


@pytest.fixture
def card():
    return IndicatorFactory(code="K-1", direction="higher")


def refused(call):
    with pytest.raises(DomainError) as caught:
        call()
    return caught.value.field


def test_target_has_the_usual_method_of_its_direction(cycle):
    place = DepartmentFactory()
    values = {
        "higher": {"value": D(9)}, "lower": {"value": D(9)}, "exact": {"value": D(9)},
        "range": {"low": D(4), "high": D(5)}, "none": {},
    }  # fmt: skip
    methods = {
        direction: set_target(
            place, IndicatorFactory(direction=direction), cycle, by=None, **fields
        ).method
        for direction, fields in values.items()
    }
    assert methods == {
        "higher": "ratio_higher", "lower": "ratio_lower", "exact": "exact", "range": "band",
        "none": "none",
    }  # fmt: skip


def test_new_target_takes_cap_and_floor_of_the_policy(world, cycle, card):
    """Only where nothing is said, and only the first version; no target counts below 0."""
    before = set_target(world.bureau, card, cycle, value=D(90), by=world.manager)
    assert (before.cap, before.floor) == (D("1.2"), 0)
    pin(cycle, cap="1.1", floor="0.2")
    assert limits(set_target(world.bureau, card, cycle, value=D(91), by=world.manager)) == limits(
        before
    )
    assert limits(set_target(world.other, card, cycle, value=D(9), by=world.office)) == (
        D("1.1"), D("0.2"),
    )  # fmt: skip
    said = {"cap": D("1.3"), "floor": D(0)}
    own = set_target(world.division, card, cycle, value=D(9), by=world.office, **said)
    assert limits(own) == (D("1.3"), 0)
    pin(cycle, floor="-1")
    assert limits_of(cycle) == {"cap": D("1.2"), "floor": 0}


def test_file_and_form_take_cap_and_floor_of_the_policy(world, cycle, card):
    load(table("BUREAU,Old,count,higher,9,8,2026-01"), "2026")
    unlocked = {"change": lambda content: content["deadlines"].pop("period_lock")}
    pin(cycle, cap="1.1", floor="0.2", **unlocked)
    lines = ("BUREAU,Old,count,higher,10,8,2026-01", "BUREAU,New,count,higher,9,8,2026-01")
    load(table(*lines), "2026")
    found = {row.indicator.name: limits(row) for row in Target.objects.in_force()}
    assert found == {"Old": (D("1.2"), 0), "New": (D("1.1"), D("0.2"))}
    page = world.client("manager").get(reverse("indicators:target", args=[card.pk]))
    form = page.context["form"]
    assert (form["cap"].value(), form["floor"].value()) == ("1.1", "0.2")


def limits(row):
    row.refresh_from_db()
    return row.cap, row.floor


def test_target_set_again_is_a_version_that_keeps_the_rest(world, cycle, card):
    old = set_target(world.bureau, card, cycle, value=D(90), weight=D(3), by=world.manager)
    new = set_target(world.bureau, card, cycle, value=D(95), by=world.office)
    old.refresh_from_db()
    assert (old.value, old.replaced_at) == (90, new.created_at)
    assert (new.value, new.weight, new.replaced_at, new.created_by) == (95, 3, None, world.office)
    assert list(Target.objects.in_force()) == [new]
    assert list(Target.objects.in_force(old.created_at)) == [old]
    entry = Entry.objects.filter(verb="indicators.set_target").latest("pk")
    assert (entry.details["before"]["value"], entry.details["after"]["value"]) == (
        "90.000000000000000", "95.000000000000000",
    )  # fmt: skip


def test_target_of_the_same_values_is_the_one_in_force(cycle, card):
    place = DepartmentFactory()
    first = set_target(place, card, cycle, value=D("90.0"), by=None)
    assert set_target(place, card, cycle, value=D(90), weight=D("1.0000"), by=None) == first
    assert Target.objects.count() == 1


def test_target_of_a_period_stands_beside_the_one_of_the_cycle(cycle, card):
    place = DepartmentFactory()
    set_target(place, card, cycle, value=D(90), by=None)
    set_target(place, card, cycle, period=period_for("2026-Q1"), value=D(80), by=None)
    assert Target.objects.in_force().count() == 2
    outside = period_for("2027-Q1")
    assert refused(lambda: set_target(place, card, cycle, period=outside, value=D(1), by=None)) == (
        "period"
    )


@pytest.mark.parametrize(
    ("direction", "fields", "field"),
    [
        ("higher", {"value": D(1), "method": "band"}, "method"),
        ("higher", {"value": D(1), "method": "ratio_lower"}, "method"),
        ("none", {"value": D(1), "method": "exact"}, "method"),
        ("range", {"value": D(1)}, "value"),
        ("higher", {"low": D(1), "high": D(2)}, "low"),
        ("range", {"low": D(2), "high": D(1)}, None),
        ("range", {"low": D(2)}, None),
        ("higher", {"value": D(1), "method": "linear"}, "baseline"),
        ("higher", {"value": D(1), "method": "linear", "baseline": D(1)}, None),
        ("higher", {"value": D(1), "weight": D(-1)}, None),
        ("higher", {"value": D(1), "weight": D(101)}, None),
        ("higher", {"value": D(1), "cap": D("0.5"), "floor": D("0.5")}, None),
        ("higher", {"value": D(1), "cap": D(10)}, None),
        ("range", {"low": D(1), "high": D(2), "tolerance_low": D(-1)}, None),
        ("higher", {"value": D("1e20")}, "value"),
    ],
)
def test_target_that_could_never_be_scored_is_refused(cycle, direction, fields, field):
    card, place = IndicatorFactory(direction=direction), DepartmentFactory()
    assert refused(lambda: set_target(place, card, cycle, by=None, **fields)) == field
    assert not Target.objects.exists()


@pytest.mark.parametrize(
    ("role", "place", "allowed"),
    [
        ("office", "other", True), ("manager", "division", True), ("manager", "other", False),
        ("employee", "division", False), ("evaluator", "bureau", False),
        ("auditor", "bureau", False), ("stranger", "bureau", False),
    ],
)  # fmt: skip
def test_target_is_set_by_office_and_managers(world, cycle, card, role, place, allowed):
    department, user = getattr(world, place), world.user(role)
    if allowed:
        target = set_target(department, card, cycle, value=D(1), by=user)
        withdraw_target(target, by=user)
        return
    with pytest.raises(PermissionDenied):
        set_target(department, card, cycle, value=D(1), by=user)
    target = set_target(department, card, cycle, value=D(1), by=None)
    with pytest.raises(PermissionDenied):
        withdraw_target(target, by=user)


def test_target_withdrawn_is_no_longer_in_force(cycle, card):
    target = set_target(DepartmentFactory(), card, cycle, value=D(1), by=None)
    withdraw_target(target, by=None)
    assert not Target.objects.in_force().exists()
    with pytest.raises(WrongState):
        withdraw_target(target, by=None)


@pytest.mark.django_db(transaction=True)
def test_target_set_by_two_at_once_is_one_line_of_versions():
    cycle = open_cycle("2026", by=None)
    place, card = DepartmentFactory(), IndicatorFactory(direction="higher")
    failures = []

    def work(number):
        try:
            set_target(place, card, cycle, value=D(number), by=None)
        except Exception as error:  # noqa: BLE001 -- the test shows it
            failures.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=work, args=(n % 3,)) for n in range(9)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    line = list(Target.objects.order_by("pk"))
    assert [row.replaced_at for row in line[:-1]] == [row.created_at for row in line[1:]]
    assert line[-1].replaced_at is None


@pytest.mark.parametrize(
    "values",
    [{"value": 2}, {"weight": 2}, {"created_at": "2020-01-01T00:00Z"}, {"replaced_at": None}],
)
def test_target_row_only_ends(cycle, card, values):
    target = set_target(DepartmentFactory(), card, cycle, value=D(1), by=None)
    rows = Target.objects.filter(pk=target.pk)
    with pytest.raises(IntegrityError, match="refused"), transaction.atomic():
        rows.update(**values)
    with pytest.raises(IntegrityError, match="refused"), transaction.atomic():
        rows.delete()
    withdraw_target(target, by=None)
    with pytest.raises(IntegrityError, match="refused"), transaction.atomic():
        rows.update(replaced_at="2030-01-01T00:00Z")


# --- cycles and cards


def test_cycle_is_opened_for_its_period_once(world):
    cycle = open_cycle("FY2023", by=world.office)
    assert (cycle.period.label, open_cycle("FY2023", by=world.office)) == ("FY2023", cycle)
    assert open_cycle("Review", by=world.office, period_label="2023-H1").period.kind == "half"
    assert refused(lambda: open_cycle("FY2023", by=None, period_label="2023")) == "name"
    assert refused(lambda: open_cycle("Someday", by=None)) == "period"
    assert Cycle.objects.count() == Entry.objects.filter(verb="indicators.open_cycle").count() == 2
    with pytest.raises(PermissionDenied):
        open_cycle("2027", by=world.manager)


def test_period_is_added_once():
    assert period_for("2026-Q3") == period_for(" 2026-q3 ")
    assert Period.objects.count() == 1


def test_card_words_change_and_its_measure_does_not(world, card):
    row = describe_indicator(card, name="New name", purpose="Why", by=world.office)
    assert (row.name, row.purpose) == ("New name", "Why")
    entry = Entry.objects.get(verb="indicators.describe_indicator")
    assert entry.details["after"] == {"name": "New name", "purpose": "Why"}
    assert describe_indicator(card, name="New name", by=world.office).pk == card.pk
    assert Entry.objects.filter(verb="indicators.describe_indicator").count() == 1
    for field, value in (("unit", "other"), ("direction", "lower"), ("per", 1000)):
        assert refused(lambda: describe_indicator(card, by=None, **{field: value})) == field  # noqa: B023
    with pytest.raises(PermissionDenied):
        describe_indicator(card, name="Mine", by=world.manager)


def test_card_of_another_measure_is_a_new_version(card):
    second = add_version(card, unit="hours", by=None)
    assert (second.code, second.version, second.unit, second.name) == ("K-1", 2, "hours", card.name)
    with pytest.raises(WrongState):
        add_version(card, unit="minutes", by=None)
    assert refused(lambda: add_version(second, name="Only words", by=None)) is None
    assert Indicator.objects.count() == 2


def test_card_needs_a_name_and_a_code_of_its_own(world, card):
    made = define_indicator(code="K-2", name="Trees", unit="count", direction="higher", by=None)
    assert made.version == 1
    for code in ("K-1", "a/b", " K", ""):
        new = {"name": "x", "direction": "higher", "by": None}
        assert refused(lambda: define_indicator(code=code, **new)) == "code"  # noqa: B023
    assert refused(lambda: define_indicator(code="K-3", name="", direction="higher", by=None)) == (
        "name"
    )
    assert refused(lambda: define_indicator(code="K-3", name="x", direction="up", by=None)) == (
        "direction"
    )
    with pytest.raises(PermissionDenied):
        define_indicator(code="K-3", name="x", direction="none", by=world.manager)


@pytest.mark.parametrize(
    "values", [{"unit": "x"}, {"direction": "lower"}, {"per": 7}, {"version": 7}]
)
def test_card_row_keeps_its_measure(card, values):
    with pytest.raises(IntegrityError, match="never change"), transaction.atomic():
        Indicator.objects.filter(pk=card.pk).update(**values)
