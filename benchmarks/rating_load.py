"""Acknowledged ratings a second over HTTP, against pgbench inserting the same row in the same run.

The portal as in production (uvicorn, two workers, the portal's role), keep-alive connections, all
checks, fsync on. The ratio to beat is 0.25; the claim is its inverse, which must not pass 4.
"""

from __future__ import annotations

import os
import re
import statistics
import subprocess
import sys
import time
from collections.abc import Awaitable, Callable, Iterator

import uvloop
from django.db import connection

from benchmarks.claim import Claim
from benchmarks.http_lines import Answer, Line, address, page, shared, tap
from benchmarks.portal_stage import Stage, offered, opened, places
from perfmgmt.embedded import binaries
from perfmgmt.embedded.keeper import USER

ROUNDS = int(os.environ.get("ROUNDS", "3"))
RATINGS = int(os.environ.get("RATINGS", "3000"))  # of a round
LINES = int(os.environ.get("LINES", "16"))  # connections, of both
SECONDS = 5  # of pgbench
MOST_RATIO, MOST_P99 = 4.0, 0.2
ROW = """
INSERT INTO feedback_rating (id, point_id, scale_id, stream_id, receipt, external, check_code,
    value, outcome, reasons, text, language, is_default, rated_on, half, changes, marks, state)
VALUES (gen_random_uuid(), {point}, {scale}, {stream},
    sha256(uuid_send(gen_random_uuid())), '', sha256(uuid_send(gen_random_uuid())), 5,
    '', '{{}}', '', 'en', false, current_date, 'am', 0, '{{}}', 'kept');
"""


def pgbench(stage: Stage, point: object) -> float:
    """Rows a second: the same row over as many connections, prepared."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT id FROM feedback_stream WHERE kind = 'receipt'")
        (stream,) = cursor.fetchone()
    script = stage.state / "row.sql"
    script.write_text(
        ROW.format(point=point.pk, scale=point.service.scale_id, stream=stream)  # type: ignore[attr-defined]
    )
    done = subprocess.run(
        [str(binaries.postgres(stage.servers.layout, "pgbench")), "-n", "-M", "prepared",
         "-h", str(stage.servers.layout.sockets), "-U", USER, "-c", str(LINES), "-j", "2",
         "-T", str(SECONDS), "-f", str(script), USER],
        check=True, capture_output=True, text=True,
    )  # fmt: skip
    return float(re.findall(r"tps = ([\d.]+)", done.stdout)[-1])


def given(
    receipts: list[str], answers: list[Answer]
) -> Iterator[Callable[[Line], Awaitable[None]]]:
    for number, code in enumerate(receipts):

        async def job(line: Line, code: str = code, number: int = number) -> None:
            found = await line.ask(page(code), tap(5 - number % 5), address=address(number))
            answers.append(found)

        yield job


def rated(points: list[object]) -> tuple[float, list[float]]:
    """Ratings a second, and how long each citizen waited."""
    each = RATINGS // len(points)
    receipts = [
        code
        for codes in zip(*(offered(point.pk, each) for point in points), strict=True)  # type: ignore[attr-defined]
        for code in codes
    ]
    answers: list[Answer] = []
    started = time.perf_counter()
    uvloop.run(shared(given(receipts, answers), LINES))
    took = time.perf_counter() - started
    kept = [one for one in answers if one.status == 302 and one.check]
    if len(kept) != len(receipts):
        raise SystemExit(f"{len(receipts) - len(kept)} of {len(receipts)} were not acknowledged")
    return len(kept) / took, [one.seconds for one in kept]


def measure() -> Iterator[Claim]:
    with opened() as stage:
        points = places(10)
        stage.start_web()
        stage.wait_for_web()
        rated(points)  # warm
        rows, ratings, waits = [], [], []
        for _round in range(ROUNDS):
            rows.append(pgbench(stage, points[0]))
            speed, waited = rated(points)
            ratings.append(speed)
            waits += waited
            print(f"# {rows[-1]:.0f} rows/s, {speed:.0f} ratings/s", file=sys.stderr)
        p99 = statistics.quantiles(waits, n=100)[98]
    told = f"pgbench {statistics.median(rows):.0f}/s, ratings {statistics.median(ratings):.0f}/s"
    ratio = statistics.median(row / one for row, one in zip(rows, ratings, strict=True))
    load = f"load {os.getloadavg()[0]:.1f}"
    yield Claim("rating_slower_than_insert", ratio, MOST_RATIO, f"{told}, {load}")
    yield Claim("rating_p99_seconds", p99, MOST_P99, f"{len(waits)} taps, {LINES} lines, {load}")
