"""The sentence of each notification, made in the language of who reads it.

A sentence says what waits, never what is in it: no grade, no score, no text of anybody.
"""

from collections.abc import Mapping
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

PHASES = {
    "planning": pgettext_lazy("phase", "Planning"),
    "coaching": pgettext_lazy("phase", "Coaching"),
    "self_assessment": pgettext_lazy("phase", "Self-assessment"),
    "evaluation": pgettext_lazy("phase", "Evaluation"),
    "calibration": pgettext_lazy("phase", "Calibration"),
    "results": pgettext_lazy("phase", "Results and feedback"),
    "appeals": pgettext_lazy("phase", "Appeals"),
}


class Code(models.TextChoices):
    """What happened. The label is the sentence, with %(name)s, %(day)s and %(detail)s."""

    PLAN_PROPOSED = "plan_proposed", _("A plan waits for your answer: %(name)s")
    PLAN_QUERIED = "plan_queried", _("A change to a plan is asked for: %(name)s")
    PLAN_AGREED = "plan_agreed", _("The plan is agreed: %(name)s")
    PLAN_WITHDRAWN = "plan_withdrawn", _("The plan was taken back: %(name)s")
    CHECK_IN_SHARED = "check_in_shared", _("A note about a conversation was shared: %(name)s")
    CHECK_IN_ANSWERED = "check_in_answered", _("A note about a conversation was answered: %(name)s")
    URGED = "urged", _("An urging notice asks for an answer by %(day)s: %(name)s")
    URGING_ANSWERED = "urging_answered", _("An urging notice was answered: %(name)s")
    WARNED = "warned", _("An early warning waits to be acknowledged: %(name)s")
    PHASE_OPENED = "phase_opened", _("The phase “%(detail)s” is open until %(day)s")
    PLAN_DUE = "plan_due", _("A plan is to be agreed by %(day)s: %(name)s")
    ASSESSMENT_DUE = "assessment_due", _("The self-assessment is due by %(day)s: %(name)s")
    EVALUATION_DUE = "evaluation_due", _("An evaluation is due by %(day)s: %(name)s")
    MEETING_DUE = "meeting_due", _("The meeting about the result is due by %(day)s: %(name)s")
    BALLOT_DUE = "ballot_due", _("Ballots close on %(day)s; who has voted need do nothing")
    URGING_DUE = "urging_due", _("An urging notice is to be answered by %(day)s: %(name)s")
    ACTION_DUE = "action_due", _("A development action is due by %(day)s: %(name)s")
    ASSESSMENT_SUBMITTED = "assessment_submitted", _("A self-assessment was submitted: %(name)s")
    ASSESSMENT_OPENED = "assessment_opened", _("Your superior opened the self-assessment: %(name)s")
    BALLOT_ASKED = "ballot_asked", _("You are asked for your ballots about colleagues")
    NOTICE_ISSUED = "notice_issued", _("A result was told in writing, with your rights: %(name)s")
    MEETING_TO_SIGN = "meeting_to_sign", _("A meeting waits for your acknowledgement: %(name)s")
    ACTION_GIVEN = "action_given", _("A development action is yours, due by %(day)s: %(name)s")
    APPEAL_FILED = "appeal_filed", _("A result is contested and waits for a body: %(name)s")
    APPEAL_TO_HEAR = "appeal_to_hear", _("You sit in the body about a contested result: %(name)s")
    APPEAL_TO_APPROVE = "appeal_to_approve", _("A decision waits for a second person: %(name)s")
    APPEAL_DECIDED = "appeal_decided", _("The decision about the contested result is there")
    REOPENING_ASKED = (
        "reopening_asked", _("Somebody asks to open the phase “%(detail)s” again: you may decide")
    )  # fmt: skip
    REOPENING_ANSWERED = (
        "reopening_answered", _("Your request about the phase “%(detail)s” was decided")
    )  # fmt: skip
    RETURN_DUE = "return_due", _("Values of a data return are due by %(day)s: %(name)s")
    RETURN_LATE = "return_late", _("Values of a data return were due on %(day)s: %(name)s")


# The kind that each belongs to.
CODES: Mapping[str, str] = {
    Code.PLAN_PROPOSED: "plan",
    Code.PLAN_QUERIED: "plan",
    Code.PLAN_AGREED: "plan",
    Code.PLAN_WITHDRAWN: "plan",
    Code.CHECK_IN_SHARED: "coaching",
    Code.CHECK_IN_ANSWERED: "coaching",
    Code.URGED: "coaching",
    Code.URGING_ANSWERED: "coaching",
    Code.WARNED: "coaching",
    Code.PHASE_OPENED: "phase",
    Code.PLAN_DUE: "deadline",
    Code.ASSESSMENT_DUE: "deadline",
    Code.EVALUATION_DUE: "deadline",
    Code.MEETING_DUE: "deadline",
    Code.BALLOT_DUE: "ballot",
    Code.URGING_DUE: "deadline",
    Code.ACTION_DUE: "development",
    Code.ASSESSMENT_SUBMITTED: "assessment",
    Code.ASSESSMENT_OPENED: "assessment",
    Code.BALLOT_ASKED: "ballot",
    Code.NOTICE_ISSUED: "result",
    Code.MEETING_TO_SIGN: "result",
    Code.ACTION_GIVEN: "development",
    Code.APPEAL_FILED: "appeal",
    Code.APPEAL_TO_HEAR: "appeal",
    Code.APPEAL_TO_APPROVE: "appeal",
    Code.APPEAL_DECIDED: "appeal",
    Code.REOPENING_ASKED: "office",
    Code.REOPENING_ANSWERED: "office",
    Code.RETURN_DUE: "data",
    Code.RETURN_LATE: "data",
}


def sentence(row: Any) -> str:
    """What a notification says to whoever reads it now."""
    about = row.person or row.department
    words = {
        "name": about.title if about else "–",
        "day": row.day.isoformat() if row.day else "–",
        "detail": PHASES.get(row.detail, row.detail),
    }
    return str(Code(row.code).label) % words
