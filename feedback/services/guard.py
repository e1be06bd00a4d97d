"""Holding back what does not look like the public. Rules: docs/rating-guard.md.

It looks at whole places by counts, holds the smallest group that explains a signal, and decides
nothing: a person does. What somebody has decided on (kept, with marks) is not held again.
"""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.utils import timezone

from audit import services as audit
from feedback import guarding, networks
from feedback.guarding import HalfDay, Suspicion
from feedback.models import ServicePoint
from feedback.services.releases import release_due
from indicators.services.errors import lock_key

LOOK_BACK = datetime.timedelta(days=7)
LAST_LOOK = 20  # o'clock: from then on the day that ends is looked at too
PLACES = 500  # at a time
DAY = datetime.timedelta(days=1)

WAITING = """
SELECT DISTINCT point_id FROM feedback_rating
 WHERE state = 'kept' AND marks = '{}' AND rated_on BETWEEN %s AND %s ORDER BY point_id
"""
# Two halves, so that each finds its partial index.
COUNTS = """
WITH taken AS (
    SELECT point_id, stream_id, rated_on, half, value, state, marks FROM feedback_rating
     WHERE state = 'released' AND point_id = ANY (%(places)s)
       AND rated_on BETWEEN %(start)s AND %(end)s
     UNION ALL
    SELECT point_id, stream_id, rated_on, half, value, state, marks FROM feedback_rating
     WHERE state IN ('kept', 'held') AND point_id = ANY (%(places)s)
       AND rated_on BETWEEN %(start)s AND %(end)s)
SELECT t.point_id, t.stream_id, t.rated_on, t.half, t.value, count(*),
       count(*) FILTER (WHERE 'same_address' = ANY (t.marks)),
       count(*) FILTER (WHERE t.state <> 'held'),
       count(*) FILTER (WHERE t.state <> 'held' AND 'same_address' = ANY (t.marks))
  FROM taken t JOIN feedback_stream s ON s.id = t.stream_id AND s.kind IN ('receipt', 'open')
 GROUP BY 1, 2, 3, 4, 5 ORDER BY 1, 2, 3, 4, 5
"""
TEXTS = """
SELECT r.point_id, r.stream_id, r.id, r.rated_on, r.text FROM feedback_rating r
  JOIN feedback_stream s ON s.id = r.stream_id AND s.kind IN ('receipt', 'open')
 WHERE r.text <> '' AND r.state IN ('kept', 'held', 'released') AND r.point_id = ANY (%(places)s)
   AND r.rated_on BETWEEN %(start)s AND %(end)s ORDER BY r.id
"""
WEEKS = """
WITH made AS (
    SELECT e.point_id, e.week, sum(count(*)) OVER (PARTITION BY e.point_id ORDER BY e.week) AS n,
           sum(count(r.id)) OVER (PARTITION BY e.point_id ORDER BY e.week) AS used
      FROM feedback_receipt e LEFT JOIN feedback_rating r ON r.receipt = e.digest
     WHERE e.point_id = ANY (%(places)s) GROUP BY 1, 2)
SELECT m.point_id, m.week, m.used, m.n,
       (SELECT count(*) FROM feedback_closedcase c
         WHERE c.point_id = m.point_id AND c.closed_on < m.week + 7)
  FROM made m
"""
OF_WEEKS = """
SELECT r.id FROM feedback_rating r JOIN feedback_receipt e ON e.digest = r.receipt
  JOIN unnest(%s::bigint[], %s::date[]) AS w (point, week)
    ON e.point_id = w.point AND e.week = w.week
 WHERE r.state = 'kept' AND r.marks = '{}'
"""
UNKNOWN = """
SELECT r.id FROM feedback_rating r
 WHERE r.state = 'kept' AND r.marks = '{}' AND r.point_id = ANY (%(places)s)
   AND r.receipt IS NOT NULL
   AND NOT EXISTS (SELECT FROM feedback_receipt e
                    WHERE e.digest = r.receipt AND e.point_id = r.point_id)
"""
HOLD = """
WITH named AS (
    SELECT r.id, g.reason
      FROM unnest(%s::bigint[], %s::bigint[], %s::date[], %s::text[], %s::smallint[], %s::text[])
           AS g (point, stream, day, half, value, reason)
      JOIN feedback_rating r ON r.point_id = g.point AND r.stream_id = g.stream
       AND r.rated_on = g.day AND r.half = g.half AND r.value = g.value
     WHERE r.state = 'kept' AND r.marks = '{}'
     UNION
    SELECT * FROM unnest(%s::uuid[], %s::text[]) AS o (id, reason)
), hit AS (SELECT id, array_agg(reason ORDER BY reason) AS reasons FROM named GROUP BY id),
held AS (
    UPDATE feedback_rating r SET state = 'held', marks = hit.reasons
      FROM hit WHERE r.id = hit.id AND r.state = 'kept' AND r.marks = '{}'
    RETURNING r.point_id, r.marks)
SELECT point_id, reason, count(*), count(*) FILTER (WHERE reason = marks[1])
  FROM held, unnest(marks) AS reason GROUP BY 1, 2 ORDER BY 1, 2
"""
Stream = tuple[int, int]  # a place and one of its streams


@dataclass(slots=True)
class Held:
    """What shall be held: groups of a place and stream, and single ratings."""

    groups: list[tuple[Stream, Suspicion]] = field(default_factory=list)
    single: dict[tuple[UUID, str], None] = field(default_factory=dict)


def release_what_is_sound(now: datetime.datetime | None = None) -> int:
    """Look first, then release: nothing goes out that the guard has not seen."""
    moment = timezone.localtime(now)
    hold_suspects(moment)
    return release_due(moment.date())


