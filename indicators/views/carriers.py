"""Who carries a KPI: its owner, the posts and people beneath, the contributors."""

from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from departments import services as departments
from departments.forms.tree import ConfirmForm
from departments.models import Person
from departments.views.frame import carried_out, form_page, sent
from indicators import cascade
from indicators.forms.carriers import CarrierForm
from indicators.models import Contribution, Target
from indicators.services import contributions
from indicators.views import cascade_rows
from indicators.views.definitions import aim_of, kpi_page
from indicators.views.frame import PLANNERS, WRITE, page, require_place

FORM = "indicators/form.html"


def kpi_of(user, pk):
    """A target in force; of one that was changed since, the version in force."""
    rows = Target.objects.visible_to(user).select_related(
        "department", "indicator", "cycle__period", "objective", "owner"
    )
    named = get_object_or_404(rows, pk=pk)
    if named.replaced_at is None:
        return named
    place = {"cycle": named.cycle, "department": named.department, "indicator": named.indicator}
    return rows.in_force().filter(**place, period=named.period).first() or named


def carried(user, target):
    rows = Contribution.objects.visible_to(user).in_force().with_holders()
    return rows.filter(
        cycle=target.cycle, department=target.department, indicator=target.indicator
    ).for_list()


def crumbs(target):
    return [
        {"label": _("Strategy"), "url": reverse("indicators:cascade")},
        {"label": target.indicator.title, "url": kpi_page(target.department, target.indicator)},
    ]


@page()
def carriers(request, pk):
    """The line below one KPI, and the credit that each side has."""
    target = kpi_of(request.user, pk)
    rows = list(carried(request.user, target))
    found = cascade_rows.Read()
    holders = {row.holder for row in rows if row.holder}
    found.names = Person.objects.visible_to(request.user).in_bulk(holders)
    may = departments.holds_role(request.user, *PLANNERS, department=target.department)
    lines = [cascade.Carrier(row.pk, target.pk, row.part, row.share, row.is_held) for row in rows]
    context = {
        "target": target,
        "crumbs": crumbs(target),
        "sentence": sentence(target, rows),
        "facts": facts(target, cascade.own_credit(lines)),
        "assigned": [row_of(found, row, may) for row in rows if row.part == "assigned"],
        "contributing": [row_of(found, row, may) for row in rows if row.part == "contributes"],
        "columns": columns(may),
        "may_change": may,
    }
    return render(request, "indicators/carriers.html", context)


def columns(may):
    found = [
        {"label": _("Who"), "wide": True}, {"label": _("Held by"), "hide_s": True},
        {"label": _("Share or target"), "num": True}, {"label": _("Days"), "hide_s": True},
    ]  # fmt: skip
    return [*found, {"label": _("What you can do")}] if may else found


def row_of(found, row, may):
    cells = [
        {"text": cascade_rows.carrier_title(row), "sub": cascade_rows.carrier_sub(row)},
        cascade_rows.holder_words(found, row) or "–",
        {"text": cascade_rows.share_words(row) or "–", "num": True},
        days(row),
    ]
    if may:
        cells.append({"text": _("Change"), "url": reverse("indicators:carrier", args=[row.pk])})
    return cells


def days(row):
    """Until when it is carried, where that is not the whole cycle."""
    span = row.cycle.period
    if (row.starts_on, row.ends_on) == (span.starts_on, span.ends_on):
        return _("the whole cycle")
    numbers = {"first": row.starts_on.isoformat(), "last": row.ends_on.isoformat()}
    return _("%(first)s to %(last)s") % numbers


def sentence(target, rows):
    """Who answers for it, first."""
    owner = target.owner.title if target.owner else ""
    others = len([row for row in rows if row.part == "assigned"])
    if owner:
        return _("%(owner)s answers for it; %(n)s below carry it.") % {"owner": owner, "n": others}
    return _("Nobody answers for it; %(n)s below carry it.") % {"n": others}


