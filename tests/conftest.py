"""What every test gets: fast passwords, an empty cache, a browser where there is one."""

import gc
import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import cache
from django.core.management.commands import flush
from django.db import OperationalError, connection
from django.db.backends.postgresql.operations import DatabaseOperations
from django.utils import translation
from hypothesis import HealthCheck, settings
from psycopg2.errors import DeadlockDetected

from perfmgmt import embedded
from tests.examples import cases

# A test that commits ends with TRUNCATE, which append-only tables refuse: only that fence is down,
# and the test of a fence puts it up again.
PUT_DOWN = """
DO $$
DECLARE fence record;
BEGIN
    FOR fence IN SELECT tgrelid::regclass AS fenced, tgname FROM pg_trigger
                 WHERE tgtype & 32 <> 0 AND NOT tgisinternal
    LOOP EXECUTE format('ALTER TABLE %s DISABLE TRIGGER %I', fence.fenced, fence.tgname);
    END LOOP;
END $$
"""

# A browser that was killed leaves the server's connection behind, and the database could not go.
OTHERS = """
SELECT pg_terminate_backend(pid) FROM pg_stat_activity
 WHERE datname = current_database() AND pid <> pg_backend_pid()
"""

# Fewer cases of each property while one works; the build looks at as many as a test names.
settings.register_profile(
    "here", max_examples=cases(100), deadline=None,
    suppress_health_check=[HealthCheck.too_slow],  # says more of the machine than of the test
)  # fmt: skip
if not os.environ.get("CI"):
    settings.load_profile("here")

# The names of models, the scales and the two streams of the house; other streams come from tests.
WRITTEN_BY_MIGRATIONS = (
    "django_content_type", "auth_permission", "feedback_ratingscale", "feedback_stream",
)  # fmt: skip
STREAMS = "DELETE FROM feedback_stream WHERE kind NOT IN ('receipt', 'open')"

FLUSH, EXECUTE = DatabaseOperations.sql_flush, DatabaseOperations.execute_sql_flush
TRIES = 3

BROWSERS = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")


def pytest_collection_finish() -> None:
    """What was imported stays: the collector need not walk through it again and again."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)


def browser_path() -> str | None:
    """The Chromium that CHROMIUM_PATH names, or the first one on the path."""
    named = os.environ.get("CHROMIUM_PATH")
    return named or next((found for name in BROWSERS if (found := shutil.which(name))), None)


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    path = browser_path()
    if path is None or not Path(path).exists():
        missing = (
            "No Chromium found. Install chromium-headless-shell and fonts-noto-cjk, "
            "or name one in CHROMIUM_PATH."
        )
        if os.environ.get("CI"):
            pytest.fail(missing)
        pytest.skip(missing)
    sandbox = ["--no-sandbox"] if os.geteuid() == 0 else []
    return {**browser_type_launch_args, "executable_path": path, "args": sandbox}


@pytest.fixture(scope="session")
def django_db_modify_db_settings(
    django_db_modify_db_settings_parallel_suffix: None, django_db_blocker: Any
) -> None:
    from tests import template

    with django_db_blocker.unblock():
        connection.settings_dict["TEST"]["TEMPLATE"] = template.ensure()


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    with django_db_blocker.unblock(), connection.cursor() as cursor:
        cursor.execute(PUT_DOWN)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(DatabaseOperations, "sql_flush", emptying)
        patch.setattr(DatabaseOperations, "execute_sql_flush", emptied)
        patch.setattr(flush, "emit_post_migrate_signal", lambda *_args, **_options: None)
        yield
    with django_db_blocker.unblock(), connection.cursor() as cursor:
        cursor.execute(OTHERS)


def emptying(
    operations: DatabaseOperations, style: Any, tables: list[str], **options: Any
) -> list[str]:
    """Wipe what a test that commits has left; what migrations wrote stays."""
    asked = " UNION ALL ".join(
        f"SELECT '{table}' WHERE EXISTS (SELECT FROM {operations.quote_name(table)})"
        for table in tables
        if table not in WRITTEN_BY_MIGRATIONS
    )
    with operations.connection.cursor() as cursor:
        cursor.execute(asked)
        filled = [table for (table,) in cursor.fetchall()]
    return [*FLUSH(operations, style, filled, **(options | {"allow_cascade": True})), STREAMS]


def emptied(operations: DatabaseOperations, statements: list[str]) -> None:
    """Also when the server still answers a page that is closed by now, and both wait in a ring."""
    for tried in range(1, TRIES + 1):
        try:
            EXECUTE(operations, statements)
        except OperationalError as error:
            if tried == TRIES or not isinstance(error.__cause__, DeadlockDetected):
                raise
        else:
            return


@pytest.fixture(scope="session", autouse=True)
def fast_passwords() -> None:
    """Argon2 is slow on purpose; its own test names it."""
    from django.conf import settings

    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture(autouse=True)
def empty_cache(request: pytest.FixtureRequest) -> None:
    """Each test that may use the database starts with an empty cache, and asks for its policy."""
    if request.node.get_closest_marker("django_db") or "db" in request.fixturenames:
        from appraisals.services.policy import pack

        embedded.ensure()
        cache.clear()
        pack.cache_clear()


@pytest.fixture
def world(db: None) -> Iterator[Any]:
    """Four departments and one user per role: see tests/world.py."""
    from tests.kept import SHELF
    from tests.world import build

    yield SHELF.begin(build)
    SHELF.end()


@pytest.fixture(autouse=True)
def in_english() -> Iterator[None]:
    """A page in another language leaves that language behind for the next test."""
    with translation.override("en"):
        yield
