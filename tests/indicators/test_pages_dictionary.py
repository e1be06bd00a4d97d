"""The dictionary's pages: filters, the SMART panel, templates, history, what a file would set."""

import pytest
from django.urls import reverse

from indicators.models import CardDetail, Indicator
from indicators.services import add_version, describe_indicator, open_cycle, set_target
from indicators.services.imports import check_import
from tests.factories import IndicatorFactory
from tests.indicators.test_pages_definitions import found, typed, url

pytestmark = pytest.mark.django_db


@pytest.fixture
def cards():
    lamps = IndicatorFactory(
        code="K-1", name="Lamps", definition="Lit at the count", classification="equity",
        source="", limitations="",
    )  # fmt: skip
    trees = IndicatorFactory(code="K-2", name="Trees", kind="output", source="Register")
    CardDetail.objects.create(
        indicator=trees, verification="a", accuracy_zh="乙", compensation="c"
    )  # fmt: skip
    Indicator.objects.filter(pk=trees.pk).update(limitations="d")
    return lamps, trees


@pytest.mark.parametrize(
    ("query", "codes"),
    [
        ({"q": "lit count"}, ["K-1"]),
        ({"classification": "equity"}, ["K-1"]),
        ({"kind": "output"}, ["K-2"]),
        ({"data": "five"}, ["K-2"]),
        ({"data": "none"}, ["K-1"]),
        ({"data": "some"}, []),
        ({"department": "BUREAU"}, ["K-2"]),
        ({"department": "OTHER"}, []),
        ({"kind": "output", "data": "none"}, []),
    ],
)
def test_filters_of_the_dictionary(world, cards, query, codes):
    set_target(world.division, cards[1], open_cycle("2026", by=None), value=1, by=None)
    page = world.client("office").get(url("list"), query)
    assert found(page) == codes


def test_department_filter_counts_only_what_one_may_see(world, cards):
    set_target(world.other, cards[0], open_cycle("2026", by=None), value=1, by=None)
    page = world.client("manager").get(url("list"), {"department": "OTHER"})
    assert page.context["form"].errors


def rules(page):
    return {one.rule for question in page.context["panel"]["questions"] for one in question["said"]}


def test_the_panel_judges_what_is_typed_and_writes_nothing(world):
    client = world.client("office")
    sent = typed(client, url("add"), name="Improve street lighting", direction="higher", code="")
    page = client.post(url("smart-new"), sent)
    assert {"vague_verb", "no_unit", "no_definition"} <= rules(page)
    assert page.context["panel"]["meter"]["made"] == 0
    assert Indicator.objects.count() == 0


def test_the_panel_of_a_card_knows_its_unit_and_guard(world, cards):
    client = world.client("office")
    address = url("edit", cards[1].pk)
    sent = typed(client, address, name="Number of trees", guard="K-1", verification="")
    page = client.post(url("smart-card", cards[1].pk), sent)
    assert "no_guard" not in rules(page)
    assert page.context["panel"]["meter"]["made"] == 4


def test_check_only_shows_the_panel_and_keeps_every_keystroke(world, cards):
    client = world.client("office")
    address = url("edit", cards[0].pk)
    page = client.post(address, typed(client, address, name="Improve lamps", check="1"))
    assert "vague_verb" in rules(page)
    assert page.context["form"]["name"].value() == "Improve lamps"
    cards[0].refresh_from_db()
    assert cards[0].name == "Lamps"


def test_a_blocking_rule_is_an_error_at_its_field(world, cards):
    from tests.indicators.test_cards import ruled

    ruled(vague_verb="block")
    client = world.client("office")
    address = url("edit", cards[0].pk)
    page = client.post(address, typed(client, address, name="Improve lamps"))
    assert "intention" in page.context["form"].errors["name"][0]
    assert page.context["form"]["name"].value() == "Improve lamps"


def test_panel_of_a_target_needs_its_place_first(world, cards):
    cycle = open_cycle("2026", by=None)
    client = world.client("manager")
    address = url("smart-target", cards[0].pk)
    empty = client.post(address, {"method": "ratio_higher"})
    assert empty.context["panel"]["wait"]
    sent = {"department": "BUREAU", "cycle": cycle.pk, "method": "ratio_higher", "value": "0"}
    assert {"zero_target", "no_owner"} <= rules(client.post(address, sent))


def test_panel_of_a_target_elsewhere_is_refused(world, cards):
    row = set_target(world.other, cards[0], open_cycle("2026", by=None), value=1, by=None)
    address = f"{url('smart-target', cards[0].pk)}?target={row.pk}"
    assert world.client("manager").post(address, {}).status_code == 404


def test_target_form_shows_what_the_rules_say_of_the_stored_one(world, cards):
    row = set_target(world.bureau, cards[0], open_cycle("2026", by=None), value=5, by=None)
    page = world.client("manager").get(f"{url('target', cards[0].pk)}?target={row.pk}")
    assert {"no_objective", "no_owner", "no_baseline"} <= rules(page)


def test_a_template_is_adopted_and_adapted(world):
    client = world.client("office")
    address = f"{url('add')}?template=uk-completion"
    sent = typed(client, address, code="S-1", source="Portal")
    assert sent["formula_zh"].startswith("Σ完成办理数")
    client.post(address, sent)
    card = Indicator.objects.get()
    assert (card.template, card.per, card.kind) == ("uk-completion", 100, "outcome")
    assert card.detail.misleading_zh == "把困难步骤移到发起之前。"


def test_an_unknown_template_is_not_there(world):
    assert world.client("office").get(url("add"), {"template": "x"}).status_code == 404


def test_history_shows_editions_with_their_differences(world, cards):
    describe_indicator(cards[0], by=world.office, purpose="Safety", reason="Asked by audit")
    add_version(cards[0], by=world.office, formula="a ÷ b")
    page = world.client("auditor").get(url("history", cards[0].pk))
    rows = page.context["rows"]
    assert [row["number"] for row in rows] == ["2.0", "1.1", "1.0"]
    assert [row["breaks"] for row in rows] == [True, False, False]
    assert (rows[1]["reason"], rows[1]["changes"][0]["new"]) == ("Asked by audit", "Safety")
    assert rows[2]["changes"] == []


def test_history_of_a_card_from_a_file_shows_what_it_says(world, cards):
    page = world.client("employee").get(url("history", cards[0].pk))
    assert [row["number"] for row in page.context["rows"]] == ["1.0"]


def test_card_without_a_guard_is_told_so(world):
    card = IndicatorFactory(name="Days to decide a licence", unit="days", direction="lower")
    assert world.client("office").get(url("detail", card.pk)).context["pressure"] == "speed"


def test_preview_of_a_file_warns_of_targets_and_still_loads(world):
    open_cycle("2026", by=None)
    lines = ["department,indicator,unit,direction,target,actual,period"]
    lines += [f"BUREAU,Lamps lit (%),%,higher,,{value},2025-{month}"
              for month, value in ((10, 91), (11, 92), (12, 93))]  # fmt: skip
    lines += [
        "BUREAU,Lamps lit (%),%,higher,90,94,2026-01",
        "BUREAU,Improve parks,,higher,5,4,2026",
    ]
    kpi_import = check_import(
        "\n".join(lines).encode(), "a.csv", cycle_name="2026", by=world.office
    )
    page = world.client("office").get(reverse("indicators:import-preview", args=[kpi_import.pk]))
    said = [problem["text"] for row in page.context["rows"] for problem in row["problems"]]
    assert any("All of the last 3 values were better than 90" in text for text in said)
    assert any("intention" in text for text in said)
    assert page.context["counts"]["errors"] == 0
