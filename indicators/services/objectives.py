"""Objectives: plans, and the tree from strategic to operational."""

from __future__ import annotations

import datetime
from typing import Any

from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from audit import services as audit
from audit.errors import DomainError, WrongState
from departments.models import Department, User
from departments.services import fingerprint, require_office, require_role
from indicators.models import Objective, PlanPeriod, Target
from indicators.models.planning import ObjectiveKind
from indicators.services.errors import checked, lock_key
from indicators.services.planning import overtaken

TREE_LOCK = 7043  # the trigger takes the same
NAMES = ("name", "name_en", "name_zh")
WORDED = (*NAMES, "kind", "department_id", "plan_id")
OFFICE, PLANNERS = ("office",), ("office", "manager")


@transaction.atomic
def add_plan(
    code: str, starts_on: datetime.date, ends_on: datetime.date, *, by: User | None, **names: str
) -> PlanPeriod:
    """A plan period: the days for which objectives are set."""
    require_office(by)
    lock_key("plan", code)
    if PlanPeriod.objects.filter(code=code).exists():
        raise DomainError(_("“%(value)s” is taken already.") % {"value": code}, "code")
    if ends_on < starts_on:
        raise DomainError(_("The end date must not lie before the start date."), "ends_on")
    plan = checked(PlanPeriod(code=code, starts_on=starts_on, ends_on=ends_on, **names))
    plan.save(force_insert=True)
    details = {"code": code, "starts_on": starts_on, "ends_on": ends_on, **names}
    audit.record("indicators.add_plan", plan, by=by, details=details)
    return plan


@transaction.atomic
def add_objective(
    code: str,
    kind: str,
    department: Department,
    *,
    parent: Objective | None = None,
    plan: PlanPeriod | None = None,
    by: User | None,
    **names: str,
) -> Objective:
    """A new objective. A strategic one is set by the office, an operational one also by a manager.

    Errors: DomainError at its field for a code that is taken or a place that does not fit.
    """
    require_setter(by, kind, department)
    hold_tree()
    if Objective.objects.filter(code=code).exists():
        raise DomainError(_("“%(value)s” is taken already.") % {"value": code}, "code")
    row = Objective(code=code, kind=kind, department=department, parent=parent, plan=plan, **names)
    check_place(row)
    checked(row, leave=["department", "parent", "plan"])
    row.save(force_insert=True)
    details = {"code": code, "department": department.code, "parent": parent and parent.code}
    audit.record("indicators.set_objective", row, by=by, details=details | {"after": shown(row)})
    return row


@transaction.atomic
def change_objective(
    objective: Objective, *, by: User | None, seen: str | None = None, **fields: Any
) -> Objective:
    """Change names, kind, department or plan. The code stays; where it stands: move_objective.

    Errors: WrongState when `seen` (see objective_seen) says that the form showed an older one.
    """
    hold_tree()
    row = Objective.objects.select_for_update().get(pk=objective.pk)
    if seen is not None and seen != objective_seen(row):
        raise overtaken()
    require_setter(by, row.kind, row.department)
    before = shown(row)
    for name, value in fields.items():
        setattr(row, name, value)
    require_setter(by, row.kind, row.department)
    after = shown(row)
    changed = [name for name in WORDED if before[name] != after[name]]
    if not changed:
        return row
    check_place(row)
    checked(row, leave=["department", "parent", "plan"])
    row.save(update_fields=[name.removesuffix("_id") for name in changed])
    details = {
        "before": {name: before[name] for name in changed},
        "after": {name: after[name] for name in changed},
    }
    audit.record("indicators.change_objective", row, by=by, details=details)
    return row


@transaction.atomic
def move_objective(objective: Objective, parent: Objective | None, *, by: User | None) -> Objective:
    """Hang an objective and all beneath it under another one, or make it a root.

    Two moves at once take turns, so that no circle comes of them.
    Errors: DomainError for a place beneath itself, of the wrong kind or outside the plan.
    """
    hold_tree()
    row = Objective.objects.select_for_update().get(pk=objective.pk)
    require_setter(by, row.kind, row.department)
    if row.parent_id == (parent and parent.pk):
        return row
    before, row.parent = row.parent, parent
    check_place(row)
    row.save(update_fields=["parent"])
    details = {
        "code": row.code, "before": before and before.code, "after": parent and parent.code,
    }  # fmt: skip
    audit.record("indicators.move_objective", row, by=by, details=details)
    return row


