"""How an agreement reads: its state, its lines by aspect, what differs from the one before."""

from django.urls import reverse
from django.utils.translation import gettext as _

from appraisals.models import AgreementDeed, AgreementState, Side
from appraisals.services.agreements import findings_of
from indicators.views.definitions import aim_of
from indicators.views.plan_words import day_of, joined, person_of, plain

WORK = {
    "draft": "doing", "proposed": "waiting", "queried": "todo", "agreed": "done",
    "superseded": "done", "withdrawn": "todo", "": "todo", None: "todo",
}  # fmt: skip


def state_word(state):
    return AgreementState(state).label if state else _("not begun")


def heading(appraisal):
    return _("Plan of %(name)s for %(cycle)s") % {
        "name": appraisal.title, "cycle": appraisal.appraisal_cycle.title,
    }  # fmt: skip


def lead_of(row, appraisal):
    """What is true of the plan, in a sentence or two."""
    if row is None:
        who = person_of(appraisal.appraiser) if appraisal.appraiser else _("the superior")
        return _("Nothing is written yet. %(who)s or the one appraised begins.") % {"who": who}
    said = {"day": day_of(row.proposed_at), "who": person_of(row.proposed_by)}
    agreed = {"day": day_of(row.agreed_at), "who": person_of(row.agreed_by)}
    texts = {
        "draft": _("A draft that both sides may write; only the second superior and the office "
                   "read it too."),
        "proposed": _("Proposed and signed on %(day)s by %(who)s. The other side agrees, or asks "
                      "for a change.") % said,
        "queried": _("A change was asked for. Both sides may write, and one proposes it again."),
        "agreed": joined(
            _("Proposed on %(day)s by %(who)s.") % said,
            _("Agreed on %(day)s by %(who)s. It changes by an amendment only.") % agreed,
        ),
        "superseded": joined(
            _("Agreed on %(day)s by %(who)s.") % agreed, _("A later plan has taken its place."),
        ),
        "withdrawn": _("Withdrawn. A new draft takes over what was written."),
    }  # fmt: skip
    return texts[row.state]


def aim_words(line):
    """What a KPI is to reach: the person's own target, else that of the department."""
    own = line.contribution
    if own is not None and own.low is not None:
        return f"{own.low.normalize():f}–{own.high.normalize():f}"
    if own is not None and own.value is not None:
        return plain(own.value)
    return aim_of(line.target) or "–"


def share_words(line):
    """How much of the department's KPI the person carries, where that is laid down."""
    own = line.contribution
    if own is None or own.share is None:
        return ""
    return _("carries %(share)s%% of it") % {"share": plain(own.share * 100)}


def groups_of(row, before=None):
    """The lines by aspect, each with the sum of its weights; `before` gives what was in force."""
    old = {line.code: line for line in before.lines.all()} if before else None
    aspects = list(row.aspects.all())
    lines = list(row.lines.all())
    groups = [
        group(aspect, [line for line in lines if line.aspect_id == aspect.pk], old)
        for aspect in aspects
    ]
    beside = [line for line in lines if line.aspect_id is None]
    return groups + ([group(None, beside, old)] if beside or not aspects else [])


def group(aspect, lines, old):
    return {
        "name": aspect.title if aspect else "",
        "code": aspect.code if aspect else "",
        "full": plain(aspect.weight) if aspect else "100",
        "total": plain(sum(line.weight for line in lines)) if lines else "0",
        "rows": [line_row(line, old) for line in lines],
    }


def line_row(line, old):
    was = old.get(line.code) if old else None
    return {
        "line": line,
        "name": line.name,
        "standard": line.standard,
        "url": reverse("indicators:detail", args=[line.indicator_id]) if line.is_kpi else "",
        "unit": line.indicator.unit if line.is_kpi else "",
        "aim": pair(was and line.is_kpi and aim_words(was), aim_words(line) if line.is_kpi else "",
                    old),
        "share": pair(was and share_words(was), share_words(line), old),
        "weight": pair(was and plain(was.weight), plain(line.weight), old),
        "what": _("new") if old is not None and was is None else "",
        "changed": was is not None and not line.is_kpi
        and (was.title, was.standard) != (line.title, line.standard),
        "was": was,
    }  # fmt: skip


def pair(before, after, old):
    """For the red line: the same on both sides where nothing is compared."""
    if old is None:
        return {"before": after, "after": after, "same": True}
    return {"before": before or None, "after": after, "same": before == after}


def gone_of(row, before):
    """The lines that the amendment leaves out."""
    there = {line.code for line in row.lines.all()}
    return [line for line in before.lines.all() if line.code not in there] if before else []


def findings_words(row):
    """What keeps the plan from being proposed, each sum in a sentence."""
    titles = {aspect.code: aspect.title for aspect in row.aspects.all()}
    return [finding_words(found, titles) for found in findings_of(row)]


def finding_words(found, titles):
    said = {
        "total": plain(found.total), "wanted": plain(found.wanted),
        "aspect": titles.get(found.aspect, ""),
    }  # fmt: skip
    if not found.aspect and found.wanted:
        text = _("The weights sum to %(total)s; they must sum to exactly 100.")
    elif not found.aspect:
        text = _("Lines of %(total)s stand in no aspect.")
    else:
        text = _("“%(aspect)s” sums to %(total)s; it must be exactly %(wanted)s.")
    return text % said


def signature_rows(row):
    """Each signature that holds: of the round that stands here."""
    return [
        {
            "side": Side(one.side).label, "who": person_of(one.by), "at": one.at,
            "sentence": one.sentence,
            "language": "zh-Hans" if one.language.startswith("zh") else "en",
            "sha256": one.sha256,
        }
        for one in row.signatures.all()
        if one.round == row.round
    ]  # fmt: skip


def history_of(row):
    return [
        {
            "when": day_of(step.at), "iso": step.at.isoformat(), "who": person_of(step.by),
            "what": AgreementDeed(step.deed).label, "note": step.text,
        }
        for step in row.steps.all()
    ]  # fmt: skip


def query_of(row):
    """What was asked for last, while it waits for an answer."""
    if row.state != "queried":
        return ""
    return next((step.text for step in row.steps.all() if step.deed == "query"), "")
