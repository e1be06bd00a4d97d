"""What the pages of this room share: who may open them."""

from functools import wraps

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from departments import services
from departments.models import Department

READ = ("GET", "HEAD")
WRITE = ("GET", "HEAD", "POST")
REPORTERS = ("office", "manager", "employee")
PLANNERS = ("office", "manager")
VERIFIERS = ("office", "auditor", "supervision", "evaluator")


def page(*roles, methods=READ):
    """For whoever holds a grant, or one of `roles` somewhere when any is named.

    Without any grant there is nothing here (404); with the wrong ones it says which are needed.
    """

    def decorate(view):
        @login_required
        @require_http_methods(methods)
        @wraps(view)
        def guarded(request, *args, **kwargs):
            if not services.held_roles(request.user):
                raise Http404
            if roles and not services.holds_role(request.user, *roles):
                raise PermissionDenied(needed(roles))
            return view(request, *args, **kwargs)

        return guarded

    return decorate


def needed(roles):
    if roles == REPORTERS:
        return _("This page needs the role of performance office, manager or employee.")
    if roles == PLANNERS:
        return _("This page needs the role of performance office or manager.")
    if roles == VERIFIERS:
        return _(
            "This page needs the role of performance office, auditor, supervision or evaluator."
        )
    return _("This page needs the role of performance office.")


def require_place(user, department, roles):
    """403 in words where the role is held, but over other departments."""
    if not services.holds_role(user, *roles, department=department):
        message = _("You hold no role over %(department)s that allows this.")
        raise PermissionDenied(message % {"department": department.title})


def planned_by(user):
    """The departments in force whose targets `user` may set."""
    return Department.objects.visible_to(user).led_by(user, *PLANNERS).in_force()
