"""What an evaluation is made of: a section for each KPI and each aspect, and a KPI's year.

Source: docs/evaluation.md, rule V2.
"""

from __future__ import annotations

from collections.abc import Iterable

from appraisals.models import Appraisal
from appraisals.services.sections import Section, run_of, sections_of
from indicators.models import Score, Target


def lines_of(appraisal: Appraisal) -> list[Section]:
    """What a self-assessment writes about, without its closing part: the same codes and weights."""
    return [one for one in sections_of(appraisal) if one.is_rated]


def year_scores(appraisal: Appraisal, targets: Iterable[Target]) -> dict[int, Score]:
    """Target -> its score over the whole year in the run that is shown."""
    cycle = appraisal.appraisal_cycle.cycle
    run = run_of(cycle)
    if run is None:
        return {}
    rows = list(targets)
    found = Score.objects.of(run).filter(
        period=cycle.period_id, department__in={row.department_id for row in rows}, target__in=rows
    )
    return {row.target_id: row for row in found.select_related("measurement")}
