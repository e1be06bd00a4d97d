"""What a token may be used for, and which roles may do the deeds."""

from django.utils.translation import gettext as _
from rest_framework.permissions import SAFE_METHODS, BasePermission

from departments.services import holds_role
from reports.models import ApiToken


class HasScope(BasePermission):
    """The token carries the scope the view names for reading or writing. A session needs none."""

    def has_permission(self, request, view):
        if not isinstance(request.auth, ApiToken):
            return True
        needed = view.read_scope if request.method in SAFE_METHODS else view.write_scope
        self.message = _("This token lacks the scope “%s”.") % needed
        return needed in request.auth.scopes


class MayDo(BasePermission):
    """For writes, the user holds one of the view's roles somewhere; the service looks closer."""

    def has_permission(self, request, view):
        if request.method in SAFE_METHODS:
            return True
        return holds_role(request.user, *view.write_roles)
