"""The talk about a result. Rules: docs/results.md, G10 to G13."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from appraisals.models import Appraisal, FeedbackMeeting, PhaseKind
from appraisals.queries.carrying import unmet_targets
from appraisals.services.notices import day_of
from appraisals.services.phases import hold_phase
from appraisals.services.policy import below_middle
from appraisals.services.telling import both_sides, tell
from audit import services as audit
from audit.errors import DomainError, WrongState
from departments.models import User
from departments.notification_words import Code
from departments.services import Matter, require_office, settle
from indicators.services.errors import checked, lock_key, overtaken
from indicators.services.planning import clock

SUPERIOR, SUBJECT = "superior", "subject"


def side_of(appraisal: Appraisal, user: User) -> str:
    """Which of the two sides `user` is; PermissionDenied for anybody else."""
    if appraisal.subject_user_id == user.pk:
        return SUBJECT
    if user.pk in (appraisal.appraiser_id, appraisal.second_appraiser_id):
        return SUPERIOR
    raise PermissionDenied(_("Only the two sides write about their meeting."))


def needs_causes(appraisal: Appraisal) -> bool:
    """After a grade below the middle, or where a target was missed. Rule G12."""
    held = appraisal.grades.in_force().first()
    if held is not None and held.grade in below_middle(appraisal):
        return True
    return bool(unmet_targets(appraisal))


@transaction.atomic
def record_meeting(
    appraisal: Appraisal, *, held_on: datetime.date, words: str, causes: Sequence[str] = (),
    others: str = "", seen: int | None = None, by: User,
) -> FeedbackMeeting:  # fmt: skip
    """What the superior says of the meeting; changed words take back both acknowledgements.

    `seen` is the version that the page showed, 0 for none.
    Errors: PermissionDenied; DomainError at its field; WrongState before the notice, after both
    acknowledged, or when somebody else wrote meanwhile.
    """
    if side_of(appraisal, by) != SUPERIOR:
        raise PermissionDenied(_("The superior records the meeting; the other side adds to it."))
    hold_phase(appraisal.appraisal_cycle_id, PhaseKind.RESULTS, PhaseKind.APPEALS)
    told = appraisal.notices.in_force().first()
    if told is None:
        raise WrongState(_("First the notice, then the meeting: the grade was not told yet."))
    held = held_meeting(appraisal, seen)
    if held_on > day_of(clock()):
        raise DomainError(_("The meeting cannot lie ahead."), "held_on")
    if not causes and needs_causes(appraisal):
        raise DomainError(_("Name at least one cause: a target or the grade fell short."), "causes")
    row = held or FeedbackMeeting(appraisal=appraisal, created_at=clock())
    row.held_on, row.led_by, row.others = held_on, by, others.strip()
    row.superior_words, row.causes = words.strip(), sorted(set(causes))
    unsign(row)
    return written(row, "appraisals.record_meeting", by=by, is_new=held is None)


def held_meeting(appraisal: Appraisal, seen: int | None) -> FeedbackMeeting | None:
    """The meeting, locked, while it may be changed."""
    lock_key("meeting", appraisal.pk)
    held = FeedbackMeeting.objects.select_for_update().filter(appraisal=appraisal).first()
    if held is not None and held.is_closed:
        raise WrongState(_("Both sides acknowledged this meeting: it stays as it is."))
    if seen is not None and seen != (held.version if held else 0):
        raise overtaken()
    return held


def unsign(row: FeedbackMeeting) -> None:
    row.superior_signed_at = row.subject_signed_at = None


def written(
    row: FeedbackMeeting, verb: str, *, by: User, is_new: bool = False, **more: Any
) -> FeedbackMeeting:
    checked(row, leave=["appraisal", "led_by", "created_at"])
    row.version += 1
    row.save(force_insert=is_new)
    details = {"appraisal": row.appraisal_id, "version": row.version, "causes": row.causes, **more}
    audit.record(verb, row, by=by, details=details)
    settle([Code.MEETING_TO_SIGN], [row.pk])
    if row.is_closed:
        settle([Code.MEETING_DUE], [row.appraisal_id])
    else:
        told = both_sides(row.appraisal)
        matter = Matter(Code.MEETING_TO_SIGN, "appraisals:meeting", occasion=str(row.version))
        tell(matter, row.appraisal, told, about=row.pk, place=row.appraisal_id, by=by)
    return row


@transaction.atomic
def answer_meeting(
    appraisal: Appraisal, words: str, *, seen: int | None = None, by: User
) -> FeedbackMeeting:
    """The words of the other side; both acknowledge after that."""
    if side_of(appraisal, by) != SUBJECT:
        raise PermissionDenied(_("These are the words of the other side."))
    hold_phase(appraisal.appraisal_cycle_id, PhaseKind.RESULTS, PhaseKind.APPEALS)
    held = held_meeting(appraisal, seen)
    if held is None:
        raise WrongState(_("No meeting is recorded yet."))
    held.subject_words = words.strip()
    unsign(held)
    return written(held, "appraisals.answer_meeting", by=by)


@transaction.atomic
def sign_meeting(appraisal: Appraisal, *, seen: int, by: User) -> FeedbackMeeting:
    """Acknowledge what the page showed. Errors: WrongState when it changed since."""
    side = side_of(appraisal, by)
    hold_phase(appraisal.appraisal_cycle_id, PhaseKind.RESULTS, PhaseKind.APPEALS)
    held = held_meeting(appraisal, seen)
    if held is None:
        raise WrongState(_("No meeting is recorded yet."))
    setattr(held, f"{side}_signed_at", clock())
    return written(held, "appraisals.sign_meeting", by=by, side=side)


@transaction.atomic
def close_unsigned(appraisal: Appraisal, reason: str, *, by: User) -> FeedbackMeeting:
    """The office notes why the subject does not sign, so that the year is not held up. G13."""
    require_office(by, appraisal.appraisal_cycle.department)
    if appraisal.subject_user_id == by.pk:
        raise PermissionDenied(_("Nobody decides on himself."))
    hold_phase(appraisal.appraisal_cycle_id, PhaseKind.RESULTS, PhaseKind.APPEALS)
    held = held_meeting(appraisal, None)
    if held is None or held.superior_signed_at is None or held.subject_signed_at is not None:
        raise WrongState(_("The superior records and acknowledges the meeting first."))
    if not reason.strip():
        raise DomainError(_("Say why."), "reason")
    held.unsigned_because = reason.strip()
    return written(held, "appraisals.close_unsigned", by=by)
