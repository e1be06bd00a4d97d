"""Reading plans, values and scores: one module per topic, all QuerySets by name here."""

from indicators.queries.adjustments import AdjustmentQuerySet
from indicators.queries.assessing import AssessmentQuerySet, StageQuerySet
from indicators.queries.cards import CardDetailQuerySet, CardEditionQuerySet, IndicatorQuerySet
from indicators.queries.context import (
    ContextNoteQuerySet,
    ContextValueQuerySet,
    ContextVariableQuerySet,
)
from indicators.queries.figures import MeasurementQuerySet
from indicators.queries.imports import ImportRowQuerySet, KpiImportQuerySet
from indicators.queries.planning import (
    CycleQuerySet,
    ObjectiveQuerySet,
    PeriodQuerySet,
    TargetQuerySet,
)
from indicators.queries.plans import (
    AmendmentQuerySet,
    LockExceptionQuerySet,
    PeriodLockQuerySet,
    TargetPlanQuerySet,
)
from indicators.queries.radar import (
    PublicMirrorQuerySet,
    RadarScanQuerySet,
    SignalQuerySet,
    SignalStepQuerySet,
)
from indicators.queries.returns import DataReturnQuerySet, ReminderQuerySet, ReturnDraftQuerySet
from indicators.queries.scope import ScopedQuerySet, SharedQuerySet
from indicators.queries.scores import ScoreCardQuerySet, ScoreQuerySet, ScoreRunQuerySet
from indicators.queries.strategy import (
    BreakdownQuerySet,
    ContributionQuerySet,
    CostLineQuerySet,
    DimensionQuerySet,
    PlanPeriodQuerySet,
    RequirementQuerySet,
    RollUpQuerySet,
)

__all__ = [
    "AdjustmentQuerySet",
    "AmendmentQuerySet",
    "AssessmentQuerySet",
    "BreakdownQuerySet",
    "CardDetailQuerySet",
    "CardEditionQuerySet",
    "ContextNoteQuerySet",
    "ContextValueQuerySet",
    "ContextVariableQuerySet",
    "ContributionQuerySet",
    "CostLineQuerySet",
    "CycleQuerySet",
    "DataReturnQuerySet",
    "DimensionQuerySet",
    "ImportRowQuerySet",
    "IndicatorQuerySet",
    "KpiImportQuerySet",
    "LockExceptionQuerySet",
    "MeasurementQuerySet",
    "ObjectiveQuerySet",
    "PeriodLockQuerySet",
    "PeriodQuerySet",
    "PlanPeriodQuerySet",
    "PublicMirrorQuerySet",
    "RadarScanQuerySet",
    "ReminderQuerySet",
    "RequirementQuerySet",
    "ReturnDraftQuerySet",
    "RollUpQuerySet",
    "ScopedQuerySet",
    "ScoreCardQuerySet",
    "ScoreQuerySet",
    "ScoreRunQuerySet",
    "SharedQuerySet",
    "SignalQuerySet",
    "SignalStepQuerySet",
    "StageQuerySet",
    "TargetPlanQuerySet",
    "TargetQuerySet",
]
