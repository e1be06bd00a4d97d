"""The pages of the line from strategy to post: what is read, and what is written once."""

import datetime
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone

from departments.models import Post
from indicators.models import (
    Breakdown,
    Contribution,
    CostLine,
    Dimension,
    Objective,
    PlanPeriod,
    Requirement,
    RollUp,
    Target,
)
from indicators.services import open_cycle, report, set_target
from indicators.services.breakdowns import add_dimension
from indicators.services.contributions import set_contribution
from indicators.services.costs import report_cost
from indicators.services.objectives import add_objective, close_objective
from indicators.services.requirements import ask
from tests.factories import AppointmentFactory, IndicatorFactory, PersonFactory, PostFactory
from tests.indicators.test_pages_definitions import typed

pytestmark = pytest.mark.django_db
D = Decimal


def url(name, *arguments):
    return reverse(f"indicators:{name}", args=arguments)


@pytest.fixture
def cycle():
    return open_cycle(str(timezone.localdate().year), by=None)


@pytest.fixture
def aim(world):
    return add_objective("S", "strategic", world.city, name_en="Strategy", by=None)


def kpi(world, cycle, number=0, **fields):
    card = IndicatorFactory(code=f"K-{number}")
    return set_target(world.bureau, card, cycle, value=90, weight=50, by=None, **fields)


def line_of(page):
    return [(row["level"], row["name"]) for row in page.context["rows"]]


def test_the_line_reads_from_strategy_to_person(world, cycle, aim):
    low = add_objective("S-A", "operational", world.bureau, parent=aim, name="Permits", by=None)
    target = kpi(world, cycle, objective=low, owner=world.person("manager"))
    post = Post.objects.get(code="POST-employee")
    place = (target.department, target.indicator, target.cycle)
    set_contribution(*place, post, part="assigned", share=D("0.6"), by=None)
    page = world.client("manager").get(url("cascade"))
    assert line_of(page) == [
        (1, "Strategy"), (2, "Permits"), (3, "Indicator K-0"), (4, "Post POST-employee"),
    ]  # fmt: skip
    assert page.context["sentence"] == ("2 objectives and 1 KPI. Each line reaches a person.")
    assert page.context["total_sentence"] == ("The weights of 1 of 1 scorecard do not make 100.")
    assert b'aria-level="4"' in page.content


def test_gaps_are_told_in_words_and_found_alone(world, cycle, aim):
    add_objective("X", "operational", world.city, name="Nobody measures it", by=None)
    kpi(world, cycle, 1, objective=aim)
    kpi(world, cycle, 2, objective=aim, owner=world.person("manager"))
    client = world.client("office")
    page = client.get(url("cascade"))
    assert {str(gap["label"]): gap["count"] for gap in page.context["gaps"]} == {
        "No KPI": 1, "No owner": 1, "No person": 1,
    }  # fmt: skip
    alone = client.get(url("cascade"), {"show": "gaps"})
    assert line_of(alone) == [(1, "Strategy"), (2, "Indicator K-1"), (1, "Nobody measures it")]
    assert line_of(client.get(url("cascade"), {"show": "no_kpi"})) == [(1, "Nobody measures it")]


def test_a_branch_shows_its_own_line_only(world, cycle, aim):
    kpi(world, cycle, objective=aim)
    add_objective("O", "operational", world.other, parent=aim, name="Other", by=None)
    page = world.client("office").get(url("cascade"), {"department": "BUREAU"})
    assert line_of(page) == [(1, "Strategy"), (2, "Indicator K-0")]
    assert line_of(world.client("employee").get(url("cascade"))) == [(1, "Strategy"), (2, "Other")]


