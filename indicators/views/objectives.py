"""Plans and objectives: one objective with all around it, and every change to it."""

from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from departments import services as departments
from departments.forms.tree import ConfirmForm
from departments.views.frame import carried_out, form_page, require_office, sent, span
from indicators.forms.strategy import (
    CloseObjectiveForm,
    MoveObjectiveForm,
    NewObjectiveForm,
    ObjectiveForm,
    PlanForm,
)
from indicators.models import Objective, PlanPeriod, Requirement, Target
from indicators.services import objectives
from indicators.views.cycles import chosen_cycle
from indicators.views.definitions import aim_of, kpi_page
from indicators.views.frame import PLANNERS, WRITE, page, require_place
from indicators.views.requirements import requirement_row

FORM = "indicators/form.html"
MOST_TARGETS = 200


def crumbs(*aims):
    return [
        {"label": _("Strategy"), "url": reverse("indicators:cascade")},
        *({"label": aim.title, "url": address(aim)} for aim in aims),
    ]


def address(aim):
    return reverse("indicators:objective", args=[aim.pk])


def one(user, pk):
    rows = Objective.objects.visible_to(user).select_related("department", "parent", "plan")
    return get_object_or_404(rows, pk=pk)


def setters(aim):
    return objectives.OFFICE if aim.kind == "strategic" else objectives.PLANNERS


@page()
def objective(request, pk):
    """What it is, what stands above and beneath it, which KPIs serve it, what it needs."""
    aim = one(request.user, pk)
    may = departments.holds_role(request.user, *setters(aim), department=aim.department)
    children = Objective.objects.visible_to(request.user).filter(parent=aim).for_list()
    cycle = chosen_cycle(request.user, None)
    targets = Target.objects.visible_to(request.user).in_force().filter(objective=aim, cycle=cycle)
    needed = Requirement.objects.visible_to(request.user).filter(objective=aim).for_list()
    context = {
        "aim": aim,
        "cycle": cycle,
        "crumbs": crumbs(*([aim.parent] if aim.parent else [])),
        "facts": facts(aim),
        "children": [child_row(child) for child in children],
        "child_columns": [{"label": _("Objective"), "wide": True}, {"label": _("Department")},
                          {"label": _("State")}],
        "targets": [target_row(row) for row in targets.for_list()[:MOST_TARGETS]],
        "target_columns": [
            {"label": _("KPI"), "wide": True}, {"label": _("Owner"), "hide_s": True},
            {"label": _("Target"), "num": True}, {"label": _("Weight"), "num": True},
        ],
        "requirements": [requirement_row(row) for row in needed],
        "may_change": may,
        "may_plan": departments.holds_role(request.user, *PLANNERS),
    }  # fmt: skip
    return render(request, "indicators/objective.html", context)


def facts(aim):
    rows = [
        {"key": _("Code"), "value": aim.code},
        {"key": _("Kind"), "value": aim.get_kind_display()},
        {"key": _("Responsible department"), "value": aim.department.title},
        {"key": _("Objective above"), "value": aim.parent.title if aim.parent else ""},
        {
            "key": _("Plan period"),
            "value": f"{aim.plan.title} ({span(aim.plan)})" if aim.plan else "",
        },
        {"key": _("Official name"), "value": aim.name},
        {"key": _("Name in English"), "value": aim.name_en, "lang": "en"},
        {"key": _("Name in Chinese"), "value": aim.name_zh, "lang": "zh-Hans"},
    ]
    if aim.closed_on:
        closed = f"{aim.closed_on.isoformat()} · {aim.closed_because}"
        rows.append({"key": _("Closed"), "value": closed})
    return rows


def child_row(child):
    return [
        {"text": child.title, "url": address(child), "plain": True, "sub": child.code},
        child.department.title,
        _("closed") if child.closed_on else _("open"),
    ]


def target_row(row):
    name = {
        "text": row.indicator.title,
        "url": kpi_page(row.department, row.indicator),
        "plain": True,
        "sub": row.department.title,
    }
    return [
        name,
        row.owner.title if row.owner else _("nobody"),
        {"text": aim_of(row) or "–", "num": True},
        {"text": f"{row.weight.normalize():f}", "num": True},
    ]


@page(*PLANNERS, methods=WRITE)
def objective_add(request):
    """A new objective, as a root or beneath another one."""
    form = NewObjectiveForm(sent(request), user=request.user, initial=initial_of(request))

    def deed(data):
        roles = objectives.OFFICE if data["kind"] == "strategic" else objectives.PLANNERS
        require_place(request.user, data["department"], roles)
        return objectives.add_objective(
            data["code"], by=request.user, parent=data["parent"], **form.said()
        )

    if form.is_valid() and carried_out(form, deed, by=request.user):
        made = getattr(form, "outcome", None)
        return redirect(address(made) if made else reverse("indicators:cascade"))
    return form_page(
        request, form, title=_("New objective"), back=reverse("indicators:cascade"),
        crumbs=crumbs(), template=FORM,
    )  # fmt: skip


