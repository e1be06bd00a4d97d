"""The view of the public and of third parties goes to the appraisals. docs/public-voice.md, P35."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from django.db import transaction
from django.db.models import OuterRef, Subquery

from appraisals.models import AppraisalCycle
from appraisals.models.sources import Source
from appraisals.services import receive_source
from appraisals.services.suggesting import DEPARTMENT
from feedback.counting import TOO_FEW
from feedback.measuring import Rate
from feedback.models import RatingRule, RatingScale, Stream, UnitKey, UnitResult
from feedback.models.rules import ENOUGH, Measure
from feedback.services.ballot_rules import weighed
from feedback.services.rating_rules import rates_of
from indicators.periods import ParsedPeriod

HUNDRED = Decimal(100)
View = tuple[Decimal | None, int]  # in per cent (None: too few), and of how many


def hand_down() -> int:
    """For each cycle that is being evaluated; returns how many views there are. Safe to run twice.

    Only to subjects whose category the policy weighs the view for; from their unit and all beneath.
    """
    running = AppraisalCycle.objects.filter(
        state="running", phases__kind="evaluation", phases__state="open"
    )
    return sum(hand_down_in(cycle) for cycle in running.select_related("cycle__period"))


@transaction.atomic
def hand_down_in(cycle: AppraisalCycle) -> int:
    _categories, pairs = weighed(cycle)
    rows = list(cycle.appraisals.graded())
    given = 0
    for source, views_of in ((Source.PUBLIC, public), (Source.THIRD_PARTY, third_party)):
        asked = [row for row in rows if f"{row.category or DEPARTMENT}:{source}" in pairs]
        views = views_of(cycle, {row.unit_id for row in asked}) if asked else {}
        for row in asked:
            if row.unit_id in views:
                percent, n = views[row.unit_id]
                missing = TOO_FEW if percent is None else ""
                receive_source(row, source, percent, n, missing=missing, by=None)
                given += 1
    return given


def public(cycle: AppraisalCycle, units: set[int]) -> dict[int, View]:
    """Satisfaction of the year from ratings with a receipt, on the one scale that most were given
    on: scales are never averaged. Fewer than 30 are too few; of who has none nothing is said."""
    period = cycle.cycle.period
    span = ParsedPeriod(period.label, period.kind, period.starts_on, period.ends_on)
    stream = Stream.objects.get(kind="receipt")
    best: dict[int, Rate] = {}
    for scale in RatingScale.objects.order_by("pk"):
        rule = RatingRule(stream=stream, scale=scale, measure=Measure.SATISFACTION)
        for (unit, _place), rate in rates_of(rule, sorted(units), [span]).items():
            if rate.n > (best[unit].n if unit in best else 0):
                best[unit] = rate
    return {
        unit: (rate.mean * HUNDRED if rate.n >= ENOUGH else None, rate.n)
        for unit, rate in best.items()
    }


def third_party(cycle: AppraisalCycle, units: Iterable[int]) -> dict[int, View]:
    """The mark out of 100 in the last signed report about the year, and how many markers."""
    period = cycle.cycle.period
    last = UnitResult.objects.filter(unit=OuterRef("unit")).order_by("-report__at").values("pk")
    keys = UnitKey.objects.filter(
        department__in=units, engagement__state="final",
        engagement__period__starts_on__lte=period.ends_on,
        engagement__period__ends_on__gte=period.starts_on,
    ).order_by("engagement__reported_on")  # fmt: skip
    results = UnitResult.objects.in_bulk(
        keys.annotate(result=Subquery(last[:1])).values_list("result", flat=True)
    )
    by_unit = {result.unit_id: result for result in results.values()}
    return {
        key.department_id: (by_unit[key.unit_id].mark, by_unit[key.unit_id].markers)
        for key in keys
        if key.unit_id in by_unit
    }
