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
from feedback.services.case_files import load_cases, plan_cases
from feedback.services.cases import Case, expiry, mint, take_cases, take_each, without_receipt
from feedback.services.catalogue import (
    add_point,
    add_service,
    change_point,
    change_service,
    newest_scales,
    scale_named,
)
from feedback.services.door_files import load_ratings, plan_ratings
from feedback.services.other_doors import Foreign, add_door, change_door, take_ratings
from feedback.services.ratings import Given, amend, give, place_of, rating_of
from feedback.services.releases import proof_of, release, release_due
from feedback.services.surveys import add_wave, invite_stratum, result_of

__all__ = [
    "LONGEST_TEXT",
    "Case",
    "Foreign",
    "Given",
    "add_door",
    "add_point",
    "add_service",
    "add_voter",
    "add_wave",
    "amend",
    "cast",
    "change_door",
    "change_point",
    "change_round",
    "change_service",
    "close_round",
    "count",
    "create_round",
    "expiry",
    "give",
    "invite",
    "invite_stratum",
    "load_cases",
    "load_ratings",
    "mint",
    "mix",
    "newest_scales",
    "open_round",
    "place_of",
    "plan_cases",
    "plan_ratings",
    "proof_of",
    "rating_of",
    "release",
    "release_due",
    "remove_voter",
    "result_of",
    "scale_named",
    "sweep",
    "take_cases",
    "take_each",
    "take_ratings",
    "without_receipt",
]
