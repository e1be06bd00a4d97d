"""Telling a grade in writing, and its receipt. Rules: docs/results.md, G1 to G6."""

from __future__ import annotations

import datetime
import json
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from appraisals.models import (
    Acknowledgement,
    Appraisal,
    AppraisalCycle,
    PhaseKind,
    ResultNotice,
    Stance,
)
from appraisals.rights import Clocks
from appraisals.services.enrolment import one_row
from appraisals.services.phases import hold_phase
from appraisals.services.policy import rules_of
from appraisals.services.telling import tell_all
from audit import services as audit
from audit.errors import DomainError, WrongState
from departments.models import CalendarDay, Department, User
from departments.notification_words import Code
from departments.services import Matter, holds_role, require_office, settle
from indicators.services.errors import checked, lock_key
from indicators.services.planning import clock


def clocks_of(cycle: AppraisalCycle) -> Clocks:
    """The deadlines that the cycle pins, over the working calendar of today."""
    rules = rules_of(cycle)
    special = CalendarDay.objects.special_days()
    return Clocks(rules.deadlines, special, rules.roll_calendar_deadlines)


def day_of(moment: datetime.datetime) -> datetime.date:
    """The day of a moment of the database, in the time zone of the organisation."""
    return timezone.localdate(moment, timezone.get_default_timezone())


@transaction.atomic
def issue_notices(
    row: AppraisalCycle, unit: Department | None = None, *, by: User | None
) -> dict[str, int]:
    """Tell every grade of a cycle, or of one unit and those beneath it, that was not told yet.

    Who is not graded is told so. One's own notice is issued by somebody else. One statement,
    however many there are; run again it tells what came since.
    Errors: WrongState while the phase of results is not open.
    """
    require_office(by, row.department)
    hold_phase(row, PhaseKind.RESULTS, PhaseKind.APPEALS)
    return told(row, by=by, unit=unit.pk if unit else None)


@transaction.atomic
def issue_notice(appraisal: Appraisal, comment: str = "", *, by: User) -> ResultNotice:
    """Tell one result, by the superior or the office, with a comment.

    Errors: PermissionDenied; WrongState when there is nothing to tell.
    """
    held = Appraisal.objects.select_related("appraisal_cycle__department", "unit").get(
        pk=appraisal.pk
    )
    if not may_issue(held, by):
        raise PermissionDenied(_("The superior or the performance office issues a notice."))
    hold_phase(held.appraisal_cycle, PhaseKind.RESULTS, PhaseKind.APPEALS)
    found = told(held.appraisal_cycle, by=by, only=held.pk, comment=comment.strip())
    if not found["notices"]:
        raise WrongState(_("There is no grade here that was not told yet."))
    return held.notices.in_force().get()


def may_issue(appraisal: Appraisal, user: User) -> bool:
    """The superior and the office of the branch, never on oneself."""
    if appraisal.subject_user_id == user.pk:
        return False
    keeps = holds_role(user, "office", department=appraisal.appraisal_cycle.department)
    return keeps or appraisal.appraiser_id == user.pk


def told(
    cycle: AppraisalCycle,
    *,
    by: User | None,
    unit: int | None = None,
    only: int | None = None,
    comment: str = "",
    with_rights: bool = True,
    at: datetime.datetime | None = None,
) -> dict[str, int]:
    """Write the notices that are due; whoever calls holds the phase or the appeal.

    `at` is now, but for a history that is loaded.
    """
    lock_key("result notices", cycle.pk)
    now = at or clock()
    rules, clocks, day = rules_of(cycle), clocks_of(cycle), day_of(now)
    values: dict[str, Any] = {
        "cycle": cycle.pk, "code": cycle.code, "unit": unit, "only": only, "comment": comment,
        "by": by.pk if by else None, "at": now, "day": day,
        "start": ResultNotice.objects.filter(appraisal__appraisal_cycle=cycle).count(),
        "weights": json.dumps([
            {"category": one.category, "source": source, "weight": str(weight)}
            for one in rules.assessment.source_weights for source, weight in one.weights.items()
        ]),
        "rights": json.dumps([
            {"subject": subject, "step": step, "due_on": last.isoformat()}
            for subject in ("department", "person") if with_rights
            for step, last in clocks.first(subject, day).items()
        ]),
    }  # fmt: skip
    notices, without_grade, digest = one_row("issue_notices", values)
    if notices:
        details = {"notices": notices, "without_grade": without_grade, "sha256": digest,
                   "unit": unit, "only": only}  # fmt: skip
        audit.record("appraisals.issue_notices", cycle, by=by, details=details)
        new = ResultNotice.objects.filter(appraisal__appraisal_cycle=cycle, issued_at=now)
        tell_all(
            Matter(Code.NOTICE_ISSUED, "appraisals:result"), new, "appraisal__subject_user",
            by=by, place="appraisal", appraisal="appraisal__",
        )  # fmt: skip
    return {"notices": notices, "without_grade": without_grade}


@transaction.atomic
def acknowledge(
    notice: ResultNotice, stance: str, opinion: str = "", *, by: User
) -> Acknowledgement:
    """Say that the notice was received; agreed or not is a second matter, and no right ends by it.

    A second time changes nothing.
    Errors: PermissionDenied for anybody but the subject; DomainError for a disagreement without a
    word; WrongState when a later notice superseded this one.
    """
    held = ResultNotice.objects.select_related("appraisal").get(pk=notice.pk)
    if held.appraisal.subject_user_id != by.pk:
        raise PermissionDenied(_("Whoever was told acknowledges, nobody for him."))
    lock_key("acknowledge", held.pk)
    if known := Acknowledgement.objects.filter(notice=held).first():
        return known
    if ResultNotice.objects.filter(supersedes=held).exists():
        raise WrongState(_("A later notice has taken the place of this one. Reload the page."))
    if stance == Stance.DISAGREES and not opinion.strip():
        raise DomainError(_("Say in a sentence what you do not agree with."), "opinion")
    row = Acknowledgement(notice=held, stance=stance, opinion=opinion.strip(), by=by, at=clock())
    checked(row, leave=["notice", "by", "at"])
    row.save(force_insert=True)
    audit.record("appraisals.acknowledge_notice", row, by=by, details={"stance": stance})
    settle([Code.NOTICE_ISSUED], [held.pk])
    return row
