"""Every write of this room: ballots of colleagues, services, receipts, ratings, releases."""

from feedback.models.ratings import LONGEST_TEXT
from feedback.services.ballot_box import cast, mix
from feedback.services.ballot_count import count, sweep
from feedback.services.ballot_rounds import (
    add_voter,
    change_round,
    close_round,
    create_round,
    invite,
    open_round,
    remove_voter,
)
from feedback.services.cases import Case, mint, take_cases, without_receipt
from feedback.services.catalogue import (
    add_point,
    add_service,
    change_point,
    change_service,
    scale_named,
)
from feedback.services.publication import publish, publish_due
from feedback.services.ratings import Given, amend, give, place_of, rating_of
from feedback.services.releases import proof_of, release, release_due

__all__ = [
    "LONGEST_TEXT",
    "Case",
    "Given",
    "add_point",
    "add_service",
    "add_voter",
    "amend",
    "cast",
    "change_point",
    "change_round",
    "change_service",
    "close_round",
    "count",
    "create_round",
    "give",
    "invite",
    "mint",
    "mix",
    "open_round",
    "place_of",
    "proof_of",
    "publish",
    "publish_due",
    "rating_of",
    "release",
    "release_due",
    "remove_voter",
    "scale_named",
    "sweep",
    "take_cases",
    "without_receipt",
]
