"""The suggested score of a subject: whose view counts how much, line by line. Rules V8 to V11."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from appraisals.models import Appraisal, AppraisalCycle, Source, SourceScore, Subject
from appraisals.multisource import COVERAGE, Part, composite, parts
from appraisals.participation import Share
from appraisals.services.lines import lines_of, year_scores
from appraisals.services.policy import rules_of
from appraisals.services.sections import run_of
from appraisals.services.shares import shares_of
from appraisals.services.sources import receive_source
from departments.models import User
from departments.policy.parts import Pack
from indicators.adjusting import adjust
from indicators.models import Adjustment, ScoreCard
from indicators.scoring import State
from indicators.services.adjusting import limits_of, line_of

HUNDRED = Decimal(100)
CENT = Decimal("0.01")
SHARE = Decimal("0.0001")
DEPARTMENT = "department"  # as a category of `source_weights`
COUNTED, SHOWN = "counted", "shown"
FINE = 12  # decimals of a stored score


@dataclass(frozen=True, slots=True)
class Mean:
    percent: Decimal | None
    raters: int
    missing: str = ""


@dataclass(frozen=True, slots=True)
class Suggestion:
    """What the sources come to; below `least` of the weight it is shown and not published."""

    parts: tuple[Part, ...]
    means: Mapping[str, Mean]
    score: Decimal | None
    coverage: Decimal
    least: Decimal

    @property
    def is_publishable(self) -> bool:
        return self.score is not None and self.coverage >= self.least


def weights_for(rules: Pack, category: str) -> dict[str, Decimal]:
    """Whose view counts how much for posts of a category; "" are departments.

    A department counts by its figures alone unless the policy weighs sources for `department`.
    The self-assessment counts as `self_role` says: not there, shown with weight 0, or counted up to
    the largest weight. Rule V9.
    """
    assessment = rules.assessment
    wanted = category or DEPARTMENT
    row = next((one for one in assessment.source_weights if one.category == wanted), None)
    if row is None:
        return {Source.KPIS.value if wanted == DEPARTMENT else Source.SUPERIOR.value: HUNDRED}
    weights = dict(row.weights)
    own = weights.pop(Source.SELF, Decimal(0))
    if assessment.self_role == COUNTED:
        weights[Source.SELF.value] = min(own, assessment.self_weight_most.value)
    elif assessment.self_role == SHOWN:
        weights[Source.SELF.value] = Decimal(0)
    return weights


def least_of(rules: Pack) -> Decimal:
    """The coverage below which a score is shown and not published."""
    return rules.scoring["coverage"].value if "coverage" in rules.scoring else COVERAGE


def suggestions(
    rows: Iterable[Appraisal], fresh: Mapping[int, Mean] | None = None
) -> dict[int, Suggestion]:
    """The suggested score of each, in one query. `fresh`: figures that go before those received."""
    rows = list(rows)
    received: dict[int, dict[str, Mean]] = defaultdict(dict)
    for one in SourceScore.objects.in_force().filter(appraisal__in=rows):
        received[one.appraisal_id][one.source] = Mean(one.percent, one.raters, one.missing)
    for pk, mean in (fresh or {}).items():
        received[pk][Source.KPIS.value] = mean
    return {row.pk: suggested(row, received[row.pk]) for row in rows}


def suggested(row: Appraisal, means: Mapping[str, Mean]) -> Suggestion:
    rules = rules_of(row.appraisal_cycle)
    weights = weights_for(rules, row.category)
    known = {source: mean.percent for source, mean in means.items()}
    least = least_of(rules)
    if not any(weights.values()):
        return Suggestion(parts(known, weights), means, None, Decimal(0), least)
    found = composite(known, weights)
    return Suggestion(parts(known, weights), means, found.score, found.coverage, least)


def rounded(found: Suggestion) -> tuple[Decimal | None, Decimal]:
    """Score and coverage as they are stored, half up."""
    score = None if found.score is None else found.score.quantize(CENT, ROUND_HALF_UP)
    return score, found.coverage.quantize(SHARE, ROUND_HALF_UP)


def kpi_means(rows: Iterable[Appraisal]) -> dict[int, Mean]:
    """The figures of those for whom the policy weighs them, from the run that is shown. Rule V10.

    Departments by their cards, with bonus and deduction; people by the KPIs that they carry, and
    for the days that they worked in another unit by its card. More than 100 counts as 100. A few
    queries for all of a cycle, a few for each person.
    """
    groups: dict[int, list[Appraisal]] = defaultdict(list)
    for row in rows:
        if weights_for(rules_of(row.appraisal_cycle), row.category).get(Source.KPIS.value):
            groups[row.appraisal_cycle_id].append(row)
    found: dict[int, Mean] = {}
    for group in groups.values():
        split = shares_of(group)
        units = {row.unit_id for row in group if row.subject == Subject.DEPARTMENT}
        units |= {one.unit for part in split.values() for one in part}
        cards = of_units(group[0].appraisal_cycle, units)
        for row in group:
            found[row.pk] = (
                cards[row.unit_id]
                if row.subject == Subject.DEPARTMENT
                else by_days(row, of_person(row), split.get(row.pk, ()), cards)
            )
    return found


def by_days(row: Appraisal, own: Mean, split: Sequence[Share], cards: Mapping[int, Mean]) -> Mean:
    """Σ share × result of the unit ÷ Σ share over the results that are there; in the unit of the
    appraisal the result is his own. Rule V11: 90 days at 60 and 275 at 80: 75.07."""
    if not split:
        return own
    results = {one.unit: cards[one.unit] for one in split} | {row.unit_id: own}
    percents = {unit: one.percent for unit, one in results.items()}
    found = composite(percents, {one.unit: one.share for one in split})
    measured = sum(one.raters for one in results.values() if one.percent is not None)
    if found.score is None:
        return own
    return mean(found.score, found.coverage, measured, least_of(rules_of(row.appraisal_cycle)))


def of_units(appraisal_cycle: AppraisalCycle, units: Collection[int]) -> dict[int, Mean]:
    """What the cards of these units come to, with bonus and deduction."""
    cycle = appraisal_cycle.cycle
    run = run_of(cycle) if units else None
    if run is None:
        return dict.fromkeys(units, Mean(None, 0, "not_asked"))
    cards = ScoreCard.objects.of(run).filter(department__in=units, period=cycle.period_id)
    found = {card.department_id: card for card in cards}
    lines = defaultdict(list)
    for one in Adjustment.objects.in_force().filter(cycle=cycle, department__in=units):
        lines[one.department_id].append(line_of(one))
    limits, least = limits_of(cycle), least_of(rules_of(appraisal_cycle))
    means = {}
    for unit in units:
        card = found.get(unit)
        if card is None or card.score is None:
            means[unit] = Mean(None, 0, "not_asked")
            continue
        total = adjust(int(card.score.scaleb(FINE)), lines[unit], limits).adjusted
        measured = len([state for state in card.states if state & State.SCORED])
        means[unit] = mean(Decimal(total).scaleb(-FINE), card.coverage, measured, least)
    return means


def of_person(row: Appraisal) -> Mean:
    """By the weights that he is rated by, of what counts of each attainment: the points of a score
    are of the department. What it reached says nothing of a target that is the person's own."""
    kpis = [(one, one.target) for one in lines_of(row) if one.target is not None]
    scores = year_scores(row, [target for _section, target in kpis])
    known = [
        (one.weight, target.bounded(scores[target.pk].attainment))
        for one, target in kpis
        if not one.has_own_target and target.pk in scores and scores[target.pk].points is not None
    ]
    weight = sum((weight for weight, _share in known), Decimal(0))
    if not weight:
        return Mean(None, 0, "not_asked")
    percent = sum((weight * share for weight, share in known), Decimal(0)) / weight * HUNDRED
    total = sum((one.weight for one, _target in kpis), Decimal(0))
    least = least_of(rules_of(row.appraisal_cycle))
    return mean(percent, weight / total, len(known), least)


def mean(percent: Decimal, coverage: Decimal | None, measured: int, least: Decimal) -> Mean:
    """Figures of which too few were measured say nothing yet."""
    if coverage is None or coverage < least:
        return Mean(None, measured, "too_few")
    return Mean(min(percent, HUNDRED), measured)


def take_figures(rows: Iterable[Appraisal], *, by: User | None) -> None:
    """Keep the figures as they are now, so that the score can be traced later."""
    known = {row.pk: row for row in rows}
    for pk, one in kpi_means(known.values()).items():
        receive_source(known[pk], Source.KPIS, one.percent, one.raters, missing=one.missing, by=by)
