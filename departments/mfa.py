"""The second factor: whose roles ask for one, and how its secret is kept."""

import base64
import hashlib
import hmac
from typing import Any

from allauth.account.authentication import get_authentication_records
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings
from django.http import HttpRequest

from departments.models import RoleGrant
from departments.services.permission import holds_role

ROLES = (RoleGrant.Role.OFFICE, RoleGrant.Role.AUDITOR)
FACTORS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)
PREFIX = "fernet:"


def must_have_second_factor(user: Any) -> bool:
    """Those who keep or check the whole, a deputy of theirs, and who may open the admin pages."""
    return bool(user.is_staff) or holds_role(user, *ROLES)


def has_shown_second_factor(request: HttpRequest) -> bool:
    """Whether this session was opened, or confirmed since, with a second factor."""
    records = get_authentication_records(request, request.user)
    return any(record.get("method") == "mfa" for record in records)


def cipher() -> MultiFernet:
    """Keys follow from SECRET_KEY; the fallbacks still open what they closed."""
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    digests = (hmac.digest(key.encode(), b"perfmgmt second factor", hashlib.sha256) for key in keys)
    return MultiFernet([Fernet(base64.urlsafe_b64encode(digest)) for digest in digests])


class MfaAdapter(DefaultMFAAdapter):
    """Secrets are stored encrypted, and the last factor stays while a role asks for one."""

    def encrypt(self, text: str) -> str:
        return PREFIX + cipher().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """What was stored before there was a cipher is still read."""
        if not encrypted_text.startswith(PREFIX):
            return encrypted_text
        return cipher().decrypt(encrypted_text.removeprefix(PREFIX).encode()).decode()

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        others = Authenticator.objects.filter(user=authenticator.user, type__in=FACTORS)
        return (
            others.exclude(pk=authenticator.pk).exists()
            or authenticator.type not in FACTORS
            or not must_have_second_factor(authenticator.user)
        )
