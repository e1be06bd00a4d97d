"""Development plans and what is done of them. Rules: docs/results.md, G14 to G16."""

from __future__ import annotations

import datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from appraisals.models import (
    ActionState,
    Appraisal,
    DevelopmentAction,
    DevelopmentPlan,
    PhaseKind,
)
from appraisals.services.meetings import side_of
from appraisals.services.notices import day_of
from appraisals.services.phases import hold_phase
from appraisals.services.telling import tell
from audit import services as audit
from audit.errors import DomainError, WrongState
from departments.models import User
from departments.notification_words import Code
from departments.services import Matter, settle
from indicators.services.errors import checked, lock_key, overtaken
from indicators.services.planning import clock


@transaction.atomic
def write_plan(
    appraisal: Appraisal, *, aim: str, follow_up_on: datetime.date, seen: int | None = None,
    by: User,
) -> DevelopmentPlan:  # fmt: skip
    """Begin or change a development plan; both sides write it.

    Errors: PermissionDenied; DomainError at its field; WrongState when somebody else wrote
    meanwhile, or before the result was told.
    """
    side_of(appraisal, by)
    hold_phase(appraisal.appraisal_cycle_id, PhaseKind.RESULTS, PhaseKind.APPEALS)
    if not appraisal.notices.exists():
        raise WrongState(_("First the notice, then the plan: the result was not told yet."))
    lock_key("development plan", appraisal.pk)
    row = DevelopmentPlan.objects.filter(appraisal=appraisal).first()
    if seen is not None and seen != (row.version if row else 0):
        raise overtaken()
    is_new = row is None
    row = row or DevelopmentPlan(appraisal=appraisal, created_by=by, created_at=clock())
    if is_new and follow_up_on <= day_of(clock()):
        raise DomainError(_("Name a day that lies ahead."), "follow_up_on")
    row.aim, row.follow_up_on = aim.strip(), follow_up_on
    checked(row, leave=["appraisal", "created_by", "created_at"])
    row.version += 1
    row.save(force_insert=is_new)
    audit.record("appraisals.write_development_plan", row, by=by,
                 details={"appraisal": appraisal.pk, "version": row.version})  # fmt: skip
    return row


@transaction.atomic
def add_action(
    plan: DevelopmentPlan, *, kind: str, what: str, owner: User, due_on: datetime.date, by: User
) -> DevelopmentAction:
    """One thing to do. The plan goes on after the cycle is archived, so no phase is asked."""
    side_of(plan.appraisal, by)
    if due_on < day_of(clock()):
        raise DomainError(_("Name a day that lies ahead."), "due_on")
    row = DevelopmentAction(plan=plan, kind=kind, what=what.strip(), owner=owner, due_on=due_on)
    checked(row, leave=["plan", "owner"])
    row.save(force_insert=True)
    audit.record("appraisals.add_action", row, by=by, details=facts(row))
    matter = Matter(Code.ACTION_GIVEN, "appraisals:action-settle", day=due_on)
    tell(matter, plan.appraisal, [owner], about=row.pk, place=row.pk, by=by)
    return row


@transaction.atomic
def settle_action(
    action: DevelopmentAction, state: str, *, outcome: str, done_on: datetime.date,
    hours: Decimal | None = None, by: User,
) -> DevelopmentAction:  # fmt: skip
    """Done or dropped, when, and what came of it; a training with its hours.

    Errors: PermissionDenied for anybody but its owner and the two sides; WrongState when it is
    settled already; DomainError at its field.
    """
    held = DevelopmentAction.objects.select_for_update(of=("self",)).select_related(
        "plan__appraisal"
    ).get(pk=action.pk)  # fmt: skip
    if held.owner_id != by.pk:
        side_of(held.plan.appraisal, by)
    if held.state != ActionState.OPEN:
        raise WrongState(_("This action is settled already."))
    if state not in (ActionState.DONE, ActionState.DROPPED):
        raise DomainError(_("An action is done or dropped."), "state")
    if done_on > day_of(clock()):
        raise DomainError(_("This day lies ahead."), "done_on")
    if not outcome.strip():
        raise DomainError(_("Say when it was settled and what came of it."), "outcome")
    if held.kind == "training" and state == ActionState.DONE and not hours:
        raise DomainError(_("Give the hours of the training."), "hours")
    held.state, held.done_on, held.hours = state, done_on, hours
    held.outcome, held.settled_by = outcome.strip(), by
    checked(held, leave=["plan", "owner"])
    held.save(update_fields=["state", "done_on", "hours", "outcome", "settled_by"])
    audit.record("appraisals.settle_action", held, by=by, details=facts(held))
    settle((Code.ACTION_GIVEN, Code.ACTION_DUE), [held.pk])
    return held


def facts(row: DevelopmentAction) -> dict[str, Any]:
    return {
        "plan": row.plan_id, "kind": row.kind, "owner": row.owner_id, "due_on": row.due_on,
        "state": row.state, "done_on": row.done_on,
    }  # fmt: skip
