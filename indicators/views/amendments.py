"""Amendments of an approved scorecard: propose one, see before and after, decide."""

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from audit.errors import DomainError
from departments.services import holds_role
from departments.views.frame import carried_out
from indicators.forms.amendments import (
    APPROVE,
    PUBLISH,
    REFUSE,
    AmendForm,
    DecisionForm,
)
from indicators.models import Amendment, Period, Target
from indicators.models.plans import AmendmentState, PlanState
from indicators.services import amendments, plans
from indicators.services.plan_policy import may_approve, policy_of
from indicators.services.versions import RowsRefused
from indicators.views import plan_words as words
from indicators.views.definitions import aim_of
from indicators.views.frame import PLANNERS, WRITE, page, require_place
from indicators.views.plans import asked_for, crumbs, plan_url

WORK = {"waiting": "waiting", "applied": "done", "refused": "failed", "withdrawn": "todo"}


@page(*PLANNERS, methods=WRITE)
def amend(request, cycle, department):
    """Propose a change of an approved scorecard."""
    found, place, plan, targets = asked_for(request.user, cycle, department)
    require_place(request.user, place, PLANNERS)
    if plan is None or plan.state != PlanState.APPROVED:
        raise Http404
    policy = policy_of(found)
    reasons = [(code, policy.reason(code)) for code in policy.reasons]
    form = AmendForm(
        request.POST if request.method == "POST" else None, user=request.user, targets=targets,
        reasons=reasons, initial={"seen": plans.targets_seen(targets)},
    )  # fmt: skip

    def deed(data):
        try:
            return amendments.propose(
                plan, reason=data["reason"], explanation=data["explanation"],
                changes=form.changes(), by=request.user, seen=data["seen"] or None,
            )  # fmt: skip
        except RowsRefused as error:
            form.refuse(error.errors)
            raise

    if form.is_valid() and carried_out(form, deed, by=request.user):
        made = getattr(form, "outcome", None)
        return (
            redirect("indicators:amendment", pk=made.pk)
            if made
            else redirect(plan_url(found, place))
        )
    context = {
        "cycle": found, "department": place, "form": form, "crumbs": crumbs(found, place),
        "rows": [amend_row(row, form) for row in targets], "cancel_url": plan_url(found, place),
    }  # fmt: skip
    status = getattr(form, "status", 200)
    return render(request, "indicators/amend.html", context, status=status)


def amend_row(row, form):
    return {
        "name": row.indicator.title,
        "period": row.period.label if row.period_id else "",
        "aim": form[f"t{row.pk}"],
        "weight": form[f"w{row.pk}"] if row.period_id is None else None,
        "end": form[f"e{row.pk}"],
        "now": aim_of(row),
    }


@page(methods=WRITE)
def amendment(request, pk):
    """What an amendment changes, what it does to the scores, and the decision on it."""
    rows = Amendment.objects.visible_to(request.user).for_list()
    rows = rows.select_related(
        "plan__department__parent", "plan__cycle__policy", "plan__cycle__period",
        "proposed_by__person", "decided_by__person",
    )  # fmt: skip
    row = get_object_or_404(rows, pk=pk)
    form = DecisionForm(request.POST if request.method == "POST" else None)

    def deed(data):
        try:
            decide(row, data, request.user)
        except PermissionDenied as error:
            raise PermissionDenied(
                str(error) or _("You may not decide on this amendment.")
            ) from None

    if request.method == "POST" and "deed" not in form.data:
        raise Http404
    if form.is_valid() and carried_out(form, deed, by=request.user):
        return redirect("indicators:amendment", pk=pk)
    return shown(request, row, form)


def decide(row, data, user):
    if data["deed"] == APPROVE:
        amendments.approve(row, by=user, answer=data["answer"])
    elif data["deed"] == REFUSE:
        amendments.refuse(row, by=user, answer=data["answer"])
    elif data["deed"] == PUBLISH:
        if data["published_on"] is None:
            raise DomainError(_("Say on which day."), "published_on")
        amendments.publish(row, data["published_on"], by=user)
    else:
        amendments.withdraw(row, by=user)


