"""One door for every value: what it takes, what it refuses, what two writers at once do."""

import datetime
import itertools
import threading
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connection, transaction

from audit.errors import DomainError
from audit.models import Entry
from indicators.models import Measurement, Period
from indicators.services import report
from tests.factories import DepartmentFactory, IndicatorFactory

pytestmark = pytest.mark.django_db
D = Decimal
PAST = "2024-03"


@pytest.fixture
def card():
    return IndicatorFactory(code="K-1", unit="percent", per=100)


def refused(*arguments, **options):
    with pytest.raises(DomainError) as caught:
        report(*arguments, **options)
    return caught.value.field


def test_report_appends_a_value_with_its_entry(world, card):
    row = report(
        world.bureau, card, PAST, value=D("71.5"), source="Permit system", by=world.manager
    )
    assert (row.value, row.micros, row.supersedes_id, row.reported_by) == (
        D("71.5"), 71_500_000, None, world.manager,
    )  # fmt: skip
    assert (row.period.label, row.period.kind) == (PAST, "month")
    assert row.recorded_at is not None
    entry = Entry.objects.get(verb="indicators.report")
    assert (entry.actor, entry.target_id) == (world.manager.pk, str(row.pk))
    assert entry.details["after"] == {"value": "71.500000000000000"}


def test_report_of_the_same_value_is_the_value_that_is_there(world, card):
    first = report(world.bureau, card, PAST, value=D("71.5"), by=world.manager)
    again = report(world.bureau, card, PAST, value=D("71.50"), source="Elsewhere", by=world.office)
    assert again == first
    assert Measurement.objects.count() == Entry.objects.count() == 1


def test_report_of_another_value_supersedes_and_says_why(world, card):
    first = report(world.bureau, card, PAST, value=D(71), by=world.manager)
    assert refused(world.bureau, card, PAST, value=D(73), by=world.manager) == "note"
    second = report(
        world.bureau, card, PAST, value=D(73), note="Two offices late", by=world.manager
    )
    assert (second.supersedes, second.note) == (first, "Two offices late")
    assert list(Measurement.objects.current()) == [second]
    third = report(world.bureau, card, PAST, value=D(71), note="Checked again", by=world.manager)
    assert third.supersedes == second


def test_report_after_a_missing_value_needs_no_reason(world, card):
    report(world.bureau, card, PAST, missing="pending", by=world.manager)
    assert report(world.bureau, card, PAST, value=D(1), by=world.manager).value == 1


def test_report_takes_a_rate_a_reason_and_a_text(world, card):
    rate = report(world.bureau, card, "2024-01", numerator=D(1), denominator=D(3), by=world.manager)
    gone = report(world.bureau, card, "2024-02", missing="no_activity", by=world.manager)
    text = report(world.bureau, card, "2024-03", missing="text", text="on track", by=world.manager)
    assert (rate.value, rate.numerator, rate.denominator) == (None, 1, 3)
    assert (gone.missing, text.text) == ("no_activity", "on track")


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({}, None),
        ({"value": D(1), "missing": "pending"}, None),
        ({"value": D(1), "numerator": D(1), "denominator": D(2)}, None),
        ({"numerator": D(1)}, "denominator"),
        ({"denominator": D(1)}, "numerator"),
        ({"numerator": D(1), "denominator": D(0)}, None),
        ({"numerator": D(1), "denominator": D(-2)}, None),
        ({"missing": "lost"}, "missing"),
        ({"missing": "text"}, "text"),
        ({"missing": "pending", "text": "soon"}, "missing"),
        ({"value": D("1e15")}, "value"),
        ({"value": D("1e300")}, "value"),
        ({"value": D(1), "note": "x" * 1001}, "note"),
        ({"value": D(1), "source": "x" * 201}, "source"),
    ],
)
def test_report_refuses_what_says_nothing_or_two_things(world, card, said, field):
    assert refused(world.bureau, card, PAST, by=world.manager, **said) == field
    assert not Measurement.objects.exists()


