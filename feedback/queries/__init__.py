"""Reading ballots. The access rules are numbered in docs/access.md."""

from feedback.queries.ballots import (
    BallotGroupQuerySet,
    BallotInvitationQuerySet,
    BallotRoundQuerySet,
)

__all__ = ["BallotGroupQuerySet", "BallotInvitationQuerySet", "BallotRoundQuerySet"]
