"""A locked period takes values under an exception only, through every door."""

import datetime
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from audit.errors import DomainError, WrongState
from audit.models import Entry
from departments.services import publish_shipped_packs
from indicators.intake.problems import say
from indicators.models import Cycle, LockException, Measurement, PeriodLock
from indicators.services import open_cycle, period_for, report
from indicators.services.period_locks import (
    close_exception,
    open_exception,
    require_unlocked,
    set_lock,
)
from indicators.services.plans import take_step
from tests.factories import IndicatorFactory
from tests.indicators.cards import scorecard
from tests.indicators.loading import errors, load, table

pytestmark = pytest.mark.django_db
D = Decimal
TODAY = timezone.localdate()
DAY = datetime.timedelta(days=1)


@pytest.fixture
def cycle():
    return open_cycle("2026", by=None)


@pytest.fixture
def card():
    return IndicatorFactory(code="K-1", name="Trees", unit="count")


@pytest.fixture
def locked(world, cycle):
    period = period_for("2026-01")
    set_lock(cycle, period, TODAY, reason="Books are closed", by=world.office)
    return period


def test_value_of_a_locked_period_is_refused_and_says_what_to_do(world, card, locked):
    with pytest.raises(WrongState) as caught:
        report(world.bureau, card, locked, value=D(1), by=world.manager)
    assert caught.value.field == "period"
    assert "Ask the performance office to open it" in caught.value.message
    assert Measurement.objects.count() == 0
    report(world.bureau, card, "2026-02", value=D(1), by=world.manager)


def test_same_value_again_is_no_change_even_when_locked(world, cycle, card):
    first = report(world.bureau, card, "2026-01", value=D(1), by=world.manager)
    set_lock(cycle, first.period, TODAY, reason="Closed", by=world.office)
    assert report(world.bureau, card, "2026-01", value=D(1), by=world.manager) == first


def test_lock_of_tomorrow_locks_tomorrow(world, cycle, card):
    set_lock(cycle, period_for("2026-01"), TODAY + DAY, reason="Soon", by=world.office)
    report(world.bureau, card, "2026-01", value=D(1), by=world.manager)


def test_value_under_an_exception_carries_its_mark(world, cycle, card, locked):
    opened = open_exception(
        cycle, locked, world.bureau, until=TODAY, reason="Server was down", by=world.office
    )
    row = report(world.bureau, card, locked, value=D(1), by=world.manager)
    assert row.exception == opened
    assert report(world.division, card, locked, value=D(1), by=world.manager).exception == opened
    with pytest.raises(WrongState):
        report(world.other, card, locked, value=D(1), by=world.office)
    entry = Entry.objects.filter(verb="indicators.report").earliest("pk")
    assert entry.details["exception"] == opened.pk
    close_exception(opened, by=world.office)
    with pytest.raises(WrongState):
        report(world.bureau, card, locked, value=D(2), note="Wrong", by=world.manager)


def test_exception_ends_by_itself(world, cycle, card, locked):
    opened = open_exception(
        cycle, locked, world.bureau, until=TODAY, reason="Server was down", by=world.office
    )
    LockException.objects.filter(pk=opened.pk).update(until=TODAY - DAY)
    with pytest.raises(WrongState):
        report(world.bureau, card, locked, value=D(1), by=world.manager)


def test_only_the_office_locks_and_opens(world, cycle, locked):
    for role in ("manager", "employee", "evaluator", "auditor", "supervision", "stranger"):
        user = world.user(role)
        with pytest.raises(PermissionDenied):
            set_lock(cycle, locked, None, reason="Open", by=user)
        with pytest.raises(PermissionDenied):
            open_exception(cycle, locked, world.bureau, until=TODAY, reason="Open", by=user)


def test_exception_has_a_reason_and_a_day_and_a_lock_to_open(world, cycle, locked):
    def refused(period=locked, until=TODAY, reason="Because"):
        with pytest.raises(DomainError) as caught:
            open_exception(cycle, period, world.bureau, until=until, reason=reason, by=world.office)
        return caught.value.field

    assert refused(until=TODAY - DAY) == "until"
    assert refused(period=period_for("2026-02")) == "period"
    assert refused(reason="  ") == "reason"
    open_exception(cycle, locked, world.bureau, until=TODAY, reason="A", by=world.office)
    assert refused() is None  # one is open already
    assert LockException.objects.count() == 1


def test_last_decision_counts_and_the_others_stay_to_be_read(world, cycle, card, locked):
    set_lock(cycle, locked, None, reason="Audit found gaps", by=world.office)
    report(world.bureau, card, locked, value=D(1), by=world.manager)
    kept = PeriodLock.objects.order_by("pk").values_list("locks_on", "replaced_at")
    assert [(day, ended is None) for day, ended in kept] == [(TODAY, False), (None, True)]
    assert set_lock(cycle, locked, None, reason="Audit found gaps", by=world.office).pk == (
        PeriodLock.objects.latest("pk").pk
    )
    with pytest.raises(DomainError):
        set_lock(cycle, period_for("2025-12"), TODAY, reason="x", by=world.office)


def test_policy_locks_by_itself_after_its_days(world, card):
    pack = next(pack for pack in publish_shipped_packs(by=None) if pack.code == "generic")
    year = (TODAY - 400 * DAY).year
    for name in (str(year), str(TODAY.year)):
        Cycle.objects.create(name=name, period=period_for(name), policy=pack)
    with pytest.raises(WrongState, match="is locked since"):
        report(world.bureau, card, f"{year}-01", value=D(1), by=world.manager)
    report(world.bureau, card, f"{TODAY:%Y-%m}", value=D(1), by=world.manager)
    assert require_unlocked(world.bureau, period_for(f"{TODAY:%Y-%m}")) is None


def test_file_obeys_the_lock_line_by_line(world, cycle, card, locked):
    content = table("BUREAU,Trees,count,higher,,1,2026-01", "BUREAU,Trees,count,higher,,2,2026-02")
    outcome, problems = load(content, partial=True)
    assert (outcome.counts["errors"], outcome.measurements) == (1, 1)
    assert errors(problems) == [(2, "period", "period_locked")]
    opened = open_exception(
        cycle, locked, world.city, until=TODAY, reason="Late file", by=world.office
    )
    outcome, _problems = load(content)
    assert (outcome.counts["errors"], outcome.measurements) == (0, 1)
    assert Measurement.objects.get(period=locked).exception == opened
    close_exception(opened, by=world.office)
    assert load(content)[0].counts["unchanged"] == 2


def test_file_may_bring_values_to_an_agreed_scorecard_but_no_targets(world, cycle):
    rows = scorecard(world.bureau, cycle)
    take_step(cycle, world.bureau, "submit", by=world.manager)
    name = rows[0].indicator.name
    outcome, problems = load(table(f"BUREAU,{name},%,higher,95,1,2026-02"))
    assert (outcome.counts["errors"], outcome.is_loaded) == (1, False)
    assert errors(problems) == [(2, "target", "target_frozen")]
    assert "propose an amendment" in say("target_frozen", {"text": "BUREAU"})
    for target in ("90", ""):
        outcome, _problems = load(table(f"BUREAU,{name},%,higher,{target},1,2026-02"))
        assert (outcome.counts["errors"], outcome.targets) == (0, 0)
    assert Measurement.objects.get().value == 1
