"""The scorecard of a department in a cycle as a plan: read, weighed, submitted, approved."""

from urllib.parse import quote

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Count, Q, Sum
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from departments.models import Department
from departments.services import holds_role
from departments.views.frame import carried_out, form_page, page_of, query_base
from indicators.forms.plans import EQUAL, SCALE, CopyForm, StepForm, WeightsForm
from indicators.models import Amendment, Cycle, Target, TargetPlan
from indicators.models.plans import PlanState
from indicators.services import plans
from indicators.services.plan_policy import may_approve, policy_of
from indicators.services.versions import RowsRefused
from indicators.views import plan_words as words
from indicators.views.cycles import of_today
from indicators.views.definitions import aim_of
from indicators.views.frame import PLANNERS, READ, WRITE, page, require_place
from indicators.weights import is_complete, total_of


@page()
def plan_list(request):
    """The scorecards of a cycle that one may see, each with its state and its weights."""
    cycles = list(Cycle.objects.visible_to(request.user).for_list())
    chosen = next((c for c in cycles if c.name == request.GET.get("cycle")), None)
    chosen = chosen or of_today(cycles)
    rows = planned_departments(request.user, chosen)
    found = page_of(request, rows)
    states = states_of(request.user, chosen, found.object_list)
    context = {
        "cycle": chosen,
        "cycles": [
            {"label": cycle.name, "url": f"?cycle={quote(cycle.name)}", "current": cycle == chosen}
            for cycle in cycles
        ],
        "page_obj": found,
        "base": query_base(request),
        "columns": [
            {"label": _("Department"), "wide": True},
            {"label": _("KPIs"), "num": True, "hide_s": True},
            {"label": _("Weights"), "num": True},
            {"label": _("State")},
        ],
        "rows": [list_row(row, chosen, states.get(row.pk)) for row in found],
    }
    return render(request, "indicators/plans.html", context)


def planned_departments(user, cycle):
    """Departments with a target of the cycle, with `kpis` and `total`; each KPI counts once."""
    mine = Q(targets__cycle=cycle, targets__replaced_at__isnull=True)
    whole = mine & Q(targets__period__isnull=True)
    return (
        Department.objects.visible_to(user)
        .annotate(
            kpis=Count("targets__indicator", filter=mine, distinct=True),
            total=Sum("targets__weight", filter=whole),
        )
        .filter(kpis__gt=0)
        .order_by("lineage")
    )


def states_of(user, cycle, departments):
    rows = TargetPlan.objects.visible_to(user).filter(cycle=cycle, department__in=departments)
    waiting = Amendment.objects.visible_to(user).waiting().filter(plan__in=rows)
    asked = set(waiting.values_list("plan", flat=True))
    return {row.department_id: (row, row.pk in asked) for row in rows}


def list_row(row, cycle, known):
    plan, asked = known or (None, False)
    state = words.state_of(plan)
    word = _("amendment waits") if asked else PlanState(state).label
    return [
        {"text": row.title, "url": plan_url(cycle, row), "plain": True},
        {"text": row.kpis, "num": True},
        {"text": words.plain(row.total) if row.total is not None else "–", "num": True},
        {"state": "waiting" if asked else words.WORK[state], "state_word": word},
    ]


def plan_url(cycle, department):
    return reverse("indicators:plan", args=[cycle.pk, department.pk])


def asked_for(user, cycle, department):
    """The cycle, the department, its plan if there is a row, and its targets in force."""
    found = get_object_or_404(
        Cycle.objects.visible_to(user).select_related("period", "policy"), pk=cycle
    )
    place = get_object_or_404(
        Department.objects.visible_to(user).select_related("parent"), pk=department
    )
    rows = TargetPlan.objects.visible_to(user).filter(cycle=found, department=place)
    targets = Target.objects.visible_to(user).in_force().filter(cycle=found, department=place)
    targets = targets.select_related("indicator", "period", "owner")
    return found, place, rows.for_page().first(), list(targets.order_by("indicator__code", "pk"))


@page(methods=WRITE)
def plan(request, cycle, department):
    """The page of a scorecard; sent, it saves all weights at once."""
    at = asked_for(request.user, cycle, department)
    found, place, _row, targets = at
    if request.method not in READ:
        require_place(request.user, place, PLANNERS)
    form = WeightsForm(
        request.POST if request.method == "POST" else None, kpis=kpis_of(targets),
        initial={"seen": plans.targets_seen(targets)},
    )  # fmt: skip

    def deed(data):
        try:
            plans.set_weights(
                found, place, form.weights(), by=request.user, seen=data["seen"] or None
            )
        except RowsRefused as error:
            form.refuse(error.errors)
            raise

    if request.method == "POST" and form.is_valid() and carried_out(form, deed, by=request.user):
        said = {EQUAL: _("The weights are equal now."), SCALE: _("The weights sum to 100 now.")}
        messages.success(request, said.get(form.cleaned_data["todo"], _("The weights are saved.")))
        return redirect(plan_url(found, place))
    return shown(request, at, form)


def kpis_of(targets):
    """Indicator -> its name and its weight: of the cycle's target where there is one."""
    ordered = sorted(targets, key=lambda row: row.period_id is not None, reverse=True)
    found = {row.indicator_id: (row.indicator.title, row.weight) for row in ordered}
    return dict(sorted(found.items(), key=lambda item: item[1][0]))


