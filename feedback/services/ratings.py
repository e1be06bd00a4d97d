"""What a citizen says: one statement, one answer, nothing about him. Rules: docs/public-voice.md.

Nothing here writes the ledger or a form's claim: each would keep the moment of a rating beside its
number. A release enters the ledger with the root of the tree over all that it holds.
"""

from __future__ import annotations

import datetime
import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from django.db import InterfaceError, OperationalError, connection, models, transaction
from django.db.models import Func, Value
from django.utils import timezone

from feedback import codes
from feedback.models import Half, Rating, ServicePoint, Ticket
from feedback.services.keys import CHECK, RECEIPT, key_of

GIVE = "SELECT feedback_give(%s, %s, %s, %s, %s::smallint, %s, %s::text[], %s, %s)"
AMEND = "SELECT feedback_amend(%s, %s, %s::smallint, %s, %s::text[], %s)"
# With the rights of a portal: what one code leads to, and no row beside it.
STATUS = "SELECT s.*, feedback_excluded_for(%s) AS excluded_for FROM feedback_status(%s) s"
TICKET = "SELECT * FROM feedback_ticket_of(%s)"
NOON = 12


# For the tap, which need not know the words of the page.
SPOT = """
SELECT p.id, p.is_kiosk FROM feedback_servicepoint p
  JOIN feedback_publicservice s ON s.id = p.service_id
 WHERE p.is_open AND s.is_open AND p.{}
"""
OF_POINT, OF_RECEIPT = SPOT.format("code = %s"), SPOT.format("id = feedback_place(%s)")


@dataclass(frozen=True, slots=True)
class Spot:
    pk: int
    is_kiosk: bool


@dataclass(frozen=True, slots=True)
class Given:
    """kept, changed, used, expired, unknown, closed, answer, late or often; and the code."""

    state: str
    check: str  # the code that the citizen keeps

    @property
    def is_kept(self) -> bool:
        return self.state in ("kept", "changed")


Answer = TypeVar("Answer")


def surely(work: Callable[[], Answer]) -> Answer:
    """Once more over a new connection when the old one is gone. Only for what may be done twice."""
    try:
        return work()
    except (OperationalError, InterfaceError):
        if connection.in_atomic_block:
            raise
        connection.close()
        return work()


def place_of(code: str) -> ServicePoint | None:
    """The place that a point's code or a receipt belongs to, in use or not; None: there is none."""
    points = ServicePoint.objects.select_related("service__scale")
    if len(code) == codes.POINT:
        return surely(points.filter(code=code).first)
    digest = Value(codes.digest(code, key_of(RECEIPT)), output_field=models.BinaryField())
    place = Func(digest, function="feedback_place", output_field=models.BigIntegerField())
    return surely(points.filter(pk=place).first)


def spot_of(code: str) -> Spot | None:
    """What the door must know of a place in use; None: see `place_of`."""
    is_point = len(code) == codes.POINT
    sql, key = (OF_POINT, code) if is_point else (OF_RECEIPT, codes.digest(code, key_of(RECEIPT)))

    def once() -> tuple[int, bool] | None:
        with connection.cursor() as cursor:
            cursor.execute(sql, [key])
            return cursor.fetchone()

    row = surely(once)
    return Spot(*row) if row else None


def give(
    code: str, value: int, *, page: uuid.UUID, language: str = "", marks: Sequence[str] = (),
    at: datetime.datetime | None = None,
) -> Given:  # fmt: skip
    """Keep one rating, in a transaction of its own and on disk when this returns.

    `code` is that of a place (an opinion, which weighs nothing) or a receipt. `page` is the number
    of the page it was given on: sent again, by a double click or after a lost answer, it is the
    same rating; with another face it is changed. Of two at once with one receipt one wins.
    """
    moment = timezone.localtime(at)
    check = codes.derived(page.bytes, key_of(CHECK), codes.CHECK)
    is_point = len(code) == codes.POINT
    values: list[Any] = [
        page, code if is_point else None,
        None if is_point else codes.digest(code, key_of(RECEIPT)),
        codes.digest(check, key_of(CHECK)), value, language, list(marks), moment.date(),
        Half.MORNING if moment.hour < NOON else Half.AFTERNOON,
    ]  # fmt: skip

    def once() -> str:
        with connection.cursor() as cursor:
            cursor.execute(GIVE, values)
            return str(cursor.fetchone()[0])

    return Given(surely(once), check)


def rating_of(check: str) -> Rating | None:
    """The rating that a check code belongs to, with its place, service, scale and release, and
    `excluded_for`, the reason why it does not count."""
    digest = codes.digest(check, key_of(CHECK))
    found = Rating.objects.raw(STATUS, [digest, digest]).prefetch_related(
        "point__service", "scale", "stream", "release"
    )
    return next(iter(found), None)


def ticket_of(row: Rating) -> Ticket | None:
    """The ticket that a bad rating opened."""
    return next(iter(Ticket.objects.raw(TICKET, [bytes(row.check_code or b"")])), None)


@transaction.atomic
def amend(
    row: Rating, *, value: int | None = None, outcome: str | None = None,
    reasons: Sequence[str] | None = None, text: str | None = None,
) -> str:  # fmt: skip
    """Say more, or something else, until the release. Returns changed, kept (it said so already),
    late, answer or often. Reasons that the scale does not have are left out."""
    known = {driver.code for driver in row.scale.drivers}
    kept = None if reasons is None else [code for code in reasons if code in known]
    values: list[Any] = [bytes(row.check_code or b""), row.pk, value, outcome, kept, text]
    with connection.cursor() as cursor:
        cursor.execute(AMEND, values)
        (state,) = cursor.fetchone()
    return state or "late"
