"""Signals in the database: one scan, a second scan, and the way of a review."""

import datetime

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils import timezone

from audit.errors import DomainError, WrongState
from audit.models import Entry
from indicators.models import Indicator, RadarScan, ScoreRun, Signal, SignalStep
from indicators.models.radar import SignalDeed
from indicators.services import radar, signals
from indicators.services.execution import execute_here
from indicators.services.runs import request_run
from tests.factories import RoleGrantFactory, UserFactory
from tests.indicators.plans import Plan
from tests.kept import kept


@pytest.fixture
@kept
def plan(world):
    """Twelve months of the bureau; the last five hold the same figure."""
    plan = Plan(months=12)
    card = plan.indicator("higher", unit="%", per=100)
    plan.target(world.bureau, card, "90")
    for when in range(12):
        part = 161 if when > 6 else 140 + 3 * when
        plan.report(world.bureau, card, when=when, numerator=part, denominator=180 + min(when, 7))
    plan.card = card
    return plan


@kept
def first_signal(world, cycle):
    [found] = radar.scan(run_in(cycle), by=world.office)
    return found


def run_of(plan):
    return run_in(plan.cycle)


def run_in(cycle):
    run = request_run(cycle, by=None, wake=False)
    execute_here(run.pk)
    return ScoreRun.objects.get(pk=run.pk)


@pytest.fixture
def signal(world, plan):
    return first_signal(world, plan.cycle)


def test_a_scan_finds_what_was_copied(world, plan, signal):
    assert (signal.kind, signal.department, signal.indicator) == ("copied", world.bureau, plan.card)
    assert (signal.evidence, signal.n, signal.hits) == ("2026/2026-08", 12, 5)
    assert signal.starts_on == datetime.date(2026, 8, 1)
    assert (signal.state, signal.owner) == ("open", None)
    entry = Entry.objects.get(verb="indicators.scan_radar")
    assert entry.details == {"cycle": "2026", "series": 1, "found": 1, "new": 1}


def test_a_second_scan_adds_nothing(world, plan, signal):
    assert radar.scan(signal.run, by=world.office) == []
    assert radar.scan(run_of(plan), by=None) == []
    assert Signal.objects.count() == 1
    assert RadarScan.objects.count() == 2


def test_a_scan_leaves_what_was_closed(world, plan, signal):
    closed(world, signal)
    assert radar.scan(run_of(plan), by=None) == []


def test_the_house_scans_the_latest_finished_run_once(plan, world):
    run_of(plan)
    latest = run_of(plan)
    assert radar.due() == [latest]
    assert radar.scan_due() == 1
    assert radar.due() == []
    assert radar.scan_due() == 0


def test_an_old_cycle_is_not_scanned_by_itself(plan, monkeypatch):
    run_of(plan)
    later = timezone.localdate() + datetime.timedelta(days=4000)
    monkeypatch.setattr(radar.timezone, "localdate", lambda: later)
    assert radar.due() == []


def test_only_the_office_scans_and_only_what_is_done(world, plan):
    run = run_of(plan)
    with pytest.raises(PermissionDenied):
        radar.scan(run, by=world.manager)
    waiting = request_run(plan.cycle, by=None, wake=False)
    with pytest.raises(WrongState):
        radar.scan(waiting, by=world.office)


def test_a_correction_at_the_last_minute_is_asked_about(world, plan):
    card = plan.indicator("higher")
    plan.target(world.bureau, card, "100")
    plan.report(world.bureau, card, "95", when=0)
    plan.report(world.bureau, card, "101", when=0, note="Counted again")
    found = radar.scan(run_of(plan), by=None)
    [edit] = [one for one in found if one.kind == "edit"]
    assert (edit.compared, edit.observed, edit.limit, edit.n) == (95, 101, 1, 0)


def test_the_public_s_view_is_compared_where_a_pair_is_set(world, plan):
    public = plan.indicator("higher", unit="%", per=100)
    radar.set_mirror(plan.card, public, by=world.office)
    plan.report(world.bureau, public, when=11, numerator=110, denominator=200)
    found = radar.scan(run_of(plan), by=None)
    [gap] = [one for one in found if one.kind == "gap"]
    assert (gap.n, gap.hits, gap.indicator) == (200, 110, plan.card)


