"""The steps of a phase, and the lock that whoever writes in it holds. Y4 to Y8."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from appraisals.models import (
    Appraisal,
    AppraisalCycle,
    CycleState,
    Phase,
    PhaseDeed,
    PhaseKind,
    PhaseState,
    PhaseStep,
    ProbationClock,
)
from appraisals.services.telling import offices_of, tell_of_phase
from audit import services as audit
from audit.errors import DomainError, WrongState
from audit.rehearsing import stage
from departments.models import User
from departments.notification_words import Code
from departments.services import Matter, notify, require_office, settle
from indicators.services.errors import checked
from indicators.services.planning import clock


@dataclass(frozen=True, slots=True)
class Step:
    """A row of the table of steps: from where to where, who takes it, and what it needs."""

    before: PhaseState
    after: PhaseState
    actor: str  # "office" of the branch or the house; "somebody" of it; "another" than who asked
    # "first": all phases before it are closed; "reason"; "asked"; "run_out": no own clock runs
    needs: tuple[str, ...] = ()


STEPS = {
    PhaseDeed.OPEN: Step(PhaseState.WAITING, PhaseState.OPEN, "office", ("first", "begun")),
    PhaseDeed.CLOSE: Step(PhaseState.OPEN, PhaseState.CLOSED, "office", ("run_out",)),
    PhaseDeed.ASK: Step(PhaseState.CLOSED, PhaseState.CLOSED, "somebody", ("reason", "unasked")),
    PhaseDeed.REFUSE: Step(PhaseState.CLOSED, PhaseState.CLOSED, "another", ("reason", "asked")),
    PhaseDeed.REOPEN: Step(PhaseState.CLOSED, PhaseState.OPEN, "another", ("reason", "asked")),
}


# Many hold a phase at once; who closes it waits for all of them, and who comes later looks again.
HELD = """
SELECT id FROM appraisals_phase
 WHERE appraisal_cycle_id = %s AND kind = ANY(%s) AND state = 'open' ORDER BY id LIMIT 1 FOR SHARE
"""


# The phases that somebody with a clock of his own works in on his own days. While that of
# evaluation is not closed it is the row that he holds, whichever he works in. Rule Y20.
OWN = (
    PhaseKind.PLANNING, PhaseKind.COACHING, PhaseKind.SELF_ASSESSMENT, PhaseKind.EVALUATION,
)  # fmt: skip
HELD_OWN = """
SELECT phase.id FROM appraisals_phase phase
  JOIN appraisals_appraisalcycle cycle ON cycle.id = phase.appraisal_cycle_id
 WHERE phase.appraisal_cycle_id = %s AND phase.kind = 'evaluation' AND phase.state <> 'closed'
   AND cycle.state = 'running' FOR SHARE OF phase
