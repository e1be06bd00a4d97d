"""The sealer: takes entries from the queue and closes them into the next seal of the chain."""

from typing import Any

from django.db import connection, transaction

from audit import heads
from audit.ledger import NOTHING_BEFORE, EntryRow, SealRow, make_seal

BATCH = 10_000  # entries in one seal
LOCK = 0x5EA1  # of PostgreSQL's advisory locks: one sealer at a time

WAITING = "SELECT EXISTS (SELECT FROM audit_unsealed)"
# A queue row whose entry is gone stays, so that the verification finds it.
TAKE = """
WITH taken AS (
    DELETE FROM audit_unsealed WHERE entry_id IN (
        SELECT entry_id FROM audit_unsealed JOIN audit_entry ON id = entry_id
        ORDER BY entry_id LIMIT %s
    ) RETURNING entry_id
)
SELECT id, at, actor, verb, target_type, target_id, digest
FROM taken JOIN audit_entry ON id = entry_id ORDER BY id
"""
LAST = "SELECT number, hash FROM audit_seal ORDER BY number DESC LIMIT 1"
STORE = """
INSERT INTO audit_seal (number, sealed_at, entry_ids, leaves, root, previous, hash)
VALUES (%s, %s, %s, %s, %s, %s, %s)
"""


def seal_pending(batch: int = BATCH) -> int:
    """Seal everything that waits, `batch` entries at a time; returns how many were sealed.

    Safe to run twice at once: the second finds the lock taken and leaves. One query when nothing
    waits. Entries of transactions that still run are not in the queue yet, so none is skipped.
    """
    with connection.cursor() as cursor:
        cursor.execute(WAITING)
        if not cursor.fetchone()[0]:
            return 0
    sealed = 0
    while seal := next_seal(batch):
        sealed += len(seal.entry_ids)
        if len(seal.entry_ids) < batch:
            break
    return sealed


@transaction.atomic
def next_seal(batch: int) -> SealRow | None:
    """One seal over the oldest entries of the queue, or None: nothing waits, or one is at it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [LOCK])
        if not cursor.fetchone()[0]:
            return None
        cursor.execute(TAKE, [batch])
        entries = [entry_of(row) for row in cursor.fetchall()]
        if not entries:
            return None
        cursor.execute(LAST)
        number, previous = cursor.fetchone() or (0, NOTHING_BEFORE)
        cursor.execute("SELECT clock_timestamp()")
        (sealed_at,) = cursor.fetchone()
        seal = make_seal(number + 1, sealed_at, entries, bytes(previous))
        cursor.execute(STORE, list(seal))
    transaction.on_commit(lambda: heads.publish(seal))
    return seal


def entry_of(row: tuple[Any, ...]) -> EntryRow:
    *columns, digest = row
    return EntryRow._make((*columns, bytes(digest), b"", None))
