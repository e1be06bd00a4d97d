"""Requirements between departments: the list of both sides, one of them, asking, answering."""

from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from departments import services as departments
from departments.views.frame import carried_out, form_page, page_of, query_base, sent
from indicators.forms.requirements import AnswerForm, RequirementForm
from indicators.models import Requirement
from indicators.services import requirements
from indicators.views.frame import PLANNERS, WRITE, page, require_place

FORM = "indicators/form.html"
WORK = {
    "asked": "todo", "accepted": "doing", "declined": "failed", "withdrawn": "waiting",
    "met": "done",
}  # fmt: skip
TITLES = {
    "accept": gettext_lazy("Accept the requirement"),
    "decline": gettext_lazy("Decline the requirement"),
    "withdraw": gettext_lazy("Withdraw the requirement"),
    "meet": gettext_lazy("Mark it as met"),
}
BUTTONS = {
    "accept": gettext_lazy("Accept"),
    "decline": gettext_lazy("Decline"),
    "withdraw": gettext_lazy("Withdraw"),
    "meet": gettext_lazy("It is met"),
}


def crumbs():
    return [
        {"label": _("Strategy"), "url": reverse("indicators:cascade")},
        {"label": _("Requirements"), "url": reverse("indicators:requirements")},
    ]


@page()
def requirement_list(request):
    """What departments need from each other; what waits comes first."""
    rows = Requirement.objects.visible_to(request.user)
    settled = request.GET.get("show") == "settled"
    shown = (rows.exclude(state__in=["asked", "accepted"]) if settled else rows.open()).for_list()
    counts = {"open": rows.open().count()}
    counts["settled"] = rows.count() - counts["open"]
    chosen = page_of(request, shown)
    late = rows.filter(state="asked", answer_due_on__lt=timezone.localdate()).count()
    here = reverse("indicators:requirements")
    context = {
        "crumbs": crumbs()[:1],
        "sentence": sentence(counts["open"], late),
        "tabs": [
            {"label": _("Open"), "url": here, "count": counts["open"], "current": not settled},
            {
                "label": _("Settled"), "url": f"{here}?show=settled", "count": counts["settled"],
                "current": settled,
            },
        ],
        "columns": columns(),
        "rows": [requirement_row(row) for row in chosen],
        "page_obj": chosen,
        "base": query_base(request),
        "may_ask": departments.holds_role(request.user, *PLANNERS),
    }  # fmt: skip
    return render(request, "indicators/requirements.html", context)


def sentence(count, late):
    if not count:
        return _("Nothing is open between departments.")
    text = ngettext("%(n)s requirement is open", "%(n)s requirements are open", count)
    found = text % {"n": count}
    if not late:
        return _("%(found)s; no answer is overdue.") % {"found": found}
    text = ngettext(
        "%(found)s; %(n)s answer is overdue.", "%(found)s; %(n)s answers are overdue.", late
    )
    return text % {"found": found, "n": late}


def columns():
    return [
        {"label": _("What is needed"), "wide": True},
        {"label": _("Asked of")},
        {"label": _("Needed by")},
        {"label": _("State")},
    ]


def requirement_row(row):
    for_what = (row.objective or row.indicator).title
    asks = _("%(department)s, for “%(what)s”") % {
        "department": row.asking.title, "what": for_what,
    }  # fmt: skip
    url = reverse("indicators:requirement", args=[row.pk])
    return [
        {"text": row.what, "url": url, "plain": True, "sub": asks},
        row.asked.title,
        {
            "html": format_html('<span class="pm-nb">{}</span>', row.due_on.isoformat()),
            "sub": due_words(row),
        },
        {"state": WORK[row.state], "state_word": row.get_state_display()},
    ]


def due_words(row):
    """Whether an answer or the thing itself is overdue, or when the answer is due."""
    today = timezone.localdate()
    if row.state == "asked":
        if row.answer_due_on < today:
            return _("answer overdue")
        return _("answer by %(day)s") % {"day": row.answer_due_on.isoformat()}
    if row.state == "accepted" and row.due_on < today:
        return _("overdue")
    return ""


