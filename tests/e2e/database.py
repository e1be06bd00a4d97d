"""Linhu in a database beside that of the other tests: loading it takes longer than most tests.

Whoever only looks shares it; a journey writes in a copy of its own, which is gone afterwards.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from io import StringIO

from django.core.management import call_command
from django.db import connections

from perfmgmt.demo_city import CYCLE

SUFFIX = "linhu"
ALONE = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s"


def build() -> str:
    """Copy the empty test database, load the demo into the copy, score it; returns its name."""
    creation = connections["default"].creation
    creation.clone_test_db(SUFFIX, verbosity=0, autoclobber=True)
    name = creation.get_test_db_clone_settings(SUFFIX)["NAME"]
    with standing_in(name):
        call_command("load_demo", stdout=StringIO())
        call_command("score", CYCLE, "--inline", stdout=StringIO())
    return name


@contextmanager
def standing_in(name: str) -> Iterator[None]:
    """Inside, the database is `name`, for this thread and for all that connect from now on."""
    tests, shared = connections["default"], connections.settings["default"]
    former, shared["NAME"] = shared["NAME"], name
    connections["default"] = tests.copy()
    try:
        yield
    finally:
        connections["default"].close()
        connections["default"] = tests
        shared["NAME"] = former


@contextmanager
def copied(name: str) -> Iterator[str]:
    """Inside, there is a copy of the database `name`; yields the name of the copy."""
    copy = f"{name}_copy"
    with connections["default"]._nodb_cursor() as cursor:
        cursor.execute(ALONE, [name])  # a template must have nobody connected
        cursor.execute(f'CREATE DATABASE "{copy}" TEMPLATE "{name}" STRATEGY file_copy')
    yield copy
    drop(copy)


def drop(name: str) -> None:
    with connections["default"]._nodb_cursor() as cursor:
        cursor.execute(f'DROP DATABASE "{name}" WITH (FORCE)')