def shown(request, at, form, step=None):
    """The page with its forms, as they were sent or afresh."""
    cycle, place, row, targets = at
    user = request.user
    state = words.state_of(row)
    policy = policy_of(cycle)
    weights = plans.weights_of(targets)
    may_plan = holds_role(user, *PLANNERS, department=place)
    decides = state == PlanState.SUBMITTED and may_approve(user, place, policy.approvers)
    is_mine = row is not None and row.submitted_by_id == user.pk
    amendments = []
    if row is not None:
        amendments = list(Amendment.objects.visible_to(user).filter(plan=row).for_list())
    names = {target.indicator_id: target.indicator.title for target in targets}
    context = {
        "cycle": cycle, "department": place, "plan": row, "state": state, "form": form,
        "word": PlanState(state).label, "work": words.WORK[state],
        "lead": words.lead_of(row, weights),
        "returned": returned_reason(row),
        "findings": words.findings_of(weights, policy.rules, names),
        "complete": is_complete(weights, policy.rules),
        "total": words.plain(total_of(weights)),
        "editable": may_plan and state in (PlanState.DRAFT, PlanState.RETURNED),
        "rows": kpi_rows(targets, form, at, may_plan and not (row and row.is_frozen)),
        "step": step or StepForm(initial={"version": row.version if row else 0}),
        "may_plan": may_plan, "decides": decides and not is_mine, "own": decides and is_mine,
        "waiting": next((one for one in amendments if one.state == "waiting"), None),
        "history": words.history_of(row, amendments, policy),
    }  # fmt: skip
    status = getattr(step or form, "status", 200)
    return render(request, "indicators/plan.html", context, status=status)


def returned_reason(row):
    if row is None or row.state != PlanState.RETURNED:
        return ""
    return next((step.reason for step in row.steps.all() if step.deed == "return"), "")


def kpi_rows(targets, form, at, may_change):
    """A line for each KPI: what it aims at, who owns it, its weight."""
    cycle, place, _row, _targets = at
    lines = {}
    for target in sorted(targets, key=lambda row: row.period_id is not None):
        line = lines.setdefault(
            target.indicator_id, kpi_row(target, form, cycle, place, may_change)
        )
        line["parts"] += target.period_id is not None
    return sorted(lines.values(), key=lambda line: line["name"])


def kpi_row(target, form, cycle, place, may_change):
    url = reverse("indicators:detail", args=[target.indicator_id])
    if may_change:
        url = f"{reverse('indicators:target', args=[target.indicator_id])}?target={target.pk}"
    return {
        "name": target.indicator.title,
        "url": url,
        "aim": aim_of(target) if target.period_id is None else "",
        "unit": target.indicator.unit,
        "marks": marks_of(target),
        "owner": target.owner.title if target.owner else "",
        "weight": words.plain(target.weight),
        "field": form[f"w{target.indicator_id}"],
        "parts": 0,
        "parts_url": reverse(
            "indicators:period-targets", args=[cycle.pk, place.pk, target.indicator_id]
        ),
    }


def marks_of(target):
    """Threshold, stretch and day, beside the target."""
    said = []
    if target.threshold is not None:
        said.append(_("threshold %(value)s") % {"value": words.plain(target.threshold)})
    if target.stretch is not None:
        said.append(_("stretch %(value)s") % {"value": words.plain(target.stretch)})
    if target.reach_by is not None:
        said.append(_("by %(day)s") % {"day": target.reach_by.isoformat()})
    return said


@page(methods=("POST",))
def plan_step(request, cycle, department):
    """Take a step of the agreement."""
    at = asked_for(request.user, cycle, department)
    found, place, _row, targets = at
    form = StepForm(request.POST)
    if not form.is_valid():
        raise Http404

    def deed(data):
        return plans.take_step(
            found, place, data["deed"], by=request.user, reason=data["reason"],
            seen=data["version"],
        )  # fmt: skip

    try:
        if carried_out(form, deed, by=request.user):
            return redirect(plan_url(found, place))
    except PermissionDenied as error:
        raise PermissionDenied(str(error) or _("You may not take this step.")) from None
    weights = WeightsForm(kpis=kpis_of(targets), initial={"seen": plans.targets_seen(targets)})
    return shown(request, asked_for(request.user, cycle, department), weights, form)


@page(*PLANNERS, methods=WRITE)
def plan_copy(request, cycle, department):
    """Take over the KPIs of another cycle."""
    found, place, _row, _targets = asked_for(request.user, cycle, department)
    require_place(request.user, place, PLANNERS)
    others = Target.objects.visible_to(request.user).in_force().filter(department=place)
    sources = (
        Cycle.objects.visible_to(request.user)
        .filter(pk__in=others.values("cycle"))
        .exclude(pk=found.pk)
        .for_list()
    )
    form = CopyForm(request.POST if request.method == "POST" else None, sources=sources)

    def deed(data):
        return plans.copy_plan(found, place, data["source"], by=request.user)

    if form.is_valid() and carried_out(form, deed, by=request.user):
        return redirect(plan_url(found, place))
    return form_page(
        request, form, title=_("Copy a scorecard"), template="indicators/form.html",
        back=plan_url(found, place), submit=_("Copy"), crumbs=crumbs(found, place),
        lead=_("KPIs that are not here yet come with target, weight and owner. Look at each "
               "target: it is that of the other cycle."),
    )  # fmt: skip


def crumbs(cycle, place=None):
    url = f"{reverse('indicators:plans')}?cycle={quote(cycle.name)}"
    found = [{"label": _("Scorecard plans %(cycle)s") % {"cycle": cycle.name}, "url": url}]
    if place is not None:
        found.append({"label": place.title, "url": plan_url(cycle, place)})
    return found
