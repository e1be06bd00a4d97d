"""Can anybody work out what the published ratings do not tell? Issue 5, Show 5.

The attacker holds all published tables of a department, month by month for a year, and knows the
rules by which they were made, also what follows from silence. Linear programming (HiGHS) gives him
the lowest and the highest value of every cell that is not published: month × level, month, level.
The control publishes by the usual rule instead: every level of a month that is big enough, without
anything that hides the others.
"""

from __future__ import annotations

import math
import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np
from scipy.optimize import linprog
from scipy.sparse import csr_matrix, kron
from scipy.sparse import eye as identity

from benchmarks.claim import Claim
from feedback.disclosure import HALF, LEAST, Part, breakdown, is_enough, rounded

TABLES = 10_000
MONTHS = 12
TIGHT = 10  # a cell is known to ±5 or better when its values span less
BATCH = 5  # no fewer ratings of a service are released at a time
TARGETS = 12  # cells of each table that are attacked, the smallest first
MOST = 3  # services of a department
SCALES = (((5, 4, 3, 2, 1), {5, 4, 3}), ((5, 4, 3, 2, 1), {5, 4}), ((1, 0), {1}))
NEAR = 1e-6

Cell = tuple[int, int, int]  # service, month, level
Block = dict[int, int]
Rule = Callable[[list[Block], set[int], int], tuple[Part, ...]]


@dataclass
class Known:
    """Sums of cells that lie between two bounds."""

    sums: list[tuple[frozenset[Cell], float, float]] = field(default_factory=list)

    def told(self, cells: frozenset[Cell], count: int, numbers: int = 1) -> None:
        reach = HALF * numbers
        self.sums.append((cells, count - reach, count + reach))

    def few(self, cells: frozenset[Cell]) -> None:
        self.sums.append((cells, 0, LEAST - 1))


def told_by_the_rules(blocks: list[Block], positives: set[int], waited: int) -> tuple[Part, ...]:
    return breakdown(blocks, positives, waited)


def without_complements(blocks: list[Block], positives: set[int], waited: int) -> tuple[Part, ...]:
    """Primary suppression only: a level with too few is left out, and nothing hides it."""
    counts = {level: sum(block[level] for block in blocks) for level in blocks[0]}
    return tuple(Part((level,), rounded(n)) for level, n in counts.items() if is_enough(n))


def department(dice: random.Random, levels: Sequence[int]) -> dict[Cell, int]:
    """A year of some services, from hardly ever rated to often, mostly content or hardly."""
    found: dict[Cell, int] = {}
    for service in range(dice.randint(1, MOST)):
        size = math.exp(dice.uniform(0.5, 5.5))
        weights = [math.exp(-place * dice.uniform(-0.4, 2)) for place in range(len(levels))]
        for month in range(MONTHS):
            n = round(dice.gauss(size, size**0.5))
            if n >= BATCH:
                for level in dice.choices(levels, weights, k=n):
                    cell = (service, month, level)
                    found[cell] = found.get(cell, 0) + 1
    return found


def published(
    table: dict[Cell, int], service: int, levels: Sequence[int], positives: set[int], rule: Rule
) -> Known:
    """What the editions of a year tell of one service, and what their silence tells."""
    known = Known()
    open_count: list[int] = []
    blocks: list[list[int]] = []  # the months of each count that waits for its breakdown
    for month in range(MONTHS):
        open_count.append(month)
        cells = of(service, open_count, levels)
        n = total(table, cells)
        if not is_enough(n):
            known.few(cells)
            continue
        known.told(cells, rounded(n))
        blocks.append(open_count)
        open_count = []
        if tell_parts(known, table, (service, blocks, levels), positives, rule):
            blocks = []
    return known


def tell_parts(
    known: Known, table: dict[Cell, int], place: tuple[int, list[list[int]], Sequence[int]],
    positives: set[int], rule: Rule,
) -> bool:  # fmt: skip
    service, blocks, levels = place
    months = [month for block in blocks for month in block]
    behind = [
        {level: total(table, of(service, block, [level])) for level in levels} for block in blocks
    ]
    found = rule(behind, positives, months[-1] - months[0] + 1)
    counts = {level: total(table, of(service, months, [level])) for level in levels}
    sure = sum(rounded(total(table, of(service, block, levels))) - HALF for block in blocks)
    for part in found:
        known.told(of(service, months, part.values), part.count)
    apart = {level for part in found for level in part.values}
    # Silence, or sides that were mixed, tell that one side has too few: not which, but let him know
    # it, unless both may have.
    if sure > 2 * (LEAST - 1) or found:
        for side in (positives, set(levels) - positives):
            if not is_enough(sum(counts[level] for level in side)) and rule is told_by_the_rules:
                known.few(of(service, months, side))
    if rule is not told_by_the_rules:
        for level in set(levels) - apart:
            known.few(of(service, months, [level]))
    return bool(found)


def of(service: int, months: Sequence[int], levels: object) -> frozenset[Cell]:
    return frozenset((service, month, level) for month in months for level in levels)  # type: ignore[attr-defined]


