"""Nobody verifies what he said himself; a sample can be drawn again; what follows a rejection."""

import datetime
from decimal import Decimal

import pytest
import time_machine
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connection, transaction

from audit.errors import DomainError, WrongState
from audit.models import Entry
from departments.models import PolicyPack
from departments.services import publish_shipped_packs
from indicators import sampling
from indicators.models import (
    Measurement,
    MissingRequest,
    SampleItem,
    Verification,
    VerificationSample,
)
from indicators.services import add_note, draw_sample, report, verify
from indicators.services.verifying import reason_against
from tests.factories import (
    CycleFactory,
    EvidenceFactory,
    IndicatorFactory,
    MeasurementFactory,
    PeriodFactory,
    RoleGrantFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db
D = Decimal
BEFORE_THE_LOCK = datetime.datetime(2024, 4, 20, 4, tzinfo=datetime.UTC)


@pytest.fixture
def card():
    return IndicatorFactory(code="K-1")


@pytest.fixture
def cycle():
    return CycleFactory(name="2024")


@pytest.fixture
def value(world, card, cycle):
    return report(world.bureau, card, "2024-03", value=D(100), by=world.manager)


def packed(cycle, code="generic", **changes):
    """Pin a pack to the cycle, with some of its rules of proof changed."""
    publish_shipped_packs(by=None)
    pack = PolicyPack.objects.filter(code=code).latest("version")
    content = pack.content
    for name, said in changes.items():
        content["verification"][name]["value"] = said
    from departments.services import publish_policy_pack

    cycle.policy = publish_policy_pack(code, None, {"name": code}, content, by=None)
    cycle.save(update_fields=["policy"])


# --- who may


@pytest.mark.parametrize("role", ["office", "auditor", "supervision", "evaluator"])
def test_those_who_check_verify(world, value, role):
    row = verify(value, "verified", by=world.user(role))
    assert (row.verdict, row.verified_by, row.sample) == ("verified", world.user(role), None)
    entry = Entry.objects.get(verb="indicators.verify")
    assert (entry.actor, entry.details["measurement"]) == (world.user(role).pk, value.pk)


@pytest.mark.parametrize("role", ["manager", "employee", "stranger"])
def test_others_do_not(world, value, role):
    with pytest.raises(PermissionDenied):
        verify(value, "verified", by=world.user(role))


def raw_verdict(measurement, user):
    """What an SQL prompt, a console or any other door would write."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO indicators_verification (measurement_id, verdict, reason, verified_by_id)"
            " VALUES (%s, 'verified', '', %s)",
            [measurement.pk, user.pk],
        )


def reported_by_office(world, card):
    return report(world.bureau, card, "2024-03", value=D(1), by=world.office)


def corrected_after_office(world, card):
    reported_by_office(world, card)
    return report(world.bureau, card, "2024-03", value=D(2), note="better", by=world.manager)


def proved_by_office(world, card):
    row = report(world.bureau, card, "2024-03", value=D(1), by=world.manager)
    add_note(row, "room 12", by=world.office)
    return row


def proved_before_by_office(world, card):
    proved_by_office(world, card)
    return report(world.bureau, card, "2024-03", value=D(2), note="better", by=world.manager)


@pytest.mark.parametrize(
    "made",
    [reported_by_office, corrected_after_office, proved_by_office, proved_before_by_office],
)
def test_nobody_of_the_chain_verifies_by_any_door(world, card, made):
    value = made(world, card)
    assert reason_against(value, world.office) != ""
    with pytest.raises(PermissionDenied, match="somebody else"):
        verify(value, "verified", by=world.office)
    with pytest.raises(IntegrityError, match="nobody verifies"), transaction.atomic():
        Verification.objects.create(measurement=value, verdict="verified", verified_by=world.office)
    with pytest.raises(IntegrityError, match="nobody verifies"):
        raw_verdict(value, world.office)
    with pytest.raises(IntegrityError, match="nobody verifies"), transaction.atomic():
        Verification.objects.bulk_create(
            [Verification(measurement=value, verdict="verified", verified_by=world.office)]
        )
    raw_verdict(value, world.auditor)  # somebody else may, by the same doors
    assert verify(value, "verified", by=world.supervision).pk


def test_admin_has_no_door_to_verdicts():
    assert not admin.site.is_registered(Verification)
    assert not admin.site.is_registered(Measurement)


def test_same_office_over_another_chain_is_not_shut_out(world, card, value):
    report(world.bureau, card, "2024-04", value=D(1), by=world.office)
    report(world.other, card, "2024-03", value=D(1), by=world.office)
    assert verify(value, "verified", by=world.office).pk


# --- what a verdict says


def test_verdict_twice_is_one_and_the_last_counts(world, value):
    first = verify(value, "cannot_verify", reason="No list", by=world.auditor)
    assert verify(value, "cannot_verify", reason="No list ", by=world.auditor) == first
    second = verify(value, "verified", found=D(96), by=world.auditor)
    assert Verification.objects.count() == 2
    assert Measurement.objects.with_marks().get(pk=value.pk).verdict == second.verdict


@pytest.mark.parametrize("verdict", ["rejected", "cannot_verify"])
def test_verdict_against_a_value_says_why(world, value, verdict):
    with pytest.raises(DomainError) as caught:
        verify(value, verdict, reason=" ", by=world.auditor)
    assert caught.value.field == "reason"
    with pytest.raises(IntegrityError), transaction.atomic():
        Verification.objects.create(
            measurement=value, verdict=verdict, reason=" ", verified_by=world.auditor
        )


def test_own_figure_must_lie_within_the_tolerance(world, value):
    with pytest.raises(DomainError) as caught:
        verify(value, "verified", found=D("95.2"), by=world.auditor)
    assert (caught.value.field, "5%" in caught.value.message) == ("found", True)
    assert verify(value, "verified", found=D("95.3"), by=world.auditor).found == D("95.3")


def test_rate_is_compared_as_one_number(world):
    card = IndicatorFactory(per=100)
    row = report(world.bureau, card, "2024-03", numerator=D(1), denominator=D(3), by=None)
    assert verify(row, "verified", found=D("33.3"), by=world.auditor).pk
    with pytest.raises(DomainError):
        verify(row, "verified", found=D("0.33"), by=world.auditor)


def test_only_a_value_that_counts_is_verified(world, card, value):
    report(world.bureau, card, "2024-03", value=D(101), note="late file", by=world.manager)
    with pytest.raises(WrongState):
        verify(value, "verified", by=world.auditor)
    gone = report(world.bureau, card, "2024-04", missing="refused", by=world.manager)
    with pytest.raises(WrongState):
        verify(gone, "verified", by=world.auditor)


def test_unknown_verdict_is_refused(world, value):
    with pytest.raises(DomainError):
        verify(value, "perhaps", reason="x", by=world.auditor)


def test_verdicts_and_samples_stay(world, value, cycle):
    verify(value, "verified", by=world.auditor)
    draw_sample(cycle, world.city, controls="strong", by=world.auditor)
    for model, change in (
        (Verification, {"verdict": "rejected"}), (VerificationSample, {"seed": "x"}),
        (SampleItem, {"position": 7}),
    ):  # fmt: skip
        for act in (lambda m=model, c=change: m.objects.update(**c), model.objects.all().delete):
            with pytest.raises(IntegrityError), transaction.atomic():
                act()


# --- no proof, no rating


@time_machine.travel(BEFORE_THE_LOCK)
@pytest.mark.parametrize(
    ("rule", "code"), [("off", None), ("disregard", "no_evidence"), ("zero", "refused")]
)
def test_policy_decides_what_a_rejection_does(world, card, value, cycle, rule, code):
    packed(cycle, no_proof=rule)
    row = verify(value, "rejected", reason="Nobody has the list", by=world.auditor)
    now = Measurement.objects.current().get()
    if code is None:
        assert now == value
        return
    assert (now.missing, now.supersedes, now.reported_by) == (code, value, None)
    assert (now.source, "Nobody has the list" in now.note) == (f"verification {row.pk}", True)
    again = report(world.bureau, card, "2024-03", value=D(90), by=world.manager)
    assert verify(again, "verified", by=world.auditor).pk  # the rejection made him no reporter


def test_without_a_policy_nothing_follows(world, value):
    verify(value, "rejected", reason="x", by=world.auditor)
    assert Measurement.objects.current().get() == value
    verify(value, "cannot_verify", reason="x", by=world.auditor)
    assert Measurement.objects.count() == 1


# --- samples


@pytest.fixture
def frame(world, card, cycle):
    """Forty values of the cycle in the bureau and its division; five that are outside."""
    cards = [card, *(IndicatorFactory() for _ in range(4))]
    months = [PeriodFactory(label=f"2024-{month:02}") for month in range(1, 5)]
    rows = Measurement.objects.bulk_create(
        MeasurementFactory.build(
            department=place,
            indicator=one,
            period=month,
            value=D(number),
            reported_by=world.manager,
        )
        for place in (world.bureau, world.division)
        for one in cards
        for number, month in enumerate(months, 1)
    )
    report(world.bureau, card, "2024-05", missing="refused", by=world.manager)
    report(world.bureau, card, "2023-01", value=D(1), by=world.manager)
    report(world.other, card, "2024-01", value=D(1), by=world.office)
    return rows


def test_sample_can_be_drawn_again_from_what_is_stored(world, frame, cycle):
    sample = draw_sample(cycle, world.bureau, controls="strong", seed="2026", by=world.auditor)
    numbers = [row.pk for row in frame]
    assert (sample.size, sample.frame_count) == (29, 40)
    assert sample.frame_sha256 == sampling.frame_sha256(numbers)
    items = list(sample.items.order_by("position").values_list("measurement", flat=True))
    assert items == sampling.draw(numbers, "2026", 29)
    entry = Entry.objects.get(verb="indicators.draw_sample")
    assert (entry.details["seed"], entry.details["frame_count"]) == ("2026", 40)


@pytest.mark.parametrize(("controls", "size"), [("strong", 29), ("moderate", 61), ("weak", 61)])
def test_size_follows_from_the_controls(world, frame, cycle, controls, size):
    sample = draw_sample(cycle, world.bureau, controls=controls, by=world.auditor)
    assert (sample.size, sample.items.count()) == (size, min(size, 40))
    assert len(sample.seed) == 16


def test_frame_is_what_counts_now(world, frame, cycle, card):
    report(world.bureau, card, "2024-01", value=D(9), note="recounted", by=world.manager)
    sample = draw_sample(
        cycle, world.bureau, controls="weak", period=frame[0].period, size=7, by=world.office
    )
    assert (sample.frame_count, sample.items.count()) == (10, 7)


@pytest.mark.parametrize(
    ("options", "field"),
    [({"seed": "a b"}, "seed"), ({"size": 0}, "size"), ({"size": 10001}, "size"),
     ({"controls": "odd"}, "controls")],
)  # fmt: skip
def test_what_cannot_be_drawn_is_refused(world, frame, cycle, options, field):
    with pytest.raises(DomainError) as caught:
        draw_sample(cycle, world.bureau, **({"controls": "weak"} | options), by=world.auditor)
    assert caught.value.field == field


def test_empty_frame_is_refused(world, cycle):
    with pytest.raises(DomainError):
        draw_sample(cycle, world.bureau, controls="weak", by=world.auditor)


def test_who_verifies_a_branch_draws_from_it(world, frame, cycle):
    assert draw_sample(cycle, world.bureau, controls="weak", by=world.evaluator).pk
    for user, place in ((world.evaluator, world.city), (world.manager, world.bureau)):
        with pytest.raises(PermissionDenied):
            draw_sample(cycle, place, controls="weak", by=user)


def test_result_counts_the_last_verdict_of_each_value(world, frame, cycle):
    sample = draw_sample(cycle, world.bureau, controls="strong", size=3, by=world.auditor)
    first, second, third = [item.measurement for item in sample.items.order_by("position")]
    verify(first, "cannot_verify", reason="x", sample=sample, by=world.auditor)
    verify(first, "verified", sample=sample, by=world.auditor)
    verify(second, "rejected", reason="x", sample=sample, by=world.auditor)
    verify(third, "verified", by=world.auditor)  # not for the sample
    row = VerificationSample.objects.visible_to(world.auditor).for_list().get()
    assert (row.drawn, row.verified, row.rejected, row.cannot_verify) == (3, 1, 1, 0)


def test_value_outside_the_sample_is_not_judged_for_it(world, frame, cycle):
    sample = draw_sample(cycle, world.bureau, controls="strong", size=1, by=world.auditor)
    inside = sample.items.get().measurement_id
    outside = next(row for row in frame if row.pk != inside)
    with pytest.raises(IntegrityError, match="not in the sample"), transaction.atomic():
        verify(outside, "verified", sample=sample, by=world.auditor)


@time_machine.travel(BEFORE_THE_LOCK)
def test_a_replaced_value_is_still_judged_for_the_sample(world, card, value, cycle):
    packed(cycle, no_proof="disregard")
    sample = draw_sample(cycle, world.bureau, controls="strong", by=world.auditor)
    later = report(world.bureau, card, "2024-03", value=D(7), note="recounted", by=world.manager)
    assert verify(value, "rejected", reason="It was 7", sample=sample, by=world.auditor).pk
    assert Measurement.objects.current().get() == later


def test_work_list_leaves_out_what_one_may_not_judge(world, cycle):
    other_office = UserFactory()
    RoleGrantFactory(user=other_office, role="office", department=world.city)
    mine = report(world.bureau, IndicatorFactory(), "2024-01", value=D(1), by=world.office)
    proved = MeasurementFactory(
        department=world.bureau, indicator=IndicatorFactory(), period=mine.period, value=2
    )
    EvidenceFactory(measurement=proved, uploaded_by=world.office)
    free = MeasurementFactory(
        department=world.bureau, indicator=IndicatorFactory(), period=mine.period, value=3
    )
    sample = draw_sample(cycle, world.city, controls="strong", by=world.auditor)
    rows = SampleItem.objects.visible_to(world.office).filter(sample=sample)
    assert [item.measurement for item in rows.open_to(world.office)] == [free]
    assert rows.open_to(other_office).count() == 3


def test_rows_follow_the_department(world, value, cycle):
    verify(value, "verified", by=world.auditor)
    EvidenceFactory(measurement=value, uploaded_by=world.manager)
    sample = draw_sample(cycle, world.bureau, controls="strong", by=world.auditor)
    from indicators.models import Evidence

    for rows in (Verification.objects, Evidence.objects, VerificationSample.objects,
                 SampleItem.objects):  # fmt: skip
        seen = {role: rows.visible_to(world.user(role)).count()
                for role in ("manager", "evaluator", "employee", "stranger")}  # fmt: skip
        assert seen == {"manager": 1, "evaluator": 1, "employee": 0, "stranger": 0}
    assert sample.frame_count == 1
    assert not MissingRequest.objects.exists()
