"""What is measured: plans, values, and the scores made of them."""

from indicators.models.cards import Indicator
from indicators.models.imports import ColumnMatch, ImportEffect, ImportRow, KpiImport
from indicators.models.measurement import Measurement
from indicators.models.planning import Cycle, Objective, Period
from indicators.models.returns import DataReturn, Reminder, ReminderDigest, ReturnDraft
from indicators.models.scores import Score, ScoreCard, ScoreRun, ScoreShard
from indicators.models.targets import RollUp, Target

__all__ = [
    "ColumnMatch",
    "Cycle",
    "DataReturn",
    "ImportEffect",
    "ImportRow",
    "Indicator",
    "KpiImport",
    "Measurement",
    "Objective",
    "Period",
    "Reminder",
    "ReminderDigest",
    "ReturnDraft",
    "RollUp",
    "Score",
    "ScoreCard",
    "ScoreRun",
    "ScoreShard",
    "Target",
]