def total(table: dict[Cell, int], cells: frozenset[Cell]) -> int:
    return sum(table.get(cell, 0) for cell in cells)


def attack(dice: random.Random, rule: Rule) -> Iterator[tuple[int, int]]:
    """The true value and the span of what the attacker knows, of cells that were not published."""
    levels, positives = dice.choice(SCALES)
    table = department(dice, levels)
    services = sorted({cell[0] for cell in table})
    if not services:
        return
    known = Known()
    for service in services:
        known.sums += published(table, service, levels, positives, rule).sums
    known.sums += sums_over_services(known)
    for cells, low, high in known.sums:
        assert low <= total(table, cells) <= high, "the attacker must not be misled"
    targets = hidden(dice, table, services, levels, known)
    lows, highs = spans(known, targets, [(s, m, v) for s in services for m in range(MONTHS)
                                         for v in levels])  # fmt: skip
    for target, low, high in zip(targets, lows, highs, strict=True):
        yield total(table, target), math.floor(high + NEAR) - math.ceil(low - NEAR)


def sums_over_services(known: Known) -> list[tuple[frozenset[Cell], float, float]]:
    """The year of the department: the sum of what is published of its services."""
    whole = [one for one in known.sums if one[2] - one[1] == 2 * HALF and len(one[0]) > 1]
    counts: list[tuple[frozenset[Cell], float, float]] = []
    for cells, low, high in whole:
        if not any(cells & taken for taken, _low, _high in counts):
            counts.append((cells, low, high))
    if len(counts) < 2:
        return []
    together = frozenset().union(*(cells for cells, _low, _high in counts))
    return [(together, sum(one[1] for one in counts), sum(one[2] for one in counts))]


def hidden(
    dice: random.Random, table: dict[Cell, int], services: list[int], levels: Sequence[int],
    known: Known,
) -> list[frozenset[Cell]]:  # fmt: skip
    """Cells that no table shows: the smallest of them, and some by chance."""
    real = frozenset(table)
    shown = [cells & real for cells, low, _high in known.sums if low >= LEAST]
    months = range(MONTHS)
    wanted = [of(s, [m], [v]) for s in services for m in months for v in levels]
    wanted += [of(s, [m], levels) for s in services for m in months]
    wanted += [of(s, months, [v]) for s in services for v in levels]
    wanted = [one & real for one in wanted if one & real]
    found = [
        one for one in wanted if one != frozenset().union(*(told for told in shown if told <= one))
    ]
    dice.shuffle(found)
    found.sort(key=lambda cells: total(table, cells))
    return found[: TARGETS // 2] + dice.sample(
        found[TARGETS // 2 :], min(TARGETS // 2, len(found[TARGETS // 2 :]))
    )


def spans(
    known: Known, targets: list[frozenset[Cell]], cells: list[Cell]
) -> tuple[Sequence[float], Sequence[float]]:
    """The lowest and the highest of each target: one program for all, a copy of the cells each."""
    if not targets:
        return [], []
    place = {cell: at for at, cell in enumerate(cells)}
    rows = np.zeros((len(known.sums), len(cells)))
    for row, (summed, _low, _high) in enumerate(known.sums):
        rows[row, [place[cell] for cell in summed]] = 1
    aims = np.zeros((len(targets), len(cells)))
    for row, target in enumerate(targets):
        aims[row, [place[cell] for cell in target]] = 1
    both = csr_matrix(np.vstack([rows, -rows]))
    bounds = np.array([high for *_sum, high in known.sums] + [-low for _c, low, _h in known.sums])
    copies = kron(identity(len(targets)), both, format="csr")
    found = []
    for sign in (1, -1):
        answer = linprog(sign * aims.ravel(), copies, np.tile(bounds, len(targets)), method="highs")
        assert answer.status == 0, answer.message
        values = answer.x.reshape(len(targets), len(cells))
        found.append(list((values * aims).sum(axis=1)))
    return found[0], found[1]


def attacked(tables: int, rule: Rule, seed: int = 5) -> dict[str, int]:
    """How many cells were attacked, known to ±5 or better, and known exactly."""
    dice = random.Random(seed)
    found = {"cells": 0, "tight": 0, "recovered": 0}
    for _table in range(tables):
        for true, span in attack(dice, rule):
            found["cells"] += 1
            found["tight"] += span < TIGHT
            found["recovered"] += span < 1 and true > 0
    return found


def measure() -> Iterator[Claim]:
    told = attacked(TABLES, told_by_the_rules)
    control = attacked(TABLES // 20, without_complements)
    detail = f"{told['cells']} untold cells of {TABLES} departments, 12 releases each"
    yield Claim("disclosure_tighter_than_5", told["tight"], 0, detail)
    yield Claim("disclosure_ratings_recovered", told["recovered"], 0, detail)
    yield Claim(
        "disclosure_control_finds_nothing", int(control["tight"] == 0), 0,
        f"without complementary suppression {control['tight']} of {control['cells']} are tighter,"
        f" {control['recovered']} known exactly",
    )  # fmt: skip
