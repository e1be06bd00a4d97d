"""Saying whether a value is true, and drawing the values to look at."""

from __future__ import annotations

import re
import secrets
from decimal import Decimal

from django.core.exceptions import PermissionDenied
from django.db import connection, transaction
from django.utils.translation import gettext as _

from audit import services as audit
from audit.errors import DomainError, WrongState
from departments.models import Department, User
from departments.services import require_role
from indicators import sampling
from indicators.models import (
    Cycle,
    Evidence,
    Measurement,
    Period,
    SampleItem,
    Verification,
    VerificationSample,
)
from indicators.models.verification import Controls, Verdict
from indicators.queries import MeasurementQuerySet
from indicators.rates import rate
from indicators.services import reporting
from indicators.services.errors import checked
from indicators.services.locks import await_measurements
from indicators.services.proofs import hold_chain
from indicators.services.rules import rules_around, rules_of

VERIFIERS = ("office", "auditor", "supervision", "evaluator")
SEED = re.compile(r"[A-Za-z0-9._-]{1,64}")
LARGEST_SAMPLE = 10_000
# What follows from a rejected value by the policy, in the codes that rule 7 of scoring knows.
NO_PROOF = {"disregard": "no_evidence", "zero": "refused"}


def chain_of(row: Measurement) -> MeasurementQuerySet:
    """Every value of the same department, indicator and period."""
    return Measurement.objects.filter(
        department=row.department_id, indicator=row.indicator_id, period=row.period_id
    )


def reason_against(measurement: Measurement, by: User) -> str:
    """Why `by` may not judge this value, in words; blank when nothing speaks against it.

    Source: docs/verification.md, rule 4.
    """
    chain = chain_of(measurement)
    if chain.filter(reported_by=by).exists():
        return _("You reported this value, or one before it: somebody else has to verify it.")
    if Evidence.objects.filter(measurement__in=chain.values("pk"), uploaded_by=by).exists():
        return _("You gave the proof of this value: somebody else has to verify it.")
    return ""


@transaction.atomic
def verify(
    measurement: Measurement,
    verdict: str,
    *,
    found: Decimal | None = None,
    reason: str = "",
    sample: VerificationSample | None = None,
    by: User,
) -> Verification:
    """Append what `by` found. The same verdict again is the one that is there.

    A value that the policy does not rate without proof is superseded, with the reason, by why it is
    missing; the figure itself stays in its chain.
    Errors: PermissionDenied for somebody of the chain; WrongState for a value that was replaced.
    """
    require_role(by, measurement.department_id, *VERIFIERS)
    hold_chain(measurement)
    if why := reason_against(measurement, by):
        raise PermissionDenied(why)
    row = Verification(
        measurement=measurement, sample=sample, verdict=verdict, found=found,
        reason=reason.strip(), verified_by=by,
    )  # fmt: skip
    check(row)
    before = Verification.objects.filter(measurement=measurement, sample=sample).order_by("-id")
    last = before.first()
    if last is not None and same(last, row):
        return last
    is_current = not measurement.superseded_by.exists()
    if sample is None and not is_current:
        raise WrongState(_("This value was replaced. Verify the one that counts now."))
    row.save(force_insert=True)
    details = {
        "measurement": measurement.pk, "verdict": verdict, "found": found, "reason": row.reason,
        "sample": sample and sample.pk,
    }  # fmt: skip
    audit.record("indicators.verify", row, by=by, details=details)
    if verdict == Verdict.REJECTED and is_current:
        follow_policy(row)
    return row


def same(one: Verification, other: Verification) -> bool:
    names = ("verdict", "found", "reason", "verified_by_id")
    return all(getattr(one, name) == getattr(other, name) for name in names)


