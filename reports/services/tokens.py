"""Tokens for the REST interface: made in the browser, shown once, kept as a hash."""

import datetime
import hashlib
import secrets
from collections.abc import Iterable

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from audit.errors import DomainError
from audit.services import record
from departments.models import User
from reports.models import LONGEST_LIFE, ApiToken

PREFIX = "pm_"  # lets a scanner for leaked secrets know ours
HINT_LENGTH = 8
SEEN_EVERY = datetime.timedelta(minutes=1)


def digest_of(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


@transaction.atomic
def create_token(
    name: str, scopes: Iterable[str], life: datetime.timedelta, *, by: User
) -> tuple[ApiToken, str]:
    """A new token of `by` and its secret, which nobody can read again afterwards."""
    if not datetime.timedelta(0) < life <= LONGEST_LIFE:
        raise DomainError(_("A token lives for 90 days at most."), "days")
    secret = PREFIX + secrets.token_urlsafe(32)
    now = timezone.now()
    try:
        with transaction.atomic():
            token = ApiToken.objects.create(
                user=by,
                name=name,
                hint=secret[:HINT_LENGTH],
                digest=digest_of(secret),
                scopes=sorted(scopes),
                created_at=now,
                expires_at=now + life,
            )
    except IntegrityError as error:
        raise DomainError(
            _("You already have a token with this name. Revoke it, or choose another name."), "name"
        ) from error
    details = {"scopes": token.scopes, "expires_at": token.expires_at}
    record("reports.create_token", token, by=by, details=details)
    return token, secret


@transaction.atomic
def revoke_token(token: ApiToken, *, by: User) -> bool:
    """End the token at once. False when it had been revoked before."""
    ended = ApiToken.objects.filter(pk=token.pk, revoked_at__isnull=True)
    if not ended.update(revoked_at=timezone.now()):
        return False
    record("reports.revoke_token", token, by=by, details={"scopes": token.scopes})
    return True


def use_token(secret: str) -> ApiToken | None:
    """The valid token with this secret, and note that it was used (to the minute)."""
    now = timezone.now()
    token = (
        ApiToken.objects.valid(now).select_related("user").filter(digest=digest_of(secret)).first()
    )
    if token and (token.last_used_at is None or token.last_used_at < now - SEEN_EVERY):
        ApiToken.objects.filter(pk=token.pk).update(last_used_at=now)
    return token
