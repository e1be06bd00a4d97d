"""The section `smart` of a policy pack: which SMART rules block, which warn, which are off.

The rules themselves live where KPIs do; here are only their codes, as of steps and raters.
Source: docs/policy-packs.md, rule K11.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from departments.policy.parts import Smart
from departments.policy.reading import Node

if TYPE_CHECKING:
    from departments.policy.pack import Reader

BLOCK, WARN, OFF = "block", "warn", "off"
MODES = (BLOCK, WARN, OFF)
RULES = (
    "vague_verb", "vague_object", "several_things", "target_in_name", "no_definition",
    "no_unit", "unit_contradicts", "no_direction", "no_formula", "no_denominator", "no_source",
    "not_judged", "over_ceiling", "open_scale", "zero_target",
    "no_baseline", "equals_baseline", "worse_than_baseline", "easier_than_past", "never_reached",
    "no_purpose", "no_guard", "no_objective", "no_owner",
    "no_frequency", "vague_time", "no_date",
)  # fmt: skip


def read_smart(node: Node, reader: Reader) -> Smart | None:
    """None where the pack has no such section. A rule that is not named warns."""
    if node.value is None:
        return None
    parts = node.keys(["rules", "past_values", "reach_margin"])
    rules = parts["rules"].keys([], RULES)
    modes = {
        code: WARN if rule.value is None else rule.choice(MODES) for code, rule in rules.items()
    }
    return Smart(
        modes,
        reader.number(parts["past_values"], "2", "12"),
        reader.number(parts["reach_margin"], "0", "10"),
    )
