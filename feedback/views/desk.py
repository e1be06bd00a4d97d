"""The desk: negative ratings that wait for an answer, and each one's ticket."""

from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.cache import never_cache

from departments.models import Department
from departments.services import holds_role
from departments.views.frame import (
    carried_out,
    chips_of,
    form_page,
    page_of,
    query_base,
    sent,
)
from feedback import services
from feedback.forms.desk import STEP_FORMS, DeskFilter
from feedback.models import FollowUp, Ticket
from feedback.queries.desk import handlers_of, supervises
from feedback.queries.public import READERS
from feedback.services.desk import LEADERS, STEPS, require_actor
from feedback.views import desk_words as words
from indicators.views.frame import WRITE, page

FORM = "feedback/desk_form.html"


@page()
def desk(request):
    """Those one may see, the overdue first."""
    units = Department.objects.led_by(request.user, *READERS).for_tree()
    form, today = DeskFilter(request.GET, units=units), timezone.localdate()
    rows = Ticket.objects.visible_to(request.user)
    late = rows.overdue(today).count()
    if form.is_valid():
        rows = filtered(rows, form.cleaned_data, today)
    found = page_of(request, rows.for_list())
    context = {
        "form": form, "chips": unit_chips(request, form), "page_obj": found,
        "base": query_base(request), "lead": words.waiting_words(late),
        "supervises": holds_role(request.user, "supervision"),
        "columns": [
            {"label": pgettext("ticket", "Ticket"), "wide": True},
            {"label": pgettext("rating", "Answer"), "hide_s": True},
            {"label": _("Who answers for it"), "hide_s": True},
            {"label": _("Due"), "num": True, "tag": _("Due")}, {"label": _("State")},
        ],
        "rows": [words.list_row(row, today) for row in found],
    }  # fmt: skip
    return render(request, "feedback/desk.html", context)


def filtered(rows, asked, today):
    if asked["unit"]:
        place = "rating__point__service__department__lineage__contains"
        rows = rows.filter(**{place: [asked["unit"].pk]})
    if asked["state"] == "overdue":
        return rows.overdue(today)
    return rows.filter(state=asked["state"]) if asked["state"] else rows


def unit_chips(request, form):
    """A unit by its name, not by what stands in the address."""
    found = chips_of(request, form)
    unit = form.cleaned_data.get("unit") if form.is_valid() else None
    if unit:
        found[0]["label"] = f"{form.fields['unit'].label}: {unit.title}"
    return found


def one(user, pk):
    return get_object_or_404(Ticket.objects.visible_to(user).for_page(), pk=pk)


@page()
def ticket(request, pk):
    return shown(request, one(request.user, pk))


def shown(request, row, contact=""):
    """What was said, what is due, what happened; `contact` only to whoever just opened it."""
    looks_in = supervises(request.user, row.rating.point.service.department_id)
    answers = row.owner_id == request.user.pk or leads(request.user, row)
    events = row.events.select_related("by__person")
    calls = row.call_backs.select_related("by__person")
    follows = FollowUp.objects.visible_to(request.user).filter(ticket=row).for_list()
    context = {
        "row": row, "rating": row.rating, "title": words.title(row), "crumbs": words.crumbs(),
        "work": words.WORK[row.state], "word": row.get_state_display(),
        "warning": words.warning(row.rating.text),
        "said": words.rating_facts(row.rating), "facts": words.ticket_facts(row),
        "events": words.event_rows(row, events),
        "calls": words.call_rows(calls, with_notes=looks_in),
        "buttons": buttons(row, request.user),
        "follow_columns": [
            {"label": _("What is to be done")}, {"label": _("Kind")},
            {"label": _("Who does it"), "hide_s": True}, {"label": _("By when"), "num": True},
            {"label": _("State")},
        ],
        "follows": [follow_row(one_of, request.user, answers=answers) for one_of in follows],
        "answers": answers, "may_publish": answers and row.reply and row.ending != "excluded",
        "we_did": getattr(row, "we_did", None), "contact": contact,
        "may_open": looks_in and words.is_sealed(row.rating),
        "waits": row.rating.proposals.waiting().exists(),
    }  # fmt: skip
    return render(request, "feedback/ticket.html", context)


def leads(user, row):
    return holds_role(user, *LEADERS, department=row.rating.point.service.department_id)


def buttons(row, user):
    names = services.open_steps(row, by=user)
    usual = next((name for name in reversed(names) if name != "take"), names[0] if names else "")
    return [
        {"label": words.BUTTONS[name], "first": name == usual,
         "url": reverse("feedback:ticket-step", args=[row.pk, name])}
        for name in names
    ]  # fmt: skip


def follow_row(follow, user, *, answers):
    done = follow.done_on
    text = {"text": follow.text, "sub": follow.outcome}
    if done is None and (answers or follow.owner_id == user.pk):
        text["url"] = reverse("feedback:follow-up-done", args=[follow.pk])
    if follow.objective:
        text["sub"] = f"{follow.outcome} ({follow.objective.code})"
    return [
        text, follow.get_kind_display(), words.named(follow.owner),
        {"text": follow.due_on.isoformat(), "num": True},
        {"state": "done" if done else "todo",
         "state_word": done.isoformat() if done else _("to do")},
    ]  # fmt: skip


@page(methods=WRITE)
def ticket_step(request, pk, step):
    """Take one step of the table."""
    if step not in STEPS:
        raise Http404
    row = one(request.user, pk)
    require_actor(STEPS[step], row, request.user)
    form = form_of(request, row, step)

    def deed(data):
        said = {key: value for key, value in data.items() if key not in ("form_token", "seen")}
        return services.take_ticket_step(row, step, by=request.user, seen=data["seen"], **said)

    if form.is_valid() and carried_out(form, deed, by=request.user):
        return redirect("feedback:ticket", pk=pk)
    quote = [{"key": pgettext("rating", "In the words of the rater"), "value": row.rating.text}]
    return form_page(
        request, form, title=words.BUTTONS[step], template=FORM, crumbs=words.crumbs(row),
        back=reverse("feedback:ticket", args=[pk]), submit=words.BUTTONS[step],
        now=words.rating_facts(row.rating)[:1] + (quote if row.rating.text else []),
    )  # fmt: skip


def form_of(request, row, step):
    extra = {}
    if step == "take":
        extra["people"] = handlers_of(row.rating.point.service.department)
    initial = {
        "seen": row.version, "owner": row.owner, "reply": row.reply, "finding": row.finding,
        "kind": row.kind,
    }  # fmt: skip
    return STEP_FORMS[step](sent(request), initial=initial, **extra)


@never_cache
@page("supervision", methods=("POST",))
def ticket_contact(request, pk):
    """Open the contact for somebody of supervision. Each time is an entry; nothing else changes."""
    row = one(request.user, pk)
    return shown(request, row, services.read_contact(row.rating, by=request.user))
