"""`{% demo_accounts as accounts %}`: who signs in to the demonstration, for the sign-in page."""

from django import template
from django.conf import settings

from departments.models import RoleGrant, User
from perfmgmt.demo_city.accounts import ACCOUNTS, PASSWORD

register = template.Library()


@register.simple_tag
def demo_accounts() -> list[dict[str, object]]:
    """One account per role where the demonstration is loaded; never in production."""
    if settings.PRODUCTION:
        return []
    names = [account.username for account in ACCOUNTS]
    known = set(User.objects.filter(username__in=names).values_list("username", flat=True))
    roles = dict(RoleGrant.Role.choices)
    return [
        {
            "username": account.username,
            "password": PASSWORD,
            "role": roles[account.role],
            "two_steps": account.two_steps,
        }
        for account in ACCOUNTS
        if account.username in known
    ]
