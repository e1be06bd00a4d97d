"""What the policy of a cycle says about its scorecards, amendments and locks."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import get_language
from django.utils.translation import gettext_noop as noop

from departments.models import Department, User
from departments.policy.pack import parse
from departments.policy.parts import Deadline, Names, Pack
from departments.policy.plans import DEFAULT, OFFICE, PARENT
from departments.services import holds_role
from indicators.models import Cycle
from indicators.weights import Rules

# The closed list of the regulations, for a cycle without a pack. Chinese names as the laws have it.
REASONS = {
    "policy": Names("policy", noop("Major change of policy"), "重大政策调整"),
    "reorganisation": Names("reorganisation", noop("Reorganisation"), "机构调整"),
    "force_majeure": Names("force_majeure", noop("Force majeure"), "不可抗力"),
    "new_task": Names("new_task", noop("New key task"), "新增重点任务"),
}


@dataclass(frozen=True, slots=True)
class PlanPolicy:
    rules: Rules
    approvers: str
    reasons: dict[str, Names]
    lock: Deadline | None
    roll: bool

    def reason(self, code: str) -> str:
        """The reason in the reader's language; the code where the list no longer has it."""
        names = self.reasons.get(code)
        if names is None:
            return code
        chinese = (get_language() or "").startswith("zh")
        return names.name_zh if chinese else names.name_en


# Every value reported asks; a published version never changes, and there are few.
READ: dict[tuple[int, str], PlanPolicy] = {}


def policy_of(cycle: Cycle) -> PlanPolicy:
    """By the pack that the cycle pins; by the defaults where it pins none."""
    if cycle.policy is None:
        return PlanPolicy(Rules(), DEFAULT.approvers, REASONS, None, roll=False)
    key = cycle.policy.pk, cycle.policy.sha256
    if key not in READ:
        READ[key] = of_pack(parse(cycle.policy.content))
    return READ[key]


def of_pack(pack: Pack) -> PlanPolicy:
    plans = pack.plans
    rules = Rules(
        plans.kpis_minimum.value,
        plans.kpis_maximum.value,
        pack.scoring["weight_minimum"].value,
        pack.scoring["weight_maximum"].value,
        plans.kpi_count,
        plans.weight_bounds,
    )
    reasons = {code: row.names for code, row in pack.amendment_reasons.items()}
    lock = pack.deadlines.get("period_lock")
    return PlanPolicy(rules, plans.approvers, reasons, lock, roll=pack.roll_calendar_deadlines)


def may_approve(user: User, department: Department, approvers: str) -> bool:
    """The office of the branch, or the manager of the department above, as the policy says. A11."""
    if approvers != PARENT and holds_role(user, "office", department=department):
        return True
    above = department.parent_id
    return (
        approvers != OFFICE and above is not None and holds_role(user, "manager", department=above)
    )