def check(row: Verification) -> None:
    """Refuse a verdict on nothing, without reason, or that its own figure contradicts."""
    if row.measurement.missing:
        raise WrongState(_("There is no value here to verify."))
    if row.verdict != Verdict.VERIFIED and not row.reason:
        raise DomainError(_("Say why: the department has to be able to answer."), "reason")
    checked(row, leave=["measurement", "sample", "verified_by", "verified_at"])
    if row.sample is not None:
        tolerance = row.sample.tolerance
    else:
        tolerance = rules_around(row.measurement.period).tolerance
    if row.found is None or row.verdict != Verdict.VERIFIED:
        return
    reported = figure(row.measurement)
    if not sampling.agrees(reported, row.found, tolerance):
        raise DomainError(
            _("Your figure differs by more than %(tolerance)s%%: reject the value, or look again.")
            % {"tolerance": f"{tolerance.normalize():f}"},
            "found",
        )


def figure(row: Measurement) -> Decimal:
    """The reported figure as one number. Source: docs/scoring.md, rule 4."""
    if row.denominator is None or row.numerator is None:
        return row.value or Decimal(0)
    return rate(row.numerator, row.denominator, row.indicator.per)


def follow_policy(row: Verification) -> None:
    """No proof, no rating: what the policy of the cycle makes of a rejected value. Rule 9."""
    value = row.measurement
    code = NO_PROOF.get(rules_around(value.period).no_proof.value)
    if code:
        note = _("Rejected when it was verified: %(reason)s") % {"reason": row.reason}
        reporting.report(
            value.department, value.indicator, value.period, missing=code,
            source=f"verification {row.pk}", note=note[:1000], by=None,
        )  # fmt: skip


def frame_of(
    cycle: Cycle, department: Department, period: Period | None = None
) -> MeasurementQuerySet:
    """The values that can be drawn: current, with a figure, of a branch in a cycle. Rule 5."""
    periods = Period.objects.within(cycle.period)
    if period is not None:
        periods = periods.filter(pk=period.pk)
    return Measurement.objects.current().filter(
        missing="",
        department__lineage__contains=[department.pk],
        period__in=periods.order_by().values("pk"),
    )


@transaction.atomic
def draw_sample(
    cycle: Cycle,
    department: Department,
    *,
    period: Period | None = None,
    controls: str,
    size: int | None = None,
    seed: str = "",
    by: User,
) -> VerificationSample:
    """Draw values of a branch to verify; the size follows from the controls unless one is named.

    Values being recorded are waited for, so that the frame is that of one moment.
    Errors: DomainError at its field.
    """
    require_role(by, department, *VERIFIERS)
    seed = seed.strip() or secrets.token_hex(8)
    if not SEED.fullmatch(seed):
        raise DomainError(_("A seed has letters, digits, “.”, “_” and “-” only."), "seed")
    rules = rules_of(cycle)
    if size is None:
        size = rules.whole("sample_strong" if controls == Controls.STRONG else "sample_other")
    if not 1 <= size <= LARGEST_SAMPLE:
        raise DomainError(_("Draw between 1 and 10,000 values."), "size")
    await_measurements()
    frame = list(frame_of(cycle, department, period).values_list("pk", flat=True))
    if not frame:
        raise DomainError(_("There is no value to draw here yet."), "department")
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        now = cursor.fetchone()[0]
    sample = VerificationSample(
        cycle=cycle, period=period, department=department, controls=controls, size=size, seed=seed,
        tolerance=rules.tolerance, as_of=now, frame_count=len(frame),
        frame_sha256=sampling.frame_sha256(frame), drawn_by=by,
    )  # fmt: skip
    leave = ["cycle", "period", "department", "drawn_by", "drawn_at"]
    checked(sample, leave=leave).save(force_insert=True)
    drawn = sampling.draw(frame, seed, size)
    SampleItem.objects.bulk_create(
        SampleItem(sample=sample, position=position, measurement_id=number)
        for position, number in enumerate(drawn, start=1)
    )
    details = {
        "cycle": cycle.name, "period": period and period.label, "department": department.pk,
        "controls": controls, "size": size, "seed": seed, "frame_count": len(frame),
        "frame_sha256": sample.frame_sha256,
    }  # fmt: skip
    audit.record("indicators.draw_sample", sample, by=by, details=details)
    return sample
