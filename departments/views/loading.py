"""Loading departments, people and the calendar from a file, with the preview of the commands."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext

from departments import services
from departments.forms.setup import LoadForm, UploadForm, packed
from departments.services.loading import calendar, departments, people
from departments.tables import TableError, read_table
from departments.views.frame import carried_out, form_page, page_for, require_office, sent

SHOWN = 200  # rows of a preview; the command shows all

LOADERS = {
    "departments": (
        departments, services.plan_departments, services.load_departments,
        gettext_lazy("Load departments from a file"), "departments:tree",
    ),
    "people": (
        people, services.plan_people, services.load_people,
        gettext_lazy("Load people from a file"), "departments:people",
    ),
    "calendar": (
        calendar, services.plan_calendar, services.load_calendar,
        gettext_lazy("Load the calendar from a file"), "departments:calendar",
    ),
}  # fmt: skip


@page_for("office")
def load(request, what):
    """Choose a file; see what it would change; change it. Faults come with line and column."""
    if what not in LOADERS:
        raise Http404
    require_office(request.user)
    if "fingerprint" in request.POST:
        return carry_out(request, what)
    module, _plan, _load, title, _done = LOADERS[what]
    form = UploadForm(sent(request), request.FILES or None)
    if form.is_valid():
        file = form.cleaned_data["file"]
        content = file.read()
        if page := preview(request, what, file.name, content, form):
            return page
    return form_page(
        request, form, title=title, back=reverse("departments:manage"),
        crumbs=[hub_crumb()], submit=_("Show what would change"),
        template="departments/load.html", columns=module.COLUMNS, required=module.REQUIRED,
    )  # fmt: skip


def hub_crumb():
    return {"label": _("Administration"), "url": reverse("departments:manage")}


def read(what, content):
    module = LOADERS[what][0]
    return read_table(content, columns=module.COLUMNS, required=module.REQUIRED)


def planned(what, table, user):
    if what == "people":
        return services.plan_people(table, by=user)
    return LOADERS[what][1](table)


def preview(request, what, name, content, form):
    """The page with the plan; None when the file cannot be read at all."""
    try:
        plan = planned(what, read(what, content), request.user)
    except TableError as error:
        form.add_error("file", str(error))
        return None
    initial = {"name": name, "content": packed(content), "fingerprint": plan.fingerprint}
    return plan_page(request, what, plan, LoadForm(initial=initial), name)


def plan_page(request, what, plan, form, name):
    return form_page(
        request, form, title=LOADERS[what][3], back=reverse("departments:load", args=[what]),
        crumbs=[hub_crumb()], template="departments/load_preview.html", plan=plan, name=name,
        tables=list(plan_tables(plan)), shown=SHOWN, summary=summary(plan),
    )  # fmt: skip


def plan_tables(plan):
    """Faults, changes and new rows; what is empty has no table."""
    line, what = {"label": _("Line"), "num": True}, pgettext("of a row in a file", "What")
    if plan.faults:
        rows = [[row.line, row.column, row.reason, row.fix] for row in plan.faults[:SHOWN]]
        columns = [_("Column"), _("What is wrong"), _("How to mend it")]
        yield plan_table("faults", _("Errors"), line, columns, rows, plan.faults)
    if plan.changed:
        rows = [
            [row.line, f"{row.what} {row.key}", row.column, row.old, row.new]
            for row in plan.changed[:SHOWN]
        ]
        columns = [what, _("Column"), _("Old"), _("New")]
        yield plan_table("changed", _("Changed"), line, columns, rows, plan.changed)
    if plan.new:
        rows = [[row.line, row.what, row.key, row.words] for row in plan.new[:SHOWN]]
        columns = [what, _("Code"), _("Content")]
        yield plan_table("new", pgettext("rows of a file", "New"), line, columns, rows, plan.new)


def plan_table(key, heading, line, labels, rows, everything):
    columns = [line, *({"label": label} for label in labels)]
    return {"id": key, "heading": heading, "columns": columns, "rows": rows, "all": everything}


def summary(plan):
    """The finding as the heading says it."""
    if plan.faults:
        count = len(plan.faults)
        text = ngettext(
            "%(count)d error: nothing can be loaded yet",
            "%(count)d errors: nothing can be loaded yet",
            count,
        )
        return text % {"count": count}
    if not plan.new and not plan.changed:
        return _("The file changes nothing")
    return _("%(new)d new, %(changed)d changed, %(same)d rows unchanged") % {
        "new": len(plan.new), "changed": len(plan.changed), "same": plan.unchanged,
    }  # fmt: skip


def carry_out(request, what):
    form = LoadForm(request.POST)

    def deed(data):
        table = read(what, data["content"])
        return LOADERS[what][2](table, by=request.user, fingerprint=data["fingerprint"])

    if form.is_valid():
        try:
            if carried_out(form, deed, by=request.user):
                messages.success(request, _("The file is loaded."))
                return redirect(LOADERS[what][4])
            table = read(what, form.cleaned_data["content"])
        except TableError as error:
            form.add_error(None, str(error))
        else:
            plan = planned(what, table, request.user)
            form.data = form.data.copy()
            form.data["fingerprint"] = plan.fingerprint
            return plan_page(request, what, plan, form, form.cleaned_data["name"])
    return form_page(
        request, UploadForm(), title=LOADERS[what][3], back=reverse("departments:manage"),
        crumbs=[hub_crumb()], submit=_("Show what would change"), template="departments/load.html",
        columns=LOADERS[what][0].COLUMNS, required=LOADERS[what][0].REQUIRED, failed=form,
    )  # fmt: skip
