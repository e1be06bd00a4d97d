"""What somebody chooses for his own account."""

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from departments.models import User
from departments.services.errors import DepartmentError, change
from departments.services.permission import Actor


@transaction.atomic
def choose_language(user: User, language: str, *, by: Actor) -> User:
    """The language of the pages after sign-in; blank: as the browser asks for."""
    if by is not None and by.pk != user.pk:
        raise PermissionDenied
    if language and language not in dict(settings.LANGUAGES):
        raise DepartmentError(_("This language is not offered."), "language")
    return change(user, {"language": language}, verb="departments.choose_language", by=by)
