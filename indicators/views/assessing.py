"""Figures that are made of parts: the stages of a plan, and the levels of assessors."""

from decimal import Decimal

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from departments import services as departments
from departments.views.frame import carried_out, form_page
from indicators.forms.assessing import LevelForm, ProgressForm, StageForm, StageReportForm
from indicators.levels import Stand
from indicators.models import Stage, Target
from indicators.models.targets import Method
from indicators.services import assessing, milestones
from indicators.views.definitions import kpi_page
from indicators.views.frame import PLANNERS, REPORTERS, WRITE, page, require_place

HUNDRED = Decimal(100)


def one_target(user, pk, method):
    """The target in force where that one stands; not there where it is scored otherwise."""
    rows = Target.objects.visible_to(user).for_list()
    named = get_object_or_404(rows, pk=pk)
    if named.replaced_at is not None:
        place = {name: getattr(named, name) for name in ("cycle", "department", "indicator")}
        named = rows.in_force().filter(period=named.period, **place).first()
    if named is None or named.method != method:
        raise Http404
    return named


def crumbs(target):
    return [{"label": target.indicator.title, "url": kpi_page(target.department, target.indicator)}]


@page(methods=WRITE)
def stages(request, pk):
    """The dated stages of a target, what is done of them, and a form for one more."""
    target = one_target(request.user, pk, Method.MILESTONE)
    plans = departments.holds_role(request.user, *PLANNERS, department=target.department)
    reports = departments.holds_role(request.user, *REPORTERS, department=target.department)
    periods = milestones.periods_of(target)
    brings = "progress_of" in request.POST
    form = StageForm(None if brings else request.POST or None)
    progress = ProgressForm(request.POST if brings else None, periods=periods)
    if request.method == "POST" and stages_sent(request, target, progress if brings else form):
        return redirect("indicators:stages", pk=target.pk)
    found = list(Stage.objects.visible_to(request.user).of(target).with_reports())
    return render(request, "indicators/stages.html", {
        "target": target, "crumbs": crumbs(target), "form": form, "plans": plans,
        "rows": [stage_row(row, target, plans=plans, reports=reports) for row in found],
        "done": sum(row.done_on is not None for row in found),
        "progress": progress if reports and found else None,
    }, status=getattr(form, "status", 200))  # fmt: skip


def stages_sent(request, target, form):
    """Add a stage, or report the figure of a period from the stages as they stand."""
    adds = isinstance(form, StageForm)
    require_place(request.user, target.department, PLANNERS if adds else REPORTERS)

    def deed(data):
        if adds:
            return milestones.add_stage(target, by=request.user, **form.said())
        period = next(
            row for row in milestones.periods_of(target) if row.label == data["progress_of"]
        )
        return milestones.report_progress(target, period, by=request.user)

    return form.is_valid() and carried_out(form, deed, by=request.user)


def stage_row(row, target, *, plans, reports):
    query = f"?target={target.pk}"
    late = row.done_on and (row.done_on - row.due_on).days
    return {
        "name": row.title,
        "due_on": row.due_on,
        "weight": format(row.weight.normalize(), "f"),
        "done_on": row.done_on,
        "late": late if late and late > 0 else 0,
        "evidence": row.evidence or "",
        "report_url": reverse("indicators:stage-report", args=[row.pk]) + query if reports else "",
        "end_url": reverse("indicators:stage-end", args=[row.pk]) + query if plans else "",
    }


def stage_and_target(request, pk):
    """A stage in force, and the target in force that it belongs to."""
    stage = get_object_or_404(
        Stage.objects.visible_to(request.user).select_related("department", "indicator"), pk=pk
    )
    rows = Target.objects.visible_to(request.user).in_force().for_list()
    target = rows.filter(
        cycle=stage.cycle_id, department=stage.department_id, indicator=stage.indicator_id,
        method=Method.MILESTONE,
    ).first()  # fmt: skip
    if target is None:
        raise Http404
    return stage, target


