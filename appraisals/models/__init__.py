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
from appraisals.models.appeals import (
    Appeal,
    AppealDeed,
    AppealEvent,
    AppealMember,
    AppealState,
)
from appraisals.models.appraisal import (
    Appraisal,
    Rerouting,
    Subject,
)
from appraisals.models.calibration import (
    CalibrationChange,
    CalibrationEntry,
    CalibrationMember,
    CalibrationSession,
    CapKind,
    GradeCap,
    QuotaMode,
    SessionState,
)
from appraisals.models.causes import (
    MissedBecause,
)
from appraisals.models.clocks import (
    MidwayNotice,
    ProbationClock,
)
from appraisals.models.coaching import (
    CheckIn,
    CheckInReply,
    EarlyWarning,
    EvidenceEntry,
    GoalReview,
    UrgingNotice,
    UrgingReply,
)
from appraisals.models.consequences import (
    Recommendation,
    RecommendationState,
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
from appraisals.models.evaluation import (
    Evaluation,
    EvaluationLine,
    EvaluationState,
    Recusal,
)
from appraisals.models.grade import (
    Grade,
    GradeStage,
)
from appraisals.models.meetings import (
    ActionKind,
    ActionState,
    DevelopmentAction,
    DevelopmentPlan,
    FeedbackMeeting,
    ResultCause,
)
from appraisals.models.notices import (
    Acknowledgement,
    NoticePart,
    NoticeRight,
    ResultNotice,
    Right,
    Stance,
)
from appraisals.models.self_assessment import (
    SectionAnswer,
    SelfAssessment,
    SelfAssessmentState,
)
from appraisals.models.sources import (
    Source,
    SourceScore,
)

__all__ = [
    "Acknowledgement",
    "ActionKind",
    "ActionState",
    "Agreement",
    "AgreementAspect",
    "AgreementDeed",
    "AgreementLine",
    "AgreementState",
    "AgreementStep",
    "Appeal",
    "AppealDeed",
    "AppealEvent",
    "AppealMember",
    "AppealState",
    "Appraisal",
    "AppraisalCycle",
    "CalibrationChange",
    "CalibrationEntry",
    "CalibrationMember",
    "CalibrationSession",
    "CapKind",
    "CheckIn",
    "CheckInReply",
    "CycleKind",
    "CycleState",
    "DevelopmentAction",
    "DevelopmentPlan",
    "EarlyWarning",
    "Evaluation",
    "EvaluationLine",
    "EvaluationState",
    "EvidenceEntry",
    "FeedbackMeeting",
    "GoalReview",
    "Grade",
    "GradeCap",
    "GradeStage",
    "MidwayNotice",
    "MissedBecause",
    "NoticePart",
    "NoticeRight",
    "Phase",
    "PhaseDeed",
    "PhaseKind",
    "PhaseState",
    "PhaseStep",
    "ProbationClock",
    "QuotaMode",
    "Recommendation",
    "RecommendationState",
    "Recusal",
    "Rerouting",
    "ResultCause",
    "ResultNotice",
    "Right",
    "SectionAnswer",
    "SelfAssessment",
    "SelfAssessmentState",
    "SessionState",
    "Side",
    "Signature",
    "Source",
    "SourceScore",
    "Stance",
    "Subject",
    "UrgingNotice",
    "UrgingReply",
]
