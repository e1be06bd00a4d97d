"""The scorecard of a department: its score, its KPIs, the departments below, and why."""

from dataclasses import dataclass

from django.contrib.auth.decorators import login_required
from django.db.models import Q
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from departments.models import Department, RoleGrant
from indicators.models import Measurement, ScoreCard
from indicators.services.rules import publication_of
from reports import adjusted, explain, rollups, scorecard
from reports.kpi import Kpi
from reports.readings import kpis, latest_scores
from reports.views import links, tree
from reports.views.scope import PeriodForm, Scope, chosen_card, scope

PRECEDENCE = ("manager", "employee", "evaluator", "office", "supervision", "auditor")


@login_required
@require_safe
def own(request):
    """To the department one works for, keeping the query; without a grant an empty page."""
    grant = main_grant(request.user)
    if grant is None:
        return render(request, "reports/no_grant.html")
    url = reverse("reports:department", args=[grant.department.code])
    query = request.GET.urlencode()
    return redirect(f"{url}?{query}" if query else url)


def main_grant(user):
    """The grant a person works under: his role nearest to the figures, own before lent."""
    grants = RoleGrant.objects.held_by(user).select_related("department")
    return min(
        grants,
        key=lambda g: (PRECEDENCE.index(g.role), g.user_id != user.pk, g.department.level, g.pk),
        default=None,
    )


@dataclass
class Read:
    """All that the page shows of one department."""

    department: Department
    places: list[Department]
    cards: list[ScoreCard]
    card: ScoreCard | None
    kpis: list[Kpi]


@login_required
@require_safe
def department(request, code):
    view = scope(request)
    unit = get_object_or_404(Department.objects.visible_to(request.user), code=code)
    found = read(request.user, view, unit, request.GET.get("period"))
    context = {
        "department": unit,
        "scope": view,
        "ancestors": tree.ancestors(unit, found.places, view),
        "form": PeriodForm(view, periods(found.cards), found.card.period if found.card else None),
    }
    if found.card is None:
        context["other_periods"] = bool(found.cards)
        return render(request, "reports/department_empty.html", context)
    if request.GET.get("period"):
        view.query["period"] = found.card.period.label
    return render(request, "reports/department.html", context | shown(request.user, view, found))


def read(user, view: Scope, unit: Department, period: str | None) -> Read:
    """Cards, KPIs up to the chosen period, and the departments around: five queries."""
    places = list(
        Department.objects.visible_to(user)
        .filter(tree.around(unit) | Q(pk__in=unit.lineage))
        .order_by("level", "code")[: tree.MOST]
    )
    if view.run is None:
        return Read(unit, places, [], None, [])
    cards = list(
        ScoreCard.objects.visible_to(user)
        .of(view.run)
        .filter(department=unit)
        .select_related("period")
    )
    card = chosen_card(cards, period, view.today)
    if card is None:
        return Read(unit, places, cards, None, [])
    found = kpis(
        latest_scores(
            view.run, [unit.pk], card.period.ends_on, marks="pinned" if view.as_of else "now"
        ),
        Measurement.objects.visible_to(user),
        cycle_starts_on=view.cycle.period.starts_on,
        until=card.period.ends_on,
        as_of=view.as_of,
    )
    return Read(unit, places, cards, card, found)


def periods(cards):
    """The periods with a card, newest first."""
    found = {card.period for card in cards}
    return sorted(found, key=lambda p: (p.ends_on, p.starts_on), reverse=True)


def part_of(child, built, view):
    """A department below in the waterfall: its card, its weight, its page."""
    weight = built.get(child.department_id, explain.Build()).weight
    return child, weight, links.department_url(view, child.department.code)


def shown(user, view: Scope, found: Read) -> dict:
    card, unit = found.card, found.department
    ids = [place.pk for place in found.places]
    below = list(
        ScoreCard.objects.visible_to(user)
        .of(view.run)
        .filter(department__in=ids, period=card.period)
        .exclude(department=unit)
        .select_related("department")
    )
    children = [c for c in below if c.department.parent_id == unit.pk]
    built = rollups.builds(view.cycle, [unit.pk, *(c.department_id for c in children)], view.as_of)
    build = built.get(unit.pk, explain.Build())
    to = links.links(view, links.reportable(user, [unit.pk]))
    said = publication_of(view.cycle)
    scored = [k for k in found.kpis if k.score.period_id == card.period_id]
    return {
        "card": card,
        "headline": scorecard.headline(unit.title, card),
        "lead": scorecard.lead(card, said),
        "facts": scorecard.facts(card, scorecard.card_before(found.cards, card), said),
        **scorecard.marked(found.kpis, to, card.period),
        "tree_columns": tree.columns(),
        "tree_more": len(found.places) == tree.MOST,
        "tree": tree.rows(unit, found.places, [card, *below], view),
        "adjusted": adjusted.section(user, view, unit, card),
        "sentences": explain.department_sentences(card, build, len(children), said.least),
        "fall": explain.department_waterfall(
            card,
            build,
            [(kpi, to.kpi(kpi)) for kpi in scored],
            [part_of(c, built, view) for c in children],
        ),
    }
