"""How a self-assessment reads: when it is due, how far it is, what the system knows."""

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from appraisals.forms.self_assessments import level_words
from appraisals.models import (
    MissedBecause,
    PhaseKind,
    PhaseState,
    SelfAssessmentState,
    Subject,
)
from appraisals.services.clocks import own_phase
from appraisals.services.sections import CLOSING, DUTY, KPI, Facts
from appraisals.services.self_assessments import is_done
from indicators import units
from indicators.models.measurement import Missing
from indicators.views.definitions import SIGNS
from indicators.views.plan_words import joined, plain

WORK = {
    None: "todo", SelfAssessmentState.DRAFT: "doing", SelfAssessmentState.SUBMITTED: "done",
    SelfAssessmentState.OPENED: "done",
}  # fmt: skip


def title_of(appraisal):
    """Self-assessment 2026; of a department with its name, for its head has both."""
    year = appraisal.appraisal_cycle.cycle.name
    if appraisal.subject == Subject.DEPARTMENT:
        words = _("Self-assessment of %(name)s, %(year)s")
        return words % {"name": appraisal.unit.title, "year": year}
    return _("Self-assessment %(year)s") % {"year": year}


def phase_of(appraisal):
    """The common phase, or the days of his own probation."""
    if (own := own_phase(appraisal, PhaseKind.SELF_ASSESSMENT)) is not None:
        return own
    rows = appraisal.appraisal_cycle.phases.all()
    return next(row for row in rows if row.kind == PhaseKind.SELF_ASSESSMENT)


def due_words(phase):
    """When it must be handed in, in days from today."""
    day = {"day": phase.ends_on.isoformat()}
    left = (phase.ends_on - timezone.localdate()).days
    if phase.state == PhaseState.WAITING:
        return _("It can be written from %(first)s to %(last)s.") % {
            "first": phase.starts_on.isoformat(), "last": phase.ends_on.isoformat(),
        }  # fmt: skip
    if phase.state == PhaseState.CLOSED:
        return _("The phase of self-assessment is closed.")
    if left > 0:
        words = ngettext("Due on %(day)s, in %(n)s day.", "Due on %(day)s, in %(n)s days.", left)
        return words % {"n": left, **day}
    if left == 0:
        return _("Due today.")
    return _("It was due on %(day)s.") % day


def progress_words(sections, answers):
    done = sum(is_done(one, answers.get(one.code)) for one in sections)
    words = ngettext(
        "You have completed %(done)s of %(n)s section.",
        "You have completed %(done)s of %(n)s sections.", len(sections),
    )  # fmt: skip
    return words % {"done": done, "n": len(sections)}


def saved_words(answers):
    last = max((one.saved_at for one in answers.values()), default=None)
    if last is None:
        return ""
    return _("Last saved on %(at)s.") % {"at": f"{timezone.localtime(last):%Y-%m-%d %H:%M}"}


def state_words(state):
    if state is None:
        return pgettext("self-assessment", "Not begun")
    return SelfAssessmentState(state).label


def section_task(appraisal, section, answer):
    """A row of the task list."""
    url = reverse("appraisals:assessment-section", args=[appraisal.pk, section.code])
    task = {"name": section.title, "url": url}
    if is_done(section, answer):
        return task | {"state": "done", "word": _("Completed")}
    if answer is None:
        return task | {"state": "todo", "word": _("Not yet started")}
    note = ""
    if answer.is_complete and section.asks_for_cause and not answer.cause:
        note = _("The target is not met: say why.")
    return task | {"state": "doing", "word": _("In progress"), "note": note}


def groups(appraisal, sections, answers):
    """The task list: KPIs, duties, what comes next, and the end of it."""
    headings = {
        KPI: _("Your work"), DUTY: _("How you worked"), CLOSING: _("Looking ahead"),
    }  # fmt: skip
    found = [
        {"id": kind, "heading": heading, "tasks": [
            section_task(appraisal, one, answers.get(one.code))
            for one in sections if one.kind == kind
        ]}
        for kind, heading in headings.items()
    ]  # fmt: skip
    ready = all(is_done(one, answers.get(one.code)) for one in sections)
    last = {"name": _("Check your answers and submit"), "state": "waiting"}
    last |= (
        {"url": reverse("appraisals:assessment-check", args=[appraisal.pk]), "word": _("Ready")}
        if ready
        else {"word": _("Cannot start yet")}
    )
    found.append({"id": "finish", "heading": _("Finish"), "tasks": [last]})
    return [group for group in found if group["tasks"]]


