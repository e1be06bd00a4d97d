"""The pages of a rehearsal: begin it, choose whom to act as, go on to the next phase, end it."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from appraisals import services
from appraisals.forms.cycles import ConfirmForm
from appraisals.forms.rehearsals import PARTS, ActForm, CastFilter, NextPhaseForm
from appraisals.models import AppraisalCycle, Phase
from appraisals.queries.rehearsals import cast_list
from appraisals.services.launch import LaunchRefused
from appraisals.views import stage, words
from audit.rehearsing import on_stage
from departments.services import held_roles
from departments.views.frame import carried_out, chips_of, form_page, page_of, query_base, sent
from departments.views.frame import require_office as require_office_of
from indicators.views.frame import WRITE, page


def kept(request, pk):
    """A rehearsal of a branch whose office one is; for all others there is none."""
    rows = AppraisalCycle.rehearsals.kept_by(request.user).select_related(
        "department", "rehearses", "cycle"
    )
    return get_object_or_404(rows, pk=pk)


@page("office", methods=WRITE)
def rehearse(request, pk):
    """Say what a rehearsal is, and begin one; refused with everything that is missing."""
    rows = AppraisalCycle.objects.visible_to(request.user).select_related("department")
    row = get_object_or_404(rows, pk=pk)
    require_office_of(request.user, row.department)
    form = ConfirmForm(sent(request))
    blocked = []

    def deed(_data):
        try:
            return services.start_rehearsal(row, by=request.user)
        except LaunchRefused as error:
            blocked.extend(error.blockers)
            raise

    if form.is_valid() and carried_out(form, deed, by=request.user):
        going_on = AppraisalCycle.rehearsals.kept_by(request.user).running()
        new = get_object_or_404(going_on, rehearses=row)
        return redirect("appraisals:rehearsal", pk=new.pk)
    return form_page(
        request, form, title=_("Rehearse %(cycle)s") % {"cycle": row.title},
        back=reverse("appraisals:cycle", args=[row.pk]), template="appraisals/launch.html",
        crumbs=words.crumbs(row), row=row, submit=_("Start the rehearsal"),
        blockers=[words.blocker_words(one, row) for one in blocked],
        consequences=[
            _("A copy of the cycle starts at once, with the same people. Nobody sees it, nobody is "
              "told, and nothing of it counts."),
            _("You act in it as anybody you choose. Every step is kept in the ledger, with your "
              "name."),
            _("Phases open when you say so, whatever their days."),
        ],
    )  # fmt: skip


@page("office")
def rehearsal(request, pk):
    """One rehearsal: the phase it is in, and whom one can act as."""
    return cast_page(request, kept(request, pk), ActForm())


def cast_page(request, row, form):
    asked = CastFilter(request.GET)
    data = asked.cleaned_data if asked.is_valid() else {}
    with on_stage(row.pk, request.user.pk):
        phases = list(Phase.objects.visible_to(request.user).filter(appraisal_cycle=row).in_order())
        cast = cast_list(row, request.user, data.get("part", ""), data.get("q", "").strip())
        found = page_of(request, cast)
        people = [person_row(one) for one in found]
    open_now = [phase for phase in phases if phase.is_open]
    coming = next((phase for phase in phases if phase.state == "waiting"), None)
    context = {
        "row": row, "form": form, "filter": asked, "chips": chips_of(request, asked),
        "page_obj": found, "base": query_base(request), "people": people,
        "crumbs": words.crumbs(row.rehearses), "is_over": row.state != "running",
        "facts": facts(row, open_now, coming), "go_on": go_on_words(open_now, coming),
        "next_form": NextPhaseForm(initial={"seen": coming.kind if coming else ""}),
    }  # fmt: skip
    status = getattr(form, "status", 200)
    return render(request, "appraisals/rehearsal.html", context, status=status)


def person_row(user):
    name = words.person_of(user)
    return {
        "pk": user.pk, "name": name, "username": user.username, "about": f": {name}",
        "parts": [str(label) for part, label in PARTS if getattr(user, f"is_{part}")],
    }  # fmt: skip


def facts(row, open_now, coming):
    return [
        {"key": _("Rehearsal of"), "value": row.rehearses.title},
        {"key": pgettext("rehearsal", "State"), "value": row.get_state_display()
         if row.state == "running" else pgettext("rehearsal", "ended")},
        {"key": _("Open phase"), "value": ", ".join(p.get_kind_display() for p in open_now) or "–"},
        {"key": _("Next phase"), "value": coming.get_kind_display() if coming else "–"},
    ]  # fmt: skip


def go_on_words(open_now, coming):
    """The label of the button that goes on; nothing after the last phase."""
    if not open_now and not coming:
        return ""
    named = {"open": ", ".join(phase.get_kind_display() for phase in open_now),
             "next": coming.get_kind_display() if coming else ""}  # fmt: skip
    if not open_now:
        return _("Open “%(next)s”") % named
    if coming is None:
        return _("Close “%(open)s”") % named
    return _("Close “%(open)s” and open “%(next)s”") % named


@page("office", methods=("POST",))
def act(request, pk):
    """Act as somebody from now on, in this session."""
    row = kept(request, pk)
    form = ActForm(request.POST)

    def deed(data):
        return services.act_as(row, data["person"], by=request.user)

    if not (form.is_valid() and carried_out(form, deed, by=request.user)):
        return cast_page(request, row, form)
    if (who := getattr(form, "outcome", None)) is not None:
        stage.begin(request, row, who)
    acting = stage.acting_of(request)
    if acting is None:
        return redirect("appraisals:rehearsal", pk=row.pk)
    if not held_roles(acting.person):
        stage.leave(request)
        messages.warning(
            request, _("%(person)s holds no role in this branch and would find no page at all.")
            % {"person": words.person_of(acting.person)},
        )  # fmt: skip
        return redirect("appraisals:rehearsal", pk=row.pk)
    return redirect("appraisals:cycle", pk=row.pk)


@page(methods=("POST",))
def leave(request):
    """Be oneself again. A second click changes nothing."""
    acting = stage.acting_of(request)
    stage.leave(request)
    if acting is None:
        return redirect("appraisals:cycles")
    return redirect("appraisals:rehearsal", pk=acting.rehearsal.pk)


@page("office", methods=("POST",))
def go_on(request, pk):
    """Close the phase that is open and open the next one, whatever their days."""
    row = kept(request, pk)
    form = NextPhaseForm(request.POST)

    def deed(data):
        services.next_phase(row, by=request.user, seen=data["seen"])

    if not (form.is_valid() and carried_out(form, deed, by=request.user)):
        messages.error(request, next(iter(form.errors.values()))[0])
    return redirect("appraisals:rehearsal", pk=row.pk)


@page("office", methods=WRITE)
def end(request, pk):
    """End a rehearsal for good."""
    row = kept(request, pk)
    form = ConfirmForm(sent(request))

    def deed(_data):
        services.end_rehearsal(row, by=request.user)

    if form.is_valid() and carried_out(form, deed, by=request.user):
        messages.success(request, _("The rehearsal has ended."))
        return redirect("appraisals:cycle", pk=row.rehearses_id)
    return form_page(
        request, form, title=_("End the rehearsal of %(cycle)s") % {"cycle": row.rehearses.title},
        back=reverse("appraisals:rehearsal", args=[row.pk]), template="appraisals/launch.html",
        crumbs=words.crumbs(row.rehearses), row=row, submit=_("End the rehearsal"),
        consequences=[
            _("Whoever acts in it is himself again. Nobody reads what was written in it any more."),
            _("The cycle itself stays as it is; while it is being set up you can rehearse it "
              "again."),
        ],
    )  # fmt: skip
