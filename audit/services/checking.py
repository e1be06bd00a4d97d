"""The verification over the database, and the proof of one entry."""

import time
from collections.abc import Iterator, Sequence
from typing import Any

from django.db import connection, transaction

from audit import heads, proof, verification
from audit.ledger import EntryRow, SealRow
from audit.models import Entry, Seal
from audit.queries import CHECK
from audit.services.entries import record
from audit.verification import Finding, Report

SEALS = """
SELECT number, sealed_at, entry_ids, leaves, root, previous, hash FROM audit_seal ORDER BY number
"""
ENTRIES = """
SELECT id, at, actor, verb, target_type, target_id, digest, salt, details FROM audit_entry
"""
BY_ID = f"{ENTRIES} WHERE id = ANY(%s)"
WAITING = f"{ENTRIES} JOIN audit_unsealed ON entry_id = id ORDER BY id"
# Every entry lies in exactly one place: one seal or the queue. The lowest id that does not.
STRAY = """
WITH place AS (
    SELECT id, count(*) AS times, bool_or(queued) AS queued FROM (
        SELECT unnest(entry_ids) AS id, false AS queued FROM audit_seal
        UNION ALL SELECT entry_id, true FROM audit_unsealed
    ) AS places GROUP BY id
)
SELECT id, entry.id IS NULL, place.id IS NULL
FROM audit_entry AS entry FULL JOIN place USING (id)
WHERE entry.id IS NULL OR place.id IS NULL OR times > 1
ORDER BY id LIMIT 1
"""


def verify() -> Report:
    """Check the whole ledger as it is now, in constant memory, and name the first break.

    One snapshot: what others write or seal meanwhile is not looked at. Inside a transaction of the
    caller it is his snapshot. Writes nothing.
    """
    begun = time.perf_counter()
    report = Report()
    path = heads.file()
    bound = heads.size(path) if path and path.exists() else None
    outermost = not connection.in_atomic_block
    with transaction.atomic():
        if outermost:
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        known = heads.read(path, bound) if path and bound is not None else None
        verification.check_sealed(stored_seals(), fetch, known, report)
        if report.intact:
            verification.check_waiting(stream(WAITING), report)
        if report.intact:
            report.finding = stray()
    report.seconds = time.perf_counter() - begun
    return report


def stored_seals() -> Iterator[SealRow]:
    with connection.chunked_cursor() as cursor:
        cursor.execute(SEALS)
        while rows := cursor.fetchmany(20):
            for number, sealed_at, ids, *hashes in rows:
                yield SealRow(number, sealed_at, ids, *map(bytes, hashes))


def stream(sql: str) -> Iterator[EntryRow]:
    with connection.chunked_cursor() as cursor:
        cursor.execute(sql)
        while rows := cursor.fetchmany(verification.CHUNK):
            yield from map(entry_of, rows)


def fetch(ids: Sequence[int]) -> dict[int, EntryRow]:
    with connection.cursor() as cursor:
        cursor.execute(BY_ID, [list(ids)])
        return {row[0]: entry_of(row) for row in cursor.fetchall()}


def entry_of(row: tuple[Any, ...]) -> EntryRow:
    *columns, digest, salt, details = row
    return EntryRow._make((*columns, bytes(digest), bytes(salt), details))


def stray() -> Finding | None:
    """The first entry that lies in no place or in two, or a place without its entry."""
    with connection.cursor() as cursor:
        cursor.execute(STRAY)
        row = cursor.fetchone()
    if row is None:
        return None
    entry, gone, nowhere = row
    code = "queue-orphan" if gone else "entry-unqueued" if nowhere else "entry-twice"
    return Finding(code, None, entry)


def check(*, by: Any = None) -> Report:
    """Verify, and enter the result into the ledger: who looked last, and what he found."""
    report = verify()
    details = {
        "intact": report.intact,
        "entries": report.entries,
        "seals": report.seals,
        "unsealed": report.unsealed,
        "milliseconds": round(report.seconds * 1000),
        "finding": report.finding and report.finding._asdict(),
        "notices": [notice._asdict() for notice in report.notices],
    }
    with transaction.atomic():
        record(CHECK, ("ledger", report.seals), by=by, details=details)
    return report


def prove(entry_id: int) -> dict[str, Any]:
    """The proof that an entry lies in its seal, for `docs/verify_inclusion.py`.

    Errors: Entry.DoesNotExist; Seal.DoesNotExist while it waits for its seal.
    """
    entry = Entry.objects.get(pk=entry_id)
    seal = Seal.objects.holding(entry_id).get()
    return proof.of(entry, seal)
