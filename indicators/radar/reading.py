"""From the tables to what the radar looks at: arrays per KPI, many departments at a time."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from decimal import Decimal, localcontext
from itertools import groupby
from operator import attrgetter
from pathlib import Path
from typing import Any

from django.db import connection

from departments.policy.pack import parse
from indicators.chance import DIGITS
from indicators.models import PublicMirror, ScoreRun, Target
from indicators.radar.series import Edit, Entry, Rules, Series, Span

SQL = Path(__file__).parents[1] / "sql"
SERIES, EDITS = ((SQL / f"radar_{name}.sql").read_text() for name in ("series", "edits"))
AT_ONCE = 500  # departments
YEARS = 3  # of figures, the cycle included


def span_of(run: ScoreRun) -> Span:
    period = run.cycle.period
    return Span(run.cycle.name, period.starts_on, period.ends_on)


def rules_of(run: ScoreRun) -> Rules:
    """The thresholds of the pack that the cycle pins, and where its grades begin."""
    if run.cycle.policy is None:
        return Rules.of()
    pack = parse(run.cycle.policy.content)
    said = {key: number.value for key, number in pack.radar.items()}
    edges = {
        band.low / 100
        for scale in pack.grade_scales.values()
        if scale.subject == "department" and scale.decided_by == "score"
        for band in scale.bands
        if band.low is not None
    }
    edges.add(Decimal(1))
    return Rules.of(
        said, easy_limit=pack.scoring["over_attainment"].value, edges=tuple(sorted(edges))
    )


def mirrors() -> dict[int, int]:
    return dict(PublicMirror.objects.values_list("official", "public"))


def departments_of(run: ScoreRun) -> Iterator[list[Series]]:
    """The series of one department after the other, as they stood at the run's `as of`."""
    ids = list(
        Target.objects.in_force(run.as_of)
        .filter(cycle=run.cycle_id)
        .order_by("department")
        .values_list("department", flat=True)
        .distinct()
    )
    first = years_before(run.cycle.period.ends_on)
    for start in range(0, len(ids), AT_ONCE):
        window: dict[str, Any] = {
            "departments": ids[start : start + AT_ONCE],
            "cycle": run.cycle_id,
            "as_of": run.as_of,
            "first": first,
            "last": run.cycle.period.ends_on,
        }
        with connection.cursor() as cursor:
            cursor.execute(SERIES, window)
            rows = [series_of(row) for row in cursor]
        for _department, series in groupby(rows, key=attrgetter("department")):
            yield list(series)


def years_before(day: datetime.date) -> datetime.date:
    """The first day of the window of YEARS that ends on `day`."""
    following = day + datetime.timedelta(days=1)
    return following.replace(year=following.year - YEARS)


def series_of(row: tuple[Any, ...]) -> Series:
    department, indicator, direction, per, unit, *columns = row
    entries = tuple(
        Entry(label, starts_on, ends_on, value_of(value, part, whole, per), part, whole, target,
              year or "")
        for label, starts_on, ends_on, value, part, whole, target, year
        in zip(*columns, strict=True)
    )  # fmt: skip
    return Series(department, indicator, direction, per, unit, entries)


def value_of(value: Decimal | None, part: Decimal, whole: Decimal, per: int) -> Decimal:
    if value is not None:
        return value
    with localcontext() as context:
        context.prec = DIGITS
        return part / whole * per


def edits_of(run: ScoreRun, rules: Rules) -> list[Edit]:
    """What was corrected in the last hours before the run froze the figures."""
    window: dict[str, Any] = {
        "cycle": run.cycle_id, "as_of": run.as_of,
        "since": run.as_of - datetime.timedelta(hours=int(rules.edit_hours)),
        "first": run.cycle.period.starts_on, "last": run.cycle.period.ends_on,
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(EDITS, window)
        return [edit_of(row, run.as_of) for row in cursor]


def edit_of(row: tuple[Any, ...], lock: datetime.datetime) -> Edit:
    number, department, indicator, direction, label, first, last, edited, before, after, aim = row
    return Edit(
        number, department, indicator, direction, label, first, last, edited, lock, before, after,
        aim,
    )  # fmt: skip
