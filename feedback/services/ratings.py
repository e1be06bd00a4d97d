"""What a citizen says: one statement, one answer, nothing about him. Rules: docs/public-voice.md.

Nothing here writes the ledger or a form's claim: each would keep the moment of a rating beside its
number. A release enters the ledger with the root of the tree over all that it holds.
"""

from __future__ import annotations

import datetime
import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from operator import itemgetter
from typing import Any, TypeVar

from django.db import InterfaceError, OperationalError, connection, models, transaction
from django.db.models import Func, Value
from django.utils import timezone

from feedback import codes
from feedback.models import Half, Rating, ServicePoint, Ticket
from feedback.services.keys import CHECK, RECEIPT, key_of
from feedback.taps import Tap

GIVE = "SELECT feedback_give(%s, %s, %s, %s, %s::smallint, %s, %s::text[], %s, %s)"
# Answers in the order asked; locks in the order of the receipts, the same in every process.
GIVE_ALL = """
SELECT feedback_give(page, NULL, receipt, "check", value::smallint, language,
                     string_to_array(marks, ','), %s, %s)
  FROM unnest(%s::uuid[], %s::bytea[], %s::bytea[], %s::integer[], %s::text[], %s::text[])
       t(page, receipt, "check", value, language, marks)
"""
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
SPOTS = """
SELECT p.id, p.is_kiosk FROM unnest(%s::bytea[]) WITH ORDINALITY r(digest, place)
  LEFT JOIN (feedback_servicepoint p JOIN feedback_publicservice s ON s.id = p.service_id)
         ON p.id = feedback_place(r.digest) AND p.is_open AND s.is_open
 ORDER BY r.place
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
    def is_thanked(self) -> bool:
        """Kept, now or before its release: the citizen sees what he said."""
        return self.state in ("kept", "changed", "late")


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
        half_of(moment),
    ]  # fmt: skip

    def once() -> str:
        with connection.cursor() as cursor:
            cursor.execute(GIVE, values)
            return str(cursor.fetchone()[0])

    return Given(surely(once), check)


def spots_of(taps: Sequence[Tap]) -> list[Spot | None]:
    """Like `spot_of`, of many receipts in one question."""
    digests = [codes.digest(one.code, key_of(RECEIPT)) for one in taps]

    def once() -> list[tuple[int | None, bool]]:
        with connection.cursor() as cursor:
            cursor.execute(SPOTS, [digests])
            return cursor.fetchall()

    return [Spot(pk, is_kiosk) if pk else None for pk, is_kiosk in surely(once)]


def give_all(taps: Sequence[Tap], marks: Sequence[Sequence[str]]) -> list[Given]:
    """Like `give`, of many receipts in one transaction: on disk when this returns, all or none."""
    moment = timezone.localtime()
    key, check_key = key_of(RECEIPT), key_of(CHECK)
    checks = [codes.derived(one.page.bytes, check_key, codes.CHECK) for one in taps]
    rows = [
        (codes.digest(one.code, key), one.page, codes.digest(check, check_key), one.value,
         one.language, ",".join(why), place)
        for place, (one, check, why) in enumerate(zip(taps, checks, marks, strict=True))
    ]  # fmt: skip
    rows.sort(key=itemgetter(0))
    receipts, pages, digests, values, languages, whys, places = map(list, zip(*rows, strict=True))

    def once() -> list[str]:
        with connection.cursor() as cursor:
            cursor.execute(
                GIVE_ALL,
                [moment.date(), half_of(moment), pages, receipts, digests, values, languages, whys],
            )
            return [state for (state,) in cursor.fetchall()]

    states = dict(zip(places, surely(once), strict=True))
    return [Given(states[place], check) for place, check in enumerate(checks)]


def half_of(moment: datetime.datetime) -> Half:
    return Half.MORNING if moment.hour < NOON else Half.AFTERNOON


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
