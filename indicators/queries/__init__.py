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
from indicators.queries.returns import (
    DataReturnQuerySet,
    ReminderQuerySet,
    ReturnDraftQuerySet,
)
from indicators.queries.scope import ScopedQuerySet, SharedQuerySet
from indicators.queries.scores import ScoreCardQuerySet, ScoreQuerySet, ScoreRunQuerySet

__all__ = [
    "CycleQuerySet",
    "DataReturnQuerySet",
    "ImportRowQuerySet",
    "IndicatorQuerySet",
    "KpiImportQuerySet",
    "MeasurementQuerySet",
    "ObjectiveQuerySet",
    "PeriodQuerySet",
    "ReminderQuerySet",
    "ReturnDraftQuerySet",
    "ScopedQuerySet",
    "ScoreCardQuerySet",
    "ScoreQuerySet",
    "ScoreRunQuerySet",
    "SharedQuerySet",
    "TargetQuerySet",
]
