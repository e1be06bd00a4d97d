"""One KPI of one department: what it is now, how it got there, why it scores what it scores."""

import csv
import io
from dataclasses import dataclass
from decimal import Decimal

from csp.decorators import csp_update
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from departments.models import Department
from indicators.models import Indicator, Measurement, ScoreCard, Target
from reports import causes, explain, findings, readings, trends
from reports.explain import tables
from reports.kpi import Kpi
from reports.reach import reach
from reports.readings import kpis, latest_scores
from reports.views import links, tree
from reports.views.department import department, periods
from reports.views.scope import PeriodForm, Scope, chosen_card, scope

PLOTLY = {"style-src-attr": ["'unsafe-inline'"]}
SHOWN_HISTORY = 60  # values, of which so many before the fold
OPEN_HISTORY = 12
FORMULA = ("=", "+", "-", "@", "\t", "\r")  # what a spreadsheet would run


@dataclass
class Read:
    """A KPI with all that stands around it."""

    department: Department
    places: list[Department]
    targets: list[Target]
    cards: list[ScoreCard]
    card: ScoreCard | None
    kpi: Kpi


@csp_update(PLOTLY)
@login_required
@require_safe
def indicator(request, code, indicator):
    view = scope(request)
    try:
        found = read(request, view, code, indicator)
    except Http404:  # perhaps both parts are the code of a department
        return department(request, f"{code}/{indicator}")
    unit, kpi = found.department, found.kpi
    files = [
        {"label": kind.upper(), "url": series_url(view, found, kind)} for kind in ("csv", "json")
    ]
    chain = (
        Measurement.objects.visible_to(request.user)
        .filter(department=unit, indicator=kpi.indicator)
        .with_marks()
        .select_related("period", "reported_by__person")
        .order_by("-period__ends_on", "-pk")[:SHOWN_HISTORY]
    )
    notes = causes.notes_of(request.user, unit, kpi.indicator)
    told = causes.beside(trends.history(list(chain), kpi), notes)
    entry_url, spots = entry(request.user, unit, kpi), causes.events(kpi, notes)
    context = {
        "department": unit,
        "scope": view,
        "kpi": kpi,
        "card": found.card,
        "ancestors": tree.ancestors(unit, found.places, view),
        "department_url": links.department_url(view, unit.code),
        "form": PeriodForm(view, periods(found.cards), found.card and found.card.period),
        "facts": trends.facts(kpi),
        "figure": trends.figure(kpi, found.targets, files, spots) if kpi.slots else None,
        "sentences": explain.kpi_sentences(kpi, found.card),
        "fall": explain.kpi_waterfall(kpi),
        "definition": definition(kpi),
        "history": told[:OPEN_HISTORY],
        "history_more": told[OPEN_HISTORY:],
        "entry_url": entry_url,
        "reach": reach(request.user, unit, kpi.indicator, kpi.target, may_report=bool(entry_url)),
    }
    return render(request, "reports/indicator.html", context)


def entry(user, unit: Department, kpi: Kpi) -> str:
    return links.entry_url(kpi) if unit.pk in links.reportable(user, [unit.pk]) else ""


def series_url(view: Scope, found: Read, kind: str) -> str:
    codes = [found.department.code, found.kpi.indicator.code, kind]
    return view.link(reverse("reports:series", args=codes))


def read(request, view: Scope, code: str, indicator_code: str) -> Read:
    """Department, targets of all cycles, cards, score and values: six queries."""
    user = request.user
    unit = get_object_or_404(Department.objects.visible_to(user), code=code)
    places = list(Department.objects.visible_to(user).filter(pk__in=unit.lineage))
    targets = list(
        Target.objects.visible_to(user)
        .in_force(view.as_of)
        .filter(department=unit, indicator__code=indicator_code)
        .select_related("indicator", "cycle__period", "period", "objective", "owner", "department")
        .order_by("-cycle__period__ends_on", "-indicator__version", "-period__ends_on", "pk")
    )
    cards, card, scores = [], None, []
    if view.run is not None:
        cards = list(
            ScoreCard.objects.visible_to(user)
            .of(view.run)
            .filter(department=unit)
            .select_related("period")
        )
        chosen = chosen_card(cards, request.GET.get("period"), view.today)
        until = chosen.period.ends_on if chosen else view.today
        scores = latest_scores(view.run, [unit.pk], until, indicator=indicator_code)
    measured = Measurement.objects.visible_to(user)
    if scores:
        score = max(scores, key=lambda s: s.target.indicator.version)
        card = next((c for c in cards if c.period_id == score.period_id), None)
        since = view.cycle.period.starts_on
        [kpi] = kpis(
            [score],
            measured,
            cycle_starts_on=since,
            until=score.period.ends_on,
            as_of=view.as_of,
        )
    else:
        kpi = unscored(view, unit, targets, measured, indicator_code, user)
    return Read(unit, places, targets, cards, card, kpi)