@pytest.mark.parametrize("size", [1, 3])
def test_the_line_asks_as_often_for_three_as_for_one(world, cycle, size, django_assert_num_queries):
    for number in range(size):
        top = add_objective(f"S{number}", "strategic", world.city, name="S", by=None)
        target = kpi(world, cycle, number, objective=top, owner=world.person("manager"))
        post = PostFactory(department=world.division)
        AppointmentFactory(post=post, person=PersonFactory())
        place = (target.department, target.indicator, target.cycle)
        set_contribution(*place, post, part="assigned", share=1, by=None)
    client = world.client("manager")
    client.get(url("cascade"))
    with django_assert_num_queries(12):
        assert len(client.get(url("cascade")).context["rows"]) == 3 * size


def test_an_objective_is_added_changed_moved_and_closed_once(world, aim):
    client = world.client("office")
    new = typed(client, url("objective-add"), code="A", name_en="A", department="BUREAU")
    for _click in range(2):
        client.post(url("objective-add"), new)
    made = Objective.objects.get(code="A")
    edit = url("objective-edit", made.pk)
    client.post(edit, typed(client, edit, name_zh="甲"))
    move = url("objective-move", made.pk)
    wrong = client.post(move, typed(client, move, parent="NOWHERE"))
    assert wrong.status_code == 200
    client.post(move, typed(client, move, parent="S"))
    made.refresh_from_db()
    assert (made.name_zh, made.parent) == ("甲", aim)
    close = url("objective-close", made.pk)
    client.post(close, typed(client, close, because="reached"))
    made.refresh_from_db()
    assert made.closed_on == timezone.localdate()
    reopen = url("objective-reopen", made.pk)
    client.post(reopen, typed(client, reopen))
    made.refresh_from_db()
    assert made.closed_on is None
    page = client.get(url("objective", aim.pk))
    assert [row[0]["text"] for row in page.context["children"]] == ["A"]


def test_a_form_that_was_overtaken_answers_409(world, aim):
    client = world.client("office")
    edit = url("objective-edit", aim.pk)
    first, second = typed(client, edit, name_en="B"), typed(client, edit, name_en="C")
    client.post(edit, first)
    late = client.post(edit, second)
    assert (late.status_code, b"Somebody else changed this" in late.content) == (409, True)
    assert b'value="C"' in late.content


def test_plans_and_rollups_are_set_by_the_office(world, cycle):
    client = world.client("office")
    plan = typed(
        client, url("plan-add"), code="P", name_en="Plan", starts_on="2026-01-01",
        ends_on="2026-12-31",
    )  # fmt: skip
    client.post(url("plan-add"), plan)
    assert PlanPeriod.objects.get().code == "P"
    assert [row[1] for row in client.get(url("plan-periods")).context["rows"]] == ["P"]
    place = url("rollup", cycle.pk, world.bureau.pk)
    client.post(place, typed(client, place, mode="lowest", weight="2"))
    wrong = client.post(place, typed(client, place, own_share="1.1"))
    assert wrong.status_code == 200
    row = RollUp.objects.in_force().get()
    assert (row.mode, row.weight, row.created_by) == ("lowest", 2, world.office)
    page = client.get(url("rollups"))
    told = {row["name"]: row["cells"][0]["sub"] for row in page.context["rows"]}
    assert (told["Bureau"], told["Division"]) == ("", "the usual way")


def test_somebody_is_named_changed_and_taken_away(world, cycle):
    target = kpi(world, cycle, owner=world.person("manager"))
    client = world.client("manager")
    add = url("carrier-add", target.pk)
    nobody = client.post(add, typed(client, add, share="50"))
    assert b"Name one department, one post or one person." in nobody.content
    client.post(add, typed(client, add, post="POST-employee", share="62.5", task="Desk 3"))
    row = Contribution.objects.get()
    assert (row.share, row.task) == (D("0.625"), "Desk 3")
    change = url("carrier", row.pk)
    too_much = client.post(change, typed(client, change, share="101"))
    assert too_much.status_code == 200
    client.post(change, typed(client, change, share="70"))
    [row] = Contribution.objects.in_force()
    assert row.share == D("0.7")
    page = client.get(url("carriers", target.pk))
    assert page.context["sentence"] == "The manager answers for it; 1 below carry it."
    end = url("carrier-end", row.pk)
    client.post(end, typed(client, end))
    assert not Contribution.objects.in_force().exists()


