"""Reading ballots and the voice of the public. The access rules are numbered in docs/access.md."""

from feedback.queries.ballots import (
    BallotGroupQuerySet,
    BallotInvitationQuerySet,
    BallotRoundQuerySet,
)
from feedback.queries.desk import (
    ExclusionProposalQuerySet,
    ExclusionQuerySet,
    FollowUpQuerySet,
    HeldRatingQuerySet,
    TicketQuerySet,
)
from feedback.queries.engagements import (
    EngagementQuerySet,
    EngagementUnitQuerySet,
    EvaluatorOrganisationQuerySet,
    MarkSheetQuerySet,
    WorkingPaperQuerySet,
)
from feedback.queries.public import (
    PublicServiceQuerySet,
    RatingQuerySet,
    RatingRuleQuerySet,
    ReleaseQuerySet,
    ServicePointQuerySet,
)

__all__ = [
    "BallotGroupQuerySet",
    "BallotInvitationQuerySet",
    "BallotRoundQuerySet",
    "EngagementQuerySet",
    "EngagementUnitQuerySet",
    "EvaluatorOrganisationQuerySet",
    "ExclusionProposalQuerySet",
    "ExclusionQuerySet",
    "FollowUpQuerySet",
    "HeldRatingQuerySet",
    "MarkSheetQuerySet",
    "PublicServiceQuerySet",
    "RatingQuerySet",
    "RatingRuleQuerySet",
    "ReleaseQuerySet",
    "ServicePointQuerySet",
    "TicketQuerySet",
    "WorkingPaperQuerySet",
]
