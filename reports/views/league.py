"""Departments of one kind side by side, on a finished run that does not change under the reader."""

from decimal import Decimal, InvalidOperation
from urllib.parse import urlencode

from django import forms
from django.contrib.auth.decorators import login_required
from django.db.models import Q
from django.http import Http404
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from departments.models import Department
from indicators.models import Period, ScoreCard
from indicators.publication import Publication
from indicators.services.rules import publication_of
from reports import drawing, scorecard
from reports.views.links import department_url
from reports.views.scope import PeriodForm, Scope, may_read, runs, scope
from reports.views.tree import TOP

PER_PAGE = 50


class LeagueForm(PeriodForm):
    """Cycle, period, and the peer group to compare within."""

    group = forms.ChoiceField(label=_("Peer group"), required=False)

    def __init__(self, scope, periods, period, groups, group):
        super().__init__(scope, periods, period)
        self.initial["group"] = group
        self.fields["group"].choices = [("", _("All departments")), *((g, g) for g in groups)]


@login_required
@require_safe
def league(request):
    view = scope(request)
    may_read(request.user, view)
    run = finished(request.user, view)
    options = periods_of(request.user, view, run)
    period = chosen(options, request.GET.get("period"), view)
    groups, group = peer_groups(request)
    found, following = [], ""
    if period is not None:
        found, following = one_page(request, run, period, group)
    said = publication_of(view.cycle)
    choice = {"cycle": request.GET.get("cycle"), "period": period and period.label, "group": group}
    kept = {key: value for key, value in choice.items() if value} | view.query
    here = reverse("reports:league")
    context = {
        "scope": view,
        "run": run,
        "period": period,
        "form": LeagueForm(view, options, period, groups, group),
        "rows": listed(found, view, said),
        "least": scorecard.share(said.least),
        "next_url": f"{here}?{urlencode(kept | {'after': following})}" if following else "",
        "first_url": f"{here}?{urlencode(kept)}" if request.GET.get("after") else "",
    }
    return render(request, "reports/league.html", context)


def finished(user, view: Scope):
    """The run asked for, else the newest that is done: a moving board is no place to compare."""
    if view.run is None or view.run.kind == "full":
        return view.run
    return runs(user).done().filter(cycle=view.cycle).order_by("-pk").first()


def periods_of(user, view: Scope, run) -> list[Period]:
    """The periods of a run that have cards, newest first."""
    if run is None:
        return []
    run.cycle = view.cycle  # the same row, loaded with its period
    return list(Period.objects.visible_to(user).scored_in(run))


def chosen(options: list[Period], asked: str | None, view: Scope) -> Period | None:
    if asked:
        return next((p for p in options if p.label == asked), None)
    ended = [p for p in options if p.ends_on <= view.today]
    return next(iter(ended or options), None)


def peer_groups(request) -> tuple[list[str], str]:
    """The groups there are, and the one asked for."""
    groups = list(
        Department.objects.visible_to(request.user)
        .exclude(peer_group="")
        .order_by("peer_group")
        .values_list("peer_group", flat=True)
        .distinct()
    )
    asked = request.GET.get("group", "")
    if asked and asked not in groups:
        raise Http404
    return groups, asked


def one_page(request, run, period: Period, group: str):
    """PER_PAGE cards by score, and the cursor of the next page: one query over an index."""
    cards = ScoreCard.objects.visible_to(request.user).of(run).filter(period=period).for_list()
    if group:
        cards = cards.filter(department__peer_group=group)
    if after := request.GET.get("after"):
        cards = cards.filter(beyond(after))
    found = list(cards[: PER_PAGE + 1])
    if len(found) <= PER_PAGE:
        return found, ""
    last = found[PER_PAGE - 1]
    score = "" if last.score is None else f"{last.score:f}"
    return found[:PER_PAGE], f"{score}~{last.department.code}"


def beyond(cursor: str) -> Q:
    """The cards after this one: lower scores, then the same score by code, then without one."""
    score, tilde, code = cursor.partition("~")
    if not tilde:
        raise Http404
    if not score:
        return Q(score__isnull=True, department__code__gt=code)
    try:
        number = Decimal(score)
    except InvalidOperation:
        raise Http404 from None
    if not number.is_finite():
        raise Http404
    return Q(score__lt=number) | Q(score=number, department__code__gt=code) | Q(score__isnull=True)


def listed(cards: list[ScoreCard], view: Scope, said: Publication) -> list[dict]:
    """The rows of a page; who has no score stands apart, below those who have one."""
    rows = [row(card, view, said) for card in cards]
    first = next((line for line in rows if not line["score"]), None)
    if first is not None:
        first["opens_rest"] = True
    return rows


def row(card: ScoreCard, view: Scope, said: Publication) -> dict:
    judged = card.met + card.not_met
    return {
        "name": card.department.title,
        "url": department_url(view, card.department.code, period=card.period.label),
        "score": scorecard.points(card.score),
        "bar": drawing.bar(card.score, TOP) if card.score is not None else "",
        "met": card.met,
        "judged": judged,
        "coverage": None if card.coverage is None else scorecard.share(card.coverage),
        "publishable": said.allows(card.score, card.coverage),
    }
