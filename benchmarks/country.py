"""A country to measure with: 10,000 departments in five levels, 20 targets each, 12 months."""

import io
import subprocess
import sys

from django.conf import settings
from django.core.management import call_command
from django.db import connection

from indicators.models import ScoreRun

LEVELS = (1, 12, 120, 1200, 8667)
TARGETS = 20
MONTHS = 12
MEASUREMENTS = sum(LEVELS) * TARGETS * MONTHS

# Numbers follow from the ids by modular arithmetic, so that every machine measures the same data.
STATEMENTS = (
    """
    INSERT INTO departments_department (id, code, name, name_en, name_zh, parent_id, peer_group,
                                        level, lineage, starts_on)
    WITH RECURSIVE node AS (
        SELECT n AS id,
               CASE WHEN n = 1 THEN 1 WHEN n <= 13 THEN 2 WHEN n <= 133 THEN 3
                    WHEN n <= 1333 THEN 4 ELSE 5 END AS level,
               CASE WHEN n = 1 THEN NULL WHEN n <= 13 THEN 1 WHEN n <= 133 THEN 2 + (n - 14) %% 12
                    WHEN n <= 1333 THEN 14 + (n - 134) %% 120
                    ELSE 134 + (n - 1334) %% 1200 END AS parent
          FROM generate_series(1, %(departments)s) n),
    line AS (
        SELECT id, level, parent, ARRAY[id] AS lineage FROM node WHERE parent IS NULL
        UNION ALL
        SELECT node.id, node.level, node.parent, line.lineage || node.id
          FROM node JOIN line ON node.parent = line.id)
    SELECT id, 'D' || lpad(id::text, 5, '0'), 'Department ' || id, 'Department ' || id,
           '部门' || id, parent, 'level ' || level, level, lineage, DATE '2020-01-01'
      FROM line ORDER BY id
    """,
    """
    INSERT INTO indicators_period (id, label, kind, starts_on, ends_on)
    SELECT n, to_char(d, 'YYYY-MM'), 'month', d, (d + INTERVAL '1 month - 1 day')::date
      FROM generate_series(1, 12) n, LATERAL (SELECT make_date(2026, n, 1) AS d) x
    UNION ALL SELECT 13, '2026', 'year', DATE '2026-01-01', DATE '2026-12-31'
    """,
    """
    INSERT INTO indicators_cycle (id, name, period_id) VALUES (1, '2026', 13)
    """,
    """
    INSERT INTO indicators_indicator (id, code, version, name, name_en, name_zh, unit, direction,
        frequency, per, decimals, purpose, definition, formula, source, limitations,
        definition_zh, formula_zh, limitations_zh, created_at)
    SELECT n, 'K' || lpad(n::text, 3, '0'), 1, 'Indicator ' || n, 'Indicator ' || n, '指标' || n,
           '%%', CASE n %% 3 WHEN 0 THEN 'higher' WHEN 1 THEN 'lower' ELSE 'range' END, '', 1, 2,
           '', '', '', '', '', '', '', '', now()
      FROM generate_series(1, %(targets)s) n
    """,
    """
    INSERT INTO indicators_target (cycle_id, department_id, indicator_id, method, value, low, high,
        tolerance_low, tolerance_high, weight, cap, floor, is_safety, sums_children, created_at)
    SELECT 1, d, k,
           CASE k %% 3 WHEN 0 THEN 'ratio_higher' WHEN 1 THEN 'ratio_lower' ELSE 'band' END,
           CASE WHEN k %% 3 < 2 THEN 60 + (d * 7 + k * 13) %% 40 END,
           CASE WHEN k %% 3 = 2 THEN 40 END, CASE WHEN k %% 3 = 2 THEN 80 END,
           CASE WHEN k %% 3 = 2 THEN 20 END, CASE WHEN k %% 3 = 2 THEN 20 END,
           5, 1.2, 0, false, false, now()
      FROM generate_series(1, %(departments)s) d, generate_series(1, %(targets)s) k
    """,
    """
    INSERT INTO indicators_measurement (department_id, indicator_id, period_id, value, missing,
        text, source, note, recorded_at)
    SELECT d, k, p, CASE WHEN v %% 100 < 97 THEN v / 100.0 END,
           CASE WHEN v %% 100 < 97 THEN '' ELSE 'not_reported' END, '', 'benchmark', '', now()
      FROM generate_series(1, 12) p, generate_series(1, %(departments)s) d,
           generate_series(1, %(targets)s) k,
           LATERAL (SELECT (4000 + ((d * 7919 + k * 104729 + p * 1299709) %% 6007)) AS v) x
    """,
)


def build():
    """Fill an empty, migrated database with the country. Takes about a minute."""
    size = {"departments": sum(LEVELS), "targets": TARGETS}
    with connection.cursor() as cursor:
        for statement in STATEMENTS:
            cursor.execute(statement, size)
        for table in (
            "departments_department",
            "indicators_period",
            "indicators_cycle",
            "indicators_indicator",
        ):
            cursor.execute(
                f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), max(id)) FROM {table}"
            )
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")


def prepare():
    """Migrate the database of the benchmarks and fill it, once."""
    call_command("migrate", verbosity=0)
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM indicators_cycle")
        if not cursor.fetchone()[0]:
            print("# building the country: 2.4 million measurements", file=sys.stderr)
            build()


def psql(*commands):
    """Run commands in psql, the yardstick's client."""
    arguments = [part for command in commands for part in ("-c", command)]
    subprocess.run(
        [sys.executable, "-m", "perfmgmt.embedded", "psql", "-q", "-v", "ON_ERROR_STOP=1",
         "-d", "perfmgmt", *arguments],
        cwd=settings.BASE_DIR, check=True,
    )  # fmt: skip


def reset_runs():
    """Forget all runs, as a fresh database has none; the guards of finished runs stand aside."""
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        cursor.execute("UPDATE indicators_cycle SET published_run_id = NULL")
        cursor.execute("TRUNCATE indicators_scorecard, indicators_scoreshard")
        cursor.execute("DELETE FROM indicators_scorerun")
        cursor.execute("SET session_replication_role = origin")
        cursor.execute("VACUUM ANALYZE indicators_scorecard")


def ensure_run():
    """The number of a finished run, made when there is none."""
    done = ScoreRun.objects.done().order_by("-pk").first()
    if done is None:
        call_command("score", "2026", inline=True, stdout=io.StringIO())
        done = ScoreRun.objects.done().order_by("-pk").first()
        with connection.cursor() as cursor:
            cursor.execute("VACUUM ANALYZE indicators_scorecard")
    return done.pk
