"""What many tests build first is built once by each worker, and copied in after that.

`world` begins a test with rows that are the same for the whole worker, down to their numbers. A
maker marked `@kept` that is called over rows known here - the world's, or what a kept maker has
left over them - leaves the same rows each time: it runs once, and the next test copies them in
instead, a tenth of the work. Over any other row, and in a test that commits, it simply runs.
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
# Where a service or a factory has written before the world comes in, or triggers cannot rest.
PLAINLY = "SELECT current_setting('is_superuser') = 'off' OR " + " OR ".join(
    f"EXISTS (SELECT FROM {table})"
    for table in (
        "audit_entry", "departments_user", "departments_department", "departments_policypack",
        "departments_calendarday", "indicators_period", "indicators_indicator",
    )
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class State:
    """All rows after a maker, those that it changed, what it returned, and how to know them."""

    key: Any
    rows: Rows
    changed: Rows
    returned: bytes
    look: str  # the question that a database in this state answers with `seen`
    seen: Any


class Shelf:
    """The states of one worker's database. Its sequences never give a number twice."""

    def __init__(self) -> None:
        self.columns: dict[str, str] = {}
        self.filled = ""  # the question which tables hold rows
        self.empty: Rows = {}  # what stands in a table at the start of every test
        self.states: dict[Any, State] = {}
        self.now: State | None = None  # what the last kept maker of this test has left

    def begin(self, build: Callable[[], Any]) -> Any:
        """The world: the kept one in a test that ends with a rollback and has written nothing."""
        self.now = None
        if not connection.in_atomic_block or asked(PLAINLY) == [(True,)]:
            return build()
        if not self.columns:
            self.columns = {name: each for name, each in asked(TABLES) if name not in NOBODYS}
            self.filled = " UNION ALL ".join(
                f"SELECT '{table}' WHERE EXISTS (SELECT FROM ONLY {table})"
                for table in self.columns
            )
            self.empty = self.dump()
        return self.fetch("world", build)

    def rolled_back(self) -> None:
        """What came after the world is gone."""
        self.now = self.states.get("world")

    def end(self) -> None:
        self.now = None

    def fetch(self, key: Any, build: Callable[[], Any]) -> Any:
        """What `build` returns, its rows in place."""
        before, key = (self.now.rows, (self.now.key, key)) if self.now else (self.empty, key)
        if found := self.states.get(key):
            self.copy_in(found.changed, before)
            self.now = found
            return pickle.loads(found.returned)
        self.now = None  # a maker called by this one is not over known rows
        returned = build()
        self.now = self.states[key] = self.state_of(key, before, pickle.dumps(returned))
        return returned

    def state_of(self, key: Any, before: Rows, returned: bytes) -> State:
        rows = self.dump()
        changed = {table: rows.get(table, "") for table in before | rows
                   if before.get(table) != rows.get(table)}  # fmt: skip
        look = " UNION ALL ".join(
            f"SELECT md5(string_agg(t::text, '' ORDER BY t::text)) FROM ONLY {table} t"
            for table in rows
        )
        return State(key, rows, changed, returned, look, asked(look))

    def knows(self) -> bool:
        """Whether the rows are those that the last kept maker left, and no other."""
        now = self.now
        return now is not None and asked(self.filled) == [(t,) for t in self.columns
            if t in now.rows] and asked(now.look) == now.seen  # fmt: skip

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
