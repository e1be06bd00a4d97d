"""Ratings become values of KPIs. Rules: docs/public-voice.md, P30 to P34."""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection, models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from audit import services as audit
from audit.errors import DomainError
from departments.models import Department, User
from departments.services import require_office
from feedback import measuring
from feedback.measuring import PER, Rate
from feedback.models import RatingRule, RatingScale, Stream, StreamKind
from indicators.models import Cycle, Indicator, Measurement, Period, Target
from indicators.models.measurement import Missing
from indicators.periods import ParsedPeriod, labels_on, parse_period
from indicators.services.collecting import known_period
from indicators.services.errors import checked, lock_key
from indicators.services.reporting import report

COUNTED = Path(__file__).parents[1] / "sql" / "counted.sql"
RULE_FIELDS = ("stream", "scale", "measure", "minimum_n", "prior", "is_active")
FIFTEEN = Decimal("1e-15")
# A reader of either language finds the reason of a revision.
NOTE = "Counted anew after a release · 发布新批次后重新计算"


@cache
def statement() -> str:
    return COUNTED.read_text(encoding="utf-8")


def streams_that_count() -> models.QuerySet[Stream]:
    return Stream.objects.exclude(kind=StreamKind.OPEN).order_by("kind", "code")


def scales() -> models.QuerySet[RatingScale]:
    return RatingScale.objects.order_by("code", "-version")


@transaction.atomic
def set_rule(indicator: Indicator, *, by: User | None, **fields: Any) -> RatingRule:
    """Let a KPI take its values from ratings, or change how. Values that are there stay until they
    are counted anew. Errors: DomainError at its field; PermissionDenied but for the whole office.
    """
    require_office(by)
    lock_key("rating rule", indicator.pk)
    row = RatingRule.objects.filter(indicator=indicator).first() or RatingRule(indicator=indicator)
    before = facts(row) if row.pk else None
    for name, value in fields.items():
        if name not in RULE_FIELDS:
            raise TypeError(name)
        setattr(row, name, value)
    check(row)
    if before == facts(row):
        return row
    row.save()
    details = {"before": before, "after": facts(row)}
    audit.record("feedback.set_rating_rule", row, by=by, details=details)
    return row


def check(row: RatingRule) -> None:
    if row.stream_id and not row.stream.counts:
        raise DomainError(_("Opinions without a receipt weigh nothing: choose another."), "stream")
    checked(row, leave=["indicator", "id"])
    if not row.indicator.frequency:
        raise DomainError(_("The card must say how often the KPI is reported."))
    if row.indicator.per != PER[row.measure]:
        raise DomainError(
            _("The card counts per %(per)d; this measure needs a KPI that counts per %(needed)d.")
            % {"per": row.indicator.per, "needed": PER[row.measure]},
            "measure",
        )


def facts(row: RatingRule) -> dict[str, Any]:
    return {
        "stream": row.stream.code, "scale": str(row.scale), "measure": row.measure,
        "minimum_n": row.minimum_n, "prior": row.prior, "is_active": row.is_active,
    }  # fmt: skip


def measure_ratings(today: datetime.date | None = None) -> int:
    """Bring the values of every rule up to date; returns how many changed. Safe to run twice."""
    day = today or timezone.localdate()
    cycles = Cycle.objects.filter(period__starts_on__lte=day).select_related("period")
    open_cycles = cycles.filter(period__ends_on__gte=day - datetime.timedelta(days=92))
    rules = RatingRule.objects.filter(is_active=True).for_list()
    return sum(measure(rule, cycle, day) for rule in list(rules) for cycle in open_cycles)