def test_report_refuses_a_period_that_is_none_or_has_not_begun(world, card):
    assert refused(world.bureau, card, "Sep-26", value=D(1), by=world.manager) == "period"
    assert not Period.objects.exists()
    assert refused(world.bureau, card, "2198-01", value=D(1), by=world.manager) == "period"
    assert report(world.bureau, card, "2198-01", missing="not_due", by=world.manager)


@pytest.mark.parametrize(
    ("role", "place", "allowed"),
    [
        ("office", "other", True), ("manager", "bureau", True), ("manager", "division", True),
        ("manager", "other", False), ("employee", "division", True), ("employee", "bureau", False),
        ("evaluator", "bureau", False), ("auditor", "bureau", False),
        ("supervision", "bureau", False), ("stranger", "division", False),
    ],
)  # fmt: skip
def test_report_is_for_those_who_report_there(world, card, role, place, allowed):
    department, user = getattr(world, place), world.user(role)
    if allowed:
        assert report(department, card, PAST, value=D(1), by=user).pk
        return
    with pytest.raises(PermissionDenied):
        report(department, card, PAST, value=D(1), by=user)


def test_report_is_dated_by_the_clock_and_not_by_the_transaction(card):
    place = DepartmentFactory()
    with transaction.atomic(), connection.cursor() as cursor:
        first = report(place, card, "2024-01", value=D(1), by=None)
        cursor.execute("SELECT pg_sleep(0.01)")
        second = report(place, card, "2024-02", value=D(1), by=None)
    assert second.recorded_at - first.recorded_at >= datetime.timedelta(milliseconds=10)


@pytest.mark.django_db(transaction=True)
def test_report_of_two_at_once_makes_one_chain():
    place, card = DepartmentFactory(), IndicatorFactory()
    failures = []

    def work(number):
        try:
            report(place, card, PAST, value=D(number), by=None)
        except Exception as error:  # noqa: BLE001 -- the test shows it
            failures.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=work, args=(n % 3,)) for n in range(9)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    chain = list(Measurement.objects.order_by("pk"))
    assert [row.supersedes_id for row in chain] == [None, *(row.pk for row in chain[:-1])]
    assert all(a.value != b.value for a, b in itertools.pairwise(chain))


# --- what the database itself refuses


def test_measurement_never_changes(card):
    row = report(DepartmentFactory(), card, PAST, value=D(1), by=None)
    for write in (
        lambda: Measurement.objects.filter(pk=row.pk).update(value=2),
        lambda: Measurement.objects.filter(pk=row.pk).delete(),
        lambda: Period.objects.update(starts_on="2024-03-02"),
    ):
        with pytest.raises(IntegrityError, match="refused"), transaction.atomic():
            write()
    row.refresh_from_db()
    assert row.value == 1


@pytest.mark.parametrize("other", ["department", "indicator", "period"])
def test_measurement_supersedes_only_one_of_its_own_chain(card, other):
    place = DepartmentFactory()
    row = report(place, card, PAST, value=D(1), by=None)
    chain = {"department": place, "indicator": card, "period": row.period}
    elsewhere = report(DepartmentFactory(), IndicatorFactory(), "2024-04", value=D(1), by=None)
    chain[other] = getattr(elsewhere, other)
    with pytest.raises(IntegrityError, match="supersedes one of the same"), transaction.atomic():
        Measurement.objects.create(**chain, value=2, supersedes=row)


def test_measurement_is_superseded_once(card):
    place = DepartmentFactory()
    row = report(place, card, PAST, value=D(1), by=None)
    report(place, card, PAST, value=D(2), by=None)
    chain = {"department": place, "indicator": card, "period": row.period}
    with pytest.raises(IntegrityError), transaction.atomic():
        Measurement.objects.create(**chain, value=3, supersedes=row)
    with pytest.raises(IntegrityError), transaction.atomic():
        Measurement.objects.create(**chain, value=3)
