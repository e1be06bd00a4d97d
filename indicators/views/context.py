"""Outside causes of values: proposed by a department, decided by the office. Circumstances."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from audit.errors import WrongState
from departments import services as departments
from departments.views.frame import carried_out, form_page, page_of, require_office, sent
from indicators.forms.context import ContextForm, DecisionForm, NoteForm
from indicators.models import ContextNote, ContextValue, Measurement
from indicators.services import context
from indicators.views.frame import REPORTERS, WRITE, page, require_place


@page()
def notes(request):
    """What waits for the office first, then what was decided."""
    rows = ContextNote.objects.visible_to(request.user).for_list()
    found = page_of(request, rows)
    office = departments.holds_role(request.user, "office")
    return render(
        request, "indicators/notes.html", {"page_obj": found, "notes": found, "office": office}
    )  # fmt: skip


def kpi_url(measurement):
    codes = [measurement.department.code, measurement.indicator.code]
    return reverse("reports:indicator", args=codes)


@page(*REPORTERS, methods=WRITE)
def note_add(request, pk):
    """Give an outside cause for one value."""
    rows = Measurement.objects.visible_to(request.user).for_list()
    measurement = get_object_or_404(rows, pk=pk)
    require_place(request.user, measurement.department, REPORTERS)
    form = NoteForm(sent(request))

    def propose(data):
        return context.propose_note(measurement, data["cause"], data["text"], by=request.user)

    if form.is_valid() and carried_out(form, propose, by=request.user):
        messages.success(request, _("The note is with the performance office."))
        return redirect(kpi_url(measurement))
    lead = _("%(indicator)s, %(period)s. The score stays as it is: once the office approved the "
             "note, it stands beside the value and on the chart.")  # fmt: skip
    lead %= {"indicator": measurement.indicator.title, "period": measurement.period}
    return form_page(
        request, form, title=_("Give an outside cause"), back=kpi_url(measurement), lead=lead,
        submit=_("Send to the office"),
    )  # fmt: skip


@page("office", methods=WRITE)
def note_decide(request, pk):
    """Approve or refuse an outside cause, with a reason that the department reads."""
    note = get_object_or_404(ContextNote.objects.visible_to(request.user).for_list(), pk=pk)
    require_place(request.user, note.department, ("office",))
    if request.method != "POST" and hasattr(note, "decision"):
        raise WrongState(_("This note is decided already."))
    form = DecisionForm(sent(request))

    def decide(data):
        return context.decide_note(note, data["verdict"], data["reason"], by=request.user)

    if form.is_valid() and carried_out(form, decide, by=request.user):
        messages.success(request, _("Decided."))
        return redirect("indicators:notes")
    now = [
        {"key": _("Department"), "value": note.department.title},
        {"key": _("Indicator"), "value": note.measurement.indicator.title},
        {"key": _("Period"), "value": str(note.measurement.period)},
        {"key": _("Cause"), "value": note.get_cause_display()},
        {"key": _("What happened"), "value": note.text},
    ]
    return form_page(
        request, form, title=_("Decide on an outside cause"), back=reverse("indicators:notes"),
        now=now, submit=_("Decide"),
    )  # fmt: skip


@page("office", methods=WRITE)
def circumstances(request):
    """What is known of the places, and a table with more of it."""
    require_office(request.user)
    form = ContextForm(sent(request), request.FILES or None)

    problems = []

    def load(data):
        try:
            return context.load_context(data["table"], by=request.user)
        except context.ContextFileError as error:
            problems.extend(error.problems[1:])
            raise

    if form.is_valid() and carried_out(form, load, by=request.user):
        n = getattr(form, "outcome", 0)
        text = ngettext("%(n)s value is new or changed.", "%(n)s values are new or changed.", n)
        messages.success(request, text % {"n": n})
        return redirect("indicators:context")
    for problem in problems:
        form.add_error("table", problem)
    rows = page_of(request, ContextValue.objects.visible_to(request.user).in_force().for_list())
    return form_page(
        request, form, title=_("Circumstances of departments"), back=reverse("reports:compare"),
        template="indicators/context.html", page_obj=rows, values=rows, submit=_("Load"),
    )  # fmt: skip
