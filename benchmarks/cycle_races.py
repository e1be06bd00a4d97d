"""1,000 meetings of each race of a cycle: nothing accepted late, lost, doubled or over the quota.

Two threads on connections of their own, both committing, start at one barrier; a few milliseconds
of delay, now for one side and now for the other, let both orders occur. The same is then done with
the lock of each race taken out: that must find violations, or the race was none.
"""

from __future__ import annotations

import random
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack, contextmanager, suppress
from typing import Any

from django.db import connection
from django.test import override_settings

from benchmarks.claim import Claim

ROUNDS = 1_000
ROUNDS_WITHOUT_LOCK = 50
MOST_DELAY = 0.004  # seconds by which one side may start late
PATIENCE = 60  # seconds after which two that wait for each other are a fault


def measure() -> Iterator[Claim]:
    """Needs an empty database of its own: makes one beside that of the country, and drops it."""
    from benchmarks.racing import RACES, Stage  # noqa: PLC0415 -- after Django

    name = connection.creation.create_test_db(verbosity=0, autoclobber=True)
    try:
        stage = Stage()
        # A log of every statement would take longer than some of them.
        with override_settings(DEBUG=False), two_sides() as sides:
            for kind in RACES:
                yield from claims(kind(stage), sides)
    finally:
        with suppress(Exception):
            connection.creation.destroy_test_db(name, verbosity=0)


@contextmanager
def two_sides() -> Iterator[list[ThreadPoolExecutor]]:
    """Two threads, each with its own connection for all rounds."""
    with ExitStack() as stack:
        sides = [stack.enter_context(ThreadPoolExecutor(1)) for _side in range(2)]
        yield sides
        for side in sides:
            side.submit(close_own).result()


def close_own() -> None:
    connection.close()  # that of the thread it runs in


def claims(race: Any, sides: list[ThreadPoolExecutor]) -> Iterator[Claim]:
    started = time.monotonic()
    faults, won = run(race, sides, ROUNDS)
    told = ", ".join(f"{side} {won[side]}" for side in race.sides)
    found = sum(faults.values())
    if not found and not all(won[side] for side in race.sides):
        found, told = 1, f"no race: one side always came first: {told}"
    yield Claim(
        f"cycle_race_{race.name}", found, 0,
        f"violations in {ROUNDS} rounds; {told}; {words(faults)}, "
        f"{time.monotonic() - started:.0f} s",
    )  # fmt: skip
    with race.without_lock():
        faults, _won = run(race, sides, ROUNDS_WITHOUT_LOCK)
    yield Claim(
        f"cycle_race_{race.name}_without_lock", int(not faults), 0,
        f"0 when its lock, taken out, is missed; {ROUNDS_WITHOUT_LOCK} rounds: {words(faults)}",
    )  # fmt: skip


def words(faults: Counter[str]) -> str:
    return ", ".join(f"{fault} {count}" for fault, count in faults.items()) or "no violation"


def run(
    race: Any, sides: list[ThreadPoolExecutor], rounds: int
) -> tuple[Counter[str], Counter[str]]:
    """The violations by what they are, and how often each side came first."""
    faults, won, chance = Counter[str](), Counter[str](), random.Random(4)
    for number in range(rounds):
        race.again(number)
        said = at_once(sides, race.deeds(), chance.uniform(-MOST_DELAY, MOST_DELAY))
        strange = [one for one in said if isinstance(one, Exception) and not race.expects(one)]
        if strange:
            faults.update(type(one).__name__ for one in strange)
        elif fault := race.fault(*said):
            faults[fault] += 1
        else:
            won[race.sides[race.first(*said)]] += 1
    return faults, won


def at_once(
    sides: list[ThreadPoolExecutor], deeds: tuple[Callable[[], Any], ...], late: float
) -> list[Any]:
    """What each deed gave or raised; the first side starts `late` seconds after the second, or,
    when that is negative, before it."""
    barrier = threading.Barrier(2)

    def deed(work: Callable[[], Any], delay: float) -> Any:
        barrier.wait(PATIENCE)
        if delay > 0:
            time.sleep(delay)
        try:
            return work()
        except Exception as error:  # noqa: BLE001 -- what it is decides the race
            return error

    waits: list[Future[Any]] = [
        side.submit(deed, work, delay)
        for side, work, delay in zip(sides, deeds, (late, -late), strict=True)
    ]
    return [one.result(PATIENCE) for one in waits]
