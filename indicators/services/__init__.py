"""Every write of the room: plans, values, files, runs. Runs are called by their module's name."""

from indicators.services.cards import add_version, define_indicator, describe_indicator
from indicators.services.load import load_kpis
from indicators.services.planning import open_cycle, period_for, set_target, withdraw_target
from indicators.services.reporting import report

__all__ = [
    "add_version",
    "define_indicator",
    "describe_indicator",
    "load_kpis",
    "open_cycle",
    "period_for",
    "report",
    "set_target",
    "withdraw_target",
]
