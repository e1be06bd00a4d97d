"""Services, closed cases, receipts and ratings of Linhu, each kind in one statement."""

import datetime
import hashlib
import uuid
from collections.abc import Callable, Sequence

from django.db.models import Model
from django.utils.translation import gettext as _

from audit import merkle
from audit.services import record_many
from departments.models import Department
from feedback import codes, services
from feedback.models import (
    ClosedCase,
    PublicService,
    Rating,
    RatingState,
    Receipt,
    Release,
    ServicePoint,
    Stream,
)
from feedback.services.cases import VALID, WEEK
from feedback.services.releases import leaf_of
from feedback.services.tickets import open_tickets
from perfmgmt.demo_city import voices
from perfmgmt.demo_city.draw import SEED

# Negative ratings released since then stand on the desk.
LAST_RELEASES = datetime.date(2026, 9, 1)


def load(say: Callable[[str], None]) -> None:
    points = catalogue()
    stream = Stream.objects.get(code="receipt")
    cases: list[ClosedCase] = []
    receipts: list[Receipt] = []
    batches: list[tuple[Release, list[Rating]]] = []
    for offer in voices.OFFERS:
        number = 0
        for year, month in voices.months():
            given: list[Rating] = []
            for place in offer.places:
                point = points[offer.code, place.name.en]
                n = voices.cases(offer, place, year, month)
                cases += closed(point, n, year, month)
                slips = offered(point, n, year, month)
                receipts += slips
                answers = voices.ratings(offer, place, year, month)
                given += [
                    rated(point, stream, slip, value, datetime.date(year, month, day))
                    for slip, (value, day) in zip(slips, answers, strict=False)
                ]
            if len(given) >= services.LEAST_IN_A_RELEASE:
                number += 1
                batches.append(released(points, offer, given, number, year, month))
    ratings = kept(cases, receipts, batches)
    say(_("%(ratings)d ratings of %(services)d services") % {
        "ratings": len(ratings), "services": len(voices.OFFERS),
    })  # fmt: skip


def kept(
    cases: list[ClosedCase], receipts: list[Receipt], batches: list[tuple[Release, list[Rating]]]
) -> list[Rating]:
    """Everything in the tables, what was bad on the desk, and what may be told told."""
    bulk(ClosedCase, cases)
    bulk(Receipt, receipts)
    bulk(Release, [batch for batch, _given in batches])
    ratings = [row for batch, given in batches for row in settled(batch, given)]
    bulk(Rating, ratings)
    record_many(
        [("feedback.release", batch,
          {"number": batch.number, "size": batch.size, "root": batch.root.hex()})
         for batch, _given in batches],
        by=None,
    )  # fmt: skip
    for batch, _given in batches:
        if batch.released_on >= LAST_RELEASES:
            open_tickets(batch)
    for month in sorted({batch.released_on.replace(day=1) for batch, _given in batches}):
        services.publish_edition(month, first_of_next(month))
    return ratings


def first_of_next(month: datetime.date) -> datetime.date:
    return (month + datetime.timedelta(days=31)).replace(day=1)


def bulk(model: type[Model], rows: Sequence[Model]) -> None:
    model._default_manager.bulk_create(rows, batch_size=2000)  # noqa: SLF001 -- documented


def catalogue() -> dict[tuple[str, str], ServicePoint]:
    """Through the services, with codes that are the same on every machine."""
    units = Department.objects.in_bulk([one.unit for one in voices.OFFERS], field_name="code")
    found = {}
    for offer in voices.OFFERS:
        row = services.add_service(
            units[offer.unit], by=None, code=offer.code, name_en=offer.name.en,
            name_zh=offer.name.zh, scale=services.scale_named(offer.scale),
        )  # fmt: skip
        for place in offer.places:
            point = services.add_point(
                row, by=None, name_en=place.name.en, name_zh=place.name.zh,
                channel=place.channel, is_kiosk=place.is_kiosk,
            )  # fmt: skip
            point.service = row
            code = codes.derived(digest(offer.code, place.name.en), b"linhu", codes.POINT)
            ServicePoint.objects.filter(pk=point.pk).update(code=code)
            found[offer.code, place.name.en] = point
    return found


def digest(*parts: object) -> bytes:
    return hashlib.sha256("/".join(map(str, (SEED, *parts))).encode()).digest()


def closed(point: ServicePoint, n: int, year: int, month: int) -> list[ClosedCase]:
    return [
        ClosedCase(
            point=point, digest=digest("case", point.pk, year, month, one),
            closed_on=datetime.date(year, month, one % voices.WORKING_DAYS + 1),
        )
        for one in range(n)
    ]  # fmt: skip


def offered(point: ServicePoint, n: int, year: int, month: int) -> list[Receipt]:
    """One for each case, in the week in which it was closed."""
    found = []
    for one in range(n):
        day = datetime.date(year, month, one % voices.WORKING_DAYS + 1)
        week = day - datetime.timedelta(days=day.weekday())
        code = digest("receipt", point.pk, year, month, one)
        found.append(Receipt(digest=code, point=point, week=week, expires_on=week + WEEK + VALID))
    return found


def rated(
    point: ServicePoint, stream: Stream, slip: Receipt, place: int, day: datetime.date
) -> Rating:
    scale = point.service.scale
    seed = digest("rating", bytes(slip.digest).hex())
    return Rating(
        id=uuid.UUID(bytes=seed[:16], version=4), point=point, scale=scale, stream=stream,
        receipt=slip.digest, check_code=digest("check", seed.hex()),
        value=scale.answers[place].value, rated_on=day, half="am" if day.day % 2 else "pm",
        state=RatingState.RELEASED,
    )  # fmt: skip


def released(
    points: dict[tuple[str, str], ServicePoint], offer: voices.Offer, given: list[Rating],
    number: int, year: int, month: int,
) -> tuple[Release, list[Rating]]:  # fmt: skip
    """The batch of a month, in the order of the numbers that chance gave them."""
    service: PublicService = points[offer.code, offer.places[0].name.en].service
    given.sort(key=lambda row: row.pk)
    root = merkle.root([leaf_of(row, service) for row in given])
    after = datetime.date(year + month // 12, month % 12 + 1, 3)
    batch = Release(service=service, number=number, released_on=after, size=len(given), root=root)
    return batch, given


def settled(batch: Release, given: list[Rating]) -> list[Rating]:
    for place, row in enumerate(given):
        row.release, row.place = batch, place
    return given
