"""A scorecard from draft to approved: its weights, and the steps of its agreement.

Rules: docs/scorecard-plans.md.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from audit import services as audit
from audit.errors import DomainError, WrongState
from departments.models import Department, User
from departments.services import require_role
from indicators.models import Cycle, Indicator, PlanStep, Target, TargetPlan
from indicators.models.plans import Deed, PlanState
from indicators.services.errors import lock_key
from indicators.services.locks import await_measurements
from indicators.services.plan_policy import may_approve, policy_of
from indicators.services.planning import AIMED, clock, overtaken
from indicators.services.versions import Change, Key, write_targets
from indicators.weights import is_complete

PLANNERS = ("office", "manager")


@dataclass(frozen=True, slots=True)
class Step:
    """A row of the table of steps: from where to where, who takes it, and what it needs."""

    before: tuple[str, ...]
    after: str
    actor: str  # "planner": office or manager of the department; "approver": by the policy
    needs: tuple[str, ...]  # "complete" weights, a "reason", "another" than who submitted


STEPS = {
    Deed.SUBMIT: Step(
        (PlanState.DRAFT, PlanState.RETURNED), PlanState.SUBMITTED, "planner", ("complete",)
    ),
    Deed.RECALL: Step((PlanState.SUBMITTED,), PlanState.DRAFT, "planner", ()),
    Deed.RETURN: Step((PlanState.SUBMITTED,), PlanState.RETURNED, "approver", ("reason",)),
    Deed.APPROVE: Step(
        (PlanState.SUBMITTED,), PlanState.APPROVED, "approver", ("complete", "another")
    ),
}


@transaction.atomic
def take_step(
    cycle: Cycle,
    department: Department,
    deed: str,
    *,
    by: User | None,
    reason: str = "",
    seen: int | None = None,
) -> TargetPlan:
    """Take one step of the table. Of two at once the second gets WrongState.

    `seen` is the version that the page showed.
    Errors: PermissionDenied; WrongState; DomainError for weights that are not complete, or without
    a reason.
    """
    step = STEPS[Deed(deed)]
    if by is None:
        raise PermissionDenied  # plans are agreed between people
    require_actor(step, cycle, department, by)
    if deed == Deed.SUBMIT:
        await_measurements()  # who writes targets holds this lock: none changes from here on
    plan, _made = TargetPlan.objects.get_or_create(cycle=cycle, department=department)
    if plan.state not in step.before or (seen is not None and seen != plan.version):
        raise too_late(plan)
    meet_needs(step, plan, reason, by)
    now = clock()
    who = "submitted" if deed == Deed.SUBMIT else "decided"
    columns = {f"{who}_by": by, f"{who}_at": now} if deed != Deed.RECALL else {}
    taken = TargetPlan.objects.filter(pk=plan.pk, state=plan.state, version=plan.version).update(
        state=step.after, version=F("version") + 1, **columns
    )
    if not taken:
        raise too_late(plan)
    PlanStep.objects.create(plan=plan, deed=deed, by=by, at=now, reason=reason.strip())
    details = {"before": plan.state, "after": step.after, "reason": reason.strip(),
               "cycle": cycle.name, "department": department.code}  # fmt: skip
    audit.record(f"indicators.{deed}_plan", plan, by=by, details=details)
    plan.refresh_from_db()
    return plan


def require_actor(step: Step, cycle: Cycle, department: Department, by: User) -> None:
    """Rules A8 and A11."""
    if step.actor == "planner":
        require_role(by, department, *PLANNERS)
    elif not may_approve(by, department, policy_of(cycle).approvers):
        raise PermissionDenied(
            _("Only the performance office or the manager of the department above may decide, as "
              "the policy of this cycle says.")
        )  # fmt: skip


def meet_needs(step: Step, plan: TargetPlan, reason: str, by: User) -> None:
    if "reason" in step.needs and not reason.strip():
        raise DomainError(_("Say what is to be changed before it can be approved."), "reason")
    if "another" in step.needs and plan.submitted_by_id == by.pk:
        raise PermissionDenied(_("Whoever submitted a scorecard cannot approve it."))
    if "complete" in step.needs:
        targets = in_force(plan.cycle, plan.department)
        if not is_complete(weights_of(targets), policy_of(plan.cycle).rules):
            raise DomainError(
                _("The weights are not complete: they must sum to exactly 100. Mend what is named "
                  "on the page, save, and submit again.")
            )  # fmt: skip


def too_late(plan: TargetPlan) -> WrongState:
    plan.refresh_from_db()
    return WrongState(
        _("This scorecard is “%(state)s” now: somebody else was first. Reload the page and look.")
        % {"state": plan.get_state_display()}
    )


def in_force(cycle: Cycle, department: Department) -> list[Target]:
    rows = Target.objects.in_force().filter(cycle=cycle, department=department)
    return list(rows.select_related("indicator", "period").order_by("indicator__code", "pk"))


def weights_of(targets: Iterable[Target]) -> dict[int, list[Decimal]]:
    """KPI -> its weights: of the cycle's target first, then of those of its periods."""
    found: dict[int, list[Decimal]] = defaultdict(list)
    for row in sorted(targets, key=lambda row: (row.period_id is not None, row.pk or 0)):
        found[row.indicator_id].append(row.weight)
    return dict(found)


