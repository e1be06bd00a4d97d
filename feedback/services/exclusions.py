"""Whether a rating counts: what is held, what is proposed, who decides. D20 to D24.

Nothing is deleted. A malicious one needs two of supervision, a mistake the word of its rater.
"""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from audit import services as audit
from audit.errors import DomainError, WrongState
from departments.models import User
from feedback import codes
from feedback.models import (
    Confirmed,
    Contact,
    Exclusion,
    ExclusionProposal,
    ExclusionReason,
    ProposalState,
    Rating,
    RatingState,
    Ticket,
    TicketEvent,
)
from feedback.services.contacts import erase_contact, require_supervision
from feedback.services.keys import CHECK, key_of
from indicators.services.errors import checked

P = ProposalState


@transaction.atomic
def count_held(rating: Rating, *, by: User, note: str = "") -> Rating:
    """It counts: back among those that wait, for the next release. Its marks stay.

    Errors: PermissionDenied; WrongState when it is not held (any more), or a proposal waits.
    """
    row = locked(rating)
    require_supervision(row, by)
    require_held(row)
    Rating.objects.filter(pk=row.pk).update(state=RatingState.KEPT)
    details = {"service": row.point.service.code, "marks": row.marks, "note": note.strip()}
    audit.record("feedback.count_rating", row, by=by, details=details)
    row.state = RatingState.KEPT
    return row


@transaction.atomic
def exclude_held(
    rating: Rating, reason: str, explanation: str, *, by: User, check: str = "", call: str = ""
) -> ExclusionProposal:
    """Supervision leaves out what is held; a malicious one waits for a second person.

    Errors: PermissionDenied; WrongState; DomainError at its field.
    """
    row = locked(rating)
    require_supervision(row, by)
    require_held(row)
    return agree(propose(row, reason, explanation, by=by), by=by, check=check, call=call)


def require_held(row: Rating) -> None:
    if row.state != RatingState.HELD:
        raise WrongState(_("It is not held any more: somebody else decided. Look at the list."))
    if row.proposals.waiting().exists():
        raise WrongState(_("A proposal about this rating waits already."))


@transaction.atomic
def propose(rating: Rating, reason: str, explanation: str, *, by: User) -> ExclusionProposal:
    """Ask supervision to leave a rating out. Who may: whoever answers for its ticket (desk.judge).

    Errors: DomainError at its field.
    """
    if reason not in ExclusionReason.values:
        raise DomainError(_("Choose why it may not count."), "reason")
    if not explanation.strip():
        raise DomainError(_("Say why."), "explanation")
    row = ExclusionProposal(
        rating=rating, reason=reason, explanation=explanation.strip(), proposed_by=by,
        proposed_on=timezone.localdate(),
    )  # fmt: skip
    checked(row, leave=["rating", "proposed_by"])
    row.save(force_insert=True)
    audit.record("feedback.propose_exclusion", row, by=by, details={"reason": reason})
    return row


@transaction.atomic
def agree(
    proposal: ExclusionProposal, *, by: User, note: str = "", check: str = "", call: str = ""
) -> ExclusionProposal:
    """Leave the rating out; of a malicious one the first agreement only asks for a second.

    A mistake needs the check code of its rater (`check`), or what he said when he was called
    (`call`), which needs that he left a contact.
    Errors: PermissionDenied; WrongState; DomainError at its field.
    """
    row = waiting(proposal, by)
    if row.reason == ExclusionReason.MISTAKE and not row.confirmed:
        row.confirmed = confirmed(row.rating, check, call)
        note = "\n".join(part for part in (note.strip(), call.strip()) if part)
    if row.reason == ExclusionReason.MALICIOUS:
        if row.first_by_id == by.pk:
            raise WrongState(_("Malice is decided by two: somebody else has to agree."))
        if row.state == P.WAITING:
            row.state, row.first_by = P.SECOND, by
            return decided(row, note, by=by)
    row.state = P.AGREED
    return decided(row, note, by=by)


