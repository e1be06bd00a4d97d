"""The cascade page: the whole line from strategy to a person, and what is missing in it."""

from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.shortcuts import render
from django.utils.translation import gettext as _

from departments import services
from departments.views.frame import chips_of, query_base
from indicators import cascade
from indicators.forms.strategy import ANY_GAP, GAP_WORDS, CascadeFilter
from indicators.views import cascade_rows
from indicators.views.cycles import chosen_cycle
from indicators.views.frame import PLANNERS, page

PER_PAGE = 100
MOST_TOTALS = 100


@page()
def cascade_page(request):
    """Objectives, KPIs, posts and people of a cycle as one indented table."""
    form = CascadeFilter(request.GET, user=request.user)
    asked = form.cleaned_data if form.is_valid() else {}
    cycle = chosen_cycle(request.user, asked.get("cycle"))
    form.show(cycle)
    found = cascade_rows.Read()
    if cycle is not None:
        found = cascade_rows.read(request.user, cycle, asked.get("department"))
    rows = filtered(found.rows, asked.get("show", ""))
    chosen = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "form": form,
        "cycle": cycle,
        "chips": [
            chip
            for chip in chips_of(request, form)
            if "cycle=" in chip["url"] or not asked.get("cycle")
        ],
        "base": query_base(request),
        "page_obj": chosen,
        "sentence": cascade_rows.sentence(found) if found.rows else "",
        "gaps": gap_links(found, cycle, asked),
        "columns": cascade_rows.columns(),
        "rows": cascade_rows.shown(found, with_above(rows, chosen)),
        "total_sentence": cascade_rows.total_sentence(found) if found.totals else "",
        "totals": cascade_rows.total_rows(found)[:MOST_TOTALS],
        "total_columns": total_columns(),
        "may_plan": services.holds_role(request.user, *PLANNERS),
    }
    return render(request, "indicators/cascade.html", context)


def filtered(rows, show):
    if show == ANY_GAP:
        return cascade.only_gaps(rows)
    return cascade.only_gaps(rows, show) if show else rows


def with_above(rows, chosen):
    """The rows of a page; one that begins inside a branch shows first what is above it."""
    first = chosen.start_index() - 1
    above = cascade.above(rows, first) if rows and first > 0 else []
    return [*above, *chosen]


def gap_links(found, cycle, asked):
    """Each kind of gap with its number, as a filter of this page."""
    place = asked.get("department")
    held = {"cycle": cycle.name if cycle else "", "department": place.code if place else ""}
    return [
        {
            "label": GAP_WORDS[gap],
            "count": count,
            "url": "?" + urlencode({k: v for k, v in (held | {"show": gap}).items() if v}),
            "current": asked.get("show") == gap,
        }
        for gap, count in found.gaps.items()
    ]


def total_columns():
    return [
        {"label": _("Department"), "wide": True},
        {"label": _("KPIs"), "num": True},
        {"label": _("Sum of weights"), "num": True},
        {"label": _("Makes 100")},
    ]
