"""What is measured: plans, values, and the scores made of them."""

from indicators.models.adjustments import Adjustment
from indicators.models.assessing import Assessment, Stage, StageReport
from indicators.models.card_details import CardDetail, CardEdition
from indicators.models.cards import Indicator
from indicators.models.imports import ImportRow, KpiImport
from indicators.models.measurement import Measurement
from indicators.models.period_locks import LockException, PeriodLock
from indicators.models.planning import Cycle, Objective, Period
from indicators.models.plans import Amendment, AmendmentLine, PlanStep, TargetPlan
from indicators.models.scores import Score, ScoreCard, ScoreRun, ScoreShard
from indicators.models.targets import RollUp, Target

__all__ = [
    "Adjustment",
    "Amendment",
    "AmendmentLine",
    "Assessment",
    "CardDetail",
    "CardEdition",
    "Cycle",
    "ImportRow",
    "Indicator",
    "KpiImport",
    "LockException",
    "Measurement",
    "Objective",
    "Period",
    "PeriodLock",
    "PlanStep",
    "RollUp",
    "Score",
    "ScoreCard",
    "ScoreRun",
    "ScoreShard",
    "Stage",
    "StageReport",
    "Target",
    "TargetPlan",
]
