"""What all pages of this room share: who may open them, how a form is carried out."""

from functools import wraps

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db import transaction
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from audit.errors import DomainError, WrongState
from departments import services

PER_PAGE = 50


def page_for(*roles, methods=("GET", "HEAD", "POST")):
    """Signed in, and with one of `roles` somewhere when any is named; else 403 in words."""

    def decorate(view):
        @login_required
        @require_http_methods(methods)
        @wraps(view)
        def guarded(request, *args, **kwargs):
            if roles and not services.holds_role(request.user, *roles):
                raise PermissionDenied(needed(roles))
            return view(request, *args, **kwargs)

        return guarded

    return decorate


def needed(roles):
    if set(roles) == {"office"}:
        return _("This page needs the role of performance office.")
    if "manager" in roles:
        return _("This page is for the performance office, managers, auditors and supervision.")
    return _("This page needs the role of performance office, auditor or supervision.")


def require_office(user, department=None):
    """403 in words, where the office of another branch may not write."""
    try:
        services.require_office(user, department)
    except PermissionDenied:
        if department is None:
            message = _("This needs the role of performance office over the whole organisation.")
        else:
            message = _("This needs the role of performance office over %(department)s.")
            message %= {"department": department.title}
        raise PermissionDenied(message) from None


def sent(request):
    """What a form is bound to: also an empty POST is one, and gets its errors."""
    return request.POST if request.method == "POST" else None


def carried_out(form, deed, *, by):
    """Do `deed` once for this form; a refusal becomes an error of the form, nothing is lost.

    True also for the second click on a form that was carried out. `form.status` is the status of
    the page that shows the form again: 409 when somebody else was first.
    """
    try:
        with transaction.atomic():
            if form.claim(by=by):
                form.outcome = deed(form.cleaned_data)
    except DomainError as error:
        form.status = 409 if isinstance(error, WrongState) else 200
        form.add_error(error.field if error.field in form.fields else None, error.message)
        return False
    return True


def form_page(request, form, *, title, back, template="departments/form.html", **context):
    """The page of one form; the error summary comes first when it was sent with errors."""
    context = {
        "form": form,
        "page_title": title,
        "cancel_url": back,
        "crumbs": context.pop("crumbs", []),
        **context,
    }
    return render(request, template, context, status=getattr(form, "status", 200))


def page_of(request, rows):
    """The asked-for page of `rows`; one that does not exist is the nearest one."""
    return Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))


def query_base(request):
    """The query of this address without its page, ready for "page=2" to follow."""
    query = request.GET.copy()
    query.pop("page", None)
    return f"{query.urlencode()}&" if query else ""


def chips_of(request, form):
    """The filters in force, each with the address of the list without it."""
    chips = []
    for name, value in form.cleaned_data.items() if form.is_valid() else []:
        if not value:
            continue
        query = request.GET.copy()
        query.pop(name, None)
        query.pop("page", None)
        field = form.fields[name]
        words = dict(getattr(field, "choices", [])).get(value, value)
        label = field.label if value is True else f"{field.label}: {words}"
        chips.append({"label": label, "url": f"?{query.urlencode()}"})
    return chips


def span(row):
    """From when to when, as a table cell reads it."""
    if row.ends_on is None:
        return _("since %(day)s") % {"day": row.starts_on.isoformat()}
    return _("%(first)s to %(last)s") % {
        "first": row.starts_on.isoformat(),
        "last": row.ends_on.isoformat(),
    }
