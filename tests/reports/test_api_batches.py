"""Up to a thousand values in one call: all or none, or the good ones, each with its answer."""

import json

import pytest

from indicators.models import Measurement
from tests.factories import CycleFactory, IndicatorFactory

pytestmark = pytest.mark.django_db
URL = "/api/v1/measurements/"


@pytest.fixture
def card(world):
    CycleFactory()
    return IndicatorFactory(code="K-1")


def rows(*values):
    return [
        {"department": "BUREAU", "indicator": "K-1", "period": f"2023-{n:02}", "value": value}
        for n, value in enumerate(values, 1)
    ]


def send(client, body, query="", **headers):
    return client.post(URL + query, json.dumps(body), "application/json", headers=headers)


def test_all_rows_are_recorded_and_told(world, card):
    answer = send(world.client("manager"), rows("1", "2", "3"))
    body = answer.json()
    assert (answer.status_code, body["recorded"], body["refused"]) == (201, 3, 0)
    assert [row["measurement"]["period"]["label"] for row in body["results"]] == [
        "2023-01", "2023-02", "2023-03",
    ]  # fmt: skip


def test_one_bad_row_ends_all_and_each_fault_has_its_pointer(world, card):
    body = [*rows("1", "x"), {"department": "OTHER", "indicator": "K-9", "period": "2023-01",
                              "value": "1"}]  # fmt: skip
    answer = send(world.client("manager"), body)
    assert answer.status_code == 400
    assert [error["pointer"] for error in answer.json()["errors"]] == ["/1/value", "/2/department"]
    assert not Measurement.objects.exists()


def test_partial_records_the_good_rows_and_tells_the_others(world, card):
    answer = send(world.client("manager"), rows("1", "x", "3"), "?partial=true")
    body = answer.json()
    assert (answer.status_code, body["recorded"], body["refused"]) == (207, 2, 1)
    assert [row["status"] for row in body["results"]] == [201, 400, 201]
    assert body["results"][1]["problem"]["errors"][0]["pointer"] == "/1/value"
    assert Measurement.objects.count() == 2


def test_row_of_another_department_is_refused_alone(world, card):
    body = [*rows("1"), {**rows("2")[0], "department": "CITY", "period": "2023-02"}]
    client = world.client("office")
    assert send(client, body).status_code == 201
    answer = send(world.client("employee"), [{**rows("5")[0], "department": "DIVISION"}])
    assert answer.status_code == 201


def test_repeat_with_the_same_key_records_nothing_twice(world, card):
    client, key = world.client("manager"), {"Idempotency-Key": "batch-1"}
    first = send(client, rows("1", "2"), **key)
    again = send(client, rows("1", "2"), **key)
    assert (again.status_code, again.json()) == (201, first.json())
    assert again.headers["Idempotent-Replayed"] == "true"
    assert send(client, rows("9"), **key).status_code == 422
    assert Measurement.objects.count() == 2


@pytest.mark.parametrize("body", [[], [{}] * 1001, [1], ["x"], [[]]])
def test_batch_of_a_wrong_size_or_shape_is_refused(world, card, body):
    assert send(world.client("manager"), body).status_code == 400


def test_unknown_word_for_partial_is_refused(world, card):
    assert send(world.client("manager"), rows("1"), "?partial=perhaps").status_code == 400
