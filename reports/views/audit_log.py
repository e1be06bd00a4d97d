"""The ledger for those who keep or check the house. Reading it is entered into it."""

from django.contrib.auth.decorators import login_required
from django.http import Http404, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from audit import services
from audit.errors import WrongState
from audit.models import Entry, Seal
from audit.queries import may_read
from audit.state import chain_state
from reports import deeds
from reports.forms.audit_log import LogForm
from reports.views import audit_rows

PAGE = 50  # entries
HEAVY = ("salt", "details", "digest")  # columns that the list does not print


@never_cache
@login_required
@require_safe
def audit_log(request):
    """Newest first; older ones by cursor, so that new entries move no page."""
    open_to(request.user)
    form = LogForm(request.GET, user=request.user)
    entries, newer, older = [], None, None
    if form.is_valid():
        found = form.narrow(Entry.objects.visible_to(request.user)).defer(*HEAVY)
        found = found.with_rehearsed()
        entries, newer, older = page_of(found, form.cleaned_data)
        services.record_read("ledger", by=request.user, details={"query": form.asked})
    state = chain_state()
    context = {
        "form": form,
        "chips": chips(form),
        "clear_url": reverse("reports:audit-log"),
        "columns": [{"label": word} for word in (_("When"), _("Who"), _("What"), _("Concerns"))],
        "rows": audit_rows.rows(entries, request.user),
        "newer_url": newer and log_url(form.asked, after=newer),
        "older_url": older and log_url(form.asked, before=older),
        "broken": state.broken,
        "facts": audit_rows.state_facts(state),
    }
    return render(request, "reports/audit_log.html", context)


@never_cache
@login_required
@require_safe
def audit_entry(request, pk):
    """One entry: what was there before, what is there now, and where it is sealed."""
    open_to(request.user)
    entry = get_object_or_404(Entry.objects.visible_to(request.user), pk=pk)
    seal = Seal.objects.visible_to(request.user).holding(pk).defer("leaves", "entry_ids").first()
    services.record_read("entry", by=request.user, details={"entry": pk})
    context = {
        "entry": entry,
        "seal": seal,
        "hash": bytes(seal.hash).hex() if seal else "",
        "words": deeds.words(entry.verb),
        "history_url": log_url(audit_rows.history(entry)),
        "facts": audit_rows.facts(entry, seal, request.user),
        "columns": [{"label": word} for word in (_("Field"), _("Before"), _("After"))],
        "changes": deeds.changes(entry.details),
        "others": deeds.other_details(entry.details),
    }
    return render(request, "reports/audit_entry.html", context)


@never_cache
@login_required
@require_safe
def audit_proof(request, pk):
    """The proof that an entry is sealed, for docs/verify_inclusion.py."""
    open_to(request.user)
    get_object_or_404(Entry.objects.visible_to(request.user), pk=pk)
    try:
        proof = services.prove(pk)
    except Seal.DoesNotExist:
        message = _("This entry waits for its seal. Try again in a few seconds.")
        raise WrongState(message) from None
    services.record_read("proof", by=request.user, details={"entry": pk})
    headers = {"Content-Disposition": f'attachment; filename="entry-{pk}-proof.json"'}
    return JsonResponse(proof, headers=headers, json_dumps_params={"indent": 1})


def open_to(user):
    """Not open is not there."""
    if not may_read(user):
        raise Http404


def page_of(found, asked):
    """The entries of a page, and the cursors to the newer and the older ones, or None."""
    if asked["after"] is not None:
        ahead = list(found.filter(id__gt=asked["after"]).order_by("id")[: PAGE + 1])
        entries, has_newer, has_older = ahead[:PAGE][::-1], len(ahead) > PAGE, True
    else:
        back = found.filter(id__lt=asked["before"]) if asked["before"] else found
        listed = list(back.for_list()[: PAGE + 1])
        entries, has_newer, has_older = listed[:PAGE], bool(asked["before"]), len(listed) > PAGE
    if not entries:
        return [], None, None
    return entries, entries[0].pk if has_newer else None, entries[-1].pk if has_older else None


def chips(form):
    """One for each filter in force, with the list without it."""
    if not form.is_valid():
        return []
    return [
        {
            "label": f"{form.fields[name].label}: {form.in_words(name)}",
            "url": log_url({key: value for key, value in form.asked.items() if key != name}),
        }
        for name in form.asked
    ]


def log_url(asked, **cursor):
    return reverse("reports:audit-log", query={**asked, **cursor})
