"""Departments of one kind side by side on one rate: a funnel, not a league."""

from collections.abc import Sequence
from decimal import Decimal

from django import forms
from django.contrib.auth.decorators import login_required
from django.db.models import Count, Q, Sum
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from departments import services as departments
from departments.models import Department
from departments.policy.pack import parse
from indicators import comparison
from indicators.models import ContextNote, ContextValue, Indicator, Measurement, Period
from indicators.radar.series import Rules
from reports import findings, numerals, timewords
from reports.fairness import Comparison, Unit
from reports.views.scope import Scope, may_read, scope

FEWEST = 2  # departments that make a comparison
SORTS = ("name", "size")


class CompareForm(forms.Form):
    """What to compare, among whom, and over which periods: a plain GET form."""

    cycle = forms.ChoiceField(label=gettext_lazy("Cycle"), required=False)
    kpi = forms.ChoiceField(label=gettext_lazy("Indicator"), required=False)
    group = forms.ChoiceField(label=gettext_lazy("Peer group"), required=False)
    period = forms.ChoiceField(label=gettext_lazy("Period"), required=False)


@login_required
@require_safe
def compare(request):
    view = scope(request)
    may_read(request.user, view)
    pairs = comparable(request.user, view)
    card, group = chosen(pairs, request.GET)
    office = departments.holds_role_at_root(request.user, "office")
    context = {"scope": view, "form": None, "found": None, "office": office}
    if card is not None:
        periods = periods_of(request.user, view, card, group)
        period = next((p for p in periods if p.label == request.GET.get("period")), None)
        found = comparison_of(request.user, view, card, group, period)
        sort = request.GET.get("sort") if request.GET.get("sort") in SORTS else "name"
        table = table_of(request, found, sort)
        context |= {
            "form": form_of(view, pairs, card, group, periods, period),
            "found": found,
            "card": card,
            "group": group,
            "figure": figure_of(found, table, period),
            "table": table,
            "sort": sort,
            "left_out": [department.title for department in found.left_out],
            "small": [u.department.title for u in found.units if not found.status(u)],
            "regression": regression_of(found),
        }
    return render(request, "reports/compare.html", context)


def rates(user, view: Scope):
    """The current rates of the cycle that the reader may see, of departments with peers."""
    if view.cycle is None:
        return Measurement.objects.none()
    span = view.cycle.period
    return (
        Measurement.objects.visible_to(user)
        .current()
        .filter(denominator__isnull=False, indicator__direction__in=["higher", "lower"])
        .filter(period__starts_on__gte=span.starts_on, period__ends_on__lte=span.ends_on)
        .exclude(department__peer_group="")
    )


def comparable(user, view: Scope) -> list[tuple[Indicator, str, int]]:
    """Indicator, peer group, and in how many of its departments there is a rate."""
    counted = (
        rates(user, view)
        .order_by()
        .values("indicator", "department__peer_group")
        .annotate(n=Count("department", distinct=True))
        .filter(n__gte=FEWEST)
    )
    rows = [(row["indicator"], row["department__peer_group"], row["n"]) for row in counted]
    cards = Indicator.objects.visible_to(user).in_bulk([indicator for indicator, _g, _n in rows])
    known = [(cards[indicator], group, n) for indicator, group, n in rows if indicator in cards]
    return sorted(known, key=lambda row: (row[0].title, row[1]))


def chosen(pairs, asked) -> tuple[Indicator | None, str]:
    """What was asked for, else the pair with the most departments."""
    if not pairs:
        return None, ""
    code, group = asked.get("kpi"), asked.get("group")
    fitting = [p for p in pairs if p[0].code == code] or pairs
    fitting = [p for p in fitting if p[1] == group] or fitting
    best = max(fitting, key=lambda pair: pair[2])
    return best[0], best[1]


def periods_of(user, view: Scope, card, group) -> list[Period]:
    told = rates(user, view).filter(indicator=card, department__peer_group=group)
    rows = Period.objects.visible_to(user).filter(pk__in=told.values("period"))
    return list(rows.order_by("-ends_on", "label"))


def form_of(view: Scope, pairs, card, group, periods, period) -> CompareForm:
    form = CompareForm(
        initial={
            "cycle": str(view.cycle.pk), "kpi": card.code, "group": group,
            "period": period.label if period else "",
        }
    )  # fmt: skip
    form.fields["cycle"].choices = [(str(c.pk), c.name) for c in view.cycles]
    form.fields["kpi"].choices = list(dict.fromkeys((p[0].code, p[0].title) for p in pairs))
    groups = [p[1] for p in pairs if p[0].pk == card.pk]
    form.fields["group"].choices = [(g, g) for g in groups]
    whole = [("", _("The whole cycle so far"))]
    form.fields["period"].choices = whole + [(p.label, timewords.long(p)) for p in periods]
    return form


def comparison_of(user, view: Scope, card, group, period) -> Comparison:
    rows = rates(user, view).filter(indicator=card, department__peer_group=group)
    if period is not None:
        rows = rows.filter(period=period)
    sums = {
        row["department"]: (row["top"], row["bottom"])
        for row in rows.order_by()
        .values("department")
        .annotate(top=Sum("numerator"), bottom=Sum("denominator"))
    }
    peers = list(Department.objects.visible_to(user).filter(peer_group=group).in_force())
    peers.sort(key=lambda department: department.title)
    notes = notes_of(user, card, rows)
    units = [
        Unit(
            d, *sums[d.pk], url=reverse("reports:indicator", args=[d.code, card.code]),
            notes=notes.get(d.pk, []),
        )
        for d in peers if d.pk in sums
    ]  # fmt: skip
    left_out = [d for d in peers if d.pk not in sums]
    return Comparison(card, units, rules_of(view), left_out, context_of(user, view, units))


