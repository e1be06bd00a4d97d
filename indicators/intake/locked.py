"""Lines that would change a value of a locked period: under an exception, or not at all."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from datetime import date

from django.utils import timezone

from indicators.intake.staging import MARK_BAD, PROBLEM_COLUMNS, fetch, run

SPANS = """
SELECT DISTINCT label, period.starts_on, period.ends_on
  FROM intake_plan plan JOIN intake_period period USING (label)
 WHERE value_state <> 'unchanged'
"""
OPEN = """
DROP TABLE IF EXISTS pg_temp.intake_open;
CREATE TEMP TABLE intake_open ON COMMIT DROP AS
SELECT DISTINCT ON (plan.line) plan.line, opened.id AS exception_id
  FROM intake_plan plan JOIN departments_department place ON place.id = plan.department_id
  JOIN indicators_lockexception opened
    ON opened.period_id = plan.period_id AND opened.department_id = ANY(place.lineage)
   AND opened.closed_at IS NULL AND opened.until >= %(today)s
 WHERE plan.value_state <> 'unchanged' AND plan.label = ANY(%(labels)s)
 ORDER BY plan.line, opened.id DESC
"""
REFUSE = f"""
INSERT INTO intake_problem ({PROBLEM_COLUMNS})
SELECT plan.line, 'period', 'period_locked',
       jsonb_build_object('text', plan.label, 'day', %(since)s::jsonb ->> plan.label), true
  FROM intake_plan plan LEFT JOIN intake_open USING (line)
 WHERE plan.value_state <> 'unchanged' AND plan.label = ANY(%(labels)s) AND exception_id IS NULL
"""  # noqa: S608 -- a constant of ours

Span = tuple[str, date, date]


def mark_locked(locked_among: Callable[[Iterable[Span]], dict[str, date]]) -> None:
    """Name the lines that may not be loaded, and note in `intake_open` which load as exceptions."""
    since = locked_among(fetch(SPANS))
    values = {
        "today": timezone.localdate(),
        "labels": list(since),
        "since": json.dumps({label: day.isoformat() for label, day in since.items()}),
    }
    run(OPEN, values)
    if since:
        run(REFUSE, values)
        run(MARK_BAD)
