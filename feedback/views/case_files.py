"""Closed cases of a service from a file: choose it, see what it would bring, take the good rows."""

from django.contrib import messages
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from departments.forms.setup import LoadForm, UploadForm, packed
from departments.tables import TableError, read_table
from departments.views.frame import carried_out, form_page, page_for, require_office, sent
from departments.views.loading import SHOWN
from feedback import services
from feedback.services.case_files import COLUMNS
from feedback.views.catalogue import crumbs, one


@page_for("office")
def cases_load(request, pk):
    """The number of a case is read, and kept as a keyed digest only."""
    row = one(request.user, pk)
    require_office(request.user, row.department)
    back = reverse("feedback:service", args=[row.pk])
    if "content" in request.POST:
        form = LoadForm(request.POST)
        del form.fields["fingerprint"]
        if form.is_valid() and taken(request, row, form):
            return redirect(back)
        form.fields = {}  # the errors of a form that nobody fills in
        return upload_page(request, row, UploadForm(), failed=form)
    form = UploadForm(sent(request), request.FILES or None)
    if form.is_valid():
        file = form.cleaned_data["file"]
        content = file.read()
        try:
            plan = services.plan_cases(row, read(content))
        except TableError as error:
            form.add_error("file", str(error))
        else:
            return preview(request, row, plan, file.name, content)
    return upload_page(request, row, form)


def read(content):
    return read_table(content, columns=COLUMNS, required=COLUMNS)


def taken(request, row, form):
    def deed(data):
        return services.load_cases(row, read(data["content"]), by=request.user)

    try:
        if not carried_out(form, deed, by=request.user):
            return False
    except TableError as error:
        form.add_error(None, str(error))
        return False
    new = getattr(form, "outcome", 0)
    words = ngettext("%(n)d new case.", "%(n)d new cases.", new) % {"n": new}
    messages.success(request, words)
    return True


def upload_page(request, row, form, failed=None):
    return form_page(
        request, form, title=_("Load closed cases"), template="departments/load.html",
        back=reverse("feedback:service", args=[row.pk]), crumbs=crumbs(row),
        submit=_("Show what it would bring"), columns=COLUMNS, required=COLUMNS, failed=failed,
    )  # fmt: skip


def preview(request, row, plan, name, content):
    form = LoadForm(initial={"name": name, "content": packed(content)})
    del form.fields["fingerprint"]
    faults = [[one.line, one.column, one.reason, one.fix] for one in plan.faults[:SHOWN]]
    return form_page(
        request, form, title=_("Load closed cases"), template="feedback/cases_preview.html",
        back=reverse("feedback:cases-load", args=[row.pk]), crumbs=crumbs(row), plan=plan,
        name=name, faults=faults, shown=SHOWN, summary=summary(plan), load=load_words(plan),
        columns=[
            {"label": _("Line"), "num": True}, {"label": _("Column")},
            {"label": _("What is wrong")}, {"label": _("How to mend it"), "wide": True},
        ],
        places=[
            [{"text": point.title, "sub": point.code}, {"text": len(cases), "num": True}]
            for point, cases in plan.cases.items()
        ],
        place_columns=[{"label": _("Place"), "wide": True}, {"label": _("Rows"), "num": True}],
    )  # fmt: skip


def summary(plan):
    return _("%(new)d new cases, %(known)d known already, %(faults)d errors") % {
        "new": plan.good - plan.known, "known": plan.known, "faults": len(plan.faults),
    }  # fmt: skip


def load_words(plan):
    if plan.faults:
        return ngettext("Take the %(n)d good row", "Take the %(n)d good rows", plan.good) % {
            "n": plan.good
        }
    return _("Take them")
