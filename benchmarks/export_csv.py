"""A million scores as CSV over HTTP, through gunicorn, against psql writing the same query.

The caller is an auditor of five branches, so the query also decides who may see what. Both sides
throw the bytes away; both start with the connection. Also told: the peak memory of the web worker.
"""

from __future__ import annotations

import datetime
import http.client
import re
import socket
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.db import connection
from django.utils import timezone

from benchmarks.claim import Claim, interleaved, spread
from benchmarks.country import MONTHS, TARGETS, ensure_run
from departments.models import Department, RoleGrant, User
from indicators.models import ScoreRun
from perfmgmt.embedded.binaries import postgres
from perfmgmt.embedded.layout import Layout, state_folder
from reports.exports.scores import score_query, scores_seen
from reports.exports.stream import AS_CSV
from reports.models import Scope
from reports.services import create_token, revoke_token

ROWS = 1_000_000
ROUNDS = 5
MEGABYTES = 150
PIECE = 1 << 20  # bytes the client reads at once


def auditor() -> User:
    """A user who sees just above a million scores: five branches and some single departments."""
    user, is_new = User.objects.get_or_create(username="benchmark-auditor")
    if is_new:
        tops = list(Department.objects.filter(level=2).order_by("pk")[:5])
        seen = Department.objects.filter(lineage__overlap=[top.pk for top in tops]).count()
        lacking = -(-ROWS // (TARGETS * MONTHS)) - seen
        others = Department.objects.filter(level=5).exclude(
            lineage__overlap=[top.pk for top in tops]
        )
        for place in [*tops, *others.order_by("pk")[: max(lacking, 0)]]:
            RoleGrant.objects.create(
                user=user, role="auditor", department=place, starts_on=timezone.localdate()
            )
    return user


@contextmanager
def served() -> Iterator[tuple[int, int]]:
    """A gunicorn with one worker; its port and the worker's process."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = subprocess.Popen(
        [sys.executable, "-m", "gunicorn", "-w", "1", "-k", "gthread", "--threads", "4",
         "--timeout", "300", "--log-level", "error", "-b", f"127.0.0.1:{port}", "perfmgmt.wsgi"],
        cwd=settings.BASE_DIR, stdout=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        wait_for(port)
        children = Path(f"/proc/{server.pid}/task/{server.pid}/children")
        yield port, int(children.read_text().split()[0])
    finally:
        server.terminate()
        server.wait()


def wait_for(port: int) -> None:
    for _attempt in range(200):
        try:
            link = http.client.HTTPConnection("127.0.0.1", port)
            link.request("GET", "/livez")
            link.getresponse().read()
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise SystemExit("gunicorn did not start")


def peak(process: int) -> float:
    """Megabytes of memory that a process held at most."""
    status = Path(f"/proc/{process}/status").read_text()
    return int(re.search(r"VmHWM:\s+(\d+)", status).group(1)) / 1024  # type: ignore[union-attr]


def download(port: int, path: str, secret: str) -> int:
    link = http.client.HTTPConnection("127.0.0.1", port)
    link.request("GET", path, headers={"Authorization": f"Bearer {secret}"})
    answer = link.getresponse()
    if answer.status != http.client.OK:
        raise SystemExit(f"{answer.status}: {answer.read()!r}")
    size = 0
    while piece := answer.read(PIECE):
        size += len(piece)
    return size


def measure() -> Iterator[Claim]:
    run = ScoreRun.objects.get(pk=ensure_run())
    user = auditor()
    query = score_query(scores_seen(run, user), run, guarded=True)
    statement = f"COPY ({query.literal()}) TO STDOUT WITH {AS_CSV}"
    psql = [
        str(postgres(Layout.of(state_folder()), "psql")), "-q", "-v", "ON_ERROR_STOP=1",
        "-h", settings.DATABASES["default"]["HOST"], "-U", connection.settings_dict["USER"],
        "-d", "perfmgmt", "-c", statement,
    ]  # fmt: skip
    name = f"benchmark {timezone.now():%Y-%m-%d %H:%M:%S.%f}"
    token, secret = create_token(name, [Scope.READ_SCORES], datetime.timedelta(hours=1), by=user)
    sizes = []
    try:
        with served() as (port, worker):
            path = f"/api/v1/score-runs/{run.pk}/scores.csv"
            times = interleaved(
                ROUNDS,
                psql=lambda: subprocess.run(psql, check=True, stdout=subprocess.DEVNULL),
                http=lambda: sizes.append(download(port, path, secret)),
            )
            most = peak(worker)
    finally:
        revoke_token(token, by=user)
    rows = scores_seen(run, user).count()
    yield Claim(
        "export_csv_1m",
        statistics.median(times["http"]) / statistics.median(times["psql"]),
        1.3,
        f"{rows:,} rows, {sizes[0] / 1e6:.0f} MB; over HTTP {spread(times['http'])};"
        f" psql {spread(times['psql'])}",
    )
    yield Claim("export_csv_memory_mb", most, MEGABYTES, "peak of the web worker, after 5 exports")
