"""Every write of this room: cycles, phases, who takes part."""

from appraisals.services.cycles import archive_cycle, change_cycle, create_cycle, set_phases
from appraisals.services.enrolment import choose_appraiser, enrol, exclude, include, reroute
from appraisals.services.launch import blockers_of, launch
from appraisals.services.phases import (
    answer_reopening,
    ask_to_reopen,
    close_phase,
    hold_phase,
    move_phase,
    open_phase,
)
from appraisals.services.sources import receive_source

__all__ = [
    "answer_reopening",
    "archive_cycle",
    "ask_to_reopen",
    "blockers_of",
    "change_cycle",
    "choose_appraiser",
    "close_phase",
    "create_cycle",
    "enrol",
    "exclude",
    "hold_phase",
    "include",
    "launch",
    "move_phase",
    "open_phase",
    "receive_source",
    "reroute",
    "set_phases",
]
