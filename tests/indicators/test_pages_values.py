"""Reporting a value and setting a target in the browser."""

import datetime
from decimal import Decimal

import pytest
import time_machine
from django.urls import reverse

from indicators.models import Measurement, Target
from indicators.services import open_cycle, period_for, report, set_target
from tests.factories import IndicatorFactory

pytestmark = pytest.mark.django_db
NOVEMBER = datetime.datetime(2026, 11, 23, 4, tzinfo=datetime.UTC)


@pytest.fixture
def card():
    return IndicatorFactory(code="K-1", unit="%", per=100, frequency="month", decimals=1)


@pytest.fixture
def cycle():
    return open_cycle("2026", by=None)


def value_page(department, indicator):
    return reverse("indicators:report", args=[department.code, indicator.code])


def target_page(indicator, **query):
    return reverse("indicators:target", args=[indicator.pk], query=query or None)


def typed(client, address, **changes):
    """What the form of the page holds, with some of it typed anew."""
    form = client.get(address).context["form"]
    held = {field.html_name: field.value() for field in form}
    return {
        name: value for name, value in held.items() if not (value is None or value is False)
    } | changes


# --- values


def test_value_is_reported_and_its_page_follows(world, card):
    client = world.client("manager")
    address = value_page(world.bureau, card)
    answer = client.post(address, typed(client, address, period="2024-03", value="71.5%"))
    assert answer.headers["Location"] == "/en/scorecard/BUREAU/K-1/"
    row = Measurement.objects.get()
    assert (row.value, row.reported_by, row.period.label) == (
        Decimal("71.5"), world.manager, "2024-03",
    )  # fmt: skip


def test_value_sent_twice_is_one_value(world, card):
    client = world.client("manager")
    address = value_page(world.bureau, card)
    sent = typed(client, address, period="2024-03", value="71")
    assert {client.post(address, sent).status_code for _click in range(2)} == {302}
    assert Measurement.objects.count() == 1


@pytest.mark.parametrize(
    ("changes", "field", "words"),
    [
        ({"value": "1,23"}, "value", "Write 1.23"),
        ({"value": ""}, "value", "required"),
        ({"value": "many"}, "value", "Write a number"),
        ({"value": "5", "period": "Sep-26"}, "period", "Write 2026-09"),
        ({"value": "5", "period": "2198-01"}, "period", "has not begun"),
        ({"kind": "rate", "numerator": "1"}, "denominator", "required"),
        ({"kind": "rate", "numerator": "1", "denominator": "0"}, "__all__", "above zero"),
        ({"kind": "missing"}, "missing", "required"),
        ({"kind": "missing", "missing": "text"}, "text", "Write the text"),
    ],
)
def test_value_is_refused_at_its_field(world, card, changes, field, words):
    client = world.client("manager")
    address = value_page(world.bureau, card)
    page = client.post(address, typed(client, address, **({"period": "2024-03"} | changes)))
    assert page.status_code == 200
    assert words in str(page.context["form"].errors[field])
    assert not Measurement.objects.exists()


def test_correction_needs_its_reason(world, card):
    report(world.bureau, card, "2024-03", value=Decimal(71), by=world.manager)
    client = world.client("manager")
    address = value_page(world.bureau, card)
    sent = typed(client, address, period="2024-03", value="73")
    page = client.post(address, sent)
    assert "Say why" in str(page.context["form"].errors["note"])
    client.post(address, sent | {"note": "Two offices reported late"})
    assert Measurement.objects.current().get().note == "Two offices reported late"


def test_rate_and_reason_are_reported(world, card):
    client = world.client("manager")
    address = value_page(world.bureau, card)
    for changes in (
        {"period": "2024-01", "kind": "rate", "numerator": "1,204", "denominator": "1,696"},
        {"period": "2024-02", "kind": "missing", "missing": "no_activity"},
        {"period": "2024-04", "kind": "missing", "missing": "text", "text": "on track"},
    ):
        client.post(address, typed(client, address) | changes)
    rows = Measurement.objects.order_by("period__label")
    assert [(row.numerator, row.missing, row.text) for row in rows] == [
        (1204, "", ""), (None, "no_activity", ""), (None, "text", "on track"),
    ]  # fmt: skip


def test_form_asks_only_for_what_the_kind_needs(world, card):
    client = world.client("manager")
    address = value_page(world.bureau, card)
    shown = {
        kind: {"value", "numerator", "denominator", "missing", "text"}
        & set(client.get(address, {"kind": kind}).context["form"].fields)
        for kind in ("value", "rate", "missing", "odd")
    }
    assert shown == {
        "value": {"value"}, "rate": {"numerator", "denominator"}, "missing": {"missing", "text"},
        "odd": {"value"},
    }  # fmt: skip
    part = client.get(address, {"kind": "rate", "note": "typed"}, headers={"HX-Request": "true"})
    assert "<html" not in part.content.decode()
    assert part.context["form"]["note"].value() == "typed"


@time_machine.travel(NOVEMBER, tick=False)
def test_form_offers_the_period_that_is_due(world, card):
    client = world.client("manager")
    address = value_page(world.bureau, card)
    assert client.get(address).context["form"]["period"].value() == "2026-10"
    report(world.bureau, card, "2026-10", numerator=Decimal(1), denominator=Decimal(3), by=None)
    page = client.get(address)
    assert page.context["form"]["period"].value() == "2026-09"
    assert page.context["form"]["kind"].value() == "rate"
    assert page.context["values"][0][1]["text"] == "33.3 (1 of 3)"


