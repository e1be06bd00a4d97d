"""The dictionary and its cards: found, read, written, amended."""

import pytest
from django.urls import reverse

from indicators.models import Indicator
from indicators.services import add_version, open_cycle, period_for, set_target
from tests.factories import IndicatorFactory

pytestmark = pytest.mark.django_db


def url(name, *arguments):
    return reverse(f"indicators:{name}", args=arguments)


def typed(client, address, **changes):
    """What the form of the page holds, with some of it typed anew."""
    form = client.get(address).context["form"]
    held = {field.html_name: field.value() for field in form}
    return {name: "" if value is None else value for name, value in held.items()} | changes


def found(page):
    return [row[0]["sub"] for row in page.context["rows"]]


@pytest.fixture
def cards():
    return [
        IndicatorFactory(code="K-1", name="Permits on time", name_en="", name_zh="许可按时办结率"),
        IndicatorFactory(code="K-2", name="Noise complaints", name_en="", direction="lower",
                         frequency="quarter"),
        IndicatorFactory(code="K-3", name="Budget", name_en="", direction="range"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("query", "codes"),
    [
        ({}, ["K-1", "K-2", "K-3"]),
        ({"q": "permit"}, ["K-1"]),
        ({"q": "time permits"}, ["K-1"]),
        ({"q": "许可"}, ["K-1"]),
        ({"q": "k-2"}, ["K-2"]),
        ({"q": "nothing"}, []),
        ({"q": "%"}, []),
        ({"direction": "lower"}, ["K-2"]),
        ({"frequency": "month"}, ["K-1", "K-3"]),
        ({"direction": "lower", "frequency": "month"}, []),
        ({"direction": "sideways"}, ["K-1", "K-2", "K-3"]),
    ],
)
def test_dictionary_finds_by_words_in_both_languages_and_by_filter(world, cards, query, codes):
    page = world.client("evaluator").get(url("list"), query)
    assert (found(page), page.context["total"]) == (codes, len(codes))


def test_dictionary_shows_the_newest_version_and_earlier_ones_when_asked(world, cards):
    add_version(cards[0], unit="days", per=1, by=None)
    client = world.client("manager")
    assert found(client.get(url("list"), {"q": "K-1"})) == ["K-1, version 2"]
    assert found(client.get(url("list"), {"q": "K-1", "old": "on"})) == ["K-1, version 2", "K-1"]


def test_dictionary_counts_only_departments_that_one_may_see(world, cards):
    cycle = open_cycle("2026", by=None)
    for place in (world.bureau, world.division, world.other):
        set_target(place, cards[0], cycle, value=1, by=None)
    set_target(world.bureau, cards[0], cycle, period=period_for("2026-Q1"), value=1, by=None)
    counts = {
        role: world.client(role).get(url("list"), {"q": "K-1"}).context["rows"][0][4]["text"]
        for role in ("office", "manager", "employee")
    }
    assert counts == {"office": 3, "manager": 2, "employee": 1}


@pytest.mark.parametrize("size", [1, 3])
def test_dictionary_asks_as_often_for_three_cards_as_for_one(
    world, size, django_assert_num_queries
):
    for number in range(size):
        IndicatorFactory(code=f"K-{number}")
    client = world.client("manager")
    client.get(url("list"))
    with django_assert_num_queries(7):
        assert len(found(client.get(url("list")))) == size


def test_card_shows_what_is_measured_where_one_may_see_it(world, cards):
    cycle = open_cycle("2026", by=None)
    for place in (world.bureau, world.other):
        set_target(place, cards[0], cycle, value=90, by=None)
    page = world.client("manager").get(url("detail", cards[0].pk))
    (row,) = page.context["targets"]
    assert (row["name"], row["aim"]) == ("Bureau", "≥ 90")
    assert row["change_url"].startswith(url("target", cards[0].pk))
    assert page.context["places"] == "Measured in 1 department in 2026"
    reader = world.client("auditor").get(url("detail", cards[0].pk))
    assert [row["change_url"] for row in reader.context["targets"]] == ["", ""]


@pytest.mark.parametrize("size", [1, 3])
def test_card_asks_as_often_for_three_targets_as_for_one(world, size, django_assert_num_queries):
    card, cycle = IndicatorFactory(), open_cycle("2026", by=None)
    for place in (world.bureau, world.division, world.other)[:size]:
        set_target(place, card, cycle, value=90, by=None)
    client = world.client("office")
    client.get(url("detail", card.pk))
    with django_assert_num_queries(12):
        assert len(client.get(url("detail", card.pk)).context["targets"]) == size


def test_card_of_a_department_with_a_slash_in_its_code_is_shown(world, cards):
    from tests.factories import DepartmentFactory

    place = DepartmentFactory(code="A/1", parent=world.city)
    set_target(place, cards[0], open_cycle("2026", by=None), value=1, by=None)
    assert world.client("office").get(url("detail", cards[0].pk)).status_code == 200


def test_office_writes_a_card(world):
    client = world.client("office")
    sent = typed(client, url("add"), code="K-9", name="Trees", unit="count", direction="higher")
    answer = client.post(url("add"), sent)
    card = Indicator.objects.get()
    assert answer.headers["Location"] == url("detail", card.pk)
    assert (card.code, card.name, card.unit, card.version) == ("K-9", "Trees", "count", 1)
    client.post(url("add"), sent)
    assert Indicator.objects.count() == 1


def test_card_of_a_known_code_is_refused_and_nothing_typed_is_lost(world, cards):
    client = world.client("office")
    sent = typed(client, url("add"), code="K-1", name="Mine", direction="higher")
    page = client.post(url("add"), sent)
    assert "code" in page.context["form"].errors
    assert page.context["form"]["name"].value() == "Mine"


def test_office_amends_the_words_of_a_card(world, cards):
    client = world.client("office")
    address = url("edit", cards[0].pk)
    client.post(address, typed(client, address, definition="What counts", unit="hours"))
    cards[0].refresh_from_db()
    assert (cards[0].definition, cards[0].unit) == ("What counts", "%")


def test_card_changed_by_somebody_else_meanwhile_answers_409(world, cards):
    client = world.client("office")
    address = url("edit", cards[0].pk)
    sent = typed(client, address, definition="Mine")
    Indicator.objects.filter(pk=cards[0].pk).update(definition="Theirs")
    page = client.post(address, sent)
    assert page.status_code == 409
    assert page.context["form"]["definition"].value() == "Mine"
    cards[0].refresh_from_db()
    assert cards[0].definition == "Theirs"


def test_office_adds_a_version_when_the_measure_changes(world, cards):
    client = world.client("office")
    address = url("version", cards[0].pk)
    client.post(address, typed(client, address, unit="days", per=1))
    assert Indicator.objects.filter(code="K-1").count() == 2
    refused = client.post(address, typed(client, address, unit="hours"))
    assert refused.status_code == 409


def test_office_of_a_branch_does_not_write_shared_cards(world, cards):
    from tests.factories import RoleGrantFactory

    RoleGrantFactory(user=world.manager, role="office", department=world.bureau)
    client = world.client("manager")
    assert client.get(url("add")).status_code == 403
    assert client.get(url("edit", cards[0].pk)).status_code == 403
