"""What is measured: plans, values, and the scores made of them."""

from indicators.models.cards import Indicator
from indicators.models.evidence import Evidence, EvidenceWithdrawal
from indicators.models.imports import ImportRow, KpiImport
from indicators.models.measurement import Measurement
from indicators.models.missing import MissingRequest
from indicators.models.planning import Cycle, Objective, Period
from indicators.models.revision import Revision
from indicators.models.scores import Score, ScoreCard, ScoreRun, ScoreShard
from indicators.models.targets import RollUp, Target
from indicators.models.verification import SampleItem, Verification, VerificationSample

__all__ = [
    "Cycle",
    "Evidence",
    "EvidenceWithdrawal",
    "ImportRow",
    "Indicator",
    "KpiImport",
    "Measurement",
    "MissingRequest",
    "Objective",
    "Period",
    "Revision",
    "RollUp",
    "SampleItem",
    "Score",
    "ScoreCard",
    "ScoreRun",
    "ScoreShard",
    "Target",
    "Verification",
    "VerificationSample",
]