def one(user, pk):
    return get_object_or_404(Requirement.objects.visible_to(user).for_list(), pk=pk)


@page()
def requirement(request, pk):
    """One requirement: what, for what, by when, and every step with who and why."""
    row = one(request.user, pk)
    steps = row.steps.select_related("by__person").order_by("-at", "-pk")
    context = {
        "row": row,
        "crumbs": crumbs(),
        "state": {"state": WORK[row.state], "word": row.get_state_display()},
        "facts": facts(row),
        "steps": [step_row(step) for step in steps],
        "buttons": [
            {
                "label": BUTTONS[name], "first": not place,
                "url": reverse("indicators:requirement-step", args=[row.pk, name]),
            }
            for place, name in enumerate(requirements.open_steps(row, by=request.user))
        ],
    }  # fmt: skip
    return render(request, "indicators/requirement.html", context)


def facts(row):
    objective, card = row.objective, row.indicator
    rows = [
        {"key": _("Who needs it"), "value": row.asking.title},
        {"key": _("Who is asked"), "value": row.asked.title},
        {"key": _("Needed by"), "value": row.due_on.isoformat()},
        {"key": _("Answer by"), "value": row.answer_due_on.isoformat()},
        {"key": _("Objective"), "value": objective.title if objective else ""},
        {"key": _("KPI"), "value": card.title if card else ""},
    ]
    return [fact for fact in rows if fact["value"]]


def step_row(step):
    by = _("the system")
    if step.by is not None:
        person = getattr(step.by, "person", None)
        by = person.title if person else step.by.username
    when = timezone.localtime(step.at)
    words = {
        "asked": _("asked"), "accepted": _("accepted"), "declined": _("declined"),
        "withdrawn": _("withdrawn"), "met": _("met"),
    }  # fmt: skip
    return {
        "when": f"{when:%Y-%m-%d %H:%M}",
        "iso": when.isoformat(),
        "what": _("%(step)s by %(person)s") % {"step": words[step.state], "person": by},
        "note": step.reason,
    }


@page(*PLANNERS, methods=WRITE)
def requirement_add(request):
    """Ask another department for something."""
    names = RequirementForm.base_fields
    initial = {name: request.GET[name] for name in request.GET if name in names}
    form = RequirementForm(sent(request), user=request.user, initial=initial)

    def deed(data):
        require_place(request.user, data["asking"], PLANNERS)
        return requirements.ask(
            data["asking"], data["asked"], data["what"], data["due_on"],
            objective=data["objective"], indicator=data["indicator"], by=request.user,
        )  # fmt: skip

    if form.is_valid() and carried_out(form, deed, by=request.user):
        made = getattr(form, "outcome", None)
        if made is None:
            return redirect("indicators:requirements")
        return redirect("indicators:requirement", pk=made.pk)
    return form_page(
        request, form, title=_("Ask another department"), crumbs=crumbs(), template=FORM,
        back=reverse("indicators:requirements"), submit=_("Ask"),
        lead=_("The other side accepts or declines; both sides see it until it is settled."),
    )  # fmt: skip


@page(*PLANNERS, methods=WRITE)
def requirement_step(request, pk, step):
    """Take one step, with its reason."""
    if step not in requirements.STEPS:
        raise Http404
    row, rule = one(request.user, pk), requirements.STEPS[step]
    side = row.asking if rule.side == requirements.ASKING else row.asked
    require_place(request.user, side, rule.roles)
    form = AnswerForm(sent(request), needs_reason=rule.needs_reason)
    back = reverse("indicators:requirement", args=[pk])

    def deed(data):
        return requirements.take_step(row, step, by=request.user, reason=data["reason"])

    if form.is_valid() and carried_out(form, deed, by=request.user):
        return redirect(back)
    return form_page(
        request, form, title=TITLES[step], back=back, template=FORM, lead=row.what,
        crumbs=crumbs(), submit=BUTTONS[step], now=facts(row),
        kind="danger" if rule.needs_reason else "primary",
    )  # fmt: skip