def hold_suspects(now: datetime.datetime | None = None) -> int:
    """Mark and hold what waits and does not look like the public. Returns how many ratings.

    Safe to run twice or twice at once. Days are judged when they are over.
    """
    moment = timezone.localtime(now)
    end = moment.date() if moment.hour >= LAST_LOOK else moment.date() - DAY
    with connection.cursor() as cursor:
        cursor.execute(WAITING, [end - LOOK_BACK, end])
        places = [place for (place,) in cursor.fetchall()]
    return sum(
        hold_at(places[at : at + PLACES], end) for at in range(0, len(places), PLACES)
    )  # fmt: skip


@transaction.atomic
def hold_at(places: list[int], end: datetime.date) -> int:
    lock_key("rating guard", 0)
    found = Held()
    start = end - LOOK_BACK - guarding.BASELINE
    asked = {"places": places, "start": start, "end": end}
    limits = judge_counts(asked, end, found)
    judge_texts(asked, end, found)
    judge_receipts(places, found)
    networks.set_rush_limits(limits)
    return hold(found)


def judge_counts(
    asked: dict[str, Any], end: datetime.date, found: Held
) -> dict[int, int]:  # fmt: skip
    """Adds what the numbers say; returns how many ratings of ten minutes each place may get."""
    limits: dict[int, int] = {}
    for stream, taken, clean in series(asked):
        for day in sorted({one.day for one in taken if one.day > end - LOOK_BACK}):
            habit = guarding.habit_of(baseline(clean, day))
            if habit is None:
                continue
            for one in taken:
                if one.day == day:
                    found.groups += [(stream, s) for s in guarding.suspicions(one, habit)]
        habit = guarding.habit_of(baseline(clean, end + DAY))
        if habit is not None:
            # The door does not ask for the stream: the sum of both is what a place may get.
            limits[stream[0]] = limits.get(stream[0], 0) + guarding.rush_limit(habit)
    return limits


def baseline(clean: Sequence[HalfDay], day: datetime.date) -> list[HalfDay]:
    return [one for one in clean if day - guarding.BASELINE <= one.day < day]


def series(asked: dict[str, Any]) -> Iterator[tuple[Stream, list[HalfDay], list[HalfDay]]]:
    """Per place and stream: all that came in by half days, and the same without what is held."""
    with connection.cursor() as cursor:
        cursor.execute(COUNTS, asked)
        rows = cursor.fetchall()
    streams: defaultdict[Stream, dict[tuple[datetime.date, str], tuple[dict[int, int], ...]]]
    streams = defaultdict(dict)
    for place, stream, day, half, value, *numbers in rows:
        parts = streams[place, stream].setdefault((day, half), ({}, {}, {}, {}))
        for part, n in zip(parts, numbers, strict=True):
            if n:
                part[value] = n
    for key, halves in streams.items():
        taken = [HalfDay(*at, parts[0], parts[1]) for at, parts in halves.items()]
        clean = [HalfDay(*at, parts[2], parts[3]) for at, parts in halves.items() if parts[2]]
        yield key, taken, clean


def judge_texts(asked: dict[str, Any], end: datetime.date, found: Held) -> None:
    with connection.cursor() as cursor:
        cursor.execute(TEXTS, asked)
        rows = cursor.fetchall()
    written: defaultdict[Stream, list[tuple[UUID, datetime.date, str]]] = defaultdict(list)
    for place, stream, number, day, text in rows:
        written[place, stream].append((number, day, text))
    for texts in written.values():
        for day in sorted({when for _key, when, _text in texts if when > end - LOOK_BACK}):
            near = [one for one in texts if day - guarding.BASELINE <= one[1] <= day]
            days = max((day - min(when for _key, when, _text in near)).days, 1)
            for key in guarding.copied(near, day, days):
                found.single[key, "same_text"] = None  # type: ignore[index]


def judge_receipts(places: list[int], found: Held) -> None:
    """Ratings ≤ receipts ≤ closed cases, per place up to each week; and no receipt of nobody's."""
    with connection.cursor() as cursor:
        cursor.execute(WEEKS, {"places": places})
        torn = [
            (place, week)
            for place, week, ratings, receipts, cases in cursor.fetchall()
            if guarding.does_not_add_up(ratings, receipts, cases)
        ]
        cursor.execute(OF_WEEKS, [[place for place, _ in torn], [week for _, week in torn]])
        numbers = cursor.fetchall()
        cursor.execute(UNKNOWN, {"places": places})
        for (number,) in [*numbers, *cursor.fetchall()]:
            found.single[number, "beyond_receipts"] = None


def hold(found: Held) -> int:
    """Hold the groups in one statement, and tell the ledger numbers only."""
    if not found.groups and not found.single:
        return 0
    groups, single = found.groups, list(found.single)
    with connection.cursor() as cursor:
        cursor.execute(HOLD, [
            [stream[0] for stream, _ in groups], [stream[1] for stream, _ in groups],
            [one.day for _, one in groups], [one.half for _, one in groups],
            [one.value for _, one in groups], [one.reason for _, one in groups],
            [number for number, _ in single], [reason for _, reason in single],
        ])  # fmt: skip
        rows = cursor.fetchall()
    points = ServicePoint.objects.in_bulk({row[0] for row in rows})
    for place, reason, number, _first in rows:
        details = {"reason": reason, "number": number}
        audit.record("feedback.hold_ratings", points[place], by=None, details=details)
    return sum(first for _place, _reason, _number, first in rows)
