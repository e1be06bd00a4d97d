"""From the levels that assessors give to one figure, or to a moderation. Rule 27. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum

LEAST_ASSESSORS = 2
WIDEST = 1  # levels of the table between the highest and the lowest


class Stand(Enum):
    WAITING = "waiting"  # for the second assessor
    AGREED = "agreed"
    APART = "apart"  # to be moderated
    MODERATED = "moderated"


@dataclass(frozen=True, slots=True)
class Figure:
    stand: Stand
    total: Decimal = Decimal(0)
    count: int = 0


def figure(
    given: Sequence[Decimal], levels: Sequence[Decimal], moderated: Decimal | None = None
) -> Figure:
    """What the last level of each assessor makes, or why there is no figure yet.

    Shape:  `given` one level per assessor, `levels` those of the table, rising.
    Errors: ValueError for a level that is not in the table.
    Source: docs/scoring.md, rule 27.
    """
    places = sorted(levels.index(level) for level in given)
    if moderated is not None:
        levels.index(moderated)
        return Figure(Stand.MODERATED, moderated, 1)
    if len(places) < LEAST_ASSESSORS:
        return Figure(Stand.WAITING)
    if places[-1] - places[0] > WIDEST:
        return Figure(Stand.APART)
    return Figure(Stand.AGREED, sum(given, Decimal(0)), len(given))
