"""Budget and spending of one KPI: the form, and what was reported before."""

from django.contrib import messages
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from departments.views.frame import carried_out, form_page, sent
from indicators import costing
from indicators.forms.costs import CostForm
from indicators.models import CostLine
from indicators.services import costs
from indicators.views.definitions import crumbs, kpi_page
from indicators.views.frame import REPORTERS, WRITE, page, require_place
from indicators.views.values import card_of, latest, offered, place_of

SHOWN = 24
DENOMINATOR, VALUE = "denominator", "value"


@page(*REPORTERS, methods=WRITE)
def cost(request, department, indicator):
    """One amount of one period; afterwards the page of the KPI shows what a unit costs."""
    place = place_of(request.user, department)
    card = card_of(request.user, place, indicator)
    require_place(request.user, place, REPORTERS)
    known = latest(request.user, place, card)
    lines = cost_lines(request.user, place, card)
    initial = {"basis": usual_basis(known, lines)}
    if lines:
        initial["currency"] = lines[0].currency
    form = CostForm(sent(request), offered=offered(card, known), initial=initial)

    def deed(data):
        return costs.report_cost(place, card, data["period"], by=request.user, **form.said())

    back = kpi_page(place, card)
    if form.is_valid() and carried_out(form, deed, by=request.user):
        messages.success(request, _("The amounts are recorded."))
        return redirect(back)
    return form_page(
        request, form, title=_("Report what it costs"), back=back, crumbs=crumbs(card),
        template="indicators/cost.html", lead=f"{card.title} · {place.title}",
        columns=columns(), rows=[line_row(line) for line in lines],
    )  # fmt: skip


def cost_lines(user, place, card):
    rows = CostLine.objects.visible_to(user).current()
    return list(rows.filter(department=place, indicator=card).for_list()[:SHOWN])


def usual_basis(known, lines):
    if lines:
        return lines[0].basis
    return DENOMINATOR if known and known[0].denominator is not None else VALUE


def columns():
    return [
        {"label": _("Period"), "wide": True},
        {"label": _("Budget"), "num": True},
        {"label": _("Spent"), "num": True},
        {"label": _("Budget used"), "num": True, "hide_s": True},
    ]


def line_row(line):
    used = costing.execution(line.spent, line.budget)
    return [
        {"text": line.period.label, "sub": line.currency},
        {"text": amount(line.budget), "num": True},
        {"text": amount(line.spent), "num": True},
        {"text": "–" if used is None else f"{used}%", "num": True},
    ]


def amount(number):
    """Money as a table prints it: two decimals, more only where there are more."""
    if number is None:
        return "–"
    short = number.quantize(costing.CENT)
    return f"{short:,f}" if short == number else f"{number.normalize():,f}"