def shown(request, row, form):
    user, plan = request.user, row.plan
    place, cycle = plan.department, plan.cycle
    policy = policy_of(cycle)
    waits = row.state == AmendmentState.WAITING
    is_mine = row.proposed_by_id == user.pk
    lines = lines_of(row)
    context = {
        "row": row, "cycle": cycle, "department": place, "form": form,
        "crumbs": crumbs(cycle, place), "reason": policy.reason(row.reason),
        "lead": lead_of(row), "lines": lines, "work": WORK[row.state],
        "word": AmendmentState(row.state).label,
        "decides": waits and not is_mine and may_approve(user, place, policy.approvers),
        "own": waits and is_mine,
        "may_withdraw": waits and holds_role(user, *PLANNERS, department=place),
        "may_publish": row.state == AmendmentState.APPLIED and row.published_on is None
        and holds_role(user, "office", department=place),
        "scores": scores_of(row, user),
    }  # fmt: skip
    status = getattr(form, "status", 200)
    return render(request, "indicators/amendment.html", context, status=status)


def lead_of(row):
    text = _("Proposed on %(day)s by %(who)s.")
    said = text % {"day": words.day_of(row.proposed_at), "who": words.person_of(row.proposed_by)}
    if row.decided_by_id:
        texts = {
            AmendmentState.APPLIED: _("Approved on %(day)s by %(who)s."),
            AmendmentState.REFUSED: _("Refused on %(day)s by %(who)s."),
        }
        facts = {"day": words.day_of(row.decided_at), "who": words.person_of(row.decided_by)}
        said = words.joined(said, texts[row.state] % facts)
    if row.published_on:
        text = _("Published again on %(day)s.") % {"day": row.published_on.isoformat()}
        return words.joined(said, text)
    if row.state == AmendmentState.APPLIED:
        return words.joined(said, _("Not published again yet."))
    return said


def lines_of(row):
    """Each line with what was and what is to be; equal parts are not struck out."""
    found = []
    for line in row.lines.select_related("indicator", "period", "before__indicator").order_by(
        "indicator__code", "period__ends_on", "pk"
    ):
        before, fields = line.before, amendments.fields_of(line)
        after = None if fields is None else changed(line, fields)
        found.append({
            "name": line.indicator.title, "period": line.period.label if line.period else "",
            "key": (line.indicator_id, line.period_id),
            "aim": pair(before and (aim_of(before) or "–"), after and (aim_of(after) or "–")),
            "weight": pair(
                before and words.plain(before.weight), after and words.plain(after.weight)
            ),
            "what": _("new KPI") if before is None else _("ends") if after is None else "",
        })  # fmt: skip
    return found


def changed(line, fields):
    """The target as it is to be, for reading only."""
    old = line.before
    names = ("value", "low", "high", "weight")
    kept = {name: getattr(old, name) if old else None for name in names}
    given = {name: fields[name] for name in names if name in fields}
    return Target(indicator=line.indicator, **({"weight": 1} | kept | given))


def pair(before, after):
    return {"before": before, "after": after, "same": before == after}


def scores_of(row, user):
    """Own scores by period, and the changed KPIs in the last period that has both."""
    if row.state not in (AmendmentState.WAITING, AmendmentState.APPLIED):
        return None
    found = amendments.compared(row)
    keys = sorted(found.before.own.keys() | found.after.own.keys())
    periods = Period.objects.visible_to(user).filter(pk__in=keys)
    ordered = sorted(periods, key=lambda period: (period.ends_on, period.starts_on))
    own = [
        score_row(period.label, found.before.own.get(period.pk), found.after.own.get(period.pk))
        for period in ordered
    ]
    return {"own": own, "kpis": kpi_scores(row, found, ordered)}


def score_row(label, before, after):
    both = before is not None and after is not None
    return {"label": label, "before": before, "after": after,
            "off": after - before if both else None}  # fmt: skip


def kpi_scores(row, found, ordered):
    """The points of the changed KPIs in the latest period in which one of them is scored."""
    lines = {line.indicator_id: line.indicator for line in row.lines.select_related("indicator")}
    for period in reversed(ordered):
        rows = []
        for key, card in lines.items():
            before = found.before.cells.get((key, period.pk))
            after = found.after.cells.get((key, period.pk))
            counted = [cell for cell in (before, after) if cell is not None and cell.is_counted]
            if counted:
                rows.append(score_row(card.title, points(before), points(after)))
        if rows:
            return {"period": period.label, "rows": rows}
    return None


def points(cell):
    return cell.points if cell is not None and cell.is_counted else None
