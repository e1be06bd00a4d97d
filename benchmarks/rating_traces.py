"""1,000 ratings from marked addresses and agents, then a search through everything that is kept.

A dump of every table, the files of the database, all logs, media and what the cache writes down;
the same again on the next day, when the key has been changed. Nothing of who may be found.
"""

from __future__ import annotations

import asyncio
import subprocess
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from benchmarks.claim import Claim
from benchmarks.http_lines import Line, page, shared, tap
from benchmarks.portal_stage import Stage, offered, opened, places
from perfmgmt.embedded import binaries
from perfmgmt.embedded.keeper import USER

RATINGS = 1000
AGENT = "PlantedAgent"
YESTERDAY, TOMORROW = "Etc/GMT+12", "Etc/GMT-14"  # never on the same day
V4, V6 = "203.0.113.", "2001:db8:bad:cafe::"


def rated(codes: list[str], checks: list[str]) -> None:
    def jobs() -> Iterator[object]:
        for n, code in enumerate(codes):

            async def job(line: Line, n: int = n, code: str = code) -> None:
                who = {"address": f"{V6}{n:x}" if n % 2 else f"{V4}{n % 250}",
                       "agent": f"{AGENT}/{n}"}  # fmt: skip
                await line.ask(f"/r/{code}", **who)
                found = await line.ask(page(code), tap(5 - n % 5), **who)
                if found.check:
                    checks.append(found.check)
                await line.ask(f"/r/thanks/{found.check}", "text=slow&reasons=attitude", **who)
                await line.ask(f"/r/status?code={found.check}", **who)
                await line.ask("/r/NOSUCHCODE", **who)

            yield job

    asyncio.run(shared(jobs(), 8))  # type: ignore[arg-type]


def failing(codes: list[str]) -> Counter[int]:
    """Taps and pages while the database is away: their errors reach every log there is."""
    answers = Counter[int]()

    def jobs() -> Iterator[object]:
        for n, code in enumerate(codes):

            async def job(line: Line, n: int = n, code: str = code) -> None:
                who = {"address": f"{V4}{n}", "agent": f"{AGENT}/{n}"}
                answers[(await line.ask(page(code), tap(5), **who)).status] += 1

            yield job

    asyncio.run(shared(jobs(), 2))  # type: ignore[arg-type]
    return answers


def kept(stage: Stage) -> dict[str, bytes]:
    """Everything that outlives a request, by its name."""
    dump = subprocess.run(
        [str(binaries.postgres(stage.servers.layout, "pg_dump")), "-h",
         str(stage.servers.layout.sockets), "-U", USER, USER],
        check=True, capture_output=True,
    ).stdout  # fmt: skip
    files = {
        str(path.relative_to(stage.state)): path.read_bytes()
        for path in stage.state.rglob("*")
        if path.is_file() and "static/" not in str(path) and path.suffix != ".sock"
    }
    return files | {"pg_dump": dump}


def found(everything: dict[str, bytes], words: list[str]) -> list[tuple[str, str]]:
    return [
        (name, word)
        for name, content in everything.items()
        for word in words
        if word.encode() in content
    ]


def logs(everything: dict[str, bytes]) -> dict[str, bytes]:
    return {name: text for name, text in everything.items() if name.endswith(".log")}


def measure() -> Iterator[Claim]:
    with opened() as stage:
        (point,) = places(1)
        codes = offered(point.pk, RATINGS)
        checks: list[str] = []
        stage.environment |= {"TIME_ZONE": YESTERDAY}
        stage.start_worker()
        stage.start_web()
        stage.wait_for_web()
        rated(codes[: RATINGS // 2], checks)
        # The second half under the key of another day, after a while without a database.
        stage.servers.kill("postgres")
        failed = failing(codes[:20])
        stage.servers.revive("postgres")
        stage.kill("web")
        stage.environment |= {"TIME_ZONE": TOMORROW}
        stage.start_web()
        stage.wait_for_web()
        rated(codes[RATINGS // 2 :], checks)
        everything = kept(stage)
        size = sum(map(len, everything.values()))
    words = [V4, V6, "2001:db8", AGENT]
    who = found(everything, words)
    told = f"{len(checks)} ratings, {len(everything)} files and a dump, {size >> 20} MB,"
    told += f" {dict(failed)} while the database was away: {who[:3]}"
    yield Claim("traces_of_who", len(who), 0, told)
    secret = found(logs(everything), [*codes, *checks, point.code])
    sizes = {Path(name).name: len(text) for name, text in logs(everything).items()}
    yield Claim("traces_of_codes_in_logs", len(secret), 0, f"{sizes}, {secret[:3]}")
    # The search must be able to find: the answers themselves are there.
    seen = everything["pg_dump"].count(b"slow")
    yield Claim("traces_blind", int(seen < RATINGS), 0, f"{seen} texts in the dump")
