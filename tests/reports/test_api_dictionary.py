"""Definitions and targets over REST: findings, refusals of the policy, the file for auditors."""

import csv
import io
import json

import pytest

from indicators.models import Indicator, Target
from indicators.services import describe_indicator, open_cycle, set_target
from reports.models import Scope
from tests.factories import IndicatorFactory
from tests.indicators.test_cards import ruled
from tests.reports.callers import program

pytestmark = pytest.mark.django_db
CARDS, TARGETS = "/api/v1/indicators/", "/api/v1/targets/"


def post(client, url, body):
    return client.post(url, json.dumps(body), "application/json")


def sent(**more):
    return {
        "code": "K-1", "name": "Street lamps that work", "unit": "%", "direction": "higher",
        "per": 100, "formula": "lit ÷ all", "detail": {"verification": "A second count"},
    } | more  # fmt: skip


def test_an_indicator_is_defined_and_tells_its_findings(world):
    answer = post(program(world.office), CARDS, sent(kind="quality"))
    assert answer.status_code == 201, answer.json()
    body = answer.json()
    assert (body["detail"]["verification"], body["kind"]) == ("A second count", "quality")
    assert body["completeness"] == {"statements": 1, "filled": 6, "asked": 26}
    assert {"no_source", "no_purpose"} <= {finding["rule"] for finding in body["findings"]}
    assert Indicator.objects.get().detail.verification == "A second count"


def test_what_the_policy_refuses_is_422_with_a_pointer_for_each_reason(world):
    ruled(vague_verb="block", no_unit="block")
    answer = post(program(world.office), CARDS, sent(name="Improve street lighting", unit=""))
    assert (answer.status_code, answer["Content-Type"]) == (422, "application/problem+json")
    body = answer.json()
    assert body["type"] == "urn:perfmgmt:problem:not-smart"
    assert [(error["pointer"], error["rule"]) for error in body["errors"]] == [
        ("/name", "vague_verb"), ("/unit", "no_unit"),
    ]  # fmt: skip
    assert Indicator.objects.count() == 0


def test_a_target_is_set_and_refused_by_the_policy(world):
    cycle, card = ruled(over_ceiling="block"), IndicatorFactory(code="K-1", unit="%")
    body = {"cycle": cycle.name, "department": "BUREAU", "indicator": "K-1", "value": "90"}
    answer = post(program(world.manager), TARGETS, body)
    assert answer.status_code == 201, answer.json()
    assert "no_owner" in {finding["rule"] for finding in answer.json()["findings"]}
    refused = post(program(world.manager, name="b"), TARGETS, body | {"value": "120"})
    assert (refused.status_code, refused.json()["errors"][0]["pointer"]) == (422, "/value")
    elsewhere = post(program(world.manager, name="c"), TARGETS, body | {"department": "OTHER"})
    assert elsewhere.status_code == 400
    assert Target.objects.in_force().get(indicator=card).value == 90


def test_writing_needs_the_scope_and_the_role(world):
    assert post(program(world.office, Scope.READ_INDICATORS), CARDS, sent()).status_code == 403
    assert post(program(world.manager), CARDS, sent()).status_code == 403


@pytest.mark.parametrize("size", [1, 3])
def test_targets_with_findings_ask_as_often_for_three_as_for_one(
    world, size, django_assert_num_queries
):
    cycle = open_cycle("2026", by=None)
    for _ in range(size):
        set_target(world.bureau, IndicatorFactory(), cycle, value=1, by=None)
    client = world.client("manager")
    client.get(TARGETS)
    with django_assert_num_queries(6):
        assert len(client.get(TARGETS).json()["results"]) == size


def test_the_file_holds_every_edition_and_no_formula(world):
    card = IndicatorFactory(code="K-1", purpose="=1+1")
    IndicatorFactory(code="K-2")
    describe_indicator(card, by=world.office, purpose="Safety", reason="Audit")
    client = program(world.auditor)
    text = b"".join(client.get("/api/v1/dictionary.csv").streaming_content).decode()
    rows = list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"))))
    assert [(row["code"], row["edition"], row["by"], row["purpose"]) for row in rows] == [
        ("K-1", "0", "", "'=1+1"), ("K-1", "1", "office", "Safety"),
        ("K-2", "0", "", rows[2]["purpose"]),
    ]  # fmt: skip
    found = json.loads(b"".join(client.get("/api/v1/dictionary.json").streaming_content))
    assert [(row["code"], row["is_newest"]) for row in found] == [
        ("K-1", False), ("K-1", True), ("K-2", True),
    ]  # fmt: skip
    assert found[0]["purpose"] == "=1+1"


def test_an_empty_dictionary_is_an_empty_array(world):
    client = world.client("office")
    assert json.loads(b"".join(client.get("/api/v1/dictionary.json").streaming_content)) == []
