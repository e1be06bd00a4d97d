"""Scorecard plans, amendments, the cascade, requirements and requests over REST."""

import datetime

import pytest

from audit.models import Entry
from indicators.services import amendments, decide_missing
from indicators.services.requirements import take_step
from tests.reports import agreed
from tests.reports.callers import program

LISTS = ("scorecard-plans", "amendments", "objectives", "requirements", "missing-requests")


def rows(client, path, **query):
    response = client.get(f"/api/v1/{path}/", query)
    assert response.status_code == 200, response.content
    return response.json()["results"]


def one(client, path, row):
    response = client.get(f"/api/v1/{path}/{row.pk}/")
    assert response.status_code == 200, response.content
    return response.json()


def codes(found, *path):
    for name in path:
        found = [row[name] for row in found]
    return found


# --- scorecards


def test_plan_tells_state_weights_lines_and_steps(world):
    plan = agreed.plan(world)
    found = one(world.client("auditor"), "scorecard-plans", plan)
    assert (found["cycle"], found["department"]["code"]) == ("2026", "BUREAU")
    assert (found["state"], found["weights"]) == ("approved", "100")
    assert (found["submitted_by"], found["decided_by"]) == ("manager", "office")
    assert [
        (line["indicator"]["code"], line["value"], line["weight"]) for line in found["lines"]
    ] == [(f"BUREAU-{number}", "90", "20") for number in range(1, 6)]
    assert [(step["deed"], step["by"]) for step in found["steps"]] == [
        ("approve", "office"), ("submit", "manager"),
    ]  # fmt: skip


def test_plans_are_filtered_and_scoped(world):
    agreed.plan(world)
    agreed.submitted(world, world.other)
    places = {
        role: sorted(codes(rows(world.client(role), "scorecard-plans"), "department", "code"))
        for role in ("auditor", "manager", "employee", "stranger")
    }
    assert places == {
        "auditor": ["BUREAU", "OTHER"], "manager": ["BUREAU"], "employee": [], "stranger": [],
    }  # fmt: skip
    client = world.client("auditor")
    for query, expected in [
        ({"state": "submitted"}, ["OTHER"]), ({"department": "BUREAU"}, ["BUREAU"]),
        ({"branch": "OTHER"}, ["OTHER"]), ({"cycle": "2025"}, []),
        ({"cycle": "2026", "state": "approved"}, ["BUREAU"]),
        ({"updated_since": "2099-01-01"}, []),
    ]:  # fmt: skip
        assert codes(rows(client, "scorecard-plans", **query), "department", "code") == expected


def test_lines_of_a_plan_are_its_own(world):
    agreed.plan(world)
    agreed.submitted(world, world.other)
    found = rows(world.client("auditor"), "scorecard-plans")
    assert {
        plan["department"]["code"]: {line["indicator"]["code"][:5] for line in plan["lines"]}
        for plan in found
    } == {"BUREAU": {"BUREA"}, "OTHER": {"OTHER"}}
    assert [plan["weights"] for plan in found] == ["100", "100"]


# --- amendments


def test_amendment_that_waits_tells_before_after_and_both_scores(world):
    plan = agreed.plan(world)
    agreed.reported(plan)
    row = agreed.amendment(world, plan)
    found = one(world.client("auditor"), "amendments", row)
    assert (found["plan"], found["reason"], found["state"]) == (plan.pk, "policy", "waiting")
    assert (found["proposed_by"], found["decided_by"]) == ("manager", None)
    [line] = found["lines"]
    assert (line["before"]["value"], line["after"]["value"]) == ("90", "80")
    assert (line["before"]["weight"], line["after"]["weight"]) == ("20", "20")
    assert found["scores"] == [
        {"period": "2026-01", "before": "80.000000000000", "after": "82.000000000000"}
    ]
    assert plan.cycle.targets.in_force().filter(value=80).count() == 0


def test_amendment_that_was_applied_tells_who_and_the_same_scores(world):
    plan = agreed.plan(world)
    agreed.reported(plan)
    row = amendments.approve(agreed.amendment(world, plan), by=world.office, answer="Agreed")
    found = one(world.client("auditor"), "amendments", row)
    assert (found["state"], found["decided_by"], found["answer"]) == ("applied", "office", "Agreed")
    assert found["lines"][0]["after"]["value"] == "80"
    assert codes(found["scores"], "after") == ["82.000000000000"]
    assert "scores" not in rows(world.client("auditor"), "amendments")[0]


