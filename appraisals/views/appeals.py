"""The desk of appeals: which are open, by when each is decided, and its steps."""

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from appraisals.forms.results import AppealStepForm, title_of
from appraisals.models import Appeal
from appraisals.services.appeals import STEPS, improvements, open_steps, require_actor, take_step
from appraisals.services.notices import day_of
from appraisals.views import result_words as words
from departments.views.frame import carried_out, form_page, page_of, query_base, sent
from indicators.services.planning import clock
from indicators.views.frame import WRITE, page

WORK = {
    "filed": "todo", "heard": "doing", "proposed": "doing", "kept": "done", "improved": "done",
    "withdrawn": "waiting",
}  # fmt: skip
BUTTONS = {
    "hear": gettext_lazy("Put before a body"),
    "recuse": gettext_lazy("Step back"),
    "extend": gettext_lazy("Extend the time"),
    "keep": gettext_lazy("Decide: the grade stays"),
    "improve": gettext_lazy("Decide: a better grade"),
    "approve": gettext_lazy("Approve the better grade"),
    "return": gettext_lazy("Send back to the body"),
    "withdraw": gettext_lazy("Withdraw"),
}


@page()
def appeals(request):
    """Those one may see, the open ones first by the day they are to be decided."""
    rows = Appeal.objects.visible_to(request.user)
    found, today = page_of(request, rows.for_list()), day_of(clock())
    waiting = rows.open().count()
    context = {
        "page_obj": found, "base": query_base(request),
        "lead": ngettext("%(n)d appeal is open.", "%(n)d appeals are open.", waiting)
        % {"n": waiting},
        "columns": [
            {"label": _("Whose result"), "wide": True},
            {"label": _("What is asked for"), "hide_s": True},
            {"label": _("Decide by"), "num": True}, {"label": _("State")},
        ],
        "rows": [list_row(row, today) for row in found],
    }  # fmt: skip
    return render(request, "appraisals/appeals.html", context)


def list_row(row, today):
    due = {"text": row.decide_by.isoformat() if row.decide_by else "–", "num": True}
    if row.is_open and row.decide_by and row.decide_by < today:
        due["sub"] = _("overdue")
    return [
        {"text": row.appraisal.title, "plain": True, "sub": row.appraisal.unit.title,
         "url": reverse("appraisals:appeal", args=[row.pk])},
        row.get_step_display(), due,
        {"state": WORK[row.state], "state_word": row.get_state_display()},
    ]  # fmt: skip


def one(user, pk):
    rows = Appeal.objects.visible_to(user).select_related(
        "appraisal__appraisal_cycle__department",
        "appraisal__unit", "appraisal__person", "notice__grade", "result",
    )  # fmt: skip
    return get_object_or_404(rows, pk=pk)


@page()
def appeal(request, pk):
    """What is asked for, on which grounds, who hears it, every step."""
    row = one(request.user, pk)
    events = row.events.select_related("by__person")
    context = {
        "row": row, "name": row.appraisal.title,
        "crumbs": [{"label": _("Appeals"), "url": reverse("appraisals:appeals")}],
        "state": WORK[row.state], "word": row.get_state_display(),
        "facts": facts(row),
        "events": [
            {"when": f"{event.at:%Y-%m-%d %H:%M}", "iso": event.at.isoformat(),
             "what": event.get_deed_display(), "who": title_of(event.by), "note": event.reason}
            for event in events
        ],
        "buttons": [
            {"label": BUTTONS[deed], "url": reverse("appraisals:appeal-step", args=[pk, deed]),
             "first": not place}
            for place, deed in enumerate(open_steps(row, by=request.user))
        ],
    }  # fmt: skip
    return render(request, "appraisals/appeal.html", context)


def facts(row):
    names = words.grade_names(row.appraisal)
    members = ", ".join(
        title_of(one.user) + (f" ({_('stepped back')})" if one.recused_because else "")
        for one in row.members.select_related("user__person").order_by("pk")
    )
    better = row.result.grade if row.result else row.proposed_grade
    rows = [
        {"key": _("What is asked for"), "value": row.get_step_display()},
        {"key": _("Grade that is contested"), "value": names.get(row.notice.grade.grade)},
        {"key": _("Filed on"), "value": _("%(day)s, last day %(last)s") % {
            "day": row.filed_on.isoformat(), "last": row.last_day.isoformat()}},
        {"key": _("Decide by"), "value": row.decide_by.isoformat() if row.decide_by else ""},
        {"key": _("Body that decides"), "value": row.body},
        {"key": _("Members"), "value": members},
        {"key": _("Better grade"), "value": names.get(better, better)},
        {"key": _("Approve by"), "value": row.approve_by.isoformat() if row.approve_by else ""},
    ]  # fmt: skip
    return [fact for fact in rows if fact["value"]]


@page(methods=WRITE)
def appeal_step(request, pk, step):
    """Take one step of the table."""
    if step not in STEPS:
        raise Http404
    row, rule = one(request.user, pk), STEPS[step]
    try:
        require_actor(rule, row, request.user)
    except PermissionDenied as error:
        raise PermissionDenied(str(error)) from None
    names = words.grade_names(row.appraisal)
    form = AppealStepForm(
        sent(request), step=rule, user=request.user,
        initial={"seen": row.version, "body": row.body},
        grades=[(code, names[code]) for code in improvements(row.appraisal)],
    )  # fmt: skip
    back = reverse("appraisals:appeal", args=[pk])

    def deed(data):
        return take_step(
            row, step, by=request.user, reason=data.get("reason", ""), seen=data["seen"],
            grade=data.get("grade", ""), body=data.get("body", ""), members=form.members(),
        )  # fmt: skip

    if form.is_valid() and carried_out(form, deed, by=request.user):
        return redirect(back)
    return form_page(
        request, form, title=BUTTONS[step], back=back, submit=BUTTONS[step], now=facts(row),
        crumbs=[{"label": _("Appeals"), "url": reverse("appraisals:appeals")}],
        lead=row.appraisal.title,
    )  # fmt: skip
