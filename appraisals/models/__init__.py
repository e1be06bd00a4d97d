"""Cycles of appraisal, their phases, whose work is appraised in them, and the grades."""

from appraisals.models.agreement import (
    Agreement,
    AgreementAspect,
    AgreementDeed,
    AgreementLine,
    AgreementState,
    AgreementStep,
    Side,
    Signature,
)
from appraisals.models.appraisal import Appraisal, Rerouting, Subject
from appraisals.models.causes import MissedBecause
from appraisals.models.coaching import (
    CheckIn,
    CheckInReply,
    EarlyWarning,
    EvidenceEntry,
    GoalReview,
    UrgingNotice,
    UrgingReply,
)
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
from appraisals.models.self_assessment import (
    SectionAnswer,
    SelfAssessment,
    SelfAssessmentState,
)
from appraisals.models.sources import Source, SourceScore

__all__ = [
    "Agreement",
    "AgreementAspect",
    "AgreementDeed",
    "AgreementLine",
    "AgreementState",
    "AgreementStep",
    "Appraisal",
    "AppraisalCycle",
    "CheckIn",
    "CheckInReply",
    "CycleKind",
    "CycleState",
    "EarlyWarning",
    "EvidenceEntry",
    "GoalReview",
    "Grade",
    "GradeStage",
    "MissedBecause",
    "Phase",
    "PhaseDeed",
    "PhaseKind",
    "PhaseState",
    "PhaseStep",
    "Rerouting",
    "SectionAnswer",
    "SelfAssessment",
    "SelfAssessmentState",
    "Side",
    "Signature",
    "Source",
    "SourceScore",
    "Subject",
    "UrgingNotice",
    "UrgingReply",
]