"""


def today() -> datetime.date:
    """The day by the clock of the database, in the time zone of the organisation."""
    return timezone.localdate(clock(), timezone.get_default_timezone())


def hold_phase(held: Appraisal | AppraisalCycle | int, *kinds: str) -> Phase:
    """The open phase of one of these kinds, held for share until the transaction ends.

    Whoever writes in a phase calls this first: a phase that is being closed at the same moment
    waits for him, or he gets WrongState and keeps his text. With an appraisal that has a clock of
    its own, that clock says from when on it is open, for kinds of OWN.
    Errors: WrongState that says which phase is not open.
    """
    if isinstance(held, Appraisal):
        own = ProbationClock.objects.filter(appraisal=held).first()
        if own is not None:
            return hold_own(held.appraisal_cycle_id, own, kinds)
        held = held.appraisal_cycle_id
    pk = held.pk if isinstance(held, AppraisalCycle) else held
    found = row_held(HELD, [pk, list(kinds)])
    if found is None:
        raise not_open(pk, kinds)
    return found


def row_held(statement: str, values: list[Any]) -> Phase | None:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        found = cursor.fetchone()
    return Phase.objects.get(pk=found[0]) if found else None


def hold_own(cycle: int, own: ProbationClock, kinds: tuple[str, ...]) -> Phase:
    """Kinds of OWN only; what follows them is common to all and is asked of the cycle."""
    first = min(own.opens(kind) for kind in kinds)
    if first > today():
        raise WrongState(
            _("By the days of this probation this opens on %(day)s.") % {"day": first.isoformat()}
        )
    found = row_held(HELD_OWN, [cycle])
    if found is None:
        raise not_open(cycle, (PhaseKind.EVALUATION,))
    return found


def not_open(cycle: int, kinds: tuple[str, ...]) -> WrongState:
    rows = Phase.objects.filter(appraisal_cycle=cycle, kind__in=kinds).order_by("starts_on")
    row = rows.first()
    if row is None:
        return WrongState(_("This cycle has no such phase."))
    words = {"phase": row.get_kind_display(), "day": row.starts_on.isoformat()}
    if row.state == PhaseState.WAITING:
        return WrongState(_("The phase “%(phase)s” is not open yet. It begins on %(day)s.") % words)
    return WrongState(
        _("The phase “%(phase)s” is closed. What you wrote is kept on this page; ask the "
          "performance office to open the phase again.") % words
    )  # fmt: skip


def open_phase(phase: Phase, *, by: User | None) -> Phase:
    """Open the next phase. Errors: WrongState while an earlier phase is not closed."""
    return take(phase, PhaseDeed.OPEN, by=by)


def close_phase(phase: Phase, *, by: User | None) -> Phase:
    """Close a phase; waits for whoever is writing in it at this moment."""
    return take(phase, PhaseDeed.CLOSE, by=by)


def ask_to_reopen(phase: Phase, reason: str, *, by: User | None) -> Phase:
    """Ask for a closed phase to be opened again; a second person of the office decides."""
    return take(phase, PhaseDeed.ASK, by=by, reason=reason)


def answer_reopening(phase: Phase, reason: str, *, agree: bool, by: User | None) -> Phase:
    """Open a phase again, or refuse to. Never the one who asked."""
    return take(phase, PhaseDeed.REOPEN if agree else PhaseDeed.REFUSE, by=by, reason=reason)


@transaction.atomic
def take(phase: Phase, deed: PhaseDeed, *, by: User | None, reason: str = "") -> Phase:
    """Take one step of the table. Of two at once the second gets WrongState."""
    step = STEPS[deed]
    cycle = AppraisalCycle.objects.select_related("department").get(pk=phase.appraisal_cycle_id)
    require_office(by, cycle.department)
    held = Phase.objects.select_for_update().get(pk=phase.pk)
    if cycle.state != CycleState.RUNNING:
        raise WrongState(_("This cycle is not running."))
    if held.state != step.before:
        raise too_late(held)
    meet(step, held, reason.strip(), by)
    asked_by = held.asked_by_id
    held.state = step.after
    held.asked_by, held.asked_because = (
        (by, reason.strip()) if deed == PhaseDeed.ASK else (None, "")
    )
    if deed == PhaseDeed.REOPEN:
        held.reopened = True
    held.save(update_fields=["state", "asked_by", "asked_because", "reopened"])
    write_step(held, deed, reason.strip(), by=by)
    settle((Code.PHASE_OPENED, Code.REOPENING_ASKED), [held.pk])
    if held.state == PhaseState.OPEN:
        tell_of_phase(held, by=by)
    told = offices_of(cycle) if deed == PhaseDeed.ASK else {asked_by}
    tell_of_reopening(held, deed, told, by=by)
    return held


def tell_of_reopening(held: Phase, deed: PhaseDeed, told: set[Any], *, by: User | None) -> None:
    """A second person hears that he may decide; who asked hears that it was decided."""
    if deed == PhaseDeed.ASK:
        code, route, place = Code.REOPENING_ASKED, "appraisals:phase-reopen", held.pk
    elif deed in (PhaseDeed.REFUSE, PhaseDeed.REOPEN):
        code, route, place = Code.REOPENING_ANSWERED, "appraisals:cycle", held.appraisal_cycle_id
    else:
        return
    matter = Matter(code, route, occasion=str(held.steps.count()), detail=held.kind)
    notify(matter, told, about=held.pk, place=place, by=by)


def meet(step: Step, held: Phase, reason: str, by: User | None) -> None:
    if step.actor == "somebody" and by is None:
        raise PermissionDenied(_("Somebody of the performance office has to ask for this."))
    if step.actor == "another" and (by is None or held.asked_by_id == by.pk):
        raise PermissionDenied(_("A second person of the performance office decides on this."))
    if "reason" in step.needs and not reason:
        raise DomainError(_("Say why."), "reason")
    if "asked" in step.needs and held.asked_by_id is None:
        raise WrongState(_("Nobody asked to open this phase again."))
    if "unasked" in step.needs and held.asked_by_id is not None:
        raise WrongState(_("Somebody asked for this already; a second person decides."))
    if "first" in step.needs:
        earlier = Phase.objects.filter(
            appraisal_cycle=held.appraisal_cycle_id, starts_on__lt=held.starts_on
        )
        if earlier.exclude(state=PhaseState.CLOSED).exists():
            raise WrongState(_("Close the phases before this one first."))
    if "run_out" in step.needs and held.kind == PhaseKind.EVALUATION:
        run_out(held)
    # A rehearsal waits for no day (Y34).
    if "begun" in step.needs and stage() is None and held.starts_on > timezone.localdate():
        raise WrongState(
            _("This phase begins on %(day)s. Change its dates to open it earlier.")
            % {"day": held.starts_on.isoformat()}
        )


def run_out(held: Phase) -> None:
    """Nobody's own clock is cut off. Rule Y21."""
    rows = ProbationClock.objects.filter(appraisal__appraisal_cycle=held.appraisal_cycle_id)
    last = rows.counting().filter(ends_on__gte=today()).order_by("-ends_on").first()
    if last is not None:
        raise WrongState(
            _("Somebody's probation lasts until %(day)s. Close this phase after that.")
            % {"day": last.ends_on.isoformat()}
        )


