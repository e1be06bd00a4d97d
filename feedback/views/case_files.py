"""Closed cases of a service from a file. The number of a case is kept as a keyed digest only."""

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from departments.views.frame import page_for, require_office
from feedback import services
from feedback.services.case_files import COLUMNS
from feedback.views.catalogue import crumbs, one
from feedback.views.file_loading import Loading, load_page


@page_for("office")
def cases_load(request, pk):
    row = one(request.user, pk)
    require_office(request.user, row.department)
    kind = Loading(
        title=_("Load closed cases"), crumbs=crumbs(row), columns=COLUMNS, required=COLUMNS,
        back=reverse("feedback:service", args=[row.pk]),
        plan=lambda table: services.plan_cases(row, table),
        load=lambda table: services.load_cases(row, table, by=request.user),
        counts=lambda plan: (plan.good - plan.known, plan.known),
        tables=tables,
        note=_("Numbers of cases are not kept: a keyed digest tells a second import that it is "
               "one."),
    )  # fmt: skip
    return load_page(request, kind)


def tables(plan):
    return [{
        "id": "good", "heading": _("Good rows"),
        "columns": [
            {"label": pgettext("where a service is met", "Place"), "wide": True},
            {"label": pgettext("of a file", "Rows"), "num": True},
        ],
        "rows": [
            [{"text": point.title, "sub": point.code}, {"text": len(cases), "num": True}]
            for point, cases in plan.cases.items()
        ],
    }]  # fmt: skip
