"""What a program may write: one value, a run, the stopping of one. Twice is once."""

import datetime
import json
import threading

import pytest
from django.db import connection
from django.utils import timezone

from audit.models import Entry
from indicators.models import Measurement, ScoreRun
from reports.models import RememberedCall, Scope
from reports.services.calls import KEPT, forget_calls
from tests import world as worlds
from tests.reports import board as boards
from tests.reports.callers import program

URL = "/api/v1/measurements/"


@pytest.fixture
def board(world):
    return boards.build(world)


def post(client, url, body, key=None, **headers):
    if key:
        headers["Idempotency-Key"] = key
    return client.post(url, json.dumps(body), "application/json", headers=headers)


def value(board, **more):
    return {"department": "BUREAU", "indicator": "WAIT", "period": "2026", "value": "9.5"} | more


def test_one_value_is_reported(board, world):
    answer = post(program(world.manager), URL, value(board, source="counter"))
    assert answer.status_code == 201
    body = answer.json()
    assert (body["value"], body["source"], body["supersedes"]) == ("9.5", "counter", None)
    row = Measurement.objects.get(pk=body["id"])
    assert (row.reported_by, row.department) == (world.manager, world.bureau)
    assert answer["Location"].endswith(f"{URL}{row.pk}/")
    assert Entry.objects.filter(verb="indicators.report").count() == 1


def test_the_same_value_again_is_no_new_row(board, world):
    client = world.client("manager")
    first, second = post(client, URL, value(board)), post(client, URL, value(board))
    assert (first.status_code, second.status_code) == (201, 200)
    assert first.json() == second.json()


def test_a_correction_supersedes_and_says_why(board, world):
    client = world.client("manager")
    first = post(client, URL, value(board)).json()
    refused = post(client, URL, value(board, value="8"))
    assert refused.status_code == 400
    assert refused.json()["errors"][0]["pointer"] == "/note"
    second = post(client, URL, value(board, value="8", note="counted twice")).json()
    assert second["supersedes"] == first["id"]
    rows = client.get(URL, {"indicator": "WAIT"}).json()["results"]
    assert [row["value"] for row in rows] == ["8"]
    rows = client.get(URL, {"indicator": "WAIT", "history": "true"}).json()["results"]
    assert [row["value"] for row in rows] == ["9.5", "8"]


def test_values_as_they_stood_then(board, world):
    client = world.client("manager")
    row = Measurement.objects.get(pk=post(client, URL, value(board)).json()["id"])
    post(client, URL, value(board, value="8", note="counted twice"))
    query = {"indicator": "WAIT", "as_of": row.recorded_at.isoformat()}
    assert [r["value"] for r in client.get(URL, query).json()["results"]] == ["9.5"]
    query["as_of"] = (row.recorded_at - datetime.timedelta(seconds=1)).isoformat()
    assert client.get(URL, query).json()["results"] == []
    assert client.get(URL, {"as_of": "yesterday"}).status_code == 400


def test_a_rate_and_a_reason_are_values_too(board, world):
    client = world.client("office")
    body = value(board, value=None, numerator=1, denominator="3")
    assert post(client, URL, body).json()["denominator"] == "3"
    body = {**value(board, department="CITY"), "value": None, "missing": "not_due"}
    assert post(client, URL, body).json()["missing"] == "not_due"


def test_a_json_number_keeps_its_digits(board, world):
    raw = json.dumps(value(board)).replace('"9.5"', "0.1234567890123")
    answer = world.client("manager").post(URL, raw, "application/json")
    assert answer.json()["value"] == "0.1234567890123"


@pytest.mark.parametrize(
    ("change", "pointer"),
    [
        ({"department": "OTHER"}, "/department"),  # not visible: the same words as not there
        ({"department": "NOWHERE"}, "/department"),
        ({"indicator": "NOTHING"}, "/indicator"),
        ({"period": "someday"}, "/period"),
        ({"period": "2099"}, "/period"),
        ({"value": None}, ""),
        ({"value": "9", "missing": "late"}, ""),
        ({"value": None, "numerator": 1}, "/denominator"),
        ({"value": "nine"}, "/value"),
        ({"value": "1e40"}, "/value"),
        ({"value": None, "numerator": 1, "denominator": 0}, ""),
    ],
)
def test_what_is_wrong_is_named(board, world, change, pointer):
    answer = post(world.client("manager"), URL, value(board, **change))
    assert answer.status_code == 400, answer.content
    assert [error["pointer"] for error in answer.json()["errors"]] == [pointer]