def number(value, facts):
    return f"{value:,.{facts.decimals}f}"


def aim_words(facts):
    """The target as a sign and a number; blank when there is none."""
    if facts is None:
        return ""
    if facts.low is not None and facts.high is not None:
        return f"{plain(facts.low)}–{plain(facts.high)}"
    if facts.value is None:
        return ""
    return f"{SIGNS.get(facts.direction, '')} {plain(facts.value)}".strip()


def missing_words(facts):
    """Why there is no figure."""
    if facts.missing:
        return str(Missing(facts.missing).label)
    if facts.run is None:
        return _("The year has not been scored yet.")
    return _("There is no value that counts.")


def panel_of(facts, year):
    """The arguments of components/panel.html."""
    if facts is None:
        return None
    aim = aim_words(facts)
    count = ngettext("%(n)s value", "%(n)s values", facts.measurements)
    notes = [
        _("target %(aim)s") % {"aim": aim} if aim else "",
        count % {"n": f"{facts.measurements:,}"},
    ]
    has = facts.result is not None
    return {
        "heading": _("Facts for %(year)s") % {"year": year},
        "value": number(facts.result, facts) if has else "",
        "unit": units.words(facts.unit) if has else "",
        "note": " · ".join(filter(None, notes)),
        "missing": "" if has else joined(_("No data for this KPI."), missing_words(facts)),
        "rows": fact_rows(facts),
    }


def fact_rows(facts):
    rows = []
    if facts.period:
        rows.append({"key": _("Period"), "value": facts.period})
    if facts.is_met is not None:
        rows.append({"key": _("Target"), "value": _("met") if facts.is_met else _("not met")})
    if facts.attainment is not None:
        rows.append({"key": _("Attainment"), "value": f"{facts.attainment:.1f}%"})
    if facts.coverage is not None:
        rows.append({"key": _("Coverage"), "value": f"{facts.coverage * 100:.0f}%"})
    return rows


def facts_line(facts):
    """The facts in one line, for pages that read an answer."""
    if facts is None:
        return []
    aim, unit = aim_words(facts), units.words(facts.unit)
    result = _("no data")
    if facts.result is not None:
        result = f"{number(facts.result, facts)} {unit}".strip()
    return [
        {"key": _("Target"), "value": f"{aim} {unit}".strip() if aim else _("none")},
        {"key": _("Result"), "value": result},
        *fact_rows(facts),
    ]


def answer_read(title, weight, facts, answer):
    """One section as a superior reads it."""
    rating = level_words(answer.rating) if answer and answer.rating else ""
    cause = MissedBecause(answer.cause).label if answer and answer.cause else ""
    return {
        "title": title,
        "weight": weight_words(weight),
        "facts": facts_line(facts),
        "text": answer.text.strip() if answer else "",
        "rating": rating,
        "cause": cause,
        "said": [
            {"key": key, "value": value}
            for key, value in (
                (_("Self-rating"), rating), (_("Why the target was not met"), cause),
            )
            if value
        ],
    }  # fmt: skip


def weight_words(weight):
    if weight is None:
        return ""
    return _("Weight %(weight)s%%") % {"weight": plain(weight)} if weight else _("Without a weight")


def pinned_read(answers):
    """What was handed in, with the facts of that day."""
    return [answer_read(one.title, one.weight, Facts.of(one.facts), one) for one in answers]


def draft_read(sections, answers):
    """The same of a draft, with the facts of now; what left the plan comes last."""
    known = {one.code for one in sections}
    found = [
        answer_read(one.title, one.weight, one.facts, answers.get(one.code)) for one in sections
    ]
    gone = [one for code, one in answers.items() if code not in known]
    return found + [
        answer_read(one.title, None, None, one) | {"weight": _("No longer part of the plan")}
        for one in gone
    ]
