"""Telling everybody, once a month and for good. Rules: docs/published-ratings.md, Q1 to Q6."""

from __future__ import annotations

import datetime
import hashlib
import json
from collections.abc import Iterator
from itertools import groupby
from operator import itemgetter
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from audit import services as audit
from feedback.disclosure import LEAST, breakdown
from feedback.models import Edition, PublishedPart, RatingScale
from indicators.services.errors import lock_key

ONE_DAY = datetime.timedelta(days=1)

# What counts in an edition: released before the end of its month, not excluded by then, said by
# somebody. A later exclusion does not change what was told, so who compares two editions learns
# nothing of the rating that was taken out.
COUNTS = """
WITH last AS (
    SELECT c.service_id, c.stream_id, c.scale_id,
           (max(e.month) + interval '1 month')::date AS open_from
      FROM feedback_publishedcount c JOIN feedback_edition e ON e.id = c.edition_id
     GROUP BY 1, 2, 3
), fresh AS (
    SELECT p.service_id, r.stream_id, r.scale_id, count(*) AS n,
           coalesce(min(last.open_from), date_trunc('month', min(l.released_on))::date)
               AS from_month
      FROM feedback_rating r
      JOIN feedback_release l ON l.id = r.release_id
      JOIN feedback_servicepoint p ON p.id = r.point_id
      LEFT JOIN feedback_exclusion x ON x.rating_id = r.id
      LEFT JOIN last ON (last.service_id, last.stream_id, last.scale_id)
                      = (p.service_id, r.stream_id, r.scale_id)
     WHERE l.released_on < %(until)s AND NOT r.is_default
       AND (last.open_from IS NULL OR l.released_on >= last.open_from)
       AND (x.id IS NULL OR x.decided_on >= %(until)s)
     GROUP BY 1, 2, 3
    HAVING count(*) >= %(least)s
)
INSERT INTO feedback_publishedcount
       (edition_id, service_id, stream_id, scale_id, from_month, n, cases, offered)
SELECT %(edition)s, f.service_id, f.stream_id, f.scale_id, f.from_month, (f.n + 2) / 5 * 5,
       CASE WHEN cases.n >= %(least)s THEN (cases.n + 2) / 5 * 5 END,
       CASE WHEN offered.n >= %(least)s THEN (offered.n + 2) / 5 * 5 END
  FROM fresh f
  JOIN feedback_stream s ON s.id = f.stream_id
  LEFT JOIN LATERAL (
       SELECT count(*) AS n FROM feedback_closedcase c
         JOIN feedback_servicepoint p ON p.id = c.point_id AND p.service_id = f.service_id
        WHERE c.closed_on >= f.from_month AND c.closed_on < %(until)s
       ) cases ON s.kind = 'receipt'
  LEFT JOIN LATERAL (
       SELECT count(*) AS n FROM feedback_receipt c
         JOIN feedback_servicepoint p ON p.id = c.point_id AND p.service_id = f.service_id
        WHERE c.week >= f.from_month AND c.week < %(until)s
       ) offered ON s.kind = 'receipt'
"""

# The same ratings that the counts since the last breakdown stand for, by count and level.
LEVELS = """
WITH last AS (
    SELECT c.service_id, c.stream_id, c.scale_id, max(e.month) AS month
      FROM feedback_publishedpart c JOIN feedback_edition e ON e.id = c.edition_id
     GROUP BY 1, 2, 3
)
SELECT b.service_id, b.stream_id, b.scale_id, span.from_month, r.value, count(*)
  FROM feedback_publishedcount now
  JOIN feedback_publishedcount b ON (b.service_id, b.stream_id, b.scale_id)
                                  = (now.service_id, now.stream_id, now.scale_id)
  JOIN feedback_edition e ON e.id = b.edition_id
  LEFT JOIN last ON (last.service_id, last.stream_id, last.scale_id)
                  = (b.service_id, b.stream_id, b.scale_id)
 CROSS JOIN LATERAL (
       SELECT b.from_month, (e.month + interval '1 month')::date AS until) span
  JOIN feedback_servicepoint p ON p.service_id = b.service_id
  JOIN feedback_rating r ON r.point_id = p.id AND r.stream_id = b.stream_id
                        AND r.scale_id = b.scale_id AND NOT r.is_default
  JOIN feedback_release l ON l.id = r.release_id
                         AND l.released_on >= span.from_month AND l.released_on < span.until
  LEFT JOIN feedback_exclusion x ON x.rating_id = r.id
 WHERE now.edition_id = %(edition)s
   AND (last.month IS NULL OR e.month > last.month)
   AND (x.id IS NULL OR x.decided_on >= span.until)
 GROUP BY 1, 2, 3, 4, 5
 ORDER BY 1, 2, 3, 4, 5
"""

