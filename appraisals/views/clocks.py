"""Probation: who is where in it, and the notice in its middle."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from appraisals import services
from appraisals.forms.coaching import MidwayForm
from appraisals.models import AppraisalCycle, MidwayNotice, ProbationClock, Side
from appraisals.services.phases import today
from appraisals.views import clock_words, words
from appraisals.views import coaching_words as coaching
from appraisals.views.coaching import FORM, back_to, by_side
from audit.forms import OnceForm
from departments.views.frame import carried_out, form_page, page_of, query_base, sent
from indicators.views.frame import WRITE, page
from indicators.views.plan_words import day_of

DUE, OVERDUE = "due", "overdue"


@page()
def clocks(request, pk):
    """Those on probation in this cycle whom one may see; what is due, what is overdue."""
    user, day = request.user, today()
    cycle = get_object_or_404(AppraisalCycle.objects.visible_to(user), pk=pk)
    rows = ProbationClock.objects.visible_to(user).filter(appraisal__appraisal_cycle=cycle)
    others = rows.exclude(appraisal__subject_user=user)
    chosen = {"": rows, DUE: others.due(day), OVERDUE: others.overdue(day)}
    show = request.GET.get("show", "")
    found = page_of(request, chosen.get(show, rows).for_list())
    return render(request, "appraisals/clocks.html", {
        "row": cycle, "crumbs": words.crumbs(cycle), "tabs": tabs(cycle, chosen, show),
        "columns": [
            {"label": _("Name")}, {"label": _("Midway notice"), "tag": _("Midway notice")},
            {"label": _("Evaluation"), "tag": _("Evaluation")},
            {"label": _("Probation until"), "tag": _("Probation until")},
        ],
        "rows": [clock_words.clock_row(one, user, day) for one in found],
        "page_obj": found, "base": query_base(request),
    })  # fmt: skip


def tabs(cycle, chosen, show):
    here = reverse("appraisals:clocks", args=[cycle.pk])
    labels = {"": _("All"), DUE: _("Due now"), OVERDUE: _("Overdue")}
    return [
        {
            "label": label, "url": f"{here}?show={key}" if key else here,
            "count": chosen[key].count(), "current": key == (show if show in labels else ""),
        }
        for key, label in labels.items()
    ]  # fmt: skip


@page(methods=WRITE)
def midway_add(request, pk):
    """Tell somebody in the middle of his probation how it stands."""
    appraisal = by_side(request, pk, Side.APPRAISER)
    form = MidwayForm(sent(request))

    def deed(data):
        return services.issue_midway(appraisal, data["text"], by=request.user)

    if form.is_valid() and carried_out(form, deed, by=request.user):
        messages.success(request, _("The notice is issued."))
        return redirect(back_to(pk))
    clock = getattr(appraisal, "clock", None)
    return form_page(
        request, form, title=_("Issue the midway notice"), back=back_to(pk), template=FORM,
        crumbs=coaching.crumbs(request.user, appraisal, deep=True), submit=_("Issue the notice"),
        lead=_("Due by %(day)s. It is acknowledged, and it stays with the appraisal.")
        % {"day": clock.notice_due_on.isoformat()} if clock else "",
    )  # fmt: skip


@page(methods=WRITE)
def midway(request, pk):
    """A midway notice; the one it is for acknowledges that he received it."""
    user = request.user
    row = get_object_or_404(MidwayNotice.objects.visible_to(user).for_page(), pk=pk)
    own = row.appraisal.subject_user_id == user.pk
    if request.method == "POST" and not own:
        raise PermissionDenied(_("Only the one it is for acknowledges this."))
    form = OnceForm(sent(request))

    def deed(_data):
        return services.acknowledge_midway(row, by=user)

    if form.is_valid() and carried_out(form, deed, by=user):
        return redirect("appraisals:midway", pk)
    late = _("%(day)s, late") if row.is_late else "%(day)s"
    context = {
        "row": row, "form": form, "page_title": _("Midway notice"),
        "crumbs": coaching.crumbs(user, row.appraisal, deep=True),
        "facts": [
            {"key": _("How the probation stands"), "value": row.text},
            {"key": _("Issued"), "value": coaching.stamp(row.issued_at, row.issued_by)},
            {"key": _("Was due on"), "value": late % {"day": row.due_on.isoformat()}},
            {"key": _("Acknowledged"), "value": day_of(row.acknowledged_at)},
        ],
        "acknowledges": own and row.acknowledged_at is None,
    }  # fmt: skip
    return render(request, "appraisals/warning.html", context, status=getattr(form, "status", 200))
