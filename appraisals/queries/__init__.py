"""Reading cycles of appraisal. The access rules are numbered in docs/access.md."""

from appraisals.queries.agreements import (
    AgreementLineQuerySet,
    AgreementQuerySet,
)
from appraisals.queries.appraisals import (
    AppraisalQuerySet,
)
from appraisals.queries.coaching import (
    CheckInQuerySet,
    CheckInReplyQuerySet,
    CoachingQuerySet,
    EarlyWarningQuerySet,
    UrgingNoticeQuerySet,
)
from appraisals.queries.cycles import (
    AppraisalCycleQuerySet,
    PhaseQuerySet,
)
from appraisals.queries.grades import (
    GradeQuerySet,
    SourceScoreQuerySet,
)
from appraisals.queries.results import (
    AppealQuerySet,
    DevelopmentActionQuerySet,
    DevelopmentPlanQuerySet,
    FeedbackMeetingQuerySet,
    RecommendationQuerySet,
    ResultNoticeQuerySet,
)
from appraisals.queries.self_assessments import (
    SectionAnswerQuerySet,
    SelfAssessmentQuerySet,
)

__all__ = [
    "AgreementLineQuerySet",
    "AgreementQuerySet",
    "AppealQuerySet",
    "AppraisalCycleQuerySet",
    "AppraisalQuerySet",
    "CheckInQuerySet",
    "CheckInReplyQuerySet",
    "CoachingQuerySet",
    "DevelopmentActionQuerySet",
    "DevelopmentPlanQuerySet",
    "EarlyWarningQuerySet",
    "FeedbackMeetingQuerySet",
    "GradeQuerySet",
    "PhaseQuerySet",
    "RecommendationQuerySet",
    "ResultNoticeQuerySet",
    "SectionAnswerQuerySet",
    "SelfAssessmentQuerySet",
    "SourceScoreQuerySet",
    "UrgingNoticeQuerySet",
]
