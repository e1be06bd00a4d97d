"""What the pages of calibration say: the rule, the meter, rows, severity, what is in the way."""

from collections import Counter
from decimal import ROUND_HALF_UP, Decimal

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from appraisals.drawing import bar
from appraisals.evaluating import spread
from appraisals.models import SessionState
from appraisals.quota import base_of
from appraisals.services.calibrating import quota_verdict, session_scale
from appraisals.services.policy import codes_of
from appraisals.services.sessions import quota_for, share_of
from appraisals.views import evaluation_words as words
from indicators.views.plan_words import person_of

WORK = {
    SessionState.PREPARED: "todo", SessionState.OPEN: "doing", SessionState.LOCKED: "done",
}  # fmt: skip
TENTH = Decimal("0.1")


def title_of(session):
    return _("Calibration: %(pool)s") % {"pool": session.title}


def list_columns():
    return [
        {"label": _("Pool"), "wide": True}, {"label": _("Cycle"), "hide_s": True},
        {"label": _("Subjects"), "num": True}, {"label": _("Graded"), "num": True},
        {"label": _("Met on"), "hide_s": True}, {"label": _("State")},
    ]  # fmt: skip


def list_row(row):
    return [
        {"text": row.title, "url": reverse("appraisals:calibration", args=[row.pk])},
        row.appraisal_cycle.title,
        row.subjects,
        row.graded,
        row.met_on.isoformat() if row.met_on else "–",
        {"state": WORK[row.state], "state_word": row.get_state_display()},
    ]


def lead_of(session, total, graded):
    parts = [ngettext("%(n)s subject", "%(n)s subjects", total) % {"n": total}]
    if session.met_on:
        parts.append(_("met on %(day)s") % {"day": session.met_on.isoformat()})
    if session.state != SessionState.PREPARED:
        parts.append(_("%(n)s of %(total)s have a grade") % {"n": graded, "total": total})
    return " · ".join(parts)


def share_words(share):
    return f"{words.plain(share * 100)}%"


def rule_of(session, grades):
    """The quota in a sentence with its sum; nothing at all where there is none."""
    quota = quota_for(session.appraisal_cycle, session.scale)
    if quota is None:
        return ""
    scale = session_scale(session)
    base = base_of(grades, quota.denominator, codes_of(scale))
    share = share_of(session, quota)
    rounding = {
        "floor": _("rounded down"), "half_up": _("rounded half up"), "ceiling": _("rounded up"),
    }[quota.rounding]  # fmt: skip
    bases = {
        "eligible_participants": _("of all who take part"), "all_rated": _("of all who are graded"),
        "rated_good": _("of those with the grade below it"),
    }  # fmt: skip
    said = _("“%(grade)s” at most %(share)s %(base)s, %(rounding)s: %(n)s × %(share)s = %(most)s.")
    found = said % {
        "grade": words.grades_of(scale)[quota.grade], "share": share_words(share),
        "base": bases[quota.denominator], "rounding": rounding, "n": base,
        "most": quota_verdict(session, grades).allowed,
    }  # fmt: skip
    if session.raised_share is not None:
        found += " " + _("Raised from %(share)s: %(by)s, %(document)s.") % {
            "share": share_words(quota.share), "by": session.raised_by,
            "document": session.raised_document,
        }  # fmt: skip
    return found


def meter_of(session, grades):
    """One row a grade: how many, their share, what the rule says, and the bar."""
    found, counted = quota_verdict(session, grades), Counter(grades)
    total, most = max(len(grades), 1), max([*counted.values(), found.allowed or 0, 1])
    rows = []
    for code, name in words.grades_of(session_scale(session)).items():
        count = counted[code]
        ruled = found.allowed is not None and code == session.quota_grade
        row = {
            "name": name,
            "count": count,
            "share": share_of_total(count, total),
            "plot": bar(count, found.allowed if ruled else None, most),
            "over": ruled and found.over > 0,
        }
        if ruled:
            row["rule"] = rule_cell(found)
        rows.append(row)
    return rows


def share_of_total(count, total):
    return f"{(Decimal(100 * count) / total).quantize(Decimal(1), ROUND_HALF_UP)}%"


