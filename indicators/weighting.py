"""Where weights may come from: pairwise judgement (AHP) and spread (entropy). No Django."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal, localcontext

DIGITS = 50
CONSISTENT = Decimal("0.10")  # a consistency ratio from here on is refused
FEWEST_UNITS = 8
SHARE_OF_JUDGEMENT = Decimal("0.7")
# Mean consistency index of random matrices of 1 to 9 criteria.
RANDOM = tuple(Decimal(parts) / 100 for parts in (0, 0, 58, 90, 112, 124, 132, 141, 145))
ROUNDS = 200
SETTLED = Decimal("1e-30")


@dataclass(frozen=True, slots=True)
class Judged:
    """Weights that sum to 1, the largest eigenvalue, and how far the judgements contradict."""

    weights: tuple[Decimal, ...]
    largest: Decimal
    ratio: Decimal

    @property
    def is_consistent(self) -> bool:
        return self.ratio < CONSISTENT


def from_pairs(matrix: Sequence[Sequence[Decimal]]) -> Judged:
    """The principal eigenvector of a matrix of pairwise judgements.

    Shape:  n × n, 1 to 9 criteria; entry (i, j) says how much more i matters than j.
    Units:  weights sum to 1. CI = (λ − n) ÷ (n − 1), CR = CI ÷ RI; accept only CR < 0.10.
    Errors: ValueError for a matrix that is not square, positive and reciprocal (to 1 %).
    Source: docs/comparison.md, rule W1. [[1,3,5],[1/3,1,2],[1/5,1/2,1]]: .6483 .2297 .1220.
    """
    check(matrix)
    n = len(matrix)
    with localcontext() as context:
        context.prec = DIGITS
        weights = [Decimal(1) / n] * n
        largest = Decimal(n)
        for _round in range(ROUNDS):
            product = [
                sum((a * w for a, w in zip(row, weights, strict=True)), Decimal(0))
                for row in matrix
            ]
            largest = sum(product, Decimal(0))
            following = [value / largest for value in product]
            moved = max(abs(a - b) for a, b in zip(following, weights, strict=True))
            weights = following
            if moved < SETTLED:
                break
        index = (largest - n) / (n - 1) if n > 1 else Decimal(0)
        ratio = max(index / RANDOM[n - 1], Decimal(0)) if RANDOM[n - 1] else Decimal(0)
        return Judged(tuple(weights), largest, ratio)


def check(matrix: Sequence[Sequence[Decimal]]) -> None:
    n = len(matrix)
    if not 1 <= n <= len(RANDOM) or any(len(row) != n for row in matrix):
        raise ValueError("needs a square matrix of 1 to 9 criteria")
    if any(value <= 0 for row in matrix for value in row):
        raise ValueError("every judgement must be above zero")
    with localcontext() as context:
        context.prec = DIGITS
        for i in range(n):
            for j in range(n):
                if abs(matrix[i][j] * matrix[j][i] - 1) > Decimal("0.01"):
                    raise ValueError("the judgements must be reciprocal: (i, j) × (j, i) = 1")


def by_entropy(
    columns: Sequence[Sequence[Decimal]], *, least: int = FEWEST_UNITS
) -> tuple[Decimal, ...] | None:
    """Weights by how much the units differ. Advisory: never applied by itself.

    A KPI on which all units are equal gets nothing and a noisy one nearly all, however little it
    matters; so this is shown beside a judgement, not instead of it.
    Shape:  one column per criterion, one value per unit; None for fewer than `least` units or
            where no column differs.
    Errors: ValueError for columns of different lengths, a negative value or a column of zeros.
    Source: docs/comparison.md, rule W2.
    """
    units = len(columns[0]) if columns else 0
    if any(len(column) != units for column in columns):
        raise ValueError("every unit needs a value for every criterion")
    if units < least:
        return None
    if any(value < 0 for column in columns for value in column) or not all(map(any, columns)):
        raise ValueError("values must not be negative, nor a whole column zero")
    with localcontext() as context:
        context.prec = DIGITS
        gains = [1 - entropy(column) for column in columns]
        total = sum(gains, Decimal(0))
        if total < SETTLED:
            return None
        return tuple(max(gain, Decimal(0)) / total for gain in gains)


def entropy(column: Sequence[Decimal]) -> Decimal:
    """1 when all units are equal, towards 0 when one has everything."""
    if len(set(column)) == 1:
        return Decimal(1)
    total = sum(column, Decimal(0))
    shares = [value / total for value in column if value]
    return -sum((p * p.ln() for p in shares), Decimal(0)) / Decimal(len(column)).ln()


def combined(
    judged: Sequence[Decimal],
    spread: Sequence[Decimal],
    share: Decimal = SHARE_OF_JUDGEMENT,
) -> tuple[Decimal, ...]:
    """share × judgement + (1 − share) × entropy. Errors: ValueError for a share outside 0..1."""
    if not 0 <= share <= 1:
        raise ValueError("the share of judgement lies between 0 and 1")
    with localcontext() as context:
        context.prec = DIGITS
        return tuple(share * a + (1 - share) * b for a, b in zip(judged, spread, strict=True))
