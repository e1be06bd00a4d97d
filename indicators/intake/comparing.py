"""What each line would do: nothing, add, or change a value and a target.

`intake_plan` holds every good line that can be placed, with the value and the target now in force.

A line says what holds for its own period. So a target is set for the cycle when all lines of a
department's indicator agree and nothing else is measured in the cycle; for the period otherwise.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from indicators.intake.staging import MARK_BAD, PROBLEM_COLUMNS, fetch, run

# The end of each chain of measurements, and the place of every good line.
PLAN = """
DROP TABLE IF EXISTS pg_temp.intake_plan;
CREATE TEMP TABLE intake_plan ON COMMIT DROP AS
SELECT line, place.key AS dkey, card.key AS ikey, period.label,
       place.id AS department_id, card.id AS indicator_id, period.id AS period_id,
       period.starts_on >= %(starts_on)s AND period.ends_on <= %(ends_on)s AS in_cycle,
       now.id AS current_id, now.missing = '' AS has_figure, now.denominator IS NOT NULL AS is_rate,
       CASE WHEN now.id IS NULL THEN ''
            WHEN now.missing = 'text' THEN now.text WHEN now.missing <> '' THEN now.missing
            WHEN now.denominator IS NULL THEN trim_scale(now.value)::text
            ELSE trim_scale(round(now.numerator * known.per / now.denominator, 12))::text
       END AS old_value,
       CASE WHEN now.id IS NULL THEN 'new'
            WHEN row.figure IS NOT NULL THEN CASE
                 WHEN now.value = row.figure
                   OR round(now.numerator * known.per / now.denominator, 12) = round(row.figure, 12)
                 THEN 'unchanged' ELSE 'changed' END
            WHEN row.missing = 'text' THEN CASE
                 WHEN now.missing = 'text' AND now.text = row.words
                 THEN 'unchanged' ELSE 'changed' END
            WHEN row.missing <> 'not_reported' THEN CASE
                 WHEN now.missing = row.missing THEN 'unchanged' ELSE 'changed' END
            WHEN now.missing NOT IN ('', 'text') THEN 'unchanged'
            ELSE 'changed' END AS value_state
  FROM intake_row row
  JOIN intake_department place USING (department, copy)
  JOIN intake_indicator card
    ON md5(card.indicator) = md5(row.indicator) AND card.indicator = row.indicator
   AND card.unit = row.unit AND card.direction = row.direction
  JOIN intake_period period USING (label)
  LEFT JOIN indicators_indicator known ON known.id = card.id
  LEFT JOIN indicators_measurement now
    ON now.department_id = place.id AND now.indicator_id = card.id AND now.period_id = period.id
   AND NOT EXISTS (SELECT FROM indicators_measurement later WHERE later.supersedes_id = now.id)
 WHERE NOT row.bad;
CREATE INDEX ON intake_plan (line);
ANALYZE intake_plan;
"""

# The target in force for each line of the cycle, and how its group stands.
AIMS = """
DROP TABLE IF EXISTS pg_temp.intake_aim;
CREATE TEMP TABLE intake_aim ON COMMIT DROP AS
WITH placed AS (
    SELECT plan.line, dkey, ikey, may_target AND frozen.id IS NULL AS may_target,
           may_target AND frozen.id IS NOT NULL AS is_frozen,
           plan.department_id, plan.indicator_id, plan.period_id,
           row.value, row.low, row.high,
           whole.id AS whole_id, part.id AS part_id, coalesce(part.id, whole.id) AS force_id
      FROM intake_plan plan JOIN intake_row row USING (line)
      JOIN intake_department place ON place.key = dkey
      LEFT JOIN indicators_target whole
        ON whole.cycle_id = %(cycle)s AND whole.department_id = plan.department_id
       AND whole.indicator_id = plan.indicator_id AND whole.period_id IS NULL
       AND whole.replaced_at IS NULL
      LEFT JOIN indicators_target part
        ON part.cycle_id = %(cycle)s AND part.department_id = plan.department_id
       AND part.indicator_id = plan.indicator_id AND part.period_id = plan.period_id
       AND part.replaced_at IS NULL
      LEFT JOIN indicators_targetplan frozen
        ON frozen.cycle_id = %(cycle)s AND frozen.department_id = plan.department_id
       AND frozen.state IN ('submitted', 'approved')
     WHERE in_cycle
), agreed AS (
    SELECT dkey, ikey, count(DISTINCT concat_ws('|', 'v' || value, 'l' || low, 'h' || high)) = 1
           AS agree, min(line) AS first_line
      FROM placed GROUP BY dkey, ikey
), targets AS (
    SELECT department_id, indicator_id, count(period_id) AS parts FROM indicators_target
     WHERE cycle_id = %(cycle)s AND replaced_at IS NULL GROUP BY 1, 2
)
SELECT placed.*, agree, first_line, targets.parts,
       CASE WHEN old.id IS NULL THEN '' WHEN old.low IS NOT NULL
            THEN trim_scale(old.low)::text || '..' || trim_scale(old.high)::text
            ELSE coalesce(trim_scale(old.value)::text, '') END AS old_target,
       CASE WHEN old.id IS NULL AND (may_target OR num_nonnulls(placed.value, placed.low) > 0)
            THEN 'new' WHEN old.id IS NULL THEN 'unchanged'
            WHEN (old.value, old.low, old.high)
                 IS NOT DISTINCT FROM (placed.value, placed.low, placed.high) THEN 'unchanged'
            WHEN NOT may_target AND placed.value IS NULL AND placed.low IS NULL THEN 'unchanged'
            ELSE 'changed' END AS target_state,
       '' AS action
  FROM placed JOIN agreed USING (dkey, ikey)
  LEFT JOIN targets USING (department_id, indicator_id)
  LEFT JOIN indicators_target old ON old.id = force_id;
