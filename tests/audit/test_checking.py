"""Tampering with the real tables, triggers down, as their owner could; and with copies of them."""

import datetime

import pytest
from django.db import connection, transaction

from audit import ledger, services
from audit.models import Entry, Seal, Unsealed
from audit.verification import Finding

pytestmark = pytest.mark.django_db

SEALED, WAITING = 9, 2


@pytest.fixture
def entries(db, heads_file, django_capture_on_commit_callbacks):
    """Nine sealed entries in three seals whose heads have left, and two that wait."""
    with django_capture_on_commit_callbacks(execute=True):
        made = [record(number) for number in range(SEALED)]
        services.seal_pending(batch=3)
    assert len(heads_file.read_text().splitlines()) == 3
    return made + [record(SEALED + number) for number in range(WAITING)]


def record(number):
    return services.record("room.deed", ("room.Thing", number), by=7, details={"n": number})


def finding():
    return services.verify().finding


def test_an_untouched_ledger_is_intact(entries):
    report = services.verify()
    assert (report.entries, report.seals, report.unsealed) == (9, 3, 2)
    assert (report.finding, report.notices) == (None, [])
    assert report.seconds > 0


def test_an_empty_ledger_is_intact():
    report = services.verify()
    assert (report.entries, report.seals, report.unsealed, report.finding) == (0, 0, 0, None)


def edit_details(run, entry):
    run("UPDATE audit_entry SET details = '{\"n\": 99}' WHERE id = %s", entry.pk)
    return "entry-details"


def edit_digest(run, entry):
    run("UPDATE audit_entry SET digest = sha256('x') WHERE id = %s", entry.pk)
    return "entry-digest"


def edit_details_with_digest(run, entry):
    digest = ledger.digest_of(entry.salt, '{"n":99}')
    sql = "UPDATE audit_entry SET details = '{\"n\": 99}', digest = %s WHERE id = %s"
    run(sql, digest, entry.pk)
    return "entry-changed"


def edit_actor(run, entry):
    run("UPDATE audit_entry SET actor = NULL WHERE id = %s", entry.pk)
    return "entry-changed"


def edit_time(run, entry):
    run("UPDATE audit_entry SET at = at - interval '1 microsecond' WHERE id = %s", entry.pk)
    return "entry-changed"


def delete(run, entry):
    run("DELETE FROM audit_entry WHERE id = %s", entry.pk)
    return "entry-missing"


TAMPERS = [edit_details, edit_digest, edit_details_with_digest, edit_actor, edit_time, delete]


