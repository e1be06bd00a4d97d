"""Missing values whose reason somebody else approves."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from audit.errors import WrongState
from departments import services as departments
from departments.models import Department
from departments.views.frame import carried_out, form_page, page_of, sent
from indicators.forms.verification import DecisionForm
from indicators.models import Measurement, MissingRequest
from indicators.services.missing import decide_missing
from indicators.views.evidence import name_of, proofs_of
from indicators.views.frame import WRITE, page, require_place
from indicators.views.values import value_words

OFFICE = ("office",)


@page()
def requests(request):
    """What waits for a decision, then what was decided."""
    rows = page_of(request, MissingRequest.objects.visible_to(request.user).for_list())
    office = decided_by(request.user)
    waiting = MissingRequest.objects.visible_to(request.user).waiting().count()
    return render(request, "indicators/missing.html", {
        "page_obj": rows, "waiting": waiting,
        "rows": [row_of(row, request.user, office) for row in rows],
    })  # fmt: skip


def decided_by(user):
    """The ids of the departments on whose requests `user` decides."""
    if not departments.holds_role(user, *OFFICE):
        return set()
    places = Department.objects.visible_to(user).led_by(user, *OFFICE)
    return set(places.values_list("pk", flat=True))


def row_of(row, user, office):
    mine = row.requested_by_id == user.pk
    return {
        "request": row, "by": name_of(row.requested_by), "decider": name_of(row.decided_by),
        "may_decide": row.state == "requested" and row.department_id in office and not mine,
        "is_mine": mine,
    }  # fmt: skip


@page(*OFFICE, methods=WRITE)
def decide(request, pk):
    """Approve or refuse, by somebody else than who asked."""
    rows = MissingRequest.objects.visible_to(request.user).for_list()
    row = get_object_or_404(rows, pk=pk)
    require_place(request.user, row.department, OFFICE)
    if row.requested_by_id == request.user.pk:
        raise PermissionDenied(_("You asked for this yourself: somebody else has to decide."))
    form = DecisionForm(sent(request))
    if row.state != "requested" and request.method != "POST":
        raise WrongState(_("This request was decided already."))

    def deed(data):
        approve = data["decision"] == "approve"
        return decide_missing(row, approve=approve, reason=data["reason"], by=request.user)

    if form.is_valid() and carried_out(form, deed, by=request.user):
        messages.success(request, _("The decision is recorded."))
        return redirect("indicators:missing")
    return form_page(
        request, form, title=_("Leave this value out of the score?"),
        back=reverse("indicators:missing"), template="indicators/missing_decide.html",
        crumbs=[{"label": _("Missing values"), "url": reverse("indicators:missing")}],
        row=row, facts=facts(row, request.user),
    )  # fmt: skip


def facts(row, user):
    now = (
        Measurement.objects.visible_to(user)
        .current()
        .filter(department=row.department_id, indicator=row.indicator_id, period=row.period_id)
        .select_related("indicator")
        .first()
    )
    proved = _("%(n)s pieces of proof") % {"n": len(proofs_of(user, now))} if now else ""
    rows = [
        (_("Indicator"), row.indicator.title),
        (_("Department"), row.department.title),
        (_("Period"), row.period.label),
        (_("Why missing"), row.get_code_display()),
        (_("Asked by"), name_of(row.requested_by)),
        (_("Now recorded"), f"{value_words(now)} · {proved}" if now else _("nothing")),
    ]
    return [{"key": key, "value": value} for key, value in rows]