@pytest.mark.parametrize("role", ["auditor", "supervision", "evaluator", "stranger"])
def test_who_only_reads_reports_nothing(board, world, role):
    assert post(world.client(role), URL, value(board)).status_code == 403


def test_an_employee_reports_for_his_department_only(board, world):
    client = world.client("employee")
    assert post(client, URL, value(board)).status_code == 400  # he does not see the bureau
    assert post(client, URL, value(board, department="DIVISION")).status_code == 201


def test_a_key_is_answered_once(board, world):
    client = program(world.manager)
    first = post(client, URL, value(board), key="k1")
    again = post(client, URL, value(board), key="k1")
    assert (first.status_code, again.status_code) == (201, 201)
    assert first.json() == again.json()
    assert (first.get("Idempotent-Replayed"), again["Idempotent-Replayed"]) == (None, "true")
    assert again["Location"] == first["Location"]


def test_a_key_with_another_body_is_refused(board, world):
    client = program(world.manager)
    post(client, URL, value(board), key="k1")
    answer = post(client, URL, value(board, value="3"), key="k1")
    assert answer.status_code == 422
    assert answer.json()["type"] == "urn:perfmgmt:problem:key-reused"


def test_what_failed_may_be_tried_again_with_its_key(board, world):
    client = program(world.manager)
    assert post(client, URL, value(board, value="nine"), key="k1").status_code == 400
    assert post(client, URL, value(board, period="someday"), key="k1").status_code == 400
    assert post(client, URL, value(board), key="k1").status_code == 201


def test_the_key_of_one_user_is_not_that_of_another(board, world):
    post(program(world.manager), URL, value(board), key="k1")
    answer = post(program(world.office), URL, value(board), key="k1")
    assert (answer.status_code, answer.get("Idempotent-Replayed")) == (200, None)


def test_keys_are_forgotten_after_a_week(board, world):
    post(program(world.manager), URL, value(board), key="k1")
    assert forget_calls() == 0
    RememberedCall.objects.update(created_at=timezone.now() - KEPT - datetime.timedelta(1))
    assert forget_calls() == 1


def test_a_key_has_an_end(board, world):
    assert post(program(world.manager), URL, value(board), key="k" * 201).status_code == 400


def test_the_office_asks_for_a_run_and_stops_it(board, world):
    client = program(world.office, Scope.WRITE_RUNS, Scope.READ_SCORES)
    answer = post(client, "/api/v1/score-runs/", {"cycle": "2026"}, key="k1")
    assert answer.status_code == 201
    run = ScoreRun.objects.get(pk=answer.json()["id"])
    assert (run.state, run.requested_by) == ("requested", world.office)
    assert post(client, "/api/v1/score-runs/", {"cycle": "2026"}, key="k1").json()["id"] == run.pk
    stopped = post(client, f"/api/v1/score-runs/{run.pk}/cancel/", {})
    assert (stopped.status_code, stopped.json()["state"]) == (200, "cancelled")
    again = post(client, f"/api/v1/score-runs/{run.pk}/cancel/", {})
    assert again.status_code == 409
    assert again.json()["type"] == "urn:perfmgmt:problem:wrong-state"


def test_a_run_as_of_a_moment(board, world):
    client = world.client("office")
    moment = board.run.as_of.isoformat()
    answer = post(client, "/api/v1/score-runs/", {"cycle": "2026", "as_of": moment})
    assert ScoreRun.objects.get(pk=answer.json()["id"]).as_of == board.run.as_of
    for wrong in ("2099-01-01", "soon", ""):
        answer = post(client, "/api/v1/score-runs/", {"cycle": "2026", "as_of": wrong})
        assert [error["pointer"] for error in answer.json()["errors"]] == ["/as_of"]


@pytest.mark.parametrize("role", ["manager", "employee", "evaluator", "auditor", "supervision"])
def test_only_the_office_starts_runs(board, world, role):
    assert post(world.client(role), "/api/v1/score-runs/", {"cycle": "2026"}).status_code == 403


@pytest.mark.django_db(transaction=True)
def test_of_two_at_once_the_second_gets_the_first_answer():
    world = worlds.build()
    board = boards.build(world)
    answers = []

    def send():
        try:
            answers.append(post(client, URL, value(board), key="k1"))
        finally:
            connection.close()

    client = program(world.manager)
    threads = [threading.Thread(target=send) for _click in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [answer.status_code for answer in answers] == [201] * 4
    assert all(answer.json() == answers[0].json() for answer in answers)
    assert sum("Idempotent-Replayed" in answer for answer in answers) == 3
    assert Measurement.objects.filter(indicator=board.wait).count() == 1
