"""What was done, for everybody to read, and what follows beyond one case. D14 to D17."""

from __future__ import annotations

import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from audit import services as audit
from audit.errors import DomainError, WrongState
from departments.models import User
from feedback import personal
from feedback.models import FollowUp, Ticket, WeDid
from feedback.queries.desk import handlers_of
from feedback.services.desk import HANDLER, confirmed, require_actor
from indicators.models import Objective
from indicators.services.errors import checked


@transaction.atomic
def publish(
    ticket: Ticket, *, text_en: str = "", text_zh: str = "", with_quote: bool = False,
    because: str = "", by: User,
) -> WeDid:  # fmt: skip
    """Publish what was done, beside the words of the rater if they may be shown.

    What looks like personal data, in the texts or in the words, needs a reason.
    Errors: PermissionDenied; WrongState before the answer or the second time; DomainError.
    """
    held = leader_of(ticket, by)
    if not held.reply or held.ending == "excluded":
        raise WrongState(_("First answer the rater, then publish what was done."))
    if WeDid.objects.filter(ticket=held).exists():
        raise WrongState(_("It is published already. Take it back to write it anew."))
    texts = [text_en.strip(), text_zh.strip()]
    if not any(texts):
        raise DomainError(_("Say what was done, in one language at least."), "text_en")
    quote = held.rating.text if with_quote else ""
    reason = confirmed([*texts, quote], {"because": because.strip()}, "because")
    row = WeDid(
        ticket=held, text_en=texts[0], text_zh=texts[1], quote=quote, published_by=by,
        findings=personal.kinds_in(*texts, quote), confirmed_because=reason,
        published_on=timezone.localdate(),
    )  # fmt: skip
    checked(row, leave=["ticket", "published_by", "findings"])
    row.save(force_insert=True)
    details = {"ticket": held.pk, "findings": row.findings, "with_quote": bool(quote)}
    audit.record("feedback.publish_we_did", row, by=by, details=details)
    return row


@transaction.atomic
def take_back(ticket: Ticket, *, by: User) -> bool:
    """Take what was published off the page; its words are gone. False: there was nothing."""
    held = leader_of(ticket, by)
    row = WeDid.objects.filter(ticket=held).first()
    if row is None:
        return False
    audit.record("feedback.take_back_we_did", row, by=by, details={"ticket": held.pk})
    row.delete()
    return True


@transaction.atomic
def follow_up(
    ticket: Ticket, *, kind: str, text: str, owner: User, due_on: datetime.date, by: User
) -> FollowUp:
    """What a ticket teaches beyond its own case. Errors: PermissionDenied; DomainError."""
    held = leader_of(ticket, by)
    if due_on <= timezone.localdate():
        raise DomainError(_("Name a day that lies ahead."), "due_on")
    if not handlers_of(held.rating.point.service.department).filter(pk=owner.pk).exists():
        raise DomainError(_("Name somebody of this department."), "owner")
    row = FollowUp(ticket=held, kind=kind, text=text.strip(), owner=owner, due_on=due_on)
    checked(row, leave=["ticket", "owner"])
    row.save(force_insert=True)
    details = {"ticket": held.pk, "kind": kind, "owner": owner.pk, "due_on": due_on}
    audit.record("feedback.follow_up", row, by=by, details=details)
    return row


@transaction.atomic
def settle_follow_up(
    follow: FollowUp, *, outcome: str, objective: Objective | None = None, by: User
) -> FollowUp:
    """It is done: what came of it, and of a proposal the objective that it became.

    Errors: PermissionDenied for anybody but its owner and the leaders of the unit; WrongState when
    it is done already; DomainError without an outcome.
    """
    rows = FollowUp.objects.select_for_update(of=("self",))
    row = rows.select_related("ticket__rating__point__service").get(pk=follow.pk)
    if row.owner_id != by.pk:
        leader_of(row.ticket, by)
    if row.done_on is not None:
        raise WrongState(_("This is done already."))
    if not outcome.strip():
        raise DomainError(_("Say what came of it."), "outcome")
    if objective is not None and row.kind != "objective":
        raise DomainError(_("Only a proposal for an objective becomes one."), "objective")
    row.done_on, row.outcome, row.objective = timezone.localdate(), outcome.strip(), objective
    checked(row, leave=["ticket", "owner", "objective"])
    row.save(update_fields=["done_on", "outcome", "objective"])
    details = {"ticket": row.ticket_id, "objective": objective.code if objective else ""}
    audit.record("feedback.settle_follow_up", row, by=by, details=details)
    return row


def leader_of(ticket: Ticket, by: User) -> Ticket:
    """The ticket, locked, for its owner or whoever leads or keeps the unit."""
    rows = Ticket.objects.select_for_update(of=("self",))
    row = rows.select_related("rating__point__service__department").get(pk=ticket.pk)
    require_actor(HANDLER, row, by)
    return row
