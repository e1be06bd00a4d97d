"""The catalogue: which services the public may rate, and where each of them is met."""

from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from departments.services import holds_role
from departments.views.frame import (
    carried_out,
    chips_of,
    form_page,
    page_for,
    page_of,
    query_base,
    require_office,
    sent,
)
from feedback import services
from feedback.forms.catalogue import NewServiceForm, ServiceFilter, ServiceForm
from feedback.models import PublicService, ServicePoint
from feedback.queries.public import READERS
from feedback.scale_words import answers, question, scale_name

READ = ("GET", "HEAD")
FORM = "indicators/form.html"


def crumbs(row=None):
    found = [{"label": _("Public services"), "url": reverse("feedback:services")}]
    if row is not None:
        url = reverse("feedback:service", args=[row.pk])
        found.append({"label": row.title, "url": url})
    return found


def numeric(label):
    """A column of numbers; on a phone each says what it counts."""
    return {"label": label, "num": True, "tag": label}


def use(row):
    """In use or not, as a cell of a table."""
    if row.is_open:
        return {"state": "done", "state_word": _("in use")}
    return {"state": "waiting", "state_word": _("out of use")}


@page_for(*READERS, methods=READ)
def services_list(request):
    """The services of the branches that one keeps, leads or looks into."""
    form = ServiceFilter(request.GET, user=request.user)
    asked = form.cleaned_data if form.is_valid() else {}
    rows = PublicService.objects.visible_to(request.user).for_list()
    if words := asked.get("q", "").strip():
        rows = rows.search(words)
    if top := asked.get("department"):
        rows = rows.filter(department__lineage__contains=[top.pk])
    found = page_of(request, rows)
    context = {
        "form": form, "chips": chips_of(request, form), "page_obj": found,
        "base": query_base(request), "keeps": holds_role(request.user, "office"),
        "columns": [
            {"label": _("Service"), "wide": True}, {"label": _("Department"), "hide_s": True},
            {"label": _("Scale"), "hide_s": True}, numeric(_("Places in use")),
            {"label": _("State")},
        ],
        "rows": [service_row(row) for row in found],
    }  # fmt: skip
    return render(request, "feedback/services.html", context)


def service_row(row):
    url = reverse("feedback:service", args=[row.pk])
    return [
        {"text": row.title, "url": url, "plain": True, "sub": row.code},
        row.department.title,
        scale_name(row.scale),
        {"text": row.places, "num": True},
        use(row),
    ]


def one(user, pk):
    rows = PublicService.objects.visible_to(user).select_related("department", "scale")
    return get_object_or_404(rows, pk=pk)


@page_for(*READERS, methods=READ)
def service(request, pk):
    """One service: what is asked, where it is met, how many cases and receipts there are."""
    row = one(request.user, pk)
    places = ServicePoint.objects.visible_to(request.user).filter(service=row)
    found = page_of(request, places.for_list().with_counts())
    context = {
        "row": row, "crumbs": crumbs(), "facts": facts(row), "page_obj": found,
        "base": query_base(request),
        "keeps": holds_role(request.user, "office", department=row.department_id),
        "columns": [
            {"label": pgettext("where a service is met", "Place"), "wide": True},
            {"label": _("Code")}, {"label": pgettext("of a service", "Stage"), "hide_s": True},
            numeric(_("Closed cases")),
            numeric(_("Receipts made out")), {"label": _("State")},
        ],
        "rows": [place_row(point) for point in found],
    }  # fmt: skip
    return render(request, "feedback/service.html", context)


def place_row(row):
    url = reverse("feedback:place", args=[row.pk])
    return [
        {"text": row.title, "url": url, "plain": True, "sub": row.get_channel_display()},
        row.code, row.get_stage_display(),
        {"text": row.cases, "num": True}, {"text": row.offered, "num": True}, use(row),
    ]  # fmt: skip


def facts(row):
    scale = row.scale
    return [
        {"key": _("Code"), "value": row.code},
        {"key": _("Department"), "value": row.department.title},
        {"key": _("Can be rated"), "value": _("yes") if row.is_open else _("no")},
        {"key": _("Scale"), "value": scale_name(scale)},
        {"key": pgettext("of a scale", "Question"), "value": question(scale)},
        {"key": pgettext("of a scale", "Answers"), "value": answers(scale)},
    ]


@page_for("office")
def service_add(request):
    """A service that the public may rate."""
    form = NewServiceForm(sent(request), user=request.user, scales=services.newest_scales())
    del form.fields["is_open"]

    def deed(data):
        fields = {name: data[name] for name in ("code", "name_en", "name_zh", "scale")}
        return services.add_service(data["department"], by=request.user, **fields)

    if form.is_valid() and carried_out(form, deed, by=request.user):
        rows = PublicService.objects.visible_to(request.user)
        return redirect("feedback:service", pk=rows.get(code=form.cleaned_data["code"]).pk)
    return form_page(
        request, form, title=_("Add a service"), template=FORM, crumbs=crumbs(),
        back=reverse("feedback:services"),
    )  # fmt: skip


@page_for("office")
def service_change(request, pk):
    """Change names, code or scale; out of use, it takes no rating any more."""
    row = one(request.user, pk)
    require_office(request.user, row.department)
    scales = services.newest_scales()
    if row.scale not in scales:
        scales.append(row.scale)
    initial = {
        "code": row.code, "name_en": row.name_en, "name_zh": row.name_zh,
        "scale": str(row.scale_id), "is_open": row.is_open,
    }  # fmt: skip
    form = ServiceForm(sent(request), scales=scales, initial=initial)

    def deed(data):
        fields = {name: data[name] for name in initial}
        return services.change_service(row, by=request.user, **fields)

    if form.is_valid() and carried_out(form, deed, by=request.user):
        return redirect("feedback:service", pk=row.pk)
    return form_page(
        request, form, title=_("Change the service"), template=FORM, crumbs=crumbs(row),
        back=reverse("feedback:service", args=[row.pk]),
    )  # fmt: skip
