"""How the desk says things."""

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext, pgettext_lazy

from departments.policy_words import is_chinese
from feedback import personal
from feedback.forms.desk import named
from feedback.models import ProposalState
from feedback.personal_words import KINDS
from feedback.queries.desk import ANSWERED
from feedback.views.portal_words import answer

WORK = {
    "open": "todo", "taken": "doing", "classified": "doing", "acted": "doing",
    "replied": "waiting", "closed": "done",
}  # fmt: skip
STEPS = {
    "open": pgettext_lazy("ticket", "Opened by the release of the rating"),
    "take": pgettext_lazy("ticket", "Given to"),
    "judge": pgettext_lazy("ticket", "Judged"),
    "act": pgettext_lazy("ticket", "Done"),
    "reply": pgettext_lazy("ticket", "Answered"),
    "because": gettext_lazy("Why personal data may stand in it"),
    "call_back": pgettext_lazy("ticket", "Called the rater"),
    "close": pgettext_lazy("ticket", "Closed"),
    "reopen": pgettext_lazy("ticket", "Opened again: the rater is not satisfied"),
    "agreed": pgettext_lazy("ticket", "Supervision: the rating does not count"),
    "refused": pgettext_lazy("ticket", "Supervision: the rating counts"),
}
BUTTONS = {
    "take": pgettext_lazy("ticket", "Give to somebody"),
    "judge": pgettext_lazy("ticket", "Judge it"),
    "act": pgettext_lazy("ticket", "Say what was done"),
    "reply": pgettext_lazy("ticket", "Answer the rater"),
    "call_back": pgettext_lazy("ticket", "Note a call"),
    "close": pgettext_lazy("ticket", "Close it"),
}
MARKS = {
    "honeypot": gettext_lazy("sent by a program"),
    "own_network": gettext_lazy("from a network of the staff"),
    "same_address": gettext_lazy("many from one address"),
    "rush": gettext_lazy("too many in ten minutes"),
    "burst": gettext_lazy("far more than usual in half a day"),
    "value_share": gettext_lazy("this answer far more often than usual"),
    "address_share": gettext_lazy("far more than usual from one address"),
    "same_text": gettext_lazy("several wrote nearly the same"),
    "beyond_receipts": gettext_lazy(
        "more ratings than receipts, or more receipts than closed cases"
    ),
}


def marks(row):
    """Why it is held, in words; the code of a mark that has none yet."""
    return "; ".join(str(MARKS.get(mark, mark)) for mark in row.marks)


def crumbs(ticket=None):
    found = [{"label": _("Rectification desk"), "url": reverse("feedback:desk")}]
    if ticket is not None:
        url = reverse("feedback:ticket", args=[ticket.pk])
        found.append({"label": title(ticket), "url": url})
    return found


def title(ticket):
    return _("Ticket %d") % ticket.pk


def due(ticket, today):
    """By when the next thing is due, as a cell."""
    if ticket.state in ANSWERED:
        return {"text": "–", "num": True}
    cell = {"text": ticket.due_on.isoformat(), "num": True}
    return cell | {"sub": _("overdue")} if ticket.due_on < today else cell


def list_row(ticket, today):
    rating = ticket.rating
    return [
        {"text": f"{title(ticket)}{sep()}{rating.point.service.title}", "plain": True,
         "sub": rating.point.service.department.title,
         "url": reverse("feedback:ticket", args=[ticket.pk])},
        answer(rating),
        named(ticket.owner) if ticket.owner else "–",
        due(ticket, today),
        {"state": WORK[ticket.state], "state_word": ticket.get_state_display()},
    ]  # fmt: skip


def sep():
    return "：" if is_chinese() else ": "


