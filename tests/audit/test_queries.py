import datetime

import pytest
from django.utils import timezone

from audit import services
from audit.models import Entry, Seal
from audit.queries import known_types, known_verbs, may_read
from departments.models import Delegation
from tests.factories import RoleGrantFactory, UserFactory
from tests.world import EVERYBODY

pytestmark = pytest.mark.django_db


def record(verb="room.deed", number=1):
    return services.record(verb, ("room.Thing", number), by=None, details={})


@pytest.mark.parametrize("role", [role for role in EVERYBODY if role != "anonymous"])
def test_the_ledger_is_for_those_who_keep_or_check_the_whole_house(world, role):
    record()
    readers = ("office", "auditor", "supervision")
    assert Entry.objects.visible_to(world.user(role)).exists() is (role in readers)
    assert may_read(world.user(role)) is (role in readers)


@pytest.mark.parametrize("role", ["office", "auditor", "supervision"])
def test_a_grant_over_a_branch_is_not_enough(world, role):
    record()
    user = UserFactory()
    RoleGrantFactory(user=user, role=role, department=world.bureau)
    assert not Entry.objects.visible_to(user).exists()


def test_a_grant_that_has_ended_is_not_enough(world):
    record()
    yesterday = timezone.localdate() - datetime.timedelta(days=1)
    user = UserFactory()
    RoleGrantFactory(user=user, role="auditor", department=world.city, ends_on=yesterday)
    assert not Entry.objects.visible_to(user).exists()


def test_a_lent_grant_counts(world):
    record()
    today = timezone.localdate()
    Delegation.objects.create(
        grant=world.grant("auditor"), delegate=world.stranger,
        starts_on=today, ends_on=today, reason="leave",
    )  # fmt: skip
    assert Entry.objects.visible_to(world.stranger).exists()


def test_changes_reads_checks_and_history_are_apart():
    deed, other = record("room.deed", 1), record("room.deed", 2)
    read = services.record_read("ledger", by=None, details={})
    services.check()
    check = Entry.objects.get(verb="audit.verify")
    assert list(Entry.objects.for_list()) == [check, read, other, deed]
    assert list(Entry.objects.changes().for_list()) == [other, deed]
    assert list(Entry.objects.reads()) == [read]
    assert list(Entry.objects.checks()) == [check]
    assert list(Entry.objects.about("room.Thing", 1)) == [deed]


def test_known_verbs_are_all_verbs_once(django_assert_num_queries):
    assert known_verbs() == []
    for verb in ("room.b", "room.a", "room.b", "other.z", "room.c"):
        record(verb)
    with django_assert_num_queries(1):
        assert known_verbs() == ["other.z", "room.a", "room.b", "room.c"]
    assert known_types() == ["room.Thing"]


def test_the_seal_that_holds_an_entry_is_found_where_batches_overlap():
    entries = [record(number=number) for number in range(4)]
    assert services.seal_pending(batch=2) == 4
    first, second = Seal.objects.order_by("number")
    for entry in entries[:2]:
        assert Seal.objects.holding(entry.pk).get() == first
    for entry in entries[2:]:
        assert Seal.objects.holding(entry.pk).get() == second
    assert not Seal.objects.holding(entries[3].pk + 1).exists()
    assert Seal.objects.newest().first() == second
