"""Commitment and review on one sheet: target and measure, what came out, how it was rated."""

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from appraisals.models import Side, Subject
from appraisals.services.sections import CLOSING, sections_of
from appraisals.views import result_words as words
from appraisals.views.print_words import (
    by_hand,
    cause_words,
    entry,
    is_own,
    line,
    meeting_words,
    pair,
    plan_words,
    reading_of,
    subtitle,
)
from appraisals.views.self_assessment_words import facts_line
from indicators.views.plan_words import day_of, joined, person_of, plain

NOTHING = "–"
NOT_RATED = (NOTHING,) * 3  # quality, efficiency, timeliness: a line is rated as a whole


def commitment(user, row, notices):
    """What was agreed and what became of it, in the columns of an IPCR."""
    read = reading_of(user, row, notices)
    agreed = row.agreements.visible_to(user).in_force().for_page().first()
    return {
        "title": title(row),
        "subtitle": subtitle(row),
        "commitment": sentence(row),
        "committed": committed(agreed),
        "columns": columns(),
        "groups": groups(read, agreed),
        "legend": legend(read),
        "summary": summary(read, *words.parts_of(read.notice)),
        "comments": {
            "title": _("Comments and recommendations for development"),
            "entries": comments(read),
        },
        "signatures": signatures(read),
    }


def title(row):
    if row.subject == Subject.DEPARTMENT:
        return _("Department performance commitment and review")
    return _("Individual performance commitment and review")


def sentence(row):
    who = row.title
    if row.subject == Subject.PERSON:
        post = row.post.title if row.post else ""
        who = " · ".join(filter(None, [who, post, row.unit.title]))
    return _(
        "%(who)s: committed to deliver the following, and agreed to be rated on it by the "
        "measures that are given, for %(first)s to %(last)s."
    ) % {"who": who, "first": row.counts_from.isoformat(), "last": row.counts_until.isoformat()}


def committed(agreed):
    """Both signatures under the agreement, with their days; a blank line where one is missing."""
    signed = {}
    if agreed:
        signed = {one.side: one for one in agreed.signatures.all() if one.round == agreed.round}
    return [
        line(side.label, f"{person_of(signed[side].by)} · {day_of(signed[side].at)}")
        if side in signed
        else line(side.label)
        for side in Side
    ]


def columns():
    return [
        _("Output"),
        _("Success indicator: target and measure"),
        _("Weight"),
        _("Actual accomplishment"),
        pgettext("column of a rating", "Q"),
        pgettext("column of a rating", "E"),
        pgettext("column of a rating", "T"),
        pgettext("column of a rating", "A"),
        _("Remarks"),
    ]


def groups(read, agreed):
    """The sections of the year by aspect of the agreement, in its order."""
    sections = [one for one in sections_of(read.row) if one.kind != CLOSING]
    lines = list(agreed.lines.all()) if agreed else []
    if len(lines) != len(sections):  # nothing was agreed: there are no aspects to stand in
        lines = [None] * len(sections)
    answers = {one.section: one for one in read.answers}
    rated = {one.code: one for one in read.evaluation.lines.all()} if read.evaluation else {}
    found = []
    for section, agreed_line in zip(sections, lines, strict=True):
        name = aspect_words(agreed_line)
        if not found or found[-1]["name"] != name:
            found.append({"name": name, "rows": []})
        found[-1]["rows"].append(
            line_row(section, agreed_line, answers.get(section.code), rated.get(section.code))
        )
    return found


def aspect_words(agreed_line):
    if agreed_line is None or agreed_line.aspect is None:
        return ""
    aspect = agreed_line.aspect
    return f"{aspect.title} · {plain(aspect.weight)}%"


def line_row(section, agreed_line, answer, rated):
    target, *came = facts_line(section.facts) or [None]
    standard = agreed_line.standard if agreed_line else ""
    aim = pair(**target) if target else standard
    said = [pair(**one) for one in came]
    text = answer.text.strip() if answer else ""
    rating = str(rated.rating) if rated and rated.rating else NOTHING
    return {
        "output": section.title,
        "aim": aim or NOTHING,
        "weight": plain(section.weight),
        "actual": "\n".join(filter(None, [" · ".join(said), text])) or NOTHING,
        "ratings": [*NOT_RATED, rating],
        "remarks": "\n".join(filter(None, [cause_words(answer), rated.comment if rated else ""])),
    }


def legend(read):
    said = _(
        "Q quality, E efficiency, T timeliness, A the rating of the line from 1 to 5. A line is "
        "rated as a whole here: Q, E and T stay empty."
    )
    if is_own(read):
        return joined(said, _("The superior’s rating of a line is not read by the one appraised."))
    return said


def summary(read, parts, foot, finding):
    found = [*parts, *([foot] if foot else [])]
    said = [words.sentence(read.row, read.notice), finding]
    if read.contested:
        said.append(_("This grade is under appeal."))
    return {
        "title": _("Final rating"),
        "columns": [_("Whose view"), _("Weight"), _("Mean in per cent"), _("Points")],
        "rows": [[cell(one) for one in row[:3]] + [bare(row[3])] for row in found],
        "result": joined(*said),
    }


def cell(one):
    if isinstance(one, str):
        return one
    sub = one.get("sub", "")
    return f"{one['text']} · {sub}" if sub else str(one["text"])


def bare(one):
    return one if isinstance(one, str) else str(one["text"])


def comments(read):
    found = []
    if read.notice.comment:
        found.append(entry(read.notice.comment, _("Comment in the notice")))
    if read.evaluation and read.evaluation.improvement:
        found.append(entry(read.evaluation.improvement, _("One thing to improve")))
    if read.plan:
        found.append(entry(plan_words(read.plan), _("Development plan")))
    return found or [entry(pgettext("remarks", "None."))]


def signatures(read):
    row = read.row
    talk = meeting_words(read.meeting) if read.meeting else _("No meeting is recorded.")
    told = _("Told by notice %(number)s of %(day)s.") % {
        "number": read.notice.number, "day": read.notice.issued_on.isoformat(),
    }  # fmt: skip
    subject = person_of(row.subject_user) if row.subject_user else row.title
    superior = person_of(row.appraiser) if row.appraiser else ""
    return [
        to_sign(_("Discussed with"), subject, talk),
        to_sign(_("Assessed by"), superior, ""),
        to_sign(_("Final rating by"), "", told),
    ]


def to_sign(role, who, note):
    name = " · ".join(filter(None, [role, who]))
    return {"role": name, "lines": by_hand(), "note": note}
