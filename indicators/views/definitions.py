"""The dictionary of indicators: find one, read its card."""

from urllib.parse import quote

from django.shortcuts import get_object_or_404, render
from django.urls import NoReverseMatch, reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from departments import services as departments
from departments.views.frame import chips_of, page_of, query_base
from indicators import completeness, smart, units
from indicators.forms.cards import CardFilter
from indicators.models import CardEdition, Cycle, Indicator, Target
from indicators.models.cards import Direction
from indicators.models.planning import PeriodKind
from indicators.services.cards import detail_of
from indicators.services.smart_check import card_of as smart_card_of
from indicators.views.frame import PLANNERS, REPORTERS, page, planned_by
from indicators.views.smart import card_panel, label_of

MOST_TARGETS = 500  # rows of one page
SIGNS = {"higher": "≥", "lower": "≤", "exact": "="}


CHOSEN = ("classification", "kind", "direction", "frequency")  # filters that are columns
STATEMENTS = {"five": {"statements": 5}, "some": {"statements__range": (1, 4)},
              "none": {"statements": 0}}  # fmt: skip


@page()
def indicator_list(request):
    form = CardFilter(request.GET, user=request.user)
    asked = form.cleaned_data if form.is_valid() else {}
    rows = chosen(Indicator.objects.visible_to(request.user), asked, request.user)
    found = page_of(request, rows.with_places(request.user).for_list())
    context = {
        "form": form,
        "chips": chips_of(request, form),
        "base": query_base(request),
        "page_obj": found,
        "total": found.paginator.count,
        "columns": columns(),
        "rows": [cells(card) for card in found],
        "files": files(),
        "may_define": departments.holds_role_at_root(request.user, "office"),
        "may_import": departments.holds_role(request.user, *REPORTERS),
    }
    return render(request, "indicators/list.html", context)


def chosen(rows, asked, user):
    """The cards that the filters leave."""
    rows = rows.search(asked.get("q", "")).with_statements()
    if not asked.get("old"):
        rows = rows.newest()
    for name in CHOSEN:
        if asked.get(name):
            rows = rows.filter(**{name: asked[name]})
    if asked.get("department"):
        rows = rows.measured_in(user, asked["department"].code)
    return rows.filter(**STATEMENTS.get(asked.get("data", ""), {}))


def files():
    """The whole dictionary with its history, for auditors."""
    return [
        {"label": label, "url": reverse(f"api:dictionary-{form}")}
        for form, label in (("csv", "CSV"), ("json", "JSON"))
    ]


def columns():
    return [
        {"label": _("Indicator"), "wide": True},
        {"label": _("Classification"), "hide_s": True},
        {"label": _("Direction")},
        {"label": _("Reported every"), "hide_s": True},
        {"label": _("Departments"), "num": True, "hide_s": True},
        {"label": _("Data quality"), "num": True},
    ]


def cells(card):
    url = reverse("indicators:detail", args=[card.pk])
    five = _("%(made)s of %(all)s") % {
        "made": card.statements, "all": len(completeness.STATEMENTS),
    }  # fmt: skip
    return [
        {"text": card.title, "url": url, "plain": True, "sub": sub_of(card)},
        {"text": card.get_classification_display() or "–", "sub": card.get_kind_display()},
        {"html": format_html('<span class="pm-nb">{}</span>', card.get_direction_display())},
        card.get_frequency_display() or "–",
        {"text": card.places, "num": True},
        {"html": format_html('<span class="pm-nb">{}</span>', five), "num": True},
    ]


def sub_of(card):
    """Code, version and unit under the name."""
    return code_of(card)


def code_of(card):
    if card.version == 1:
        return card.code
    return _("%(code)s, version %(version)s") % {"code": card.code, "version": card.version}


def one(user, pk):
    return get_object_or_404(Indicator.objects.visible_to(user).with_detail(), pk=pk)


@page()
def indicator_detail(request, pk):
    """The card, what the rules say of it, its editions, and where it is measured."""
    card = one(request.user, pk)
    versions = Indicator.objects.visible_to(request.user).filter(code=card.code).for_list()
    cycles = cycles_of(request.user, card)
    chosen = next((c for c in cycles if c.name == request.GET.get("cycle")), None)
    chosen = chosen or next(iter(cycles), None)
    targets = list(targets_of(request.user, card, chosen))
    office = departments.holds_role_at_root(request.user, "office")
    newest = versions[0].version == card.version
    places = {row.department_id for row in targets} if newest else set()
    planned = set(planned_by(request.user).filter(pk__in=places).values_list("pk", flat=True))
    detail = detail_of(card)
    panel = card_panel(card, detail)
    context = {
        "card": card,
        "facts": facts(card, detail),
        "sections": sections(card, detail),
        "panel": panel,
        "pressure": "" if card.guard_id else smart.kind_of_pressure(smart_card_of(card)),
        "versions": [version_row(row, card) for row in versions],
        "editions": CardEdition.objects.visible_to(request.user).of(card.code).count(),
        "newest": newest,
        "targets": [target_row(row, planned) for row in targets],
        "places": places_words(len({row.department_id for row in targets}), chosen),
        "cycles": [
            {"label": cycle.name, "url": f"?cycle={quote(cycle.name)}", "current": cycle == chosen}
            for cycle in cycles
        ],
        "may_define": office,
        "may_plan": newest and departments.holds_role(request.user, *PLANNERS),
    }
    return render(request, "indicators/detail.html", context)


