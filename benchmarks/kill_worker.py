"""kill -9 of the worker at 20 random moments of a run: the hashes must be the same each time.

A real Celery worker with two processes; the process group is killed, a new worker started, and
the sweeper (what beat runs) hands the run on. The "ratio" is the number of runs that came out
different; none is allowed.
"""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator

from django.conf import settings
from django.db import connection

from benchmarks.claim import Claim
from benchmarks.country import ensure_run, reset_runs
from indicators.models import Cycle, ScoreRun
from indicators.services import runs

KILLS = 20
LEASE = "3"
LIMIT = 180  # seconds until a killed run must be done


def worker() -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-m", "celery", "-A", "perfmgmt.celery", "worker", "-c", "2",
         "-l", "ERROR", "--without-gossip", "--without-mingle", "--without-heartbeat"],
        cwd=settings.BASE_DIR, start_new_session=True,
        env=os.environ | {"PERFMGMT_LEASE_SECONDS": LEASE},
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip


def kill(process: subprocess.Popen[bytes]) -> None:
    os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def state_of(run_id: int) -> str:
    return ScoreRun.objects.values_list("state", flat=True).get(pk=run_id)


def killed_run(cycle: Cycle, as_of: object, dice: random.Random) -> tuple[str, str, float]:
    """One run whose worker dies at a random moment; its hashes and when the worker died."""
    run = runs.request_run(cycle, as_of=as_of, by=None)  # type: ignore[arg-type]
    process = worker()
    began = time.monotonic()
    while state_of(run.pk) == "requested" and time.monotonic() - began < LIMIT:
        time.sleep(0.05)
    moment = dice.uniform(0, 8)
    time.sleep(moment)
    kill(process)
    process = worker()
    try:
        while state_of(run.pk) in ("requested", "running"):
            if time.monotonic() - began > LIMIT:
                raise SystemExit(f"run {run.pk} did not end in {LIMIT} s")
            runs.sweep()
            time.sleep(1)
    finally:
        kill(process)
    done = ScoreRun.objects.get(pk=run.pk)
    return done.inputs_sha256, done.results_sha256, moment


def measure() -> Iterator[Claim]:
    reset_runs()
    reference = ScoreRun.objects.get(pk=ensure_run())
    expected = (reference.inputs_sha256, reference.results_sha256)
    seed = int(os.environ.get("SEED", "2026"))
    dice = random.Random(seed)
    different = 0
    for number in range(KILLS):
        inputs, results, moment = killed_run(reference.cycle, reference.as_of, dice)
        same = (inputs, results) == expected
        different += not same
        print(f"# kill {number + 1} after {moment:.2f} s: {'same' if same else 'DIFFERENT'}",
              file=sys.stderr)  # fmt: skip
        with connection.cursor() as cursor:  # 120,000 cards each would fill the disk for nothing
            cursor.execute("SET session_replication_role = replica")
            cursor.execute("DELETE FROM indicators_scorecard WHERE run_id > %s", [reference.pk])
            cursor.execute("SET session_replication_role = origin")
    reset_runs()  # runs without cards are no use to the next claim
    yield Claim("kill_worker_20", different, 0, f"{KILLS} kills, seed {seed}: runs that differ")
