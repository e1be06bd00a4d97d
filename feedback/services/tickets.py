"""Tickets open and open again, in one statement each. docs/rectification.md, D5, D6 and D13."""

from __future__ import annotations

import datetime

from django.db import connection, transaction
from django.utils import timezone

from audit import services as audit
from feedback import codes
from feedback.models import Release, Ticket
from feedback.services.clocks import CONTACT, RECTIFY, DeskClocks
from feedback.services.keys import CHECK, key_of

# In the order of the places, which is that of chance: a number of a ticket tells no moment.
OPEN = """
WITH opened AS (
    INSERT INTO feedback_ticket (
        rating_id, opened_on, contact_by, rectify_by, state, kind, finding, deed, reply, handling,
        is_reopened, ending, version
    )
    SELECT r.id, %(day)s, %(contact)s, %(rectify)s, 'open', '', '', '', '', '', false, '', 0
      FROM feedback_rating r JOIN feedback_ratingscale s ON s.id = r.scale_id
     WHERE r.release_id = %(release)s AND r.state = 'released' AND r.value = ANY (s.negatives)
     ORDER BY r.place
    ON CONFLICT (rating_id) DO NOTHING
    RETURNING id
), told AS (
    INSERT INTO feedback_ticketevent (ticket_id, step, day, note)
    SELECT id, 'open', %(day)s, '' FROM opened ORDER BY id RETURNING id
)
SELECT count(*) FROM told
"""
REOPEN = """
WITH reopened AS (
    UPDATE feedback_ticket
       SET state = 'taken', is_reopened = true, contact_by = %(contact)s, rectify_by = %(rectify)s,
           kind = '', finding = '', deed = '', later_by = NULL, closed_on = NULL, ending = '',
           version = version + 1
     WHERE id = ANY (%(tickets)s) AND handling = 'not' AND NOT is_reopened
       AND state IN ('replied', 'closed')
    RETURNING id
), told AS (
    INSERT INTO feedback_ticketevent (ticket_id, step, day, note)
    SELECT id, 'reopen', %(day)s, '' FROM reopened ORDER BY id RETURNING ticket_id
)
SELECT array_agg(ticket_id ORDER BY ticket_id) FROM told
"""
ANSWER = "SELECT feedback_answer(%s, %s)"


def open_tickets(batch: Release, *, by: None = None) -> int:
    """A ticket for every negative rating of a release, in its transaction. Returns how many."""
    days = due_from(batch.released_on)
    with connection.cursor() as cursor:
        cursor.execute(OPEN, days | {"release": batch.pk})
        (opened,) = cursor.fetchone()
    if opened:
        audit.record("feedback.open_tickets", batch, by=by, details={"tickets": opened})
    return int(opened)


def due_from(day: datetime.date) -> dict[str, datetime.date]:
    clocks = DeskClocks()
    return {"day": day, "contact": clocks.due(CONTACT, day), "rectify": clocks.due(RECTIFY, day)}


def answer(check: str, handling: str) -> str:
    """What the rater thinks of the answer, by his check code, once.

    Returns said, used (he said something else before), early or unknown. Not satisfied opens the
    ticket again, at the next look of the beat: the ledger keeps that moment, not his.
    """
    with connection.cursor() as cursor:
        cursor.execute(ANSWER, [codes.digest(check, key_of(CHECK)), handling])
        (state,) = cursor.fetchone()
    return state or "unknown"


@transaction.atomic
def reopen_tickets(today: datetime.date | None = None, *, by: None = None) -> int:
    """Open again, with clocks from today, what did not satisfy. Safe to run twice at once."""
    rows = list(Ticket.objects.to_reopen().values_list("pk", flat=True))
    if not rows:
        return 0
    with connection.cursor() as cursor:
        cursor.execute(REOPEN, due_from(today or timezone.localdate()) | {"tickets": rows})
        (reopened,) = cursor.fetchone()
    if not reopened:
        return 0
    audit.record(
        "feedback.reopen_tickets", ("feedback.Ticket", "due"), by=by, details={"tickets": reopened}
    )
    return len(reopened)
