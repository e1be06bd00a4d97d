"""One score of many views: superior, peers, subordinates, the public. No Django."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, localcontext

DIGITS = 50
COVERAGE = Decimal("0.80")  # of the weight, before a composite is published


@dataclass(frozen=True, slots=True)
class Composite:
    """`score` over the sources that are there, `coverage` the weight they stand for."""

    score: Decimal | None
    coverage: Decimal

    def is_publishable(self, least: Decimal = COVERAGE) -> bool:
        return self.score is not None and self.coverage >= least


def composite(means: Mapping[str, Decimal | None], weights: Mapping[str, Decimal]) -> Composite:
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