def facts(target, credit):
    rows = [
        (_("Department"), target.department.title),
        (_("Cycle"), target.cycle.name),
        (_("Objective"), target.objective.title if target.objective else _("none")),
        (_("Target"), aim_of(target)),
        (_("Weight"), f"{target.weight.normalize():f}"),
        (_("Owner"), target.owner.title if target.owner else _("nobody")),
        (_("Credit of the department"), f"{(credit * 100).normalize():f}%"),
    ]
    return [{"key": key, "value": value} for key, value in rows]


@page(*PLANNERS, methods=WRITE)
def carrier_add(request, pk):
    target = kpi_of(request.user, pk)
    require_place(request.user, target.department, PLANNERS)
    form = CarrierForm(sent(request), user=request.user, target=target)

    def deed(_data):
        return contributions.set_contribution(
            target.department, target.indicator, target.cycle, form.who(), by=request.user,
            **form.said(),
        )  # fmt: skip

    back = reverse("indicators:carriers", args=[target.pk])
    if form.is_valid() and carried_out(form, deed, by=request.user):
        return redirect(back)
    return form_page(
        request, form, title=_("Name somebody"), back=back, template=FORM, crumbs=crumbs(target),
        lead=f"{target.indicator.title} · {target.department.title} · {target.cycle.name}",
    )  # fmt: skip


def held(user, pk):
    rows = Contribution.objects.visible_to(user).in_force().for_list()
    return get_object_or_404(rows, pk=pk)


def target_of(user, row):
    rows = (
        Target.objects.visible_to(user)
        .in_force()
        .filter(cycle=row.cycle, department=row.department, indicator=row.indicator)
    )
    return get_object_or_404(rows.one_per_kpi())


@page(*PLANNERS, methods=WRITE)
def carrier(request, pk):
    """Change what somebody carries: a new version."""
    row = held(request.user, pk)
    require_place(request.user, row.department, PLANNERS)
    target = kpi_of(request.user, target_of(request.user, row).pk)
    names = ("share", "value", "task", "starts_on", "ends_on")
    initial = {name: getattr(row, name) for name in names}
    form = CarrierForm(sent(request), user=request.user, target=target, old=row, initial=initial)

    def deed(_data):
        return contributions.set_contribution(
            row.department, row.indicator, row.cycle, form.who(), by=request.user, **form.said()
        )

    back = reverse("indicators:carriers", args=[target.pk])
    if form.is_valid() and carried_out(form, deed, by=request.user):
        return redirect(back)
    return form_page(
        request, form, title=_("Change what is carried"), back=back, template=FORM,
        crumbs=crumbs(target), now=place_facts(row),
        other={
            "label": _("Take it away"), "url": reverse("indicators:carrier-end", args=[row.pk]),
        },
    )  # fmt: skip


def place_facts(row):
    return [
        {"key": _("Who"), "value": cascade_rows.carrier_title(row)},
        {"key": _("KPI"), "value": row.indicator.title},
        {"key": _("Cycle"), "value": row.cycle.name},
    ]


@page(*PLANNERS, methods=WRITE)
def carrier_end(request, pk):
    """Ask first, then take somebody off a KPI."""
    row = held(request.user, pk)
    require_place(request.user, row.department, PLANNERS)
    target = target_of(request.user, row)
    form = ConfirmForm(sent(request))
    back = reverse("indicators:carriers", args=[target.pk])

    def deed(_data):
        contributions.end_contribution(row, by=request.user)

    if form.is_valid() and carried_out(form, deed, by=request.user):
        return redirect(back)
    return form_page(
        request, form, title=_("Take it away?"), back=back, template=FORM, now=place_facts(row),
        submit=_("Take it away"), kind="danger", crumbs=crumbs(kpi_of(request.user, target.pk)),
        lead=_("What was carried until now stays readable."),
    )  # fmt: skip
