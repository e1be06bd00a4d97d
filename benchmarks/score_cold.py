"""A cold run over 2.4 million measurements, against what the database needs to move the rows.

The run is a process of its own: start of Python, request, reading, scoring, hashes, storing. The
yardstick, measured in turns with it: COPY the inputs out, COPY 2.4 million result rows in, build
their primary key.
"""

from __future__ import annotations

import os
import re
import statistics
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings
from django.db import connection

from benchmarks.claim import Claim, interleaved, spread
from benchmarks.country import MEASUREMENTS, psql, reset_runs

ROUNDS = 3
INPUTS = (
    "SELECT department_id, indicator_id, period_id, id, value, missing FROM indicators_measurement"
)
RESULTS = (
    "SELECT run_id, target_id, period_id, measurement_id, attainment, points, state"
    " FROM indicators_score WHERE run_id = {run}"
)


def score() -> int:
    """One cold run; returns the peak memory of its process in MB."""
    process = subprocess.Popen(
        [sys.executable, "manage.py", "score", "2026", "--inline"],
        cwd=settings.BASE_DIR,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    output = process.stdout.read()
    _pid, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode or not re.search(rf"done: {MEASUREMENTS} scores", output):
        raise SystemExit(f"the run did not score {MEASUREMENTS} cells:\n{output}")
    return usage.ru_maxrss // 1024


def measure() -> Iterator[Claim]:
    reset_runs()
    peaks = [score()]
    folder = Path(settings.STATE)
    rows = folder / "results.copy"
    with connection.cursor() as cursor:
        cursor.execute("SELECT max(id) FROM indicators_scorerun WHERE kind = 'full'")
        run = cursor.fetchone()[0]
        cursor.execute(
            "CREATE TABLE IF NOT EXISTS bench_result (run_id integer, target_id integer,"
            " period_id integer, measurement_id bigint, attainment numeric(18, 12),"
            " points numeric(18, 12), state integer)"
        )
    psql(rf"\copy ({RESULTS.format(run=run)}) TO '{rows}' (FORMAT binary)")

    def yardstick() -> None:
        psql(
            "TRUNCATE bench_result",
            "ALTER TABLE bench_result DROP CONSTRAINT IF EXISTS bench_result_pkey",
        )
        psql(
            rf"\copy ({INPUTS}) TO '/dev/null' (FORMAT binary)",
            rf"\copy bench_result FROM '{rows}' (FORMAT binary)",
            "ALTER TABLE bench_result ADD PRIMARY KEY (run_id, target_id, period_id)",
        )

    times = interleaved(ROUNDS, yardstick=yardstick, score=lambda: peaks.append(score()))
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE bench_result")
    rows.unlink()
    medians = {name: statistics.median(found) for name, found in times.items()}
    yield Claim(
        "score_cold_2400000",
        medians["score"] / medians["yardstick"],
        1.5,
        f"run {spread(times['score'])}; yardstick {spread(times['yardstick'])}",
    )
    yield Claim("score_cold_memory_mb", max(peaks), 600, "peak of the process, MB")
