"""How scores roll up: every department of a cycle, and the form for one."""

from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from departments.models import Department
from departments.views.frame import carried_out, form_page, page_of, query_base, sent
from indicators.forms.strategy import CycleFilter, RollUpForm
from indicators.models import Cycle, RollUp
from indicators.models.targets import RollUpMode
from indicators.services import rollups
from indicators.views.cycles import chosen_cycle
from indicators.views.frame import WRITE, page, require_place


@page()
def rollup_list(request):
    """The departments one may see, indented, with how the score of each is built."""
    form = CycleFilter(request.GET, user=request.user)
    asked = form.cleaned_data if form.is_valid() else {}
    cycle = chosen_cycle(request.user, asked.get("cycle"))
    form.show(cycle)
    places = Department.objects.visible_to(request.user).in_force().for_tree()
    chosen = page_of(request, places)
    held = RollUp.objects.visible_to(request.user).in_force().filter(cycle=cycle)
    by_place = {row.department_id: row for row in held.filter(department__in=list(chosen))}
    offices = Department.objects.visible_to(request.user).led_by(request.user, "office")
    mine = set(offices.filter(pk__in=[p.pk for p in chosen]).values_list("pk", flat=True))
    context = {
        "form": form,
        "cycle": cycle,
        "crumbs": [{"label": _("Strategy"), "url": reverse("indicators:cascade")}],
        "columns": [
            {"label": _("What the score is built of")},
            {"label": _("Share of own KPIs"), "num": True},
            {"label": _("Weight above"), "num": True, "hide_s": True},
        ],
        "rows": [place_row(p, by_place.get(p.pk), cycle, p.pk in mine) for p in chosen],
        "page_obj": chosen,
        "base": query_base(request),
    }
    return render(request, "indicators/rollups.html", context)


def place_row(place, row, cycle, may_set):
    """One department; what nobody has set is the usual way, and says so."""
    built = {name: getattr(row, name) for name in rollups.BUILT} if row else rollups.USUAL
    mode = RollUpMode(built["mode"])
    cell = {"text": mode.label, "sub": "" if row else _("the usual way")}
    if may_set and cycle:
        address = reverse("indicators:rollup", args=[cycle.pk, place.pk])
        cell |= {"url": address, "plain": True}
    shared = mode == RollUpMode.BLEND
    return {
        "name": place.title,
        "url": "",
        "level": place.level,
        "sub": place.code,
        "cells": [cell, plain(built["own_share"]) if shared else "–", plain(built["weight"])],
    }


def plain(number):
    return f"{number.normalize():f}"


@page("office", methods=WRITE)
def rollup(request, cycle, department):
    """Set how the score of one department is built."""
    year = get_object_or_404(Cycle.objects.visible_to(request.user), pk=cycle)
    place = get_object_or_404(Department.objects.visible_to(request.user), pk=department)
    require_place(request.user, place, ["office"])
    held = RollUp.objects.visible_to(request.user).in_force()
    old = held.filter(cycle=year, department=place).first()
    built = {name: getattr(old, name) for name in rollups.BUILT} if old else rollups.USUAL
    form = RollUpForm(sent(request), initial=built | {"seen": rollups.rollup_seen(old)})

    def deed(data):
        return rollups.set_rollup(
            place, year, by=request.user, seen=data["seen"] or None, **form.said()
        )

    back = f"{reverse('indicators:rollups')}?cycle={year.name}"
    if form.is_valid() and carried_out(form, deed, by=request.user):
        return redirect(back)
    return form_page(
        request, form, title=_("Roll-up of a department"), back=back, lead=place.title,
        template="indicators/form.html",
        crumbs=[
            {"label": _("Strategy"), "url": reverse("indicators:cascade")},
            {"label": _("Roll-ups"), "url": back},
        ],
        now=[{"key": _("Cycle"), "value": year.name}, {"key": _("Code"), "value": place.code}],
    )  # fmt: skip
