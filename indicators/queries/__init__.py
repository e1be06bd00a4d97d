"""Reading plans, values and scores: one module per topic, all QuerySets by name here."""

from indicators.queries.context import (
    ContextNoteQuerySet,
    ContextValueQuerySet,
    ContextVariableQuerySet,
)
from indicators.queries.figures import MeasurementQuerySet
from indicators.queries.imports import ImportRowQuerySet, KpiImportQuerySet
from indicators.queries.planning import (
    CycleQuerySet,
    IndicatorQuerySet,
    ObjectiveQuerySet,
    PeriodQuerySet,
    TargetQuerySet,
)
from indicators.queries.radar import (
    PublicMirrorQuerySet,
    RadarScanQuerySet,
    SignalQuerySet,
    SignalStepQuerySet,
)
from indicators.queries.scope import ScopedQuerySet, SharedQuerySet
from indicators.queries.scores import ScoreCardQuerySet, ScoreQuerySet, ScoreRunQuerySet

__all__ = [
    "ContextNoteQuerySet",
    "ContextValueQuerySet",
    "ContextVariableQuerySet",
    "CycleQuerySet",
    "ImportRowQuerySet",
    "IndicatorQuerySet",
    "KpiImportQuerySet",
    "MeasurementQuerySet",
    "ObjectiveQuerySet",
    "PeriodQuerySet",
    "PublicMirrorQuerySet",
    "RadarScanQuerySet",
    "ScopedQuerySet",
    "ScoreCardQuerySet",
    "ScoreQuerySet",
    "ScoreRunQuerySet",
    "SharedQuerySet",
    "SignalQuerySet",
    "SignalStepQuerySet",
    "TargetQuerySet",
]
