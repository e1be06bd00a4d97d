"""The weights of an agreement: what is wrong with them.

Pure: no Django, no clock, no database. Exact: Decimal only, and the tolerance is none.
Source: docs/agreements.md, V2.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from indicators.weights import FULL


@dataclass(frozen=True, slots=True)
class Part:
    """An aspect of the frame and its share of the whole, in per cent."""

    code: str
    weight: Decimal


@dataclass(frozen=True, slots=True)
class Weighed:
    aspect: str  # blank where the plan has no aspects
    weight: Decimal


@dataclass(frozen=True, slots=True)
class Finding:
    """A sum that is not what it must be. `aspect` is blank for the plan as a whole."""

    aspect: str
    total: Decimal
    wanted: Decimal

    @property
    def off(self) -> Decimal:
        return self.total - self.wanted


def findings(lines: Iterable[Weighed], parts: Sequence[Part]) -> list[Finding]:
    """Each sum that is off: of every aspect, of what stands in none, and of the whole.

    Shape:  an empty list means that the plan may be proposed.
    Units:  per cent of the plan, two decimals.
    Source: docs/agreements.md, V2; the trigger agreement_step_in_order asks for the same.
    """
    sums: dict[str, Decimal] = {part.code: Decimal(0) for part in parts}
    for line in lines:
        sums[line.aspect] = sums.get(line.aspect, Decimal(0)) + line.weight
    total = sum(sums.values(), Decimal(0))
    wanted = {part.code: part.weight for part in parts}
    found = [
        Finding(code, given, wanted.get(code, Decimal(0)))
        for code, given in sums.items()
        if parts and given != wanted.get(code, Decimal(0))
    ]
    return found if total == FULL else [*found, Finding("", total, FULL)]
