"""Rehearsing a cycle before anybody sees it. Rules: docs/appraisals.md, Y30 to Y35."""

from __future__ import annotations

from django.db import connection, transaction
from django.utils.translation import gettext as _

from appraisals.launching import OVER
from appraisals.models import Appraisal, AppraisalCycle, CycleState, Phase, PhaseState
from appraisals.queries.rehearsals import cast_of
from appraisals.services.cycles import FIELDS
from appraisals.services.launch import LaunchRefused, blockers_of
from appraisals.services.phases import close_phase, open_phase
from audit import services as audit
from audit.errors import DomainError, WrongState
from audit.rehearsing import on_stage, stage
from departments.models import User
from departments.services import require_office
from indicators.services.planning import clock

SUFFIX = "-rehearsal-"
LONGEST_CODE = 60  # characters
COPIED = ("kind", "starts_on", "ends_on")


@transaction.atomic
def start_rehearsal(row: AppraisalCycle, *, by: User) -> AppraisalCycle:
    """A copy of a cycle that is being set up, launched for the same people, seen by nobody.

    Errors: WrongState once the cycle is launched, and while another rehearsal of it runs;
    LaunchRefused for whatever would stand in the way of a launch but the date.
    """
    require_office(by, row.department)
    if stage() is not None:
        raise WrongState(_("This is a rehearsal: no cycle is set up in it."))
    held = AppraisalCycle.objects.select_for_update(of=("self",)).select_related(
        "cycle__period", "department", "policy"
    ).get(pk=row.pk)  # fmt: skip
    if held.state != CycleState.DRAFT:
        raise WrongState(_("Only a cycle that is being set up can be rehearsed."))
    before = AppraisalCycle.rehearsals.filter(rehearses=held)
    if before.running().exists():
        raise WrongState(_("This cycle is being rehearsed already."))
    if found := [one for one in blockers_of(held) if one.code != OVER]:
        raise LaunchRefused(found)
    now = clock()
    new = AppraisalCycle(
        **{name: getattr(held, name) for name in FIELDS if name != "code"},
        code=free_code(held, before.count() + 1), rehearses=held, state=CycleState.RUNNING,
        created_by=by, created_at=now, launched_by=by, launched_at=now,
    )  # fmt: skip
    new.save(force_insert=True)
    Phase.objects.bulk_create(
        Phase(appraisal_cycle=new, **days) for days in held.phases.in_order().values(*COPIED)
    )
    details = {"rehearses": held.code, "subjects": copy_subjects(held, new)}
    audit.record("appraisals.start_rehearsal", new, by=by, details=details)
    return new


def free_code(held: AppraisalCycle, number: int) -> str:
    suffix = f"{SUFFIX}{number}"
    code = f"{held.code[: LONGEST_CODE - len(suffix)]}{suffix}"
    taken = AppraisalCycle._base_manager.filter(code=code).exists()  # noqa: SLF001 -- documented
    return free_code(held, number + 1) if taken else code


def copy_subjects(held: AppraisalCycle, new: AppraisalCycle) -> int:
    """Who takes part, with superiors and reasons as they stand, in one statement."""
    names = [
        str(field.column)
        for field in Appraisal._meta.concrete_fields  # noqa: SLF001 -- documented
        if field.name not in ("id", "appraisal_cycle")
    ]
    columns = ", ".join(names)
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO appraisals_appraisal (appraisal_cycle_id, {columns})"  # noqa: S608 -- ours
            f" SELECT %s, {columns} FROM appraisals_appraisal WHERE appraisal_cycle_id = %s",
            [new.pk, held.pk],
        )
        return int(cursor.rowcount)


def held_running(rehearsal: AppraisalCycle, by: User) -> AppraisalCycle:
    """The row, locked, while it runs. Errors: PermissionDenied; WrongState once it has ended."""
    held = AppraisalCycle.rehearsals.select_for_update(of=("self",)).select_related(
        "department"
    ).get(pk=rehearsal.pk)  # fmt: skip
    require_office(by, held.department)
    if held.state != CycleState.RUNNING:
        raise WrongState(_("This rehearsal has ended."))
    return held


@transaction.atomic
def act_as(rehearsal: AppraisalCycle, person: int, *, by: User) -> User:
    """Begin to act as somebody in a rehearsal; returns whom. What follows is in the session.

    `person` is the number of an account. Errors: DomainError at `person` for somebody without a
    part in the rehearsal.
    """
    held = held_running(rehearsal, by)
    with on_stage(held.pk, by.pk):
        who = cast_of(held, by).filter(pk=person).first()
    if who is None:
        raise DomainError(_("Choose somebody of the list: this one has no part in it."), "person")
    audit.record("appraisals.act_as", held, by=by, details={"person": who.pk})
    return who


@transaction.atomic
def next_phase(rehearsal: AppraisalCycle, *, by: User, seen: str) -> Phase | None:
    """Close what is open and open what comes next, whatever the days; None after the last one.

    `seen` is the phase that the page showed as the next one: of two who press the button at once
    the second changes nothing.
    Errors: WrongState when every phase is closed.
    """
    held = held_running(rehearsal, by)
    with on_stage(held.pk, by.pk):
        phases = list(Phase.objects.filter(appraisal_cycle=held).in_order())
        waiting = [phase for phase in phases if phase.state == PhaseState.WAITING]
        going_on = [phase for phase in phases if phase.is_open]
        if not waiting and not going_on:
            raise WrongState(_("Every phase of this rehearsal is closed."))
        coming = waiting[0] if waiting else None
        if seen != (coming.kind if coming else ""):
            raise WrongState(_("Somebody else was first. Look at the phase that is open now."))
        for phase in going_on:
            close_phase(phase, by=by)
        return open_phase(coming, by=by) if coming else None


@transaction.atomic
def end_rehearsal(rehearsal: AppraisalCycle, *, by: User) -> AppraisalCycle:
    """End it for good: nobody acts in it any more, and nothing in it changes. Its rows stay.

    A second time changes nothing.
    """
    held = AppraisalCycle.rehearsals.select_for_update().get(pk=rehearsal.pk)
    require_office(by, held.department)
    if held.state == CycleState.ARCHIVED:
        return held
    held.state, held.archived_by, held.archived_at = CycleState.ARCHIVED, by, clock()
    held.version += 1
    held.save(update_fields=["state", "archived_by", "archived_at", "version"])
    audit.record("appraisals.end_rehearsal", held, by=by, details={"code": held.code})
    return held
