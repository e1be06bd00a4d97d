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
from feedback.services.contacts import (
    LONGEST as LONGEST_CONTACT,
)
from feedback.services.contacts import (
    erase_contacts_due,
    has_contact,
    leave_contact,
    read_contact,
)
from feedback.services.desk import needs_call_back, open_steps, take_step
from feedback.services.exclusions import agree, count_held, exclude_held, propose, refuse
from feedback.services.publishing import follow_up, publish, settle_follow_up, take_back
from feedback.services.ratings import Given, amend, give, place_of, rating_of
from feedback.services.releases import proof_of, release, release_due
from feedback.services.tickets import answer, reopen_tickets

__all__ = [
    "LONGEST_CONTACT",
    "LONGEST_TEXT",
    "Case",
    "Given",
    "add_point",
    "add_service",
    "add_voter",
    "agree",
    "amend",
    "answer",
    "cast",
    "change_point",
    "change_round",
    "change_service",
    "close_round",
    "count",
    "count_held",
    "create_round",
    "erase_contacts_due",
    "exclude_held",
    "follow_up",
    "give",
    "has_contact",
    "invite",
    "leave_contact",
    "mint",
    "mix",
    "needs_call_back",
    "open_round",
    "open_steps",
    "place_of",
    "proof_of",
    "propose",
    "publish",
    "rating_of",
    "read_contact",
    "refuse",
    "release",
    "release_due",
    "remove_voter",
    "reopen_tickets",
    "scale_named",
    "settle_follow_up",
    "sweep",
    "take_back",
    "take_cases",
    "take_step",
    "without_receipt",
]
