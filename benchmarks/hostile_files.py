"""Every hostile file is refused within 2 seconds, by a child of at most 150 MB.

Seconds are those that the child computes, from its start to the refusal: beside them stand those of
the clock, which a busy machine stretches. Memory is the child's peak, read
from the operating system while it lives; its own limit is what keeps it there.
"""

from __future__ import annotations

import io
import resource
import threading
import time
from collections.abc import Iterator
from pathlib import Path

from benchmarks.claim import Claim
from indicators.intake.confined import open_confined
from indicators.intake.problems import UnreadableError
from indicators.intake.reading import UPLOAD
from tests.indicators.hostile import HOSTILE

SECONDS, MEGABYTES = 2, 150
LOOK = 0.002  # seconds between two looks


class Watch(threading.Thread):
    """The highest resident memory of any child of this process, in MB."""

    def __init__(self) -> None:
        super().__init__(daemon=True)
        self.most = 0.0
        self.over = False

    def run(self) -> None:
        children = Path(f"/proc/self/task/{threading.main_thread().native_id}/children")
        while not self.over:
            for pid in children.read_text().split():
                self.most = max(self.most, peak(pid))
            time.sleep(LOOK)


def peak(pid: str) -> float:
    """Asks first who it is: before its own program begins, its memory is that of this process."""
    try:
        if "indicators" not in Path(f"/proc/{pid}/cmdline").read_text():
            return 0
        status = Path(f"/proc/{pid}/status").read_text()
    except (FileNotFoundError, ProcessLookupError):
        return 0
    found = [line.split() for line in status.splitlines() if line.startswith("VmHWM")]
    return int(found[0][1]) / 1024 if found else 0


def measure() -> Iterator[Claim]:
    slowest = largest = ("", 0.0)
    for name, (build, code) in HOSTILE.items():
        content = build()
        watch = Watch()
        watch.start()
        started, before = time.perf_counter(), computed()
        found = refusal(content)
        passed, took = time.perf_counter() - started, computed() - before
        watch.over = True
        watch.join()
        print(f"# {took:5.2f} s ({passed:5.2f}) {watch.most:6.1f} MB  {name}: {found}", flush=True)
        if found != code:
            raise SystemExit(f"{name} was refused as {found}, not as {code}")
        slowest = max(slowest, (name, took), key=lambda pair: pair[1])
        largest = max(largest, (name, watch.most), key=lambda pair: pair[1])
    yield Claim("hostile_seconds", slowest[1], SECONDS, f"{len(HOSTILE)} files; {slowest[0]}")
    yield Claim("hostile_megabytes", largest[1], MEGABYTES, largest[0])


def computed() -> float:
    """Seconds of all children so far."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def refusal(content: bytes) -> str:
    try:
        for _line in open_confined(io.BytesIO(content), UPLOAD).lines:
            pass
    except UnreadableError as error:
        return str(error.code)
    return "nothing"


if __name__ == "__main__":
    for claim in measure():
        print(claim.line())
