"""What a pool of incentive pay would give, before anybody decides. No Django.

Source: docs/results.md, rules G25 to G27. Amounts are exact and add up to the pool.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_DOWN, Decimal

CENT = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class Share:
    """People of one unit and level with one grade, who all get the same."""

    unit: str
    level: int
    grade: str
    people: int


@dataclass(frozen=True, slots=True)
class Row:
    """A group beside all: how many, what they get, and the mean against the mean of all."""

    name: str
    people: int
    amount: Decimal
    mean: Decimal
    ratio: Decimal | None  # mean of the group ÷ mean of all; None when nothing is given


def each(
    pool: Decimal, points: Mapping[str, Decimal], shares: Sequence[Share]
) -> dict[str, Decimal]:
    """What one person with each grade gets: pool × points ÷ all points, down to the cent.

    Shape:  a grade without points gets nothing; what rounding leaves stays in the pool.
    Errors: ValueError for a negative pool or negative points.
    """
    if pool < 0 or any(point < 0 for point in points.values()):
        raise ValueError("a pool and points must not be negative")
    total = sum((points.get(s.grade, Decimal(0)) * s.people for s in shares), Decimal(0))
    if not total:
        return {s.grade: Decimal(0) for s in shares}
    return {
        s.grade: (pool * points.get(s.grade, Decimal(0)) / total).quantize(CENT, ROUND_DOWN)
        for s in shares
    }


def fairness(amounts: Mapping[str, Decimal], shares: Sequence[Share], by: str) -> list[Row]:
    """The groups `by` "unit" or "level" in their order, and what they get.

    Gender is not recorded, so there is no such table.
    """
    people: dict[str, int] = defaultdict(int)
    given: dict[str, Decimal] = defaultdict(Decimal)
    for share in shares:
        name = str(getattr(share, by))
        people[name] += share.people
        given[name] += amounts[share.grade] * share.people
    everybody, everything = sum(people.values()), sum(given.values(), Decimal(0))
    if not everybody:
        return []
    usual = everything / everybody
    return [
        Row(
            name, count, given[name], (given[name] / count).quantize(CENT),
            (given[name] / count / usual).quantize(CENT) if usual else None,
        )
        for name, count in people.items()
        if count
    ]  # fmt: skip
