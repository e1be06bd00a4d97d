"""Cycles of appraisal, their phases, whose work is appraised in them, and the grades."""

from appraisals.models.appraisal import Appraisal, Rerouting, Subject
from appraisals.models.cycle import (
    AppraisalCycle,
    CycleKind,
    CycleState,
    Phase,
    PhaseDeed,
    PhaseKind,
    PhaseState,
    PhaseStep,
)
from appraisals.models.grade import Grade, GradeStage
from appraisals.models.sources import Source, SourceScore

__all__ = [
    "Appraisal",
    "AppraisalCycle",
    "CycleKind",
    "CycleState",
    "Grade",
    "GradeStage",
    "Phase",
    "PhaseDeed",
    "PhaseKind",
    "PhaseState",
    "PhaseStep",
    "Rerouting",
    "Source",
    "SourceScore",
    "Subject",
]