def too_late(held: Phase) -> WrongState:
    return WrongState(
        _("This phase is “%(state)s” now: somebody else was first. Reload the page and look.")
        % {"state": held.get_state_display()}
    )


def write_step(held: Phase, deed: PhaseDeed, reason: str, *, by: User | None, **more: Any) -> None:
    PhaseStep.objects.create(phase=held, deed=deed, by=by, at=clock(), reason=reason)
    details = {"phase": held.kind, "state": held.state, "reason": reason, **more}
    audit.record(f"appraisals.{deed}_phase", held, by=by, details=details)


@transaction.atomic
def move_phase(
    phase: Phase, starts_on: datetime.date, ends_on: datetime.date, *, reason: str, by: User | None
) -> Phase:
    """Change the days of a phase that is not closed yet, in a running cycle, for a reason.

    Errors: DomainError for days that another phase has; WrongState for a phase that is closed.
    """
    cycle = AppraisalCycle.objects.select_related("department").get(pk=phase.appraisal_cycle_id)
    require_office(by, cycle.department)
    held = Phase.objects.select_for_update().get(pk=phase.pk)
    if cycle.state != CycleState.RUNNING or held.state == PhaseState.CLOSED:
        raise too_late(held)
    if not reason.strip():
        raise DomainError(_("Say why."), "reason")
    before = [held.starts_on, held.ends_on]
    held.starts_on, held.ends_on = starts_on, ends_on
    out_of_order(held)
    checked(held, leave=["appraisal_cycle"])
    held.save(update_fields=["starts_on", "ends_on"])
    write_step(
        held, PhaseDeed.MOVE, reason.strip(), by=by, before=before, after=[starts_on, ends_on]
    )
    return held


def out_of_order(held: Phase) -> None:
    """The phases keep their order, whatever their days. Rule Y3."""
    order = list(PhaseKind.values)
    place = order.index(held.kind)
    others = Phase.objects.filter(appraisal_cycle=held.appraisal_cycle_id).exclude(pk=held.pk)
    for other in others:
        if order.index(other.kind) < place and other.ends_on >= held.starts_on:
            raise DomainError(
                _("This phase must begin after the one before it has ended, on %(day)s.")
                % {"day": other.ends_on.isoformat()},
                "starts_on",
            )
        if order.index(other.kind) > place and other.starts_on <= held.ends_on:
            raise DomainError(
                _("This phase must end before the next one begins, on %(day)s.")
                % {"day": other.starts_on.isoformat()},
                "ends_on",
            )
