"""Which grades a subject may get: below its caps, the lowest only after a warning. C9 and C10."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from appraisals.models import Appraisal, GradeCap, Subject
from appraisals.services.beside import is_warned
from appraisals.services.phases import hold_phase
from appraisals.services.policy import codes_of, scale_of
from audit import services as audit
from audit.errors import DomainError, WrongState
from departments.models import User
from departments.policy.parts import GradeScale
from departments.services import require_role
from indicators.models import Adjustment
from indicators.models.adjustments import AdjustmentKind, VetoEffect
from indicators.services.errors import checked
from indicators.services.planning import clock

CAPPERS = ("office", "supervision")
BODY = "body"  # people decide on the grade, and not its bands


@dataclass(frozen=True, slots=True)
class Cap:
    at_most: str
    legal_basis: str
    authority: str


def caps_of(rows: Iterable[Appraisal]) -> dict[int, list[Cap]]:
    """What holds the grade of each down: its own caps, and vetoes over its department's score."""
    rows = list(rows)
    found: dict[int, list[Cap]] = defaultdict(list)
    for one in GradeCap.objects.filter(appraisal__in=rows).order_by("pk"):
        found[one.appraisal_id].append(Cap(one.at_most, one.legal_basis, one.authority))
    places = {row.unit_id: row for row in rows if row.subject == Subject.DEPARTMENT}
    if not places:
        return dict(found)
    cycle = next(iter(places.values())).appraisal_cycle.cycle_id
    vetoes = Adjustment.objects.in_force().filter(
        cycle=cycle, department__in=places, kind=AdjustmentKind.VETO
    )
    for veto in vetoes.order_by("pk"):
        row = places[veto.department_id]
        at_most = grade_under(veto, scale_of(row))
        found[row.pk].append(Cap(at_most, veto.legal_basis, veto.authority))
    return dict(found)


def grade_under(veto: Adjustment, scale: GradeScale) -> str:
    """A cap of the score is a cap at the grade of that score; a failure is the lowest grade."""
    if veto.effect == VetoEffect.FAIL or scale.decided_by == BODY:
        return codes_of(scale)[-1]
    return scale.grade(veto.cap_at)


def capped(grade: str, caps: Sequence[Cap], scale: GradeScale) -> str:
    """The grade, or the highest that every cap allows."""
    order = codes_of(scale)
    if not grade:
        return grade
    return order[max(order.index(one) for one in (grade, *(cap.at_most for cap in caps)))]


def require_grade(held: Appraisal, grade: str, caps: Sequence[Cap], field: str) -> None:
    """Whoever gives a grade keeps to the caps (C9), and gives the lowest of those that people
    decide on only after an early warning, unless a cap leaves nothing else (C10).

    Errors: DomainError at `field`.
    """
    scale = scale_of(held)
    if capped(grade, caps, scale) != grade:
        raise beyond(next(cap for cap in caps if capped(grade, [cap], scale) != grade), field)
    last = codes_of(scale)[-1]
    is_forced = any(cap.at_most == last for cap in caps)
    if scale.decided_by == BODY and grade == last and not is_forced and not is_warned(held):
        raise DomainError(_("The lowest grade needs an early warning, and none was given."), field)


def beyond(cap: Cap, field: str) -> DomainError:
    told = {"basis": cap.legal_basis, "authority": cap.authority}
    message = _("The grade is capped: %(basis)s, approved by %(authority)s.") % told
    return DomainError(message, field)


@transaction.atomic
def record_cap(
    appraisal: Appraisal, *, kind: str, at_most: str, legal_basis: str, authority: str,
    incident: str, by: User | None,
) -> GradeCap:  # fmt: skip
    """From now on the grade goes no higher than `at_most`; the score stays as it is.

    Errors: PermissionDenied, also for oneself; DomainError without legal basis, authority or
    record, or for an unknown grade; WrongState once the grade is settled.
    """
    require_role(by, appraisal.unit, *CAPPERS)
    if by is not None and appraisal.subject_user_id == by.pk:
        raise PermissionDenied(_("Nobody decides on himself."))
    hold_phase(appraisal.appraisal_cycle_id, "evaluation", "calibration")
    held = Appraisal.objects.select_for_update(of=("self",)).select_related(
        "appraisal_cycle"
    ).get(pk=appraisal.pk)  # fmt: skip
    entry = getattr(held, "calibration_entry", None)
    if entry is not None and entry.session.is_locked:
        raise WrongState(_("These grades are locked."))
    if at_most not in codes_of(scale_of(held)):
        raise DomainError(_("Choose a grade of the scale."), "at_most")
    for name, text in (
        ("legal_basis", legal_basis), ("authority", authority), ("incident", incident),
    ):  # fmt: skip
        if not text.strip():
            message = _("Name the legal basis, the approving authority and what happened.")
            raise DomainError(message, name)
    row = GradeCap(
        appraisal=held, kind=kind, at_most=at_most, legal_basis=legal_basis.strip(),
        authority=authority.strip(), incident=incident.strip(), recorded_by=by,
        recorded_at=clock(),
    )  # fmt: skip
    checked(row, leave=["appraisal", "recorded_by", "recorded_at"])
    row.save(force_insert=True)
    details = {"appraisal": held.pk, "kind": kind, "at_most": at_most}
    audit.record("appraisals.record_cap", row, by=by, details=details)
    return row
