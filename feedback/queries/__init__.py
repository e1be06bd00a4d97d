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
from feedback.queries.public import (
    PublicServiceQuerySet,
    RatingQuerySet,
    ReleaseQuerySet,
    ServicePointQuerySet,
)

__all__ = [
    "BallotGroupQuerySet",
    "BallotInvitationQuerySet",
    "BallotRoundQuerySet",
    "ExclusionProposalQuerySet",
    "ExclusionQuerySet",
    "FollowUpQuerySet",
    "HeldRatingQuerySet",
    "PublicServiceQuerySet",
    "RatingQuerySet",
    "ReleaseQuerySet",
    "ServicePointQuerySet",
    "TicketQuerySet",
]
