"""Every write of this room: cycles, phases, who takes part, plans, coaching."""

from appraisals.services.agreement_steps import (
    Signing,
    take_step,
)
from appraisals.services.agreements import (
    amend_agreement,
    draft_agreement,
    renew_kpis,
    save_agreement,
)
from appraisals.services.appeals import (
    file_appeal,
    rights_of,
)
from appraisals.services.calibrating import (
    change_grade,
    change_grades,
    lock_session,
    open_session,
)
from appraisals.services.capping import (
    record_cap,
)
from appraisals.services.check_ins import (
    change_check_in,
    reply_to_check_in,
    write_check_in,
)
from appraisals.services.clocks import (
    acknowledge_midway,
    issue_midway,
)
from appraisals.services.closing import (
    missing_of,
)
from appraisals.services.coaching import (
    acknowledge_warning,
    answer_urging,
    log_evidence,
    review_goal,
    urge,
    warn,
)
from appraisals.services.cycles import (
    archive_cycle,
    change_cycle,
    create_cycle,
    set_phases,
)
from appraisals.services.development import (
    add_action,
    settle_action,
    write_plan,
)
from appraisals.services.enrolment import (
    choose_appraiser,
    enrol,
    exclude,
    include,
    reroute,
)
from appraisals.services.evaluating import (
    hand_in,
    take_back,
)
from appraisals.services.launch import (
    blockers_of,
    launch,
)
from appraisals.services.meetings import (
    answer_meeting,
    close_unsigned,
    record_meeting,
    sign_meeting,
)
from appraisals.services.notices import (
    acknowledge,
    issue_notice,
    issue_notices,
)
from appraisals.services.phases import (
    answer_reopening,
    ask_to_reopen,
    close_phase,
    hold_phase,
    move_phase,
    open_phase,
)
from appraisals.services.recommending import (
    decide_recommendation,
    recommend,
)
from appraisals.services.recusing import (
    declare_conflict,
    name_evaluator,
    name_former_superior,
    replace_evaluator,
)
from appraisals.services.rehearsals import (
    act_as,
    end_rehearsal,
    next_phase,
    start_rehearsal,
)
from appraisals.services.sessions import (
    add_member,
    prepare_sessions,
    raise_share,
    remove_member,
    write_minutes,
)
from appraisals.services.sources import (
    receive_source,
)

__all__ = [
    "Signing",
    "acknowledge",
    "acknowledge_midway",
    "acknowledge_warning",
    "act_as",
    "add_action",
    "add_member",
    "amend_agreement",
    "answer_meeting",
    "answer_reopening",
    "answer_urging",
    "archive_cycle",
    "ask_to_reopen",
    "blockers_of",
    "change_check_in",
    "change_cycle",
    "change_grade",
    "change_grades",
    "choose_appraiser",
    "close_phase",
    "close_unsigned",
    "create_cycle",
    "decide_recommendation",
    "declare_conflict",
    "draft_agreement",
    "end_rehearsal",
    "enrol",
    "exclude",
    "file_appeal",
    "hand_in",
    "hold_phase",
    "include",
    "issue_midway",
    "issue_notice",
    "issue_notices",
    "launch",
    "lock_session",
    "log_evidence",
    "missing_of",
    "move_phase",
    "name_evaluator",
    "name_former_superior",
    "next_phase",
    "open_phase",
    "open_session",
    "prepare_sessions",
    "raise_share",
    "receive_source",
    "recommend",
    "record_cap",
    "record_meeting",
    "remove_member",
    "renew_kpis",
    "replace_evaluator",
    "reply_to_check_in",
    "reroute",
    "review_goal",
    "rights_of",
    "save_agreement",
    "set_phases",
    "settle_action",
    "sign_meeting",
    "start_rehearsal",
    "take_back",
    "take_step",
    "urge",
    "warn",
    "write_check_in",
    "write_minutes",
    "write_plan",
]
