"""The voice of others: the ballots of colleagues."""

from feedback.models.ballots import (
    BallotInvitation,
    BallotQuestion,
    BallotRound,
    BallotSource,
    RoundState,
    SealedBallot,
    SmallGroups,
)
from feedback.models.results import BallotComment, BallotGroup, BallotTally

__all__ = [
    "BallotComment",
    "BallotGroup",
    "BallotInvitation",
    "BallotQuestion",
    "BallotRound",
    "BallotSource",
    "BallotTally",
    "RoundState",
    "SealedBallot",
    "SmallGroups",
]
