"""Ratings from another page come in once and wait like ours. docs/public-voice.md, P15 to P17."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from audit import services as audit
from audit.errors import DomainError, WrongState
from departments.models import Department, User
from departments.services import require_office
from feedback import codes
from feedback.models import (
    OtherDoor,
    Outcome,
    PublicService,
    Rating,
    ServicePoint,
    Stage,
    Stream,
    StreamKind,
)
from feedback.models.ratings import LONGEST_TEXT
from feedback.scaling import flipped
from feedback.services.catalogue import add_point, change_point, refuse_known_stream
from indicators.services.errors import checked, lock_key

LONGEST_NUMBER = 80
SAID = ("value", "rated_on", "outcome", "reasons", "text", "is_default")


@dataclass(frozen=True, slots=True)
class Foreign:
    """One rating as the other page tells it: its number there, our codes, its own value."""

    number: str
    value: int
    day: datetime.date
    service: str = ""
    place: str = ""
    stage: str = ""
    outcome: str = ""
    reasons: tuple[str, ...] = ()
    text: str = ""
    is_default: bool = False


@dataclass(frozen=True, slots=True)
class Taken:
    """new, known or refused; of a refused one, why."""

    state: str
    error: DomainError | None = None


@dataclass
class Reading:
    """What the rows of one call are held against; `seen` grows as they are read."""

    door: OtherDoor
    today: datetime.date
    points: dict[str, ServicePoint]
    services: dict[str, PublicService]
    own: dict[tuple[int, str], ServicePoint]
    seen: dict[str, Rating]
    new: list[Rating] = field(default_factory=list)


@transaction.atomic
def add_door(department: Department, *, by: User | None, **fields: Any) -> OtherDoor:
    """A stream for the ratings of another page. Errors: DomainError at its field."""
    require_office(by, department)
    names = {name: fields.pop(name) for name in ("code", "name_en", "name_zh")}
    stream = Stream(kind=StreamKind.OTHER_DOOR, **names)
    checked(stream, leave=["id"])
    refuse_known_stream(names["code"])
    stream.save(force_insert=True)
    row = OtherDoor(stream=stream, department=department, **fields)
    checked(row, leave=["id", "stream", "department"])
    row.save(force_insert=True)
    details = names | {"scale": str(row.scale), "is_inverted": row.is_inverted}
    audit.record("feedback.add_door", row, by=by, details=details)
    return row


@transaction.atomic
def change_door(
    row: OtherDoor, *, by: User | None, name_en: str, name_zh: str, is_open: bool
) -> OtherDoor:
    """Names, and whether it takes ratings; its scale and direction stay. The places that stand for
    it take its names."""
    require_office(by, row.department)
    lock_key("other door", row.pk)
    row = OtherDoor.objects.select_related("stream").select_for_update().get(pk=row.pk)
    stream, row.is_open = row.stream, is_open
    branch = {"service__department__lineage__contains": [row.department_id]}
    for point in own_points(row).filter(is_open=False, **branch):
        change_point(point, by=by, name_en=name_en, name_zh=name_zh)
    stream.name_en, stream.name_zh = name_en, name_zh
    checked(stream, leave=["id", "code"])
    stream.save(update_fields=["name_en", "name_zh"])
    row.save(update_fields=["is_open"])
    details = {"name_en": name_en, "name_zh": name_zh, "is_open": is_open}
    audit.record("feedback.change_door", row, by=by, details=details)
    return row


@transaction.atomic
def take_ratings(door: OtherDoor, rows: Sequence[Foreign], *, by: User | None) -> list[Taken]:
    """Keep ratings of another page; each waits for a release as ours do.

    A number that is known changes nothing; with something else under it, it is refused, as is
    what cannot be read. Good rows come in whatever becomes of the others.
    Errors: PermissionDenied; WrongState when the stream takes none.
    """
    require_office(by, door.department)
    if not door.is_open:
        raise WrongState(_("This stream takes no ratings any more."))
    lock_key("other door", door.pk)
    reading = read_against(door, rows)
    taken = [judged(reading, row) for row in rows]
    for (_service, stage), point in reading.own.items():
        if point.pk is None:
            names = {"name_en": door.stream.name_en, "name_zh": door.stream.name_zh}
            made = add_point(
                point.service, by=by, channel=door.channel, stage=stage, is_open=False, **names
            )
            point.pk = made.pk
    for rating in reading.new:
        rating.point_id = rating.point.pk
    Rating.objects.bulk_create(reading.new)
    counts = {state: sum(one.state == state for one in taken) for state in ("new", "known")}
    if reading.new:
        audit.record("feedback.take_ratings", door, by=by, details=counts)
    return taken


def read_against(door: OtherDoor, rows: Sequence[Foreign]) -> Reading:
    """The places and services of the branch that are named, and what has come in before."""
    branch = [door.department_id]
    points = ServicePoint.objects.select_related("service").filter(
        service__department__lineage__contains=branch,
        code__in={codes.normal(row.place) for row in rows if row.place},
    )
    services = PublicService.objects.filter(
        department__lineage__contains=branch, code__in={row.service for row in rows}
    )
    own = own_points(door).filter(service__in=services)
    seen = Rating.objects.select_related("point").filter(
        stream=door.stream_id, external__in={row.number for row in rows}
    )
    return Reading(
        door, timezone.localdate(), {one.code: one for one in points},
        {one.code: one for one in services}, {(one.service_id, one.stage): one for one in own},
        {one.external: one for one in seen},
    )  # fmt: skip


def own_points(door: OtherDoor) -> QuerySet[ServicePoint]:
    """The places that stand for its page bear its name: one for each service and stage."""
    rows = ServicePoint.objects.filter(name_en=door.stream.name_en)
    return rows.select_related("service__department")


def judged(reading: Reading, row: Foreign) -> Taken:
    """New, known or refused; a new one is kept in the reading."""
    try:
        rating = rating_from(reading, row)
    except DomainError as error:
        return Taken("refused", error)
    before = reading.seen.get(row.number)
    if before is None:
        reading.seen[row.number] = rating
        reading.new.append(rating)
        return Taken("new")
    if said(before, by_place=bool(row.place)) == said(rating, by_place=bool(row.place)):
        return Taken("known")
    message = _("This number came in before and said something else. What came in stays.")
    return Taken("refused", DomainError(message, "number"))


def said(rating: Rating, *, by_place: bool) -> tuple[Any, ...]:
    """Where and what, as far as the row tells it: without a place, service and stage."""
    point = rating.point
    where = (point.pk,) if by_place else (point.service_id, point.stage)
    return (*where, *(getattr(rating, name) for name in SAID))


def rating_from(reading: Reading, row: Foreign) -> Rating:
    """Errors: DomainError at the field that is wrong."""
    door = reading.door
    if not 0 < len(row.number) <= LONGEST_NUMBER:
        raise DomainError(_("A number has 1 to %d characters.") % LONGEST_NUMBER, "number")
    if row.value not in door.scale.values:
        known = ", ".join(map(str, sorted(door.scale.values)))
        raise DomainError(_("The scale of this stream has the values %s.") % known, "value")
    if row.day > reading.today:
        raise DomainError(_("%(day)s has not come yet.") % {"day": row.day.isoformat()}, "day")
    refuse_unknown_words(row, {driver.code for driver in door.scale.drivers})
    value = flipped(row.value, door.scale.values) if door.is_inverted else row.value
    return Rating(
        point=point_of(reading, row), scale=door.scale, stream=door.stream, external=row.number,
        value=value, outcome=row.outcome, reasons=sorted(set(row.reasons)), text=row.text,
        is_default=row.is_default, rated_on=row.day, half="",
    )  # fmt: skip


def refuse_unknown_words(row: Foreign, drivers: set[str]) -> None:
    for name, given, known in (
        ("outcome", {row.outcome} - {""}, set(Outcome.values)),
        ("reasons", set(row.reasons), drivers),
        ("stage", {row.stage} - {""}, set(Stage.values)),
    ):
        if given - known:
            offer = ", ".join(sorted(known)) or "–"
            raise DomainError(_("Use one of: %(options)s.") % {"options": offer}, name)
    if len(row.text) > LONGEST_TEXT:
        raise DomainError(_("A text has at most %d characters.") % LONGEST_TEXT, "text")
    if "\0" in row.text + row.number:
        raise DomainError(_("Take out the character with the number zero."), "text")


def point_of(reading: Reading, row: Foreign) -> ServicePoint:
    """The place that is named; else the one that stands for this page at the service."""
    nowhere = _("There is no such code in the branch of this stream.")
    if row.place:
        point = reading.points.get(codes.normal(row.place))
        if point is None:
            raise DomainError(nowhere, "place")
        if row.service and row.service != point.service.code:
            raise DomainError(_("This place belongs to another service."), "place")
        if row.stage and row.stage != point.stage:
            raise DomainError(_("This place stands for another stage."), "stage")
        return point
    service = reading.services.get(row.service)
    if service is None:
        raise DomainError(nowhere, "service")
    stage = row.stage or Stage.FINISH.value
    return reading.own.setdefault(
        (service.pk, stage), ServicePoint(service=service, stage=stage)
    )  # fmt: skip
