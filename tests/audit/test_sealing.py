import threading
import time

import pytest
from django.db import connection, transaction

from audit import heads, ledger, services
from audit.models import Entry, Seal, Unsealed
from audit.services import sealing


def record(number=1):
    return services.record("room.deed", ("room.Thing", number), by=number, details={"n": number})


def lines(path):
    return path.read_text().splitlines()


def line(seal):
    return f"{seal.number} {bytes(seal.hash).hex()} {seal.sealed_at.isoformat('T', 'microseconds')}"


@pytest.mark.django_db
def test_a_seal_holds_what_waited_and_continues_the_one_before():
    entries = [record(number) for number in (1, 2, 3)]
    assert services.seal_pending() == 3
    entries += [record(4)]
    assert services.seal_pending() == 1
    first, second = Seal.objects.order_by("number")
    rows = [
        ledger.EntryRow(
            each.id, each.at, each.actor, each.verb, each.target_type, each.target_id,
            bytes(each.digest),
        )
        for each in entries
    ]  # fmt: skip
    for seal, batch, before in (
        (first, rows[:3], bytes(32)),
        (second, rows[3:], bytes(first.hash)),
    ):
        expected = ledger.make_seal(seal.number, seal.sealed_at, batch, before)
        for name in ("entry_ids", "leaves", "root", "previous", "hash"):
            stored = getattr(seal, name)
            assert (stored if name == "entry_ids" else bytes(stored)) == getattr(expected, name)
    assert not Unsealed.objects.exists()


@pytest.mark.django_db
def test_an_empty_queue_costs_one_query(django_assert_num_queries):
    with django_assert_num_queries(1):
        assert services.seal_pending() == 0
    assert not Seal.objects.exists()


@pytest.mark.django_db
def test_a_long_queue_is_sealed_in_batches():
    services.record_many([("room.deed", ("room.Thing", n), {}) for n in range(25)], by=None)
    assert services.seal_pending(batch=10) == 25
    sizes = [
        len(ids) for ids in Seal.objects.order_by("number").values_list("entry_ids", flat=True)
    ]
    assert sizes == [10, 10, 5]
    assert services.verify().entries == 25


@pytest.mark.django_db
def test_a_queue_row_without_its_entry_stays_for_the_verification(past_the_fences):
    gone, kept = record(1), record(2)
    past_the_fences("DELETE FROM audit_entry WHERE id = %s", gone.pk)
    assert services.seal_pending() == 1
    assert Seal.objects.get().entry_ids == [kept.pk]
    assert Unsealed.objects.get().entry_id == gone.pk


@pytest.mark.django_db(transaction=True)
def test_heads_leave_the_database(heads_file):
    for number in (1, 2):
        with transaction.atomic():
            record(number)
        services.seal_pending()
    assert lines(heads_file) == [line(seal) for seal in Seal.objects.order_by("number")]
    with transaction.atomic():
        record(3)
        services.seal_pending()
        transaction.set_rollback(True)
    assert len(lines(heads_file)) == 2


@pytest.mark.django_db(transaction=True)
def test_heads_that_a_killed_sealer_owed_are_written_with_the_next(heads_file):
    for number in (1, 2, 3, 4):
        with transaction.atomic():
            record(number)
        services.seal_pending()
        if number == 1:
            kept = heads_file.read_text()
        if number == 3:
            heads_file.write_text(kept + "2 cut off by a cra")
    one, two, three, four = map(line, Seal.objects.order_by("number"))
    assert lines(heads_file) == [one, "2 cut off by a cra", two, three, four]


@pytest.mark.django_db(transaction=True)
def test_a_new_heads_file_starts_where_it_starts(heads_file, settings):
    settings.AUDIT_HEADS_FILE = ""
    for number in (1, 2):
        with transaction.atomic():
            record(number)
        services.seal_pending()
        settings.AUDIT_HEADS_FILE = str(heads_file.parent / "new" / "heads.txt")
    assert lines(heads_file.parent / "new" / "heads.txt") == [line(Seal.objects.get(number=2))]


@pytest.mark.django_db(transaction=True)
def test_heads_of_a_longer_ledger_are_left_alone(heads_file, caplog):
    ahead = f"7 {'00' * 32} 2026-01-01T00:00:00.000000+00:00\n"
    heads_file.write_text(ahead)
    with transaction.atomic():
        record()
    assert services.seal_pending() == 1
    assert heads_file.read_text() == ahead
    assert "The heads know another seal 1: is this an old copy?" in caplog.text


@pytest.mark.django_db(transaction=True)
def test_a_head_that_a_later_sealer_wrote_already_is_no_alarm(heads_file, caplog):
    for number in (1, 2):
        with transaction.atomic():
            record(number)
        services.seal_pending()
    before = heads_file.read_text()
    first = Seal.objects.get(number=1)
    heads.publish(
        ledger.SealRow(1, first.sealed_at, [], b"", b"", b"", bytes(first.hash)),
    )
    assert (heads_file.read_text(), caplog.text) == (before, "")


def in_thread(work):
    """Run `work` beside the test with a connection of its own."""

    def run():
        try:
            work()
        finally:
            connection.close()

    thread = threading.Thread(target=run)
    thread.start()
    return thread


@pytest.mark.django_db(transaction=True)
def test_late_commits_are_never_skipped(heads_file, caplog):
    """Four writers commit out of order while two sealers run; every entry is sealed once."""
    writing = threading.Event()

    def write():
        for number in range(40):
            with transaction.atomic():
                record(number)
                time.sleep(0.001 * (number % 4))

    def seal():
        while not writing.is_set():
            services.seal_pending(batch=7)

    sealers = [in_thread(seal) for _ in range(2)]
    writers = [in_thread(write) for _ in range(4)]
    for thread in writers:
        thread.join()
    writing.set()
    for thread in sealers:
        thread.join()
    services.seal_pending()
    sealed = [entry for seal in Seal.objects.all() for entry in seal.entry_ids]
    assert len(sealed) == 160
    assert sorted(sealed) == list(Entry.objects.order_by("id").values_list("id", flat=True))
    report = services.verify()
    assert (report.finding, report.notices, report.entries) == (None, [], 160)
    assert lines(heads_file) == [line(seal) for seal in Seal.objects.order_by("number")]
    assert "old copy" not in caplog.text


@pytest.mark.django_db(transaction=True)
def test_an_entry_committed_after_a_later_one_was_sealed_is_sealed_next():
    begun, sealed = threading.Event(), threading.Event()

    def write_slowly():
        with transaction.atomic():
            record(1)
            begun.set()
            sealed.wait(10)

    slow = in_thread(write_slowly)
    begun.wait(10)
    with transaction.atomic():
        record(2)
    assert services.seal_pending() == 1
    sealed.set()
    slow.join()
    assert services.seal_pending() == 1
    first, second = Seal.objects.order_by("number")
    assert second.entry_ids[0] < first.entry_ids[0]
    assert services.verify().intact


@pytest.mark.django_db(transaction=True)
def test_a_second_sealer_leaves_while_the_first_is_at_work():
    with transaction.atomic():
        record()
    locked, done = threading.Event(), threading.Event()

    def hold():
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [sealing.LOCK])
            locked.set()
            done.wait(10)

    holder = in_thread(hold)
    locked.wait(10)
    assert services.seal_pending() == 0
    done.set()
    holder.join()
    assert services.seal_pending() == 1
