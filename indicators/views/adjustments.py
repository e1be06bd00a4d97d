"""Bonus, deduction and veto lines: the list, a proposal, and what becomes of it."""

from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from departments import services as departments
from departments.views.frame import carried_out, form_page, page_of, query_base
from indicators.forms.adjustments import DecisionForm, ProposalForm, ReplyForm
from indicators.models import Adjustment, Cycle
from indicators.models.adjustments import AdjustmentKind, AdjustmentState, VetoEffect
from indicators.services import adjusting
from indicators.views.frame import READ, WRITE, page, require_place

PROPOSERS = ("office", "manager", "supervision")
WORK_STATE = {
    AdjustmentState.PROPOSED: "waiting", AdjustmentState.APPROVED: "done",
    AdjustmentState.REFUSED: "todo", AdjustmentState.WITHDRAWN: "todo",
}  # fmt: skip


def crumbs(*rows):
    start = {"label": _("Bonus, deduction, veto"), "url": reverse("indicators:adjustments")}
    return [start, *rows]


@page(methods=READ)
def adjustments(request):
    """Every line that one may see, what waits for a decision first."""
    rows = Adjustment.objects.visible_to(request.user).for_list()
    waiting = rows.waiting().count()
    found = page_of(request, rows.order_by_need())
    columns = [
        {"label": _("Department")}, {"label": _("What it does")},
        {"label": _("Rule"), "hide_s": True}, {"label": _("State")},
        {"label": _("Proposed"), "hide_s": True},
    ]  # fmt: skip
    return render(request, "indicators/adjustments.html", {
        "rows": [list_row(row) for row in found], "columns": columns, "page": found,
        "base": query_base(request), "waiting": waiting, "kinds": kinds_of(request.user),
    })  # fmt: skip


def list_row(row):
    url = reverse("indicators:adjustment", args=[row.pk])
    return [
        {"text": row.department.title, "url": url, "sub": row.cycle.name},
        effect_words(row),
        row.rule,
        state_cell(row),
        day_of(row.proposed_at),
    ]


def state_cell(row):
    return {"state": WORK_STATE[row.state], "state_word": row.get_state_display()}


def effect_words(row):
    """What a line does, in a few words: +2, −3, at most 59, fails."""
    if row.kind == AdjustmentKind.VETO:
        if row.effect == VetoEffect.FAIL:
            return _("Veto: the department fails")
        return _("Veto: at most %(points)s") % {"points": plain(row.cap_at)}
    sign = "+" if row.kind == AdjustmentKind.BONUS else "\N{MINUS SIGN}"
    return f"{row.get_kind_display()} {sign}{plain(row.points)}"


def plain(number):
    return format(number.normalize(), "f")


def day_of(moment):
    return timezone.localtime(moment).date().isoformat()


def kinds_of(user):
    """The kinds that one may propose somewhere."""
    return [
        kind for kind in AdjustmentKind if departments.holds_role(user, *adjusting.PROPOSERS[kind])
    ]


@page(*PROPOSERS, methods=WRITE)
def adjustment_add(request):
    """Propose a line; somebody else decides."""
    cycles = Cycle.objects.visible_to(request.user).for_list()
    known = {name: request.GET[name] for name in request.GET if name in ProposalForm.base_fields}
    form = ProposalForm(
        request.POST or None, user=request.user, kinds=kinds_of(request.user),
        initial={"cycle": cycles.first()} | known,
    )  # fmt: skip

    def deed(data):
        roles = adjusting.PROPOSERS[AdjustmentKind(data["kind"])]
        require_place(request.user, data["department"], roles)
        return adjusting.propose(data["department"], data["cycle"], by=request.user, **form.said())

    if form.is_valid() and carried_out(form, deed, by=request.user):
        made = getattr(form, "outcome", None)
        if made is None:
            return redirect("indicators:adjustments")
        return redirect("indicators:adjustment", pk=made.pk)
    if request.htmx and request.method in READ:
        return render(request, "indicators/adjustment_add.html#fields", {"form": form})
    return form_page(
        request, form, template="indicators/adjustment_add.html", crumbs=crumbs(),
        title=_("Propose a bonus, deduction or veto"), back=reverse("indicators:adjustments"),
        kinds=ProposalForm.base_fields["kind"].choices,
    )  # fmt: skip


@page(methods=WRITE)
def adjustment(request, pk):
    """One line: what it rests on, what the department says, and the decision."""
    rows = Adjustment.objects.visible_to(request.user).for_list()
    row = get_object_or_404(rows.select_related("replied_by"), pk=pk)
    may = deeds_of(request.user, row)
    sent = request.POST if request.method == "POST" else None
    asked = sent.get("deed", "") if sent is not None else ""
    forms_ = {
        "reply": ReplyForm(sent if asked == "reply" else None),
        "decide": DecisionForm(sent if asked in {"approve", "refuse", "withdraw"} else None),
    }
    if sent is not None and carried(request, row, asked, forms_):
        return redirect("indicators:adjustment", pk=row.pk)
    status = max((getattr(form, "status", 200) for form in forms_.values()), default=200)
    return render(request, "indicators/adjustment.html", {
        "row": row, "words": effect_words(row), "facts": facts(row), "story": story(row),
        "may": may, "reply_form": forms_["reply"], "decide_form": forms_["decide"],
        "crumbs": crumbs(), "early": adjusting.may_still_reply(row),
    }, status=status)  # fmt: skip


def deeds_of(user, row):
    """What this reader may do with a line that waits."""
    if row.state != AdjustmentState.PROPOSED:
        return set()
    own = row.proposed_by_id == user.pk
    may = {"withdraw"} if own else set()
    if not own and departments.holds_role(user, "office", department=row.department_id):
        may.add("decide")
    is_veto = row.kind == AdjustmentKind.VETO and not row.reply
    if is_veto and departments.holds_role(user, "manager", department=row.department_id):
        may.add("reply")
    return may


def carried(request, row, asked, forms_):
    """Do what was asked; a refusal becomes an error of its form."""
    form = forms_["reply" if asked == "reply" else "decide"]

    def deed(data):
        if asked == "reply":
            return adjusting.reply(row, data["reply"], by=request.user)
        if asked == "withdraw":
            return adjusting.withdraw(row, by=request.user)
        approve = asked == "approve"
        return adjusting.decide(row, approve=approve, note=data["note"], by=request.user)

    return form.is_valid() and carried_out(form, deed, by=request.user)


def facts(row):
    rows = [
        (_("Department"), row.department.title),
        (_("Cycle"), row.cycle.name),
        (_("Rule"), row.rule),
        (_("Record and evidence"), row.evidence),
        (_("Legal basis"), row.legal_basis),
        (_("Approving authority"), row.authority),
        (_("Reply until"), row.reply_until.isoformat() if row.reply_until else ""),
        (_("Reply of the department"), row.reply),
    ]
    return [{"key": key, "value": value} for key, value in rows if value]


def story(row):
    """Proposed, replied, decided: newest first."""
    steps = [(_("Proposed"), row.proposed_at, row.proposed_by, "")]
    if row.replied_at:
        steps.append((_("Replied"), row.replied_at, row.replied_by, ""))
    if row.decided_at:
        word = row.get_state_display()
        steps.append((word, row.decided_at, row.decided_by, row.decision_note))
    return [
        {"what": what, "when": day_of(when), "iso": when.isoformat(), "note": note,
         "who": who.get_full_name() or who.username if who else _("the system")}
        for what, when, who, note in reversed(steps)
    ]  # fmt: skip
