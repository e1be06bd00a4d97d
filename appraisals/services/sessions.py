"""Setting up calibration sessions: pools, members, a raised share, minutes. Rules C1 to C4."""

from __future__ import annotations

import datetime
import hashlib
from decimal import Decimal
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import connection, transaction
from django.db.models import Count
from django.utils.translation import gettext as _

from appraisals.models import (
    Appraisal,
    AppraisalCycle,
    CalibrationEntry,
    CalibrationMember,
    CalibrationSession,
    CycleState,
    QuotaMode,
    SessionState,
    Subject,
)
from appraisals.pooling import Peers, Unit, peers
from appraisals.services.policy import rules_of
from audit import services as audit
from audit.errors import DomainError, WrongState
from departments.models import Department, User
from departments.policy.parts import Quota
from departments.services import require_office
from indicators.services.errors import checked, overtaken
from indicators.services.planning import clock

MOST_MINUTES = 50_000
FILL = """
INSERT INTO appraisals_calibrationentry (session_id, appraisal_id, initial, grade)
SELECT %s, a.id, '', '' FROM appraisals_appraisal a
 WHERE a.appraisal_cycle_id = %s AND a.subject = %s AND a.excluded_as = '' AND a.unit_id = ANY(%s)
   AND NOT EXISTS (SELECT 1 FROM appraisals_calibrationentry e WHERE e.appraisal_id = a.id)
"""


def quota_for(cycle: AppraisalCycle, scale: str) -> Quota | None:
    """The quota of the policy over a scale; None where there is none or it is off."""
    found = next((one for one in rules_of(cycle).quotas if one.scale == scale), None)
    return None if found is None or found.mode == QuotaMode.OFF else found


@transaction.atomic
def prepare_sessions(cycle: AppraisalCycle, subject: str, *, by: User | None) -> int:
    """A session for each pool of those who get a grade and sit in none. Returns how many.

    Sessions that are only prepared are made anew, with the units as they are now.
    Errors: PermissionDenied; WrongState for a cycle that is not running, or without anybody left.
    """
    require_office(by, cycle.department)
    held = AppraisalCycle.objects.select_for_update(of=("self",)).select_related(
        "department"
    ).get(pk=cycle.pk)  # fmt: skip
    if held.state != CycleState.RUNNING:
        raise WrongState(_("This cycle is not running."))
    drop_prepared(held, subject)
    scale = getattr(held, f"{subject}_scale")
    quota = quota_for(held, scale)
    pools = peers(
        units_left(held, subject), held.department_id,
        below=quota.pool_below if quota else 0, by_level=subject == Subject.DEPARTMENT,
    )  # fmt: skip
    if not pools:
        raise WrongState(_("Nobody is left to calibrate: everybody sits in a session already."))
    for pool in pools:
        session = CalibrationSession.objects.create(
            appraisal_cycle=held, subject=subject, scale=scale, created_at=clock(),
            quota_mode=quota.mode if quota else QuotaMode.OFF,
            quota_grade=quota.grade if quota else "", **names_of(pool, subject),
        )  # fmt: skip
        with connection.cursor() as cursor:
            cursor.execute(FILL, [session.pk, held.pk, subject, list(pool.units)])
        details = {"cycle": held.code, "subject": subject, "people": pool.people}
        audit.record("appraisals.prepare_calibration", session, by=by, details=details)
    return len(pools)


def drop_prepared(held: AppraisalCycle, subject: str) -> None:
    old = CalibrationSession.objects.filter(
        appraisal_cycle=held, subject=subject, state=SessionState.PREPARED
    )
    CalibrationEntry.objects.filter(session__in=old).delete()
    CalibrationMember.objects.filter(session__in=old).delete()
    old.delete()


def units_left(held: AppraisalCycle, subject: str) -> list[Unit]:
    rows = (
        Appraisal.objects.filter(appraisal_cycle=held, subject=subject, calibration_entry=None)
        .graded()
        .values("unit", "unit__lineage")
        .annotate(people=Count("pk"))
        .order_by("unit__lineage")
    )
    return [Unit(row["unit"], tuple(row["unit__lineage"]), row["people"]) for row in rows]


def names_of(pool: Peers, subject: str) -> dict[str, str]:
    """What the session is called, in both languages."""
    if subject == Subject.DEPARTMENT:
        level = pool.keys[0]
        return {"name_en": f"Departments of level {level}", "name_zh": f"第{level}级部门"}
    if len(pool.keys) > 1:
        return {"name_en": "Smaller units together", "name_zh": "小单位合并"}
    place = Department.objects.get(pk=pool.keys[0])
    return {"name": place.name, "name_en": place.name_en, "name_zh": place.name_zh}


