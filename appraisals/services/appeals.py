"""Review, appeal and objection: filed in time, heard by others, never worse. G30 to G39."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, connection, transaction
from django.db.models import F
from django.utils.translation import gettext as _

from appraisals.models import (
    Appeal,
    AppealDeed,
    AppealEvent,
    AppealMember,
    AppealState,
    Appraisal,
    CycleState,
    Grade,
    GradeStage,
)
from appraisals.services.notices import clocks_of, day_of, told
from appraisals.services.policy import codes_of, scale_of
from appraisals.services.recommending import looked_up
from appraisals.services.telling import offices_of, tell
from appraisals.standing import better_than
from audit import services as audit
from audit.errors import DomainError, WrongState
from departments.models import User
from departments.notification_words import Code
from departments.services import Matter, holds_role, settle
from indicators.services.errors import checked, lock_key, moved_on, overtaken
from indicators.services.planning import clock


@dataclass(frozen=True, slots=True)
class Step:
    """A row of the table of steps: from where to where, who takes it, and what it needs."""

    before: tuple[str, ...]
    after: str  # "" for the state it has
    actor: str  # "subject", "office", "member" of the body, "another" office than who decided
    needs: tuple[str, ...] = ()  # "reason"; "members" of the body; a better "grade"; "unextended"


OPEN = (AppealState.FILED, AppealState.HEARD)
MOST = 2000  # characters of a reason in a step and of a grade; the decision keeps all of it
STEPS = {
    AppealDeed.HEAR: Step(OPEN, AppealState.HEARD, "office", ("members",)),
    AppealDeed.RECUSE: Step((AppealState.HEARD,), "", "member", ("reason",)),
    AppealDeed.EXTEND: Step((AppealState.HEARD,), "", "office", ("reason", "unextended")),
    AppealDeed.KEEP: Step((AppealState.HEARD,), AppealState.KEPT, "member", ("reason",)),
    AppealDeed.IMPROVE: Step(
        (AppealState.HEARD,), AppealState.PROPOSED, "member", ("reason", "grade")
    ),
    AppealDeed.APPROVE: Step((AppealState.PROPOSED,), AppealState.IMPROVED, "another"),
    AppealDeed.RETURN: Step((AppealState.PROPOSED,), AppealState.HEARD, "another", ("reason",)),
    AppealDeed.WITHDRAW: Step(OPEN, AppealState.WITHDRAWN, "subject"),
}


def rights_of(appraisal: Appraisal) -> dict[str, datetime.date]:
    """What the subject may ask for now: right -> last day, also of those that are over.

    After a decision what it allowed; before any, what the notice gave. None while one is open.
    """
    rows = list(appraisal.appeals.exclude(state=AppealState.WITHDRAWN).order_by("-pk"))
    notice = appraisal.notices.in_force().first()
    if notice is None or any(row.is_open for row in rows):
        return {}
    if rows:
        last = rows[0]
        if last.further_step and last.further_until:
            return {last.further_step: last.further_until}
        return {}
    return dict(notice.rights.order_by("due_on", "step").values_list("step", "due_on"))


@transaction.atomic
def file_appeal(
    appraisal: Appraisal, step: str, *, grounds: str, evidence: str = "", by: User
) -> Appeal:
    """Ask for one's grade to be looked at again, up to and including the last day.

    A right ends with its day and not with a phase: only an archived cycle is closed. The grade
    stays in force meanwhile.
    Errors: PermissionDenied for another's grade; WrongState without a notice, when the right is
    not there or its last day is over; DomainError without grounds.
    """
    if appraisal.subject_user_id != by.pk:
        raise PermissionDenied(_("Nobody contests the grade of somebody else."))
    hold_running(appraisal.appraisal_cycle_id)
    lock_key("appeal", appraisal.pk)
    open_rights, now = rights_of(appraisal), clock()
    today = day_of(now)
    if step not in open_rights:
        raise WrongState(_("This cannot be asked for: no notice gives this right now."))
    if open_rights[step] < today:
        raise WrongState(
            _("The last day for this was %(day)s.") % {"day": open_rights[step].isoformat()}
        )
    last = appraisal.appeals.exclude(state=AppealState.WITHDRAWN).order_by("-pk").first()
    row = Appeal(
        appraisal=appraisal, notice=appraisal.notices.in_force().get(), follows=last, step=step,
        grounds=grounds.strip(), evidence=evidence.strip(), filed_by=by, filed_at=now,
        filed_on=today, last_day=open_rights[step],
        decide_by=clocks_of(appraisal.appraisal_cycle).decision(step, today),
    )  # fmt: skip
    checked(row, leave=["appraisal", "notice", "follows", "filed_by", "filed_at"])
    row.save(force_insert=True)
    entered(row, AppealDeed.FILE, "", by=by)
    return row


HELD = "SELECT state FROM appraisals_appraisalcycle WHERE id = %s FOR SHARE"


def hold_running(cycle: int) -> None:
    """Hold the cycle for share: it is not archived while somebody files or decides."""
    with connection.cursor() as cursor:
        cursor.execute(HELD, [cycle])
        (state,) = cursor.fetchone()
    if state != CycleState.RUNNING:
        raise WrongState(_("This cycle is archived."))


@transaction.atomic
def take_step(
    appeal: Appeal, deed: str, *, by: User, reason: str = "", grade: str = "", body: str = "",
    members: Sequence[User] = (), seen: int | None = None,
) -> Appeal:  # fmt: skip
    """Take one step of the table. Of two at once the second gets WrongState.

    `seen` is the version that the page showed.
    Errors: PermissionDenied; WrongState; DomainError at its field.
    """
    step = STEPS[AppealDeed(deed)]
    hold_running(appeal.appraisal.appraisal_cycle_id)
    held = Appeal.objects.select_for_update(of=("self",)).select_related(
        "appraisal__appraisal_cycle__department"
    ).get(pk=appeal.pk)  # fmt: skip
    require_actor(step, held, by)
    if held.state not in step.before:
        raise moved_on(held)
    if seen is not None and seen != held.version:
        raise overtaken()
    if "reason" in step.needs and not reason.strip():
        raise DomainError(_("Give the reasons."), "reason")
    if "grade" in step.needs and grade not in improvements(held.appraisal):
        raise DomainError(_("Choose a better grade: an appeal never makes it worse."), "grade")
    held.state = step.after or held.state
    EFFECTS.get(AppealDeed(deed), nothing)(
        held, {"reason": reason.strip(), "grade": grade, "body": body.strip(), "by": by,
               "members": list(members)},
    )  # fmt: skip
    held.version = F("version") + 1
    held.save()
    held.refresh_from_db()
    entered(held, AppealDeed(deed), reason, by=by)
    return held


def require_actor(step: Step, held: Appeal, by: User) -> None:
    """Rules A25 and G34: nobody decides on himself, or twice."""
    if step.actor == "subject":
        if held.filed_by_id != by.pk:
            raise PermissionDenied(_("Whoever filed it withdraws it."))
        return
    if held.appraisal.subject_user_id == by.pk:
        raise PermissionDenied(_("Nobody decides on himself."))
    if step.actor == "member":
        if not held.members.filter(user=by, recused_because="").exists():
            raise PermissionDenied(_("Only the members of the body decide."))
        return
    if not holds_role(by, "office", department=held.appraisal.appraisal_cycle.department):
        raise PermissionDenied(_("This needs the role of performance office."))
    if step.actor == "another" and held.members.filter(user=by).exists():
        raise PermissionDenied(_("A second person approves: nobody who sits in the body."))


def improvements(appraisal: Appraisal) -> tuple[str, ...]:
    """The grades above the one in force."""
    current = appraisal.grades.in_force().get()
    return better_than(codes_of(scale_of(appraisal)), current.grade)


def judges_of(appraisal: Appraisal) -> set[int]:
    """Who evaluated or decided on this result and so never hears an appeal about it. G34."""
    graders = appraisal.grades.exclude(decided_by=None).values_list("decided_by", flat=True)
    sat = AppealMember.objects.filter(appeal__appraisal=appraisal).exclude(
        appeal__state__in=["filed", "heard", "proposed"]
    )
    named = {appraisal.subject_user_id, appraisal.appraiser_id, appraisal.second_appraiser_id}
    return {pk for pk in named if pk} | set(graders) | set(sat.values_list("user", flat=True))


def hear(held: Appeal, said: dict[str, Any]) -> None:
    """Name the body and who sits in it; named again, the new members join."""
    if not said["body"] or not said["members"]:
        field = "members" if said["body"] else "body"
        raise DomainError(_("Name the body and at least one member."), field)
    barred = judges_of(held.appraisal)
    if any(user.pk in barred for user in said["members"]):
        raise DomainError(
            _("Nobody hears an appeal about what he evaluated or decided."), "members"
        )
    held.body = said["body"]
    now = clock()
    AppealMember.objects.bulk_create(
        (AppealMember(appeal=held, user=user, named_at=now) for user in said["members"]),
        ignore_conflicts=True,
    )


def recuse(held: Appeal, said: dict[str, Any]) -> None:
    held.members.filter(user=said["by"]).update(recused_because=said["reason"])


def extend(held: Appeal, said: dict[str, Any]) -> None:
    clocks = clocks_of(held.appraisal.appraisal_cycle)
    later = clocks.extended(held.step, held.decide_by) if held.decide_by else None
    if held.extended or later is None:
        raise WrongState(_("The time to decide cannot be extended any more."))
    held.decide_by, held.extended = later, True


def keep(held: Appeal, said: dict[str, Any]) -> None:
    decided(held, said)
    allow_further(held)


def improve(held: Appeal, said: dict[str, Any]) -> None:
    decided(held, said)
    held.proposed_grade = said["grade"]
    clocks = clocks_of(held.appraisal.appraisal_cycle)
    held.approve_by = clocks.approval(held.step, day_of(clock()))


def decided(held: Appeal, said: dict[str, Any]) -> None:
    held.decision, held.decided_by, held.decided_at = said["reason"], said["by"], clock()


def allow_further(held: Appeal) -> None:
    """What may be asked for after this decision, from the day it is made known."""
    clocks = clocks_of(held.appraisal.appraisal_cycle)
    found = clocks.further(held.step, day_of(clock()))
    held.further_step, held.further_until = found or ("", None)


def send_back(held: Appeal, said: dict[str, Any]) -> None:
    held.proposed_grade, held.decision = "", ""
    held.decided_by = held.decided_at = held.approve_by = None


def approve(held: Appeal, said: dict[str, Any]) -> None:
    """The better grade supersedes the one before it; both stay, and a notice tells it."""
    appraisal = held.appraisal
    current = Grade.objects.in_force().get(appraisal=appraisal)
    if held.proposed_grade not in improvements(appraisal):
        raise WrongState(_("The grade changed meanwhile. Send it back to the body."))
    try:
        with transaction.atomic():
            held.result = Grade.objects.create(
                appraisal=appraisal, stage=GradeStage.APPEAL, grade=held.proposed_grade,
                score=current.score, coverage=current.coverage, reason=held.decision[:MOST],
                supersedes=current, decided_by=held.decided_by, decided_at=clock(),
            )  # fmt: skip
    except DatabaseError as error:
        raise WrongState(_("An appeal keeps a grade or improves it.")) from error
    held.approved_by = said["by"]
    allow_further(held)
    told(appraisal.appraisal_cycle, by=said["by"], only=appraisal.pk, with_rights=False)
    rows = Appraisal.objects.filter(pk=appraisal.pk)
    looked_up(appraisal.appraisal_cycle, rows, by=said["by"])


def nothing(held: Appeal, said: dict[str, Any]) -> None:
    """A step that only changes the state."""


EFFECTS = {
    AppealDeed.HEAR: hear,
    AppealDeed.RECUSE: recuse,
    AppealDeed.EXTEND: extend,
    AppealDeed.KEEP: keep,
    AppealDeed.IMPROVE: improve,
    AppealDeed.APPROVE: approve,
    AppealDeed.RETURN: send_back,
}


def entered(row: Appeal, deed: AppealDeed, reason: str, *, by: User) -> None:
    AppealEvent.objects.create(
        appeal=row, deed=deed, by=by, at=clock(), reason=reason.strip()[:MOST]
    )
    details = {
        "appraisal": row.appraisal_id, "step": row.step, "state": row.state,
        "grade": row.proposed_grade, "decide_by": row.decide_by,
    }  # fmt: skip
    audit.record(f"appraisals.{deed}_appeal", row, by=by, details=details)
    tell_of(row, deed, by=by)


TOLD = {
    AppealDeed.FILE: Code.APPEAL_FILED,
    AppealDeed.HEAR: Code.APPEAL_TO_HEAR,
    AppealDeed.RETURN: Code.APPEAL_TO_HEAR,
    AppealDeed.IMPROVE: Code.APPEAL_TO_APPROVE,
    AppealDeed.KEEP: Code.APPEAL_DECIDED,
    AppealDeed.APPROVE: Code.APPEAL_DECIDED,
}
# What is no longer to be done after a step.
DONE = {
    AppealDeed.HEAR: (Code.APPEAL_FILED,),
    AppealDeed.KEEP: (Code.APPEAL_TO_HEAR,),
    AppealDeed.IMPROVE: (Code.APPEAL_TO_HEAR,),
    AppealDeed.APPROVE: (Code.APPEAL_TO_APPROVE,),
    AppealDeed.RETURN: (Code.APPEAL_TO_APPROVE,),
    AppealDeed.WITHDRAW: (Code.APPEAL_FILED, Code.APPEAL_TO_HEAR),
}


def tell_of(row: Appeal, deed: AppealDeed, *, by: User) -> None:
    """Whoever takes the next step; who filed it, when it is decided."""
    settle(DONE.get(deed, ()), [row.pk])
    code = TOLD.get(deed)
    if code is None:
        return
    sits = set(row.members.filter(recused_because="").values_list("user", flat=True))
    offices = offices_of(row.appraisal.appraisal_cycle) - sits - {row.filed_by_id}
    to = {Code.APPEAL_DECIDED: {row.filed_by_id}, Code.APPEAL_TO_HEAR: sits}.get(code, offices)
    # Members who join later are told then; those named before are not told again.
    occasion = "" if deed == AppealDeed.HEAR else str(row.version)
    matter = Matter(code, "appraisals:appeal", occasion=occasion)
    tell(matter, row.appraisal, to, about=row.pk, place=row.pk, by=by)


def open_steps(appeal: Appeal, *, by: User) -> list[str]:
    """The steps that `by` may take now, for the buttons of the page."""
    found = []
    for deed, step in STEPS.items():
        if appeal.state not in step.before:
            continue
        try:
            require_actor(step, appeal, by)
        except PermissionDenied:
            continue
        found.append(str(deed))
    return found