def unscored(view, unit, targets, measured, indicator_code, user) -> Kpi:
    """A KPI that the run has not scored: its target in this cycle or another, and its values."""
    this = [t for t in targets if view.cycle and t.cycle_id == view.cycle.pk]
    target = next(iter(this or targets), None) or blank_target(unit, indicator_code, user, measured)
    since = view.cycle.period.starts_on if view.cycle else view.today
    found = readings.slots_of({(unit.pk, target.indicator_id): target}, measured.current(), since)
    slots = found[unit.pk, target.indicator_id]
    until = max((slot.ends_on for slot in slots), default=view.today)
    return trends.unsaved(slots, target, since, until)


def blank_target(unit, indicator_code: str, user, measured) -> Target:
    """For an indicator that this department reports without ever having had a target for it."""
    reported = measured.filter(department=unit, indicator__code=indicator_code)
    card = (
        Indicator.objects.visible_to(user)
        .filter(pk__in=reported.values("indicator"))
        .order_by("-version")
        .first()
    )
    if card is None:
        raise Http404
    return Target(department=unit, indicator=card, method="none", weight=0)


def definition(kpi: Kpi) -> list[dict]:
    """The card that says what is counted."""
    card, owner = kpi.indicator, kpi.target.owner
    chinese = findings.chinese()
    rows = [
        (_("Code"), f"{card.code} v{card.version}" if card.version > 1 else card.code),
        (_("Definition"), (chinese and card.definition_zh) or card.definition),
        (_("Formula"), (chinese and card.formula_zh) or card.formula),
        (_("Better"), findings.better(card.direction)),
        (_("Reported every"), card.get_frequency_display()),
        (_("Method"), kpi.target.get_method_display()),
        (_("Owner"), owner.title if owner else ""),
        (_("Source"), card.in_language("source")),
        (_("Known limits"), (chinese and card.limitations_zh) or card.limitations),
    ]
    shown = [{"key": key, "value": value} for key, value in rows if value]
    at = next((n for n, row in enumerate(shown, 1) if row["key"] == _("Method")), len(shown))
    return [*shown[:at], *tables.parameters(kpi.target), *shown[at:]]


@login_required
@require_safe
def series(request, code, indicator, kind):
    """The plotted numbers as a file: what the chart shows, with all digits."""
    view = scope(request)
    found = read(request, view, code, indicator)
    rows = trends.table_rows(found.kpi, found.targets)
    name = f"{code}-{indicator}"
    if kind == "json":
        answer = JsonResponse({"department": code, "indicator": indicator, "series": rows})
    else:
        answer = HttpResponse(written_csv(rows), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{safe_name(name)}.{kind}"'
    return answer


def written_csv(rows: list[dict]) -> str:
    """With a mark at the start, so that a spreadsheet reads Chinese; no cell runs as a formula."""
    text = io.StringIO()
    columns = list(rows[0]) if rows else ["period", "value"]
    writer = csv.writer(text)
    writer.writerow(columns)
    for row in rows:
        writer.writerow([cell(row[column]) for column in columns])
    return "\ufeff" + text.getvalue()


def cell(value) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    text = f"{value:f}" if isinstance(value, Decimal) else str(value)
    return f"'{text}" if isinstance(value, str) and text.startswith(FORMULA) else text


def safe_name(name: str) -> str:
    return "".join(c if c.isascii() and (c.isalnum() or c in "-_.") else "_" for c in name)
