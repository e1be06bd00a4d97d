"""Reasons that somebody else approves, and values that are late."""

import datetime
from decimal import Decimal

import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils import timezone

from audit.errors import DomainError, WrongState
from audit.models import Entry
from departments.models import PolicyPack
from departments.services import publish_shipped_packs
from indicators.models import Measurement, MissingRequest
from indicators.services import decide_missing, mark_late, report, request_missing
from tests.factories import (
    CalendarDayFactory,
    CycleFactory,
    IndicatorFactory,
    PeriodFactory,
    RoleGrantFactory,
    TargetFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db
D = Decimal
DAY = datetime.date


@pytest.fixture
def card():
    return IndicatorFactory(code="K-1")


@pytest.fixture
def asked(world, card):
    return request_missing(
        world.bureau, card, "2024-03", "external", reason="Flood", by=world.manager
    )


@pytest.mark.parametrize("code", ["external", "not_applicable"])
def test_reason_that_leaves_the_score_is_not_reported_unapproved(world, card, code):
    with pytest.raises(DomainError) as caught:
        report(world.bureau, card, "2024-03", missing=code, note="x", by=world.office)
    assert (caught.value.field, Measurement.objects.count()) == ("missing", 0)


def test_approval_records_the_reason_for_the_value(world, card, asked):
    assert not Measurement.objects.exists()  # until then: not reported
    decide_missing(asked, approve=True, reason="Seen", by=world.office)
    row = Measurement.objects.get()
    assert (row.missing, row.note, row.reported_by) == ("external", "Flood", world.office)
    entry = Entry.objects.get(verb="indicators.decide_missing")
    assert entry.details["after"] == {"state": "approved", "reason": "Seen"}
    asked.refresh_from_db()
    assert decide_missing(asked, approve=True, reason="Seen", by=world.office).state == "approved"
    assert Measurement.objects.count() == 1


def test_refusal_records_nothing_and_says_why(world, card, asked):
    with pytest.raises(DomainError):
        decide_missing(asked, approve=False, reason=" ", by=world.office)
    decide_missing(asked, approve=False, reason="There was no flood", by=world.office)
    with pytest.raises(WrongState):
        decide_missing(asked, approve=True, reason="", by=world.office)
    assert not Measurement.objects.exists()
    again = request_missing(
        world.bureau, card, "2024-03", "external", reason="Flood, see photos", by=world.manager
    )
    assert again != asked


def test_same_request_twice_is_one_and_another_waits(world, card, asked):
    same = {"reason": "Flood", "by": world.manager}
    assert request_missing(world.bureau, card, "2024-03", "external", **same) == asked
    with pytest.raises(WrongState):
        request_missing(world.bureau, card, "2024-03", "not_applicable", **same)


@pytest.mark.parametrize(("code", "reason", "field"), [("late", "x", "missing"),
                                                       ("external", " ", "note")])  # fmt: skip
def test_request_that_says_nothing_is_refused(world, card, code, reason, field):
    with pytest.raises(DomainError) as caught:
        request_missing(world.bureau, card, "2024-03", code, reason=reason, by=world.manager)
    assert caught.value.field == field


def test_nobody_decides_on_his_own_request(world, card):
    asked = request_missing(world.bureau, card, "2024-03", "external", reason="x", by=world.office)
    with pytest.raises(PermissionDenied):
        decide_missing(asked, approve=True, reason="", by=world.office)
    with pytest.raises(IntegrityError, match="decided_by_another"), transaction.atomic():
        MissingRequest.objects.update(
            state="approved", decided_by=world.office, decided_at=timezone.now()
        )
    other = UserFactory()
    RoleGrantFactory(user=other, role="office", department=world.city)
    assert decide_missing(asked, approve=True, reason="", by=other).decided_by == other


@pytest.mark.parametrize("role", ["manager", "auditor", "supervision", "evaluator", "employee"])
def test_only_the_office_decides(world, asked, role):
    with pytest.raises(PermissionDenied):
        decide_missing(asked, approve=True, reason="", by=world.user(role))


def test_requests_stay_as_they_are(world, asked):
    for change in (
        lambda: MissingRequest.objects.update(reason="other"),
        lambda: MissingRequest.objects.all().delete(),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            change()
    decide_missing(asked, approve=True, reason="", by=world.office)
    with pytest.raises(IntegrityError, match="decided once"), transaction.atomic():
        MissingRequest.objects.update(decision_reason="other")


def test_requests_follow_the_department(world, asked):
    seen = [role for role in ("office", "manager", "auditor", "employee", "stranger")
            if MissingRequest.objects.visible_to(world.user(role)).exists()]  # fmt: skip
    assert seen == ["office", "manager", "auditor"]


# --- late


@pytest.fixture
def cycle(world):
    """2024 under the generic pack: late counts zero, five working days of grace."""
    publish_shipped_packs(by=None)
    pack = PolicyPack.objects.get(code="generic")
    for month in (3, 4):
        PeriodFactory(label=f"2024-{month:02}")
    return CycleFactory(name="2024", policy=pack)


def late(day):
    """On that very day: later its period is locked."""
    with time_machine.travel(datetime.datetime.combine(day, datetime.time(4), datetime.UTC)):
        return mark_late(today=day)


def test_value_is_late_after_its_days_of_grace(world, card, cycle):
    TargetFactory(department=world.bureau, indicator=card, cycle=cycle)
    assert late(DAY(2024, 4, 12)) == 0  # Friday: due the Friday before, and five days of grace
    assert late(DAY(2024, 4, 13)) == 1
    row = Measurement.objects.get()
    assert (row.missing, row.reported_by, row.period.label) == ("late", None, "2024-03")
    assert row.note == "Not reported by 2024-04-05."
    assert late(DAY(2024, 4, 13)) == 0
    assert Measurement.objects.count() == 1


def test_holidays_move_the_day(world, card, cycle):
    TargetFactory(department=world.bureau, indicator=card, cycle=cycle)
    CalendarDayFactory(day=DAY(2024, 4, 4))
    assert [late(DAY(2024, 4, day)) for day in (13, 15, 16)] == [0, 0, 1]


@time_machine.travel(datetime.datetime(2024, 4, 20, 4, tzinfo=datetime.UTC))
def test_value_that_comes_late_keeps_its_mark(world, card, cycle):
    TargetFactory(department=world.bureau, indicator=card, cycle=cycle)
    late(DAY(2024, 4, 20))
    row = report(world.bureau, card, "2024-03", value=D(5), by=world.manager)
    marked = Measurement.objects.with_marks().get(pk=row.pk)
    assert (marked.was_late, marked.is_revised) == (True, False)
    assert late(DAY(2024, 4, 20)) == 0
    fixed = report(world.bureau, card, "2024-03", value=D(6), note="recount", by=world.manager)
    marked = Measurement.objects.with_marks().get(pk=fixed.pk)
    assert (marked.was_late, marked.is_revised) == (True, True)


def test_what_is_known_or_not_expected_is_not_late(world, cycle):
    given = [IndicatorFactory() for _ in range(6)]
    for one in given:
        TargetFactory(department=world.bureau, indicator=one, cycle=cycle)
    report(world.bureau, given[0], "2024-03", value=D(1), by=None)
    report(world.bureau, given[1], "2024-03", missing="no_activity", by=None)
    report(world.bureau, given[2], "2024-03", missing="pending", by=None)
    request_missing(world.bureau, given[3], "2024-03", "external", reason="x", by=world.manager)
    quarterly = IndicatorFactory(frequency="quarter")
    TargetFactory(department=world.bureau, indicator=quarterly, cycle=cycle)
    summing = IndicatorFactory()
    TargetFactory(department=world.bureau, indicator=summing, cycle=cycle, sums_children=True)
    after = datetime.datetime(2024, 4, 10, tzinfo=datetime.UTC)
    new = IndicatorFactory()
    TargetFactory(department=world.bureau, indicator=new, cycle=cycle, created_at=after)
    assert late(DAY(2024, 4, 13)) == 3
    found = Measurement.objects.current().filter(missing="late").values_list("indicator", flat=True)
    assert sorted(found) == sorted(one.pk for one in (given[2], given[4], given[5]))


def test_policy_that_does_not_count_lateness_marks_nothing(world, card, cycle):
    cycle.policy = PolicyPack.objects.get(code="cn-local")
    cycle.save(update_fields=["policy"])
    TargetFactory(department=world.bureau, indicator=card, cycle=cycle)
    assert late(DAY(2024, 4, 20)) == 0
    cycle.policy = None
    cycle.save(update_fields=["policy"])
    assert late(DAY(2024, 4, 20)) == 0


def test_locked_period_takes_no_mark(world, card, cycle):
    TargetFactory(department=world.bureau, indicator=card, cycle=cycle)
    assert late(DAY(2024, 5, 2)) == 0


def test_what_lies_far_back_is_history(world, card, cycle):
    TargetFactory(department=world.bureau, indicator=card, cycle=cycle)
    assert late(DAY(2025, 6, 1)) == 0
