"""Every write of the room: plans, values, files, runs. Runs are called by their module's name."""

from indicators.services.cards import add_version, define_indicator, describe_indicator
from indicators.services.load import load_kpis
from indicators.services.missing import decide_missing, mark_late, request_missing
from indicators.services.planning import open_cycle, period_for, set_target, withdraw_target
from indicators.services.proofs import add_file, add_link, add_note, withdraw
from indicators.services.reporting import report
from indicators.services.verifying import draw_sample, verify

__all__ = [
    "add_file",
    "add_link",
    "add_note",
    "add_version",
    "decide_missing",
    "define_indicator",
    "describe_indicator",
    "draw_sample",
    "load_kpis",
    "mark_late",
    "open_cycle",
    "period_for",
    "report",
    "request_missing",
    "set_target",
    "verify",
    "withdraw",
    "withdraw_target",
]