@transaction.atomic
def refuse(proposal: ExclusionProposal, *, by: User, note: str) -> ExclusionProposal:
    """The rating stays what it is: held, or counted, and its ticket goes on.

    Errors: PermissionDenied; WrongState; DomainError without a reason.
    """
    row = waiting(proposal, by)
    if not note.strip():
        raise DomainError(_("Say why."), "note")
    row.state = P.REFUSED
    return decided(row, note, by=by)


def waiting(proposal: ExclusionProposal, by: User) -> ExclusionProposal:
    rows = ExclusionProposal.objects.select_for_update(of=("self",))
    row = rows.select_related("rating__point__service").get(pk=proposal.pk)
    require_supervision(row.rating, by)
    if row.state not in (P.WAITING, P.SECOND):
        raise WrongState(_("Somebody else decided on this: it is “%s” now.") %
                         row.get_state_display())  # fmt: skip
    return row


def decided(row: ExclusionProposal, note: str, *, by: User) -> ExclusionProposal:
    """Write the decision down, and do what follows from it. What the first of two said stays."""
    note = note.strip()
    row.note = "\n".join(filter(None, (row.note, note)))
    if row.state != P.SECOND:
        row.decided_by, row.decided_on = by, timezone.localdate()
    checked(row, leave=["rating", "proposed_by", "first_by", "decided_by"])
    row.save()
    if row.state == P.AGREED:
        exclude(row, by=by)
    details = {"reason": row.reason, "state": row.state, "confirmed": row.confirmed,
               "service": row.rating.point.service.code}  # fmt: skip
    audit.record("feedback.decide_exclusion", row, by=by, details=details)
    told(row, note, by=by)
    return row


def exclude(row: ExclusionProposal, *, by: User) -> None:
    Exclusion.objects.create(
        rating=row.rating, reason=row.reason, explanation=row.explanation,
        decided_by=row.first_by or by, seconded_by=by if row.first_by else None,
        decided_on=timezone.localdate(),
    )  # fmt: skip
    states = [RatingState.HELD, RatingState.KEPT, RatingState.RELEASED]
    if not Rating.objects.filter(pk=row.rating_id, state__in=states).update(state="excluded"):
        raise WrongState(_("This rating is left out already."))
    erase_contact(row.rating)


def told(row: ExclusionProposal, note: str, *, by: User) -> None:
    """The ticket hears of it: closed when the rating does not count, else back to be judged."""
    tickets = Ticket.objects.filter(rating=row.rating_id).not_closed()
    changes: dict[str, Any] = {"state": "taken", "kind": "", "finding": ""}
    if row.state == P.AGREED:
        changes = {"state": "closed", "ending": "excluded", "closed_on": row.decided_on}
    else:
        tickets = tickets.filter(kind="mis_rated")
    found = tickets.first()
    if found is None or row.state == P.SECOND:
        return
    tickets.update(version=F("version") + 1, **changes)
    # What a rater said in a call stands in the note of an agreement: that is not for the unit.
    words = note if row.state == P.REFUSED else ""
    TicketEvent.objects.create(
        ticket=found, step=f"{row.state}", by=by, day=timezone.localdate(), note=words
    )


def confirmed(rating: Rating, check: str, call: str) -> str:
    """How the rater confirms his mistake. Errors: DomainError when he does not."""
    code = codes.normal(check)
    if code:
        if codes.digest(code, key_of(CHECK)) != bytes(rating.check_code or b""):
            raise DomainError(_("This is not the check code of this rating."), "check_code")
        return Confirmed.CODE
    if not call.strip():
        raise DomainError(
            _("Only the rater can say that it was a mistake: give his check code, or what he said "
              "when you called."), "check_code",
        )  # fmt: skip
    if not Contact.objects.filter(rating=rating).exists():
        raise DomainError(_("He left nothing to call him by: ask for his check code."), "call")
    return Confirmed.CALL


def locked(rating: Rating) -> Rating:
    rows = Rating.objects.select_for_update(of=("self",))
    return rows.select_related("point__service").get(pk=rating.pk)
