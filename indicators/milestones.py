"""From dated stages to the share that is done. Rule 25. Pure, whole numbers.

Weights and deductions are ten-thousandths; a day is a date.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass

WHOLE = 10**4


@dataclass(frozen=True, slots=True)
class Stage:
    weight: int
    due_on: datetime.date
    done_on: datetime.date | None = None


def credit(stage: Stage, day: datetime.date, penalty: int) -> int | None:
    """What a stage is worth on `day`, in ten-thousandths; None where it takes no part yet."""
    done = stage.done_on is not None and stage.done_on <= day
    if not done:
        return 0 if stage.due_on <= day else None
    late = max(0, ((stage.done_on or day) - stage.due_on).days)
    return max(0, WHOLE - late * penalty)


def progress(stages: Iterable[Stage], day: datetime.date, penalty: int) -> tuple[int, int] | None:
    """Numerator and denominator of the share done on `day`, both × 10^8; None: nothing is due.

    Shape:  stages in any order -> one pair.
    Units:  `penalty` is taken from the worth of a stage for each day it was late.
    Errors: none.
    Source: docs/scoring.md, rule 25.
    """
    numerator = denominator = 0
    for stage in stages:
        worth = credit(stage, day, penalty)
        if worth is not None:
            numerator += stage.weight * worth
            denominator += stage.weight * WHOLE
    return (numerator, denominator) if denominator else None
