"""The scores of a run as one SQL query: what the command, REST and the pages give away.

The columns are a contract (docs/exports.md). Nothing here is cut or rounded again: a number is
written whole, without exponent and, but for the attainment, without trailing zeros.
"""

import re
from dataclasses import dataclass
from typing import Any

from django.db import connection

from departments.models import User
from indicators.models import Measurement, Score, ScoreRun
from indicators.queries import ScoreQuerySet
from reports.exports.state import FLAGS_SQL, IS_SUMMED, MET_SQL, MISSING_SQL

# The tree as the run pinned it. PostgreSQL reads it only when a summed rate asks for it.
TREE_SQL = """WITH RECURSIVE node AS (
    SELECT (place->>0)::int AS id, (place->>1)::int AS parent
      FROM indicators_scorerun, jsonb_array_elements(pins->'departments') place WHERE id = %s),
above AS (
    SELECT id, parent AS ancestor FROM node WHERE parent <> 0
    UNION ALL
    SELECT above.id, node.parent FROM above JOIN node ON node.id = above.ancestor
     WHERE node.parent <> 0)
"""
SUMMED_SQL = """(
    SELECT round((sum(below.numerator) * indicator.per)::numeric(60, 30)
                 / nullif(sum(below.denominator), 0), 12)
      FROM indicators_measurement below JOIN above ON above.id = below.department_id
     WHERE above.ancestor = score.department_id
       AND below.indicator_id = indicator.id AND below.period_id = score.period_id
       AND below.denominator IS NOT NULL AND below.recorded_at <= run.as_of
       AND NOT EXISTS (SELECT 1 FROM indicators_measurement later
                        WHERE later.supersedes_id = below.id AND later.recorded_at <= run.as_of))"""

COLUMNS = {
    "department_code": "{department.code}",
    "department": "{department.name}",
    "indicator_code": "{indicator.code}",
    "indicator": "{indicator.name}",
    "unit": "{indicator.unit}",
    "direction": "indicator.direction",
    "target": "CASE WHEN target.low IS NULL THEN trim_scale(target.value)::text"
    " ELSE trim_scale(target.low)::text || '..' || trim_scale(target.high)::text END",
    "actual": "CASE WHEN score.state & " + str(IS_SUMMED) + " <> 0"
    " THEN trim_scale(" + SUMMED_SQL + ")::text"
    " WHEN measurement.denominator IS NOT NULL"
    " THEN trim_scale(round((measurement.numerator * indicator.per)::numeric(60, 30)"
    " / measurement.denominator, 12))::text"
    " WHEN measurement.missing = 'text' THEN {measurement.text}"
    " ELSE trim_scale(measurement.value)::text END",
    "period": "{period.label}",
    "met": MET_SQL,
    "attainment": "score.attainment::text",
    "points": "trim_scale(score.points)::text",
    "weight": "trim_scale(target.weight)::text",
    "coverage": "trim_scale(score.coverage)::text",
    "missing": MISSING_SQL,
    "flags": FLAGS_SQL,
}
FIGURE = ("id", "value", "numerator", "denominator", "missing", "text")
MARKS = ("quality", "verdict", "is_revised", "was_late")
# A spreadsheet runs a text with such a first character as a formula; an apostrophe keeps it a text.
# Texts that begin with an apostrophe get one too, so that taking one away gives the original back.
RISKY = tuple(ord(first) for first in "=+-@\t\r\n'＝＋－＠")
TEXT = re.compile(r"\{([a-z.]+)\}")
GUARD = rf"CASE WHEN ascii(\1) IN {RISKY} THEN '''' || \1 ELSE \1 END"
SOURCE = """
  FROM ({scores}) score
  JOIN indicators_scorerun run ON run.id = score.run_id
  JOIN indicators_target target ON target.id = score.target_id
  JOIN indicators_indicator indicator ON indicator.id = target.indicator_id
  JOIN departments_department department ON department.id = score.department_id
  JOIN indicators_period period ON period.id = score.period_id
  LEFT JOIN ({figures}) measurement ON measurement.id = score.measurement_id
 ORDER BY department.code COLLATE "C", indicator.code COLLATE "C",
          period.ends_on, period.starts_on, period.label COLLATE "C", target.id"""


@dataclass(frozen=True, slots=True)
class Query:
    """SQL with its parameters apart, until PostgreSQL's client puts them in."""

    sql: str
    params: tuple[Any, ...]

    def literal(self) -> str:
        """One statement without parameters, for COPY, which takes none."""
        with connection.cursor() as cursor:
            return cursor.mogrify(self.sql, self.params).decode()


def scores_seen(run: ScoreRun, user: User | None) -> ScoreQuerySet:
    """The scores of the run that `user` may read; None is the house itself: all of them."""
    scores = Score.objects.of(run)
    return scores if user is None else scores.visible_to(user)


def score_query(scores: ScoreQuerySet, run: ScoreRun, *, guarded: bool = False) -> Query:
    """The rows of `scores`, all of `run`, under the contract's columns, in the contract's order.

    Shape:  one row per target and period; a range as low..high; blank is NULL; flags joined by ;.
    Units:  attainment 1 = target reached, 12 decimals; points in percent of the department.
    Errors: none. `guarded` puts an apostrophe before a text that a spreadsheet would execute.
    Source: docs/scoring.md, docs/exports.md.
    """
    names = ("run_id", "department_id", "period_id", "target_id", "measurement_id")
    numbers = ("attainment", "points", "coverage", "state")
    inner, params = scores.order_by().values(*names, *numbers).query.sql_with_params()
    marked = Measurement.objects.with_marks(run.as_of, many=True).values(*FIGURE, *MARKS)
    figures, as_of = marked.query.sql_with_params()
    columns = ",\n       ".join(f"{column(name, guarded=guarded)} AS {name}" for name in COLUMNS)
    sql = f"{TREE_SQL}SELECT {columns}" + SOURCE.format(scores=inner, figures=figures)
    return Query(sql, (run.pk, *params, *as_of))


def column(name: str, *, guarded: bool) -> str:
    return TEXT.sub(GUARD if guarded else r"\1", COLUMNS[name])