def test_amendment_that_was_refused_has_no_scores(world):
    row = amendments.refuse(agreed.amendment(world), by=world.office, answer="Not now")
    found = one(world.client("auditor"), "amendments", row)
    assert (found["state"], found["scores"]) == ("refused", [])


def test_amendment_that_ends_a_target_has_nothing_after(world):
    row = agreed.amendment(world)
    row.lines.update(fields=None)
    [found] = rows(world.client("auditor"), "amendments", plan=row.plan_id)
    [line] = found["lines"]
    assert (line["before"]["value"], line["after"]) == ("90", None)


def test_amendments_are_filtered_and_scoped(world):
    row = agreed.amendment(world)
    for role, count in (("auditor", 1), ("manager", 1), ("employee", 0), ("stranger", 0)):
        assert len(rows(world.client(role), "amendments")) == count
    client = world.client("auditor")
    for query, expected in [
        ({"department": "BUREAU"}, [row.pk]), ({"department": "OTHER"}, []),
        ({"branch": "CITY"}, [row.pk]), ({"branch": "OTHER"}, []), ({"branch": "NOBODY"}, []),
        ({"reason": "policy"}, [row.pk]), ({"reason": "disaster"}, []),
        ({"state": "applied"}, []), ({"cycle": "2026"}, [row.pk]), ({"cycle": "2025"}, []),
        ({"updated_since": "2020-01-01"}, [row.pk]),
    ]:  # fmt: skip
        assert codes(rows(client, "amendments", **query), "id") == expected


# --- the cascade


@pytest.fixture
def cascade(world):
    top = agreed.objective(world, place=world.city, code="TOP")
    aim = agreed.objective(world, parent=top, code="AIM")
    agreed.serving(world, aim, world.bureau, "K-1")
    agreed.serving(world, aim, world.other, "K-2")
    agreed.serving(world, aim, world.bureau, "K-3", cycle="2027")
    return aim


def test_objective_tells_parent_owner_and_the_kpis_that_serve_it(world, cascade):
    found = one(world.client("auditor"), "objectives", cascade)
    assert (found["code"], found["parent"]["code"]) == ("AIM", "TOP")
    assert found["owner"]["code"] == "BUREAU"
    assert [
        (kpi["cycle"], kpi["department"]["code"], kpi["indicator"]["code"], kpi["weight"])
        for kpi in found["kpis"]
    ] == [
        ("2026", "BUREAU", "K-1", "5"),
        ("2027", "BUREAU", "K-3", "5"),
        ("2026", "OTHER", "K-2", "5"),
    ]
    owner = world.person("manager")
    assert {kpi["owner"]["staff_number"] for kpi in found["kpis"]} == {owner.staff_number}


def test_kpis_of_departments_one_may_not_see_are_left_out(world, cascade):
    found = one(world.client("manager"), "objectives", cascade)
    assert codes(found["kpis"], "indicator", "code") == ["K-1", "K-3"]
    assert one(world.client("employee"), "objectives", cascade)["kpis"] == []
    assert rows(world.client("stranger"), "objectives") == []


def test_objectives_are_filtered(world, cascade):
    client = world.client("auditor")
    for query, expected in [
        ({}, ["AIM", "TOP"]), ({"department": "BUREAU"}, ["AIM"]), ({"parent": "TOP"}, ["AIM"]),
        ({"branch": "CITY"}, ["AIM", "TOP"]), ({"code": "TOP"}, ["TOP"]),
        ({"kind": "strategic"}, []), ({"is_open": "false"}, []), ({"cycle": "2030"}, []),
    ]:  # fmt: skip
        assert codes(rows(client, "objectives", **query), "code") == expected
    [aim] = rows(client, "objectives", cycle="2027", code="AIM")
    assert codes(aim["kpis"], "indicator", "code") == ["K-3"]


# --- requirements


def test_requirement_tells_both_sides_and_every_step(world):
    row = agreed.requirement(world)
    take_step(row, "withdraw", reason="No longer needed", by=world.manager)
    found = one(world.client("auditor"), "requirements", row)
    assert (found["asking"]["code"], found["asked"]["code"]) == ("BUREAU", "OTHER")
    assert (found["what"], found["state"]) == ("The list of roads", "withdrawn")
    assert [(step["state"], step["by"], step["reason"]) for step in found["steps"]] == [
        ("asked", None, ""), ("withdrawn", "manager", "No longer needed"),
    ]  # fmt: skip


