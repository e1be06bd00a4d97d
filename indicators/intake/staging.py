"""Lines of a file in temporary tables, where PostgreSQL compares them by the hundred thousand.

The tables live until the transaction ends. `intake_row` holds every line, also bad ones;
`intake_problem` all that is to be said about them.
"""

from __future__ import annotations

import io
import itertools
import json
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import connection

from indicators.intake.problems import Problem
from indicators.intake.rows import Draft, short

BATCH = 10_000
UNASSIGNED = "unassigned"
MOST_COPIES = 20  # unknown departments that one indicator may tell apart in one period

TABLES = """
DROP TABLE IF EXISTS pg_temp.intake_row, pg_temp.intake_problem;
CREATE TEMP TABLE intake_row (
    line int NOT NULL, department text, indicator text, unit text, direction text,
    target text, actual text, value numeric(30, 15), low numeric(30, 15), high numeric(30, 15),
    figure numeric(30, 15), missing text, words text, note text,
    label text, kind text, starts_on date, ends_on date,
    bad boolean NOT NULL, copy int NOT NULL DEFAULT 1
) ON COMMIT DROP;
CREATE TEMP TABLE intake_problem (
    line int NOT NULL, col text NOT NULL, code text NOT NULL, params jsonb NOT NULL,
    is_error boolean NOT NULL
) ON COMMIT DROP;
"""
ROW_COLUMNS = (
    "line, department, indicator, unit, direction, target, actual, value, low, high, figure,"
    " missing, words, note, label, kind, starts_on, ends_on, bad"
)
PROBLEM_COLUMNS = "line, col, code, params, is_error"
ESCAPES = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r", "\0": None})

# A row without a department says nothing about which one: rows that would be the same are kept
# apart as further unknown departments. Rows with a department that repeat are errors.
REPEATED = f"""
CREATE TEMP TABLE intake_repeated ON COMMIT DROP AS
SELECT line, department, first, n FROM (
    SELECT line, department, min(line) OVER same AS first, row_number() OVER same AS n
      FROM intake_row WHERE label IS NOT NULL AND indicator <> ''
    WINDOW same AS (PARTITION BY department, indicator, starts_on, ends_on ORDER BY line)
) numbered WHERE n > 1;
UPDATE intake_row SET copy = n FROM intake_repeated again
 WHERE again.line = intake_row.line AND again.department = '' AND n <= {MOST_COPIES};
INSERT INTO intake_problem ({PROBLEM_COLUMNS})
SELECT line, '', 'duplicate', jsonb_build_object('first', first::text), true
  FROM intake_repeated WHERE department <> '' OR n > {MOST_COPIES};
INSERT INTO intake_problem ({PROBLEM_COLUMNS})
SELECT line, 'department', 'repeated_without_department',
       jsonb_build_object('first', first::text, 'code', '{UNASSIGNED}-' || n), false
  FROM intake_repeated WHERE department = '' AND n <= {MOST_COPIES};
INSERT INTO intake_problem ({PROBLEM_COLUMNS})
SELECT line, 'department', 'no_department', '{{}}', false FROM intake_row
 WHERE department = '' AND copy = 1 AND label IS NOT NULL;
DROP TABLE intake_repeated;
"""  # noqa: S608 -- constants of ours

SHORT_YEARS = "kind = 'year' AND label ~ '^[0-9]{4}-[0-9]{2}$'"
# 2009-10 is October where 2016-17 in the same table is a year: worth a word.
AMBIGUOUS_MONTHS = f"""
INSERT INTO intake_problem ({PROBLEM_COLUMNS})
SELECT line, 'period', 'month_or_years', jsonb_build_object(
           'text', label, 'other', (SELECT min(label) FROM intake_row WHERE {SHORT_YEARS}),
           'meant', left(label, 4) || '-' || left(label, 4)::int + 1), false
  FROM intake_row
 WHERE kind = 'month' AND right(label, 2)::int = (left(label, 4)::int + 1) % 100
   AND EXISTS (SELECT FROM intake_row WHERE {SHORT_YEARS})
"""  # noqa: S608 -- constants of ours

MARK_BAD = """
UPDATE intake_row SET bad = true
  FROM intake_problem WHERE intake_problem.line = intake_row.line AND is_error AND NOT bad
"""


def run(sql: str, params: Any = None) -> int:
    """Execute a statement of this package; returns how many rows it touched."""
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return int(cursor.rowcount)


def fetch(sql: str, params: Any = None) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return list(cursor.fetchall())


def fill(rows: Iterable[Draft]) -> int:
    """Put all drafts into the temporary tables, a batch at a time. Returns how many."""
    run(TABLES)
    count = 0
    drafts = iter(rows)
    while batch := list(itertools.islice(drafts, BATCH)):
        copy_in("intake_row", ROW_COLUMNS, map(fields_of, batch))
        problems = (problem for draft in batch for problem in draft.problems)
        copy_in("intake_problem", PROBLEM_COLUMNS, map(fields_of_problem, problems))
        count += len(batch)
    run("CREATE INDEX ON intake_row (line)")
    run(REPEATED)
    run(AMBIGUOUS_MONTHS)
    run(MARK_BAD)
    run("ANALYZE intake_row")
    return count


def add_problems(problems: Iterable[Problem]) -> None:
    copy_in("intake_problem", PROBLEM_COLUMNS, map(fields_of_problem, problems))


def fields_of(draft: Draft) -> tuple[Any, ...]:
    period = draft.period
    return (
        draft.line, *(short(text) if draft.is_bad else text for text in
                      (draft.department, draft.indicator, draft.unit)),
        draft.direction, short(draft.target), short(draft.actual),
        draft.aim.value, draft.aim.low, draft.aim.high,
        draft.figure.value, draft.missing, draft.figure.text,
        short(draft.note) if draft.is_bad else draft.note,
        period and period.label, period and period.kind,
        period and period.starts_on, period and period.ends_on, draft.is_bad,
    )  # fmt: skip


def fields_of_problem(problem: Problem) -> tuple[Any, ...]:
    params = json.dumps(problem.params, ensure_ascii=False).replace("\\u0000", "")
    return problem.line, problem.column, problem.code, params, problem.is_error


def copy_in(table: str, columns: str, rows: Iterable[tuple[Any, ...]]) -> None:
    sink = io.StringIO()
    for row in rows:
        sink.write("\t".join(map(text_of, row)))
        sink.write("\n")
    sink.seek(0)
    with connection.cursor() as cursor:
        cursor.copy_expert(f"COPY {table} ({columns}) FROM STDIN", sink)


def text_of(value: object) -> str:
    """A value as COPY reads it."""
    if value is None:
        return "\\N"
    if isinstance(value, str):
        return value.translate(ESCAPES)
    if isinstance(value, bool):
        return "t" if value else "f"
    if isinstance(value, int | Decimal | date):
        return str(value)
    raise TypeError(f"cannot copy {value!r}")


def problems() -> Iterator[Problem]:
    """All that is to be said, by line; errors of a line before its notices."""
    with connection.chunked_cursor() as cursor:
        cursor.execute(
            "SELECT line, col, code, params FROM intake_problem"
            " ORDER BY line, NOT is_error, col, code"
        )
        while rows := cursor.fetchmany(2000):
            for line, column, code, params in rows:
                yield Problem(line, column, code, as_texts(params))


def as_texts(params: str | Mapping[str, Any]) -> dict[str, str]:
    found = json.loads(params) if isinstance(params, str) else params
    return {key: str(value) for key, value in found.items()}
