"""What many tests build first is built once by each worker, and copied in after that.

`world` begins a test with rows that are the same for the whole worker, down to their numbers. A
maker marked `@kept` that is called over rows known here - the world's, or what a kept maker has
left over them - leaves the same rows each time: it runs once, and the next test copies them in
instead, a tenth of the work. Once anything else has written a row, and in a test that commits, it
simply runs.
"""

from __future__ import annotations

import datetime
import io
import pickle
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from functools import wraps
from typing import Any, TypeVar

from django.db import connection
from django.db.models import Model
from django.utils import timezone
from django.utils.translation import get_language
from time_machine import escape_hatch

from audit.rehearsing import stage
from tests.world import World

Maker = TypeVar("Maker", bound=Callable[..., Any])
Rows = dict[str, str]  # by table, as COPY writes them
PLAIN = (str, int, Decimal, datetime.date, type(None))

TABLES = """
SELECT c.oid::regclass::text, string_agg(quote_ident(attname), ', ' ORDER BY attnum)
  FROM pg_class c JOIN pg_attribute a ON attrelid = c.oid
 WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace
   AND attnum > 0 AND NOT attisdropped AND attgenerated = ''
 GROUP BY c.oid
"""
NOBODYS = ("django_session", "django_content_type", "auth_permission", "django_migrations")
WRITES = " + ".join(
    f"pg_stat_get_xact_tuples_{written}(t)" for written in ("inserted", "updated", "deleted")
)
# Where a service or a factory has written before the world comes in, triggers cannot rest, or the
# database does not count what is written.
PLAINLY = """
SELECT current_setting('is_superuser') = 'off' OR current_setting('track_counts') = 'off' OR
""" + " OR ".join(
    f"EXISTS (SELECT FROM {table})"
    for table in (
        "audit_entry", "departments_user", "departments_department", "departments_policypack",
        "departments_calendarday", "indicators_period", "indicators_indicator",
    )
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class State:
    """All rows after a maker, those that it changed, and what it returned."""

    key: Any
    rows: Rows
    changed: Rows
    returned: bytes


class Shelf:
    """The states of one worker's database. Its sequences never give a number twice."""

    def __init__(self) -> None:
        self.columns: dict[str, str] = {}
        self.count = ""  # the question how many rows this transaction has written so far
        self.empty: Rows = {}  # what stands in a table at the start of every test
        self.states: dict[Any, State] = {}
        self.now: State | None = None  # what the last kept maker of this test has left
        self.written: Any = None  # the answer to `count` then

    def begin(self, build: Callable[[], Any]) -> Any:
        """The world: the kept one in a test that ends with a rollback and has written nothing."""
        self.now = None
        if not connection.in_atomic_block or asked(PLAINLY) == [(True,)]:
            return build()
        if not self.columns:
            self.columns = {name: each for name, each in asked(TABLES) if name not in NOBODYS}
            tables = ", ".join(f"'{table}'" for table in self.columns)
            self.count = f"SELECT sum({WRITES}) FROM unnest(ARRAY[{tables}]::regclass[]::oid[]) t"
            self.empty = self.dump()
        return self.fetch("world", build)

    def rolled_back(self) -> None:
        """What came after the world is gone."""
        self.stand_at(self.states.get("world"))

    def end(self) -> None:
        self.now = None

    def fetch(self, key: Any, build: Callable[[], Any]) -> Any:
        """What `build` returns, its rows in place."""
        before, key = (self.now.rows, (self.now.key, key)) if self.now else (self.empty, key)
        if found := self.states.get(key):
            self.copy_in(found.changed, before)
            self.stand_at(found)
            return pickle.loads(found.returned)
        self.now = None  # a maker called by this one is not over known rows
        returned = build()
        rows = self.dump()
        changed = {table: rows.get(table, "") for table in before | rows
                   if before.get(table) != rows.get(table)}  # fmt: skip
        self.states[key] = State(key, rows, changed, pickle.dumps(returned))
        self.stand_at(self.states[key])
        return returned

    def stand_at(self, state: State | None) -> None:
        self.now, self.written = state, asked(self.count) if state else None

    def knows(self) -> bool:
        """Whether no row was written since the last kept maker; undone counts as written."""
        return self.now is not None and asked(self.count) == self.written

    def dump(self) -> Rows:
        found = {}
        with connection.cursor() as cursor:
            for table, columns in self.columns.items():
                text = io.StringIO()
                cursor.copy_expert(f"COPY (SELECT {columns} FROM ONLY {table}) TO STDOUT", text)
                if text.tell():
                    found[table] = text.getvalue()
        return found

    def copy_in(self, rows: Rows, before: Rows) -> None:
        """Rows that have passed every trigger and key once need not pass them again."""
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL session_replication_role = replica")
            for table, text in rows.items():
                if table in before:
                    cursor.execute(f"DELETE FROM ONLY {table}")
                cursor.copy_expert(
                    f"COPY {table} ({self.columns[table]}) FROM STDIN", io.StringIO(text)
                )
            cursor.execute("SET LOCAL session_replication_role = origin")


SHELF = Shelf()


def kept(build: Maker) -> Maker:
    """Mark a maker whose rows depend on the rows there, its arguments and the clock alone.

    Rows among its arguments are those of the database. A clock among them is moved to where the
    maker has moved it.
    """

    @wraps(build)
    def made(*arguments: Any, **fields: Any) -> Any:
        given = [*arguments, *fields.values()]
        clocks = [one for one in given if hasattr(one, "move_to")]
        names = [name_of(one) for one in given]
        if None in names or not SHELF.knows():
            return build(*arguments, **fields)

        def run() -> tuple[Any, Any]:
            return build(*arguments, **fields), timezone.now()

        key = (build.__module__, build.__qualname__, *names, *fields, *moment())
        returned, then = SHELF.fetch(key, run)
        for clock in clocks:
            clock.move_to(then)
        return returned

    return made  # type: ignore[return-value]


def name_of(given: Any) -> str | None:
    """How a key names an argument; None for what no key can name."""
    if isinstance(given, (list, tuple)):
        names = [name_of(one) for one in given]
        return None if None in names else repr(names)
    if isinstance(given, Model):
        return None if given.pk is None else f"{given._meta.label} {given.pk}"
    if isinstance(given, World) or hasattr(given, "move_to"):
        return type(given).__name__
    return repr(given) if isinstance(given, PLAIN) else None


def moment() -> tuple[str, str, str]:
    """A test that stands at a moment or on a stage of its own has rows of its own."""
    travelling = escape_hatch.is_travelling()
    now = timezone.now().isoformat(timespec="minutes" if travelling else "hours")
    return now, get_language(), repr(stage())


def asked(question: str) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(question)
        return list(cursor.fetchall())
