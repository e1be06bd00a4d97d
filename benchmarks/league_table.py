"""The first page of a league table of 10,000 departments, against one look-up by primary key."""

from __future__ import annotations

import statistics
from collections.abc import Iterator

from django.db import connection

from benchmarks.claim import Claim, interleaved, spread
from benchmarks.country import ensure_run

PAGE = 50
ROUNDS = 200


def measure() -> Iterator[Claim]:
    run = ensure_run()

    def league() -> None:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT department_id, score, coverage FROM indicators_scorecard"
                " WHERE run_id = %s AND period_id = 7 ORDER BY score DESC NULLS LAST LIMIT %s",
                [run, PAGE],
            )
            cursor.fetchall()

    def look_up() -> None:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT department_id, score, coverage FROM indicators_scorecard"
                " WHERE run_id = %s AND department_id = 5000 AND period_id = 7",
                [run],
            )
            cursor.fetchall()

    times = interleaved(ROUNDS, look_up=look_up, league=league)
    yield Claim(
        "league_table_10000",
        statistics.median(times["league"]) / statistics.median(times["look_up"]),
        5,
        f"first {PAGE} {spread(times['league'], 1e3, 'ms')};"
        f" look-up {spread(times['look_up'], 1e3, 'ms')}",
    )