# --- pairs


def test_a_pair_is_set_changed_and_ended(world, plan):
    first = plan.indicator("higher", unit="%", per=100)
    second = plan.indicator("higher", unit="%", per=100)
    pair = radar.set_mirror(plan.card, first, by=world.office)
    assert radar.set_mirror(plan.card, first, by=world.office) == pair
    assert radar.set_mirror(plan.card, second, by=world.office).public == second
    radar.drop_mirror(pair, by=world.office)
    verbs = Entry.objects.filter(target_type="indicators.PublicMirror").values_list("verb")
    assert [verb for (verb,) in verbs.order_by("id")] == [
        "indicators.set_mirror", "indicators.set_mirror", "indicators.drop_mirror",
    ]  # fmt: skip


def test_a_pair_needs_two_different_shares(world, plan):
    days = plan.indicator("lower", unit="days")
    with pytest.raises(DomainError):
        radar.set_mirror(plan.card, days, by=world.office)
    with pytest.raises(DomainError):
        radar.set_mirror(plan.card, plan.card, by=world.office)
    with pytest.raises(PermissionDenied):
        radar.set_mirror(plan.card, days, by=world.manager)


# --- who sees what


def test_who_sees_a_signal(world, signal):
    def seen(role):
        return Signal.objects.visible_to(world.user(role)).exists()

    roles = ("office", "auditor", "supervision", "manager", "employee", "evaluator", "stranger")
    assert [seen(role) for role in roles] == [True, True, True, False, False, False, False]
    signals.advance(signal, SignalDeed.TAKE, by=world.office)
    assert [seen(role) for role in roles] == [True, True, True, True, False, False, False]


def test_a_manager_of_another_bureau_sees_nothing(world, signal):
    other = UserFactory()
    RoleGrantFactory(user=other, role="manager", department=world.other)
    signals.advance(signal, SignalDeed.TAKE, by=world.office)
    assert not Signal.objects.visible_to(other).exists()
    assert not SignalStep.objects.visible_to(other).exists()


# --- the review


def closed(world, signal, deed=SignalDeed.EXPLAIN):
    signals.advance(signal, SignalDeed.TAKE, by=world.office)
    return signals.advance(signal, deed, text="The register stood still.", by=world.office)


def test_a_review_ends_with_a_reason(world, signal):
    row = closed(world, signal)
    assert (row.state, row.reason, row.owner) == (
        "explained", "The register stood still.", world.office,
    )  # fmt: skip
    assert row.closed_at is not None
    deeds = SignalStep.objects.order_by("pk").values_list("deed", "by__username")
    assert list(deeds) == [("take", "office"), ("explain", "office")]
    entry = Entry.objects.filter(verb="indicators.advance_signal").order_by("-id")[0]
    assert entry.details["after"] == {"state": "explained"}


@pytest.mark.parametrize("deed", [SignalDeed.EXPLAIN, SignalDeed.DISMISS, SignalDeed.REPLY])
def test_no_verdict_without_words(world, signal, deed):
    signals.advance(signal, SignalDeed.TAKE, by=world.office)
    by = world.manager if deed == SignalDeed.REPLY else world.office
    with pytest.raises(DomainError) as error:
        signals.advance(signal, deed, text="  ", by=by)
    assert error.value.field == "text"


def test_nothing_is_confirmed_before_the_department_was_heard(world, signal):
    signals.advance(signal, SignalDeed.TAKE, by=world.office)
    with pytest.raises(DomainError):
        signals.advance(signal, SignalDeed.CONFIRM, text="Copied.", by=world.office)
    signals.advance(signal, SignalDeed.REPLY, text="We copied it.", by=world.manager)
    row = signals.advance(signal, SignalDeed.CONFIRM, text="Copied.", by=world.office)
    assert row.state == "confirmed"


