"""Fair comparison in the browser: funnel, table, exclusions, context, outside causes."""

from decimal import Decimal

import pytest
from django.urls import reverse

from indicators.models import ContextNote, ContextValue, ContextVariable
from indicators.services import context
from tests.factories import DepartmentFactory
from tests.indicators.plans import Plan

GROUP = "Branches"


@pytest.fixture
def plan(world):
    return Plan()


def branches(world, plan, hits, cases=200):
    """One branch per number of hits, all with a rate in January."""
    card = plan.indicator("higher", unit="%", per=100, decimals=1, name="Settled on time")
    for number, part in enumerate(hits):
        branch = DepartmentFactory(
            code=f"B{number:02}", name_en=f"Branch {number:02}", parent=world.city,
            peer_group=GROUP,
        )  # fmt: skip
        plan.report(branch, card, numerator=part, denominator=cases)
    return card


def page(world, query="", role="office"):
    answer = world.client(role).get(reverse("reports:compare") + query)
    assert answer.status_code == 200
    return answer


def row_of(found, name):
    return next(row for row in found.context["table"]["rows"] if row[0]["text"] == name)


def test_a_unit_far_outside_is_named_in_the_finding(world, plan):
    branches(world, plan, [180, 181, 179, 182, 178, 120])
    found = page(world)
    html = found.content.decode()
    assert "1 of 6 units differs by more than chance explains" in html
    assert "Far outside" in html
    assert "pm-x-far" in html
    assert row_of(found, "Branch 05")[5] == {"status": "concern", "word": "Far outside"}
    assert row_of(found, "Branch 00")[5] == {"status": "normal", "word": "Within expected"}


def test_the_table_holds_every_plotted_number_and_no_rank(world, plan):
    branches(world, plan, [180, 181, 179, 182, 178])
    found = page(world)
    assert [row[0]["text"] for row in found.context["table"]["rows"]] == [
        f"Branch {number:02}" for number in range(5)
    ]
    assert row_of(found, "Branch 00")[1:3] == ["200", "90.0%"]
    assert found.context["figure"]["table"]["rows"] == found.context["table"]["rows"]
    assert [c["label"] for c in found.context["table"]["columns"]] == [
        "Department", "Cases", "Rate", "95 of 100 by chance", "99.8 of 100", "Status",
    ]  # fmt: skip


def test_fewer_than_five_units_make_a_table_only(world, plan):
    branches(world, plan, [180, 181, 179])
    found = page(world)
    assert found.context["figure"] is None
    assert "There is no chart here." in found.content.decode()


def test_small_units_are_listed_and_not_judged(world, plan):
    card = branches(world, plan, [180, 181, 179, 182, 178])
    tiny = DepartmentFactory(code="T", name_en="Tiny", parent=world.city, peer_group=GROUP)
    plan.report(tiny, card, numerator=1, denominator=9)
    silent = DepartmentFactory(code="S", name_en="Silent", parent=world.city, peer_group=GROUP)
    found = page(world)
    assert row_of(found, "Tiny")[3:] == ["–", "–", "Too few cases"]
    assert "Too few cases to judge: Tiny." in found.content.decode()
    assert f"Without a figure: {silent.title}." in found.content.decode()


def test_by_size_is_an_order_not_a_rank(world, plan):
    card = branches(world, plan, [180, 181, 179, 182])
    big = DepartmentFactory(code="Z", name_en="Zebra", parent=world.city, peer_group=GROUP)
    plan.report(big, card, numerator=900, denominator=1000)
    found = page(world, "?sort=size")
    assert found.context["table"]["rows"][0][0]["text"] == "Zebra"


def test_eight_peers_stand_on_a_common_scale(world, plan):
    branches(world, plan, [180, 181, 179, 182, 178, 177, 183, 184])
    assert page(world).context["table"]["columns"][-1]["label"] == (
        "On a common scale (50 is average)"
    )


