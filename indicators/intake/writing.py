"""Write what `comparing` has found: set by set, never row by row."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from departments.models import User
from departments.services.tree import create_department
from indicators.intake.matching import (
    CREATE_PERIODS,
    NUMBER_INDICATORS,
    NUMBER_PERIODS,
    CycleChoice,
    create_indicators,
)
from indicators.intake.places import NewDepartment
from indicators.intake.staging import fetch, run
from indicators.models import Cycle, Period

LIMITS = {"cap": Decimal("1.2"), "floor": Decimal(0)}
UNNAMED = ("(no department)", "（未注明部门）")
NUMBER_PLAN = """
UPDATE intake_plan plan
   SET department_id = place.id, indicator_id = card.id, period_id = period.id
  FROM intake_department place, intake_indicator card, intake_period period
 WHERE place.key = plan.dkey AND card.key = plan.ikey AND period.label = plan.label
"""
# What was written is noted, so that an upload can be undone as a whole.
WRITTEN = """
DROP TABLE IF EXISTS pg_temp.intake_written;
CREATE TEMP TABLE intake_written (
    measurement_id bigint, opened_id int, closed_id int
) ON COMMIT DROP
"""
MEASUREMENTS = """
WITH added AS (
INSERT INTO indicators_measurement (department_id, indicator_id, period_id, value, missing, text,
                                    source, note, reported_by_id, supersedes_id, exception_id)
SELECT department_id, indicator_id, period_id, figure, missing, words,
       %(source)s || ':' || line, note, %(by)s, current_id, exception_id
  FROM intake_plan JOIN intake_row USING (line) LEFT JOIN intake_open USING (line)
 WHERE value_state <> 'unchanged' AND NOT bad
 ORDER BY line
RETURNING id)
INSERT INTO intake_written (measurement_id) SELECT id FROM added
"""
CLOSE = """
WITH ended AS (
UPDATE indicators_target SET replaced_at = %(now)s
 WHERE id IN (SELECT CASE action WHEN 'whole' THEN whole_id ELSE part_id END
                FROM intake_aim JOIN intake_row USING (line) WHERE action <> '' AND NOT bad)
RETURNING id)
INSERT INTO intake_written (closed_id) SELECT id FROM ended
"""
METHOD = """coalesce(old.method, CASE row.direction WHEN 'higher' THEN 'ratio_higher'
                WHEN 'lower' THEN 'ratio_lower' WHEN 'range' THEN 'band'
                WHEN 'exact' THEN 'exact' ELSE 'none' END)"""
# The next version keeps all that a file says nothing of.
TARGETS = f"""
WITH opened AS (
INSERT INTO indicators_target (cycle_id, department_id, indicator_id, period_id, objective_id,
        owner_id, method, value, low, high, baseline, tolerance_low, tolerance_high, score_table,
        penalty, minimum_n, weight, cap, floor, is_safety, sums_children, threshold, stretch,
        baseline_of, reach_by, spread, created_at, created_by_id)
SELECT %(cycle)s, plan.department_id, plan.indicator_id,
       CASE action WHEN 'part' THEN plan.period_id END, old.objective_id, old.owner_id,
       {METHOD},
       aim.value, aim.low, aim.high, old.baseline, old.tolerance_low, old.tolerance_high,
       old.score_table, old.penalty, old.minimum_n,
       coalesce(old.weight, 1), coalesce(old.cap, %(cap)s), coalesce(old.floor, %(floor)s),
       coalesce(old.is_safety, false), coalesce(old.sums_children, false), old.threshold,
       old.stretch, coalesce(old.baseline_of, ''), old.reach_by, coalesce(old.spread, ''),
       %(now)s, %(by)s
  FROM intake_aim aim JOIN intake_plan plan USING (line) JOIN intake_row row USING (line)
  LEFT JOIN indicators_target old ON old.id = aim.force_id
 WHERE action <> '' AND NOT row.bad
 ORDER BY line
RETURNING id)
INSERT INTO intake_written (opened_id) SELECT id FROM opened
"""  # noqa: S608 -- a constant of ours

# History belongs to earlier cycles, whose boards do not hold it yet.
TOUCHED = """
SELECT DISTINCT cycle.id FROM indicators_cycle cycle
  JOIN indicators_period whole ON whole.id = cycle.period_id
 WHERE EXISTS (SELECT FROM intake_plan JOIN intake_period part USING (label)
                WHERE value_state <> 'unchanged' AND part.starts_on >= whole.starts_on
                  AND part.ends_on <= whole.ends_on)
"""


def touched_cycles() -> set[int]:
    """The cycles in whose days a value was added."""
    return {row[0] for row in fetch(TOUCHED)}


def create_departments(new: list[NewDepartment], *, by: User | None) -> None:
    """Add each at the root, under the name that the file gives, and note its number."""
    for place in new:
        english, chinese = ("", "") if place.name else UNNAMED
        department = create_department(
            place.code, place.name, english, chinese, starts_on=place.starts_on, by=by
        )
        run(
            "UPDATE intake_department SET id = %s WHERE department = %s AND copy = %s",
            [department.pk, place.name, place.copy],
        )


def create_definitions() -> int:
    """Add the indicators and periods that good rows need. Returns how many indicators."""
    added = create_indicators()
    run(NUMBER_INDICATORS)
    run(CREATE_PERIODS)
    run(NUMBER_PERIODS)
    run(NUMBER_PLAN)
    return added


def open_cycle(choice: CycleChoice) -> Cycle:
    """The cycle of the load, added with its period when it is new."""
    if choice.cycle is not None:
        return choice.cycle
    span = choice.period
    period, _made = Period.objects.get_or_create(
        label=span.label,
        defaults={"kind": span.kind, "starts_on": span.starts_on, "ends_on": span.ends_on},
    )
    return Cycle.objects.create(name=choice.name, period=period)


def write_values(
    cycle: Cycle, *, source: str, limits: dict[str, Decimal], by: User | None
) -> tuple[int, int]:
    """Append the measurements, close and add targets. Returns how many of each were added.

    `limits`: cap and floor of new targets, where the policy of the cycle says them.
    """
    values: dict[str, Any] = {
        "source": source,
        "by": by and by.pk,
        "cycle": cycle.pk,
        "now": fetch("SELECT clock_timestamp()")[0][0],
    }
    values |= {**LIMITS, **limits}
    run(WRITTEN)
    measurements = run(MEASUREMENTS, values)
    run(CLOSE, values)
    return measurements, run(TARGETS, values)
