"""Who gets which answer: every address × method × role. The rows stand in tests/access/."""

import json
import logging
import re

import pytest
from django.core.cache import cache
from django.db import transaction
from django.urls import path, reverse
from django.utils.translation import override

from perfmgmt import urls
from tests.access.table import METHODS, addresses, merged, stale, uncovered
from tests.world import EVERYBODY

ACCESS, KWARGS = merged()
REFUSED = {401, 403, 404, 405}
SIGN_IN = {"/en/accounts/login/", "/en/accounts/reauthenticate/", "/en/admin/login/"}
CELLS = []


def test_every_address_has_a_row():
    assert uncovered(ACCESS) == []


def test_every_row_has_an_address():
    assert stale(ACCESS) == []


def test_every_row_names_every_role_and_a_known_method():
    incomplete = {
        row: sorted(set(EVERYBODY) ^ answers.keys())
        for row, answers in ACCESS.items()
        if answers.keys() != set(EVERYBODY) or row[1] not in METHODS
    }
    assert incomplete == {}


def test_arguments_are_made_for_known_addresses_only():
    assert KWARGS.keys() - addresses().keys() == set()


def planted_view(request):
    raise AssertionError("never called")


urlpatterns = [
    *urls.urlpatterns,
    path("planted/", planted_view, name="planted"),
    path("unnamed/<int:pk>/", planted_view),
]


def test_a_planted_address_turns_the_table_red():
    assert uncovered(ACCESS, __name__) == ["/unnamed/<int:pk>/", "planted"]


def test_a_forgotten_row_turns_the_table_red():
    name = next(iter(ACCESS))[0]
    without = {row: answers for row, answers in ACCESS.items() if row[0] != name}
    assert uncovered(without) == [name]


@pytest.fixture
def quiet():
    """Thousands of refusals, each with its traceback, would take longer than the answers."""
    logging.disable(logging.CRITICAL)
    yield
    logging.disable(logging.NOTSET)


@pytest.mark.usefixtures("quiet")
@pytest.mark.parametrize("name", sorted({name for name, _method in ACCESS} & addresses().keys()))
def test_answers(world, name):
    kwargs = KWARGS[name](world) if name in KWARGS else {}
    place = place_of(name, kwargs)
    wrong = {}
    for role in EVERYBODY:
        client = world.client(role)
        cache.clear()  # else the limits of the sign-in pages answer 429
        cookies = client.cookies.copy()
        for method in METHODS:
            if method == "HEAD" and (name, "HEAD") not in ACCESS:
                continue  # Django answers it as a GET without a body
            client.cookies = cookies.copy()
            status, target = answer(client, method, place)
            CELLS.append((name, method, role))
            if not fits(name, method, role, status, target):
                wrong[method, role] = status, target
    assert wrong == {}, f"{name} at {place} answers {wrong}"


def place_of(name, kwargs):
    """The address in English. An address without name stands for itself, its arguments 1."""
    if name.startswith("/"):
        return "/en" + re.sub(r"<[^>]+>|\(.*", "1", name)
    with override("en"):
        return reverse(name, kwargs=kwargs)


def answer(client, method, place):
    """Status and redirect of one request, whose effects are undone."""
    body = {"content_type": "application/json"} if place.startswith("/api/") else {}
    if method in ("GET", "HEAD"):
        body = {}
    elif body:
        body["data"] = "{}"
    with transaction.atomic():
        response = getattr(client, method.lower())(place, **body)
        if response.streaming:
            b"".join(response.streaming_content)
        transaction.set_rollback(True)
    return response.status_code, response.headers.get("Location", "")


def fits(name, method, role, status, target):
    """Whether the answer is that of the row; without a row, whether it is a refusal."""
    row = ACCESS.get((name, method))
    if row is not None:
        return status == row[role]
    return status in REFUSED or (status == 302 and target.partition("?")[0] in SIGN_IN)


def test_probes_answer_anybody(world):
    for role in EVERYBODY:
        for place in ("/livez", "/readyz"):
            assert world.client(role).get(place).status_code == 200
            CELLS.append((place, "GET", role))


def test_count(capsys):
    """Last in the file: how many cells were asked in this process."""
    with capsys.disabled():
        print(json.dumps({"access_cells": len(CELLS), "open_rows": len(ACCESS)}))  # noqa: T201 -- the count is asked for
