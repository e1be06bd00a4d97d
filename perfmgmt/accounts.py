"""Accounts come from the performance office or from single sign-on; nobody signs himself up."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter, get_adapter
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from django.conf import settings
from django.http import HttpRequest
from django.urls import get_script_prefix
from django.utils import translation

from departments.models import User


class AccountAdapter(DefaultAccountAdapter):
    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Axes counts wrong passwords and says how long a lock lasts; a second count would not."""

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """Home, in the language that the user prefers."""
        language = getattr(request.user, "language", "") or translation.get_language()
        return f"{get_script_prefix()}{language}/"


class SocialAccountAdapter(DefaultSocialAccountAdapter):
    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:
        """A person must be known before single sign-on can be connected to him."""
        return False

    def pre_social_login(self, request: HttpRequest, sociallogin: Any) -> None:
        """Connect a first sign-in to the account whose user name the provider vouches for.

        Off unless OIDC_USERNAME_CLAIM names the claim: only a provider that hands out its user
        names itself may be believed.
        """
        if not settings.OIDC_USERNAME_CLAIM or sociallogin.is_existing:
            return
        claims = sociallogin.account.extra_data
        claims = claims.get("userinfo") or claims.get("id_token") or claims
        name = claims.get(settings.OIDC_USERNAME_CLAIM)
        user = User.objects.filter(username=name, is_active=True).first() if name else None
        if user is not None:
            sociallogin.connect(request, user)


def client_address(request: HttpRequest) -> str:
    """One rule for lockout and rate limits: PROXIES says how many forwarded addresses count.

    A request that no server took in (a sign-in by the test client) has no address.
    """
    known = "REMOTE_ADDR" in request.META
    return str(get_adapter().get_client_ip(request)) if known else ""
