"""What is measured: plans, values, and the scores made of them."""

from indicators.models.breakdowns import Breakdown, BreakdownPart, Dimension, DimensionMember
from indicators.models.cards import Indicator
from indicators.models.costs import CostLine
from indicators.models.imports import ImportRow, KpiImport
from indicators.models.measurement import Measurement
from indicators.models.planning import Cycle, Objective, Period
from indicators.models.requirements import Requirement, RequirementStep
from indicators.models.scores import Score, ScoreCard, ScoreRun, ScoreShard
from indicators.models.strategy import Contribution, PlanPeriod
from indicators.models.targets import RollUp, Target

__all__ = [
    "Breakdown",
    "BreakdownPart",
    "Contribution",
    "CostLine",
    "Cycle",
    "Dimension",
    "DimensionMember",
    "ImportRow",
    "Indicator",
    "KpiImport",
    "Measurement",
    "Objective",
    "Period",
    "PlanPeriod",
    "Requirement",
    "RequirementStep",
    "RollUp",
    "Score",
    "ScoreCard",
    "ScoreRun",
    "ScoreShard",
    "Target",
]
