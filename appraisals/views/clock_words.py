"""How the clock of a probation reads: its days, and how far notice and assessment are."""

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from indicators.views.plan_words import day_of


def days_of(clock):
    """Every day of a probation, in their order, for who is on it and who appraises him."""
    return [
        {"key": _("Probation"),
         "value": _("%(first)s to %(last)s")
         % {"first": clock.starts_on.isoformat(), "last": clock.ends_on.isoformat()}},
        {"key": _("Midway"), "value": clock.midway_on.isoformat()},
        {"key": _("Midway notice due on"), "value": clock.notice_due_on.isoformat()},
        {"key": _("Self-assessment and evaluation from"), "value": clock.opens_on.isoformat()},
        {"key": _("Evaluation due on"), "value": clock.report_due_on.isoformat()},
    ]  # fmt: skip


def overdue_words(day):
    return _("overdue since %(day)s") % {"day": day.isoformat()}


def by_words(day):
    return pgettext("probation", "by %(day)s") % {"day": day.isoformat()}


def midway_state(clock, notice, today):
    """How far the notice is, and the word for it."""
    if notice is not None and notice.acknowledged_at is not None:
        return "done", _("acknowledged")
    if notice is not None:
        return "waiting", _("not acknowledged yet")
    if clock.notice_due_on < today:
        return "failed", overdue_words(clock.notice_due_on)
    return "doing" if clock.midway_on <= today else "todo", by_words(clock.notice_due_on)


def assessment_state(clock, today):
    if clock.assessed:
        return "done", _("handed in")
    if clock.report_due_on < today:
        return "failed", overdue_words(clock.report_due_on)
    return "doing" if clock.opens_on <= today else "todo", by_words(clock.report_due_on)


def clock_row(clock, user, today):
    """A row of the list. Whether he is evaluated already is not told to the one it is about."""
    row = clock.appraisal
    notice = getattr(row, "midway_notice", None)
    state, word = midway_state(clock, notice, today)
    done, said = assessment_state(clock, today)
    own = row.subject_user_id == user.pk
    counts = row.left_on is None and row.is_graded
    return [
        {"text": row.title, "url": reverse("appraisals:participant", args=[row.pk]),
         "plain": True, "sub": row.unit.title},
        {"state": state, "state_word": word} if counts or notice else _("no longer due"),
        by_words(clock.report_due_on) if own
        else {"state": done, "state_word": said} if counts or clock.assessed
        else _("no longer due"),
        {"text": clock.ends_on.isoformat(),
         "sub": pgettext("probation", "from %(day)s") % {"day": clock.starts_on.isoformat()}},
    ]  # fmt: skip


def midway_task(notice):
    known = notice.acknowledged_at is not None
    return {
        "name": _("Midway notice"), "url": reverse("appraisals:midway", args=[notice.pk]),
        "state": "done" if known else "waiting",
        "word": _("acknowledged") if known else _("not acknowledged yet"),
        "note": day_of(notice.issued_at),
    }  # fmt: skip


def reminder(appraisal, today):
    """What a superior has to do in the middle of a probation now; nothing otherwise."""
    clock = getattr(appraisal, "clock", None)
    if clock is None or clock.midway_on > today or getattr(appraisal, "midway_notice", None):
        return ""
    late = clock.notice_due_on < today
    when = overdue_words(clock.notice_due_on) if late else by_words(clock.notice_due_on)
    return _("midway notice: %(when)s") % {"when": when}
