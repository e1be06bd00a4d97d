"""What is done around a session: prepare, members, open, raise the share, minutes, lock, caps."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from appraisals import services
from appraisals.forms.calibrations import CapForm, LockForm, MemberForm, MinutesForm, RaiseForm
from appraisals.forms.evaluations import StepForm
from appraisals.models import AppraisalCycle, Subject
from appraisals.services.capping import CAPPERS
from appraisals.services.policy import scale_of
from appraisals.services.sessions import remove_member
from appraisals.views.calibrations import entries_of, members_of, one, shown
from appraisals.views.evaluation_words import grades_of as names_of
from appraisals.views.recusals import people, subjects
from audit.errors import WrongState
from departments.views.frame import carried_out, form_page, sent
from indicators.views.frame import WRITE, page, require_place
from indicators.views.plan_words import person_of


def room_url(session):
    return reverse("appraisals:calibration", args=[session.pk])


def crumbs(session=None):
    found = [{"label": _("Calibration"), "url": reverse("appraisals:calibrations")}]
    if session is not None:
        found.append({"label": session.title, "url": room_url(session)})
    return found


def stepped(request, form, deed):
    """Carry out a form without fields of its own; a refusal is a page of its own."""
    if not form.is_valid():
        raise Http404
    if not carried_out(form, deed, by=request.user):
        raise WrongState(next(iter(form.errors.values()))[0])


@page("office", methods=("POST",))
def prepare(request, pk, subject):
    """Make the sessions of a cycle out of its pools."""
    cycle = get_object_or_404(
        AppraisalCycle.objects.visible_to(request.user).select_related("department"), pk=pk
    )
    require_place(request.user, cycle.department, ("office",))
    if subject not in Subject.values:
        raise Http404
    form = StepForm(request.POST)
    stepped(request, form, lambda _data: services.prepare_sessions(cycle, subject, by=request.user))
    made = getattr(form, "outcome", 0)
    said = ngettext("%(n)s session is prepared.", "%(n)s sessions are prepared.", made)
    messages.success(request, said % {"n": made})
    return redirect("appraisals:calibrations")


@page(methods=("POST",))
def begin(request, pk):
    """Open the session: take in what was handed in."""
    session = one(request, pk)
    require_place(request.user, session.appraisal_cycle.department, ("office",))
    stepped(
        request, StepForm(request.POST),
        lambda _data: services.open_session(session, by=request.user),
    )  # fmt: skip
    return redirect(room_url(session))


@page(methods=("POST",))
def lock(request, pk):
    """Make the grades final; what stands in the way is said on the page of the room."""
    session = one(request, pk)
    form = LockForm(request.POST)
    if not form.is_valid():
        raise Http404

    def deed(data):
        return services.lock_session(session, by=request.user, seen=data["version"])

    if carried_out(form, deed, by=request.user):
        messages.success(request, _("The grades are locked."))
        return redirect(room_url(session))
    messages.error(request, " ".join(text for found in form.errors.values() for text in found))
    return shown(request, session, entries_of(request, session), None, status=form.status)


@page(methods=WRITE)
def members(request, pk):
    """Who sits in the session."""
    session = one(request, pk)
    require_place(request.user, session.appraisal_cycle.department, ("office",))
    form = MemberForm(sent(request), users=people(request.user))
    if request.method == "POST" and request.POST.get("remove"):
        form.fields["user"].required = False

    def deed(data):
        if data["remove"]:
            who = get_object_or_404(session.members, pk=data["remove"]).user
            return remove_member(session, who, by=request.user)
        return services.add_member(session, data["user"], by=request.user)

    if form.is_valid() and carried_out(form, deed, by=request.user):
        return redirect("appraisals:calibration-members", session.pk)
    return render(request, "appraisals/calibration_members.html", {
        "session": session,
        "form": form,
        "crumbs": crumbs(session),
        "cancel_url": room_url(session),
        "members": [{"pk": row.pk, "name": person_of(row.user)} for row in members_of(session)],
        "may_remove": session.opened_at is None,
        "step": StepForm(),
    }, status=getattr(form, "status", 200))  # fmt: skip


@page(methods=WRITE)
def raise_share(request, pk):
    """Record who approved a raised share."""
    session = one(request, pk)
    require_place(request.user, session.appraisal_cycle.department, ("office",))
    form = RaiseForm(sent(request))

    def deed(data):
        return services.raise_share(
            session, data["raised_by"], data["raised_document"], by=request.user
        )

    if form.is_valid() and carried_out(form, deed, by=request.user):
        messages.success(request, _("The approval is recorded."))
        return redirect(room_url(session))
    return form_page(
        request, form, title=_("Record the approval of a raised share"), crumbs=crumbs(session),
        template="indicators/form.html", back=room_url(session), submit=_("Record"),
        lead=_("The quota reaches as far as the policy allows with approval, and no further."),
    )  # fmt: skip


@page(methods=("POST",))
def minutes(request, pk):
    """Keep the minutes; when another wrote since, both texts are shown."""
    session = one(request, pk)
    form = MinutesForm(request.POST)
    if not form.is_valid():
        raise Http404

    def deed(data):
        return services.write_minutes(
            session, data["minutes"], met_on=data["met_on"], seen=data["seen"], by=request.user
        )

    if carried_out(form, deed, by=request.user):
        messages.success(request, _("The minutes are saved."))
        return redirect(f"{room_url(session)}#minutes")
    return shown(
        request, session, entries_of(request, session), None, minutes=form, status=form.status
    )


@page(methods=WRITE)
def cap(request, pk):
    """Cap the grade of one subject, on a legal basis."""
    row = get_object_or_404(subjects(request.user), pk=pk)
    require_place(request.user, row.unit, CAPPERS)
    form = CapForm(sent(request), grades=list(names_of(scale_of(row)).items()))

    def deed(data):
        fields = ("kind", "at_most", "legal_basis", "authority", "incident")
        return services.record_cap(row, by=request.user, **{name: data[name] for name in fields})

    back = reverse("appraisals:calibrations")
    if form.is_valid() and carried_out(form, deed, by=request.user):
        messages.success(request, _("The cap is recorded. The score stays as it is."))
        return redirect(back)
    return form_page(
        request, form, title=_("Cap the grade of %(name)s") % {"name": row.title},
        template="indicators/form.html", back=back, submit=_("Record"), crumbs=crumbs(),
        lead=_("The grade goes no higher; the score and the proposed grade stay visible."),
    )  # fmt: skip
