"""Releasing ratings in batches. Rules: docs/public-voice.md, P10 to P12."""

from __future__ import annotations

import datetime
from collections import Counter

from django.db import connection, transaction
from django.db.models import Count, Max
from django.utils import timezone

from audit import merkle
from audit import services as audit
from departments.calendar import is_working_day
from departments.models import CalendarDay
from feedback import inclusion
from feedback.counting import LEAST
from feedback.models import PublicService, Rating, Release
from feedback.services.tickets import open_tickets
from indicators.services.errors import lock_key

PLACE = """
UPDATE feedback_rating r SET state = 'released', release_id = %s, place = d.place
  FROM unnest(%s::uuid[]) WITH ORDINALITY AS o (id, n)
 CROSS JOIN LATERAL (SELECT o.n - 1 AS place) d
 WHERE r.id = o.id AND r.state = 'kept'
"""


def release_due(today: datetime.date | None = None) -> int:
    """Release every service that is due; returns how many ratings. Safe to run twice at once.

    Due on a working day, once five ratings of earlier days wait: then nobody who stood at the
    counter today, and nobody alone, can be told from a number that moved.
    """
    day = today or timezone.localdate()
    if not is_working_day(day, CalendarDay.objects.special_days()):
        return 0
    due = (
        Rating.objects.waiting(day)
        .order_by()
        .values("point__service", "stream")
        .annotate(n=Count("pk"))
        .filter(n__gte=LEAST)
        .values_list("point__service", flat=True)
    )
    return sum(release(PublicService.objects.get(pk=service), day) for service in set(due))


@transaction.atomic
def release(service: PublicService, day: datetime.date) -> int:
    """One batch, in the order of chance, with its root in the ledger. 0: fewer than five wait.

    A stream is released once five of its own wait: whoever sent four others could tell the fifth.
    """
    lock_key("release", service.pk)
    waiting = Rating.objects.waiting(day).of_service(service.pk).select_for_update(of=("self",))
    found = list(waiting.select_related("scale", "stream").order_by("?"))
    streams = Counter(row.stream_id for row in found)
    rows = [row for row in found if streams[row.stream_id] >= LEAST]
    if not rows:
        return 0
    last = service.releases.aggregate(last=Max("number"))["last"] or 0
    root = merkle.root([leaf_of(row, service) for row in rows])
    batch = Release.objects.create(
        service=service, number=last + 1, released_on=day, size=len(rows), root=root
    )
    with connection.cursor() as cursor:
        cursor.execute(PLACE, [batch.pk, [row.pk for row in rows]])
    details = {"number": batch.number, "size": batch.size, "root": root.hex()}
    audit.record("feedback.release", batch, by=None, details=details)
    open_tickets(batch)
    return len(rows)


def leaf_of(row: Rating, service: PublicService) -> bytes:
    check = bytes(row.check_code) if row.check_code else row.pk.bytes.ljust(32, b"\0")
    return inclusion.leaf(check, service.code, str(row.scale), row.stream.code, row.value)


def proof_of(row: Rating) -> dict[str, object]:
    """That a released rating is among those that were counted: leaf, path and root.

    `docs/verify_rating.py` checks it with nothing of ours. Errors: ValueError before its release.
    """
    batch = row.release
    if batch is None:
        raise ValueError("not released")
    service = row.point.service
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM feedback_leaves(%s)", [bytes(row.check_code or b"")])
        leaves = [
            inclusion.leaf(bytes(tag), service.code, scale, stream, value)
            for tag, scale, stream, value in cursor.fetchall()
        ]
    at = row.place or 0
    return {
        "service": service.code, "release": batch.number,
        "released_on": batch.released_on.isoformat(),
        "rating": {
            "check": bytes(row.check_code or b"").hex(), "scale": str(row.scale),
            "stream": row.stream.code, "value": row.value,
        },
        "index": at, "count": len(leaves),
        "path": [node.hex() for node in merkle.path(leaves, at)],
        "root": bytes(batch.root).hex(),
    }  # fmt: skip
