"""An employee opens on the values his department still owes."""

from django.utils.translation import gettext, ngettext

from departments.models import RoleGrant
from indicators.models import Measurement
from reports import needs, scorecard
from reports.readings import kpis, latest_scores
from reports.views import links
from reports.views.department import periods
from reports.views.home import due
from reports.views.home.manager import chosen, own_cards, units
from reports.views.scope import PeriodForm, Scope, chosen_card

DUE = needs.OVERDUE | {"pending"}


def page(request, view: Scope, grants: list[RoleGrant]) -> tuple[str, dict]:
    unit = chosen(request, grants)
    cards = own_cards(request.user, view, unit)
    card = chosen_card(cards, request.GET.get("period"), view.today)
    period = card.period if card else None
    context = {
        "department": unit,
        "returns": due.mine(request.user),
        "form": PeriodForm(view, periods(cards), period, units(grants), unit),
    }
    if card is None:
        context["other_periods"] = bool(cards)
        return "reports/home_manager_empty.html", context
    if request.GET.get("period"):
        view.query["period"] = period.label
    found = kpis(
        latest_scores(view.run, [unit.pk], period.ends_on),
        Measurement.objects.visible_to(request.user),
        cycle_starts_on=view.cycle.period.starts_on,
        until=period.ends_on,
        as_of=view.as_of,
    )
    to = links.links(view, links.reportable(request.user, [unit.pk]))
    owed = [kpi for kpi in found if kpi.missing in DUE]
    return "reports/home_manager.html", context | {
        "headline": headline(len(owed), unit.title),
        "rows": [needs.row(needs.Need.OVERDUE, kpi, to) for kpi in owed],
        "calm": gettext("Every value of this period is there."),
        "groups": scorecard.groups(found, to, period),
        "card": card,
        "whole_branch": True,
        "department_url": links.department_url(view, unit.code),
    }


def headline(due: int, name: str) -> str:
    """3 values of the Permits Division are missing."""
    if not due:
        return gettext("No value of %(name)s is missing") % {"name": name}
    text = ngettext(
        "%(n)s value of %(name)s is missing", "%(n)s values of %(name)s are missing", due
    )
    return text % {"n": due, "name": name}
