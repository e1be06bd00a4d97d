"""Which subjects are calibrated together. No Django. Source: docs/calibration.md, rules C1, C2."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from appraisals.quota import pooled


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit with its place in the tree (its own number last) and how many it sends."""

    pk: int
    lineage: tuple[int, ...]
    people: int


@dataclass(frozen=True, slots=True)
class Peers:
    """A pool: the organs (or the level of departments) it is made of, and all its units."""

    keys: tuple[int, ...]
    units: tuple[int, ...]
    people: int


def organ(lineage: Sequence[int], branch: int) -> int:
    """The department just beneath the branch that a unit belongs to; the branch for its own."""
    place = list(lineage).index(branch)
    return lineage[min(place + 1, len(lineage) - 1)]


def peers(units: Iterable[Unit], branch: int, *, below: int, by_level: bool) -> list[Peers]:
    """The pools of a cycle: people by organ, departments by their level in the tree.

    Shape:  every unit is in exactly one pool; organs of fewer than `below` share the last one.
            Levels are not merged: a bureau is not compared with a section.
    Source: rules C1 and C2.
    """
    members: dict[int, list[Unit]] = {}
    for unit in units:
        key = len(unit.lineage) if by_level else organ(unit.lineage, branch)
        members.setdefault(key, []).append(unit)
    sizes = {str(key): sum(unit.people for unit in rows) for key, rows in members.items()}
    found = pooled(sizes, Decimal(0), below=0 if by_level else below)
    return [
        Peers(
            tuple(int(key) for key in pool.units),
            tuple(unit.pk for key in pool.units for unit in members[int(key)]),
            pool.people,
        )
        for pool in found
    ]
