"""One place of a service: its code, what hangs there, the receipts for its cases."""

from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from departments.services import holds_role
from departments.views.frame import carried_out, form_page, page_for, require_office, sent
from feedback import services
from feedback.forms.catalogue import PlaceForm
from feedback.models import ServicePoint
from feedback.queries.public import READERS
from feedback.views.catalogue import FORM, READ, crumbs, one

FIELDS = ("name_en", "name_zh", "channel", "stage", "is_kiosk", "is_open")


def place_of(user, pk, *, counted=False):
    rows = ServicePoint.objects.visible_to(user).for_list()
    return get_object_or_404(rows.with_counts() if counted else rows, pk=pk)


def address(request, code):
    """What the QR holds: the page of citizens, without a language."""
    return request.build_absolute_uri(reverse("portal:rate", args=[code]))


@page_for(*READERS, methods=READ)
def place(request, pk):
    """Where a service is met: its code and address, its cases, its receipts."""
    row = place_of(request.user, pk, counted=True)
    context = {
        "row": row, "crumbs": crumbs(row.service), "facts": facts(request, row),
        "left": max(row.cases - row.offered, 0),
        "keeps": holds_role(request.user, "office", department=row.service.department_id),
    }  # fmt: skip
    return render(request, "feedback/place.html", context)


def facts(request, row):
    return [
        {"key": _("Code"), "value": row.code},
        {"key": _("Address of the page"), "value": address(request, row.code)},
        {"key": pgettext("of a service", "Channel"), "value": row.get_channel_display()},
        {"key": pgettext("of a service", "Stage"), "value": row.get_stage_display()},
        {"key": _("A tablet that everybody uses"), "value": _("yes") if row.is_kiosk else _("no")},
        {"key": _("Closed cases"), "value": row.cases},
        {"key": _("Receipts made out"), "value": row.offered},
    ]


@page_for("office")
def place_add(request, pk):
    """A counter, a website, a tablet of the service; its code is made up."""
    row = one(request.user, pk)
    require_office(request.user, row.department)
    form = PlaceForm(sent(request))
    del form.fields["is_open"]

    def deed(data):
        fields = {name: data[name] for name in FIELDS if name in data}
        return services.add_point(row, by=request.user, **fields)

    if form.is_valid() and carried_out(form, deed, by=request.user):
        return redirect("feedback:service", pk=row.pk)
    return form_page(
        request, form, title=_("Add a place"), template=FORM, crumbs=crumbs(row), lead=row.title,
        back=reverse("feedback:service", args=[row.pk]),
    )  # fmt: skip


@page_for("office")
def place_change(request, pk):
    """Change all but the code, for that is printed."""
    row = place_of(request.user, pk)
    require_office(request.user, row.service.department)
    form = PlaceForm(sent(request), initial={name: getattr(row, name) for name in FIELDS})

    def deed(data):
        return services.change_point(row, by=request.user, **{name: data[name] for name in FIELDS})

    if form.is_valid() and carried_out(form, deed, by=request.user):
        return redirect("feedback:place", pk=row.pk)
    return form_page(
        request, form, title=_("Change the place"), template=FORM, crumbs=crumbs(row.service),
        lead=f"{row.title} · {row.code}", back=reverse("feedback:place", args=[row.pk]),
    )  # fmt: skip
