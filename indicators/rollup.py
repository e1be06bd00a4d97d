"""From departments to those above them. Rules 17 and 18 of docs/scoring.md. Pure, whole numbers."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum

import numpy as np

from indicators.division import SAFE
from indicators.scoring import FRACTION, NULL, Array


class Mode(IntEnum):
    OWN = 0
    BLEND = 1
    CHILDREN = 2
    LOWEST = 3


@dataclass(slots=True)
class Tree:
    """N departments. `parent` is a row number or -1; shares and weights are ten-thousandths."""

    parent: Array
    mode: Array
    own_share: Array
    weight: Array

    def levels(self) -> list[Array]:
        """Row numbers level by level, the deepest first; a parent never stands before a child."""
        depth = np.zeros(len(self.parent), dtype=np.int64)
        above = self.parent
        while (above >= 0).any():
            depth += above >= 0
            above = np.where(above >= 0, self.parent[above], -1)
        return [
            np.flatnonzero(depth == level) for level in range(int(depth.max(initial=0)), -1, -1)
        ]


@dataclass(slots=True)
class Board:
    """Own parts of N departments in P periods, NULL where absent, and what follows from them.

    Shape: (N, P). Units: percent × 10^12, coverages in 10^-12.
    `sums` are those of rule 17 over the children: v × score, v of those with a score, v × coverage,
    v of those with a card; v in ten-thousandths, Python integers.
    """

    exists: Array
    own: Array
    own_coverage: Array
    below: Array
    below_coverage: Array
    score: Array
    coverage: Array
    sums: tuple[Array, Array, Array, Array]

    @classmethod
    def of(cls, exists: Array, own: Array, own_coverage: Array) -> Board:
        below, below_coverage, score, coverage = (
            np.full(own.shape, NULL, dtype=np.int64) for _ in range(4)
        )
        points, weight, covered, mass = (np.zeros(own.shape, object) for _ in range(4))
        return cls(
            exists.copy(), own, own_coverage, below, below_coverage, score, coverage,
            (points, weight, covered, mass),
        )  # fmt: skip


def half_up(numerator: Array, denominator: Array) -> Array:
    """numerator ÷ denominator to the nearest whole number, halves up; none is negative."""
    return numerator // denominator + (2 * (numerator % denominator) >= denominator)


def sum_by_parent(values: Array, weights: Array, parents: Array, size: int) -> tuple[Array, Array]:
    """Σ weight × value and Σ weight of rows grouped by parent. Shape: (size, P), Python integers.

    `values` is NULL where absent; an absent value takes no part.
    """
    there = values != NULL
    total = np.zeros((size, values.shape[1]), object)
    mass = np.zeros((size, values.shape[1]), object)
    heavy = np.where(there, weights[:, None], 0).astype(object)
    np.add.at(total, parents, np.where(there, values, 0).astype(object) * heavy)
    np.add.at(mass, parents, heavy)
    return total, mass


def mean(total: Array, mass: Array) -> Array:
    """total ÷ mass, half up; NULL where there is no mass."""
    known = mass > 0
    return np.where(known, half_up(total, np.where(known, mass, 1)), NULL).astype(np.int64)


def blend(own: Array, below: Array, share: Array) -> Array:
    """share × own + (1 − share) × below; an absent part leaves the other alone."""
    both = (own != NULL) & (below != NULL)
    mixed = half_up(
        np.where(both, own, 0) * share + np.where(both, below, 0) * (FRACTION - share),
        np.full_like(own, FRACTION),
    )
    return np.where(both, mixed, np.where(own != NULL, own, below))


def lower_of(first: Array, second: Array) -> Array:
    """The lower of two numbers; an absent one leaves the other alone."""
    absent = (first == NULL) | (second == NULL)
    return np.where(absent, np.maximum(first, second), np.minimum(first, second))


def roll_up(tree: Tree, board: Board) -> None:
    """Fill below, score and coverages of `board`, from the leaves up.

    Errors: the parent of a row must be another row, never itself or one beneath it.
    Source: docs/scoring.md, rules 17 and 18.
    """
    size, periods = board.own.shape
    lowest = np.full((size, periods), NULL, dtype=np.int64)
    share = tree.own_share[:, None]
    for rows in tree.levels():
        mode = tree.mode[rows][:, None]
        own, below = board.own[rows], board.below[rows]
        own_part, below_part = board.own_coverage[rows], board.below_coverage[rows]
        board.score[rows] = np.select(
            [mode == Mode.OWN, mode == Mode.CHILDREN, mode == Mode.LOWEST],
            [own, below, lower_of(own, lowest[rows])],
            blend(own, below, share[rows]),
        )
        board.coverage[rows] = np.select(
            [mode == Mode.OWN, mode == Mode.CHILDREN, mode == Mode.LOWEST],
            [own_part, below_part, lower_of(own_part, below_part)],
            blend(own_part, below_part, share[rows]),
        )
        children = rows[tree.parent[rows] >= 0]
        if len(children):
            hand_up(tree, board, lowest, children)


def hand_up(tree: Tree, board: Board, lowest: Array, children: Array) -> None:
    """Carry the scores and coverages of one level to its parents."""
    parents = tree.parent[children]
    weights = tree.weight[children]
    there = board.exists[children]
    covered = np.where(
        there, np.where(board.coverage[children] == NULL, 0, board.coverage[children]), NULL
    )
    touched = np.unique(parents)
    place = np.searchsorted(touched, parents)
    points, weight = sum_by_parent(board.score[children], weights, place, len(touched))
    parts, mass = sum_by_parent(covered, weights, place, len(touched))
    for held, found in zip(board.sums, (points, weight, parts, mass), strict=True):
        held[touched] = found
    board.below[touched] = mean(points, weight)
    board.below_coverage[touched] = mean(parts, mass)
    np.logical_or.at(board.exists, parents, there)
    worst = np.where(board.score[children] == NULL, SAFE, board.score[children])
    least = np.full(lowest.shape, SAFE, dtype=np.int64)
    np.minimum.at(least, parents, worst)
    lowest[touched] = np.where(least == SAFE, NULL, least)[touched]
