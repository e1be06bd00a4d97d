"""The development plan of a result: its aim, what is done, by whom, by when."""

from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from appraisals import services
from appraisals.forms.results import ActionForm, PlanForm, SettleForm, title_of
from appraisals.models import DevelopmentAction, DevelopmentPlan
from appraisals.services.meetings import side_of
from appraisals.services.notices import day_of
from appraisals.views import result_words as words
from appraisals.views.left_over import left_over
from appraisals.views.meetings import side_or_none
from appraisals.views.results import asked_for
from departments.models import User
from departments.views.frame import carried_out, form_page, sent
from indicators.services.planning import clock
from indicators.views.frame import WRITE, page

WORK = {"open": "todo", "done": "done", "dropped": "waiting"}


def plan_of(user, row):
    return DevelopmentPlan.objects.visible_to(user).filter(appraisal=row).first()


@page()
def development(request, pk):
    """The plan, its actions, and what the years before left open."""
    row = asked_for(request.user, pk)
    plan, today = plan_of(request.user, row), day_of(clock())
    may_write = side_or_none(row, request.user) is not None
    actions = DevelopmentAction.objects.visible_to(request.user).filter(plan__appraisal=row)
    context = {
        "row": row, "plan": plan, "name": row.title, "may_write": may_write,
        "told": row.notices.exists(), "crumbs": words.crumbs(request, row),
        "columns": [
            {"label": _("What is done")}, {"label": _("Who does it")},
            {"label": _("By when"), "num": True}, {"label": _("State")},
        ],
        "rows": [action_row(one, today, request.user) for one in actions.for_list()],
        "facts": [
            {"key": _("What the plan aims at"), "value": plan.aim},
            {"key": _("Looked at again on"), "value": plan.follow_up_on.isoformat()},
        ] if plan else [],
        "left": left_over(row),
    }  # fmt: skip
    return render(request, "appraisals/development.html", context)


def action_row(one, today, user):
    late = one.state == "open" and one.due_on < today
    word = _("past its day") if late else one.get_state_display()
    mine = one.state == "open"
    what = {"text": one.what, "sub": one.get_kind_display()}
    if mine:
        what |= {"url": reverse("appraisals:action-settle", args=[one.pk]), "plain": True}
    due = {"text": one.due_on.isoformat(), "num": True}
    if one.done_on:
        due["sub"] = _("settled on %(day)s") % {"day": one.done_on.isoformat()}
    return [
        what, title_of(one.owner), due,
        {"state": "failed" if late else WORK[one.state], "state_word": word},
    ]  # fmt: skip


@page(methods=WRITE)
def development_write(request, pk):
    """Begin or change the plan."""
    row, back = asked_for(request.user, pk), reverse("appraisals:development", args=[pk])
    side_of(row, request.user)
    plan = plan_of(request.user, row)
    initial = {"seen": plan.version if plan else 0}
    if plan:
        initial |= {"aim": plan.aim, "follow_up_on": plan.follow_up_on}
    form = PlanForm(sent(request), initial=initial)

    def deed(data):
        return services.write_plan(
            row, aim=data["aim"], follow_up_on=data["follow_up_on"], seen=data["seen"],
            by=request.user,
        )  # fmt: skip

    if form.is_valid() and carried_out(form, deed, by=request.user):
        return redirect(back)
    return form_page(
        request, form, title=_("Development plan"), back=back, crumbs=words.crumbs(request, row),
        lead=_("What should be better next year, and when you both look at it again."),
    )  # fmt: skip


@page(methods=WRITE)
def action_add(request, pk):
    """One thing to do."""
    row, back = asked_for(request.user, pk), reverse("appraisals:development", args=[pk])
    side_of(row, request.user)
    plan = get_object_or_404(DevelopmentPlan.objects.visible_to(request.user), appraisal=row)
    sides = [row.subject_user_id, row.appraiser_id, row.second_appraiser_id, request.user.pk]
    owners = User.objects.visible_to(request.user).filter(pk__in=[pk for pk in sides if pk])
    form = ActionForm(sent(request), owners=owners)

    def deed(data):
        return services.add_action(
            plan, kind=data["kind"], what=data["what"], owner=data["owner"],
            due_on=data["due_on"], by=request.user,
        )  # fmt: skip

    if form.is_valid() and carried_out(form, deed, by=request.user):
        return redirect(back)
    return form_page(
        request, form, title=_("Add an action"), back=back, crumbs=words.crumbs(request, row),
        submit=_("Add"), lead=plan.aim,
    )  # fmt: skip


@page(methods=WRITE)
def action_settle(request, pk):
    """Done or dropped, and what came of it."""
    rows = DevelopmentAction.objects.visible_to(request.user).select_related("plan__appraisal")
    one = get_object_or_404(rows, pk=pk)
    if one.owner_id != request.user.pk:
        side_of(one.plan.appraisal, request.user)
    back = reverse("appraisals:development", args=[one.plan.appraisal_id])
    form = SettleForm(sent(request))

    def deed(data):
        return services.settle_action(
            one, data["state"], outcome=data["outcome"], done_on=data["done_on"],
            hours=data["hours"], by=request.user,
        )  # fmt: skip

    if form.is_valid() and carried_out(form, deed, by=request.user):
        return redirect(back)
    return form_page(request, form, title=_("Settle an action"), back=back, lead=one.what)
