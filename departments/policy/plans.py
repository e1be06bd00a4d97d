"""How scorecards are agreed: the section `plans` of a policy pack. docs/policy-packs.md, rule K12.

A version published before there was this section has the defaults.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from departments.policy.parts import Number, Source
from departments.policy.reading import Node, gettext_noop

if TYPE_CHECKING:
    from departments.policy.pack import Reader

WARN = "warn"
BLOCK = "block"
CHECKS = (WARN, BLOCK)
OFFICE = "office"
PARENT = "parent"
EITHER = "either"
APPROVERS = (OFFICE, PARENT, EITHER)
DESIGN = Source("design", "", "")


@dataclass(frozen=True, slots=True)
class Plans:
    """How many KPIs a scorecard has, whether that and the bounds of a weight bind, who approves."""

    kpis_minimum: Number
    kpis_maximum: Number
    kpi_count: str  # "warn" or "block"
    weight_bounds: str  # of scoring: weight_minimum and weight_maximum
    approvers: str  # "office", "parent" (the manager of the department above) or "either"


DEFAULT = Plans(Number(Decimal(5), DESIGN), Number(Decimal(12), DESIGN), WARN, WARN, EITHER)
KEYS = ("kpis_minimum", "kpis_maximum", "kpi_count", "weight_bounds", "approvers")


def read_plans(node: Node, reader: Reader) -> Plans:
    """The section, or the defaults where a pack has none."""
    if node.absent:
        return DEFAULT
    parts = node.keys(KEYS)
    least = reader.number(parts["kpis_minimum"], "1", "100")
    most = reader.number(parts["kpis_maximum"], "1", "100")
    if least.value > most.value:
        parts["kpis_minimum"].fail(gettext_noop("must not exceed the largest number"))
    return Plans(
        least,
        most,
        parts["kpi_count"].choice(CHECKS),
        parts["weight_bounds"].choice(CHECKS),
        parts["approvers"].choice(APPROVERS),
    )
