"""Those who only read open on the department they look at and those below it."""

from django.db.models import Q

from departments.models import Department, RoleGrant
from indicators.models import ScoreCard
from indicators.services.rules import publication_of
from reports import scorecard
from reports.views import links, tree
from reports.views.department import periods
from reports.views.home.manager import chosen, own_cards, units
from reports.views.scope import PeriodForm, Scope, chosen_card


def page(request, view: Scope, grants: list[RoleGrant]) -> tuple[str, dict]:
    unit = chosen(request, grants)
    cards = own_cards(request.user, view, unit)
    card = chosen_card(cards, request.GET.get("period"), view.today)
    context = {
        "department": unit,
        "form": PeriodForm(
            view, periods(cards), card.period if card else None, units(grants), unit
        ),
    }
    if card is None:
        context["other_periods"] = bool(cards)
        return "reports/home_manager_empty.html", context
    if request.GET.get("period"):
        view.query["period"] = card.period.label
    return "reports/home_overview.html", context | board(request.user, view, unit, cards, card)


def board(user, view: Scope, unit, cards, card) -> dict:
    """Headline, facts and the departments below, in two queries."""
    places = list(
        Department.objects.visible_to(user)
        .filter(tree.around(unit) | Q(pk=unit.pk))
        .order_by("level", "code")[: tree.MOST]
    )
    ids = [place.pk for place in places if place.pk != unit.pk]
    below = ScoreCard.objects.visible_to(user).of(view.run)
    found = list(below.filter(department__in=ids, period=card.period))
    said = publication_of(view.cycle)
    return {
        "card": card,
        "headline": scorecard.headline(unit.title, card),
        "lead": scorecard.lead(card, said),
        "facts": scorecard.facts(card, scorecard.card_before(cards, card), said),
        "tree_columns": tree.columns(),
        "tree_more": len(places) == tree.MOST,
        "tree": tree.rows(unit, places, [card, *found], view),
        "department_url": links.department_url(view, unit.code),
    }
