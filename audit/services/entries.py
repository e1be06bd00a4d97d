"""One entry for every write, in the transaction of that write."""

import re
import secrets
from collections.abc import Iterable, Mapping
from typing import Any

from django.db import connection, models, transaction

from audit import ledger, rehearsing
from audit.models import Entry
from audit.queries import READ

Target = models.Model | tuple[str, Any]

VERB = re.compile(r"[a-z]+(\.[a-z][a-z0-9_]*)+")
SALT = 16  # bytes
LONGEST_VERB, LONGEST_TYPE, LONGEST_ID = 60, 60, 80  # characters

COLUMNS = "(actor, verb, target_type, target_id, salt, details, digest)"


def insert_sql(target_id: str = "%(entry_target_id)s::text", source: str = "") -> str:
    """The INSERT of one entry, to stand alone or as one part of a longer WITH statement.

    Shape:  takes the parameters of `entry_values`, returns the columns id and at. `target_id` may
            be an SQL expression, `source` a FROM clause: `insert_sql("(written.id)::text",
            "FROM written")` adds an entry for each row that the part `written` really wrote.
    Errors: the caller's text is SQL and must be a constant.
    """
    return (
        f"INSERT INTO audit_entry {COLUMNS}"
        " SELECT %(entry_actor)s::bigint, %(entry_verb)s::text, %(entry_target_type)s::text,"
        f" {target_id}, %(entry_salt)s::bytea, %(entry_details)s::jsonb, %(entry_digest)s::bytea"
        f" {source} RETURNING id, at"
    )


INSERT_SQL = insert_sql()
INSERT_MANY_SQL = (
    f"INSERT INTO audit_entry {COLUMNS}"  # noqa: S608 -- constants of ours
    " SELECT %s::bigint, * FROM unnest(%s::text[], %s::text[], %s::text[], %s::bytea[],"
    " %s::jsonb[], %s::bytea[])"
)


def entry_values(verb: str, target: Target, *, by: Any, details: Any) -> dict[str, Any]:
    """The parameters of `insert_sql`: checked, details canonical, digest salted and computed.

    Errors: ValueError or TypeError for a verb, target, actor or details the ledger cannot hold.
    """
    if len(verb) > LONGEST_VERB or not VERB.fullmatch(verb):
        raise ValueError(f"a verb is written 'room.verb', not {verb!r}")
    target_type, target_id = named(target)
    text = ledger.canonical(staged(details, by))
    salt = secrets.token_bytes(SALT)
    return {
        "entry_actor": number_of(by),
        "entry_verb": verb,
        "entry_target_type": target_type,
        "entry_target_id": target_id,
        "entry_salt": salt,
        "entry_details": text,
        "entry_digest": ledger.digest_of(salt, text),
    }


def named(target: Target) -> tuple[str, str]:
    """The type and the id that the ledger keeps of a row."""
    if isinstance(target, models.Model):
        if target.pk is None:
            raise ValueError("save the row first: the ledger names it by its id")
        target = (target._meta.label, target.pk)  # noqa: SLF001 -- Django documents it
    target_type, target_id = target[0], str(target[1])
    if not 0 < len(target_type) <= LONGEST_TYPE or not 0 < len(target_id) <= LONGEST_ID:
        raise ValueError(f"the ledger cannot name {target_type!r} {target_id!r}")
    return target_type, target_id


def number_of(by: Any) -> int | None:
    """The number of who really acts, also in a rehearsal; None where the house itself acts."""
    number = getattr(by, "pk", by)
    if number is None and by is not None:
        raise ValueError("nobody has signed in: a write needs an actor, or None for the house")
    stage = rehearsing.stage()
    if stage is not None and number is not None:
        number = stage.actor
    return number if number is None else int(number)


def staged(details: Any, by: Any) -> Any:
    """`details`, in a rehearsal with its number and whom the actor played. Rule L8."""
    stage = rehearsing.stage()
    if stage is None:
        return details
    return {**details, "rehearsal": stage.rehearsal, "acted_as": getattr(by, "pk", by)}


def inside_a_transaction() -> None:
    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError(
            "The ledger entry belongs into the transaction of the write it tells of: "
            "use transaction.atomic around both."
        )


def record(verb: str, target: Target, *, by: Any, details: Mapping[str, Any]) -> Entry:
    """Append one entry: one INSERT, which stands or falls with the caller's transaction.

    Errors: TransactionManagementError outside a transaction; those of `entry_values`.
    """
    inside_a_transaction()
    values = entry_values(verb, target, by=by, details=details)
    with connection.cursor() as cursor:
        cursor.execute(INSERT_SQL, values)
        entry_id, at = cursor.fetchone()
    return Entry(
        id=entry_id,
        at=at,
        details=ledger.plain(staged(details, by)),
        **{name: values[f"entry_{name}"] for name in FIELDS},
    )


FIELDS = ("actor", "verb", "target_type", "target_id", "salt", "digest")
LISTED = ("verb", "target_type", "target_id", "salt", "details", "digest")


def record_many(changes: Iterable[tuple[str, Target, Mapping[str, Any]]], *, by: Any) -> int:
    """Append one entry for each (verb, target, details), in order, in one INSERT. Returns how many.

    A write of many rows that nobody reads one by one is a single entry with a hash instead.
    """
    inside_a_transaction()
    rows = [entry_values(verb, target, by=by, details=details) for verb, target, details in changes]
    if rows:
        columns = [[row[f"entry_{name}"] for row in rows] for name in LISTED]
        with connection.cursor() as cursor:
            cursor.execute(INSERT_MANY_SQL, [number_of(by), *columns])
    return len(rows)


def record_read(what: str, *, by: Any, details: Mapping[str, Any]) -> Entry:
    """Append that somebody read `what` ("ledger", "api/scores"), with what he asked for.

    Opens its own transaction: a read has none of its own.
    """
    with transaction.atomic():
        return record(READ, ("read", what), by=by, details=details)