def rule_cell(found):
    if found.over:
        return _("at most %(most)s, %(over)s too many") % {
            "most": found.allowed, "over": found.over,
        }  # fmt: skip
    return _("at most %(most)s, %(left)s left") % {
        "most": found.allowed, "left": found.allowed - found.given,
    }  # fmt: skip


def obstacle(session, grades):
    """Why it cannot be locked yet, in one sentence; nothing when it can."""
    if session.state != SessionState.OPEN:
        return ""
    found = quota_verdict(session, grades)
    if found.blocks:
        return _("The grades cannot be locked: %(given)s have the highest grade, the rule allows "
                 "%(allowed)s.") % {"given": found.given, "allowed": found.allowed}  # fmt: skip
    missing = len([grade for grade in grades if not grade])
    if missing:
        said = ngettext(
            "The grades cannot be locked: %(n)s subject has none yet.",
            "The grades cannot be locked: %(n)s subjects have none yet.", missing,
        )  # fmt: skip
        return said % {"n": missing}
    return ""


def entry_rows(form, entries, known):
    """One row a subject, with its fields where it may be changed by the visitor.

    `known`: caps, changes and the superior's evaluation by appraisal, and who stood aside.
    """
    names = words.grades_of(known["scale"])
    return [entry_row(form, one, names, known) for one in entries]


def entry_row(form, one, names, known):
    row = one.appraisal
    spoken = known["spoken"].get(row.pk)
    return {
        "entry": one,
        "name": row.title,
        "url": reverse("appraisals:evaluation-read", args=[spoken]) if spoken else "",
        "unit": row.unit.title,
        "score": words.plain(one.score),
        "thin": one.coverage is not None and one.coverage < known["least"],
        "coverage": words.plain(one.coverage * 100) if one.coverage is not None else "",
        "initial": names.get(one.initial, _("none")),
        "grade": names.get(one.grade, _("none")),
        "is_changed": one.grade != one.initial,
        "excluded": row.excluded_as != "",
        "caps": [words.cap_words(cap, known["scale"]) for cap in known["caps"].get(row.pk, [])],
        "changes": known["changes"].get(one.pk, []),
        "aside": row.pk in known["aside"],
        "cap_url": reverse("appraisals:grade-cap", args=[row.pk]) if known["may_cap"] else "",
        "conflict_url": reverse("appraisals:conflict", args=[row.pk]) if form else "",
        "to": form[f"to{one.pk}"] if form and f"to{one.pk}" in form.fields else None,
        "why": form[f"why{one.pk}"] if form and f"why{one.pk}" in form.fields else None,
        "was": form[f"was{one.pk}"] if form and f"was{one.pk}" in form.fields else None,
    }


def change_words(change, names):
    """A change in one sentence, with who and when."""
    said = _("%(before)s → %(after)s, %(who)s, %(day)s: %(reason)s")
    return said % {
        "before": names.get(change.before, _("none")), "after": names.get(change.after, ""),
        "who": person_of(change.by), "reason": change.reason,
        "day": timezone.localtime(change.at).date().isoformat(),
    }  # fmt: skip


def timeline(changes, names):
    return [
        {
            "what": _("%(name)s: %(before)s → %(after)s") % {
                "name": one.entry.appraisal.title,
                "before": names.get(one.before, _("none")), "after": names.get(one.after, ""),
            },
            "when": timezone.localtime(one.at).strftime("%Y-%m-%d %H:%M"),
            "iso": one.at.isoformat(), "who": person_of(one.by), "note": one.reason,
        }
        for one in changes
    ]  # fmt: skip


def severity(evaluations):
    """Each superior beside the pool: how many, mean, standard deviation. Rule C8."""
    marks = {}
    for one in evaluations:
        marks.setdefault(one.evaluator_id, (one.evaluator, []))[1].append(one.percent)
    rows = [spread_row(person_of(who), spread(given)) for who, given in marks.values()]
    whole = spread([mark for _who, given in marks.values() for mark in given])
    foot = spread_row(_("The pool"), whole) if whole else None
    return rows, foot


def spread_row(name, found):
    mean = words.plain(found.mean, TENTH)
    return [name, found.n, mean, words.plain(found.deviation, TENTH)]


def severity_columns():
    return [
        {"label": _("Superior"), "wide": True}, {"label": _("Evaluations"), "num": True},
        {"label": _("Mean"), "num": True}, {"label": _("Standard deviation"), "num": True},
    ]  # fmt: skip
