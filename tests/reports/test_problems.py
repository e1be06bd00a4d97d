"""Every refusal is a problem detail, in the language of the caller."""

import logging

import pytest
from django.test import Client
from rest_framework.throttling import UserRateThrottle

from reports.problems import problem
from tests.reports import board as boards


@pytest.fixture
def board(world):
    return boards.build(world)


def test_the_members_of_a_problem(board, world):
    response = world.client("office").get("/api/v1/departments/999999/")
    assert (response.status_code, response["Content-Type"]) == (404, "application/problem+json")
    assert response.json() == {
        "type": "urn:perfmgmt:problem:not-found",
        "title": "There is no such thing, or you may not see it.",
        "status": 404,
        "detail": "There is no such thing, or you may not see it.",
        "instance": "/api/v1/departments/999999/",
    }


def test_what_is_hidden_looks_like_what_is_not_there(board, world):
    client = world.client("manager")
    hidden = client.get(f"/api/v1/departments/{world.other.pk}/").json()
    absent = client.get("/api/v1/departments/999999/").json()
    assert hidden | {"instance": ""} == absent | {"instance": ""}


def test_an_address_that_does_not_exist_is_a_problem_too(world):
    response = world.client("office").get("/api/v1/nothing/")
    assert (response.status_code, response["Content-Type"]) == (404, "application/problem+json")
    assert response.json()["instance"] == "/api/v1/nothing/"


def test_a_method_that_is_not_offered(board, world):
    response = world.client("office").delete(f"/api/v1/departments/{world.city.pk}/")
    assert response.status_code == 405
    assert response["Allow"] == "GET, HEAD"


def test_a_session_without_csrf_token_is_refused_as_a_problem(world):
    client = Client(enforce_csrf_checks=True)
    client.cookies = world.client("office").cookies
    response = client.post("/api/v1/score-runs/", {}, "application/json")
    assert (response.status_code, response["Content-Type"]) == (403, "application/problem+json")


def test_a_bug_is_a_problem_without_its_insides(world, monkeypatch):
    monkeypatch.setattr(logging.getLogger(), "handlers", [])
    client = world.client("office")
    client.raise_request_exception = False
    monkeypatch.setattr(type(boards.Cycle.objects.all()), "for_list", lambda self: 1 / 0)
    response = client.get("/api/v1/cycles/")
    assert (response.status_code, response["Content-Type"]) == (500, "application/problem+json")
    assert "ZeroDivision" not in response.content.decode()


def post(client, body, content_type="application/json"):
    return client.post("/api/v1/measurements/", body, content_type)


def test_each_error_points_at_its_field(board, world):
    response = post(world.client("office"), {"department": "CITY", "value": "1e400"})
    assert response.status_code == 400
    pointers = [error["pointer"] for error in response.json()["errors"]]
    assert pointers == ["/indicator", "/period", "/value"]


@pytest.mark.parametrize(
    "body",
    [
        "[" * 100_000,
        "[" * 21 + "]" * 21,
        '{"a":' * 100_000,
        '{"value": NaN}',
        '{"value": Infinity}',
        '{"department": "A", "department": "B"}',
        '{"department": "\\ud800"}',
        '{"department": "\\u0000"}',
        "{",
        "",
        b"\xff\xfe",
        "[]",
        '"text"',
        "null",
        "1" * 5000,
    ],
)
def test_hostile_json_is_refused(board, world, body):
    response = post(world.client("office"), body)
    assert (response.status_code, response["Content-Type"]) == (400, "application/problem+json")


def test_brackets_inside_a_text_are_no_depth(board, world):
    response = post(world.client("office"), {"department": "[" * 60})
    assert {e["pointer"] for e in response.json()["errors"]} == {"/indicator", "/period"}


def test_a_body_that_is_too_large(board, world, settings):
    settings.API_LARGEST_BODY = 100
    response = post(world.client("office"), {"note": "x" * 200})
    assert response.status_code == 413


def test_a_body_that_is_not_json(board, world):
    assert (
        post(world.client("office"), "a=1", "application/x-www-form-urlencoded").status_code == 415
    )


def test_too_many_requests_say_when_to_come_back(board, world, monkeypatch):
    monkeypatch.setattr(UserRateThrottle, "THROTTLE_RATES", {"user": "2/min"})
    client = world.client("office")
    codes = [client.get("/api/v1/cycles/").status_code for _request in range(3)]
    assert codes == [200, 200, 429]
    response = client.get("/api/v1/cycles/")
    assert 0 < int(response["Retry-After"]) <= 60
    assert response.json()["status"] == 429


def test_the_caller_s_language(world):
    response = world.client("office").get(
        "/api/v1/departments/999999/", headers={"Accept-Language": "zh-hans"}
    )
    assert response.json()["title"] == "没有此内容，或者您无权查看。"


def test_a_status_without_own_words_still_has_a_title():
    assert problem(418, "/")["title"] == "I'm a Teapot"
