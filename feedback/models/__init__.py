"""The voice of others: the ballots of colleagues, and what the public says of services."""

from feedback.models.ballots import (
    BallotInvitation,
    BallotQuestion,
    BallotRound,
    BallotSource,
    RoundState,
    SealedBallot,
    SmallGroups,
)
from feedback.models.published import (
    Edition,
    PublishedCount,
    PublishedExclusion,
    PublishedPart,
)
from feedback.models.ratings import (
    Exclusion,
    ExclusionReason,
    Half,
    Outcome,
    Rating,
    RatingState,
    Release,
    Stream,
    StreamKind,
)
from feedback.models.results import BallotComment, BallotGroup, BallotTally
from feedback.models.services import (
    Channel,
    ClosedCase,
    PublicService,
    RatingScale,
    Receipt,
    ServicePoint,
    Stage,
)

__all__ = [
    "BallotComment",
    "BallotGroup",
    "BallotInvitation",
    "BallotQuestion",
    "BallotRound",
    "BallotSource",
    "BallotTally",
    "Channel",
    "ClosedCase",
    "Edition",
    "Exclusion",
    "ExclusionReason",
    "Half",
    "Outcome",
    "PublicService",
    "PublishedCount",
    "PublishedExclusion",
    "PublishedPart",
    "Rating",
    "RatingScale",
    "RatingState",
    "Receipt",
    "Release",
    "RoundState",
    "SealedBallot",
    "ServicePoint",
    "SmallGroups",
    "Stage",
    "Stream",
    "StreamKind",
]
