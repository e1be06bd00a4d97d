"""Streams of other pages: which there are, what they speak, their ratings as files."""

import csv
from itertools import chain

from django.http import StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from departments.services import holds_role
from departments.views.frame import (
    carried_out,
    form_page,
    page_for,
    page_of,
    query_base,
    require_office,
    sent,
)
from feedback import services
from feedback.forms.other_doors import DoorForm, NewDoorForm
from feedback.models import OtherDoor, Rating
from feedback.queries.public import READERS
from feedback.scale_words import scale_line, scale_name
from feedback.services.door_files import COLUMNS, REQUIRED
from feedback.views import catalogue
from feedback.views.catalogue import FORM, READ, numeric, use
from feedback.views.file_loading import Loading, load_page
from indicators.views.download import cell

NEW = ("code", "name_en", "name_zh", "channel", "scale", "is_inverted")
AT_ONCE = 2000


def crumbs(row=None):
    found = [*catalogue.crumbs(), {"label": _("Other pages"), "url": reverse("feedback:streams")}]
    if row is not None:
        url = reverse("feedback:stream", args=[row.pk])
        found.append({"label": row.stream.title, "url": url})
    return found


def door_of(user, pk):
    return get_object_or_404(OtherDoor.objects.visible_to(user).for_list().with_counts(), pk=pk)


@page_for(*READERS, methods=READ)
def streams(request):
    """The pages of others where citizens rate too, and a file of what we have released."""
    found = page_of(request, OtherDoor.objects.visible_to(request.user).for_list().with_counts())
    context = {
        "crumbs": catalogue.crumbs(), "page_obj": found, "base": query_base(request),
        "keeps": holds_role(request.user, "office"),
        "columns": [
            {"label": _("Page"), "wide": True}, {"label": _("Department"), "hide_s": True},
            {"label": _("Scale"), "hide_s": True},
            numeric(_("Ratings released so far")), {"label": _("State")},
        ],
        "rows": [stream_row(row) for row in found],
        "ours": [("receipt", _("Ours, with a receipt")), ("open", _("Ours, without a receipt"))],
    }  # fmt: skip
    return render(request, "feedback/streams.html", context)


def stream_row(row):
    url = reverse("feedback:stream", args=[row.pk])
    return [
        {"text": row.stream.title, "url": url, "plain": True, "sub": row.stream.code},
        row.department.title, scale_name(row.scale), {"text": row.released, "num": True}, use(row),
    ]  # fmt: skip


@page_for(*READERS, methods=READ)
def stream(request, pk):
    row = door_of(request.user, pk)
    best = _("the lowest") if row.is_inverted else _("the highest")
    context = {
        "row": row, "crumbs": crumbs(),
        "keeps": holds_role(request.user, "office", department=row.department_id),
        "facts": [
            {"key": _("Code"), "value": row.stream.code},
            {"key": _("Department"), "value": row.department.title},
            {"key": pgettext("of a service", "Channel"), "value": row.get_channel_display()},
            {"key": _("Scale"), "value": scale_line(row.scale)},
            {"key": _("Best number over there"), "value": best},
            {"key": _("Takes ratings"), "value": _("yes") if row.is_open else _("no")},
            {"key": _("Ratings released so far"), "value": row.released},
        ],
    }  # fmt: skip
    return render(request, "feedback/stream.html", context)


@page_for("office")
def stream_add(request):
    """A stream of its own for each page of others."""
    form = NewDoorForm(sent(request), user=request.user, scales=services.newest_scales())

    def deed(data):
        fields = {name: data[name] for name in NEW}
        return services.add_door(data["department"], by=request.user, **fields)

    if form.is_valid() and carried_out(form, deed, by=request.user):
        rows = OtherDoor.objects.visible_to(request.user)
        return redirect("feedback:stream", pk=rows.get(stream__code=form.cleaned_data["code"]).pk)
    return form_page(
        request, form, title=_("Set up a stream"), template=FORM, crumbs=crumbs(),
        back=reverse("feedback:streams"),
    )  # fmt: skip


@page_for("office")
def stream_change(request, pk):
    """Its names, and whether it takes ratings."""
    row = door_of(request.user, pk)
    require_office(request.user, row.department)
    initial = {
        "name_en": row.stream.name_en, "name_zh": row.stream.name_zh, "is_open": row.is_open,
    }  # fmt: skip
    form = DoorForm(sent(request), initial=initial)

    def deed(data):
        fields = {name: data[name] for name in initial}
        return services.change_door(row, by=request.user, **fields)

    if form.is_valid() and carried_out(form, deed, by=request.user):
        return redirect("feedback:stream", pk=row.pk)
    return form_page(
        request, form, title=_("Change the stream"), template=FORM, crumbs=crumbs(row),
        back=reverse("feedback:stream", args=[row.pk]),
    )  # fmt: skip


@page_for("office")
def stream_load(request, pk):
    """Ratings of that page from a file."""
    row = door_of(request.user, pk)
    require_office(request.user, row.department)
    kind = Loading(
        title=_("Load ratings"), crumbs=crumbs(row), columns=COLUMNS, required=REQUIRED,
        back=reverse("feedback:stream", args=[row.pk]),
        plan=lambda table: services.plan_ratings(row, table),
        load=lambda table: services.load_ratings(row, table, by=request.user),
        counts=lambda plan: (len(plan.good), plan.known),
        tables=lambda _plan: [{"id": "good"}],
    )  # fmt: skip
    return load_page(request, kind)


@page_for(*READERS, methods=READ)
def ratings_csv(request, code):
    """Released ratings of one stream with the columns of the exchange; texts stay with the desk."""
    rows = Rating.objects.visible_to(request.user).filter(stream__code=code).for_list()
    writer = csv.writer(Echo())
    lines = chain([COLUMNS], map(exchanged, rows.iterator(AT_ONCE)))
    asked_for = () if request.method == "HEAD" else map(writer.writerow, lines)
    headers = {
        "Content-Disposition": 'attachment; filename="ratings.csv"',
        "Cache-Control": "private, no-store",
    }
    return StreamingHttpResponse(asked_for, "text/csv; charset=utf-8", headers=headers)


class Echo:
    """Gives back what is written to it."""

    def write(self, line):
        return line


def exchanged(row):
    return [
        cell(row.external or str(row.pk)), cell(row.point.service.code), row.point.code,
        row.point.stage, row.value, row.rated_on.isoformat(), row.outcome, ";".join(row.reasons),
        "", "yes" if row.is_default else "no",
    ]  # fmt: skip
