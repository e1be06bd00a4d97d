"""What a benchmark says, and how it is measured."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Claim:
    """`ratio` must not pass `limit`; None: told for comparison, nothing is promised."""

    name: str
    ratio: float
    limit: float | None
    detail: str = ""

    @property
    def holds(self) -> bool:
        return self.limit is None or self.ratio <= self.limit

    def line(self) -> str:
        limit = "-" if self.limit is None else f"{self.limit:g}"
        verdict = "" if self.holds else "  MISSED"
        return f"{self.name} {self.ratio:.3g} {limit}  # {self.detail}{verdict}"

    def row(self) -> dict[str, object]:
        return {
            "name": self.name,
            "ratio": self.ratio,
            "limit": self.limit,
            "holds": self.holds,
            "detail": self.detail,
        }


def seconds(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def interleaved(rounds: int, **works: Callable[[], object]) -> dict[str, list[float]]:
    """Seconds of several works, taken in turns, so that a busy machine hits all alike."""
    found: dict[str, list[float]] = {name: [] for name in works}
    for _round in range(rounds):
        for name, work in works.items():
            found[name].append(seconds(work))
    return found


def spread(times: list[float], unit: float = 1.0, suffix: str = "s") -> str:
    """Median and minimum, as the house prints them."""
    return (
        f"median {statistics.median(times) * unit:.3g} {suffix},"
        f" min {min(times) * unit:.3g} {suffix}"
    )