def test_a_requirement_is_asked_seen_by_both_and_withdrawn(world, aim):
    client = world.client("manager")
    add, soon = url("requirement-add"), timezone.localdate() + datetime.timedelta(days=30)
    incomplete = client.post(
        add, typed(client, add, asking="BUREAU", asked="OTHER", what="X", due_on=str(soon))
    )
    assert b"Say which objective or KPI it is needed for." in incomplete.content
    client.post(
        add,
        typed(
            client, add, asking="BUREAU", asked="OTHER", what="Lanes", due_on=str(soon),
            objective="S",
        ),
    )  # fmt: skip
    row = Requirement.objects.get()
    assert [b["url"] for b in client.get(url("requirement", row.pk)).context["buttons"]] == [
        url("requirement-step", row.pk, "withdraw")
    ]
    step = url("requirement-step", row.pk, "withdraw")
    client.post(step, typed(client, step))
    row.refresh_from_db()
    assert row.state == "asked"  # without a reason nothing happens
    client.post(step, typed(client, step, reason="not needed"))
    row.refresh_from_db()
    assert row.state == "withdrawn"
    assert client.get(url("requirement-step", row.pk, "dance")).status_code == 404
    again = client.post(step, typed(client, step, reason="again"))
    assert again.status_code == 409


@pytest.mark.parametrize("size", [1, 3])
def test_requirements_ask_as_often_for_three_as_for_one(world, size, django_assert_num_queries):
    soon = timezone.localdate() + datetime.timedelta(days=30)
    for number in range(size):
        card = IndicatorFactory(code=f"K-{number}")
        ask(world.bureau, world.other, "X", soon, indicator=card, by=None)
    client = world.client("manager")
    client.get(url("requirements"))
    with django_assert_num_queries(8):
        assert len(client.get(url("requirements")).context["rows"]) == size


def test_owners_who_left_are_found_and_several_handed_over(world, cycle):
    gone = PersonFactory()
    AppointmentFactory(
        person=gone, post=PostFactory(department=world.bureau),
        ends_on=timezone.localdate() - datetime.timedelta(days=1),
    )  # fmt: skip
    rows = [kpi(world, cycle, number, owner=gone) for number in range(2)]
    kpi(world, cycle, 2, owner=world.person("manager"))
    client = world.client("manager")
    page = client.get(url("owners"))
    assert [row["name"] for row in page.context["rows"]] == ["Indicator K-0", "Indicator K-1"]
    assert page.context["rows"][0]["to"] == "The manager"
    assert page.context["facts"][0] == "1 of 3 KPIs have an owner in office (33.3%)."
    token = page.context["hand"]["form_token"].value()
    sent = {"form_token": token, "target": [row.pk for row in rows]}
    told = client.post(url("owners"), sent)
    assert told.context["sentence"] == "2 KPIs were handed over."
    assert client.post(url("owners"), sent).status_code == 302
    owners = Target.objects.in_force().values_list("owner", flat=True)
    assert set(owners) == {world.person("manager").pk}


def test_one_click_hands_one_kpi_over_and_nothing_ticked_is_an_error(world, cycle):
    first, second = kpi(world, cycle, 0), kpi(world, cycle, 1)
    client = world.client("manager")
    token = client.get(url("owners")).context["hand"]["form_token"].value()
    nothing = client.post(url("owners"), {"form_token": token})
    assert b"Tick at least one KPI." in nothing.content
    client.post(url("owners"), {"form_token": token, "only": second.pk})
    assert Target.objects.in_force().get(owner__isnull=False).indicator == second.indicator
    other = world.client("auditor").get(url("owners"))
    assert other.context["may"] is False
    assert first.owner is None


