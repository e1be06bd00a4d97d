"""One score of many views: superior, peers, subordinates, the public. No Django."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, localcontext
from typing import TypeVar

Key = TypeVar("Key")  # a source, or a unit
DIGITS = 50
COVERAGE = Decimal("0.80")  # of the weight, before a composite is published


@dataclass(frozen=True, slots=True)
class Composite:
    """`score` over the sources that are there, `coverage` the weight they stand for."""

    score: Decimal | None
    coverage: Decimal

    def is_publishable(self, least: Decimal = COVERAGE) -> bool:
        return self.score is not None and self.coverage >= least


def composite(means: Mapping[Key, Decimal | None], weights: Mapping[Key, Decimal]) -> Composite:
    """Σ weight × mean ÷ Σ weight, over the sources that have a mean.

    Shape:  a source that is absent or None lowers the coverage and is never a zero.
    Units:  weights as shares or percent; the coverage is a share of their sum.
    Errors: ValueError for a negative weight or weights that sum to nothing.
    Source: docs/scoring.md, rule 15. 80·.5, 90·.2, 95·.05, public missing .25: 83.67, .75.
    """
    total = sum(weights.values(), Decimal(0))
    if total <= 0 or any(weight < 0 for weight in weights.values()):
        raise ValueError("weights must not be negative and not sum to nothing")
    with localcontext() as context:
        context.prec = DIGITS
        present = [
            (weight, mean)
            for source, weight in weights.items()
            if (mean := means.get(source)) is not None
        ]
        counted = sum((weight for weight, _mean in present), Decimal(0))
        if not counted:
            return Composite(None, Decimal(0))
        score = sum((weight * mean for weight, mean in present), Decimal(0)) / counted
        return Composite(score, counted / total)


@dataclass(frozen=True, slots=True)
class Part:
    """What one source adds: `points` of the score; None where it has no mean."""

    source: str
    weight: Decimal
    mean: Decimal | None
    points: Decimal | None


def parts(means: Mapping[str, Decimal | None], weights: Mapping[str, Decimal]) -> tuple[Part, ...]:
    """The composite line by line, in the order of the weights; the points sum to the score.

    Shape:  weight × mean ÷ Σ weight over the sources that are there.
    Source: docs/scoring.md, rule 15. 80·.5, 90·.2, 95·.05 of .75: 53.33, 24, 6.33.
    """
    counted = sum((w for s, w in weights.items() if means.get(s) is not None), Decimal(0))
    found = []
    with localcontext() as context:
        context.prec = DIGITS
        for source, weight in weights.items():
            mean = means.get(source)
            points = None if mean is None or not counted else weight * mean / counted
            found.append(Part(source, weight, mean, points))
    return tuple(found)


def mean_of_raters(
    marks: Sequence[Decimal | None], *, least: int = 3, trim_from: int = 8
) -> Decimal | None:
    """The mean of a group of raters; None when so few spoke that one could be guessed.

    Shape:  None among the marks is "don't know" and no mark. From `trim_from` marks on one highest
            and one lowest are left out.
    Units:  those of the marks.
    Source: the policy pack, K9: raters_least (subordinates_least), trim_from.
    """
    known = sorted(mark for mark in marks if mark is not None)
    if not known or len(known) < least:
        return None
    if len(known) >= trim_from:
        known = known[1:-1]
    with localcontext() as context:
        context.prec = DIGITS
        return sum(known, Decimal(0)) / len(known)
