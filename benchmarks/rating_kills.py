"""kill -9 of web, worker, PostgreSQL and Valkey while citizens rate: nothing acknowledged is lost.

Each citizen sends his page again until it is acknowledged, as a person does who sees an error.
Afterwards every check code that was acknowledged must lead to exactly one row.
"""

from __future__ import annotations

import asyncio
import os
import random
import sys
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

from django.db import connection

from benchmarks.claim import Claim
from benchmarks.http_lines import Line, address, page, tap
from benchmarks.portal_stage import Stage, offered, opened, places
from feedback import codes
from feedback.services.keys import CHECK, key_of

KILLS = int(os.environ.get("KILLS", "100"))
SECONDS = int(os.environ.get("SECONDS", "900"))  # no new kill after that
SEED = int(os.environ.get("SEED", "2027"))
LINES = 8
WHAT = ("web", "web", "worker", "postgres", "valkey")
PAUSE = 0.2  # seconds before somebody tries again


class Crowd:
    """Citizens who rate until they are told to stop; the codes that they were given."""

    def __init__(self, receipts: list[str]) -> None:
        self.receipts = iter(receipts)
        self.acknowledged: dict[str, int] = {}
        self.failures = Counter[str]()
        self.is_over = False

    async def citizen(self) -> None:
        import uuid  # noqa: PLC0415 -- leaf

        line = Line()
        for code in self.receipts:
            if self.is_over:
                break
            form = tap(1 + len(self.acknowledged) % 5, uuid.uuid4())
            while True:
                try:
                    found = await line.ask(page(code), form, address=address(hash(code) % 9999))
                except OSError:
                    self.failures["no answer"] += 1
                else:
                    if found.check:
                        self.acknowledged[found.check] = int(form.partition("value=")[2][0])
                        break
                    self.failures[str(found.status)] += 1
                await asyncio.sleep(PAUSE)
        line.drop()


def kill_one(stage: Stage, dice: random.Random) -> str:
    name = dice.choice(WHAT)
    if name in stage.processes:
        stage.kill(name)
        stage.start_web() if name == "web" else stage.start_worker()
    else:
        stage.servers.kill(name)
        time.sleep(dice.uniform(0, 0.3))
        stage.servers.revive(name)
    return name


async def killing(stage: Stage, crowd: Crowd, killer: ThreadPoolExecutor) -> Counter[str]:
    loop = asyncio.get_running_loop()
    dice, killed = random.Random(SEED), Counter[str]()
    started = time.monotonic()
    citizens = [asyncio.create_task(crowd.citizen()) for _line in range(LINES)]
    while sum(killed.values()) < KILLS and time.monotonic() - started < SECONDS:
        before = len(crowd.acknowledged)
        deadline = time.monotonic() + 60
        while len(crowd.acknowledged) - before < 20 and time.monotonic() < deadline:  # noqa: ASYNC110
            await asyncio.sleep(0.02)  # ratings flow again
        await asyncio.sleep(dice.uniform(0, 0.5))
        killed[await loop.run_in_executor(killer, kill_one, stage, dice)] += 1
        if sum(killed.values()) % 20 == 0:
            print(f"# {dict(killed)}, {len(crowd.acknowledged)} acknowledged", file=sys.stderr)
    crowd.is_over = True
    await asyncio.gather(*citizens)
    return killed


def measure() -> Iterator[Claim]:
    # What a thread has started ends with it: this one lives as long as the servers.
    with ThreadPoolExecutor(1) as killer, opened() as stage:
        points = places(4)
        receipts = [code for point in points for code in offered(point.pk, 40_000)]
        stage.start_worker()
        stage.start_web()
        stage.wait_for_web()
        crowd = Crowd(receipts)
        killed = asyncio.run(killing(stage, crowd, killer))
        lost, doubled, rows = compared(crowd)
    told = f"{sum(killed.values())} kills {dict(killed)}, {len(crowd.acknowledged)} acknowledged"
    yield Claim("rating_kills_lost", lost, 0, f"{told}, {dict(crowd.failures)}, seed {SEED}")
    yield Claim("rating_kills_doubled", doubled, 0, f"{rows} rows")


def compared(crowd: Crowd) -> tuple[int, int, int]:
    """Acknowledged without their row or with another answer; and receipts with two rows."""
    connection.close()
    with connection.cursor() as cursor:
        cursor.execute("SELECT check_code, value FROM feedback_rating")
        found = [(bytes(check), value) for check, value in cursor.fetchall()]
        cursor.execute("SELECT count(*) - count(DISTINCT receipt), count(*) FROM feedback_rating")
        doubled, rows = cursor.fetchone()
    kept, key = dict(found), key_of(CHECK)
    lost = sum(
        kept.get(codes.digest(check, key)) != value for check, value in crowd.acknowledged.items()
    )
    return lost, doubled + len(found) - len(kept), rows
