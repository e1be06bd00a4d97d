"""Data returns on the home pages: what I owe, or how many are still owed."""

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext, ngettext

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
