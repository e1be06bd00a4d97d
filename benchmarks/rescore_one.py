"""One changed measurement re-scored through five levels, against a bare one-row commit."""

from __future__ import annotations

import statistics
import time
from collections.abc import Iterator

from django.db import connection

from benchmarks.claim import Claim, spread
from benchmarks.country import ensure_run

CHANGES = 300
FIND = """
SELECT m.id, t.id FROM indicators_measurement m
  JOIN indicators_target t ON t.department_id = m.department_id AND t.indicator_id = m.indicator_id
 WHERE m.department_id = %s AND m.indicator_id = 5 AND m.period_id = 7
 ORDER BY m.id DESC LIMIT 1
"""
APPEND = """
INSERT INTO indicators_measurement (department_id, indicator_id, period_id, value, missing, text,
                                    source, note, supersedes_id)
VALUES (%s, 5, 7, %s, '', '', 'benchmark', '', %s) RETURNING id
"""


def measure() -> Iterator[Claim]:
    ensure_run()
    raw = connection.connection
    raw.rollback()
    raw.autocommit = False
    cursor = raw.cursor()
    cursor.execute("SELECT id, base_id FROM indicators_scorerun WHERE kind = 'live'")
    live, base = cursor.fetchone()
    cursor.execute("DROP TABLE IF EXISTS bench_bare")
    cursor.execute("CREATE TABLE bench_bare (id integer PRIMARY KEY, value numeric)")
    cursor.execute("INSERT INTO bench_bare VALUES (1, 0)")
    raw.commit()
    bare, chain = [], []
    for change in range(CHANGES):
        department = 1400 + 28 * change  # leaves in every part of the country
        cursor.execute(FIND, [department])
        before, target = cursor.fetchone()
        cursor.execute(APPEND, [department, 40 + change % 60, before])
        measurement = cursor.fetchone()[0]
        raw.commit()
        started = time.perf_counter()
        cursor.execute("UPDATE bench_bare SET value = value + 1 WHERE id = 1")
        raw.commit()
        bare.append(time.perf_counter() - started)
        started = time.perf_counter()
        cursor.execute(
            "SELECT indicators_rescore(%s, %s, %s, 7, %s, %s)",
            [live, base, department, target, measurement],
        )
        raw.commit()
        chain.append(time.perf_counter() - started)
    cursor.execute("DROP TABLE bench_bare")
    raw.commit()
    raw.autocommit = True
    yield Claim(
        "rescore_one",
        statistics.median(chain) / statistics.median(bare),
        3,
        f"chain {spread(chain, 1e3, 'ms')}; bare commit {spread(bare, 1e3, 'ms')}",
    )
