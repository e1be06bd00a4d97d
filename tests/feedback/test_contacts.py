"""How a rater can be reached: sealed, opened by supervision alone, erased. D1 to D3."""

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connection, transaction

from audit.errors import DomainError, WrongState
from audit.models import Entry
from feedback import services
from feedback.models import Contact, ContactKey, Ticket
from feedback.tasks import sweep_desk
from tests.factories import RoleGrantFactory
from tests.feedback.desk import TUESDAY, answered, released
from tests.feedback.public import DAY, counter, rate

PHONE = "王先生 13812345678"


@pytest.fixture(autouse=True)
def on_tuesday(time_machine):
    time_machine.move_to(TUESDAY)


@pytest.fixture
def row(world):
    return services.rating_of(rate(counter(world).code, 1).check)


def test_is_sealed_and_of_one_size(row):
    sizes = set()
    for text in (PHONE, "x" * 8, "😀" * 120):
        assert services.leave_contact(row, text) == "there"
        sizes.add(len(Contact.objects.get().sealed))
        with connection.cursor() as cursor:
            cursor.execute("SELECT feedback_contact::text FROM feedback_contact")
            assert text.encode().hex() not in cursor.fetchone()[0]
    assert (sizes, ContactKey.objects.count()) == ({560}, 1)


def test_too_long_is_refused_and_empty_forgets(row):
    services.leave_contact(row, PHONE)
    assert services.leave_contact(row, "x" * 121) == "long"
    assert services.has_contact(row) is True
    assert services.leave_contact(row, " ") == "none"
    assert (services.has_contact(row), Contact.objects.count()) == (False, 0)


def test_after_the_release_it_is_too_late(world):
    (check, *_others) = released(world, contact=PHONE)
    row = services.rating_of(check)
    assert [services.leave_contact(row, text) for text in ("other", "")] == ["late", "late"]
    assert Contact.objects.count() == 1


def test_supervision_reads_it_and_the_ledger_knows(world):
    (check, *_others) = released(world, contact=PHONE)
    row = services.rating_of(check)
    for _time in range(2):
        assert services.read_contact(row, by=world.supervision) == PHONE
    entries = Entry.objects.filter(verb="feedback.read_contact")
    assert (
        list(entries.values_list("actor", "target_id", "details"))
        == [(world.supervision.pk, str(row.pk), {"state": "released"})] * 2
    )


@pytest.mark.parametrize("role", ["office", "manager", "auditor", "evaluator", "employee"])
def test_nobody_else_reads_it(world, row, role):
    services.leave_contact(row, PHONE)
    with pytest.raises(PermissionDenied):
        services.read_contact(row, by=world.user(role))


def test_supervision_of_the_rated_department_itself_does_not(world, row):
    services.leave_contact(row, PHONE)
    RoleGrantFactory(user=world.supervision, role="manager", department=world.bureau)
    with pytest.raises(PermissionDenied, match="from outside it"):
        services.read_contact(row, by=world.supervision)


def test_another_secret_is_named_and_the_old_one_still_opens(world, row, settings):
    services.leave_contact(row, PHONE)
    old, settings.SECRET_KEY = settings.SECRET_KEY, "another" * 9
    with pytest.raises(DomainError, match="SECRET_KEY_FALLBACKS"):
        services.read_contact(row, by=world.supervision)
    settings.SECRET_KEY_FALLBACKS = [old]
    assert services.read_contact(row, by=world.supervision) == PHONE


def test_of_another_rating_it_does_not_open(world, row):
    services.leave_contact(row, PHONE)
    other = services.rating_of(rate(counter(world, "4", of=row.point.service).code, 1).check)
    services.leave_contact(other, "x")
    moved = Contact.objects.get(rating=row).sealed
    Contact.objects.filter(rating=other).update(sealed=moved)
    with pytest.raises(DomainError, match="does not open"):
        services.read_contact(other, by=world.supervision)


def test_is_erased_when_the_ticket_is_closed(world):
    row = services.take_ticket_step(
        answered(world, contact=PHONE), "call_back", by=world.supervision, is_reached=True
    )
    services.take_ticket_step(row, "close", by=world.manager)
    kept = Contact.objects.get()
    assert (kept.sealed, kept.erased_on) == (None, TUESDAY.date())
    with pytest.raises(WrongState, match="it was erased"):
        services.read_contact(row.rating, by=world.supervision)
    with pytest.raises(IntegrityError, match="stays"), transaction.atomic():
        Contact.objects.update(sealed=bytes(560), erased_on=None)


@pytest.mark.parametrize(("days", "erased"), [(90, 0), (91, 1)])
def test_is_erased_after_ninety_days_whatever_is_open(world, time_machine, days, erased):
    released(world, contact=PHONE)
    time_machine.move_to(TUESDAY + days * DAY)
    assert sweep_desk() == {"reopened": 0, "erased": erased}
    told = Entry.objects.filter(verb="feedback.erase_contacts").values_list("details", flat=True)
    assert list(told) == [{"erased": 1}] * erased
    assert Ticket.objects.get().state == "open"