def initial_of(request):
    """What a link may bring along: the objective above."""
    return {name: request.GET[name] for name in ("parent", "plan") if name in request.GET}


@page(*PLANNERS, methods=WRITE)
def objective_edit(request, pk):
    aim = one(request.user, pk)
    require_place(request.user, aim.department, setters(aim))
    initial = {
        name: getattr(aim, name)
        for name in ("name", "name_en", "name_zh", "kind", "department", "plan")
    }
    initial["seen"] = objectives.objective_seen(aim)
    form = ObjectiveForm(sent(request), user=request.user, initial=initial)

    def deed(data):
        return objectives.change_objective(
            aim, by=request.user, seen=data["seen"] or None, **form.said()
        )

    if form.is_valid() and carried_out(form, deed, by=request.user):
        return redirect(address(aim))
    return form_page(
        request, form, title=_("Edit the objective"), back=address(aim), crumbs=crumbs(aim),
        template=FORM, now=[{"key": _("Code"), "value": aim.code}],
        other={
            "label": _("Another objective above: move it"),
            "url": reverse("indicators:objective-move", args=[pk]),
        },
    )  # fmt: skip


@page(*PLANNERS, methods=WRITE)
def objective_move(request, pk):
    aim = one(request.user, pk)
    require_place(request.user, aim.department, setters(aim))
    form = MoveObjectiveForm(sent(request), user=request.user, initial={"parent": aim.parent})

    def deed(data):
        return objectives.move_objective(aim, data["parent"], by=request.user)

    if form.is_valid() and carried_out(form, deed, by=request.user):
        return redirect(address(aim))
    beneath = Objective.objects.visible_to(request.user).filter(parent=aim).count()
    lead = ngettext(
        "%(n)s objective directly beneath it moves along.",
        "%(n)s objectives directly beneath it move along.", beneath,
    ) % {"n": beneath}  # fmt: skip
    return form_page(
        request, form, title=_("Move the objective"), back=address(aim), crumbs=crumbs(aim),
        template=FORM, submit=_("Move"), lead=lead if beneath else aim.title,
    )  # fmt: skip


@page(*PLANNERS, methods=WRITE)
def objective_close(request, pk):
    aim = one(request.user, pk)
    require_place(request.user, aim.department, setters(aim))
    form = CloseObjectiveForm(sent(request))

    def deed(data):
        return objectives.close_objective(aim, data["on"], data["because"], by=request.user)

    if form.is_valid() and carried_out(form, deed, by=request.user):
        return redirect(address(aim))
    return form_page(
        request, form, title=_("Close the objective"), back=address(aim), crumbs=crumbs(aim),
        template=FORM, submit=_("Close it"), kind="danger",
        lead=_("Nothing more is planned for it; what was planned and scored stays readable."),
    )  # fmt: skip


@page(*PLANNERS, methods=WRITE)
def objective_reopen(request, pk):
    aim = one(request.user, pk)
    require_place(request.user, aim.department, setters(aim))
    form = ConfirmForm(sent(request))

    def deed(_data):
        return objectives.reopen_objective(aim, by=request.user)

    if form.is_valid() and carried_out(form, deed, by=request.user):
        return redirect(address(aim))
    return form_page(
        request, form, title=_("Reopen the objective"), back=address(aim), crumbs=crumbs(aim),
        template=FORM, submit=_("Reopen it"), lead=aim.title,
    )  # fmt: skip


@page()
def plans(request):
    """The plan periods, the latest first."""
    rows = PlanPeriod.objects.visible_to(request.user).with_objectives().for_list()
    context = {
        "crumbs": crumbs(),
        "columns": [
            {"label": _("Plan period"), "wide": True}, {"label": _("Code"), "hide_s": True},
            {"label": _("Days")}, {"label": _("Objectives"), "num": True},
        ],
        "rows": [
            [{"text": row.title}, row.code, span(row), {"text": row.objective_count, "num": True}]
            for row in rows
        ],
        "may_add": departments.holds_role_at_root(request.user, "office"),
    }  # fmt: skip
    return render(request, "indicators/plan_periods.html", context)


@page("office", methods=WRITE)
def plan_add(request):
    require_office(request.user)
    form = PlanForm(sent(request))

    def deed(data):
        names = {name: data[name] for name in objectives.NAMES}
        return objectives.add_plan(
            data["code"], data["starts_on"], data["ends_on"], by=request.user, **names
        )

    back = reverse("indicators:plan-periods")
    if form.is_valid() and carried_out(form, deed, by=request.user):
        return redirect(back)
    return form_page(
        request, form, title=_("New plan"), back=back, template=FORM,
        crumbs=[*crumbs(), {"label": _("Plans"), "url": back}],
    )  # fmt: skip