@pytest.mark.parametrize(
    ("frequency", "labels"),
    [
        ("day", ["2026-11-22", "2026-11-21"]), ("week", ["2026-W47", "2026-W46"]),
        ("month", ["2026-10", "2026-09"]), ("quarter", ["2026-Q3", "2026-Q2"]),
        ("half", ["2026-H1", "2025-H2"]), ("year", ["2025", "2024"]), ("", []),
    ],
)  # fmt: skip
@time_machine.travel(NOVEMBER, tick=False)
def test_recent_periods_are_those_that_have_ended(frequency, labels):
    from indicators.views.values import recent

    assert recent(frequency)[:2] == labels


def test_value_of_a_department_one_does_not_see_is_not_there(world, card):
    assert world.client("manager").get(value_page(world.other, card)).status_code == 404
    assert world.client("employee").get(value_page(world.division, card)).status_code == 200
    assert world.client("evaluator").get(value_page(world.bureau, card)).status_code == 403


def test_value_belongs_to_the_version_the_department_is_measured_by(world, cycle):
    old = IndicatorFactory(code="K-7", version=1)
    IndicatorFactory(code="K-7", version=2, unit="days")
    set_target(world.bureau, old, cycle, value=1, by=None)
    client = world.client("manager")
    assert client.get(value_page(world.bureau, old)).context["card"] == old
    assert client.get(value_page(world.division, old)).context["card"].version == 2


# --- targets


def test_target_is_set_and_amended(world, card, cycle):
    client = world.client("manager")
    sent = typed(client, target_page(card), department="BUREAU", cycle=cycle.pk, value="90%")
    answer = client.post(target_page(card), sent)
    assert answer.headers["Location"] == reverse("indicators:detail", args=[card.pk])
    first = Target.objects.get()
    assert (first.value, first.created_by, first.method) == (90, world.manager, "ratio_higher")
    address = target_page(card, target=first.pk)
    page = client.get(address)
    assert not {"department", "cycle", "period"} & set(page.context["form"].fields)
    client.post(address, typed(client, address, value="95", weight="2.5"))
    second = Target.objects.in_force().get()
    assert (second.value, second.weight, second.department) == (95, Decimal("2.5"), world.bureau)


def test_target_for_one_period_stands_beside_the_cycle(world, card, cycle):
    period_for("2026-Q1")
    client = world.client("manager")
    sent = typed(client, target_page(card), department="BUREAU", cycle=cycle.pk, value="80")
    client.post(target_page(card), sent | {"period": "2026-Q1"})
    assert Target.objects.get().period.label == "2026-Q1"


def test_target_changed_by_somebody_else_meanwhile_answers_409(world, card, cycle):
    old = set_target(world.bureau, card, cycle, value=90, by=None)
    client = world.client("manager")
    address = target_page(card, target=old.pk)
    sent = typed(client, address, value="95")
    set_target(world.bureau, card, cycle, value=91, by=None)
    page = client.post(address, sent)
    assert page.status_code == 409
    assert page.context["form"]["value"].value() == "95"
    assert Target.objects.in_force().get().value == 91


@pytest.mark.parametrize(
    ("direction", "method", "fields"),
    [
        ("higher", "ratio_higher", {"value"}),
        ("higher", "linear", {"value", "baseline"}),
        ("range", "band", {"low", "high", "tolerance_low", "tolerance_high"}),
        ("none", "none", set()),
        ("higher", "band", {"value"}),
    ],
)
def test_target_form_asks_only_for_what_the_method_reads(world, cycle, direction, method, fields):
    card = IndicatorFactory(direction=direction)
    page = world.client("office").get(target_page(card, method=method))
    every = {"value", "low", "high", "baseline", "tolerance_low", "tolerance_high"}
    assert every & set(page.context["form"].fields) == fields


def test_target_of_another_method_drops_what_it_does_not_read(world, card, cycle):
    old = set_target(
        world.bureau, card, cycle, method="linear", value=90, baseline=50, by=None
    )  # fmt: skip
    client = world.client("manager")
    address = target_page(card, target=old.pk)
    client.post(address, typed(client, address, method="ratio_higher"))
    assert Target.objects.in_force().get().baseline is None


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"department": "OTHER"}, "department"),
        ({"department": "nowhere"}, "department"),
        ({"value": "1,23"}, "value"),
        ({"weight": "-1"}, "__all__"),
        ({"weight": "x"}, "weight"),
        ({"method": "linear", "value": "1"}, "baseline"),
        ({"cycle": "999"}, "cycle"),
        ({"period": "2025-Q1"}, "period"),
    ],
)
def test_target_is_refused_at_its_field(world, card, cycle, changes, field):
    client = world.client("manager")
    sent = typed(client, target_page(card), department="BUREAU", cycle=cycle.pk, value="90")
    page = client.post(target_page(card), sent | changes)
    assert page.status_code == 200
    assert list(page.context["form"].errors) == [field]
    assert not Target.objects.exists()


def test_target_is_ended_after_asking(world, card, cycle):
    row = set_target(world.bureau, card, cycle, value=90, by=None)
    address = reverse("indicators:target-end", args=[row.pk])
    client = world.client("manager")
    assert client.get(address).status_code == 200
    for _click in range(2):
        assert client.post(address).status_code == 302
    assert not Target.objects.in_force().exists()
    assert Target.objects.count() == 1
