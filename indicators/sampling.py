"""A sample that anybody can draw again, and what its result is called. No Django, no clock."""

from __future__ import annotations

import hashlib
import heapq
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

HUNDRED = Decimal(100)


def frame_sha256(frame: Iterable[int]) -> str:
    """The fingerprint of what can be drawn: its ids in order, one a line.

    Shape:  any order of ids gives the same 64 hexadecimal digits.
    Source: docs/verification.md, rule 6.
    """
    digest = hashlib.sha256()
    for number in sorted(frame):
        digest.update(f"{number}\n".encode())
    return digest.hexdigest()


def draw(frame: Sequence[int], seed: str, size: int) -> list[int]:
    """The ids whose SHA-256 of "seed:fingerprint:id" are the smallest, the smallest first.

    Shape:  `size` different ids, or the whole frame when it is smaller. A larger size with the same
            seed and frame begins with the smaller sample.
    Errors: ValueError for a negative size or an id that stands twice.
    Source: docs/verification.md, rule 6.
    """
    if size < 0:
        raise ValueError("a sample has no negative size")
    if len(set(frame)) != len(frame):
        raise ValueError("each id stands once in a frame")
    head = f"{seed}:{frame_sha256(frame)}:"
    return heapq.nsmallest(size, frame, key=lambda number: place(head, number))


def place(head: str, number: int) -> tuple[bytes, int]:
    return hashlib.sha256(f"{head}{number}".encode()).digest(), number


@dataclass(frozen=True, slots=True)
class Counts:
    """How many of a sample were found how."""

    size: int
    verified: int
    rejected: int
    cannot_verify: int

    @property
    def checked(self) -> int:
        return self.verified + self.rejected + self.cannot_verify

    @property
    def open(self) -> int:
        return self.size - self.checked


CERTIFIED = "certified"
QUALIFIED = "qualified"
PREVENTED = "prevented"
INACCURATE = "inaccurate"


def category(counts: Counts, *, strong_controls: bool, tolerance: Decimal) -> str:
    """What the sample says of the figures; "" until every value of it was looked at.

    Units:  `tolerance` in per cent of the sample.
    Source: docs/verification.md, rule 8.
    """
    if counts.open or not counts.size:
        return ""
    limit = tolerance * counts.size
    if counts.rejected * HUNDRED > limit:
        return INACCURATE
    if counts.cannot_verify * HUNDRED > limit:
        return PREVENTED
    if counts.rejected or counts.cannot_verify or not strong_controls:
        return QUALIFIED
    return CERTIFIED


def deviation(reported: Decimal, found: Decimal) -> Decimal | None:
    """How far the reported figure lies from the one that was found, in per cent of the latter.

    Shape:  never negative; None where the found figure is zero and the reported one is not.
    Source: docs/verification.md, rule 7.
    """
    if reported == found:
        return Decimal(0)
    return abs(reported - found) * HUNDRED / abs(found) if found else None


def agrees(reported: Decimal, found: Decimal, tolerance: Decimal) -> bool:
    """Whether the reported figure lies within the tolerance of the found one. Equality counts."""
    return abs(reported - found) * HUNDRED <= tolerance * abs(found)
