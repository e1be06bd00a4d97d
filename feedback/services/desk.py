"""The steps of a ticket: taken, judged, acted on, answered, closed. D7 to D12."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from audit import services as audit
from audit.errors import DomainError, WrongState
from departments.models import User
from departments.services import holds_role
from feedback import personal
from feedback.models import CallBack, Contact, Ending, Ticket, TicketEvent, TicketKind, TicketState
from feedback.models.desk import LONGEST
from feedback.personal_words import KINDS
from feedback.queries.desk import handlers_of
from feedback.services.contacts import erase_contact, require_supervision
from feedback.services.exclusions import propose
from indicators.services.errors import overtaken

TRIES = 3  # calls that did not reach anybody, after which a ticket may be closed
LEADERS = ("office", "manager")
S = TicketState


@dataclass(frozen=True, slots=True)
class Step:
    """A row of the table of steps: from where to where, and who takes it."""

    before: tuple[str, ...]
    after: str  # "" for the state it has
    actor: str  # "leader" of the unit, "handler" (the owner or a leader), "supervision"


STEPS = {
    "take": Step((S.OPEN, S.TAKEN), S.TAKEN, "leader"),
    "judge": Step((S.TAKEN,), S.CLASSIFIED, "handler"),
    "act": Step((S.CLASSIFIED,), S.ACTED, "handler"),
    "reply": Step((S.CLASSIFIED, S.ACTED), S.REPLIED, "handler"),
    "call_back": Step((S.REPLIED,), "", "supervision"),
    "close": Step((S.REPLIED,), S.CLOSED, "handler"),
}

HANDLER = STEPS["close"]  # whoever may close it may also publish and follow up


@transaction.atomic
def take_step(
    ticket: Ticket, name: str, *, by: User, seen: int | None = None, **said: Any
) -> Ticket:
    """Take one step of the table. Of two at once the second gets WrongState.

    `seen` is the version that the page showed; `said` what the step needs (see below).
    Errors: PermissionDenied; WrongState; DomainError at its field.
    """
    step = STEPS[name]
    rows = Ticket.objects.select_for_update(of=("self",))
    held = rows.select_related("rating__point__service__department").get(pk=ticket.pk)
    require_actor(step, held, by)
    if held.state not in step.before:
        raise WrongState(
            _("This is “%(state)s” now: somebody else was first. Reload the page and look.")
            % {"state": held.get_state_display()}
        )
    if seen is not None and seen != held.version:
        raise overtaken()
    if held.rating.proposals.waiting().exists():
        raise WrongState(_("It waits for the supervision: the rating may not count."))
    held.state = step.after or held.state
    said = {key: word.strip() if isinstance(word, str) else word for key, word in said.items()}
    note = EFFECTS[name](held, said, by)
    held.version = F("version") + 1  # type: ignore[assignment]
    held.save()
    held.refresh_from_db()
    entered(held, name, note, by=by)
    return held


def require_actor(step: Step, held: Ticket, by: User) -> None:
    if step.actor == "supervision":
        require_supervision(held.rating, by)
        return
    if step.actor == "handler" and held.owner_id == by.pk:
        return
    if not holds_role(by, *LEADERS, department=held.rating.point.service.department_id):
        raise PermissionDenied(_("Whoever it is given to does this, or a manager of the unit."))


def take(held: Ticket, said: dict[str, Any], by: User) -> str:
    """Name who answers for it: `owner`, of the department or beneath; without one, oneself."""
    owner = said.get("owner") or by
    department = held.rating.point.service.department
    if owner.pk != by.pk and not handlers_of(department).filter(pk=owner.pk).exists():
        raise DomainError(_("Name somebody of this department."), "owner")
    held.owner = owner
    person = getattr(owner, "person", None)
    return person.title if person else str(owner.username)


def judge(held: Ticket, said: dict[str, Any], by: User) -> str:
    """`kind` with `finding`; a complex one `later_by`; a mis-rating the `reason`."""
    held.kind = said["kind"]
    held.finding = needed(said, "finding", _("Say what you found out."))
    if held.kind == TicketKind.COMPLEX:
        held.later_by = said.get("later_by")
        if held.later_by is None or held.later_by <= held.rectify_by:
            raise DomainError(
                _("Name a day after %(day)s, until when it is put right.")
                % {"day": held.rectify_by.isoformat()},
                "later_by",
            )
    if held.kind == TicketKind.MIS_RATED:
        propose(held.rating, said.get("reason") or "", held.finding, by=by)
    return held.finding


def act(held: Ticket, said: dict[str, Any], by: User) -> str:
    held.deed = needed(said, "deed", _("Say what was done."))
    return held.deed


def reply(held: Ticket, said: dict[str, Any], by: User) -> str:
    """`reply` to the rater; with personal data in it only `because` of a reason."""
    if not held.deed and held.kind in (TicketKind.REASONABLE, TicketKind.COMPLEX):
        raise WrongState(_("First say what was done."))
    held.reply = needed(said, "reply", _("Write to the rater."))
    held.replied_on = timezone.localdate()
    if reason := confirmed([held.reply], said, "reply"):
        TicketEvent.objects.create(
            ticket=held, step="because", by=by, day=held.replied_on, note=reason
        )
    return held.reply


def call_back(held: Ticket, said: dict[str, Any], by: User) -> str:
    """`is_reached`, and in a `note` what the rater said; only supervision reads the note."""
    if not Contact.objects.filter(rating=held.rating, sealed__isnull=False).exists():
        raise WrongState(_("There is no contact: none was left, or it was erased."))
    CallBack.objects.create(
        ticket=held, is_reached=bool(said["is_reached"]), is_second=held.is_reopened,
        note=said.get("note", ""), by=by, day=timezone.localdate(),
    )  # fmt: skip
    return ""


def close(held: Ticket, said: dict[str, Any], by: User) -> str:
    if needs_call_back(held):
        raise WrongState(
            _("The rater left a contact: supervision calls back first, until he is reached or was "
              "tried %(n)d times.") % {"n": TRIES}
        )  # fmt: skip
    ended(held, Ending.ANSWERED)
    return ""


EFFECTS = {
    "take": take, "judge": judge, "act": act, "reply": reply, "call_back": call_back,
    "close": close,
}  # fmt: skip


def needed(said: dict[str, Any], field: str, message: str) -> str:
    text = said.get(field) or ""
    if not text:
        raise DomainError(message, field)
    return str(text)


def confirmed(texts: list[str], said: dict[str, Any], field: str) -> str:
    """The reason why what looks like personal data may stand; "" when nothing does.

    Errors: DomainError that names what was found, when no reason is given.
    """
    kinds = personal.kinds_in(*texts)
    if kinds and not said.get("because"):
        raise DomainError(
            _("This looks like personal data: %(kinds)s. Take it out, or say why it may stand.")
            % {"kinds": ", ".join(str(KINDS[kind]) for kind in kinds)},
            field,
        )
    return str(said["because"]) if kinds else ""


def needs_call_back(ticket: Ticket) -> bool:
    """Whether supervision still has to call: there is a contact, and nobody was reached."""
    if not Contact.objects.filter(rating=ticket.rating_id, sealed__isnull=False).exists():
        return False
    rows = ticket.call_backs.filter(is_second=ticket.is_reopened)
    calls = list(rows.values_list("is_reached", flat=True))
    return not any(calls) and len(calls) < TRIES


def ended(held: Ticket, ending: str, day: datetime.date | None = None) -> None:
    """Close it; what the rater can be reached by is gone with it."""
    held.state, held.ending = TicketState.CLOSED, ending
    held.closed_on = day or timezone.localdate()
    erase_contact(held.rating)


def entered(row: Ticket, name: str, note: str, *, by: User) -> None:
    TicketEvent.objects.create(
        ticket=row, step=name, by=by, day=timezone.localdate(), note=note[:LONGEST]
    )
    details = {
        "step": name, "state": row.state, "kind": row.kind, "owner": row.owner_id,
        "later_by": row.later_by,
    }  # fmt: skip
    audit.record("feedback.take_ticket_step", row, by=by, details=details)


def open_steps(ticket: Ticket, *, by: User) -> list[str]:
    """The steps that `by` may take now, for the buttons of the page."""
    if ticket.rating.proposals.waiting().exists():
        return []
    return [name for name, step in STEPS.items() if may(step, ticket, by) and fits(name, ticket)]


def may(step: Step, ticket: Ticket, by: User) -> bool:
    if ticket.state not in step.before:
        return False
    try:
        require_actor(step, ticket, by)
    except PermissionDenied:
        return False
    return True


def fits(name: str, ticket: Ticket) -> bool:
    if name == "reply":
        needs_deed = ticket.kind in (TicketKind.REASONABLE, TicketKind.COMPLEX)
        return bool(ticket.deed) or not needs_deed
    if name == "call_back":
        return needs_call_back(ticket)
    return name != "close" or not needs_call_back(ticket)
