"""The organisations that mark departments: list, page, what they declare."""

from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from departments.models import Department
from departments.services import fingerprint
from departments.views.frame import (
    carried_out,
    form_page,
    page_for,
    page_of,
    query_base,
    sent,
)
from feedback import services
from feedback.forms.evaluators import DeclarationForm, EvaluatorChangeForm, EvaluatorForm
from feedback.marking import quality
from feedback.models import Engagement, EvaluatorOrganisation
from feedback.queries.engagements import KEEPERS
from feedback.services.evaluators import FIELDS, require_keeper
from feedback.services.third_party_rules import quality_table
from feedback.views import third_party_words as words
from indicators.views.frame import READ

FORM = "indicators/form.html"


@page_for(*KEEPERS, methods=READ)
def evaluators(request):
    found = page_of(request, EvaluatorOrganisation.objects.visible_to(request.user).for_list())
    today = timezone.localdate()
    return render(request, "feedback/listing.html", {
        "heading": _("Organisations that mark departments"), "crumbs": words.crumbs(),
        "lead": _("Independent of who commissions them and of whom they mark."),
        "columns": [{"label": _("Organisation"), "wide": True}, {"label": _("Registration number")},
                    {"label": _("Engagements"), "num": True}, {"label": _("State")}],
        "rows": [evaluator_row(row, today) for row in found],
        "none": _("No organisation is entered yet."),
        "actions": [{"label": _("Add an organisation"), "url": reverse("feedback:evaluator-add")}],
        "page_obj": found, "base": query_base(request),
    })  # fmt: skip


def evaluator_row(row, today):
    return [
        {"text": row.title, "url": reverse("feedback:evaluator", args=[row.pk]), "plain": True},
        row.registration_number,
        {"text": row.commissions, "num": True},
        suspended(row, today) or {"state": "done", "state_word": _("may be commissioned")},
    ]


def suspended(row, today):
    if row.suspended_until is None or row.suspended_until < today:
        return None
    until = {"day": row.suspended_until.isoformat()}
    return {"state": "failed", "state_word": _("suspended until %(day)s") % until}


def one(user, pk):
    return get_object_or_404(EvaluatorOrganisation.objects.visible_to(user), pk=pk)


@page_for(*KEEPERS, methods=READ)
def evaluator(request, pk):
    """Its record, what it declared, what it was commissioned with."""
    row = one(request.user, pk)
    today = timezone.localdate()
    work, table = services.work_of(row, today), quality_table()
    done = Engagement.objects.visible_to(request.user).filter(organisation=row).for_list()
    return render(request, "feedback/evaluator.html", {
        "row": row, "crumbs": words.evaluator_crumbs(), "state": suspended(row, today),
        "facts": [
            {"key": _("Registration number"), "value": row.registration_number},
            {"key": _("Suspended because"), "value": row.suspended_because},
        ],
        "quality": [
            {"key": _("Quality of three years"),
             "value": _("%(points)s of 100; %(least)s are needed")
             % {"points": quality(work, table), "least": table.least}},
            {"key": _("Late reports"), "value": work.late_reports},
            {"key": _("Marks made"), "value": work.marks},
            {"key": _("Settled, because they lay apart"), "value": work.adjudicated},
            {"key": _("Changed by a reply"), "value": work.changed},
        ],
        "declarations": [declaration_facts(said) for said in declarations(row)],
        "columns": [{"label": _("Engagement"), "wide": True}, {"label": _("Period")},
                    {"label": _("State")}],
        "rows": [
            [{"text": each.title, "url": reverse("feedback:engagement", args=[each.pk])},
             str(each.period), words.state_cell(each)]
            for each in done[:50]
        ],
    })  # fmt: skip


def declarations(row):
    return row.declarations.prefetch_related("departments__department")


def declaration_facts(said):
    places = ", ".join(sorted(one.department.title for one in said.departments.all()))
    return [
        {"key": _("Signed"), "value": f"{said.signed_on.isoformat()} · {said.signed_by}"},
        {"key": _("Holds no contract with"), "value": places},
        {"key": _("A serious violation in the last three years"),
         "value": said.violation_note or _("no")},
    ]  # fmt: skip


@page_for(*KEEPERS)
def evaluator_add(request):
    require_keeper(request.user)
    form = EvaluatorForm(sent(request))
    names = FIELDS[:3]

    def deed(data):
        return services.add_organisation(by=request.user, **{name: data[name] for name in names})

    if form.is_valid() and carried_out(form, deed, by=request.user):
        made = getattr(form, "outcome", None)
        return redirect(*(("feedback:evaluator", made.pk) if made else ("feedback:evaluators",)))
    return form_page(
        request, form, title=_("Add an organisation"), template=FORM,
        crumbs=words.evaluator_crumbs(), back=reverse("feedback:evaluators"),
    )  # fmt: skip


@page_for(*KEEPERS)
def evaluator_change(request, pk):
    row = one(request.user, pk)
    require_keeper(request.user)
    shown = {name: getattr(row, name) for name in FIELDS}
    initial = shown | {"seen": fingerprint(row, list(FIELDS))}
    form = EvaluatorChangeForm(sent(request), initial=initial)

    def deed(data):
        values = {name: data[name] for name in FIELDS}
        return services.change_organisation(row, values, by=request.user, seen=data["seen"])

    if form.is_valid() and carried_out(form, deed, by=request.user):
        return redirect("feedback:evaluator", pk)
    return form_page(
        request, form, title=_("Change the organisation"), template=FORM,
        crumbs=words.evaluator_crumbs(row), back=reverse("feedback:evaluator", args=[pk]),
    )  # fmt: skip


@page_for(*KEEPERS)
def evaluator_declare(request, pk):
    row = one(request.user, pk)
    require_keeper(request.user)
    places = Department.objects.visible_to(request.user)
    form = DeclarationForm(sent(request), departments=places)

    def deed(data):
        names = ("signed_by", "signed_on", "has_violation", "violation_note")
        return services.declare(
            row, data["departments"], by=request.user, **{name: data[name] for name in names}
        )

    if form.is_valid() and carried_out(form, deed, by=request.user):
        return redirect("feedback:evaluator", pk)
    return form_page(
        request, form, title=_("Enter a declaration of independence"), template=FORM,
        crumbs=words.evaluator_crumbs(row), back=reverse("feedback:evaluator", args=[pk]),
        lead=_("The newest declaration counts. None is changed afterwards."),
    )  # fmt: skip