def rules_of(view: Scope) -> Rules:
    policy = view.cycle.policy if view.cycle else None
    if policy is None:
        return Rules.of()
    said = {key: number.value for key, number in parse(policy.content).radar.items()}
    return Rules.of(said)


def notes_of(user, card, rows) -> dict[int, list[str]]:
    """Approved outside causes of these values, by department."""
    found: dict[int, list[str]] = {}
    approved = (
        ContextNote.objects.visible_to(user)
        .approved()
        .filter(measurement__indicator=card, measurement__period__in=rows.values("period"))
        .select_related("measurement__period")
        .order_by("measurement__period__starts_on", "pk")
    )
    for note in approved:
        period = timewords.short(note.measurement.period)
        words = f"{period}: {note.get_cause_display()}"
        found.setdefault(note.department_id, []).append(words)
    return found


def context_of(user, view: Scope, units: Sequence[Unit]) -> dict[str, list[Decimal]]:
    """The circumstances of the cycle's year that are known for every one of the units."""
    year = view.cycle.period.ends_on.year
    places = [unit.department.pk for unit in units]
    known: dict[str, dict[int, Decimal]] = {}
    rows = ContextValue.objects.visible_to(user).in_force().filter(
        Q(year=year), department__in=places
    )  # fmt: skip
    for variable, department, value in rows.values_list("variable__code", "department", "value"):
        known.setdefault(variable, {})[department] = value
    return {
        code: [values[place] for place in places]
        for code, values in sorted(known.items())
        if len(values) == len(places)
    }


def table_of(request, found: Comparison, sort: str) -> dict:
    """Every plotted number, by name or by size; there is no column of ranks."""
    order = list(found.units)
    if sort == "size":
        order.sort(key=lambda unit: (-unit.n, unit.department.title))
    places = {unit.department.pk: index for index, unit in enumerate(found.units)}
    columns = [
        column(request, _("Department"), "name", sort, wide=True),
        column(request, _("Cases"), "size", sort, num=True, tag=_("Cases")),
        {"label": _("Rate"), "num": True, "tag": _("Rate")},
        {"label": _("95 of 100 by chance"), "num": True, "tag": _("95 of 100 by chance")},
        {"label": _("99.8 of 100"), "num": True, "tag": _("99.8 of 100")},
        {"label": _("Status")},
    ]
    if found.scores:
        scale = _("On a common scale (50 is average)")
        columns.append({"label": scale, "num": True, "tag": scale})
    if found.regression:
        adjusted = _("Adjusted for context")
        columns.append({"label": adjusted, "num": True, "tag": adjusted})
    return {
        "caption": found.indicator.title,
        "columns": columns,
        "rows": [cells(found, unit, places[unit.department.pk]) for unit in order],
    }


def column(request, label, name, sort, **more) -> dict:
    query = request.GET.copy()
    query["sort"] = name
    direction = {"name": "ascending", "size": "descending"}[name] if sort == name else ""
    return {"label": label, "sort_url": f"?{query.urlencode()}", "sort": direction, **more}


def cells(found: Comparison, unit: Unit, place: int) -> list:
    name = {"text": unit.department.title, "url": unit.url, "plain": True}
    if unit.notes:
        name["sub"] = "; ".join(unit.notes)
    row = [
        name,
        numerals.plain(unit.n),
        numerals.with_unit(
            found.shown(unit), findings.unit(found.indicator), found.places,
            chinese=findings.chinese(),
        ),
        found.limits_words(unit, far=False),
        found.limits_words(unit, far=True),
        {"status": found.signal(unit), "word": found.word(unit)} if found.status(unit)
        else found.word(unit),
    ]  # fmt: skip
    if found.scores:
        row.append(numerals.plain(found.scores[place], 1))
    if found.regression:
        row.append(numerals.plain(found.regression.units[place].adjusted, found.places))
    return row


def figure_of(found: Comparison, table: dict, period) -> dict | None:
    """The funnel with its twin, where there are enough units."""
    if not found.is_charted:
        return None
    columns = [{**c, "sort_url": "", "sort": ""} for c in table["columns"]]
    return found.figure({**table, "columns": columns}, source_of(found, period))


def source_of(found: Comparison, period) -> str:
    words = timewords.long(period) if period else _("the whole cycle so far")
    text = _("%(source)s Figures of %(period)s, as they stand now.")
    source = found.indicator.in_language("source")
    named = _("Source: %(source)s.") % {"source": source} if source else ""
    return (text % {"source": named, "period": words}).strip()


def regression_of(found: Comparison) -> dict | None:
    """The coefficients as a table; both figures stand in the main one."""
    if found.regression is None:
        return None
    rows = [
        [code, numerals.plain(comparison.decimal(value), 4)]
        for code, value in found.regression.coefficients.items()
    ]
    rows.append([_("Intercept"), numerals.plain(comparison.decimal(found.regression.intercept), 4)])
    explained = numerals.plain(comparison.decimal(found.regression.explained * 100), 0)
    return {
        "columns": [{"label": _("Circumstance")}, {"label": _("Coefficient"), "num": True}],
        "rows": rows,
        "explained": f"{explained}%",
    }
