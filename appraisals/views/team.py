"""My team: how far each plan is, when we talked last; and the way into one's own log."""

import datetime

from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from appraisals.models import Appraisal
from appraisals.views import agreement_words as plans
from appraisals.views import coaching_words as words
from appraisals.views.clock_words import reminder
from departments.views.frame import page_of, query_base
from indicators.views.frame import page

QUIET, OPEN = "quiet", "open"


@page()
def team(request):
    """Whom one appraises in running cycles; those without a conversation lately, or a plan."""
    today = timezone.localdate()
    rows = Appraisal.objects.visible_to(request.user).filter(
        appraiser=request.user, appraisal_cycle__state="running"
    )
    quiet = rows.quiet_since(today - datetime.timedelta(days=words.LONG))
    planless = rows.with_plan().filter(has_agreed=False)
    counts = {"": rows.count(), QUIET: quiet.count(), OPEN: planless.count()}
    show = request.GET.get("show", "")
    chosen = {QUIET: quiet, OPEN: planless}.get(show, rows)
    found = page_of(
        request,
        chosen.with_plan()
        .with_last_talk()
        .for_list()
        .select_related("appraisal_cycle", "clock", "midway_notice"),
    )
    return render(request, "appraisals/team.html", {
        "lead": lead(counts),
        "tabs": tabs(counts, show),
        "columns": [
            {"label": _("Name")}, {"label": _("Cycle"), "hide_s": True},
            {"label": _("Plan"), "tag": _("Plan")},
            {"label": _("Last conversation"), "tag": _("Last conversation")},
        ],
        "rows": [team_row(row, today) for row in found],
        "page_obj": found, "base": query_base(request),
    })  # fmt: skip


def lead(counts):
    """What needs a hand, in a sentence."""
    if not counts[""]:
        return _("In no running cycle you appraise anybody.")
    if not counts[QUIET]:
        return _("You have talked to everybody in the last %(days)s days.") % {"days": words.LONG}
    text = ngettext(
        "%(n)s of %(all)s has had no conversation in the last %(days)s days.",
        "%(n)s of %(all)s have had no conversation in the last %(days)s days.", counts[QUIET],
    )  # fmt: skip
    return text % {"n": counts[QUIET], "all": counts[""], "days": words.LONG}


def tabs(counts, show):
    here = reverse("appraisals:team")
    labels = {"": _("All"), QUIET: _("No conversation lately"), OPEN: _("No agreed plan")}
    return [
        {
            "label": label, "url": f"{here}?show={key}" if key else here, "count": counts[key],
            "current": key == (show if show in labels else ""),
        }
        for key, label in labels.items()
    ]  # fmt: skip


def team_row(row, today):
    quiet = words.is_quiet(row.talked_on, today)
    midway = reminder(row, today)
    return [
        {
            "text": row.title, "url": reverse("appraisals:coaching", args=[row.pk]),
            "plain": True, "sub": f"{row.unit.title} · {midway}" if midway else row.unit.title,
        },
        row.appraisal_cycle.title,
        {
            "text": plans.state_word(row.plan_state),
            "url": reverse("appraisals:plan", args=[row.pk]),
        },
        {
            "text": words.talk_words(row.talked_on, today),
            "sub": _("no conversation lately") if quiet and row.talked_on else "",
        },
    ]  # fmt: skip


@page()
def my_log(request):
    """To the log of the one running cycle; a list where there are several, or none."""
    rows = Appraisal.objects.visible_to(request.user).filter(
        subject_user=request.user, appraisal_cycle__state="running"
    )
    found = list(rows.select_related("appraisal_cycle", "unit", "person").order_by("-pk"))
    if len(found) == 1:
        return redirect("appraisals:evidence-add", found[0].pk)
    return render(request, "appraisals/my_log.html", {
        "columns": [{"label": _("Plan"), "wide": True}, {"label": _("Cycle")}],
        "rows": [
            [
                {"text": row.title, "url": reverse("appraisals:evidence-add", args=[row.pk])},
                row.appraisal_cycle.title,
            ]
            for row in found
        ],
    })  # fmt: skip
