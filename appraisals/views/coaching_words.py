"""How coaching reads: conversations, evidence, reviews and notices."""

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from appraisals.models import Side
from indicators.views.plan_words import day_of, person_of

LONG = 90  # days without a conversation


def heading(appraisal):
    return _("Coaching: %(name)s") % {"name": appraisal.title}


def crumbs(user, appraisal, *, deep=False):
    """Where one came from: one's own plan, or the team."""
    if appraisal.subject_user_id == user.pk:
        found = [{"label": _("My plan"), "url": reverse("appraisals:my-plan")}]
    else:
        found = [{"label": _("My team"), "url": reverse("appraisals:team")}]
    if deep:
        url = reverse("appraisals:coaching", args=[appraisal.pk])
        found.append({"label": heading(appraisal), "url": url})
    return found


def talk_words(talked_on, today):
    """When they talked last, and how long ago that is."""
    if talked_on is None:
        return _("none yet")
    days = (today - talked_on).days
    if days == 0:
        return _("%(day)s, today") % {"day": talked_on.isoformat()}
    ago = ngettext("%(n)s day ago", "%(n)s days ago", days) % {"n": days}
    return _("%(day)s, %(ago)s") % {"day": talked_on.isoformat(), "ago": ago}


def is_quiet(talked_on, today):
    return talked_on is None or (today - talked_on).days > LONG


def check_in_item(row, user):
    """A conversation for the list; whether only its author sees it stands first."""
    return {
        "when": row.held_on.isoformat(), "iso": row.held_on.isoformat(),
        "who": person_of(row.author), "what": first_words(row.progress),
        "url": reverse("appraisals:check-in", args=[row.pk]),
        "note": "" if row.shared_at else _("Not shared yet: only you see it."),
    }  # fmt: skip


def stamp(at, user):
    """When, and by whom."""
    return _("%(day)s, %(who)s") % {"day": day_of(at), "who": person_of(user)}


def first_words(text, most=120):
    return text if len(text) <= most else f"{text[:most].rstrip()}…"


def evidence_item(row):
    return {
        "when": day_of(row.at), "iso": row.at.isoformat(), "who": person_of(row.by),
        "what": row.what, "note": row.line.name,
    }  # fmt: skip


def check_in_facts(row):
    action = row.action
    if row.action_due_on:
        action = _("%(action)s (by %(day)s)") % {
            "action": row.action, "day": row.action_due_on.isoformat(),
        }  # fmt: skip
    return [
        {
            "key": _("Written by"),
            "value": _("%(who)s (%(side)s)")
            % {
                "who": person_of(row.author),
                "side": Side(row.side).label,
            },
        },
        {"key": _("How it stands"), "value": row.progress},
        {"key": _("Confidence"), "value": row.get_confidence_display()},
        {"key": _("What stands in the way"), "value": row.obstacles},
        {"key": _("Support needed"), "value": row.support},
        {"key": _("Agreed action"), "value": action},
    ]


def reply_item(row):
    return {
        "when": day_of(row.at), "iso": row.at.isoformat(), "who": person_of(row.by),
        "what": row.text,
    }  # fmt: skip


def urging_state(notice):
    """How far it is, and the word for it."""
    replies = list(notice.replies.all())
    if replies and replies[0].is_late:
        return "done", _("answered late")
    if replies:
        return "done", _("answered")
    if notice.reply_due_on < timezone.localdate():
        return "failed", _("overdue since %(day)s") % {"day": notice.reply_due_on.isoformat()}
    return "waiting", _("answer by %(day)s") % {"day": notice.reply_due_on.isoformat()}


def urging_task(notice):
    state, word = urging_state(notice)
    return {
        "name": _("Urging notice: %(line)s") % {"line": notice.line.name},
        "url": reverse("appraisals:urging", args=[notice.pk]), "state": state, "word": word,
        "note": day_of(notice.issued_at),
    }  # fmt: skip


def warning_task(row):
    known = row.acknowledged_at is not None
    return {
        "name": _("Early warning"), "url": reverse("appraisals:early-warning", args=[row.pk]),
        "state": "done" if known else "waiting",
        "word": _("acknowledged") if known else _("not acknowledged yet"),
        "note": day_of(row.issued_at),
    }  # fmt: skip


REVIEW_COLUMNS = ("progress", "trend", "likelihood", "contributors", "risk", "next_step")


def review_row(line, review):
    """What was said last about a line, in the order of the law; nothing where nothing was."""
    facts = [] if review is None else [
        {"label": _("Progress"), "text": review.progress},
        {"label": _("Trend"), "text": review.get_trend_display()},
        {"label": _("Likelihood"), "text": review.get_likelihood_display()},
        {"label": _("Contributors"), "text": review.contributors},
        {"label": _("Risk"), "text": review.get_risk_display()},
        {"label": _("Next step"), "text": review.next_step},
    ]  # fmt: skip
    return {
        "line": line, "name": line.name, "facts": facts,
        "when": day_of(review.at) if review else _("not reviewed yet"),
    }  # fmt: skip