@transaction.atomic
def measure(rule: RatingRule, cycle: Cycle, today: datetime.date) -> int:
    """The values of one rule in the periods of one cycle that are over."""
    lock_key("rating rule", rule.indicator_id)
    targets = Target.objects.filter(indicator=rule.indicator, cycle=cycle, department__isnull=False)
    departments = Department.objects.in_bulk(targets.values_list("department", flat=True))
    spans = spans_of(rule.indicator.frequency, cycle.period, today)
    if not departments or not spans:
        return 0
    rates = rates_of(rule, sorted(departments), spans)
    periods = [known_period(span) for span in spans]
    known = current(rule, departments, periods)
    changed = 0
    for (department, place), said in values(rule, rates, sorted(departments), len(spans)):
        period = periods[place]
        was = known.get((department, period.pk))
        if was == said or (was is None and said.missing):
            continue
        report(
            departments[department], rule.indicator, period, by=None,
            numerator=said.numerator, denominator=said.denominator, missing=said.missing,
            source=source_of(rule), note=NOTE if was else "",
        )  # fmt: skip
        changed += 1
    return changed


def spans_of(kind: str, year: Period, today: datetime.date) -> list[ParsedPeriod]:
    """The periods of this kind that lie in `year` and are over, in order."""
    last = min(year.ends_on, today - datetime.timedelta(days=1))
    if kind == year.kind:
        return [ParsedPeriod(year.label, kind, year.starts_on, year.ends_on)] * (
            year.ends_on <= last
        )
    found = {
        span.starts_on: span
        for number in range((last - year.starts_on).days + 1)
        for label in labels_on(year.starts_on + datetime.timedelta(days=number))
        if (span := parse_period(label, settings.PERFMGMT_FISCAL_YEAR_START)).kind == kind
        and year.starts_on <= span.starts_on
        and span.ends_on <= last
    }
    return [found[day] for day in sorted(found)]


Rates = dict[tuple[int, int], Rate]


def rates_of(rule: RatingRule, departments: list[int], spans: list[ParsedPeriod]) -> Rates:
    worths = measuring.worth(rule.measure, rule.scale.answers)
    counts: dict[tuple[int, int], dict[int, int]] = defaultdict(dict)
    with connection.cursor() as cursor:
        cursor.execute(statement(), {
            "departments": departments, "stream": rule.stream_id, "scale": rule.scale_id,
            "starts": [span.starts_on for span in spans], "ends": [span.ends_on for span in spans],
        })  # fmt: skip
        for department, place, value, n in cursor.fetchall():
            counts[department, place - 1][value] = n
    return {key: measuring.rate(found, worths) for key, found in counts.items()}


@dataclass(frozen=True, slots=True)
class Said:
    numerator: Decimal | None
    denominator: Decimal | None
    missing: str = ""


TOO_FEW = Said(None, None, Missing.SUPPRESSED)


def values(
    rule: RatingRule, rates: Rates, departments: list[int], spans: int
) -> Iterable[tuple[tuple[int, int], Said]]:
    """What each department says in each span; too few ratings, or none, is no value and no zero."""
    nothing = Rate(Decimal(0), 0)
    for place in range(spans):
        of_all = [rates.get((one, place), nothing) for one in departments]
        total, n = sum((one.total for one in of_all), Decimal(0)), sum(one.n for one in of_all)
        for department, own in zip(departments, of_all, strict=True):
            if own.n < rule.minimum_n:
                yield (department, place), TOO_FEW
                continue
            peers = Rate(total - own.total, n - own.n)
            found = measuring.drawn(own, peers, rule.prior).total
            numerator = found.quantize(FIFTEEN, ROUND_HALF_UP)
            yield (department, place), Said(numerator, Decimal(own.n))


def current(
    rule: RatingRule, departments: dict[int, Department], periods: list[Period]
) -> dict[tuple[int, int], Said]:
    rows = Measurement.objects.current().filter(
        indicator=rule.indicator, department__in=departments, period__in=periods
    )
    fields = ("department", "period", "numerator", "denominator", "missing")
    return {
        (department, period): Said(numerator, denominator, missing)
        for department, period, numerator, denominator, missing in rows.values_list(*fields)
    }


def source_of(rule: RatingRule) -> str:
    return f"ratings {rule.stream.code}, {rule.scale}"
