"""Changing an approved scorecard: proposed by one, decided by another. P8 to P14."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from audit import services as audit
from audit.errors import DomainError, WrongState
from departments.models import User
from departments.services import require_office, require_role
from indicators.engine.reading import plain
from indicators.engine.side_by_side import Side, side
from indicators.models import Amendment, AmendmentLine, Target, TargetPlan
from indicators.models.plans import AmendmentState, PlanState
from indicators.services.frozen import amend
from indicators.services.plan_policy import may_approve, policy_of
from indicators.services.planning import AIMED, clock, overtaken
from indicators.services.plans import PLANNERS, in_force, targets_seen, weights_of
from indicators.services.versions import Change, Key, RowsRefused, version_of, write_targets
from indicators.weights import is_complete

MOMENT = datetime.timedelta(microseconds=1)


@transaction.atomic
def propose(
    plan: TargetPlan,
    *,
    reason: str,
    explanation: str,
    changes: Sequence[Change],
    by: User | None,
    seen: str | None = None,
) -> Amendment:
    """An amendment that waits for approval; nothing of the plan changes yet.

    Errors: RowsRefused by row; DomainError for a reason that is not on the list, without an
    explanation, without a change, or with weights that would not be complete; WrongState when the
    plan is not approved, or another amendment waits.
    """
    if by is None:
        raise PermissionDenied
    require_role(by, plan.department, *PLANNERS)
    plan = TargetPlan.objects.select_for_update(of=("self",)).for_page().get(pk=plan.pk)
    require_approved(plan)
    policy = policy_of(plan.cycle)
    if reason not in policy.reasons:
        raise DomainError(_("Choose a reason of the list."), "reason")
    if not explanation.strip():
        raise DomainError(_("Explain why this reason asks for this change."), "explanation")
    targets = in_force(plan.cycle, plan.department)
    if seen is not None and seen != targets_seen(targets):
        raise overtaken()
    lines = lines_of(plan, targets, changes, by)
    result = {(row.indicator_id, row.period_id): row for row in targets}
    for line, made in lines:
        result.pop((line.indicator_id, line.period_id), None)
        if made is not None:
            result[line.indicator_id, line.period_id] = made
    if not is_complete(weights_of(result.values()), policy.rules):
        raise DomainError(_("With these changes the weights would not sum to exactly 100."))
    row = Amendment.objects.create(
        plan=plan, reason=reason, explanation=explanation.strip(), proposed_by=by,
        proposed_at=clock(),
    )  # fmt: skip
    for line, _made in lines:
        line.amendment = row
    AmendmentLine.objects.bulk_create(line for line, _made in lines)
    enter("propose", row, by=by, lines=len(lines), reason=reason, explanation=row.explanation)
    return row


def require_approved(plan: TargetPlan) -> None:
    if plan.state != PlanState.APPROVED:
        raise WrongState(_("Only an approved scorecard is amended; a draft is simply changed."))
    if plan.amendments.waiting().exists():
        raise WrongState(
            _("An amendment of this scorecard waits already. Decide on it or take it back first.")
        )


def lines_of(
    plan: TargetPlan, targets: Iterable[Target], changes: Sequence[Change], by: User
) -> list[tuple[AmendmentLine, Target | None]]:
    """What really differs, each with the target that would hold. Errors: RowsRefused."""
    old = {(row.indicator_id, row.period_id): row for row in targets}
    errors: dict[Key, DomainError] = {}
    lines = []
    for change in changes:
        before = old.get(change.key)
        try:
            made = version_of(change, before, plan.cycle, plan.department, by)
        except DomainError as error:
            errors[change.key] = error
            continue
        if made is not before:
            line = AmendmentLine(
                indicator=change.indicator, period=change.period, before=before,
                fields=None if made is None else differing(before, made),
            )  # fmt: skip
            lines.append((line, made))
    if errors:
        raise RowsRefused(errors)
    if not lines:
        raise DomainError(_("This changes nothing: write a new target or weight first."))
    return lines


def differing(before: Target | None, made: Target) -> dict[str, Any]:
    """The fields that the new version changes, as JSON holds them: numbers as texts."""
    names = [
        name for name in AIMED if before is None or getattr(before, name) != getattr(made, name)
    ]
    return {name: written(getattr(made, name)) for name in names}


def written(value: Any) -> Any:
    if isinstance(value, Decimal):
        return plain(value)
    return value.isoformat() if isinstance(value, datetime.date) else value


def fields_of(line: AmendmentLine) -> dict[str, Any] | None:
    """The fields of a line with the types of the columns."""
    if line.fields is None:
        return None
    columns = {column.attname: column for column in Target._meta.concrete_fields}  # noqa: SLF001 -- documented
    return {
        name: value if value is None or name.endswith("_id") else columns[name].to_python(value)
        for name, value in line.fields.items()
    }


@transaction.atomic
def approve(amendment: Amendment, *, by: User | None, answer: str = "") -> Amendment:
    """Apply the amendment: every target changes at one moment, or none does.

    Errors: PermissionDenied for whoever proposed it or may not approve; WrongState when somebody
    decided first.
    """
    row = claimed(amendment, AmendmentState.APPLIED, answer, by=by)
    carry_out(row, by=by)
    Amendment.objects.filter(pk=row.pk).update(decided_at=clock())
    row.refresh_from_db()
    enter("apply", row, by=by, answer=row.answer)
    return row


@transaction.atomic
def refuse(amendment: Amendment, *, by: User | None, answer: str) -> Amendment:
    """Leave the plan as it is, and say why."""
    if not answer.strip():
        raise DomainError(_("Say why the amendment is refused."), "answer")
    row = claimed(amendment, AmendmentState.REFUSED, answer, by=by)
    enter("refuse", row, by=by, answer=row.answer)
    return row


def claimed(amendment: Amendment, state: str, answer: str, *, by: User | None) -> Amendment:
    """Decided by `by` from now on. The plan's row is held, so that amendments take turns."""
    plan = TargetPlan.objects.select_for_update(of=("self",)).for_page().get(pk=amendment.plan_id)
    if by is None or not may_approve(by, plan.department, policy_of(plan.cycle).approvers):
        raise PermissionDenied
    if amendment.proposed_by_id == by.pk:
        raise PermissionDenied(_("Whoever proposed an amendment cannot decide on it."))
    taken = (
        Amendment.objects.waiting()
        .filter(pk=amendment.pk)
        .update(state=state, decided_by=by, decided_at=clock(), answer=answer.strip())
    )
    if not taken:
        raise WrongState(_("Somebody else decided on this amendment already. Reload the page."))
    row = Amendment.objects.get(pk=amendment.pk)
    row.plan = plan
    return row


