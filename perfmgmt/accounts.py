"""Accounts come from the performance office or from single sign-on; nobody signs himself up."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter, get_adapter
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from django.http import HttpRequest


class AccountAdapter(DefaultAccountAdapter):
    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False


class SocialAccountAdapter(DefaultSocialAccountAdapter):
    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:
        """A person must be known before single sign-on can be connected to him."""
        return False


def client_address(request: HttpRequest) -> str:
    """One rule for lockout and rate limits: PROXIES says how many forwarded addresses count.

    A request that no server took in (a sign-in by the test client) has no address.
    """
    known = "REMOTE_ADDR" in request.META
    return str(get_adapter().get_client_ip(request)) if known else ""
