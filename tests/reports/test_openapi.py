"""The description of the REST interface is complete, and the interface keeps to it."""

import os

import pytest
import schemathesis
from django.core.cache import cache
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections, transaction
from hypothesis import HealthCheck, given, settings
from rest_framework.throttling import UserRateThrottle
from schemathesis.specs.openapi.checks import ignored_auth, positive_data_acceptance

from reports.models import Scope
from tests.access.table import addresses
from tests.reports import board as boards
from tests.reports.callers import secret_of

# `API_FUZZ=200 pytest …` looks longer; in the suite a few cases for each operation.
CASES = int(os.environ.get("API_FUZZ", "8" if os.environ.get("CI") else "3"))
# Our token goes before a made-up one (test_tokens asks what wrong ones get); a code of the right
# form may still be nobody's, a cursor a forgery.
NOT_ASKED = [ignored_auth, positive_data_acceptance]


@pytest.fixture
def description(world):
    return world.client("office").get("/api/schema/").json()


def test_every_address_is_described(description):
    described = {
        operation["operationId"]
        for path in description["paths"].values()
        for operation in path.values()
    }
    names = [name for name in addresses() if name.startswith("api:")]
    assert len(described) == 72
    assert len(description["paths"]) == len(names)


def test_a_program_made_from_it_is_the_same_in_both_languages(world, description):
    chinese = world.client("office").get("/api/schema/", headers={"accept-language": "zh-hans"})
    schemas = chinese.json()["components"]["schemas"]
    assert schemas.keys() == description["components"]["schemas"].keys()
    assert schemas != description["components"]["schemas"]  # the words are Chinese


def test_every_operation_tells_its_problems(description):
    operations = [op for path in description["paths"].values() for op in path.values()]
    assert all("default" in operation["responses"] for operation in operations)
    assert all({"token": []} in operation["security"] for operation in operations)


def test_decimals_are_strings_and_codes_are_listed(description):
    schemas = description["components"]["schemas"]
    assert schemas["Score"]["properties"]["attainment"]["type"] == ["string", "null"]
    assert schemas["DirectionEnum"]["enum"] == [
        "higher", "lower", "range", "exact", "none",
    ]  # fmt: skip


def test_a_whole_run_as_json_is_described_as_rows(description):
    (answer,) = (
        path["get"]["responses"]["200"]["content"]["application/json"]["schema"]
        for name, path in description["paths"].items()
        if name.endswith("/scores.json")
    )
    assert answer == {"type": "array", "items": {"type": "object"}}


@pytest.fixture
def calm(monkeypatch):
    """No throttles, and the connection of the test stays open between requests."""
    monkeypatch.setattr(UserRateThrottle, "THROTTLE_RATES", {"user": "100000/s"})
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)
    cache.clear()


@pytest.mark.parametrize("role", ["office", "auditor"])
def test_no_request_breaks_it(world, description, calm, role, tmp_path):
    """Random requests along the description: no 5xx, nothing that it does not promise."""
    boards.build(world)
    schema = schemathesis.openapi.from_dict(description)
    schema.app = closed(get_wsgi_application())
    headers = {"Authorization": f"Bearer {secret_of(world.user(role), *Scope.values)}"}
    for operation in schema.get_all_operations():
        attack(operation.ok(), headers)


def closed(application):
    """What a web server does with a file it has sent: it closes it."""

    def serve(environ, start_response):
        answer = application(environ, start_response)
        try:
            return [b"".join(answer)]
        finally:
            answer.close()

    return serve


def attack(operation, headers):
    @settings(
        max_examples=CASES,
        deadline=None,
        database=None,
        derandomize=True,
        suppress_health_check=list(HealthCheck),
    )
    @given(case=operation.as_strategy())
    def run(case):
        with transaction.atomic():
            response = case.call(headers=headers)
            transaction.set_rollback(True)
        case.validate_response(response, excluded_checks=NOT_ASKED)

    run()
