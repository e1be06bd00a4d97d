"""Data returns on the home pages: what I owe, or how many are still owed."""

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext, ngettext

from appraisals.models import Appraisal
from appraisals.services.sections import sections_of
from appraisals.services.self_assessments import by_section, is_done
from appraisals.views.self_assessment_words import due_words, phase_of, title_of
from indicators.models import DataReturn
from indicators.views.return_words import state_of

SHOWN = 5


def mine(user) -> list[dict]:
    """The open returns of one's own departments, the first due first, as pieces of work."""
    today = timezone.localdate()
    rows = DataReturn.objects.visible_to(user).of_departments_of(user).open()
    rows = rows.with_progress().with_draft_of(user).for_list()[:SHOWN]
    return [task(row, today) for row in rows]


def task(row, today) -> dict:
    state, word = state_of(row, today)
    words = {"period": row.period.label, "department": row.department.title}
    note = gettext("Due on %(day)s, %(answered)s of %(asked)s values are there.")
    counts = {"day": row.due_on.isoformat(), "answered": row.answered, "asked": row.asked}
    return {
        "name": gettext("Values for %(period)s: %(department)s") % words,
        "url": reverse("indicators:return", args=[row.pk]),
        "state": state,
        "word": word,
        "note": note % counts,
    }


def assessments(user) -> list[dict]:
    """The self-assessments that I can write now, each with its way back into the text."""
    rows = Appraisal.objects.visible_to(user).to_self_assess(user)
    rows = rows.select_related("unit", "person", "appraisal_cycle__cycle__period", "clock")
    found = rows.prefetch_related("appraisal_cycle__phases", "self_assessments__answers")
    return [assessment(row, user) for row in found.order_by("subject", "pk")[:SHOWN]]


def assessment(row, user) -> dict:
    """Three of six sections are completed; it leads to the field that was written in last."""
    mine = next((one for one in row.self_assessments.all() if one.author_id == user.pk), None)
    sections, answers = sections_of(row), by_section(mine)
    left = [one for one in sections if not is_done(one, answers.get(one.code))]
    counts = {"done": len(sections) - len(left), "n": len(sections)}
    words = gettext("%(done)s of %(n)s sections completed. %(due)s")
    if not left:
        url = reverse("appraisals:assessment-check", args=[row.pk])
    else:
        begun = [one for one in left if one.code in answers]
        last = max(begun, key=lambda one: answers[one.code].saved_at, default=left[0])
        url = reverse("appraisals:assessment-section", args=[row.pk, last.code]) + "#id_text"
    return {
        "name": title_of(row),
        "note": words % (counts | {"due": due_words(phase_of(row))}),
        "url": url,
        "label": gettext("Continue") if left else gettext("Check and submit"),
    }


def all_open(user) -> list[dict]:
    """One line for the office: how many are open, and how many of these past their day."""
    today = timezone.localdate()
    rows = DataReturn.objects.visible_to(user).open()
    count, late = rows.count(), rows.filter(due_on__lt=today).count()
    if not count:
        return []
    words = ngettext("%(n)s data return is open", "%(n)s data returns are open", count)
    return [{
        "name": words % {"n": count},
        "url": f"{reverse('indicators:returns')}?show=all",
        "state": "failed" if late else "doing",
        "word": gettext("%(n)s overdue") % {"n": late} if late else "",
        "note": "",
    }]  # fmt: skip
