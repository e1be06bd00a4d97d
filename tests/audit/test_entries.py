from decimal import Decimal

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection, transaction

from audit import ledger, services
from audit.models import Entry, Unsealed
from tests.factories import DepartmentFactory, UserFactory

pytestmark = pytest.mark.django_db


def test_record_keeps_what_it_is_told():
    department, user = DepartmentFactory(), UserFactory()
    details = {"before": {"weight": Decimal("0.50")}, "after": {"weight": Decimal("0.75")}}
    returned = services.record("departments.weigh", department, by=user, details=details)
    stored = Entry.objects.get()
    assert (stored.actor, stored.verb) == (user.pk, "departments.weigh")
    assert (stored.target_type, stored.target_id) == ("departments.Department", str(department.pk))
    assert stored.details == {"before": {"weight": "0.50"}, "after": {"weight": "0.75"}}
    assert ledger.digest_of_stored(bytes(stored.salt), stored.details) == bytes(stored.digest)
    for field in ("id", "at", "actor", "verb", "target_type", "target_id", "details"):
        assert getattr(returned, field) == getattr(stored, field)
    assert list(Unsealed.objects.values_list("entry_id", flat=True)) == [stored.pk]


def test_record_is_one_statement(django_assert_num_queries):
    with django_assert_num_queries(1):
        services.record("room.deed", ("room.Thing", 1), by=7, details={})


@pytest.mark.parametrize(("by", "actor"), [(None, None), (7, 7)])
def test_record_takes_a_number_or_nobody(by, actor):
    assert services.record("room.deed", ("room.Thing", 1), by=by, details={}).actor == actor


@pytest.mark.parametrize(
    ("verb", "target", "by", "details", "message"),
    [
        ("deed", ("room.Thing", 1), None, {}, "a verb is written"),
        ("room.Deed", ("room.Thing", 1), None, {}, "a verb is written"),
        ("room." + "x" * 60, ("room.Thing", 1), None, {}, "a verb is written"),
        ("room.deed", ("room.Thing", ""), None, {}, "cannot name"),
        ("room.deed", ("x" * 61, 1), None, {}, "cannot name"),
        ("room.deed", ("room.Thing", "x" * 81), None, {}, "cannot name"),
        ("room.deed", Entry(), None, {}, "save the row first"),
        ("room.deed", ("room.Thing", 1), AnonymousUser(), {}, "nobody has signed in"),
        ("room.deed", ("room.Thing", 1), None, {"value": "\0"}, "NUL"),
    ],
)
def test_record_refuses_what_the_ledger_cannot_hold(verb, target, by, details, message):
    with pytest.raises(ValueError, match=message):
        services.record(verb, target, by=by, details=details)
    assert Entry.objects.count() == 0


def test_record_refuses_a_float():
    with pytest.raises(TypeError, match="a float is not exact"):
        services.record("room.deed", ("room.Thing", 1), by=None, details={"value": 0.1})


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("write", ["record", "record_many", "claim"])
def test_outside_a_transaction_nothing_is_written(write):
    arguments = {
        "record": (["room.deed", ("room.Thing", 1)], {"details": {}}),
        "record_many": ([[("room.deed", ("room.Thing", 1), {})]], {}),
        "claim": (["00000000-0000-0000-0000-000000000001"], {}),
    }
    positional, named = arguments[write]
    with pytest.raises(transaction.TransactionManagementError, match="belongs into the transact"):
        getattr(services, write)(*positional, by=None, **named)
    assert Entry.objects.count() == 0


@pytest.mark.django_db(transaction=True)
def test_a_write_that_fails_leaves_no_entry():
    with transaction.atomic():
        services.record("room.deed", ("room.Thing", 1), by=None, details={})
        transaction.set_rollback(True)
    assert (Entry.objects.count(), Unsealed.objects.count()) == (0, 0)


def test_a_thousand_entries_are_one_statement_and_all_are_queued(django_assert_num_queries):
    changes = [("room.deed", ("room.Thing", n), {"n": n, "名": "住建局"}) for n in range(1000)]
    with django_assert_num_queries(1):
        assert services.record_many(changes, by=7) == 1000
    rows = list(Entry.objects.order_by("id"))
    assert [row.target_id for row in rows] == [str(n) for n in range(1000)]
    assert [row.details for row in rows] == [{"n": n, "名": "住建局"} for n in range(1000)]
    assert {row.actor for row in rows} == {7}
    assert len({bytes(row.salt) for row in rows}) == 1000
    assert [ledger.digest_of_stored(bytes(row.salt), row.details) for row in rows] == [
        bytes(row.digest) for row in rows
    ]
    queue = Unsealed.objects.order_by("entry_id").values_list("entry_id", flat=True)
    assert list(queue) == [row.pk for row in rows]


def test_nothing_to_record_is_no_statement(django_assert_num_queries):
    with django_assert_num_queries(0):
        assert services.record_many([], by=7) == 0


def test_an_entry_can_ride_in_a_longer_statement():
    values = services.entry_values("room.rise", ("room.Thing", 0), by=7, details={"by": 1})
    sql = (
        "WITH written AS (SELECT id FROM departments_department WHERE code = %(code)s),"
        f" noted AS ({services.insert_sql('written.id::text', 'FROM written')})"
        " SELECT id FROM noted"
    )
    department = DepartmentFactory(code="A")
    with connection.cursor() as cursor:
        cursor.execute(sql, values | {"code": "A"})
        assert cursor.fetchall() == [(Entry.objects.get().pk,)]
        cursor.execute(sql, values | {"code": "nowhere"})
        assert cursor.fetchall() == []
    entry = Entry.objects.get()
    assert (entry.verb, entry.target_id) == ("room.rise", str(department.pk))
    assert (Unsealed.objects.get().entry_id, services.verify().finding) == (entry.pk, None)


def test_a_read_is_an_entry_in_its_own_transaction():
    entry = services.record_read("ledger", by=7, details={"verb": "room.deed"})
    assert (entry.verb, entry.target_type, entry.target_id) == ("audit.read", "read", "ledger")


def test_the_list_is_one_query(django_assert_num_queries):
    for rows in (1, 3):
        while Entry.objects.count() < rows:
            services.record("room.deed", ("room.Thing", 1), by=None, details={})
        with django_assert_num_queries(1):
            assert len(Entry.objects.for_list()) == rows
