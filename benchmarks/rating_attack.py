"""100,000 attempts to be counted without a right, beside honest ratings: none may succeed.

Most go to the service over connections of their own, a part over HTTP to the real portal. The same
harness with the unique constraint dropped must find doubled ratings, or it sees nothing.
"""

from __future__ import annotations

import asyncio
import os
import random
import sys
import threading
import time
import uuid
from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any

from django.db import connection

from benchmarks.claim import Claim
from benchmarks.http_lines import Line, address, page, shared, tap
from benchmarks.portal_stage import offered, opened, places
from feedback import codes, services

ATTEMPTS = int(os.environ.get("ATTEMPTS", "100000"))
OVER_HTTP = int(os.environ.get("OVER_HTTP", "4000"))
HONEST = 1000
ADDRESSES = int(os.environ.get("ADDRESSES", "10000"))
ROUNDS = int(os.environ.get("ROUNDS", "1000"))
AT_ONCE = 64
THREADS = 4
SEED = 2027
COUNTED = """
SELECT count(*), coalesce(sum(r.value), 0) FROM feedback_rating r
  JOIN feedback_stream s ON s.id = r.stream_id WHERE s.kind <> 'open'
"""
DROP = "ALTER TABLE feedback_rating DROP CONSTRAINT rating_one_per_receipt"


def counted() -> tuple[int, int]:
    """How many ratings weigh, and the sum of their values: what a score is made of."""
    with connection.cursor() as cursor:
        cursor.execute(COUNTED)
        return tuple(cursor.fetchone())


class Loot:
    """What an attacker may have: used, expired, closed and made-up codes; the codes of places."""

    def __init__(self, points: list[Any]) -> None:
        self.used = offered(points[0].pk, HONEST)
        self.expired = offered(points[1].pk, 500, expired=True)
        self.elsewhere = offered(points[2].pk, 500)
        services.change_point(points[2], by=None, is_open=False)
        self.places = [point.code for point in points[:2]]

    def attempt(self, dice: random.Random) -> tuple[str, str]:
        kind = dice.choice(("forged", "altered", "replayed", "expired", "closed", "point"))
        used = dice.choice(self.used)
        at = dice.randrange(len(used))
        other = dice.choice(codes.ALPHABET.replace(used[at], ""))
        code = {
            "forged": codes.new(codes.RECEIPT),
            "altered": used[:at] + other + used[at + 1:],
            "replayed": used, "expired": dice.choice(self.expired),
            "closed": dice.choice(self.elsewhere), "point": dice.choice(self.places),
        }[kind]  # fmt: skip
        return kind, code


def in_threads(number: int, work: Callable[[random.Random], None]) -> None:
    """`number` times in all, over some connections at once."""

    def walk(seed: int) -> None:
        dice = random.Random(seed)
        try:
            for _time in range(number // THREADS):
                work(dice)
        finally:
            connection.close()

    threads = [threading.Thread(target=walk, args=[SEED + n]) for n in range(THREADS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def over_http(loot: Loot, number: int, answers: Counter[str]) -> None:
    dice = random.Random(SEED)

    def jobs() -> Iterator[Any]:
        for n in range(number):
            kind, code = loot.attempt(dice)

            async def job(line: Line, kind: str = kind, code: str = code, n: int = n) -> None:
                found = await line.ask(page(code), tap(5), address=address(n))
                answers[f"{kind} {found.status}"] += 1

            yield job

    asyncio.run(shared(jobs(), 16))


def races(point: int, rounds: int) -> Counter[int]:
    """How many of 64 at once won, by rounds: eight connections, each with eight in a row."""
    wins = Counter[int]()
    lanes = 8
    receipts = offered(point, rounds)
    start = threading.Barrier(lanes)
    won: list[list[int]] = [[0] * rounds for _lane in range(lanes)]

    def lane(number: int) -> None:
        try:
            for at, code in enumerate(receipts):
                start.wait()
                for _one in range(AT_ONCE // lanes):
                    state = services.give(code, 5, page=uuid.uuid4()).state
                    won[number][at] += state == "kept"
        finally:
            connection.close()

    threads = [threading.Thread(target=lane, args=[n]) for n in range(lanes)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    wins.update(sum(column) for column in zip(*won, strict=True))
    return wins


async def rush(code: str) -> int:
    """64 connections to the portal with one receipt; how many were told that it counts."""
    lines = [Line() for _one in range(AT_ONCE)]
    found = await asyncio.gather(
        *(line.ask(page(code), tap(5), address=address(n)) for n, line in enumerate(lines))
    )
    for line in lines:
        line.drop()
    return sum(bool(one.check) for one in found)


def crowd(point: Any, number: int) -> Counter[int]:
    """So many addresses without a receipt, each with the worst opinion."""
    answers = Counter[int]()

    def jobs() -> Iterator[Any]:
        for n in range(number):

            async def job(line: Line, n: int = n) -> None:
                found = await line.ask(page(point.code), tap(1), address=address(n * 257))
                answers[found.status] += 1

            yield job

    asyncio.run(shared(jobs(), 16))
    return answers


def measure() -> Iterator[Claim]:
    with opened() as stage:
        points = places(4)
        loot = Loot(points)
        for code in loot.used:
            services.give(code, 5, page=uuid.uuid4())
        before = counted()
        states, answers = Counter[str](), Counter[str]()

        def strike(dice: random.Random) -> None:
            kind, code = loot.attempt(dice)
            state = services.give(code, 5, page=uuid.uuid4()).state
            states[f"{kind} {state}"] += 1

        timed("attempts", lambda: in_threads(ATTEMPTS - OVER_HTTP, strike))
        stage.start_web()
        stage.wait_for_web()
        timed("attempts over HTTP", lambda: over_http(loot, OVER_HTTP, answers))
        yield Claim(
            "attack_counted", counted()[0] - before[0], 0,
            f"{sum(states.values())} at the service, {sum(answers.values())} over HTTP beside "
            f"{HONEST} honest: {dict(sorted(states.items()))} {dict(sorted(answers.items()))}",
        )  # fmt: skip
        score = counted()
        told = timed("addresses", lambda: crowd(points[0], ADDRESSES))
        moved = sum(abs(b - a) for a, b in zip(score, counted(), strict=True))
        yield Claim("attack_crowd_moved", moved, 0, f"{ADDRESSES} addresses: {dict(told)}")
        wins = timed("races", lambda: races(points[3].pk, ROUNDS))
        lines = Counter(asyncio.run(rush(code)) for code in offered(points[3].pk, 20))
        wrong = sum(n for won, n in [*wins.items(), *lines.items()] if won != 1)
        yield Claim(
            "attack_races", wrong, 0,
            f"{ROUNDS} rounds of 64 at the service, 20 over 64 connections: not exactly one won",
        )  # fmt: skip
        with connection.cursor() as cursor:
            cursor.execute(DROP)
        doubled = timed("without the constraint", lambda: races(points[3].pk, 10))
        seen = sum(n for won, n in doubled.items() if won > 1)
        yield Claim(
            "attack_blind", 10 - seen, 0, f"without it {seen} of 10 rounds: {dict(doubled)}"
        )


def timed(what: str, work: Callable[[], Any]) -> Any:
    started = time.monotonic()
    found = work()
    print(f"# {what}: {time.monotonic() - started:.0f} s", file=sys.stderr)
    return found
