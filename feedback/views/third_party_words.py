"""How engagements, units and marks read on every page."""

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from feedback.models import EngagementState, ReplyEffect, Seat
from feedback.services.signed_reports import effect_of, most_of

S = EngagementState
WORK = {
    S.DRAFTED: "todo", S.COMMISSIONED: "waiting", S.MARKING: "doing", S.REPLY: "waiting",
    S.ADJUDICATION: "doing", S.FINAL: "done", S.WITHDRAWN: "failed",
}  # fmt: skip


def state_cell(row):
    return {"state": WORK[row.state], "state_word": row.get_state_display()}


def crumbs(row=None):
    found = [{"label": _("Third-party evaluation"), "url": reverse("feedback:engagements")}]
    if row is not None:
        found.append({"label": row.title, "url": reverse("feedback:engagement", args=[row.pk])})
    return found


def evaluator_crumbs(row=None):
    found = [*crumbs(), {"label": _("Organisations"), "url": reverse("feedback:evaluators")}]
    if row is not None:
        found.append({"label": row.title, "url": reverse("feedback:evaluator", args=[row.pk])})
    return found


def unit_title(unit, *, named):
    """The letter, and the department for whoever may know it."""
    title = _("Unit %(letter)s") % {"letter": unit.letter}
    return f"{title} · {unit.key.department.title}" if named else title


def plain(number):
    """A number as people write it: no zeros that say nothing."""
    return pgettext("no number", "–") if number is None else f"{number.normalize():f}"


def day(value):
    return value.isoformat() if value else ""


STEP_WORDS = {
    "commission": (
        lambda: _("Commission"),
        lambda: _("What was drafted stays from now on: criteria, units, seats and days."),
    ),
    "begin": (
        lambda: _("Open for marking"),
        lambda: _("Both markers see the units and their evidence, each for himself."),
    ),
    "ask": (
        lambda: _("Ask the departments"),
        lambda: _("Each department reads both marks of its own and may reply to each criterion."),
    ),
    "settle": (
        lambda: _("Hand over to the responsible evaluator"),
        lambda: _("He settles what lies apart, answers every reply and signs the report."),
    ),
    "correct": (
        lambda: _("Correct the report"),
        lambda: _("The responsible evaluator decides anew and signs again. The new values replace "
                  "those before; both reports stay."),
    ),
    "withdraw": (
        lambda: _("Withdraw"),
        lambda: _("The accounts close at once and nothing comes of this engagement."),
    ),
}  # fmt: skip


def step_title(name):
    return STEP_WORDS[name][0]()


def step_lead(name):
    return STEP_WORDS[name][1]()


def notes_of(one, *, final=False):
    """What stands on a criterion: both marks with their reasons, the reply, the decision."""
    most = plain(most_of(one))
    found = [
        {"label": Seat(seat).label, "text": mark_words(mark, most)}
        for seat, mark in ((Seat.FIRST, one.first), (Seat.SECOND, one.second))
    ]
    if one.reply is not None:
        found.append({"label": pgettext("third-party evaluation", "reply"), "text": one.reply.text})
    if one.settled is not None:
        found.append(
            {"label": pgettext("third-party evaluation", "decision"), "text": one.settled.reason}
        )
    stands = _("%(points)s of %(most)s points") % {"points": plain(one.points), "most": most}
    if one.points is None:
        stands = _("the marks lie apart: the responsible evaluator settles")
    found.append({"label": pgettext("third-party evaluation", "stands"), "text": stands})
    if final and one.reply is not None:
        found.append({"label": "", "text": ReplyEffect(effect_of(one)).label})
    return found


def mark_words(mark, most):
    return _("%(level)s, %(points)s of %(most)s points: %(note)s") % {
        "level": mark.level.title, "points": plain(mark.level.points), "most": most,
        "note": mark.note,
    }  # fmt: skip


def material_rows(unit):
    """The evidence on a unit, by criterion; a value says its indicator and period, no place."""
    found = []
    for one in unit.material.for_list():
        text = one.text
        if one.measurement is not None:
            value = one.measurement
            text = f"{value.indicator.title} · {value.period} · {plain(value.value)} {text}"
        about = f" ({one.criterion.title})" if one.criterion else ""
        found.append({"key": one.title + about, "value": text, "file": file_of(one)})
    return found


def file_of(row):
    if not row.path:
        return None
    return {
        "url": reverse("feedback:material-file", args=[row.pk]), "name": row.file_name,
        "size": row.size, "sha256": row.sha256, "scan": row.get_scan_display(),
    }  # fmt: skip
