"""A manager opens on the list of what needs action, in words."""

from departments.models import Department, RoleGrant
from indicators.models import Measurement, ScoreCard, Target
from reports import needs, scorecard
from reports.kpi import Kpi
from reports.readings import kpis, latest_scores
from reports.views import links
from reports.views.department import periods
from reports.views.home import due
from reports.views.scope import PeriodForm, Scope, chosen_card

MOST = 400  # KPIs of a branch that are looked through; above that only the department's own


def page(request, view: Scope, grants: list[RoleGrant]) -> tuple[str, dict]:
    unit = chosen(request, grants)
    context = {"department": unit, "returns": due.mine(request.user)}
    cards = own_cards(request.user, view, unit)
    card = chosen_card(cards, request.GET.get("period"), view.today)
    period = card.period if card else None
    context["form"] = PeriodForm(view, periods(cards), period, units(grants), unit)
    if card is None:
        context["other_periods"] = bool(cards)
        return "reports/home_manager_empty.html", context
    if request.GET.get("period"):
        view.query["period"] = period.label
    found, whole = branch_kpis(request.user, view, unit, period)
    to = links.links(
        view, links.reportable(request.user, {kpi.target.department_id for kpi in found})
    )
    return "reports/home_manager.html", context | shown(found, unit, to, period) | {
        "card": card,
        "whole_branch": whole,
        "department_url": links.department_url(view, unit.code),
    }


def chosen(request, grants: list[RoleGrant]):
    """The department asked for by ?unit= among those one leads, else the first."""
    asked = request.GET.get("unit")
    return next((g.department for g in grants if g.department.code == asked), grants[0].department)


def units(grants: list[RoleGrant]) -> list[Department]:
    """The departments of the grants, each once."""
    return list({grant.department_id: grant.department for grant in grants}.values())


def own_cards(user, view: Scope, unit) -> list[ScoreCard]:
    if view.run is None:
        return []
    cards = ScoreCard.objects.visible_to(user).of(view.run).filter(department=unit)
    return list(cards.select_related("period"))


def branch_kpis(user, view: Scope, unit, period) -> tuple[list[Kpi], bool]:
    """The KPIs of the department and all beneath it; of it alone when there are too many."""
    beneath = Department.objects.visible_to(user).beneath(unit.pk)
    branch = list(beneath.values_list("pk", flat=True))
    asked = Target.objects.visible_to(user).in_force().filter(cycle=view.cycle)
    few = len(branch) <= MOST
    whole = few and asked.filter(department__in=branch).count() <= MOST
    found = kpis(
        latest_scores(view.run, branch if whole else [unit.pk], period.ends_on),
        Measurement.objects.visible_to(user),
        cycle_starts_on=view.cycle.period.starts_on,
        until=period.ends_on,
        as_of=view.as_of,
    )
    return found, whole


def shown(found: list[Kpi], unit, to: needs.Links, period) -> dict:
    ranked = needs.ranked(found)
    improved = needs.improved(found)
    own = [kpi for kpi in found if kpi.target.department_id == unit.pk]
    return {
        "headline": needs.headline(len(ranked), len(found)),
        "rows": [
            needs.row(reason, kpi, to, with_department=kpi.target.department_id != unit.pk)
            for reason, kpi in ranked[: needs.FIRST]
        ],
        "more": len(ranked) - needs.FIRST,
        "good": [{"name": kpi.indicator.title, "url": to.kpi(kpi)} for kpi in improved],
        "good_words": needs.good_words(len(improved)) if improved else "",
        "groups": scorecard.groups(own or found, to, period),
    }
