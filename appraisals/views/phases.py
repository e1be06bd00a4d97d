"""The phases of a cycle: their days while it is set up, their steps while it runs."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from appraisals import services
from appraisals.forms.cycles import AnswerForm, ConfirmForm, MoveForm, PhasesForm, ReasonForm
from appraisals.models import AppraisalCycle, Phase
from appraisals.views import words
from departments.views.frame import carried_out, form_page, sent
from departments.views.frame import require_office as require_office_of
from indicators.views.frame import WRITE, page

MOST = 50  # steps that a page tells


def phase_rows(user, row, phases, rules_it):
    """A line for each phase: its days, its state, and the next step where one may take it."""
    today = timezone.localdate()
    running = row.state == "running" and rules_it
    found, ready = [], True
    for phase in phases:
        begun = phase.starts_on <= today or row.rehearses_id is not None
        can_open = running and ready and phase.state == "waiting" and begun
        late = phase.state == "open" and phase.ends_on < today
        asked = phase.asked_by_id is not None
        found.append({
            "pk": phase.pk, "label": phase.get_kind_display(), "state": words.WORK[phase.state],
            "word": _("ends late") if late else phase.get_state_display(),
            "starts_on": phase.starts_on, "ends_on": phase.ends_on,
            "note": asked_words(phase) if asked else "",
            "may_open": can_open, "may_close": running and phase.is_open,
            "may_move": running and phase.state != "closed",
            "may_ask": running and phase.state == "closed" and not asked,
            "may_answer": running and asked and phase.asked_by_id != user.pk,
        })  # fmt: skip
        ready = ready and phase.state == "closed"
    return found


def asked_words(phase):
    return _("%(who)s asks to open it again: %(why)s") % {
        "who": words.person_of(phase.asked_by), "why": phase.asked_because,
    }  # fmt: skip


def steps_of(phases):
    """What happened to these phases, newest first."""
    steps = [(step, phase) for phase in phases for step in phase.steps.all()]
    steps.sort(key=lambda pair: pair[0].pk, reverse=True)
    return [
        {
            "when": timezone.localtime(step.at).strftime("%Y-%m-%d %H:%M"),
            "iso": step.at.isoformat(), "who": words.person_of(step.by), "note": step.reason,
            "what": f"{phase.get_kind_display()}: {step.get_deed_display()}",
        }
        for step, phase in steps[:MOST]
    ]  # fmt: skip


@page("office", methods=WRITE)
def phase_dates(request, pk):
    """The days of all phases of a cycle that is being set up."""
    rows = AppraisalCycle.objects.visible_to(request.user).select_related("department", "cycle")
    row = get_object_or_404(rows, pk=pk)
    require_office_of(request.user, row.department)
    initial = {"version": row.version}
    for phase in row.phases.in_order():
        initial[f"{phase.kind}_starts_on"] = phase.starts_on
        initial[f"{phase.kind}_ends_on"] = phase.ends_on
    form = PhasesForm(sent(request), initial=initial)

    def deed(data):
        services.set_phases(row, form.dates(), by=request.user, seen=data["version"])

    if form.is_valid() and carried_out(form, deed, by=request.user):
        messages.success(request, _("The days of the phases are saved."))
        return redirect("appraisals:cycle", pk=row.pk)
    return form_page(
        request, form, title=_("When the phases are"),
        back=reverse("appraisals:cycle", args=[row.pk]), template="indicators/form.html",
        crumbs=words.crumbs(row),
        lead=_("Both days are included. A phase opens when the one before it is closed."),
    )  # fmt: skip


def seen_phase(request, pk):
    rows = Phase.objects.visible_to(request.user)
    return get_object_or_404(rows.select_related("appraisal_cycle__department"), pk=pk)


@page("office", methods=WRITE)
def phase_step(request, pk):
    """Open the next phase, or close the open one, after a look at what that means."""
    phase = seen_phase(request, pk)
    cycle = phase.appraisal_cycle
    require_office_of(request.user, cycle.department)
    if phase.state == "closed":
        raise Http404
    opens = phase.state == "waiting"
    form = ConfirmForm(sent(request))
    label = phase.get_kind_display()

    def deed(_data):
        take = services.open_phase if opens else services.close_phase
        take(phase, by=request.user)

    if form.is_valid() and carried_out(form, deed, by=request.user):
        return redirect("appraisals:cycle", pk=cycle.pk)
    title = _("Open the phase “%(phase)s”") if opens else _("Close the phase “%(phase)s”")
    meaning = (
        _("Those who take part can work in it from now on.")
        if opens
        else _("What is written in it after that is refused. Opening it again takes two people.")
    )
    return form_page(
        request, form, title=title % {"phase": label}, template="appraisals/launch.html",
        back=reverse("appraisals:cycle", args=[cycle.pk]), crumbs=words.crumbs(cycle), row=cycle,
        submit=_("Open it") if opens else _("Close it"), consequences=[meaning],
    )  # fmt: skip


@page("office", methods=WRITE)
def phase_move(request, pk):
    """Other days for a phase that is not closed, for a reason."""
    phase = seen_phase(request, pk)
    cycle = phase.appraisal_cycle
    require_office_of(request.user, cycle.department)
    form = MoveForm(sent(request), initial={"starts_on": phase.starts_on, "ends_on": phase.ends_on})

    def deed(data):
        services.move_phase(
            phase, data["starts_on"], data["ends_on"], reason=data["reason"], by=request.user
        )

    if form.is_valid() and carried_out(form, deed, by=request.user):
        return redirect("appraisals:cycle", pk=cycle.pk)
    return form_page(
        request, form, title=_("Days of the phase “%(phase)s”")
        % {"phase": phase.get_kind_display()},
        back=reverse("appraisals:cycle", args=[cycle.pk]), template="indicators/form.html",
        crumbs=words.crumbs(cycle),
    )  # fmt: skip


@page("office", methods=WRITE)
def phase_reopen(request, pk):
    """Ask for a closed phase to be opened again, or, as a second person, decide on that."""
    phase = seen_phase(request, pk)
    cycle = phase.appraisal_cycle
    require_office_of(request.user, cycle.department)
    asked = phase.asked_by_id is not None
    if asked and phase.asked_by_id == request.user.pk:
        raise PermissionDenied(_("A second person of the performance office decides on this."))
    form = (AnswerForm if asked else ReasonForm)(sent(request))

    def deed(data):
        if asked:
            services.answer_reopening(
                phase, data["reason"], agree=data["answer"] == AnswerForm.AGREE, by=request.user
            )
        else:
            services.ask_to_reopen(phase, data["reason"], by=request.user)

    if form.is_valid() and carried_out(form, deed, by=request.user):
        return redirect("appraisals:cycle", pk=cycle.pk)
    return form_page(
        request, form, title=_("Open the phase “%(phase)s” again?")
        % {"phase": phase.get_kind_display()},
        back=reverse("appraisals:cycle", args=[cycle.pk]), template="indicators/form.html",
        crumbs=words.crumbs(cycle), submit=_("Decide") if asked else _("Ask a second person"),
        lead=asked_words(phase) if asked
        else _("A second person of the performance office decides on this."),
    )  # fmt: skip
