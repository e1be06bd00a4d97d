"""Score runs: the list, asking for one, watching it, stopping it, publishing it."""

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db import transaction
from django.db.models import Count, Q
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from audit.errors import DomainError, WrongState
from audit.forms import OnceForm
from departments.services import held_roles, holds_role
from indicators.models import Cycle, ScoreRun
from indicators.services import runs
from indicators.services.rules import publication_of
from indicators.views.results import results

PER_PAGE = 25
UNPRINTED = ("pins", "problems", "methods")
OPEN = {"requested", "running"}


class RunForm(OnceForm):
    """Which cycle to score, and as of which moment."""

    cycle = forms.ModelChoiceField(
        label=_("Cycle"), queryset=Cycle.objects.none(), empty_label=None
    )
    as_of = forms.DateTimeField(
        label=_("As of"),
        required=False,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local", "class": "pm-w-m"}),
        help_text=_("Score with the values known at this moment. Leave it empty for now."),
    )

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["cycle"].queryset = Cycle.objects.visible_to(user).order_by(
            "-period__ends_on", "name"
        )


def may_read(user) -> None:
    """Runs are for those who hold a grant; for others there is nothing here."""
    if not held_roles(user):
        raise Http404


@login_required
@require_safe
def run_list(request):
    may_read(request.user)
    rows = (
        ScoreRun.objects.visible_to(request.user)
        .for_list()
        .select_related("cycle", "requested_by__person")
        .defer(*UNPRINTED)
    )
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    context = {"page_obj": page, "may_start": holds_role(request.user, "office")}
    return render(request, "indicators/runs.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def run_start(request):
    """The form, and the run it asks for; a second click ends at the list."""
    may_read(request.user)
    if not holds_role(request.user, "office"):
        raise PermissionDenied
    initial = {"cycle": request.GET.get("cycle") or current_cycle(request.user)}
    form = RunForm(request.POST or None, user=request.user, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            return redirect(asked(form, request.user))
        except DomainError as error:
            form.add_error(error.field if error.field in form.fields else None, error.message)
    return render(request, "indicators/run_start.html", {"form": form})


def current_cycle(user) -> int | None:
    """The newest cycle that has begun."""
    begun = Cycle.objects.visible_to(user).filter(period__starts_on__lte=timezone.localdate())
    return begun.order_by("-period__ends_on", "name").values_list("pk", flat=True).first()


@transaction.atomic
def asked(form: RunForm, user) -> str:
    """Where to go after the form was sent: to its run, or to the list when it ran before."""
    if not form.claim(by=user):
        return "indicators:runs"
    data = form.cleaned_data
    run = runs.request_run(data["cycle"], as_of=data["as_of"], by=user)
    return address(run)


def address(run: ScoreRun) -> str:
    return reverse("indicators:run", args=[run.pk])


def one(user, number: int) -> ScoreRun:
    rows = ScoreRun.objects.visible_to(user).full().select_related("cycle__period")
    return get_object_or_404(rows.defer("pins", "methods"), pk=number)


@login_required
@require_safe
def run_detail(request, pk):
    """The run with its progress while it works, its results when it is done."""
    run = one(request.user, pk)
    office = holds_role(request.user, "office")
    context = {
        "run": run,
        "progress": progress(run),
        "is_published": run.cycle.published_run_id == run.pk,
        "may_cancel": office and run.state in OPEN,
        "may_publish": office and run.state == "done" and run.cycle.published_run_id != run.pk,
        "may_start": office,
    }
    if run.state == "done":
        context |= results(request.user, run, request.GET.get("period"))
    return render(request, "indicators/run.html", context)


def progress(run: ScoreRun) -> dict:
    """How far a run is, counted in shards that are done."""
    if run.state not in OPEN:
        return {"state": run.state, "done": 1, "total": 1}
    found = run.shards.aggregate(total=Count("pk"), done=Count("pk", filter=Q(state="done")))
    found["state"] = "running"
    if run.cancel_requested_at:
        found["words"] = gettext("is being stopped")
    elif run.state == "requested":
        found["words"] = gettext("waits for a worker")
    else:
        found["words"] = gettext("%(done)s of %(total)s parts") % found
    return found


@login_required
@require_safe
def run_progress(request, pk):
    """The progress alone, asked for every second; when the run has ended the page is reloaded."""
    run = one(request.user, pk)
    context = {
        "run": run,
        "progress": progress(run),
        "may_cancel": run.state in OPEN and holds_role(request.user, "office"),
    }
    answer = render(request, "indicators/run_progress.html", context)
    if run.state not in OPEN:
        answer["HX-Refresh"] = "true"
    return answer


@login_required
@require_POST
def run_cancel(request, pk):
    """Stop a run. Stopping one that is being stopped already changes nothing."""
    run = one(request.user, pk)
    if run.cancel_requested_at is None or run.state not in OPEN:
        runs.cancel_run(run, by=request.user)
        messages.success(request, gettext("The run is being stopped."))
    elif not holds_role(request.user, "office"):
        raise PermissionDenied
    return redirect("indicators:run", pk=run.pk)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def run_publish(request, pk):
    """Ask first, then point the cycle at this run. Publishing it twice is publishing it once."""
    run = one(request.user, pk)
    if not holds_role(request.user, "office"):
        raise PermissionDenied
    if run.state != "done":
        raise WrongState(gettext("Only a run that is done can be published."))
    if request.method == "POST":
        runs.publish_run(run, by=request.user)
        messages.success(request, gettext("Run %(number)s is published.") % {"number": run.pk})
        return redirect("indicators:run", pk=run.pk)
    least = f"{(publication_of(run.cycle).least * 100).normalize():f}%"
    return render(request, "indicators/run_publish.html", {"run": run, "least": least})
