"""What everybody may read of services, put together for a page. Rules: docs/published-ratings.md.

Nothing but published rows enters here, so nothing else can come out.
"""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, Sum

from departments.calendar import months_after
from departments.models import Department
from feedback.disclosure import Part, common
from feedback.models import (
    Channel,
    Edition,
    PublicService,
    PublishedCount,
    PublishedExclusion,
    PublishedPart,
    RatingScale,
    ServicePoint,
    Stream,
    WeDid,
)

YEAR = 12  # months that a page looks back
KINDS = ("receipt", "other_door", "survey", "open")
MOST_TEXTS = 10


@dataclass(frozen=True, slots=True)
class Spell:
    """One breakdown: the months it is of, and its parts."""

    from_month: datetime.date
    month: datetime.date
    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class Figure:
    """What is told of one service in one stream on one scale, of the months that are looked at."""

    stream: Stream
    scale: RatingScale
    from_month: datetime.date
    month: datetime.date
    n: int
    cases: int | None  # None: too few, or the stream has none
    offered: int | None
    spells: tuple[Spell, ...]

    @property
    def parts(self) -> tuple[Part, ...]:
        return common([spell.parts for spell in self.spells])

    @property
    def positives(self) -> set[int]:
        return positives_of(self.scale)


def positives_of(scale: RatingScale) -> set[int]:
    return {level.value for level in scale.answers if level.is_positive}


def latest() -> Edition | None:
    return Edition.objects.visible_to(None).order_by("-month").first()


def first_month(edition: Edition | None) -> datetime.date | None:
    """Of the year that ends with `edition`."""
    if edition is None:
        return None
    return months_after(edition.month, 1 - YEAR)


def services(text: str = "", department: Department | None = None) -> Any:
    """Those whose name, code or department says so, in either language; in a total order."""
    rows = PublicService.objects.select_related("department", "scale")
    for word in text.split():
        rows = rows.filter(
            Q(code__icontains=word)
            | Q(name__icontains=word) | Q(name_en__icontains=word) | Q(name_zh__icontains=word)
            | Q(department__name__icontains=word)
            | Q(department__name_en__icontains=word) | Q(department__name_zh__icontains=word)
        )  # fmt: skip
    if department is not None:
        rows = rows.filter(department__lineage__contains=[department.pk])
    return rows.order_by("department__lineage", "code")


def service_of(code: str) -> Any:
    return services().filter(code=code)


def departments() -> Any:
    """Those that have services, in the order of the tree."""
    own = PublicService.objects.filter(department__lineage__contains=[OuterRef("pk")])
    return Department.objects.filter(Exists(own)).order_by("lineage")


def peers(service: PublicService) -> Any:
    """Services on the same scale: of the same peer group, else of the same department."""
    group = service.department.peer_group
    same = (
        Q(department__peer_group=group) if group else Q(department__lineage__contains=[
            service.department_id
        ])
    )  # fmt: skip
    return services().filter(same, scale=service.scale_id)


def figures(rows: Iterable[PublicService], since: datetime.date | None) -> dict[int, list[Figure]]:
    """By service: its streams, those that count first. Two queries, however many services."""
    ids = [row.pk for row in rows]
    if since is None:
        return {}
    told = PublishedCount.objects.of_services(ids).since(since).in_order()
    broken_down = PublishedPart.objects.of_services(ids).since(since).in_order()
    spells = defaultdict(list)
    for (key, edition), parts in groupby(broken_down, key=lambda row: (key_of(row), row.edition)):
        told_once = list(parts)
        spells[key].append(
            Spell(told_once[0].from_month, edition.month, tuple(row.part for row in told_once))
        )
    by_service = defaultdict(list)
    for key, group in groupby(told, key=key_of):
        by_service[key[0]].append(figure(list(group), spells[key]))
    for found in by_service.values():
        found.sort(key=rank)
    return by_service


@dataclass(frozen=True, slots=True)
class Total:
    """Published numbers of several services, added up: one stream, one scale."""

    stream: Stream
    scale: RatingScale
    services: int
    n: int
    parts: tuple[Part, ...]  # of all services, which may tell different levels together


def totals(department: Department, since: datetime.date | None) -> list[Total]:
    """Of a branch, those streams first that count. Added up by the database."""
    if since is None:
        return []
    branch = {"service__department__lineage__contains": [department.pk]}
    parts = defaultdict(list)
    for row in (
        PublishedPart.objects.since(since).filter(**branch)
        .values("stream", "scale", "values").annotate(total=Sum("count")).order_by("-values")
    ):  # fmt: skip
        parts[row["stream"], row["scale"]].append(Part(tuple(row["values"]), row["total"]))
    streams, scales = Stream.objects.in_bulk(), RatingScale.objects.in_bulk()
    found = [
        Total(
            streams[row["stream"]], scales[row["scale"]], row["services"], row["total"],
            tuple(parts[row["stream"], row["scale"]]),
        )
        for row in PublishedCount.objects.since(since).filter(**branch)
        .values("stream", "scale")
        .annotate(total=Sum("n"), services=Count("service", distinct=True)).order_by()
    ]  # fmt: skip
    return sorted(found, key=rank)


def rank(row: Figure | Total) -> tuple[int, int, int]:
    """What counts comes first; of one stream the newest scale."""
    return KINDS.index(row.stream.kind), row.stream.pk, -row.scale.pk


def key_of(row: Any) -> tuple[int, int, int]:
    return row.service_id, row.stream_id, row.scale_id


def figure(rows: Sequence[PublishedCount], spells: Sequence[Spell]) -> Figure:
    first, last = rows[0], rows[-1]
    return Figure(
        first.stream, first.scale, first.from_month, last.edition.month,
        sum(row.n for row in rows), added(row.cases for row in rows),
        added(row.offered for row in rows), tuple(spells),
    )  # fmt: skip


def added(numbers: Iterable[int | None]) -> int | None:
    """The sum; None when one of them is not told, for then it would be less than all."""
    found = list(numbers)
    return None if None in found else sum(one for one in found if one is not None)


def exclusions(service: PublicService, since: datetime.date | None) -> list[tuple[str, int]]:
    """Reason and number of those that were taken out."""
    if since is None:
        return []
    sums: dict[str, int] = defaultdict(int)
    for row in PublishedExclusion.objects.of_services([service.pk]).since(since).in_order():
        sums[row.get_reason_display()] += row.count
    return list(sums.items())


def we_did(service: PublicService) -> list[WeDid]:
    """What was done about ratings, newest first."""
    rows = WeDid.objects.filter(ticket__rating__point__service=service)
    return list(rows.order_by("-published_on", "-pk")[:MOST_TEXTS])


def place_to_rate(service: PublicService) -> ServicePoint | None:
    """Where somebody at home rates: the website before a counter."""
    points = ServicePoint.objects.in_use().filter(service=service, is_kiosk=False)
    found = list(points.order_by("pk"))
    online = [one for one in found if one.channel == Channel.ONLINE]
    return next(iter(online + found), None)
