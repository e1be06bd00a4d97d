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
from feedback.models.other_doors import OtherDoor
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
from feedback.models.surveys import SurveyInvitation, SurveyStratum, SurveyWave

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
    "Exclusion",
    "ExclusionReason",
    "Half",
    "OtherDoor",
    "Outcome",
    "PublicService",
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
    "SurveyInvitation",
    "SurveyStratum",
    "SurveyWave",
]
