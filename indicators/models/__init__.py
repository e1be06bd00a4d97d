"""What is measured: plans, values, and the scores made of them."""

from indicators.models.adjustments import Adjustment
from indicators.models.assessing import Assessment, Stage, StageReport
from indicators.models.breakdowns import Breakdown, BreakdownPart, Dimension, DimensionMember
from indicators.models.card_details import CardDetail, CardEdition
from indicators.models.cards import Indicator
from indicators.models.context import ContextDecision, ContextNote, ContextValue, ContextVariable
from indicators.models.costs import CostLine
from indicators.models.evidence import Evidence, EvidenceWithdrawal
from indicators.models.imports import ColumnMatch, ImportEffect, ImportRow, KpiImport
from indicators.models.measurement import Measurement
from indicators.models.missing import MissingRequest
from indicators.models.period_locks import LockException, PeriodLock
from indicators.models.planning import Cycle, Objective, Period
from indicators.models.plans import Amendment, AmendmentLine, PlanStep, TargetPlan
from indicators.models.radar import PublicMirror, RadarScan, Signal, SignalStep
from indicators.models.requirements import Requirement, RequirementStep
from indicators.models.returns import DataReturn, Reminder, ReturnDraft
from indicators.models.revision import Revision
from indicators.models.scores import Score, ScoreCard, ScoreRun, ScoreShard
from indicators.models.strategy import Contribution, PlanPeriod
from indicators.models.targets import RollUp, Target
from indicators.models.verification import SampleItem, Verification, VerificationSample

__all__ = [
    "Adjustment",
    "Amendment",
    "AmendmentLine",
    "Assessment",
    "Breakdown",
    "BreakdownPart",
    "CardDetail",
    "CardEdition",
    "ColumnMatch",
    "ContextDecision",
    "ContextNote",
    "ContextValue",
    "ContextVariable",
    "Contribution",
    "CostLine",
    "Cycle",
    "DataReturn",
    "Dimension",
    "DimensionMember",
    "Evidence",
    "EvidenceWithdrawal",
    "ImportEffect",
    "ImportRow",
    "Indicator",
    "KpiImport",
    "LockException",
    "Measurement",
    "MissingRequest",
    "Objective",
    "Period",
    "PeriodLock",
    "PlanPeriod",
    "PlanStep",
    "PublicMirror",
    "RadarScan",
    "Reminder",
    "Requirement",
    "RequirementStep",
    "ReturnDraft",
    "Revision",
    "RollUp",
    "SampleItem",
    "Score",
    "ScoreCard",
    "ScoreRun",
    "ScoreShard",
    "Signal",
    "SignalStep",
    "Stage",
    "StageReport",
    "Target",
    "TargetPlan",
    "Verification",
    "VerificationSample",
]
