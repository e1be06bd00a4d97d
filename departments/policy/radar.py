"""The section `radar`: from when on a pattern is worth a question. Source: rule K14."""

from collections.abc import Callable
from decimal import Decimal

from departments.policy.parts import Number, Source
from departments.policy.reading import Node

# key: lowest, highest, and what holds where a pack does not say. docs/signals.md explains each.
RADAR = {
    "heap_width": ("0.001", "0.2", "0.02"),
    "heap_least": ("5", "1000", "20"),
    "heap_level": ("0.000001", "0.1", "0.001"),
    "gap_points": ("1", "100", "15"),
    "gap_answers": ("5", "100000", "30"),
    "ratchet_years": ("1", "10", "2"),
    "ratchet_margin": ("0.01", "2", "0.30"),
    "edit_hours": ("1", "720", "72"),
    "shrink_share": ("0.01", "0.99", "0.20"),
    "shrink_points": ("1", "100", "10"),
    "shrink_cases": ("1", "1000000", "300"),
    "shrink_periods": ("1", "36", "6"),
    "copied_least": ("2", "100", "3"),
    "copied_level": ("0.000001", "0.1", "0.01"),
    "round_least": ("10", "10000", "30"),
    "round_level": ("0.000001", "0.1", "0.01"),
    "digit_counts": ("50", "100000", "100"),
    "digit_limit": ("1", "200", "27.88"),
    "easy_periods": ("1", "36", "6"),
    "plot_cases": ("1", "1000", "10"),
    "plot_units": ("2", "1000", "5"),
    "normal_units": ("3", "1000", "8"),
    "adjust_units": ("10", "10000", "30"),
}
UNSAID = Source("design", "", "")


def defaults() -> dict[str, Number]:
    return {key: Number(Decimal(usual), UNSAID) for key, (_l, _h, usual) in RADAR.items()}


def read_radar(node: Node, number: Callable[[Node, str, str], Number]) -> dict[str, Number]:
    """What the pack says of each threshold, else the usual one: packs older than the radar hold."""
    if node.value is None:
        return defaults()
    parts = node.keys([], RADAR)
    return defaults() | {
        key: number(parts[key], low, high)
        for key, (low, high, _usual) in RADAR.items()
        if parts[key].value is not None
    }
