"""Proposing, answering and deciding lines beside a score. The maths: indicators.adjusting."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from audit import services as audit
from audit.errors import DomainError, WrongState
from departments.calendar import due_on
from departments.models import CalendarDay, Department, User
from departments.policy.pack import parse
from departments.services import require_office, require_role
from indicators.adjusting import Kind, Limits, Line
from indicators.models import Adjustment, Cycle
from indicators.models.adjustments import AdjustmentKind, VetoEffect
from indicators.services.errors import checked
from indicators.services.locks import hold_measurements
from indicators.services.planning import clock

PROPOSERS = {
    AdjustmentKind.BONUS: ("office", "manager", "supervision"),
    AdjustmentKind.DEDUCTION: ("office", "supervision"),
    AdjustmentKind.VETO: ("office", "supervision"),
}
SAID = ("kind", "points", "effect", "cap_at", "rule", "evidence", "legal_basis", "authority")
REPLY_DAYS = (5, "working")  # where the policy of the cycle says nothing
LINE_KIND = {
    ("bonus", ""): Kind.BONUS, ("deduction", ""): Kind.DEDUCTION,
    ("veto", VetoEffect.CAP): Kind.CAP, ("veto", VetoEffect.FAIL): Kind.FAIL,
}  # fmt: skip


@transaction.atomic
def propose(
    department: Department, cycle: Cycle, *, kind: str, by: User | None, **said: Any
) -> Adjustment:
    """A line that waits for the decision of somebody else. Fields: those of SAID.

    Errors: PermissionDenied; DomainError for a veto without legal basis, a line without points …
    """
    require_role(by, department, *PROPOSERS[AdjustmentKind(kind)])
    if kind == AdjustmentKind.VETO:
        for name in ("legal_basis", "authority"):
            if not said.get(name, "").strip():
                raise DomainError(
                    _("A veto without a legal basis and an approving authority is refused."), name
                )
    said = {key: value.strip() if isinstance(value, str) else value for key, value in said.items()}
    row = Adjustment(cycle=cycle, department=department, kind=kind, proposed_by=by, **said)
    if kind == AdjustmentKind.VETO:
        row.reply_until = reply_until(cycle)
    checked(row, leave=["cycle", "department", "proposed_at"])
    row.save(force_insert=True)
    details = {"after": shown(row), "department": department.pk, "cycle": cycle.name}
    audit.record("indicators.propose_adjustment", row, by=by, details=details)
    return row


@transaction.atomic
def reply(adjustment: Adjustment, text: str, *, by: User | None) -> Adjustment:
    """What the department says to a proposed veto, once. Errors: WrongState when it is decided."""
    require_role(by, adjustment.department, "manager")
    row = locked(adjustment)
    if row.kind != AdjustmentKind.VETO or row.reply:
        raise WrongState(_("There is nothing to reply to, or the reply is there already."))
    if not text.strip():
        raise DomainError(_("Write the reply."), "reply")
    row.reply, row.replied_by, row.replied_at = text.strip(), by, clock()
    row.save(update_fields=["reply", "replied_by", "replied_at"])
    audit.record("indicators.reply_to_veto", row, by=by, details={"after": {"reply": row.reply}})
    return row


@transaction.atomic
def decide(adjustment: Adjustment, *, approve: bool, note: str = "", by: User | None) -> Adjustment:
    """Approve or refuse, by the office and not by who proposed it.

    A veto waits for the reply of the department, or until the time for it is over.
    Errors: DomainError; WrongState when it is decided already or too early.
    """
    require_office(by, adjustment.department)
    row = locked(adjustment)
    if by is not None and row.proposed_by_id == by.pk:
        raise DomainError(_("Who proposed it does not decide on it."))
    if approve and may_still_reply(row):
        raise WrongState(
            _("The department may reply until %(day)s. A veto is approved after that.")
            % {"day": row.reply_until}
        )
    if not approve and not note.strip():
        raise DomainError(_("Say why it is refused."), "note")
    return end(row, "approved" if approve else "refused", note, by=by)


@transaction.atomic
def withdraw(adjustment: Adjustment, *, by: User | None) -> Adjustment:
    """Take back a proposal of one's own that nobody has decided."""
    require_role(by, adjustment.department, *PROPOSERS[AdjustmentKind(adjustment.kind)])
    row = locked(adjustment)
    if by is not None and row.proposed_by_id != by.pk:
        raise DomainError(_("Only who proposed it can withdraw it."))
    return end(row, "withdrawn", "", by=by)