def test_requirements_are_filtered_and_seen_by_both_sides(world):
    row = agreed.requirement(world)
    other = agreed.requirement(world, asking=world.city, asked=world.other)
    for role, expected in [
        ("auditor", [row.pk, other.pk]), ("manager", [row.pk]), ("employee", []), ("stranger", []),
    ]:  # fmt: skip
        assert codes(rows(world.client(role), "requirements"), "id") == expected
    client, day = world.client("auditor"), row.due_on
    for query, expected in [
        ({"department": "BUREAU"}, [row.pk]), ({"department": "OTHER"}, [row.pk, other.pk]),
        ({"asking": "CITY"}, [other.pk]), ({"asked": "BUREAU"}, []),
        ({"state": "met"}, []), ({"indicator": row.indicator.code}, [row.pk]),
        ({"due_by": day.isoformat()}, [row.pk, other.pk]),
        ({"due_by": (day - datetime.timedelta(days=1)).isoformat()}, []),
        ({"cycle": "no such"}, []),
    ]:  # fmt: skip
        assert codes(rows(client, "requirements", **query), "id") == expected


# --- requests for what is missing


def test_request_tells_its_decision(world):
    row = agreed.missing_request(world)
    decide_missing(row, approve=False, reason="It was a mild flood", by=world.office)
    found = one(world.client("auditor"), "missing-requests", row)
    assert (found["department"]["code"], found["period"]["label"]) == ("BUREAU", "2026-01")
    assert (found["code"], found["reason"], found["state"]) == ("external", "Flood", "refused")
    assert (found["requested_by"], found["decided_by"]) == ("manager", "office")
    assert found["decision_reason"] == "It was a mild flood"


def test_requests_are_filtered_and_scoped(world):
    row = agreed.missing_request(world)
    other = agreed.missing_request(world, place=world.other, label="2026-02")
    for role, expected in [
        ("auditor", [row.pk, other.pk]), ("manager", [row.pk]), ("employee", []), ("stranger", []),
    ]:  # fmt: skip
        assert codes(rows(world.client(role), "missing-requests"), "id") == expected
    client = world.client("auditor")
    for query, expected in [
        ({"branch": "OTHER"}, [other.pk]), ({"period": "2026-01"}, [row.pk]),
        ({"cycle": "2026"}, [row.pk, other.pk]), ({"cycle": "no such"}, []),
        ({"state": "approved"}, []), ({"code": "external", "department": "BUREAU"}, [row.pk]),
        ({"code": "not_applicable"}, []), ({"updated_since": "2099-01-01"}, []),
    ]:  # fmt: skip
        assert codes(rows(client, "missing-requests", **query), "id") == expected


# --- all of them


@pytest.mark.parametrize("path", LISTS)
def test_nothing_is_written_here(world, path):
    assert world.client("office").post(f"/api/v1/{path}/", {}).status_code == 405


@pytest.mark.parametrize("path", LISTS)
def test_reads_of_an_auditor_are_in_the_ledger(world, path):
    rows(world.client("auditor"), path)
    entry = Entry.objects.filter(actor=world.auditor.pk).latest("pk")
    assert (entry.details["path"], entry.details["rows"]) == (f"/api/v1/{path}/", 0)


@pytest.mark.parametrize(
    ("path", "scope"),
    [(path, "read:measurements" if path == "missing-requests" else "read:indicators")
     for path in LISTS],
)  # fmt: skip
def test_scope_is_asked(world, path, scope):
    assert rows(program(world.auditor, scope, name="right"), path) == []
    wrong = program(world.auditor, "read:scores", name="wrong")
    assert wrong.get(f"/api/v1/{path}/").status_code == 403


@pytest.mark.parametrize(
    ("path", "literal"),
    [("scorecard-plans", 6), ("amendments", 5), ("objectives", 5), ("requirements", 5),
     ("missing-requests", 4)],
)  # fmt: skip
@pytest.mark.parametrize("number", [1, 3])
def test_lists_in_a_constant_number_of_queries(
    world, path, literal, number, django_assert_num_queries
):
    places = [world.bureau, world.other, world.division]
    for month, place in enumerate(places[:number], start=1):
        agreed.everything(world, place, f"2026-0{month}")
    client = world.client("office")
    with django_assert_num_queries(literal):
        assert len(rows(client, path)) == number
