"""What is known of the KPIs of a file: the values that count, and those that the file brings.

`intake_past` holds one row a value, by the keys of the file, so that also what is new has a past:
the lines above it in time. A line of the file goes before the value that it would replace.
"""

from __future__ import annotations

from indicators.intake.staging import run

# Keys of the first lines: all of an upload; of a command's file, which has no end, no more than it
# takes to say what is worth a word.
MOST_KEYS = 20_000
GATHER = """
DROP TABLE IF EXISTS pg_temp.intake_key, pg_temp.intake_past;
CREATE TEMP TABLE intake_key ON COMMIT DROP AS
SELECT dkey, ikey, min(department_id) AS department_id, min(indicator_id) AS indicator_id
  FROM intake_plan GROUP BY 1, 2 ORDER BY min(line) LIMIT %(most)s;
CREATE INDEX ON intake_key (dkey, ikey);
ANALYZE intake_key;
CREATE TEMP TABLE intake_past ON COMMIT DROP AS
SELECT dkey, ikey, period.kind, period.starts_on, period.ends_on, figure AS value, line
  FROM intake_key JOIN intake_plan plan USING (dkey, ikey) JOIN intake_row row USING (line)
  JOIN intake_period period ON period.label = plan.label
 WHERE NOT bad
 UNION ALL
SELECT dkey, ikey, period.kind, period.starts_on, period.ends_on,
       coalesce(now.value, now.numerator * card.per / now.denominator), NULL
  FROM intake_key JOIN indicators_measurement now USING (department_id, indicator_id)
  JOIN indicators_indicator card ON card.id = now.indicator_id
  JOIN indicators_period period ON period.id = now.period_id
 WHERE NOT EXISTS (SELECT FROM indicators_measurement later WHERE later.supersedes_id = now.id)
   AND NOT EXISTS (SELECT FROM intake_plan mine JOIN intake_row USING (line)
                    WHERE mine.dkey = intake_key.dkey AND mine.ikey = intake_key.ikey
                      AND mine.period_id = now.period_id AND NOT bad);
CREATE INDEX ON intake_past (dkey, ikey, ends_on);
ANALYZE intake_past;
"""


def gather() -> None:
    """Fill `intake_past`: a value a row, NULL where a text or a reason stands in its place.

    `line`: of the file, NULL of what is stored.
    """
    run(GATHER, {"most": MOST_KEYS})
