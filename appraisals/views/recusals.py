"""Standing aside, naming evaluators, putting somebody in the place of who stood aside."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from appraisals.forms.evaluations import ConflictForm, EvaluatorForm, PersonForm
from appraisals.models import Appraisal, Recusal, Source
from appraisals.models.evaluation import FORMER
from appraisals.services import recusing
from appraisals.services.evaluating import sides_of
from departments.models import Department, User
from departments.views.frame import carried_out, form_page, page_of, sent
from indicators.views.frame import WRITE, page, require_place
from indicators.views.plan_words import person_of

NAMED = (Source.LEADERS, Source.THIRD_PARTY)


def subjects(user):
    rows = Appraisal.objects.visible_to(user).exclude(subject_user=user)
    return rows.select_related("appraisal_cycle__department", "unit", "person")


def people(user):
    rows = User.objects.visible_to(user).filter(is_active=True)
    return rows.select_related("person").order_by("username")


@page(methods=WRITE)
def conflict(request, pk):
    """Stand aside for one subject, for good."""
    row = get_object_or_404(subjects(request.user), pk=pk)
    if row.recusals.filter(user=request.user).exists():
        return redirect("appraisals:sitting")
    if not (sides_of(row, request.user) or recusing.sits(row, request.user)):
        raise PermissionDenied(_("You have no part in this evaluation."))
    form = ConflictForm(sent(request))

    def deed(data):
        return recusing.declare_conflict(row, data["reason"], by=request.user)

    if form.is_valid() and carried_out(form, deed, by=request.user):
        messages.success(request, _("You stand aside. The performance office names somebody else."))
        return redirect("appraisals:sitting")
    return form_page(
        request, form, title=_("Stand aside for %(name)s") % {"name": row.title},
        template="indicators/form.html", back=reverse("appraisals:sitting"),
        submit=_("Stand aside"), crumbs=crumbs(),
        lead=_("You will neither evaluate nor decide on this grade. It cannot be undone."),
    )  # fmt: skip


@page("office")
def aside(request):
    """Who stands aside and still is the superior."""
    rows = Recusal.objects.visible_to(request.user).open().for_list()
    found = page_of(request, rows)
    return render(request, "appraisals/aside.html", {
        "columns": [
            {"label": _("Subject"), "wide": True}, {"label": _("Department"), "hide_s": True},
            {"label": _("Stands aside")}, {"label": _("Reason"), "wide": True},
        ],
        "rows": [
            [
                {"text": row.appraisal.title,
                 "url": reverse("appraisals:aside-replace", args=[row.pk])},
                row.appraisal.unit.title, person_of(row.user), row.reason,
            ]
            for row in found
        ],
        "page_obj": found,
        "crumbs": crumbs(),
    })  # fmt: skip


@page("office", methods=WRITE)
def replace(request, pk):
    """Name who evaluates in the place of who stood aside."""
    rows = Recusal.objects.visible_to(request.user).for_list()
    row = get_object_or_404(rows.select_related("appraisal__appraisal_cycle__department"), pk=pk)
    require_place(request.user, row.appraisal.appraisal_cycle.department, ("office",))
    form = PersonForm(sent(request), users=people(request.user))

    def deed(data):
        return recusing.replace_evaluator(row, data["user"], by=request.user)

    if form.is_valid() and carried_out(form, deed, by=request.user):
        messages.success(request, _("Somebody else evaluates now."))
        return redirect("appraisals:aside")
    names = {"name": person_of(row.user), "subject": row.appraisal.title}
    return form_page(
        request, form, title=_("In the place of %(name)s") % names, template="indicators/form.html",
        back=reverse("appraisals:aside"), submit=_("Name"), crumbs=crumbs(),
        lead=_("%(name)s stands aside for %(subject)s.") % names,
    )  # fmt: skip


@page("office", methods=WRITE)
def evaluator(request, pk):
    """Name a leader, a third party or a former superior who evaluates this subject."""
    row = get_object_or_404(subjects(request.user), pk=pk)
    require_place(request.user, row.appraisal_cycle.department, ("office",))
    sides = [(side.value, side.label) for side in NAMED] + former_sides(request.user, row)
    form = EvaluatorForm(sent(request), users=people(request.user), sides=sides)

    def deed(data):
        side, _dot, unit = data["source"].partition(".")
        if side == FORMER:
            return recusing.name_former_superior(row, int(unit), data["user"], by=request.user)
        return recusing.name_evaluator(row, side, data["user"], by=request.user)

    if form.is_valid() and carried_out(form, deed, by=request.user):
        messages.success(request, _("The evaluator is named."))
        return redirect("appraisals:sitting")
    return form_page(
        request, form, title=_("Evaluator of %(name)s") % {"name": row.title},
        template="indicators/form.html", back=reverse("appraisals:sitting"), submit=_("Name"),
        crumbs=crumbs(), lead=_("It counts as much as the policy weighs this side."),
    )  # fmt: skip


def former_sides(user, row):
    """A choice for each unit in which he worked long enough before. Rule V12."""
    found = recusing.former_units(row)
    names = Department.objects.visible_to(user).in_bulk([one.unit for one in found])
    return [
        (f"{FORMER}.{one.unit}", _("former superior in %(unit)s (%(days)s days)")
         % {"unit": names[one.unit].title, "days": one.days})
        for one in found if one.unit in names
    ]  # fmt: skip


def crumbs():
    return [{"label": _("Evaluations"), "url": reverse("appraisals:sitting")}]
