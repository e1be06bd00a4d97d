"""The suggested score of a subject: whose view counts how much, line by line. Rules V8 to V11."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from appraisals.models import Appraisal, Source, SourceScore, Subject
from appraisals.multisource import COVERAGE, Part, composite, parts
from appraisals.services.lines import lines_of, year_scores
from appraisals.services.policy import rules_of
from appraisals.services.sections import run_of
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
    least = rules.scoring["coverage"].value if "coverage" in rules.scoring else COVERAGE
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

    Departments by their cards, with bonus and deduction; people by the KPIs that they carry. More
    than 100 counts as 100. Two queries for all departments, a few for each person.
    """
    weighed = [
        row for row in rows
        if weights_for(rules_of(row.appraisal_cycle), row.category).get(Source.KPIS.value)
    ]  # fmt: skip
    people = [row for row in weighed if row.subject == Subject.PERSON]
    return of_departments([row for row in weighed if row.subject == Subject.DEPARTMENT]) | {
        row.pk: of_person(row) for row in people
    }


def of_departments(rows: list[Appraisal]) -> dict[int, Mean]:
    run = run_of(rows[0].appraisal_cycle.cycle) if rows else None
    if run is None:
        return {row.pk: Mean(None, 0, "not_asked") for row in rows}
    cycle = rows[0].appraisal_cycle.cycle
    units = [row.unit_id for row in rows]
    cards = ScoreCard.objects.of(run).filter(department__in=units, period=cycle.period_id)
    found = {card.department_id: card for card in cards}
    lines = defaultdict(list)
    for one in Adjustment.objects.in_force().filter(cycle=cycle, department__in=units):
        lines[one.department_id].append(line_of(one))
    limits = limits_of(cycle)
    means = {}
    for row in rows:
        card = found.get(row.unit_id)
        if card is None or card.score is None:
            means[row.pk] = Mean(None, 0, "not_asked")
            continue
        total = adjust(int(card.score.scaleb(FINE)), lines[row.unit_id], limits).adjusted
        least = suggested(row, {}).least
        measured = len([state for state in card.states if state & State.SCORED])
        means[row.pk] = mean(Decimal(total).scaleb(-FINE), card.coverage, measured, least)
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
    return mean(percent, weight / total, len(known), suggested(row, {}).least)


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
