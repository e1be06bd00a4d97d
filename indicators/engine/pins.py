"""What a run fixes before it reads a figure: periods, tree and methods. Rule 22."""

from __future__ import annotations

import datetime
from typing import Any

from django.db import connection

from indicators.models import Cycle, Period
from indicators.scoring import METHOD_VERSIONS

MODES = {"own": 0, "blend": 1, "children": 2, "lowest": 3}

TREE = """
WITH targeted AS (
    SELECT DISTINCT department_id FROM indicators_target
     WHERE cycle_id = %(cycle)s AND created_at <= %(as_of)s
       AND (replaced_at IS NULL OR replaced_at > %(as_of)s)),
named AS (
    SELECT DISTINCT unnest(lineage) AS id FROM departments_department
     WHERE id IN (SELECT department_id FROM targeted))
SELECT d.id, coalesce(d.parent_id, 0), coalesce(r.mode, 'blend'),
       coalesce((r.own_share * 10000)::int, 5000), coalesce((r.weight * 10000)::int, 10000)
  FROM named JOIN departments_department d USING (id)
  LEFT JOIN indicators_rollup r
    ON r.department_id = d.id AND r.cycle_id = %(cycle)s AND r.created_at <= %(as_of)s
   AND (r.replaced_at IS NULL OR r.replaced_at > %(as_of)s)
 ORDER BY d.id
"""


def stamp(moment: datetime.datetime) -> str:
    """A moment as the pins write it: UTC, microseconds."""
    return moment.astimezone(datetime.UTC).isoformat(timespec="microseconds")


def pin(cycle: Cycle, as_of: datetime.datetime) -> dict[str, Any]:
    """The pins of a run of `cycle` as it stood at `as_of`."""
    own = cycle.period
    periods = Period.objects.within(own).values_list("pk", "label", "kind", "starts_on", "ends_on")
    with connection.cursor() as cursor:
        cursor.execute(TREE, {"cycle": cycle.pk, "as_of": as_of})
        departments = [
            [key, parent, MODES[mode], share, weight]
            for key, parent, mode, share, weight in cursor.fetchall()
        ]
    return {
        "cycle": [cycle.pk, cycle.name, own.pk, own.label, *span(own.starts_on, own.ends_on)],
        "as_of": stamp(as_of),
        "methods": METHOD_VERSIONS,
        "periods": [
            [key, label, kind, *span(starts, ends)] for key, label, kind, starts, ends in periods
        ],
        "departments": departments,
    }


def span(starts_on: datetime.date, ends_on: datetime.date) -> tuple[str, str]:
    return starts_on.isoformat(), ends_on.isoformat()