def targets_seen(targets: Iterable[Target]) -> str:
    """Which versions a page shows, as one word: versions never change, so their numbers do."""
    numbers = ",".join(str(row.pk) for row in sorted(targets, key=lambda row: row.pk))
    return hashlib.sha256(numbers.encode()).hexdigest()[:16]


@transaction.atomic
def set_weights(
    cycle: Cycle,
    department: Department,
    weights: Mapping[int, Decimal],
    *,
    by: User | None,
    seen: str | None = None,
) -> None:
    """All weights of a scorecard at once, by indicator; targets of periods follow the cycle's.

    The sum may be anything here: it binds when the scorecard is submitted.
    Errors: RowsRefused by row; WrongState when `seen` shows other targets than there are, or the
    scorecard is agreed.
    """
    require_role(by, department, *PLANNERS)
    lock_key("weights", cycle.pk, department.pk)
    targets = in_force(cycle, department)
    if seen is not None and seen != targets_seen(targets):
        raise overtaken()
    changes = [
        Change(row.indicator, row.period, {"weight": weights[row.indicator_id]})
        for row in targets
        if row.indicator_id in weights
    ]
    write_targets(cycle, department, changes, by=by)


@transaction.atomic
def copy_plan(cycle: Cycle, department: Department, source: Cycle, *, by: User | None) -> int:
    """The KPIs of another cycle that are not here yet, with targets and weights. Returns how many.

    Of a card the newest version is taken; one whose unit or direction changed has no target to
    copy. Targets of single periods are not copied: they belong to the days of their cycle.
    """
    require_role(by, department, *PLANNERS)
    lock_key("weights", cycle.pk, department.pk)
    here = {row.indicator.code for row in in_force(cycle, department)}
    rows = [
        row
        for row in in_force(source, department)
        if row.period_id is None and row.indicator.code not in here
    ]
    codes = [row.indicator.code for row in rows]
    newest = {card.code: card for card in Indicator.objects.newest().filter(code__in=codes)}
    changes = [
        Change(newest[row.indicator.code], None, {name: getattr(row, name) for name in COPIED})
        for row in rows
        if alike(row.indicator, newest[row.indicator.code])
    ]
    written: dict[Key, Target | None] = write_targets(cycle, department, changes, by=by)
    if written:
        details = {"from": source.name, "to": cycle.name, "kpis": len(written)}
        audit.record("indicators.copy_plan", department, by=by, details=details)
    return len(written)


COPIED = tuple(name for name in AIMED if name != "reach_by")


def alike(old: Indicator, new: Indicator) -> bool:
    return (old.unit, old.direction, old.per) == (new.unit, new.direction, new.per)
