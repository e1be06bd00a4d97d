"""The dictionary of indicators: find one, read its card, write and amend cards."""

from urllib.parse import quote

from django.shortcuts import get_object_or_404, redirect, render
from django.urls import NoReverseMatch, reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from departments import services as departments
from departments.views.frame import carried_out, chips_of, form_page, page_of, query_base
from departments.views.frame import require_office as require_office_of
from indicators import units
from indicators.forms.cards import CardFilter, CardForm, MeasureForm, WordsForm
from indicators.models import Cycle, Indicator, Target
from indicators.models.cards import Direction
from indicators.models.planning import PeriodKind
from indicators.services import planning
from indicators.views.frame import PLANNERS, REPORTERS, WRITE, page, planned_by

FORM = "indicators/form.html"
MOST_TARGETS = 500  # rows of one page
SIGNS = {"higher": "≥", "lower": "≤", "exact": "="}


@page()
def indicator_list(request):
    form = CardFilter(request.GET)
    asked = form.cleaned_data if form.is_valid() else {}
    rows = Indicator.objects.visible_to(request.user).search(asked.get("q", ""))
    if not asked.get("old"):
        rows = rows.newest()
    for name in ("direction", "frequency"):
        if asked.get(name):
            rows = rows.filter(**{name: asked[name]})
    found = page_of(request, rows.with_places(request.user).for_list())
    context = {
        "form": form,
        "chips": chips_of(request, form),
        "base": query_base(request),
        "page_obj": found,
        "total": found.paginator.count,
        "columns": columns(),
        "rows": [cells(card) for card in found],
        "may_define": departments.holds_role_at_root(request.user, "office"),
        "may_import": departments.holds_role(request.user, *REPORTERS),
    }
    return render(request, "indicators/list.html", context)


def columns():
    return [
        {"label": _("Indicator"), "wide": True},
        {"label": _("Unit"), "hide_s": True},
        {"label": _("Direction")},
        {"label": _("Reported every"), "hide_s": True},
        {"label": _("Departments"), "num": True, "hide_s": True},
    ]


def cells(card):
    url = reverse("indicators:detail", args=[card.pk])
    return [
        {"text": card.title, "url": url, "plain": True, "sub": code_of(card)},
        units.words(card.unit) or "–",
        {"html": format_html('<span class="pm-nb">{}</span>', card.get_direction_display())},
        card.get_frequency_display() or "–",
        {"text": card.places, "num": True},
    ]


def code_of(card):
    if card.version == 1:
        return card.code
    return _("%(code)s, version %(version)s") % {"code": card.code, "version": card.version}


def one(user, pk):
    return get_object_or_404(Indicator.objects.visible_to(user), pk=pk)


@page()
def indicator_detail(request, pk):
    """The card, its versions, and where it is measured."""
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
    context = {
        "card": card,
        "facts": facts(card),
        "words": words(card),
        "versions": [version_row(row, card) for row in versions],
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


def facts(card):
    rows = [
        (_("Code"), code_of(card)),
        (_("Unit"), units.words(card.unit)),
        (_("Direction"), Direction(card.direction).label),
        (_("Reported every"), PeriodKind(card.frequency).label if card.frequency else ""),
        (_("Rate per"), card.per if card.per != 1 else ""),
        (_("Source"), card.source),
    ]
    return [{"key": key, "value": value} for key, value in rows]


def fixed_facts(card):
    """What an edit of the card leaves as it is."""
    rows = [
        (_("Unit"), units.words(card.unit)),
        (_("Direction"), Direction(card.direction).label),
        (_("Rate per"), card.per),
    ]
    return [{"key": key, "value": value} for key, value in rows]


def words(card):
    """The texts of the card in the language of the reader, else as they are."""
    rows = [
        (_("Purpose"), card.purpose),
        (_("Definition"), card.in_language("definition")),
        (_("Formula"), card.in_language("formula")),
        (_("Known limits"), card.in_language("limitations")),
    ]
    return [{"key": key, "value": value} for key, value in rows]


def version_row(row, card):
    return {
        "label": _("Version %(number)s") % {"number": row.version},
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


def crumbs(*cards):
    return [
        {"label": _("Indicators"), "url": reverse("indicators:list")},
        *(
            {"label": card.title, "url": reverse("indicators:detail", args=[card.pk])}
            for card in cards
        ),
    ]


@page("office", methods=WRITE)
def indicator_add(request):
    """A new card."""
    require_office_of(request.user)
    form = CardForm(request.POST or None)

    def define(data):
        return planning.define_indicator(
            code=data["code"], **form.words(), **form.measure(), by=request.user
        )

    if form.is_valid() and carried_out(form, define, by=request.user):
        return landing(form)
    return form_page(
        request, form, title=_("New indicator"), back=reverse("indicators:list"),
        crumbs=crumbs(), template=FORM,
    )  # fmt: skip


def landing(form):
    """The card that was written; the list after a second click."""
    if card := getattr(form, "outcome", None):
        return redirect("indicators:detail", pk=card.pk)
    return redirect("indicators:list")


@page("office", methods=WRITE)
def indicator_edit(request, pk):
    """The words of a card; unit, direction and base stay as they are."""
    card = one(request.user, pk)
    require_office_of(request.user)
    initial = {name: getattr(card, name) for name in planning.DESCRIBED}
    initial["seen"] = planning.card_seen(card)
    form = WordsForm(request.POST or None, initial=initial)

    def change(data):
        return planning.describe_indicator(
            card, by=request.user, seen=data["seen"] or None, **form.words()
        )

    if form.is_valid() and carried_out(form, change, by=request.user):
        return redirect("indicators:detail", pk=card.pk)
    return form_page(
        request, form, title=_("Edit the card"), back=reverse("indicators:detail", args=[pk]),
        crumbs=crumbs(card), template=FORM, now=fixed_facts(card),
        other={
            "label": _("Another unit, direction or base: add a new version"),
            "url": reverse("indicators:version", args=[pk]),
        },
    )  # fmt: skip


@page("office", methods=WRITE)
def indicator_version(request, pk):
    """The next version of a card, when the way of measuring changes."""
    card = one(request.user, pk)
    require_office_of(request.user)
    form = MeasureForm(
        request.POST or None, initial={name: getattr(card, name) for name in planning.FIXED}
    )

    def add(_data):
        return planning.add_version(card, by=request.user, **form.measure())

    if form.is_valid() and carried_out(form, add, by=request.user):
        return landing(form)
    return form_page(
        request, form, title=_("New version of the card"), crumbs=crumbs(card), template=FORM,
        back=reverse("indicators:detail", args=[pk]), submit=_("Add the version"),
        lead=_("Old scores keep the old version. Targets are set for the new one afresh."),
    )  # fmt: skip
