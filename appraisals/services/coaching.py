"""Evidence, the review in the middle of the year, and notices. docs/coaching.md, C3 to C7."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from appraisals.models import (
    AgreementLine,
    Appraisal,
    AppraisalCycle,
    CycleState,
    EarlyWarning,
    EvidenceEntry,
    GoalReview,
    PhaseKind,
    Side,
    UrgingNotice,
    UrgingReply,
)
from appraisals.services.agreements import appraisal_for, side_of
from appraisals.services.phases import hold_phase
from appraisals.services.policy import rules_of
from appraisals.services.telling import tell
from audit import services as audit
from audit.errors import DomainError, WrongState
from departments.calendar import due_on
from departments.models import CalendarDay, User
from departments.notification_words import Code
from departments.services import Matter, settle
from indicators.services.errors import checked
from indicators.services.planning import clock

URGING = "urging_reply"
USUAL_URGING = (10, "working")
REVIEWED = ("progress", "trend", "likelihood", "contributors", "risk", "next_step")


def in_coaching(appraisal: Appraisal, by: User, side: str = "") -> Appraisal:
    """The appraisal, with the phase held for whoever of its sides (or this one) writes."""
    found = appraisal_for(appraisal.pk)
    if side_of(found, by) != (side or side_of(found, by)):
        raise PermissionDenied(
            _("Only the superior writes this.") if side == Side.APPRAISER
            else _("Only the one appraised writes this.")
        )  # fmt: skip
    hold_phase(found, PhaseKind.COACHING)
    return found


def line_of(appraisal: Appraisal, line: AgreementLine | None) -> AgreementLine:
    """A line of the plan in force. Errors: DomainError at `line` for any other."""
    rows = AgreementLine.objects.in_force().filter(agreement__appraisal=appraisal)
    found = rows.filter(pk=line.pk).first() if line else None
    if found is None:
        raise DomainError(_("Choose a line of the plan that is in force."), "line")
    return found


@transaction.atomic
def log_evidence(
    appraisal: Appraisal, what: str, line: AgreementLine | None, *, by: User
) -> EvidenceEntry:
    """Two fields: what happened, and for which line of the plan it counts.

    Errors: PermissionDenied; WrongState outside coaching; DomainError at its field.
    """
    found = in_coaching(appraisal, by)
    row = EvidenceEntry(
        appraisal=found, line=line_of(found, line), what=what.strip(), by=by, at=clock()
    )
    checked(row, leave=["appraisal", "line", "by", "at"])
    row.save(force_insert=True)
    details = {"appraisal": found.pk, "line": row.line.code}
    audit.record("appraisals.log_evidence", row, by=by, details=details)
    return row


@transaction.atomic
def review_goal(
    appraisal: Appraisal, line: AgreementLine, fields: Mapping[str, Any], *, by: User
) -> GoalReview:
    """What the superior found about one line; the last review of a line holds. Rule C4."""
    found = in_coaching(appraisal, by, Side.APPRAISER)
    told = {name: fields.get(name, "").strip() for name in REVIEWED}
    row = GoalReview(appraisal=found, line=line_of(found, line), by=by, at=clock(), **told)
    checked(row, leave=["appraisal", "line", "by", "at"])
    row.save(force_insert=True)
    details = {"appraisal": found.pk, "line": row.line.code, "trend": row.trend,
               "likelihood": row.likelihood, "risk": row.risk}  # fmt: skip
    audit.record("appraisals.review_goal", row, by=by, details=details)
    return row


def reply_day(cycle: AppraisalCycle, today: datetime.date) -> datetime.date:
    """The last day for an answer, by the deadline of the policy; ten working days without one."""
    rules = rules_of(cycle)
    deadline = rules.deadlines.get(URGING)
    number, unit = (deadline.n, deadline.unit) if deadline else USUAL_URGING
    special = CalendarDay.objects.special_days()
    return due_on(today, number, unit, special, roll=rules.roll_calendar_deadlines)


@transaction.atomic
def urge(
    appraisal: Appraisal, line: AgreementLine | None, problem: str, evidence: str, *,
    by: User,
) -> UrgingNotice:  # fmt: skip
    """A notice of the superior that is to be answered in time. Rule C5."""
    found = in_coaching(appraisal, by, Side.APPRAISER)
    today = timezone.localdate()
    row = UrgingNotice(
        appraisal=found, line=line_of(found, line), problem=problem.strip(),
        evidence=evidence.strip(), issued_by=by, issued_at=clock(), issued_on=today,
        reply_due_on=reply_day(found.appraisal_cycle, today),
    )  # fmt: skip
    checked(row, leave=["appraisal", "line", "issued_by", "issued_at"])
    row.save(force_insert=True)
    details = {"appraisal": found.pk, "line": row.line.code, "reply_due_on": row.reply_due_on}
    audit.record("appraisals.urge", row, by=by, details=details)
    matter = Matter(Code.URGED, "appraisals:urging", day=row.reply_due_on)
    tell(matter, found, [found.subject_user_id], about=row.pk, place=row.pk, by=by)
    return row


@transaction.atomic
def answer_urging(
    notice: UrgingNotice, explanation: str, remedy: str, result: str, *, by: User
) -> UrgingReply:
    """The answer of the one urged; a late one is taken and marked. A further one may tell the
    result. Errors: PermissionDenied for anybody else; DomainError at its field."""
    found = in_coaching(notice.appraisal, by, Side.SUBJECT)
    row = UrgingReply(
        notice=notice, explanation=explanation.strip(), remedy=remedy.strip(),
        result=result.strip(), by=by, at=clock(),
        is_late=timezone.localdate() > notice.reply_due_on,
    )  # fmt: skip
    checked(row, leave=["notice", "by", "at"])
    row.save(force_insert=True)
    details = {"appraisal": found.pk, "notice": notice.pk, "is_late": row.is_late}
    audit.record("appraisals.answer_urging", row, by=by, details=details)
    settle((Code.URGED, Code.URGING_DUE), [notice.pk])
    matter = Matter(Code.URGING_ANSWERED, "appraisals:urging", occasion=str(row.pk))
    told = {notice.issued_by_id, found.appraiser_id}
    tell(matter, found, told, about=notice.pk, place=notice.pk, by=by)
    return row


@transaction.atomic
def warn(appraisal: Appraisal, text: str, *, by: User) -> EarlyWarning:
    """Tell a subject in time that the lowest grade is near. Rule C6."""
    found = in_coaching(appraisal, by, Side.APPRAISER)
    row = EarlyWarning(appraisal=found, text=text.strip(), issued_by=by, issued_at=clock())
    checked(row, leave=["appraisal", "issued_by", "issued_at"])
    row.save(force_insert=True)
    audit.record("appraisals.warn", row, by=by, details={"appraisal": found.pk})
    matter = Matter(Code.WARNED, "appraisals:early-warning")
    tell(matter, found, [found.subject_user_id], about=row.pk, place=row.pk, by=by)
    return row


@transaction.atomic
def acknowledge_warning(warning: EarlyWarning, *, by: User) -> EarlyWarning:
    """Received, which is not agreed. Errors: WrongState when it was acknowledged already.

    In every phase: a warning that came in the last days of coaching is acknowledged later.
    """
    found = appraisal_for(warning.appraisal_id)
    if side_of(found, by) != Side.SUBJECT:
        raise PermissionDenied(_("Only the one warned acknowledges this."))
    # Held until the end, so that the cycle is not archived in between.
    cycle = AppraisalCycle.objects.select_for_update(no_key=True).get(pk=found.appraisal_cycle_id)
    if cycle.state == CycleState.ARCHIVED:
        raise WrongState(_("This cycle is archived."))
    taken = EarlyWarning.objects.filter(pk=warning.pk, acknowledged_at=None).update(
        acknowledged_by=by, acknowledged_at=clock()
    )
    if not taken:
        raise WrongState(_("This warning was acknowledged already."))
    warning.refresh_from_db()
    settle([Code.WARNED], [warning.pk])
    audit.record("appraisals.acknowledge_warning", warning, by=by, details={"appraisal": found.pk})
    return warning