def test_adjusted_rates_stand_beside_the_reported_ones(world, plan):
    card = branches(world, plan, [150 + number for number in range(30)])
    need = ContextVariable.objects.create(code="need", name="Need")
    for number, place in enumerate(card.measurements.order_by("pk")):
        ContextValue.objects.create(
            variable=need, department=place.department, year=2026, value=Decimal(number),
            source="Yearbook",
        )  # fmt: skip
    found = page(world)
    html = found.content.decode()
    assert "Adjusted for context" in html
    assert found.context["regression"]["rows"][0] == ["need", "0.5000"]
    assert row_of(found, "Branch 00")[2] == "75.0%"
    assert row_of(found, "Branch 00")[-1] == "82.3"


def test_an_approved_cause_stands_beside_the_unit(world, plan):
    card = branches(world, plan, [180, 181, 179, 182, 178])
    value = card.measurements.order_by("pk")[0]
    note = ContextNote.objects.create(
        measurement=value, department=value.department, cause="weather", text="Flood"
    )
    assert "Weather or natural disaster" not in page(world).content.decode()
    context.decide_note(note, "approved", "Report 12", by=world.office)
    assert row_of(page(world), "Branch 00")[0]["sub"] == "Jan 2026: Weather or natural disaster"


def test_nobody_compares_what_he_may_not_see(world, plan):
    branches(world, plan, [180, 181, 179, 182, 178])
    assert "Nothing to compare yet" in page(world, role="manager").content.decode()


def test_the_number_of_queries_does_not_grow(world, plan, django_assert_num_queries):
    card = branches(world, plan, [180, 181])
    client = world.client("office")
    with django_assert_num_queries(13):
        client.get(reverse("reports:compare"))
    for number in range(4):
        branch = DepartmentFactory(code=f"N{number}", parent=world.city, peer_group=GROUP)
        plan.report(branch, card, numerator=9, denominator=10)
    with django_assert_num_queries(13):
        client.get(reverse("reports:compare"))


# --- the forms of the indicators room


def test_a_cause_is_given_decided_and_shown(world, plan):
    card = plan.indicator("higher", unit="%")
    value = plan.report(world.bureau, card, "71")
    manager, office = world.client("manager"), world.client("office")
    url = reverse("indicators:note-add", args=[value.pk])
    token = manager.get(url).context["form"]["form_token"].value()
    sent = {"form_token": token, "cause": "weather", "text": "The river rose."}
    assert manager.post(url, sent).status_code == 302
    note = ContextNote.objects.get()
    kpi = reverse("reports:indicator", args=["BUREAU", card.code])
    assert "The river rose. (not decided yet)" in manager.get(kpi).content.decode()
    url = reverse("indicators:note-decide", args=[note.pk])
    token = office.get(url).context["form"]["form_token"].value()
    sent = {"form_token": token, "verdict": "approved", "reason": "Report 12"}
    assert office.post(url, sent).status_code == 302
    html = manager.get(kpi).content.decode()
    assert "pm-x-flag" in html
    assert "The river rose." in html
    assert "(not decided yet)" not in html
    assert office.get(url).status_code == 409
    assert "Report 12" in manager.get(reverse("indicators:notes")).content.decode()


def test_a_bad_table_names_every_line(world, plan):
    client = world.client("office")
    url = reverse("indicators:context")
    token = client.get(url).context["form"]["form_token"].value()
    table = "code,name_en,name_zh,unit,department,year,value,source\n" + "d,D,,,NO,26,x,\n"
    answer = client.post(url, {"form_token": token, "table": table})
    assert len(answer.context["form"].errors["table"]) == 4
    table = "code,name_en,name_zh,unit,department,year,value,source\nd,D,,,BUREAU,2026,5,Y\n"
    assert client.post(url, {"form_token": token, "table": table}).status_code == 302
    assert "Circumstances" in client.get(url).content.decode()
