"""The gaming radar: signals in a list, one signal with its figures, the steps of its review."""

from csp.decorators import csp_update
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from departments import services as departments
from departments.models import RoleGrant, User
from departments.views.frame import (
    carried_out,
    chips_of,
    form_page,
    page_of,
    query_base,
    require_office,
    sent,
)
from indicators.models import PublicMirror, RadarScan, ScoreRun, Signal, SignalStep
from indicators.models.radar import SignalDeed, SignalState
from indicators.services import radar as service
from indicators.services import signals
from reports import timewords
from reports.forms.radar import DeedForm, MirrorForm, RadarForm, name_of
from reports.radar import figures, words
from reports.views.indicator import PLOTLY

READERS = ("office", "auditor", "supervision", "manager")
STATES = {
    SignalState.OPEN: "todo",
    SignalState.IN_REVIEW: "doing",
    SignalState.EXPLAINED: "done",
    SignalState.CONFIRMED: "failed",
    SignalState.DISMISSED: "done",
}


def may_read(user):
    """Signals are for those who check, and for managers; for others there is nothing here."""
    held = departments.held_roles(user)
    if held.isdisjoint(READERS):
        if held:
            raise PermissionDenied(
                _("This page is for the performance office, managers, auditors and supervision.")
            )
        raise Http404


@login_required
@require_safe
def radar(request):
    """What is open first; every filter in the address."""
    may_read(request.user)
    form = RadarForm(request.GET, user=request.user)
    seen = Signal.objects.visible_to(request.user)
    rows = form.narrow(seen).for_list() if form.is_valid() else seen.none()
    counts = seen.per_state()
    found = page_of(request, rows)
    context = {
        "form": form,
        "chips": chips_of(request, form),
        "clear_url": reverse("reports:radar"),
        "page_obj": found,
        "base": query_base(request),
        "rows": [row(signal) for signal in found],
        "heading": heading(counts),
        "scan": RadarScan.objects.visible_to(request.user).latest_scan(),
        "may_scan": departments.holds_role_at_root(request.user, "office"),
    }
    return render(request, "reports/radar.html", context)


def heading(counts):
    waiting = counts.get("open", 0) + counts.get("in_review", 0)
    if not waiting:
        return _("No signal waits")
    return ngettext("%(n)s signal to look at", "%(n)s signals to look at", waiting) % {"n": waiting}


def row(signal):
    return {
        "url": reverse("reports:signal", args=[signal.pk]),
        "kind": signal.get_kind_display(),
        "department": signal.department.title,
        "indicator": signal.indicator.title if signal.indicator else "",
        "why": words.summary(signal),
        "state": STATES[signal.state],
        "word": signal.get_state_display(),
        "owner": name_of(signal.owner) if signal.owner else "",
        "found": timewords.day(signal.found_at),
    }


def one(user, pk):
    rows = Signal.objects.visible_to(user).select_related(
        "department", "indicator", "cycle", "run", "owner__person"
    )
    return get_object_or_404(rows, pk=pk)


@csp_update(PLOTLY)
@login_required
@require_safe
def signal(request, pk):
    """The test in words, what could explain it innocently, the figures, and what was done."""
    may_read(request.user)
    row = one(request.user, pk)
    steps = SignalStep.objects.visible_to(request.user).filter(signal=row).for_list()
    deeds = signals.allowed(row, request.user)
    sentences, drawn = words.sentences(row), figures.figure(request.user, row)
    context = {
        "signal": row,
        "place": words.place(row),
        "sentences": sentences if drawn is None else sentences[1:],
        "innocent": words.innocent(row),
        "figure": drawn,
        "facts": facts(row),
        "steps": [told(step) for step in steps],
        "deeds": [button(row, deed, first=deed == deeds[0]) for deed in deeds],
        "waits": row.state == SignalState.IN_REVIEW and not signals.is_heard(row),
        "due": row.reply_due_on and timewords.day(row.reply_due_on),
        "kpi_url": row.indicator
        and reverse("reports:indicator", args=[row.department.code, row.indicator.code]),
    }
    return render(request, "reports/signal.html", context)


def facts(row):
    lines = [
        (_("State"), row.get_state_display()),
        (_("Reviewed by"), name_of(row.owner) if row.owner else ""),
        (_("Reply until"), timewords.day(row.reply_due_on) if row.reply_due_on else ""),
        (_("Department"), row.department.title),
        (_("Indicator"), row.indicator.title if row.indicator else ""),
        (_("Figures of"), words.window(row)),
        (_("Cycle"), row.cycle.name),
        (_("Found"), timewords.moment(row.found_at)),
        (_("Run"), str(row.run_id)),
        (_("Reason"), row.reason),
    ]
    return [{"key": key, "value": value} for key, value in lines if value]


