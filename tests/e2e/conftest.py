"""A browser in front of Linhu: the demo, loaded once per worker into a database of its own."""

from collections.abc import Iterator
from contextlib import ExitStack
from typing import Any

import pytest
from django.db import connections
from playwright.sync_api import Browser
from pytest_django.live_server_helper import LiveServer


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "tests/e2e/" in item.path.as_posix():
            item.add_marker("browser")


@pytest.fixture(scope="session")
def linhu(django_db_setup: None, django_db_blocker: Any) -> Iterator[str]:
    """The name of a copy of the test database that holds the scored demo."""
    from tests.e2e import database

    with django_db_blocker.unblock():
        name = database.build()
    yield name
    with django_db_blocker.unblock():
        database.drop(name)


@pytest.fixture(autouse=True)
def in_linhu(request: pytest.FixtureRequest, linhu: str, db: None) -> Iterator[None]:
    """For the time of one test, the database is Linhu: for a journey, a copy of it."""
    from tests.e2e import database

    with ExitStack() as stack:
        name = linhu
        if request.path.name.startswith("test_journeys"):
            name = stack.enter_context(database.copied(linhu))
        stack.enter_context(database.standing_in(name))
        yield


@pytest.fixture(scope="session")
def site(browser: Browser) -> Iterator[LiveServer]:
    """The web server. Not pytest-django's: that one empties the database after every test."""
    server = LiveServer("localhost")
    yield server
    server.stop()
    # Playwright runs an event loop in this thread, and what connects inside it is a connection of
    # its own: nobody closes it once the loop has ended.
    connections.close_all()


@pytest.fixture(scope="session")
def doors(browser: Browser, site: LiveServer) -> Iterator[Any]:
    from tests.e2e.doors import Doors

    opened = Doors(browser, site)
    yield opened
    opened.close()
