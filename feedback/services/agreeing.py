"""How far the markers of an engagement agree: the same figures for page and REST. Rule T12."""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction

from feedback.concordance import Agreement, Pair, agreement
from feedback.models import Criterion, Engagement
from feedback.services.settling import Standing, standings
from feedback.services.signed_reports import most_of


@dataclass(frozen=True, slots=True)
class Agreed:
    """Over all criteria there is a kappa only where they have the same number of levels."""

    by_criterion: list[tuple[Criterion, Agreement]]
    overall: Agreement


def agreed(engagement: Engagement) -> Agreed | None:
    """None before both markers have handed in every unit."""
    if not engagement.is_marked:
        return None
    pairs: dict[int, tuple[Criterion, list[Pair]]] = {}
    for lines in standings(engagement.units.all(), engagement).values():
        for line in lines:
            pairs.setdefault(line.criterion.pk, (line.criterion, []))[1].append(pair_of(line))
    found = [(one, figures) for one, some in pairs.values() if (figures := agreement(some))]
    overall = agreement([pair for _one, some in pairs.values() for pair in some])
    if overall is None:
        return None
    if len({len(one.levels.all()) for one, _figures in found}) != 1:
        overall = replace(overall, kappa=None)
    return Agreed(found, overall)


def pair_of(line: Standing) -> Pair:
    most = Fraction(most_of(line))
    first, second = line.first.level, line.second.level
    return Pair(
        first.place, second.place, Fraction(first.points) / most, Fraction(second.points) / most
    )