def told(step):
    return {
        "what": step.get_deed_display(),
        "when": timewords.moment(step.at),
        "iso": step.at.isoformat(),
        "who": name_of(step.by) if step.by else _("the system"),
        "note": step.text,
    }


def wording(deed):
    return {
        SignalDeed.TAKE: _("Start the review"),
        SignalDeed.HAND: _("Hand over"),
        SignalDeed.REPLY: _("Reply"),
        SignalDeed.EXPLAIN: _("Close as explained"),
        SignalDeed.CONFIRM: _("Confirm"),
        SignalDeed.DISMISS: _("Dismiss"),
    }[deed]


def button(row, deed, *, first):
    return {
        "label": wording(deed),
        "url": reverse("reports:signal-step", args=[row.pk, deed]),
        "kind": "primary" if first else "",
    }


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def step(request, pk, deed):
    """One step of the review: what is said is kept, and who said it."""
    may_read(request.user)
    row = one(request.user, pk)
    if deed not in signals.STEPS:
        raise Http404
    deed = SignalDeed(deed)
    require_actor(request.user, row, signals.STEPS[deed].actor)
    form = DeedForm(
        sent(request),
        deed=deed, reviewers=reviewers(request.user, row),
    )  # fmt: skip

    def advance(data):
        owner = data.get("owner")
        return signals.advance(row, deed, text=data["text"], owner=owner, by=request.user)

    if form.is_valid() and carried_out(form, advance, by=request.user):
        messages.success(request, _("Saved with the signal."))
        return redirect("reports:signal", row.pk)
    here = reverse("reports:signal", args=[row.pk])
    return form_page(
        request, form, title=wording(deed), back=here, submit=wording(deed),
        lead=words.summary(row), crumbs=crumbs(row),
    )  # fmt: skip


def require_actor(user, row, actor):
    """403 in words: replies are the manager's, everything else the performance office's."""
    if departments.holds_role(user, actor, department=row.department_id):
        return
    if actor == "manager":
        message = _("This needs the role of manager over %(department)s.")
    else:
        message = _("This needs the role of performance office over %(department)s.")
    raise PermissionDenied(message % {"department": row.department.title})


def crumbs(row):
    return [
        {"label": _("Gaming radar"), "url": reverse("reports:radar")},
        {"label": f"{row.get_kind_display()}", "url": reverse("reports:signal", args=[row.pk])},
    ]


def reviewers(user, row):
    """The accounts of the performance office of that branch which `user` may see."""
    grants = RoleGrant.objects.visible_to(user).filter(
        role="office", department__in=row.department.lineage
    )
    seen = User.objects.visible_to(user).filter(pk__in=grants.values("user"), is_active=True)
    return seen.select_related("person").order_by("username")


@login_required
@require_POST
def scan(request):
    """Look at the figures of the latest finished run now; a second click finds nothing new."""
    may_read(request.user)
    require_office(request.user)
    run = (
        ScoreRun.objects.visible_to(request.user)
        .done()
        .select_related("cycle__period", "cycle__policy")
        .order_by("-cycle__period__ends_on", "-pk")
        .first()
    )
    if run is None:
        messages.info(request, _("There is no finished run to look at yet."))
        return redirect("reports:radar")
    new = service.scan(run, by=request.user)
    text = ngettext(
        "%(n)s new signal in run %(run)s.", "%(n)s new signals in run %(run)s.", len(new)
    )
    messages.success(request, text % {"n": len(new), "run": run.pk})
    return redirect("reports:radar")


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def mirrors(request):
    """Which figures of the public stand against official ones, and one more pair."""
    may_read(request.user)
    require_office(request.user)
    form = MirrorForm(sent(request), user=request.user)

    def save(data):
        return service.set_mirror(data["official"], data["public"], by=request.user)

    if form.is_valid() and carried_out(form, save, by=request.user):
        messages.success(request, _("The pair is saved. The next scan compares it."))
        return redirect("reports:mirrors")
    pairs = PublicMirror.objects.visible_to(request.user).for_list()
    return form_page(
        request, form, title=_("Official and public figures"), back=reverse("reports:radar"),
        template="reports/mirrors.html", pairs=pairs, submit=_("Save the pair"),
        crumbs=[{"label": _("Gaming radar"), "url": reverse("reports:radar")}],
    )  # fmt: skip


@login_required
@require_POST
def mirror_end(request, pk):
    may_read(request.user)
    require_office(request.user)
    pair = PublicMirror.objects.visible_to(request.user).filter(pk=pk).first()
    if pair is not None:
        service.drop_mirror(pair, by=request.user)
    return redirect("reports:mirrors")