def carry_out(row: Amendment, *, by: User | None) -> None:
    """Write the targets of the amendment, and let the plan's row prove that they still make 100."""
    plan = row.plan
    lines = list(row.lines.select_related("indicator", "period"))
    changes = [Change(line.indicator, line.period, fields_of(line)) for line in lines]
    amend(plan.pk)
    made = write_targets(plan.cycle, plan.department, changes, by=by)
    amend(None)
    for line in lines:
        line.after = made.get((line.indicator_id, line.period_id))
    AmendmentLine.objects.bulk_update(lines, ["after"])
    TargetPlan.objects.filter(pk=plan.pk).update(version=F("version") + 1)


@transaction.atomic
def withdraw(amendment: Amendment, *, by: User | None) -> None:
    """Take a waiting amendment back."""
    require_role(by, amendment.plan.department, *PLANNERS)
    rows = Amendment.objects.waiting().filter(pk=amendment.pk)
    if not rows.update(state=AmendmentState.WITHDRAWN):
        raise WrongState(_("Somebody else decided on this amendment already. Reload the page."))
    enter("withdraw", amendment, by=by)


@transaction.atomic
def publish(amendment: Amendment, on: datetime.date, *, by: User | None) -> None:
    """Note that the changed targets were published again, and when."""
    require_office(by, amendment.plan.department)
    rows = Amendment.objects.filter(pk=amendment.pk, state=AmendmentState.APPLIED)
    if not rows.update(published_on=on):
        raise WrongState(_("Only an approved amendment is published."))
    enter("publish", amendment, by=by, on=on.isoformat())


def enter(deed: str, row: Amendment, *, by: User | None, **details: Any) -> None:
    plan = row.plan
    details |= {"cycle": plan.cycle.name, "department": plan.department.code}
    audit.record(f"indicators.{deed}_amendment", row, by=by, details=details)


@dataclass(frozen=True, slots=True)
class Compared:
    """The same values under the targets before and after an amendment."""

    before: Side
    after: Side


def compared(amendment: Amendment) -> Compared:
    """Scores under the old and the new targets, of the values known now.

    For one that waits the targets are written, scored and taken back, so that there is one way
    from targets to scores; nothing of it stays.
    """
    plan = amendment.plan
    if amendment.state == AmendmentState.APPLIED:
        changed_at = moment_of(amendment)
        return scored(plan, changed_at - MOMENT, changed_at)
    before = clock()
    with transaction.atomic():
        if amendment.state == AmendmentState.WAITING:
            carry_out(amendment, by=None)
        found = scored(plan, before, clock())
        transaction.set_rollback(True)
    return found


def moment_of(amendment: Amendment) -> datetime.datetime:
    """When its targets changed: all at one moment."""
    line = amendment.lines.select_related("after", "before").order_by("pk")[0]
    if line.after is not None:
        made: datetime.datetime = line.after.created_at
        return made
    if line.before is None or line.before.replaced_at is None:
        raise AssertionError("an applied amendment has changed its targets")
    return line.before.replaced_at


def scored(plan: TargetPlan, old: datetime.datetime, new: datetime.datetime) -> Compared:
    now = clock()
    key = plan.department_id
    return Compared(side(plan.cycle, key, old, now), side(plan.cycle, key, new, now))
