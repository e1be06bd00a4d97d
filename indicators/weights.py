"""The weights of a scorecard: what is wrong with them, and how to share out 100.

Pure: no Django, no clock, no database. Exact: Decimal only, and the tolerance is none.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import ROUND_FLOOR, Decimal
from typing import TypeVar

Key = TypeVar("Key")
FULL = Decimal(100)
STEP = Decimal("0.01")  # what is shared out automatically has two decimals
WARN = "warn"
BLOCK = "block"


@dataclass(frozen=True, slots=True)
class Rules:
    """Bounds of a policy; `kpi_count` and `weight_bounds` say whether each warns or blocks."""

    kpis_minimum: Decimal = Decimal(5)
    kpis_maximum: Decimal = Decimal(12)
    weight_minimum: Decimal = Decimal(5)
    weight_maximum: Decimal = Decimal(30)
    kpi_count: str = WARN
    weight_bounds: str = WARN


@dataclass(frozen=True, slots=True)
class Finding:
    """Something about the weights: `key` names the KPI, or None for the scorecard as a whole."""

    code: str  # no_kpis, total, uneven, few, many, light, heavy
    level: str  # "warn" or "block"
    key: int | None = None
    params: dict[str, Decimal] = field(default_factory=dict)


def examine(weights: Mapping[int, Sequence[Decimal]], rules: Rules) -> list[Finding]:
    """Everything that speaks against these weights, the worst first.

    Shape:  weights: KPI -> the weight of its cycle's target and of each period's; all are one.
    Units:  per cent of the scorecard. A weight of 0 is shown beside the others and not counted.
    Source: docs/scorecard-plans.md, P1 to P4.
    """
    if not weights:
        return [Finding("no_kpis", BLOCK)]
    found = []
    total = total_of(weights)
    if total != FULL:
        found.append(Finding("total", BLOCK, None, {"total": total, "off": total - FULL}))
    found += [
        Finding("uneven", BLOCK, key) for key, given in weights.items() if len(set(given)) > 1
    ]
    counted = {key: given[0] for key, given in weights.items() if given[0]}
    count = Decimal(len(counted))
    if count < rules.kpis_minimum:
        params = {"count": count, "bound": rules.kpis_minimum}
        found.append(Finding("few", rules.kpi_count, None, params))
    if count > rules.kpis_maximum:
        params = {"count": count, "bound": rules.kpis_maximum}
        found.append(Finding("many", rules.kpi_count, None, params))
    for key, weight in counted.items():
        if weight < rules.weight_minimum:
            params = {"weight": weight, "bound": rules.weight_minimum}
            found.append(Finding("light", rules.weight_bounds, key, params))
        elif weight > rules.weight_maximum:
            params = {"weight": weight, "bound": rules.weight_maximum}
            found.append(Finding("heavy", rules.weight_bounds, key, params))
    return sorted(found, key=lambda finding: finding.level != BLOCK)


def total_of(weights: Mapping[int, Sequence[Decimal]]) -> Decimal:
    """The sum, each KPI counted once."""
    return sum((given[0] for given in weights.values()), Decimal(0))


def is_complete(weights: Mapping[int, Sequence[Decimal]], rules: Rules) -> bool:
    """Whether nothing blocks."""
    return all(finding.level != BLOCK for finding in examine(weights, rules))


def equalised(weights: Mapping[int, Decimal]) -> dict[int, Decimal]:
    """Equal weights for all that count, summing to exactly 100; what has 0 keeps it.

    With no weight above 0 all count. What does not divide goes to the first ones, a cent each.
    """
    return shared_out(
        {key: Decimal(1) if weight > 0 else weight for key, weight in weights.items()}
    )


def normalised(weights: Mapping[int, Decimal]) -> dict[int, Decimal]:
    """The same proportions, scaled to exactly 100 with two decimals by largest remainder."""
    return shared_out(weights)


def shared_out(parts: Mapping[Key, Decimal], whole: Decimal = FULL) -> dict[Key, Decimal]:
    """`whole` in proportion to `parts`; all alike where every part is 0.

    Errors: ValueError for a negative part.
    """
    if any(part < 0 for part in parts.values()):
        raise ValueError("a weight cannot be negative")
    total = sum(parts.values(), Decimal(0))
    if not total:
        return shared_out(dict.fromkeys(parts, Decimal(1)), whole) if parts else {}
    ideal = {key: whole * part / total for key, part in parts.items()}
    given = {key: share.quantize(STEP, ROUND_FLOOR) for key, share in ideal.items()}
    left = int((whole - sum(given.values(), Decimal(0))) / STEP)
    order = sorted(
        (key for key in parts if parts[key] > 0), key=lambda key: given[key] - ideal[key]
    )
    for key in order[:left]:
        given[key] += STEP
    return given