@page(*REPORTERS, methods=WRITE)
def stage_report(request, pk):
    """That a stage is done; the figures of the periods it touches follow."""
    stage, target = stage_and_target(request, pk)
    require_place(request.user, stage.department, REPORTERS)
    form = StageReportForm(request.POST or None)

    def deed(data):
        return milestones.report_stage(
            stage, target, done_on=data["done_on"], evidence=data["evidence"], by=request.user
        )

    if form.is_valid() and carried_out(form, deed, by=request.user):
        messages.success(request, _("The stage is reported, and the figures follow it."))
        return redirect("indicators:stages", pk=target.pk)
    back = reverse("indicators:stages", args=[target.pk])
    here = {"label": _("Stages"), "url": back}
    now = [
        {"key": _("Stage"), "value": stage.title},
        {"key": _("Due on"), "value": stage.due_on.isoformat()},
    ]
    return form_page(
        request, form, title=_("Report a stage"), back=back, template="indicators/form.html",
        crumbs=[*crumbs(target), here], lead=target.department.title, now=now,
    )  # fmt: skip


@page(*PLANNERS, methods=WRITE)
def stage_end(request, pk):
    """Ask first, then take a stage out of the plan."""
    stage, target = stage_and_target(request, pk)
    require_place(request.user, stage.department, PLANNERS)
    back = reverse("indicators:stages", args=[target.pk])
    if request.method == "POST":
        if stage.ended_at is None:
            milestones.end_stage(stage, by=request.user)
        return redirect(back)
    context = {"stage": stage, "target": target, "crumbs": crumbs(target), "back": back}
    return render(request, "indicators/stage_end.html", context)


@page(methods=WRITE)
def levels(request, pk):
    """The levels that assessors gave in a period, and the form for one's own."""
    target = one_target(request.user, pk, Method.RUBRIC)
    periods = milestones.periods_of(target)
    asked = request.GET.get("period")
    period = next((row for row in periods if row.label == asked), periods[-1])
    given = assessing.given_for(target, period)
    stand = assessing.stand_of(target, given).stand
    form = LevelForm(request.POST or None, levels=offered(target))
    if request.method == "POST":
        require_place(request.user, target.department, assessing.ASSESSORS)
        act = assessing.moderate if stand == Stand.APART else assessing.assess

        def deed(data):
            level, reason = Decimal(data["level"]), data["reason"]
            return act(target, period, level=level, reason=reason, by=request.user)

        if form.is_valid() and carried_out(form, deed, by=request.user):
            return redirect(f"{reverse('indicators:levels', args=[target.pk])}?period={period}")
    return render(request, "indicators/levels.html", {
        "target": target, "crumbs": crumbs(target), "form": form, "period": period,
        "tabs": [{"label": row.label, "url": f"?period={row.label}", "current": row == period}
                 for row in periods],
        "stand": stand.value, "columns": [{"label": _("Assessor")}, {"label": _("Level"), "num": 1},
                                          {"label": _("What it rests on"), "wide": True}],
        "rows": [level_row(row) for row in given],
        "may": may_assess(request.user, target, given, stand),
    }, status=getattr(form, "status", 200))  # fmt: skip


def may_assess(user, target, given, stand):
    """Whether it is this reader's turn."""
    if stand == Stand.MODERATED:
        return False
    if stand == Stand.APART and user.pk in {row.assessor_id for row in given}:
        return False
    return departments.holds_role(user, *assessing.ASSESSORS, department=target.department)


def level_row(row):
    who = row.assessor.get_full_name() or row.assessor.username if row.assessor else "–"
    name = _("%(name)s (settles)") % {"name": who} if row.is_moderation else who
    return [name, {"text": format(row.level.normalize(), "f"), "num": True}, row.reason]


def offered(target):
    """The levels of the table with what each counts."""
    return [
        (format(level.normalize(), "f"),
         _("%(level)s: counts %(share)s%%") % {
             "level": format(level.normalize(), "f"),
             "share": format((counts * HUNDRED).normalize(), "f"),
         })
        for level, _blank, counts in target.score_table
    ]  # fmt: skip