def held_session(session: CalibrationSession) -> CalibrationSession:
    """The session, its row locked until the transaction ends: one at a time changes a pool."""
    return (
        CalibrationSession.objects.select_for_update(of=("self",))
        .select_related("appraisal_cycle__department", "appraisal_cycle__cycle")
        .get(pk=session.pk)
    )


def locked_already() -> WrongState:
    return WrongState(_("These grades are locked."))


def is_office(session: CalibrationSession, by: User | None) -> None:
    require_office(by, session.appraisal_cycle.department)


def require_member(session: CalibrationSession, by: User) -> None:
    if not session.members.filter(user=by).exists():
        raise PermissionDenied(_("Only members of the session do this."))


@transaction.atomic
def add_member(session: CalibrationSession, user: User, *, by: User | None) -> CalibrationMember:
    """Let somebody sit in the session. The same again changes nothing.

    Errors: DomainError for somebody whose own grade is settled there; WrongState once it is locked.
    """
    is_office(session, by)
    held = held_session(session)
    if held.is_locked:
        raise locked_already()
    if held.entries.filter(appraisal__subject_user=user).exists():
        raise DomainError(_("Nobody sits where his own grade is settled."), "user")
    row, made = CalibrationMember.objects.get_or_create(
        session=held, user=user, defaults={"named_by": by}
    )
    if made:
        audit.record("appraisals.add_calibrator", held, by=by, details={"user": user.pk})
    return row


@transaction.atomic
def remove_member(session: CalibrationSession, user: User, *, by: User | None) -> None:
    """Take somebody out of a session before it opens; what he changed later stays his."""
    is_office(session, by)
    held = held_session(session)
    if held.state != SessionState.PREPARED:
        raise WrongState(_("This session has opened: its members stay."))
    if held.members.filter(user=user).delete()[0]:
        audit.record("appraisals.remove_calibrator", held, by=by, details={"user": user.pk})


@transaction.atomic
def raise_share(
    session: CalibrationSession, authority: str, document: str, *, by: User | None
) -> CalibrationSession:
    """Let the quota reach the share that the policy knows with approval: who approved it, where.

    Errors: DomainError without both; WrongState where the policy knows no raise, or once locked.
    """
    is_office(session, by)
    held = held_session(session)
    if held.is_locked:
        raise locked_already()
    quota = quota_for(held.appraisal_cycle, held.scale)
    if quota is None or quota.share_with_approval <= quota.share:
        raise WrongState(_("The policy knows no raised share here."))
    held.raised_share = quota.share_with_approval
    held.raised_by, held.raised_document = authority.strip(), document.strip()
    checked(held, leave=["appraisal_cycle", "created_at"])
    held.version += 1
    held.save(update_fields=["raised_share", "raised_by", "raised_document", "version"])
    details: dict[str, Any] = {"share": held.raised_share, "document": held.raised_document}
    audit.record("appraisals.raise_share", held, by=by, details=details)
    return held


def minutes_seen(session: CalibrationSession) -> str:
    """Which minutes a page shows, as one word."""
    said = f"{session.met_on} {session.minutes}"
    return hashlib.sha256(said.encode()).hexdigest()[:16]


@transaction.atomic
def write_minutes(
    session: CalibrationSession,
    text: str,
    *,
    met_on: datetime.date | None = None,
    seen: str | None = None,
    by: User,
) -> CalibrationSession:
    """What was said and when, by a member, until the lock.

    Errors: WrongState when another wrote since.
    """
    held = held_session(session)
    require_member(held, by)
    if held.state != SessionState.OPEN:
        raise locked_already() if held.is_locked else not_open()
    text = text.replace("\0", "").strip()[:MOST_MINUTES]
    if (text, met_on) == (held.minutes, held.met_on):
        return held
    if seen is not None and seen != minutes_seen(held):
        raise overtaken()
    held.minutes, held.met_on = text, met_on
    held.version += 1
    held.save(update_fields=["minutes", "met_on", "version"])
    details = {"sha256": hashlib.sha256(text.encode()).hexdigest(), "met_on": met_on}
    audit.record("appraisals.write_minutes", held, by=by, details=details)
    return held


def not_open() -> WrongState:
    return WrongState(_("This session is not open yet."))


def share_of(session: CalibrationSession, quota: Quota) -> Decimal:
    """The share that holds: the raised one where its approval is recorded. Rule C4."""
    return session.raised_share if session.raised_share is not None else quota.share