def rating_facts(rating):
    """What the rater said, and where: nothing of who he is."""
    drivers = {one.code: one.name(chinese=is_chinese()) for one in rating.scale.drivers}
    return [
        {"key": pgettext("rating", "Answer"), "value": answer(rating)},
        {"key": pgettext("rating", "Place"), "value": rating.point.title},
        {"key": pgettext("rating", "Day"),
         "value": f"{rating.rated_on.isoformat()}, {rating.get_half_display()}"},
        {"key": pgettext("rating", "What it was about"),
         "value": "; ".join(drivers.get(code, code) for code in rating.reasons)},
        {"key": pgettext("rating", "What came of the case"), "value": rating.get_outcome_display()},
        {"key": pgettext("rating", "Stream"), "value": rating.stream.title},
    ]  # fmt: skip


def ticket_facts(ticket):
    rows = [
        {"key": _("Opened on"), "value": ticket.opened_on.isoformat()},
        {"key": _("To be looked at by"), "value": ticket.contact_by.isoformat()},
        {"key": _("To be put right by"),
         "value": (ticket.later_by or ticket.rectify_by).isoformat()},
        {"key": _("Who answers for it"), "value": named(ticket.owner) if ticket.owner else "–"},
        {"key": pgettext("ticket", "What it is"), "value": ticket.get_kind_display()},
        {"key": _("Contact"), "value": contact(ticket.rating)},
        {"key": _("What the rater says of the answer"), "value": ticket.get_handling_display()},
        {"key": pgettext("ticket", "How it ended"), "value": ticket.get_ending_display()},
    ]  # fmt: skip
    return [row for row in rows if row["value"]]


def contact(rating):
    """Whether there is one: what it says, only supervision reads."""
    found = getattr(rating, "contact", None)
    if found is None:
        return _("none was left")
    if found.sealed is None:
        return _("erased on %s") % found.erased_on.isoformat()
    return _("was left; only supervision can open it")


def is_sealed(rating):
    found = getattr(rating, "contact", None)
    return found is not None and found.sealed is not None


def warning(text):
    """That somebody's words hold personal data, and which."""
    kinds = personal.kinds_in(text)
    if not kinds:
        return ""
    return _("This looks like personal data, do not pass it on: %s.") % ", ".join(
        str(KINDS[kind]) for kind in kinds
    )


def event_rows(ticket, events):
    """The words of a step stand here once they are not above any more."""
    above = {ticket.finding, ticket.deed, ticket.reply}
    return [
        {"when": event.day.isoformat(), "iso": event.day.isoformat(),
         "what": STEPS.get(event.step, event.step),
         "who": named(event.by) if event.by else "",
         "note": "" if event.note in above else event.note}
        for event in events
    ]  # fmt: skip


def call_rows(calls, *, with_notes):
    return [
        {"when": call.day.isoformat(), "iso": call.day.isoformat(),
         "what": _("The rater was reached") if call.is_reached else _("Nobody was reached"),
         "who": named(call.by), "note": call.note if with_notes else ""}
        for call in calls
    ]  # fmt: skip


def held_row(rating, due_on, today):
    """Without its number: a rating is named by where and when it came in."""
    cell = {"text": due_on.isoformat(), "num": True}
    return [
        {"text": rating.point.service.title, "plain": True, "sub": rating.point.title,
         "url": reverse("feedback:held-rating", args=[rating.pk])},
        {"text": rating.rated_on.isoformat()},
        answer(rating),
        marks(rating),
        cell | {"sub": _("overdue")} if due_on < today else cell,
    ]  # fmt: skip


def proposal_row(proposal):
    rating = proposal.rating
    work = "waiting" if proposal.state == ProposalState.SECOND else "todo"
    return [
        {"text": rating.point.service.title, "plain": True, "sub": rating.point.title,
         "url": reverse("feedback:proposal", args=[proposal.pk])},
        answer(rating),
        proposal.get_reason_display(),
        {"text": named(proposal.proposed_by), "sub": proposal.proposed_on.isoformat()},
        {"state": work, "state_word": proposal.get_state_display()},
    ]  # fmt: skip


def waiting_words(count):
    return ngettext("%(n)d ticket is overdue.", "%(n)d tickets are overdue.", count) % {"n": count}
