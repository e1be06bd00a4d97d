"""Who gets which answer from the desk. docs/access.md, rules A30 and A31.

The tickets are those of the bureau: the employee of its division and the evaluator do not see them.
"""

import datetime

from feedback import services
from feedback.models import Rating, Ticket
from tests.access.indicators import READ, form
from tests.access.reports import all_of, row, safe
from tests.feedback.desk import answered, released
from tests.feedback.public import counter, rate

READERS = ["office", "manager", "auditor", "supervision"]
SEEN = row(302, 404, **all_of(READERS, 200))
UNIT = SEEN | {"auditor": 403, "supervision": 403}
SUPERVISION = row(302, 404, **all_of(["supervision"], 200, 403))

ACCESS = {
    **safe("feedback:desk", READ),
    **safe("feedback:ticket", SEEN),
    **form("feedback:ticket-step", UNIT),
    ("feedback:ticket-contact", "POST"): SUPERVISION,
    **form("feedback:we-did", UNIT),
    **form("feedback:we-did-back", UNIT),
    **form("feedback:follow-up", UNIT),
    **form("feedback:follow-up-done", UNIT),
    **safe("feedback:held", SUPERVISION),
    **form("feedback:held-rating", SUPERVISION),
    ("feedback:held-contact", "POST"): SUPERVISION,
    **form("feedback:proposal", SUPERVISION),
}


def ticket(world):
    released(world, contact="a@example.org", at=None)
    return {"pk": Ticket.objects.get().pk}


def published(world):
    row = answered(world, at=None)
    services.publish_we_did(row, text_en="Done.", text_zh="已办。", by=world.manager)
    return {"pk": row.pk}


def follow_up(world):
    ticket(world)
    made = services.follow_up(
        Ticket.objects.get(), kind="objective", text="Shorter queues", owner=world.manager,
        due_on=datetime.date(2999, 1, 1), by=world.manager,
    )  # fmt: skip
    return {"pk": made.pk}


def held(world):
    given = rate(counter(world).code, 1, marks=["honeypot"])
    services.leave_contact(services.rating_of(given.check), "a@example.org")
    return {"pk": Rating.objects.get().pk}


def proposal(world):
    ticket(world)
    made = services.propose(Ticket.objects.get().rating, "mistake", "He said so.", by=world.manager)
    return {"pk": made.pk}


KWARGS = {
    "feedback:ticket": ticket,
    "feedback:ticket-step": lambda world: ticket(world) | {"step": "take"},
    "feedback:ticket-contact": ticket,
    "feedback:we-did": lambda world: {"pk": answered(world, at=None).pk},
    "feedback:we-did-back": published,
    "feedback:follow-up": ticket,
    "feedback:follow-up-done": follow_up,
    "feedback:held-rating": held,
    "feedback:held-contact": held,
    "feedback:proposal": proposal,
}
