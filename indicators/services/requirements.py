"""“We need X from you by D”: asked, accepted or declined, withdrawn, met."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from audit import services as audit
from audit.errors import DomainError, WrongState
from departments.calendar import due_on as deadline
from departments.models import CalendarDay, Department, PolicyPack, User
from departments.policy.pack import WORKING, parse
from departments.policy.reading import PolicyError
from departments.services import holds_role, require_role
from indicators.models import Cycle, Indicator, Objective, Requirement, RequirementStep
from indicators.models.requirements import RequirementState as State
from indicators.services.errors import checked

ASKERS = ("office", "manager")
ASKING, ASKED = "asking", "asked"
ANSWER = "requirement_answer"  # a step of the policy
ANSWER_DAYS = (10, WORKING)  # where no policy says otherwise


@dataclass(frozen=True, slots=True)
class Step:
    """From which states, to which; whose manager may; whether it says why."""

    before: tuple[str, ...]
    after: str
    side: str
    roles: tuple[str, ...]
    needs_reason: bool


STEPS = {
    "accept": Step((State.ASKED,), State.ACCEPTED, ASKED, ("manager",), needs_reason=False),
    "decline": Step((State.ASKED,), State.DECLINED, ASKED, ("manager",), needs_reason=True),
    "withdraw": Step(
        (State.ASKED, State.ACCEPTED), State.WITHDRAWN, ASKING, ASKERS, needs_reason=True
    ),
    "meet": Step((State.ACCEPTED,), State.MET, ASKING, ASKERS, needs_reason=False),
}


@transaction.atomic
def ask(
    asking: Department,
    asked: Department,
    what: str,
    due_on: datetime.date,
    *,
    objective: Objective | None = None,
    indicator: Indicator | None = None,
    by: User | None,
) -> Requirement:
    """One department needs something of another by a day, for an objective or a KPI.

    The other side answers within the working days of the policy, and before the day it is needed.
    Errors: DomainError at its field.
    """
    require_role(by, asking, *ASKERS)
    now, today = timezone.now(), timezone.localdate()
    if due_on <= today:
        raise DomainError(_("Name a day that lies ahead."), "due_on")
    number, unit = answer_days()
    answer = deadline(today, number, unit, CalendarDay.objects.special_days())
    row = Requirement(
        asking=asking, asked=asked, objective=objective, indicator=indicator, what=what.strip(),
        due_on=due_on, answer_due_on=min(answer, due_on), asked_by=by, asked_at=now,
    )  # fmt: skip
    if not row.what:
        raise DomainError(_("Write what is needed."), "what")
    checked(row)
    row.save(force_insert=True)
    RequirementStep.objects.create(requirement=row, state=row.state, by=by, at=now)
    details = {
        "asking": asking.code, "asked": asked.code, "what": row.what, "due_on": due_on,
        "objective": objective and objective.code, "indicator": indicator and indicator.code,
    }  # fmt: skip
    audit.record("indicators.ask_requirement", row, by=by, details=details)
    return row


@transaction.atomic
def take_step(
    requirement: Requirement, name: str, *, by: User | None, reason: str = ""
) -> Requirement:
    """Take the step `name` of STEPS. Of two at once the second is refused.

    Errors: PermissionDenied for the wrong side; WrongState from a state where the step does not
    begin, and for whoever asked and would answer himself; DomainError without the reason.
    """
    step = STEPS[name]
    place = requirement.asking_id if step.side == ASKING else requirement.asked_id
    require_role(by, place, *step.roles)
    if step.side == ASKED and by is not None and by.pk == requirement.asked_by_id:
        raise WrongState(_("You asked for this yourself. Somebody else answers."))
    if step.needs_reason and not reason.strip():
        raise DomainError(_("Say why."), "reason")
    taken = Requirement.objects.filter(pk=requirement.pk, state__in=step.before)
    if not taken.update(state=step.after):
        raise WrongState(_("This requirement was answered or settled already. Reload and look."))
    RequirementStep.objects.create(
        requirement=requirement, state=step.after, by=by, at=timezone.now(), reason=reason.strip()
    )
    details = {
        "before": requirement.state, "after": step.after, "reason": reason.strip(),
    }  # fmt: skip
    audit.record(f"indicators.{name}_requirement", requirement, by=by, details=details)
    requirement.refresh_from_db(fields=["state"])
    return requirement


def open_steps(requirement: Requirement, *, by: User) -> list[str]:
    """The steps that `by` may take now: at most two questions to the database."""
    found = []
    may: dict[tuple[str, tuple[str, ...]], bool] = {}
    for name, step in STEPS.items():
        if requirement.state not in step.before:
            continue
        if step.side == ASKED and by.pk == requirement.asked_by_id:
            continue
        place = requirement.asking_id if step.side == ASKING else requirement.asked_id
        key = (step.side, step.roles)
        if key not in may:
            may[key] = holds_role(by, *step.roles, department=place)
        if may[key]:
            found.append(name)
    return found


def answer_days() -> tuple[int, str]:
    """In how many days a requirement is answered, and which days count.

    By the policy of the latest cycle that has one; without such a step: ANSWER_DAYS.
    """
    cycles = Cycle.objects.filter(policy__isnull=False).select_related("policy")
    cycle = cycles.order_by("-period__ends_on").first()
    pack = cycle.policy if cycle else PolicyPack.objects.order_by("code", "-version").first()
    try:
        found = parse(pack.content).deadlines.get(ANSWER) if pack else None
    except PolicyError:
        return ANSWER_DAYS
    return (found.n, found.unit) if found else ANSWER_DAYS
