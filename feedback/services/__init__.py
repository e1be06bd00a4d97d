"""Every write of this room: ballots of colleagues, services, receipts, ratings, releases."""

from feedback.counting import LEAST as LEAST_IN_A_RELEASE
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
    remind_voters,
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
from feedback.services.guard import hold_suspects, release_what_is_sound
from feedback.services.rating_rules import (
    RULE_FIELDS,
    measure_ratings,
    scales,
    set_rule,
    streams_that_count,
)
from feedback.services.ratings import Given, amend, give, place_of, rating_of, spot_of
from feedback.services.releases import proof_of, release, release_due

__all__ = [
    "LEAST_IN_A_RELEASE",
    "LONGEST_TEXT",
    "RULE_FIELDS",
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
    "hold_suspects",
    "invite",
    "measure_ratings",
    "mint",
    "mix",
    "open_round",
    "place_of",
    "proof_of",
    "rating_of",
    "release",
    "release_due",
    "release_what_is_sound",
    "remind_voters",
    "remove_voter",
    "scale_named",
    "scales",
    "set_rule",
    "spot_of",
    "streams_that_count",
    "sweep",
    "take_cases",
    "without_receipt",
]