def test_silence_does_not_stop_a_verdict(world, signal, monkeypatch):
    row = signals.advance(signal, SignalDeed.TAKE, by=world.office)
    later = row.reply_due_on + datetime.timedelta(days=1)
    monkeypatch.setattr(signals.timezone, "localdate", lambda: later)
    assert signals.is_heard(row)


@pytest.mark.parametrize("deed", [d for d in SignalDeed if d != SignalDeed.TAKE])
def test_an_open_signal_can_only_be_taken(world, signal, deed):
    by = world.manager if deed == SignalDeed.REPLY else world.office
    with pytest.raises(WrongState):
        signals.advance(signal, deed, text="Why", by=by)


def test_a_closed_signal_stays_closed(world, signal):
    closed(world, signal)
    for deed in SignalDeed:
        by = world.manager if deed == SignalDeed.REPLY else world.office
        with pytest.raises(WrongState):
            signals.advance(signal, deed, text="Why", by=by)


def test_who_may_do_what(world, signal):
    for user in (world.manager, world.auditor, world.supervision, world.employee):
        with pytest.raises(PermissionDenied):
            signals.advance(signal, SignalDeed.TAKE, by=user)
    signals.advance(signal, SignalDeed.TAKE, by=world.office)
    with pytest.raises(PermissionDenied):
        signals.advance(signal, SignalDeed.REPLY, text="Why", by=world.office)


def test_a_review_is_handed_over_to_the_office_only(world, signal):
    signals.advance(signal, SignalDeed.TAKE, by=world.office)
    with pytest.raises(DomainError):
        signals.advance(signal, SignalDeed.HAND, owner=world.manager, by=world.office)
    other = UserFactory()
    RoleGrantFactory(user=other, role="office", department=world.city)
    row = signals.advance(signal, SignalDeed.HAND, owner=other, by=world.office)
    assert row.owner == other


def test_allowed_deeds_are_those_of_the_state(world, signal):
    assert signals.allowed(signal, world.office) == [SignalDeed.TAKE]
    row = signals.advance(signal, SignalDeed.TAKE, by=world.office)
    assert signals.allowed(row, world.manager) == [SignalDeed.REPLY]
    assert SignalDeed.CONFIRM not in signals.allowed(row, world.office)
    assert signals.allowed(row, world.auditor) == []


# --- what the tables hold


def fresh(signal, **fields):
    """Another signal with these fields, straight into the table."""
    row = Signal.objects.get(pk=signal.pk)
    row.pk = None
    row.evidence = "other"
    for name, value in fields.items():
        setattr(row, name, value)
    row.save(force_insert=True)


@pytest.mark.parametrize(
    "fields",
    [
        {"evidence": "2026/2026-08"},
        {"kind": "nonsense"},
        {"state": "nonsense"},
        {"p_value": 2},
        {"ends_on": datetime.date(2020, 1, 1)},
        {"state": "in_review"},
        {"state": "explained", "closed_at": timezone.now()},
        {"reason": "why"},
    ],
)
def test_nonsense_does_not_enter(signal, fields):
    with pytest.raises(IntegrityError), transaction.atomic():
        fresh(signal, **fields)


def test_a_signal_of_a_whole_department_stands_once_too(signal):
    fresh(signal, kind="round", indicator=None)
    with pytest.raises(IntegrityError), transaction.atomic():
        fresh(signal, kind="round", indicator=None)


def test_what_was_found_and_said_stays(world, signal):
    signals.advance(signal, SignalDeed.TAKE, by=world.office)
    for change in (
        lambda: Signal.objects.filter(pk=signal.pk).update(n=1),
        lambda: Signal.objects.filter(pk=signal.pk).delete(),
        lambda: SignalStep.objects.update(text="other"),
        lambda: SignalStep.objects.all().delete(),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            change()


def test_a_pair_is_not_of_itself(plan):
    from indicators.models import PublicMirror

    with pytest.raises(IntegrityError), transaction.atomic():
        PublicMirror.objects.create(official=plan.card, public=plan.card)
    assert Indicator.objects.count() == 1
