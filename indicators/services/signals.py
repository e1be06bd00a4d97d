"""The way of a signal: open, in review, closed with a reason. It never changes a score."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import transaction
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext as _

from audit import services as audit
from audit.errors import DomainError, WrongState
from departments.calendar import due_on
from departments.models import CalendarDay, User
from departments.policy.pack import parse
from departments.services import holds_role, require_role
from indicators.models import Signal, SignalStep
from indicators.models.radar import SignalDeed, SignalState

REVIEWER = "office"
REPLY = "urging_reply"  # the deadline of the policy pack in which a department answers
USUAL_REPLY = (10, "working")


@dataclass(frozen=True, slots=True)
class Step:
    """What a deed needs and does: `reason` must be written, `heard` asks for the department."""

    before: str
    after: str
    actor: str
    reason: bool = False
    heard: bool = False


# In the order of the buttons on the page.
STEPS = {
    SignalDeed.TAKE: Step("open", "in_review", REVIEWER),
    SignalDeed.REPLY: Step("in_review", "in_review", "manager", reason=True),
    SignalDeed.EXPLAIN: Step("in_review", "explained", REVIEWER, reason=True),
    SignalDeed.CONFIRM: Step("in_review", "confirmed", REVIEWER, reason=True, heard=True),
    SignalDeed.DISMISS: Step("in_review", "dismissed", REVIEWER, reason=True),
    SignalDeed.HAND: Step("in_review", "in_review", REVIEWER),
}


def allowed(signal: Signal, user: User) -> list[SignalDeed]:
    """The deeds that `user` may do now; the page shows these buttons and no others."""
    roles = {
        role for role in (REVIEWER, "manager")
        if holds_role(user, role, department=signal.department_id)
    }  # fmt: skip
    return [
        deed for deed, step in STEPS.items()
        if step.before == signal.state and step.actor in roles
        and not (step.heard and not is_heard(signal))
    ]  # fmt: skip


def is_heard(signal: Signal) -> bool:
    """Whether the department has replied, or let the time for it pass."""
    if signal.reply_due_on is not None and signal.reply_due_on < timezone.localdate():
        return True
    return SignalStep.objects.filter(signal=signal, deed=SignalDeed.REPLY).exists()


@transaction.atomic
def advance(
    signal: Signal, deed: SignalDeed, *, by: User, text: str = "", owner: User | None = None
) -> Signal:
    """Take one step. Of two at once the second is told that somebody was first.

    Errors: PermissionDenied; WrongState (409) where the step does not start here; DomainError for
    a missing reason, an owner who may not review, or a verdict before the department was heard.
    """
    step = STEPS[deed]
    require_role(by, signal.department_id, step.actor)
    row = Signal.objects.select_for_update(of=["self"]).select_related("cycle__policy").get(
        pk=signal.pk
    )  # fmt: skip
    if row.state != step.before:
        raise WrongState(
            _("This signal is “%(state)s” by now. Reload the page and look.")
            % {"state": row.get_state_display()}
        )
    text = text.strip()
    if step.reason and not text:
        raise DomainError(_("Say why: it is kept with the signal."), "text")
    if step.heard and not is_heard(row):
        raise DomainError(
            _("The department has time to reply until %(day)s. Confirm after its reply.")
            % {"day": row.reply_due_on}
        )
    changes = changes_of(row, deed, step, text, owner or by)
    Signal.objects.filter(pk=row.pk).update(**changes)
    SignalStep.objects.create(signal=row, deed=deed, text=text, by=by)
    details = {
        "before": {"state": row.state}, "after": {"state": step.after}, "deed": deed,
        "kind": row.kind, "department": row.department_id, "indicator": row.indicator_id,
    }  # fmt: skip
    audit.record("indicators.advance_signal", row, by=by, details=details)
    row.refresh_from_db()
    return row


def changes_of(
    row: Signal, deed: SignalDeed, step: Step, text: str, owner: User
) -> dict[str, object]:
    changes: dict[str, object] = {"state": step.after}
    if deed in {SignalDeed.TAKE, SignalDeed.HAND}:
        if not holds_role(owner, REVIEWER, department=row.department_id):
            raise DomainError(_("Only the performance office reviews signals."), "owner")
        changes["owner"] = owner
    if deed == SignalDeed.TAKE:
        changes["reply_due_on"] = reply_due(row)
    if step.after not in {SignalState.OPEN, SignalState.IN_REVIEW}:
        changes |= {"reason": text, "closed_at": Now()}
    return changes


def reply_due(signal: Signal) -> object:
    """The last day on which the department may answer before a verdict."""
    policy = signal.cycle.policy
    pack = parse(policy.content) if policy else None
    deadline = pack.deadlines.get(REPLY) if pack else None
    n, unit = (deadline.n, deadline.unit) if deadline else USUAL_REPLY
    special = dict(CalendarDay.objects.values_list("day", "kind"))
    roll = pack.roll_calendar_deadlines if pack else False
    return due_on(timezone.localdate(), n, unit, special, roll=roll)
