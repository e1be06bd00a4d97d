"""Keeping the clocks of probation, and the notice in their middle. docs/appraisals.md, Y18 ff."""

from __future__ import annotations

from dataclasses import asdict, fields
from functools import cache

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from appraisals.models import (
    Appraisal,
    AppraisalCycle,
    CycleState,
    MidwayNotice,
    Phase,
    PhaseKind,
    PhaseState,
    ProbationClock,
    Side,
)
from appraisals.probation import Days, days_of
from appraisals.services.coaching import in_coaching
from appraisals.services.phases import OWN, today
from appraisals.services.policy import rules_of
from audit import services as audit
from audit.errors import WrongState
from departments.models import CalendarDay, User
from departments.policy.appraising import Probation
from indicators.services.errors import checked, lock_key
from indicators.services.planning import clock

NAMES = [one.name for one in fields(Days)]


def rule_of(cycle: AppraisalCycle) -> Probation | None:
    """The personal clock of a cycle of probation; None where all follow the common phases."""
    return rules_of(cycle).appraising.probation if cycle.kind == "probation" else None


def wind(held: AppraisalCycle) -> int:
    """Give everybody his days, from his first day in a post on; returns how many changed. Y18.

    A rehearsal waits for no day (Y34): in it all follow the common phases.
    """
    rule = rule_of(held)
    if rule is None or held.rehearses_id is not None:
        return 0
    special = CalendarDay.objects.special_days()
    days = cache(lambda first: days_of(first, rule, special))
    known = {row.appraisal_id: row for row in ProbationClock.objects.filter(
        appraisal__appraisal_cycle=held)}  # fmt: skip
    changed = []
    for pk, first in held.appraisals.of_people().values_list("pk", "counts_from"):
        wanted = asdict(days(first))
        before = known.get(pk)
        if before is None or any(getattr(before, name) != wanted[name] for name in NAMES):
            changed.append(ProbationClock(appraisal_id=pk, **wanted))
    ProbationClock.objects.bulk_create(
        changed, update_conflicts=True, unique_fields=["appraisal"], update_fields=NAMES
    )
    return len(changed)


def own_phase(appraisal: Appraisal, kind: str) -> Phase | None:
    """The days in which he and his superior write in this phase, for a page that shows them; None
    without a clock of his own. Not stored. Rule Y20."""
    row: ProbationClock | None = getattr(appraisal, "clock", None)
    if row is None or kind not in OWN:
        return None
    common = next(
        one for one in appraisal.appraisal_cycle.phases.all() if one.kind == PhaseKind.EVALUATION
    )
    state = PhaseState.OPEN if row.opens(kind) <= today() else PhaseState.WAITING
    if common.state == PhaseState.CLOSED:
        state = PhaseState.CLOSED
    last = row.report_due_on if kind == PhaseKind.EVALUATION else row.ends_on
    return Phase(kind=kind, starts_on=row.opens(kind), ends_on=last, state=state)


@transaction.atomic
def issue_midway(appraisal: Appraisal, text: str, *, by: User) -> MidwayNotice:
    """Tell somebody in the middle of his probation how it stands, once. Rule Y19.

    Errors: PermissionDenied for anybody but the superior; WrongState before the middle, without a
    clock of his own, or when it is issued already; DomainError at its field.
    """
    found = in_coaching(appraisal, by, Side.APPRAISER)
    row = ProbationClock.objects.filter(appraisal=found).first()
    if row is None:
        raise WrongState(_("There is no probation with days of its own here."))
    day = today()
    if day < row.midway_on:
        raise WrongState(
            _("The middle of this probation is on %(day)s; the notice is issued from then on.")
            % {"day": row.midway_on.isoformat()}
        )
    lock_key("midway notice", found.pk)
    if MidwayNotice.objects.filter(appraisal=found).exists():
        raise WrongState(_("The midway notice is issued already."))
    made = MidwayNotice(
        appraisal=found, text=text.strip(), issued_by=by, issued_at=clock(), issued_on=day,
        due_on=row.notice_due_on,
    )  # fmt: skip
    checked(made, leave=["appraisal", "issued_by", "issued_at"])
    made.save(force_insert=True)
    details = {"appraisal": found.pk, "due_on": made.due_on, "is_late": made.is_late}
    audit.record("appraisals.issue_midway_notice", made, by=by, details=details)
    return made


@transaction.atomic
def acknowledge_midway(notice: MidwayNotice, *, by: User) -> MidwayNotice:
    """Received, which is not agreed; in every phase. Errors: WrongState when it was acknowledged
    already or the cycle is archived; PermissionDenied for anybody else."""
    found = Appraisal.objects.get(pk=notice.appraisal_id)
    if found.subject_user_id != by.pk:
        raise PermissionDenied(_("Only the one it is for acknowledges this."))
    # Held until the end, so that the cycle is not archived in between.
    cycle = AppraisalCycle.objects.select_for_update(no_key=True).get(pk=found.appraisal_cycle_id)
    if cycle.state == CycleState.ARCHIVED:
        raise WrongState(_("This cycle is archived."))
    taken = MidwayNotice.objects.filter(pk=notice.pk, acknowledged_at=None).update(
        acknowledged_by=by, acknowledged_at=clock()
    )
    if not taken:
        raise WrongState(_("This notice was acknowledged already."))
    notice.refresh_from_db()
    details = {"appraisal": found.pk}
    audit.record("appraisals.acknowledge_midway_notice", notice, by=by, details=details)
    return notice