EXCLUSIONS = """
WITH last AS (
    SELECT c.service_id, c.reason, (max(e.month) + interval '1 month')::date AS open_from
      FROM feedback_publishedexclusion c JOIN feedback_edition e ON e.id = c.edition_id
     GROUP BY 1, 2
)
INSERT INTO feedback_publishedexclusion (edition_id, service_id, reason, count)
SELECT %(edition)s, p.service_id, x.reason, (count(*) + 2) / 5 * 5
  FROM feedback_exclusion x
  JOIN feedback_rating r ON r.id = x.rating_id
  JOIN feedback_servicepoint p ON p.id = r.point_id
  LEFT JOIN last ON (last.service_id, last.reason) = (p.service_id, x.reason)
 WHERE x.decided_on < %(until)s
   AND (last.open_from IS NULL OR x.decided_on >= last.open_from)
 GROUP BY 1, 2, 3
HAVING count(*) >= %(least)s
"""

ROWS = """
SELECT 'count', s.code, t.code, c.code || ' ' || c.version, x.from_month,
       ARRAY[x.n, x.cases, x.offered]
  FROM feedback_publishedcount x JOIN feedback_publicservice s ON s.id = x.service_id
  JOIN feedback_stream t ON t.id = x.stream_id JOIN feedback_ratingscale c ON c.id = x.scale_id
 WHERE x.edition_id = %(edition)s
UNION ALL
SELECT 'part', s.code, t.code, c.code || ' ' || c.version, x.from_month,
       x.count || x.values::integer[]
  FROM feedback_publishedpart x JOIN feedback_publicservice s ON s.id = x.service_id
  JOIN feedback_stream t ON t.id = x.stream_id JOIN feedback_ratingscale c ON c.id = x.scale_id
 WHERE x.edition_id = %(edition)s
UNION ALL
SELECT 'exclusion', s.code, x.reason, '', NULL, ARRAY[x.count]
  FROM feedback_publishedexclusion x JOIN feedback_publicservice s ON s.id = x.service_id
 WHERE x.edition_id = %(edition)s
 ORDER BY 1, 2, 3, 4, 5, 6
"""


def publish_due(today: datetime.date | None = None) -> int:
    """The edition of the month that has ended, unless it is there. Returns how many numbers it
    tells. Safe to run twice at once; what a missed month would have told comes with the next one.
    """
    day = today or timezone.localdate()
    month = (day.replace(day=1) - ONE_DAY).replace(day=1)
    if Edition.objects.filter(month__gte=month).exists():
        return 0
    return publish(month, day)


@transaction.atomic
def publish(month: datetime.date, day: datetime.date) -> int:
    """Tell what has enough ratings by the end of `month`; the result depends on nothing later."""
    lock_key("published ratings", 0)
    if Edition.objects.filter(month__gte=month).exists():
        return 0
    edition = Edition.objects.create(month=month, published_on=day)
    values: dict[str, Any] = {"edition": edition.pk, "until": month_after(month), "least": LEAST}
    with connection.cursor() as cursor:
        cursor.execute(COUNTS, values)
        counts = cursor.rowcount
        parts = break_down(edition)
        cursor.execute(EXCLUSIONS, values)
        exclusions = cursor.rowcount
        cursor.execute(ROWS, values)
        digest = hashlib.sha256(json.dumps(cursor.fetchall(), default=str).encode()).hexdigest()
    details = {"month": month.isoformat(), "counts": counts, "parts": parts,
               "exclusions": exclusions, "digest": digest}  # fmt: skip
    audit.record("feedback.publish", edition, by=None, details=details)
    return counts + parts + exclusions


def break_down(edition: Edition) -> int:
    """How the ratings are spread, for each service, stream and scale where that may be told now."""
    scales = RatingScale.objects.in_bulk()
    rows = [
        PublishedPart(
            edition=edition, service_id=service, stream_id=stream, scale_id=scale,
            from_month=from_month, values=list(part.values), count=part.count,
        )
        for (service, stream, scale), from_month, blocks in tables(edition)
        for part in breakdown(
            [dict.fromkeys(scales[scale].values, 0) | levels for levels in blocks],
            {level.value for level in scales[scale].answers if level.is_positive},
            months(from_month, edition.month),
        )
    ]  # fmt: skip
    return len(PublishedPart.objects.bulk_create(rows))


Table = tuple[tuple[int, int, int], datetime.date, list[dict[int, int]]]


def tables(edition: Edition) -> Iterator[Table]:
    """Each group with a new count: since when, and behind each count its ratings by level."""
    with connection.cursor() as cursor:
        cursor.execute(LEVELS, {"edition": edition.pk})
        found = cursor.fetchall()
    for key, rows in groupby(found, key=itemgetter(0, 1, 2)):
        blocks = {
            month: {row[4]: row[5] for row in block}
            for month, block in groupby(rows, key=itemgetter(3))
        }
        yield key, min(blocks), list(blocks.values())


def months(first: datetime.date, last: datetime.date) -> int:
    """How many months from `first` to `last`, both counted."""
    return (last.year - first.year) * 12 + last.month - first.month + 1


def month_after(month: datetime.date) -> datetime.date:
    return (month.replace(day=1) + 31 * ONE_DAY).replace(day=1)