def end(row: Adjustment, state: str, note: str, *, by: User | None) -> Adjustment:
    hold_measurements()  # so that the moment of a run cuts cleanly between decisions too
    row.state, row.decision_note = state, note.strip()
    row.decided_by, row.decided_at = by, clock()
    row.save(update_fields=["state", "decision_note", "decided_by", "decided_at"])
    details = {"before": {"state": "proposed"}, "after": {"state": state, "note": note.strip()}}
    audit.record("indicators.decide_adjustment", row, by=by, details=details)
    return row


def locked(adjustment: Adjustment) -> Adjustment:
    row = Adjustment.objects.select_for_update(of=("self",)).get(pk=adjustment.pk)
    if row.state != "proposed":
        raise WrongState(_("This was decided already. Reload the page and look."))
    return row


def may_still_reply(row: Adjustment) -> bool:
    until = row.reply_until
    return bool(
        row.kind == AdjustmentKind.VETO
        and not row.reply
        and until is not None
        and timezone.localdate() <= until
    )


def reply_until(cycle: Cycle) -> Any:
    pack = parse(cycle.policy.content) if cycle.policy else None
    step = pack.deadlines.get("veto_reply") if pack else None
    days, unit = (step.n, step.unit) if step else REPLY_DAYS
    roll = bool(pack and pack.roll_calendar_deadlines)
    special = CalendarDay.objects.special_days()
    return due_on(timezone.localdate(), days, unit, special, roll=roll)


def limits_of(cycle: Cycle) -> Limits:
    """How much all bonus and all deduction lines may do, by the policy of the cycle. Rule 31."""
    given = parse(cycle.policy.content).adjustments if cycle.policy else {}
    if not given:
        return Limits()
    return Limits(*(whole(given[key].value) for key in ("bonus_most", "deduction_most")))


def line_of(row: Adjustment) -> Line:
    kind = LINE_KIND[row.kind, row.effect]
    return Line(kind, whole(row.points or row.cap_at or Decimal(0)))


def pinned(cycle: Cycle, rows: Iterable[Adjustment]) -> dict[str, Any]:
    """What a run fixes of the lines in force; nothing where there are none. Rule 33."""
    lines = [
        [row.pk, row.department_id, int(line.kind), line.size]
        for row in rows
        for line in (line_of(row),)
    ]
    if not lines:
        return {}
    limits = limits_of(cycle)
    return {
        "adjustments": {
            "bonus_most": limits.bonus_most,
            "deduction_most": limits.deduction_most,
            "lines": lines,
        }
    }


def pinned_lines(pins: dict[str, Any]) -> tuple[Limits, dict[int, list[Line]]]:
    """The opposite of `pinned`: the limits, and the lines by department."""
    held = pins.get("adjustments")
    if held is None:
        return Limits(), {}
    found: dict[int, list[Line]] = defaultdict(list)
    for _key, department, kind, size in held["lines"]:
        found[department].append(Line(Kind(kind), size))
    return Limits(held["bonus_most"], held["deduction_most"]), dict(found)


def whole(number: Decimal) -> int:
    return int(number.scaleb(4))


def shown(row: Adjustment) -> dict[str, Any]:
    return {name: getattr(row, name) for name in SAID if getattr(row, name) not in {None, ""}}
