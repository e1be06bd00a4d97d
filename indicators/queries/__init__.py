"""Reading plans, values and scores: one module per topic, all QuerySets by name here."""

from indicators.queries.figures import MeasurementQuerySet
from indicators.queries.imports import ImportRowQuerySet, KpiImportQuerySet
from indicators.queries.planning import (
    CycleQuerySet,
    IndicatorQuerySet,
    ObjectiveQuerySet,
    PeriodQuerySet,
    TargetQuerySet,
)
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
    "BreakdownQuerySet",
    "ContributionQuerySet",
    "CostLineQuerySet",
    "CycleQuerySet",
    "DimensionQuerySet",
    "ImportRowQuerySet",
    "IndicatorQuerySet",
    "KpiImportQuerySet",
    "MeasurementQuerySet",
    "ObjectiveQuerySet",
    "PeriodQuerySet",
    "PlanPeriodQuerySet",
    "RequirementQuerySet",
    "RollUpQuerySet",
    "ScopedQuerySet",
    "ScoreCardQuerySet",
    "ScoreQuerySet",
    "ScoreRunQuerySet",
    "SharedQuerySet",
    "TargetQuerySet",
]
