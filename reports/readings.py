"""The KPIs of a scorecard as they are read: latest score, values in time, signal.

Three queries whatever the number of KPIs: scores, values, and sums of the departments below where a
target asks for them. Everything shown of a KPI comes from here, so two pages cannot disagree.
"""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Collection, Sequence
from typing import Literal

from django.db.models import F, Func, IntegerField, Q, Sum

from indicators.models import Indicator, Score, ScoreRun, Target
from indicators.queries import MeasurementQuerySet
from reports import series
from reports.kpi import Kpi
from reports.series import Slot

# How far back a chart reaches before its cycle, so that limits stay put while the cycle lasts.
YEARS_BEFORE = {"day": 0, "week": 1, "month": 2, "quarter": 4, "half": 6}
LONGEST = 60  # slots of a chart
STRIP = 24  # slots of the small drawing in a row
COLUMNS = (
    "period__label", "period__kind", "period__starts_on", "period__ends_on",
    "value", "numerator", "denominator", "missing", "pk", "is_revised",
)  # fmt: skip
Key = tuple[int, int]  # department, indicator
Marks = Literal["", "now", "pinned"]


def latest_scores(
    run: ScoreRun,
    departments: Collection[int],
    until: datetime.date,
    *,
    indicator: str = "",
    marks: Marks = "",
) -> list[Score]:
    """The last scored period of each indicator of each department, not later than `until`.

    Shape:  `departments` are ids that the reader may see: whoever calls has asked. Named one by one
            they let the database start from the cards; a test of access in this query would not.
            `marks` adds those of each figure, as they are now or as the run pinned them.
    """
    scores = Score.objects.of(run).filter(
        department__in=list(departments), period__ends_on__lte=until
    )
    if marks:
        scores = scores.with_marks(pinned=marks == "pinned")
    if indicator:
        scores = scores.filter(target__indicator__code=indicator)
    found = list(
        scores.select_related(
            "department", "period", "target__indicator", "target__objective", "target__owner"
        )
        .order_by(
            "department_id",
            "target__indicator_id",
            "-period__ends_on",
            "-period__starts_on",
            "-period_id",
            "target_id",
        )
        .distinct("department_id", "target__indicator_id")
    )
    for score in found:
        score.target.department = score.department  # the same row, loaded once
    return found


def kpis(
    scores: Sequence[Score],
    measurements: MeasurementQuerySet,
    *,
    cycle_starts_on: datetime.date,
    until: datetime.date,
    as_of: datetime.datetime | None = None,
) -> list[Kpi]:
    """One Kpi per score, in the same order.

    Shape:  `measurements` are the rows the reader may see; `as_of` reads them as they stood then.
    """
    wanted = {(s.department_id, s.target.indicator_id): s.target for s in scores}
    found = slots_of(wanted, measurements.current(as_of), cycle_starts_on)
    return [
        Kpi(
            score.target,
            arranged(
                found[score.department_id, score.target.indicator_id],
                score.target.indicator,
                until=score.period.ends_on,
                since=cycle_starts_on,
            ),
            score,
        )
        for score in scores
    ]


def arranged(
    slots: Sequence[Slot], indicator: Indicator, *, until: datetime.date, since: datetime.date
) -> list[Slot]:
    """One kind of period, in order and without holes, not longer than a chart can show."""
    kind = series.usual_kind(slots, indicator.frequency)
    start = first_day(kind, since)
    kept = [slot for slot in slots if slot.starts_on >= start and slot.ends_on <= until]
    return series.in_order(kept, kind, until)[-LONGEST:]


def first_day(kind: str, cycle_starts_on: datetime.date) -> datetime.date:
    """Where a chart begins: some whole years before its cycle, for years at the very first."""
    years = YEARS_BEFORE.get(kind)
    if years is None:
        return datetime.date.min
    return series.after(cycle_starts_on.replace(day=1), -12 * years)


def slots_of(
    wanted: dict[Key, Target], rows: MeasurementQuerySet, cycle_starts_on: datetime.date
) -> dict[Key, list[Slot]]:
    """The reported periods of each (department, indicator), in no order."""
    found: dict[Key, list[Slot]] = defaultdict(list)
    if not wanted:
        return found
    departments = {department for department, _ in wanted}
    indicators = {indicator for _, indicator in wanted}
    recent = Q(period__kind__in=["year", "span"]) | Q(
        period__ends_on__gte=first_day("half", cycle_starts_on)
    )
    own = rows.filter(recent, department__in=departments, indicator__in=indicators).with_marks()
    for department, indicator, *row in own.values_list("department_id", "indicator_id", *COLUMNS):
        target = wanted.get((department, indicator))
        if target is not None:
            found[department, indicator].append(slot(row, target.indicator.per))
    summed = {key: target for key, target in wanted.items() if target.sums_children}
    if summed:
        add_sums(found, summed, rows.filter(recent))
    return found


def slot(row: Sequence, per: int) -> Slot:
    label, kind, starts_on, ends_on, value, top, bottom, missing, pk, revised = row
    if value is None and bottom is not None:
        value = series.rate(top, bottom, per)
    return Slot(label, kind, starts_on, ends_on, value, top, bottom, missing, pk, revised)


def add_sums(
    found: dict[Key, list[Slot]], summed: dict[Key, Target], rows: MeasurementQuerySet
) -> None:
    """Σ numerators ÷ Σ denominators of all departments beneath, where there is no own value.

    The sums hold the department itself too; where it reported, its own row is taken instead.
    Source: docs/scoring.md, rule 4.
    """
    departments = [department for department, _ in summed]
    period = ("period__label", "period__kind", "period__starts_on", "period__ends_on")
    groups = (
        rows.filter(
            department__lineage__overlap=departments,
            indicator__in={indicator for _, indicator in summed},
            denominator__isnull=False,
        )
        .annotate(
            above=Func(F("department__lineage"), function="unnest", output_field=IntegerField())
        )
        .values_list("above", "indicator_id", *period)
        .annotate(top=Sum("numerator"), bottom=Sum("denominator"))
    )
    for above, indicator, *dates, top, bottom in groups:
        target = summed.get((above, indicator))
        if target is None or any(dates[0] == s.label for s in found[above, indicator]):
            continue
        label, kind, starts_on, ends_on = dates
        value = series.rate(top, bottom, target.indicator.per)
        found[above, indicator].append(Slot(label, kind, starts_on, ends_on, value, top, bottom))
