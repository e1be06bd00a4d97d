"""Tickets for tests: released ratings of a counter of the bureau, and people who look at them."""

import datetime

from django.utils import timezone

from feedback import services
from feedback.models import Rating, Ticket
from tests.factories import RoleGrantFactory
from tests.feedback.public import DAY, counter, rated
from tests.kept import kept

TUESDAY = datetime.datetime(2027, 3, 2, 2, tzinfo=datetime.UTC)
WEDNESDAY = TUESDAY.date() + DAY


@kept
def released(world, values=(1, 5, 5, 5, 5), contact="", point=None, at=TUESDAY):
    """The check codes of ratings given `at`, released on the next day; the first may leave a
    contact."""
    point, number = point or counter(world), Rating.objects.count()
    given = rated(point, values, at=at, number=number)
    if contact:
        services.leave_contact(services.rating_of(given[0].check), contact)
    services.release(point.service, timezone.localdate(at) + DAY)
    return [one.check for one in given]


@kept
def ticket(world, **fields):
    released(world, **fields)
    return Ticket.objects.get()


@kept
def answered(world, reply="We opened a second counter.", **fields):
    """A ticket that the manager took, judged, acted on and answered."""
    row = ticket(world, **fields)
    for step, said in (
        ("take", {}),
        ("judge", {"kind": "reasonable", "finding": "One counter for two queues."}),
        ("act", {"deed": "A second counter in the morning."}),
        ("reply", {"reply": reply}),
    ):
        row = services.take_ticket_step(row, step, by=world.manager, **said)
    return row


def second(world):
    """Another one of supervision."""
    return RoleGrantFactory(role="supervision", department=world.city, user__username="second").user
