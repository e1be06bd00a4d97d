"""What an evaluation is made of: a section for each KPI and each aspect, with its facts.

Source: docs/evaluation.md, rule V2.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from appraisals import hooks
from appraisals.models import Appraisal, Subject
from appraisals.services.policy import rules_of
from departments.policy.appraising import KPIS
from indicators.models import Contribution, Score, ScoreRun, Target

WEIGHT = Decimal("0.0001")


@dataclass(frozen=True, slots=True)
class Section:
    """One line to rate. `target` is the KPI's, where it is one."""

    code: str
    name_en: str
    name_zh: str
    weight: Decimal
    target: Target | None = None


def lines_of(appraisal: Appraisal) -> list[Section]:
    """The agreement's lines; without one, the aspects of the policy with the KPIs of the year.

    An aspect that holds KPIs is as many lines as the subject has KPIs, in proportion to their
    weights; without any it is one line. A few queries.
    """
    if (agreed := hooks.agreed_sections(appraisal)) is not None:
        return list(agreed)
    targets = targets_of(appraisal)
    if appraisal.subject == Subject.DEPARTMENT:
        return of_targets(targets, Decimal(100)) or [whole()]
    frame = rules_of(appraisal.appraisal_cycle).appraising.frame(appraisal.category)
    if frame is None:
        return of_targets(targets, Decimal(100)) or [whole()]
    found: list[Section] = []
    for aspect in frame.aspects:
        names = aspect.names
        kpis = of_targets(targets, aspect.weight) if aspect.holds == KPIS else []
        found += kpis or [Section(names.code, names.name_en, names.name_zh, aspect.weight)]
    return found


def whole() -> Section:
    return Section("work", "Work of the year", "年度工作", Decimal(100))


def of_targets(targets: Iterable[Target], weight: Decimal) -> list[Section]:
    rows = list(targets)
    total = sum((row.weight for row in rows), Decimal(0))
    return [
        Section(
            f"kpi-{row.indicator.code}"[:120], row.indicator.name_en or row.indicator.name,
            row.indicator.name_zh or row.indicator.name,
            ((weight * row.weight / total) if total else weight / len(rows)).quantize(WEIGHT), row,
        )
        for row in rows
    ]  # fmt: skip


def targets_of(appraisal: Appraisal) -> list[Target]:
    """The KPIs of the year: a department's own; of a person those given to him or his post, and
    of a head without any, those of his department."""
    cycle = appraisal.appraisal_cycle.cycle_id
    whole_year = Target.objects.in_force().filter(cycle=cycle, period=None)
    whole_year = whole_year.select_related("indicator").order_by("indicator__code", "pk")
    own = whole_year.filter(department=appraisal.unit_id)
    if appraisal.subject == Subject.DEPARTMENT:
        return list(own)
    given = Contribution.objects.in_force().filter(cycle=cycle, part="assigned")
    mine = given.filter(person=appraisal.person_id)
    if appraisal.post_id is not None:
        mine = mine | given.filter(post=appraisal.post_id)
    pairs = set(mine.values_list("department", "indicator"))
    if pairs:
        rows = whole_year.filter(
            department__in={place for place, _card in pairs},
            indicator__in={card for _place, card in pairs},
        )
        return [row for row in rows if (row.department_id, row.indicator_id) in pairs]
    is_head = appraisal.post is not None and appraisal.post.is_head
    return list(own) if is_head else []


def run_of(appraisal: Appraisal) -> ScoreRun | None:
    """The run whose scores are shown: the published one, else the live board."""
    cycle = appraisal.appraisal_cycle.cycle
    return cycle.published_run or ScoreRun.objects.board(cycle)


def scores_of(appraisal: Appraisal, targets: Iterable[Target]) -> dict[int, Score]:
    """Target -> its score over the whole year in the run that is shown."""
    run = run_of(appraisal)
    if run is None:
        return {}
    period = appraisal.appraisal_cycle.cycle.period_id
    rows = list(targets)
    found = Score.objects.of(run).filter(
        period=period, department__in={row.department_id for row in rows}, target__in=rows
    )
    return {row.target_id: row for row in found.select_related("measurement")}
