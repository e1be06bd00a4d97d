"""A file in two steps: what it would bring, then its good rows. Cases and ratings come in so."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from departments.forms.setup import LoadForm, UploadForm, packed
from departments.tables import Table, TableError, read_table
from departments.views.frame import carried_out, form_page, sent
from departments.views.loading import SHOWN


@dataclass(frozen=True, slots=True)
class Loading:
    """One kind of file. `plan` tells what it would bring, `load` takes the good rows and tells how
    many were new; `good` are the tables of the preview: heading, columns and rows of each."""

    title: str
    crumbs: list[dict[str, str]]
    back: str  # where the rows end up
    columns: Sequence[str]
    required: Sequence[str]
    plan: Callable[[Table], Any]
    load: Callable[[Table], int]
    counts: Callable[[Any], tuple[int, int]]  # new ones, known ones
    tables: Callable[[Any], list[dict[str, Any]]]
    note: str = ""

    def read(self, content: bytes) -> Table:
        return read_table(content, columns=self.columns, required=self.required)


def load_page(request, kind):
    """Choose a file, see it, take its good rows; each fault has line and column."""
    if "content" in request.POST:
        form = carrier(request.POST)
        if form.is_valid() and taken(request, kind, form):
            return redirect(kind.back)
        form.fields = {}  # the errors of a form that nobody fills in
        return upload_page(request, kind, UploadForm(), failed=form)
    form = UploadForm(sent(request), request.FILES or None)
    if form.is_valid():
        file = form.cleaned_data["file"]
        content = file.read()
        try:
            plan = kind.plan(kind.read(content))
        except TableError as error:
            form.add_error("file", str(error))
        else:
            return preview(request, kind, plan, file.name, content)
    return upload_page(request, kind, form)


def carrier(data=None, **initial):
    """The file once more. Taking it twice changes nothing: no fingerprint is asked for."""
    form = LoadForm(data, initial=initial)
    del form.fields["fingerprint"]
    return form


def taken(request, kind, form):
    try:
        deed = lambda data: kind.load(kind.read(data["content"]))  # noqa: E731 -- said where used
        if not carried_out(form, deed, by=request.user):
            return False
    except TableError as error:
        form.add_error(None, str(error))
        return False
    new = getattr(form, "outcome", None)
    if new is not None:
        words = ngettext("%(n)d new row is in.", "%(n)d new rows are in.", new) % {"n": new}
        messages.success(request, words)
    return True


def upload_page(request, kind, form, failed=None):
    return form_page(
        request, form, title=kind.title, template="feedback/load.html", back=kind.back,
        crumbs=kind.crumbs, submit=_("Show what it would bring"), columns=kind.columns,
        required=kind.required, failed=failed,
    )  # fmt: skip


def preview(request, kind, plan, name, content):
    new, known = kind.counts(plan)
    faults = [[one.line, one.column, one.reason, one.fix] for one in plan.faults[:SHOWN]]
    return form_page(
        request, carrier(name=name, content=packed(content)), title=kind.title,
        template="feedback/load_preview.html", back=request.path, crumbs=kind.crumbs, plan=plan,
        name=name, faults=faults, shown=SHOWN, note=kind.note,
        columns=[
            {"label": _("Line"), "num": True}, {"label": _("Column")},
            {"label": _("What is wrong"), "wide": True},
            {"label": _("How to mend it"), "wide": True},
        ],
        tables=kind.tables(plan) if new or known else [],
        summary=_("%(new)d new, %(known)d known already, %(faults)d errors")
        % {"new": new, "known": known, "faults": len(plan.faults)},
        load=_("Take the good rows") if plan.faults else _("Take them"),
    )  # fmt: skip