@transaction.atomic
def close_objective(
    objective: Objective, on: datetime.date, because: str, *, by: User | None
) -> Objective:
    """Nothing more is planned for it after that day; what was planned stays readable.

    Errors: WrongState when it is closed, or something open stands beneath it or serves it later.
    """
    hold_tree()
    row = Objective.objects.select_for_update().get(pk=objective.pk)
    require_setter(by, row.kind, row.department)
    if row.closed_on is not None:
        raise WrongState(_("This objective is closed already. Reload the page and look."))
    if on > timezone.localdate():
        raise DomainError(_("The last day is today or earlier."), "on")
    if not because.strip():
        raise DomainError(_("Say why it ends."), "because")
    if row.children.filter(closed_on__isnull=True).exists():
        raise WrongState(_("Open objectives stand beneath this one. Close or move them first."))
    serving = Target.objects.in_force().filter(objective=row, cycle__period__starts_on__gt=on)
    if serving.exists():
        raise WrongState(_("KPIs of a later cycle serve this objective. Change their targets."))
    row.closed_on, row.closed_because = on, because
    row.save(update_fields=["closed_on", "closed_because"])
    details = {"code": row.code, "closed_on": on, "because": because}
    audit.record("indicators.close_objective", row, by=by, details=details)
    return row


@transaction.atomic
def reopen_objective(objective: Objective, *, by: User | None) -> Objective:
    """Take back a closing. Errors: WrongState when it is open, or the one above is closed."""
    hold_tree()
    row = Objective.objects.select_for_update().get(pk=objective.pk)
    require_setter(by, row.kind, row.department)
    if row.closed_on is None:
        raise WrongState(_("This objective is open already. Reload the page and look."))
    if row.parent is not None and row.parent.closed_on is not None:
        raise WrongState(_("The objective above is closed. Reopen that one first."))
    before = {"closed_on": row.closed_on, "because": row.closed_because}
    row.closed_on, row.closed_because = None, ""
    row.save(update_fields=["closed_on", "closed_because"])
    details = {"code": row.code, "before": before, "after": None}
    audit.record("indicators.reopen_objective", row, by=by, details=details)
    return row


def require_setter(by: User | None, kind: str, department: Department) -> None:
    require_role(by, department, *(OFFICE if kind == ObjectiveKind.STRATEGIC else PLANNERS))


def hold_tree() -> None:
    """Whoever changes the tree waits for whoever does, until the end of the transaction."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [TREE_LOCK])


def check_place(row: Objective) -> None:
    """Refuse a place that the trigger would refuse, in words. docs/cascade.md, rules L1 and L2."""
    if row.parent is not None:
        check_above(row, row.parent)
    if row.pk is None:
        return
    if row.kind != ObjectiveKind.STRATEGIC and row.children.filter(kind="strategic").exists():
        raise DomainError(_("A strategic objective stands beneath this one."), "kind")
    plans = PlanPeriod.objects.filter(objectives__parent=row.pk)
    if any(not is_inside(plan, row.plan) for plan in plans):
        raise DomainError(_("The plan of an objective beneath would lie outside this one."), "plan")


def check_above(row: Objective, parent: Objective) -> None:
    if parent.closed_on is not None:
        raise DomainError(_("The objective above is closed."), "parent")
    if row.kind == ObjectiveKind.STRATEGIC and parent.kind != ObjectiveKind.STRATEGIC:
        raise DomainError(
            _("A strategic objective cannot stand beneath an operational one."), "parent"
        )
    if row.pk is not None and row.pk in line_of(parent.pk):
        raise DomainError(
            _("This would put the objective beneath itself. Choose one outside its branch."),
            "parent",
        )
    if not is_inside(row.plan, parent.plan):
        raise DomainError(
            _("The plan must lie inside that of the objective above: %(plan)s.")
            % {"plan": parent.plan},
            "plan",
        )


def line_of(number: int) -> list[int]:
    """The ids from an objective upwards, itself first; one query."""
    parents = dict(Objective.objects.values_list("pk", "parent_id"))
    found: list[int] = []
    here: int | None = number
    while here is not None and here not in found:
        found.append(here)
        here = parents[here]
    return found


def is_inside(plan: PlanPeriod | None, above: PlanPeriod | None) -> bool:
    if plan is None or above is None:
        return True
    return above.starts_on <= plan.starts_on and plan.ends_on <= above.ends_on


def shown(row: Objective) -> dict[str, Any]:
    return {name: getattr(row, name) for name in WORDED}


def objective_seen(row: Objective) -> str:
    """What a form shows of it, as one word; another word means that it has changed."""
    return fingerprint(row, list(WORDED))
