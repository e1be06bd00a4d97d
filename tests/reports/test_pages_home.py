"""The first page: what there is to do, by role."""

import re

import pytest
from django.urls import reverse

from indicators.models import ScoreRun
from tests.factories import IndicatorFactory, RoleGrantFactory, TargetFactory
from tests.reports import story

pytestmark = pytest.mark.django_db


@pytest.fixture
def scored(world):
    """The shared world with a scored year; the run is its only one."""
    story.scored(world)
    return world


def home(world, role, query="", language="en"):
    return world.client(role).get(f"/{language}/{query}")


def only_run():
    return ScoreRun.objects.done().get()


def text(response):
    """What a person reads: the page without markup, spaces joined."""
    main = response.content.decode().split('id="main"')[1]
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", main))


def test_manager_opens_on_what_needs_action(scored):
    response = home(scored, "manager")
    rows = response.context["rows"]
    assert response.context["headline"] == "2 of 4 KPIs need action"
    assert [row["name"] for row in rows] == ["Permits share", "Repairs share"]
    assert [item["name"] for item in response.context["good"]] == ["Calls share"]


def test_reasons_are_words(scored):
    rows = home(scored, "manager").context["rows"]
    assert rows[0]["why"].endswith("10 months below average.")
    assert rows[1]["why"] == "September 2023: not reported."
    assert (rows[0]["value"], rows[0]["unit"]) == ("79.7", "%")
    assert rows[0]["target"] == "target ≥\N{NO-BREAK SPACE}90.0%"
    assert rows[1]["value"] is None
    assert rows[0]["owner"] == "Chen Jing"


def test_manager_sees_nothing_of_another_branch(scored):
    response = home(scored, "manager")
    assert "Water share" not in response.content.decode()
    assert "Appeals share" not in [row["name"] for row in response.context["rows"]]


def test_row_leads_to_the_value_or_to_the_reason(scored):
    rows = home(scored, "manager").context["rows"]
    assert rows[0]["action"] == "See why"
    assert rows[0]["url"] == "/en/scorecard/BUREAU/PERMITS/"
    assert rows[0]["action_url"] == rows[0]["url"]


def test_calm_state_when_nothing_needs_action(world):
    cycle = story.CycleFactory(name="2023")
    card = IndicatorFactory(code="STEADY")
    TargetFactory(cycle=cycle, department=world.bureau, indicator=card, value=90)
    story.report(world.bureau, card, [95 + story.wave(n) for n in range(21)])
    story.score(cycle)
    response = home(world, "manager")
    assert response.context["headline"] == "No KPI needs action"
    assert "Nothing to do" in text(response)


def test_period_is_taken_from_the_query(scored):
    response = home(scored, "manager", "?period=2023-02")
    assert response.context["card"].period.label == "2023-02"
    assert response.context["rows"][0]["url"].endswith("?period=2023-02")


def test_manager_before_the_first_run(world):
    story.build(world)
    response = home(world, "manager")
    assert response.status_code == 200
    assert "2023 has targets but no score run yet." in text(response)


def test_home_before_the_first_cycle(world):
    for role in ("manager", "employee", "office", "auditor", "evaluator", "supervision"):
        assert home(world, role).status_code == 200


def test_employee_opens_on_the_values_that_are_missing(scored):
    response = home(scored, "employee")
    assert response.context["headline"] == "No value of Division is missing"
    RoleGrantFactory(user=scored.employee, role="employee", department=scored.bureau)
    response = home(scored, "employee", "?unit=BUREAU")
    assert response.context["headline"] == "1 value of Bureau is missing"
    assert [row["name"] for row in response.context["rows"]] == ["Repairs share"]


def test_office_opens_on_the_set_up(scored):
    tasks = {task["name"]: task for task in home(scored, "office").context["tasks"]}
    assert tasks["Targets for every department"]["state"] == "done"
    assert tasks["Values for September 2023"]["note"] == (
        "1 department has not reported everything: Bureau"
    )
    assert tasks["Publication"]["note"] == f"Run {only_run().pk} is not published"


def test_office_is_told_of_departments_without_targets(world):
    cycle = story.CycleFactory(name="2023")
    TargetFactory(cycle=cycle, department=world.division)
    tasks = {task["name"]: task for task in home(world, "office").context["tasks"]}
    note = "1 department has none: Other bureau"
    assert tasks["Targets for every department"]["note"] == note


def test_auditor_opens_on_runs_and_ledger(scored):
    response = home(scored, "auditor")
    assert [run.pk for run in response.context["runs"]] == [only_run().pk]
    assert only_run().results_sha256[:12] in response.content.decode()
    assert response.context["ledger"].waiting > 0


@pytest.mark.parametrize("role", ["evaluator", "supervision"])
def test_readers_open_on_the_department(scored, role):
    response = home(scored, role)
    assert response.context["headline"].endswith("in September 2023")


def test_somebody_with_two_roles_chooses(scored):
    RoleGrantFactory(user=scored.manager, role="auditor", department=scored.city)
    assert "tabs" in home(scored, "manager").context
    response = home(scored, "manager", "?as=auditor")
    assert [tab["current"] for tab in response.context["tabs"]] == [False, True]
    assert "runs" in response.context


def test_stranger_is_told_whom_to_ask(scored):
    response = home(scored, "stranger")
    assert response.status_code == 200
    assert "Ask the performance office" in text(response)
    assert "Permits share" not in response.content.decode()


def test_anonymous_signs_in_first(scored):
    response = home(scored, "anonymous")
    assert (response.status_code, response["Location"]) == (302, "/en/accounts/login/?next=/en/")


@pytest.mark.parametrize("kpis", [1, 3])
def test_home_of_a_manager_in_a_constant_number_of_queries(world, kpis, django_assert_num_queries):
    cycle = story.CycleFactory(name="2023")
    for n in range(kpis):
        card = IndicatorFactory(code=f"KPI{n}")
        TargetFactory(cycle=cycle, department=world.bureau, indicator=card, value=90)
        story.report(world.bureau, card, [80 + story.wave(i) for i in range(21)])
    story.score(cycle)
    client = world.client("manager")
    client.get("/en/")
    with django_assert_num_queries(15):
        assert client.get("/en/").status_code == 200


def test_home_is_named_home():
    assert reverse("home") == "/en/"