def cycles_of(user, card):
    """The cycles in which it has a target that one may see, the latest first."""
    measured = Target.objects.visible_to(user).in_force().filter(indicator=card)
    return list(Cycle.objects.visible_to(user).filter(pk__in=measured.values("cycle")).for_list())


def targets_of(user, card, cycle):
    """The targets in force of a cycle that one may see."""
    rows = Target.objects.visible_to(user).in_force().filter(indicator=card, cycle=cycle)
    return rows.for_list()[:MOST_TARGETS]


def facts(card, detail):
    """The short facts beside the texts; what is not said is left out, but for what is asked."""
    rows = [
        (_("Code"), card.code),
        (_("Version"), card.number),
        (_("Unit"), units.words(card.unit)),
        (_("Direction"), Direction(card.direction).label),
        (_("Reported every"), PeriodKind(card.frequency).label if card.frequency else ""),
        (_("Calculation"), card.get_calculation_display()),
        (_("Classification"), card.get_classification_display()),
        (_("Type"), card.get_kind_display()),
        (_("Data owner"), detail.data_owner),
        (_("Responsible"), detail.responsible),
    ]
    rows += [
        (key, value)
        for key, value in (
            (_("Rate per"), card.per if card.per != 1 else ""),
            (_("Law or strategy"), detail.legal_basis),
            (_("New indicator"), _("yes") if detail.is_new else ""),
        )
        if value
    ]
    return [{"key": key, "value": value} for key, value in rows] + guard_facts(card)


def guard_facts(card):
    if card.guard_id is None:
        return []
    url = reverse("indicators:detail", args=[card.guard_id])
    link = format_html('<a href="{}">{}</a>', url, card.guard.title)
    return [{"key": _("Guard KPI"), "html": link}]


SECTIONS = (
    ("definition", ("purpose", "definition", "formula", "desired")),
    ("data", completeness.STATEMENTS),
    ("reading", ("misleading", "assumptions", "disaggregation", "time_frame")),
    ("controls", ("collection", "control_input", "control_process", "control_review")),
)
BESIDE = ("reading", "controls")  # sections that are left out when nothing is written


def sections(card, detail):
    """The texts of the card in the language of the reader, else as they are."""
    titles = {
        "definition": _("Definition"),
        "data": _("Five statements on data quality"),
        "reading": _("How to read it"),
        "controls": _("How it is collected and controlled"),
    }
    found = []
    for key, names in SECTIONS:
        rows = [{"key": capital(label_of(name)), "value": text(card, detail, name)}
                for name in names]  # fmt: skip
        if key in BESIDE:
            rows = [row for row in rows if row["value"]]
        if rows:
            found.append({"id": key, "title": titles[key], "rows": rows})
    return found


def text(card, detail, name):
    row = card if hasattr(card, name) else detail
    return row.in_language(name) if hasattr(row, f"{name}_zh") else getattr(row, name)


def capital(words):
    return words[:1].upper() + words[1:]


def version_row(row, card):
    return {
        "label": _("Version %(number)s") % {"number": row.number},
        "url": reverse("indicators:detail", args=[row.pk]),
        "current": row.pk == card.pk,
    }


def target_row(row, planned):
    """A target, the way to its figures, and the way to change it where one may."""
    change = ""
    if row.department_id in planned:
        change = f"{reverse('indicators:target', args=[row.indicator_id])}?target={row.pk}"
    return {
        "name": row.department.title,
        "url": kpi_page(row.department, row.indicator),
        "period": row.period.label if row.period_id else "",
        "aim": aim_of(row),
        "weight": format(row.weight.normalize(), "f"),
        "change_url": change,
    }


def kpi_page(department, card):
    """The page of a KPI in a department; its card where an odd code has no such page."""
    try:
        return reverse("reports:indicator", args=[department.code, card.code])
    except NoReverseMatch:
        return reverse("indicators:detail", args=[card.pk])


def aim_of(target):
    """The target as a sign and a number; blank when there is none."""
    if target.low is not None:
        return f"{target.low.normalize():f}–{target.high.normalize():f}"
    if target.value is None:
        return ""
    return f"{SIGNS.get(target.indicator.direction, '')} {target.value.normalize():f}".strip()


def places_words(count, cycle):
    if not count:
        return ""
    text = ngettext(
        "Measured in %(n)s department in %(cycle)s",
        "Measured in %(n)s departments in %(cycle)s",
        count,
    )
    return text % {"n": count, "cycle": cycle.name}


def crumbs(*rows):
    return [
        {"label": _("Indicators"), "url": reverse("indicators:list")},
        *(
            {"label": card.title, "url": reverse("indicators:detail", args=[card.pk])}
            for card in rows
        ),
    ]
