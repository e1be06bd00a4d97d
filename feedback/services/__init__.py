"""Every write of this room: rounds of ballots, the box, the count."""

from feedback.services.ballot_box import cast, mix
from feedback.services.ballot_count import count, sweep
from feedback.services.ballot_rounds import (
    add_voter,
    change_round,
    close_round,
    create_round,
    invite,
    open_round,
    remind_voters,
    remove_voter,
)

__all__ = [
    "add_voter",
    "cast",
    "change_round",
    "close_round",
    "count",
    "create_round",
    "invite",
    "mix",
    "open_round",
    "remind_voters",
    "remove_voter",
    "sweep",
]
