"""The performance office and auditors work behind a second factor, on every page."""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from allauth.mfa.models import Authenticator
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.urls import get_script_prefix, reverse
from django.utils.translation import gettext as _

from departments.mfa import FACTORS, has_shown_second_factor, must_have_second_factor

# What somebody needs on the way to his second factor, or to leave.
OPEN_PAGES = ("mfa_", "account_login", "account_logout", "account_reauthenticate", "set_language")
API = "/api/"


class MfaRequired:
    """Sends a session without a second factor to set one up, or to show it.

    A session that has shown one costs no query. API tokens come without a session: they are made
    behind the second factor and pass.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Any, args: Any, kwargs: Any
    ) -> HttpResponse | None:
        user = request.user
        if not user.is_authenticated:
            return None
        user.of_one_request = True
        if has_shown_second_factor(request):
            return None
        match = request.resolver_match
        if match is not None and (match.view_name or "").startswith(OPEN_PAGES):
            return None
        if not must_have_second_factor(user):
            return None
        if request.path_info.startswith(API):
            raise PermissionDenied(_("Sign in with your second factor, or send a token."))
        return HttpResponseRedirect(next_step(request))


def next_step(request: HttpRequest) -> str:
    """Where to set a factor up, or to show the one there is; then back to where one was going."""
    types = set(
        Authenticator.objects.filter(user=request.user.pk, type__in=FACTORS).values_list(
            "type", flat=True
        )
    )
    if not types:
        messages.info(request, _("Your role asks for a second step at sign-in. Choose one below."))
        return reverse("mfa_index")
    totp = Authenticator.Type.TOTP in types
    page = reverse("mfa_reauthenticate" if totp else "mfa_reauthenticate_webauthn")
    going = request.get_full_path() if request.method == "GET" else get_script_prefix()
    return f"{page}?{urlencode({'next': going})}"