@pytest.mark.parametrize("size", [1, 3])
def test_owners_ask_as_often_for_three_as_for_one(world, cycle, size, django_assert_num_queries):
    for number in range(size):
        kpi(world, cycle, number)
    client = world.client("manager")
    client.get(url("owners"))
    with django_assert_num_queries(10):
        assert len(client.get(url("owners")).context["rows"]) == size


def test_costs_and_breakdowns_are_reported_and_shown(world, cycle):
    target = kpi(world, cycle, owner=world.person("manager"))
    card, year = target.indicator, timezone.localdate().year - 1
    value = report(world.bureau, card, f"{year}-01", value=D(1000), by=None)
    client = world.client("manager")
    cost = url("cost", "BUREAU", card.code)
    wrong = client.post(cost, typed(client, cost, period=f"{year}-01", spent="abc"))
    assert wrong.status_code == 200
    sent = typed(client, cost, period=f"{year}-01", budget="4,000", spent="2500.50")
    client.post(cost, sent)
    client.post(cost, sent)
    assert CostLine.objects.get().spent == D("2500.5")
    cut = url("breakdown", value.pk)
    assert b"No list of groups yet" in client.get(cut).content
    sexes = add_dimension("sex", [("f", "women", "女"), ("m", "men", "男")], name_en="Sex", by=None)
    women, men = sexes.members.all()
    off = client.post(cut, typed(client, cut) | {f"value-{women.pk}": 600, f"value-{men.pk}": 399})
    assert b"which is 1 less than 1,000" in off.content
    client.post(cut, typed(client, cut) | {f"value-{women.pk}": 600, f"value-{men.pk}": 400})
    assert Breakdown.objects.get().is_complete
    page = client.get(reverse("reports:indicator", args=["BUREAU", card.code]))
    reach = page.context["reach"]
    assert [fact["value"] for fact in reach.facts] == ["2.50", "62.5"]
    assert [[row[0], row[1]["text"], row[2]["text"]] for row in reach.cuts[0]["rows"]] == [
        ["women", "600", "60.0%"], ["men", "400", "40.0%"],
    ]  # fmt: skip


def test_lists_of_groups_are_added_as_lines(world):
    client = world.client("office")
    add = url("dimension-add")
    wrong = client.post(add, typed(client, add, code="sex", name_en="Sex", members="f | women"))
    assert b"Line 1: write code | English | Chinese." in wrong.content
    lines = "f | women | 女\r\n\r\nm｜men｜男"
    client.post(add, typed(client, add, code="sex", name_en="Sex", members=lines))
    assert [m.code for m in Dimension.objects.get().members.all()] == ["f", "m"]
    assert client.get(url("dimensions")).context["rows"][0][1] == "women, men"


def test_a_closed_objective_says_so(world, aim):
    close_objective(aim, timezone.localdate(), "reached", by=None)
    report_cost(
        world.bureau, IndicatorFactory(), "2026-01", currency="CNY", basis="value", budget=D(1),
        by=None,
    )  # fmt: skip
    page = world.client("office").get(url("objective", aim.pk))
    assert {"key": "Closed", "value": f"{timezone.localdate()} · reached"} in page.context["facts"]


@pytest.mark.parametrize("name", ["cascade", "owners", "rollups"])
def test_the_filter_shows_the_cycle_that_is_read(world, cycle, name):
    newest = open_cycle(str(timezone.localdate().year + 1), by=None)
    client = world.client("office")
    for asked, read in (({}, cycle), ({"cycle": newest.name}, newest), ({"cycle": "no"}, cycle)):
        page = client.get(url(name), asked)
        assert page.context["cycle"] == read
        assert page.context["form"]["cycle"].value() == read.name
        shown = f'<option value="{read.name}" selected'.encode()
        assert shown in page.content


def test_the_owners_of_a_cycle_in_which_nothing_is_due_yet(world):
    coming = open_cycle(str(timezone.localdate().year + 1), by=None)
    kpi(world, coming)
    page = world.client("office").get(url("owners"), {"cycle": coming.name})
    assert [row["fresh"] for row in page.context["rows"]] == ["nothing due"]
