import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from perfmgmt import health

READY = {"database": True, "migrations": True, "broker": True}


@pytest.fixture(autouse=True)
def not_yet_migrated(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(health, "_migrated", False)


def test_livez_answers_without_the_database(client: Client) -> None:
    """pytest-django forbids the database here: touching it would fail."""
    response = client.get("/livez")
    assert (response.status_code, response.json()) == (200, {"status": "ok"})


@pytest.mark.django_db
def test_readyz_names_what_it_checked(client: Client) -> None:
    response = client.get("/readyz")
    assert (response.status_code, response.json()) == (200, {"status": "ok", "checks": READY})


@pytest.mark.django_db
def test_readyz_looks_for_migrations_until_they_are_applied(client: Client) -> None:
    client.get("/readyz")
    with CaptureQueriesContext(connection) as queries:
        client.get("/readyz")
    assert [query["sql"] for query in queries] == ["SELECT 1"]


@pytest.mark.django_db
def test_readyz_answers_to_a_probe_by_address(client: Client) -> None:
    assert client.get("/readyz", headers={"host": "10.0.0.7:8000"}).status_code == 200


@pytest.mark.django_db
def test_an_unapplied_migration_is_unready(client: Client) -> None:
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM django_migrations WHERE app = 'sessions'")
    response = client.get("/readyz")
    expected = {"status": "unavailable", "checks": READY | {"migrations": False}}
    assert (response.status_code, response.json()) == (503, expected)


@pytest.mark.django_db
def test_an_unreachable_broker_is_unready(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    app = health.app.__class__("nobody", broker="redis+socket:///nowhere/valkey.sock")
    monkeypatch.setattr(health, "app", app)
    response = client.get("/readyz")
    expected = {"status": "unavailable", "checks": READY | {"broker": False}}
    assert (response.status_code, response.json()) == (503, expected)
