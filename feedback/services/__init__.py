"""Every write of this room: ballots of colleagues, services, receipts, ratings, releases."""

from feedback.counting import LEAST as LEAST_IN_A_RELEASE
from feedback.models.ratings import (
    LONGEST_TEXT,
)
from feedback.services.agreeing import (
    agreed,
)
from feedback.services.ballot_box import (
    cast,
    mix,
)
from feedback.services.ballot_count import (
    count,
    sweep,
)
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
from feedback.services.case_files import (
    load_cases,
    plan_cases,
)
from feedback.services.cases import (
    Case,
    expiry,
    mint,
    take_cases,
    take_each,
    without_receipt,
)
from feedback.services.catalogue import (
    add_point,
    add_service,
    change_point,
    change_service,
    newest_scales,
    scale_named,
)
from feedback.services.contacts import LONGEST as LONGEST_CONTACT
from feedback.services.contacts import (
    erase_contacts_due,
    has_contact,
    leave_contact,
    read_contact,
)
from feedback.services.desk import (
    needs_call_back,
    open_steps,
)
from feedback.services.desk import take_step as take_ticket_step
from feedback.services.door_files import (
    load_ratings,
    plan_ratings,
)
from feedback.services.engagement_steps import (
    STEPS,
    missing_for,
    next_steps,
    take_step,
)
from feedback.services.engagements import (
    Level,
    add_paper,
    change_draft,
    draft,
    extend,
    remove_criterion,
    seat,
    set_criterion,
)
from feedback.services.evaluators import (
    add_organisation,
    change_organisation,
    declare,
    quality_of,
    work_of,
)
from feedback.services.exclusions import (
    agree,
    count_held,
    exclude_held,
    propose,
    refuse,
)
from feedback.services.guard import (
    hold_suspects,
    release_what_is_sound,
)
from feedback.services.handing_down import hand_down
from feedback.services.mark_sheets import (
    MarksError,
    StaleSheetError,
    hand_in_sheet,
    save_sheet,
)
from feedback.services.material import (
    add_material,
)
from feedback.services.other_doors import (
    Foreign,
    add_door,
    change_door,
    take_ratings,
)
from feedback.services.publication import publish as publish_edition
from feedback.services.publication import (
    publish_due,
)
from feedback.services.publishing import (
    follow_up,
    settle_follow_up,
    take_back,
)
from feedback.services.publishing import publish as publish_we_did
from feedback.services.rating_rules import (
    RULE_FIELDS,
    measure_ratings,
    scales,
    set_rule,
    streams_that_count,
)
from feedback.services.ratings import (
    Given,
    amend,
    give,
    give_all,
    place_of,
    rating_of,
    spot_of,
    spots_of,
    ticket_of,
)
from feedback.services.releases import (
    proof_of,
    release,
    release_due,
)
from feedback.services.settling import (
    Decision,
    DecisionsError,
    StaleReplyError,
    adjudicate,
    reply,
    standings,
)
from feedback.services.signed_reports import (
    sign_report,
)
from feedback.services.surveys import (
    add_wave,
    invite_stratum,
    result_of,
)
from feedback.services.tickets import (
    answer,
    reopen_tickets,
)

__all__ = [
    "LEAST_IN_A_RELEASE",
    "LONGEST_CONTACT",
    "LONGEST_TEXT",
    "RULE_FIELDS",
    "STEPS",
    "Case",
    "Decision",
    "DecisionsError",
    "Foreign",
    "Given",
    "Level",
    "MarksError",
    "StaleReplyError",
    "StaleSheetError",
    "add_door",
    "add_material",
    "add_organisation",
    "add_paper",
    "add_point",
    "add_service",
    "add_voter",
    "add_wave",
    "adjudicate",
    "agree",
    "agreed",
    "amend",
    "answer",
    "cast",
    "change_door",
    "change_draft",
    "change_organisation",
    "change_point",
    "change_round",
    "change_service",
    "close_round",
    "count",
    "count_held",
    "create_round",
    "declare",
    "draft",
    "erase_contacts_due",
    "exclude_held",
    "expiry",
    "extend",
    "follow_up",
    "give",
    "give_all",
    "hand_down",
    "hand_in_sheet",
    "has_contact",
    "hold_suspects",
    "invite",
    "invite_stratum",
    "leave_contact",
    "load_cases",
    "load_ratings",
    "measure_ratings",
    "mint",
    "missing_for",
    "mix",
    "needs_call_back",
    "newest_scales",
    "next_steps",
    "open_round",
    "open_steps",
    "place_of",
    "plan_cases",
    "plan_ratings",
    "proof_of",
    "propose",
    "publish_due",
    "publish_edition",
    "publish_we_did",
    "quality_of",
    "rating_of",
    "read_contact",
    "refuse",
    "release",
    "release_due",
    "release_what_is_sound",
    "remind_voters",
    "remove_criterion",
    "remove_voter",
    "reopen_tickets",
    "reply",
    "result_of",
    "save_sheet",
    "scale_named",
    "scales",
    "seat",
    "set_criterion",
    "set_rule",
    "settle_follow_up",
    "sign_report",
    "spot_of",
    "spots_of",
    "standings",
    "streams_that_count",
    "sweep",
    "take_back",
    "take_cases",
    "take_each",
    "take_ratings",
    "take_step",
    "take_ticket_step",
    "ticket_of",
    "without_receipt",
    "work_of",
]
