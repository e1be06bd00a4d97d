"""What is measured: plans, values, and the scores made of them."""

from indicators.models.cards import Indicator
from indicators.models.context import (
    ContextDecision,
    ContextNote,
    ContextValue,
    ContextVariable,
)
from indicators.models.imports import ImportRow, KpiImport
from indicators.models.measurement import Measurement
from indicators.models.planning import Cycle, Objective, Period
from indicators.models.radar import PublicMirror, RadarScan, Signal, SignalStep
from indicators.models.scores import Score, ScoreCard, ScoreRun, ScoreShard
from indicators.models.targets import RollUp, Target

__all__ = [
    "ContextDecision",
    "ContextNote",
    "ContextValue",
    "ContextVariable",
    "Cycle",
    "ImportRow",
    "Indicator",
    "KpiImport",
    "Measurement",
    "Objective",
    "Period",
    "PublicMirror",
    "RadarScan",
    "RollUp",
    "Score",
    "ScoreCard",
    "ScoreRun",
    "ScoreShard",
    "Signal",
    "SignalStep",
    "Target",
]
