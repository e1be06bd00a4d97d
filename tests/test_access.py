"""Who gets which answer: every address × method × role. The rows stand in tests/access/."""

import logging
import re
from contextlib import nullcontext
from copy import copy, deepcopy
from functools import lru_cache, wraps
from unittest import mock

import pytest
from django.contrib.auth.backends import ModelBackend
from django.contrib.sessions.backends.db import SessionStore
from django.core.cache import cache
from django.db import connection, transaction
from django.template.backends.django import Template
from django.test import Client
from django.urls import get_resolver, path, reverse
from django.utils.translation import get_language, override

from departments.queries import kept_grants
from perfmgmt import urls
from tests import world as worlds
from tests.access.table import METHODS, addresses, merged, stale, uncovered
from tests.kept import SHELF
from tests.world import EVERYBODY

ACCESS, KWARGS = merged()
REFUSED = {401, 403, 404, 405}
SIGN_IN = {"/en/accounts/login/", "/en/accounts/reauthenticate/", "/en/admin/login/"}
PROBES = ("/livez", "/readyz")


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


def test_head_is_answered_like_get():
    different = [name for name, method in ACCESS if method == "HEAD"
                 and ACCESS[name, "HEAD"] != ACCESS.get((name, "GET"))]  # fmt: skip
    assert different == []


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


def loaded_once(load):
    """`load`, asked once for each session: those of the roles stay as they are here."""
    found = {}

    @wraps(load)
    def copied(self):
        if self.session_key not in found:
            found[self.session_key] = load(self)
        return deepcopy(found[self.session_key])

    return copied


def found_once(resolve):
    """`resolve`, asked once for each address in each language: roles and methods do not matter."""
    found = lru_cache(lambda path, _language: resolve(path))
    return lambda path: found(path, get_language())


class Accounts:
    """Who signs in with a request, with the grants that he holds at the address asked now."""

    # All that an account and its grants are read from.
    ROWS = " UNION ALL ".join(
        f"SELECT md5(string_agg(t::text, '' ORDER BY id)) FROM {table} t"
        for table in ("departments_user", "departments_rolegrant", "departments_delegation",
                      "departments_notification")
    )  # fmt: skip

    def __init__(self):
        self.load, self.found, self.seen = ModelBackend().get_user, {}, None

    def look_again(self):
        """The next address may have come with other rows; mostly it has not."""
        with connection.cursor() as cursor:
            cursor.execute(self.ROWS)
            seen = cursor.fetchall()
        if seen != self.seen:
            self.seen, self.found = seen, {}

    def get_user(self, pk):
        if pk not in self.found:
            self.found[pk] = user = self.load(pk)
            user.of_one_request = True
            kept_grants(user)
        return copy(self.found[pk])


@pytest.fixture(scope="module")
def house(django_db_setup, django_db_blocker):
    """The shared world and the cookies of each role, made once for all addresses, then undone."""
    logging.disable(
        logging.CRITICAL
    )  # thousands of refusals would take longer to tell than to give
    with django_db_blocker.unblock(), transaction.atomic(), pytest.MonkeyPatch.context() as patch:
        world = SHELF.begin(worlds.build)
        clients = {role: LeanClient(world.client(role)) for role in EVERYBODY}
        accounts = Accounts()
        patch.setattr(SessionStore, "load", loaded_once(SessionStore.load))
        patch.setattr(ModelBackend, "get_user", accounts.get_user)
        patch.setattr(get_resolver(), "resolve", found_once(get_resolver().resolve))
        yield world, clients, accounts
        SHELF.end()
        transaction.set_rollback(True)
    logging.disable(logging.NOTSET)


@pytest.mark.django_db
@pytest.mark.parametrize("name", sorted({name for name, _method in ACCESS} & addresses().keys()))
def test_answers(house, name):
    world, clients, accounts = house
    SHELF.rolled_back()
    place = place_of(name, KWARGS[name](world) if name in KWARGS else {})
    accounts.look_again()
    savepoint = transaction.savepoint()
    wrong = {}
    for role in EVERYBODY:
        cache.clear()  # else the limits of the sign-in pages answer 429
        for method in methods_of(name):
            status, target = answer(clients[role], method, place, savepoint)
            if not fits(name, method, role, status, target):
                wrong[method, role] = status, target
    assert wrong == {}, f"{name} at {place} answers {wrong}"


def methods_of(name):
    """All, but HEAD only where a row names it: Django answers it as a GET without a body."""
    return [method for method in METHODS if method != "HEAD" or (name, "HEAD") in ACCESS]


def drawing(method):
    """Nothing is drawn for a HEAD, whose page GET has just drawn for the same role."""
    return (
        mock.patch.object(Template, "render", return_value="")
        if method == "HEAD"
        else nullcontext()
    )


class LeanClient(Client):
    """Looks at status and headers only: keeps no copy of a context, and takes no cookie."""

    def __init__(self, signed_in):
        super().__init__()
        self.cookies = signed_in.cookies

    def request(self, **request):
        return self.handler(self._base_environ(**request))


def place_of(name, kwargs):
    """The address in English. An address without name stands for itself, its arguments 1."""
    if name.startswith("/"):
        return "/en" + re.sub(r"<[^>]+>|\(.*", "1", name)
    with override("en"):
        return reverse(name, kwargs=kwargs)


def answer(client, method, place, savepoint):
    """Status and redirect of one request, whose effects are undone."""
    body = {"content_type": "application/json"} if place.startswith("/api/") else {}
    if method in ("GET", "HEAD"):
        body = {}
    elif body:
        body["data"] = "{}"
    with drawing(method):
        response = getattr(client, method.lower())(place, **body)
        if response.streaming:
            b"".join(response.streaming_content)
    transaction.savepoint_rollback(savepoint)
    return response.status_code, response.headers.get("Location", "")


def fits(name, method, role, status, target):
    """Whether the answer is that of the row; without a row, whether it is a refusal."""
    row = ACCESS.get((name, method))
    if row is not None:
        return status == row[role]
    return status in REFUSED or (status == 302 and target.partition("?")[0] in SIGN_IN)


@pytest.mark.django_db
@pytest.mark.parametrize("probe", PROBES)
def test_probes_answer_anybody(house, probe):
    for client in house[1].values():
        assert client.get(probe).status_code == 200


def test_count(capsys):
    """How many cells the table has: addresses × methods × roles."""
    asked = sum(len(methods_of(name)) for name in addresses()) + len(PROBES)
    with capsys.disabled():
        print(f"\naccess table: {asked * len(EVERYBODY):,} cells")  # noqa: T201 -- asked for