@pytest.mark.parametrize("index", range(SEALED))
@pytest.mark.parametrize("tamper", TAMPERS)
def test_a_touched_sealed_entry_is_named(entries, past_the_fences, tamper, index):
    code = tamper(past_the_fences, entries[index])
    assert finding() == Finding(code, index // 3 + 1, entries[index].pk)


@pytest.mark.parametrize("index", range(SEALED, SEALED + WAITING))
def test_a_touched_waiting_entry_is_named(entries, past_the_fences, index):
    edit_details(past_the_fences, entries[index])
    assert finding() == Finding("entry-details", None, entries[index].pk)


@pytest.mark.parametrize("index", range(SEALED, SEALED + WAITING))
def test_a_deleted_waiting_entry_leaves_its_queue_row(entries, past_the_fences, index):
    delete(past_the_fences, entries[index])
    assert finding() == Finding("queue-orphan", None, entries[index].pk)


@pytest.mark.parametrize("index", range(SEALED, SEALED + WAITING))
def test_an_entry_taken_out_of_the_queue_is_named(entries, past_the_fences, index):
    past_the_fences("DELETE FROM audit_unsealed WHERE entry_id = %s", entries[index].pk)
    assert finding() == Finding("entry-unqueued", None, entries[index].pk)


def test_an_entry_put_in_between_is_named(entries, past_the_fences):
    inserted = (
        "INSERT INTO audit_entry (id, at, verb, target_type, target_id, salt, details, digest)"
        " SELECT %s, at, verb, target_type, target_id, salt, details, digest"
        " FROM audit_entry WHERE id = %s"
    )
    past_the_fences(inserted, entries[0].pk - 1, entries[0].pk)
    assert finding() == Finding("entry-unqueued", None, entries[0].pk - 1)


def test_two_entries_that_change_places_are_named(entries, past_the_fences):
    first, second = entries[4].pk, entries[7].pk
    past_the_fences(
        "UPDATE audit_entry AS mine SET (at, verb, target_id, salt, details, digest) ="
        " (its.at, its.verb, its.target_id, its.salt, its.details, its.digest)"
        " FROM audit_entry AS its WHERE (mine.id, its.id) IN ((%s, %s), (%s, %s))",
        first, second, second, first,
    )  # fmt: skip
    assert finding() == Finding("entry-changed", 2, first)


def test_a_sealed_entry_queued_again_is_named(entries, past_the_fences):
    past_the_fences("INSERT INTO audit_unsealed VALUES (%s)", entries[4].pk)
    assert finding() == Finding("entry-twice", None, entries[4].pk)


def test_an_entry_sealed_again_is_named(entries, past_the_fences):
    past_the_fences("INSERT INTO audit_unsealed VALUES (%s)", entries[4].pk)
    services.seal_pending()
    assert finding() == Finding("entry-twice", None, entries[4].pk)


@pytest.mark.parametrize("number", [1, 2, 3])
@pytest.mark.parametrize(
    ("column", "code"),
    [("root", "seal-leaves"), ("leaves", "seal-leaves"), ("hash", "seal-changed"),
     ("previous", "seal-changed")],
)  # fmt: skip
def test_a_touched_seal_is_named(entries, past_the_fences, column, code, number):
    changed = f"UPDATE audit_seal SET {column} = set_byte({column}, 5, 1) WHERE number = %s"
    changed = changed.replace("5, 1", f"5, 255 - get_byte({column}, 5)")
    past_the_fences(changed, number)
    assert finding() == Finding(code, number)


@pytest.mark.parametrize(
    ("number", "code"), [(1, "seal-missing"), (2, "seal-missing"), (3, "seals-cut-off")]
)
def test_a_deleted_seal_is_named(entries, past_the_fences, number, code):
    past_the_fences("DELETE FROM audit_seal WHERE number = %s", number)
    assert finding() == Finding(code, number)


def test_a_tail_cut_off_with_its_entries_is_named_by_the_heads(entries, past_the_fences):
    past_the_fences("DELETE FROM audit_unsealed")
    past_the_fences("DELETE FROM audit_entry WHERE id >= %s", entries[6].pk)
    past_the_fences("DELETE FROM audit_seal WHERE number = 3")
    assert finding() == Finding("seals-cut-off", 3)


def test_an_old_copy_that_lives_on_is_named_by_the_heads(entries, past_the_fences, heads_file):
    """Seal 3 is gone with its entries, as in yesterday's backup; then the house works on."""
    past_the_fences("DELETE FROM audit_unsealed")
    past_the_fences("DELETE FROM audit_entry WHERE id >= %s", entries[6].pk)
    past_the_fences("DELETE FROM audit_seal WHERE number = 3")
    record(50)
    assert services.seal_pending() == 1
    assert Seal.objects.newest().first().number == 3
    assert finding() == Finding("seal-head", 3)


def test_everything_emptied_is_named_by_the_heads(entries, past_the_fences):
    for table in ("audit_entry", "audit_unsealed", "audit_seal"):
        past_the_fences(f"DELETE FROM {table}")
    assert finding() == Finding("seals-cut-off", 1)


def test_a_tail_sealed_anew_is_named_by_the_heads(entries, past_the_fences):
    seal = Seal.objects.get(number=3)
    past_the_fences("DELETE FROM audit_seal WHERE number = 3")
    past_the_fences("INSERT INTO audit_unsealed SELECT unnest(%s)", seal.entry_ids)
    assert services.seal_pending() == 5
    assert finding() == Finding("seal-head", 3)


def test_an_entry_dated_back_is_told(entries, past_the_fences):
    dated_back = (
        "WITH added AS (INSERT INTO audit_entry"
        " (at, verb, target_type, target_id, salt, details, digest)"
        " SELECT at - interval '2 days', verb, target_type, target_id, salt, details, digest"
        " FROM audit_entry WHERE id = %s RETURNING id)"
        " INSERT INTO audit_unsealed SELECT id FROM added"
    )
    past_the_fences(dated_back, entries[0].pk)
    newest = Entry.objects.order_by("id").last().pk
    services.seal_pending()
    report = services.verify()
    assert (report.finding, report.notices) == (
        None, [Finding("heads-incomplete", 4), Finding("entry-late", 4, newest)],
    )  # fmt: skip


def test_without_a_heads_file_the_report_says_so(entries, heads_file, settings):
    heads_file.unlink()
    assert services.verify().notices == [Finding("heads-missing")]
    settings.AUDIT_HEADS_FILE = ""
    report = services.verify()
    assert (report.finding, report.notices) == (None, [Finding("heads-missing")])


def test_check_enters_what_it_found(entries, past_the_fences):
    services.check(by=7)
    edit_actor(past_the_fences, entries[4])
    services.check()
    broken, intact = Entry.objects.checks()
    assert (intact.actor, intact.target_type, intact.target_id) == (7, "ledger", "3")
    assert intact.details | {"milliseconds": 0} == {
        "intact": True, "entries": 9, "seals": 3, "unsealed": 2, "milliseconds": 0,
        "finding": None, "notices": [],
    }  # fmt: skip
    assert broken.details["intact"] is False
    assert broken.details["finding"] == {
        "code": "entry-changed", "seal": 2, "entry": entries[4].pk,
    }  # fmt: skip


@pytest.mark.django_db(transaction=True)
def test_verify_looks_at_one_snapshot_and_writes_nothing():
    with transaction.atomic():
        record(1)
    services.seal_pending()
    seen = []

    def watch(execute, sql, params, many, context):
        if "audit_seal ORDER BY number" in sql:
            with connection.cursor() as cursor:
                cursor.execute("SHOW transaction_isolation")
                seen.extend(cursor.fetchone())
                cursor.execute("SHOW transaction_read_only")
                seen.extend(cursor.fetchone())
        return execute(sql, params, many, context)

    with connection.execute_wrapper(watch):
        assert services.verify().entries == 1
    assert seen == ["repeatable read", "on"]
    assert (Entry.objects.count(), Unsealed.objects.count()) == (1, 0)


def test_a_clock_set_back_is_told(entries):
    last = Seal.objects.newest().first()
    early = last.sealed_at - datetime.timedelta(days=3)
    newer = record(50)
    row = ledger.EntryRow(
        newer.pk, newer.at, newer.actor, newer.verb, newer.target_type, newer.target_id,
        newer.digest,
    )  # fmt: skip
    seal = ledger.make_seal(4, early, [row], bytes(last.hash))
    Seal.objects.create(**seal._asdict())
    Unsealed.objects.filter(pk=newer.pk).delete()
    report = services.verify()
    assert (report.finding, report.notices) == (
        None, [Finding("heads-incomplete", 4), Finding("clock-set-back", 4)],
    )  # fmt: skip
