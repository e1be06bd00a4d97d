"""The triggers: what the database itself refuses, whoever asks."""

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from audit import services
from audit.models import Entry, Seal, Unsealed

pytestmark = pytest.mark.django_db

ENTRY = "is refused: the ledger is append-only"
SEAL = "is refused: seals are append-only"
QUEUE = "is refused: the queue is filled by new entries"


@pytest.fixture(autouse=True)
def a_sealed_and_a_waiting_entry(db):
    """And the fences against TRUNCATE, which other tests need down, are up."""
    services.record("room.deed", ("room.Thing", 1), by=None, details={})
    services.seal_pending()
    services.record("room.deed", ("room.Thing", 2), by=None, details={})
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        for table in ("audit_entry", "audit_seal", "audit_unsealed"):
            cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")


AGAIN = """
INSERT INTO audit_entry (id, verb, target_type, target_id, salt, details, digest)
SELECT id, verb, target_type, target_id, salt, details, digest FROM audit_entry
ON CONFLICT (id) DO UPDATE SET verb = 'x'
"""


@pytest.mark.parametrize(
    ("sql", "message"),
    [
        ("UPDATE audit_entry SET verb = 'x'", f"UPDATE on audit_entry {ENTRY}"),
        ("UPDATE audit_entry SET verb = verb WHERE false", f"UPDATE on audit_entry {ENTRY}"),
        ("DELETE FROM audit_entry", f"DELETE on audit_entry {ENTRY}"),
        ("TRUNCATE audit_entry", f"TRUNCATE on audit_entry {ENTRY}"),
        ("UPDATE audit_seal SET number = 9", f"UPDATE on audit_seal {SEAL}"),
        ("DELETE FROM audit_seal", f"DELETE on audit_seal {SEAL}"),
        ("TRUNCATE audit_seal", f"TRUNCATE on audit_seal {SEAL}"),
        ("UPDATE audit_unsealed SET entry_id = 9", f"UPDATE on audit_unsealed {QUEUE}"),
        ("TRUNCATE audit_unsealed", f"TRUNCATE on audit_unsealed {QUEUE}"),
        ("INSERT INTO audit_unsealed VALUES (9)", f"INSERT on audit_unsealed {QUEUE}"),
        (AGAIN, f"UPDATE on audit_entry {ENTRY}"),
    ],
)
def test_what_was_written_stays(sql, message):
    before = list(Entry.objects.values()), list(Seal.objects.values())
    with (
        pytest.raises(IntegrityError, match=message),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(sql)
    assert (list(Entry.objects.values()), list(Seal.objects.values())) == before
    assert Unsealed.objects.count() == 1


@pytest.mark.parametrize("minutes", [-2, 2])
def test_an_entry_cannot_bear_another_time(minutes):
    with (
        pytest.raises(DatabaseError, match="bears the time at which it is written"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(
            "INSERT INTO audit_entry (at, verb, target_type, target_id, salt, details, digest)"
            " SELECT clock_timestamp() + %s * interval '1 minute', verb, target_type, target_id,"
            " salt, details, digest FROM audit_entry",
            [minutes],
        )
    assert Entry.objects.count() == 2


def test_the_orm_cannot_change_an_entry_either():
    for change in (
        lambda: Entry.objects.update(verb="x"),
        lambda: Entry.objects.all().delete(),
        lambda: Entry.objects.first().save(update_fields=["verb"]),
    ):
        with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
            change()


def test_seals_are_numbered_from_one():
    with pytest.raises(IntegrityError, match="seal_numbers_from_one"), transaction.atomic():
        Seal.objects.create(
            number=0, sealed_at="2026-01-01T00:00Z", entry_ids=[1], leaves=b"", root=b"",
            previous=b"", hash=b"",
        )  # fmt: skip
