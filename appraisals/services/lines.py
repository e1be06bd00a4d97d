"""What an evaluation is made of: a section for each KPI and each aspect, with its facts.

Source: docs/evaluation.md, rule V2.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from appraisals.models import Appraisal, Subject
from appraisals.services.sections import sections_of
from indicators.models import Contribution, Score, ScoreRun, Target


@dataclass(frozen=True, slots=True)
class Section:
    """One line to rate. `target` is the KPI's, where it is one."""

    code: str
    name_en: str
    name_zh: str
    weight: Decimal
    target: Target | None = None


def lines_of(appraisal: Appraisal) -> list[Section]:
    """What a self-assessment writes about, without its closing part: the same codes and weights."""
    return [
        Section(one.code, one.title_en, one.title_zh, one.weight, one.target)
        for one in sections_of(appraisal)
        if one.is_rated
    ]


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