CREATE INDEX ON intake_aim (line);
ANALYZE intake_aim;
"""

# `whole`: one target for the cycle; `part`: one for the period of the line.
ACTIONS = """
UPDATE intake_aim aim SET action = CASE
    WHEN target_state = 'unchanged' OR NOT may_target THEN ''
    WHEN parts IS NULL THEN CASE
         WHEN NOT agree THEN 'part' WHEN line = first_line THEN 'whole' ELSE '' END
    WHEN parts > 0 OR NOT agree OR EXISTS (
         SELECT FROM indicators_measurement other
           JOIN indicators_period period ON period.id = other.period_id
          WHERE other.department_id = aim.department_id AND other.indicator_id = aim.indicator_id
            AND period.starts_on >= %(starts_on)s AND period.ends_on <= %(ends_on)s
            AND NOT EXISTS (SELECT FROM intake_aim mine
                             WHERE mine.dkey = aim.dkey AND mine.ikey = aim.ikey
                               AND mine.period_id = other.period_id)) THEN 'part'
    WHEN line = first_line THEN 'whole'
    ELSE '' END
"""

# A version keeps its baseline; these days may carry a value under another label.
LATE_PROBLEMS = f"""
INSERT INTO intake_problem ({PROBLEM_COLUMNS})
SELECT aim.line, 'target', 'target_is_baseline',
       jsonb_build_object('meant', trim_scale(old.baseline)::text), true
  FROM intake_aim aim JOIN indicators_target old ON old.id = aim.force_id
 WHERE target_state <> 'unchanged' AND old.baseline = aim.value;
INSERT INTO intake_problem ({PROBLEM_COLUMNS})
SELECT line, 'target', CASE WHEN is_frozen THEN 'target_frozen' ELSE 'target_refused' END,
       jsonb_build_object('text', department), true
  FROM intake_aim JOIN intake_row row USING (line)
 WHERE target_state <> 'unchanged' AND NOT may_target
   AND (row.value IS NOT NULL OR row.low IS NOT NULL);
INSERT INTO intake_problem ({PROBLEM_COLUMNS})
SELECT DISTINCT ON (line) line, 'period', 'other_label',
       jsonb_build_object('meant', other.label), true
  FROM intake_plan plan JOIN intake_period mine USING (label)
  JOIN indicators_period other ON other.starts_on = mine.starts_on
   AND other.ends_on = mine.ends_on AND other.label <> mine.label
 WHERE value_state = 'new' AND EXISTS (
       SELECT FROM indicators_measurement known WHERE known.department_id = plan.department_id
          AND known.indicator_id = plan.indicator_id AND known.period_id = other.id);
INSERT INTO intake_problem ({PROBLEM_COLUMNS})
SELECT line, 'actual', 'value_removed', jsonb_build_object('old', old_value), false
  FROM intake_plan JOIN intake_row USING (line)
 WHERE value_state = 'changed' AND missing = 'not_reported';
INSERT INTO intake_problem ({PROBLEM_COLUMNS})
SELECT line, 'actual', 'rate_replaced', jsonb_build_object('old', old_value), false
  FROM intake_plan JOIN intake_row USING (line)
 WHERE value_state = 'changed' AND is_rate AND figure IS NOT NULL;
INSERT INTO intake_problem ({PROBLEM_COLUMNS})
SELECT line, 'target', 'target_removed', jsonb_build_object('old', old_target), false
  FROM intake_aim WHERE target_state = 'changed' AND value IS NULL AND low IS NULL;
INSERT INTO intake_problem ({PROBLEM_COLUMNS})
SELECT line, 'target', 'history_target', '{{}}', false
  FROM intake_plan JOIN intake_row USING (line)
 WHERE NOT in_cycle AND (value IS NOT NULL OR low IS NOT NULL)
"""  # noqa: S608 -- a constant of ours

# What a person reads about a line.
STATE = """
CASE WHEN row.bad OR plan.line IS NULL THEN 'error'
     WHEN value_state = 'new' THEN 'new'
     WHEN value_state = 'changed' OR target_state <> 'unchanged' THEN 'changed'
     ELSE 'unchanged' END
"""
JOINED = """
FROM intake_row row LEFT JOIN intake_plan plan USING (line) LEFT JOIN intake_aim aim USING (line)
"""


def compare(cycle_id: int | None, starts_on: date, ends_on: date) -> None:
    """Fill `intake_plan` and `intake_aim`, and name what shows only beside what is there."""
    values: dict[str, Any] = {"cycle": cycle_id, "starts_on": starts_on, "ends_on": ends_on}
    run(PLAN, values)
    run(AIMS, values)
    run(ACTIONS, values)
    run(LATE_PROBLEMS)
    run(MARK_BAD)


def count_states() -> dict[str, int]:
    """How many lines are new, changed, unchanged, wrong; and how many good ones are history."""
    counts = {"new": 0, "changed": 0, "unchanged": 0, "history": 0, "errors": 0}
    for state, history, count in fetch(
        f"SELECT {STATE} AS state, coalesce(NOT in_cycle, false), count(*) {JOINED} GROUP BY 1, 2"
    ):
        counts["errors" if state == "error" else state] += count
        counts["history"] += count if history and state != "error" else 0
    return counts
