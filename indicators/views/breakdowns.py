"""Who is reached: cutting a value by a list of groups, and the lists."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _

from departments import services as departments
from departments.views.frame import carried_out, form_page, require_office, sent
from indicators import units
from indicators.forms.breakdowns import BreakdownForm, DimensionForm
from indicators.models import Breakdown, Dimension, Measurement
from indicators.services import breakdowns
from indicators.views.definitions import crumbs, kpi_page
from indicators.views.frame import REPORTERS, WRITE, page, require_place
from indicators.views.values import value_words


def measured(user, pk):
    """The value that counts now in the place of the one that the address names."""
    rows = Measurement.objects.visible_to(user).select_related("department", "indicator", "period")
    named = get_object_or_404(rows, pk=pk)
    chain = {"department": named.department, "indicator": named.indicator, "period": named.period}
    return rows.current().filter(**chain).first() or named


@page(*REPORTERS, methods=WRITE)
def breakdown(request, pk):
    """Cut one value along one list; the list is chosen by ?by=code, the first one otherwise."""
    row = measured(request.user, pk)
    require_place(request.user, row.department, REPORTERS)
    if row.missing:
        raise Http404
    lists = list(Dimension.objects.visible_to(request.user).newest().for_list())
    chosen = next((one for one in lists if one.code == request.GET.get("by")), None)
    chosen = chosen or next(iter(lists), None)
    back = kpi_page(row.department, row.indicator)
    if chosen is None:
        return render(request, "indicators/no_groups.html", {
            "crumbs": crumbs(row.indicator), "may_add": may_add(request.user),
        })  # fmt: skip
    members = list(chosen.members.all())
    is_rate = row.value is None
    form = BreakdownForm(
        sent(request), members=members, is_rate=is_rate, unit=row.indicator.unit,
        initial=before(request.user, row, chosen, is_rate),
    )  # fmt: skip

    def deed(data):
        return breakdowns.report_breakdown(
            row, chosen, form.amounts(), reason=data["reason"], by=request.user
        )

    if form.is_valid() and carried_out(form, deed, by=request.user):
        messages.success(request, _("The breakdown is recorded."))
        return redirect(back)
    return form_page(
        request, form, title=_("Break a value down"), back=back, crumbs=crumbs(row.indicator),
        template="indicators/breakdown.html", facts=facts(row), tabs=tabs(lists, chosen),
        lead=f"{row.indicator.title} · {row.department.title}",
    )  # fmt: skip


def tabs(lists, chosen):
    return [
        {"label": one.title, "url": f"?by={one.code}", "current": one == chosen} for one in lists
    ]


def facts(row):
    return [
        {"key": _("Period"), "value": row.period.label},
        {"key": _("Value"), "value": value_words(row)},
        {"key": _("Unit"), "value": units.words(row.indicator.unit)},
    ]


def before(user, row, dimension, is_rate):
    """What is there already, to be corrected."""
    rows = Breakdown.objects.visible_to(user).current()
    made = rows.filter(measurement=row, dimension=dimension).for_list().first()
    if made is None:
        return {}
    names = ("numerator", "denominator") if is_rate else ("value",)
    found = {
        f"{name}-{part.member_id}": getattr(part, name)
        for part in made.parts.all()
        for name in names
    }
    return found | {"reason": made.reason}


def may_add(user):
    return departments.holds_role_at_root(user, "office")


@page()
def dimensions(request):
    """The lists of groups in use, with their groups."""
    lists = Dimension.objects.visible_to(request.user).newest().for_list()
    context = {
        "crumbs": crumbs(),
        "columns": [
            {"label": _("List"), "wide": True}, {"label": _("Groups")},
            {"label": _("Version"), "num": True},
        ],
        "rows": [
            [
                {"html": coded(one)},
                _(", ").join(member.title for member in one.members.all()),
                {"text": one.version, "num": True},
            ]
            for one in lists
        ],
        "may_add": may_add(request.user),
    }  # fmt: skip
    return render(request, "indicators/dimensions.html", context)


def coded(one):
    """The name of a list, and the code that makes its next version."""
    return format_html('{}<span class="pm-sub"><code>{}</code></span>', one.title, one.code)


@page("office", methods=WRITE)
def dimension_add(request):
    require_office(request.user)
    form = DimensionForm(sent(request))
    back = reverse("indicators:dimensions")

    def deed(data):
        return breakdowns.add_dimension(
            data["code"], data["members"], by=request.user, **form.names()
        )

    if form.is_valid() and carried_out(form, deed, by=request.user):
        return redirect(back)
    return form_page(
        request, form, title=_("New list of groups"), back=back, template="indicators/form.html",
        crumbs=[*crumbs(), {"label": _("Groups"), "url": back}],
    )  # fmt: skip
