"""What somebody does with his notifications, and how he wants to hear of them. N6 to N9."""

from __future__ import annotations

import datetime
import hashlib
import secrets
from collections.abc import Collection

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext as _

from audit.services import record
from departments.models import (
    CalendarFeed,
    MailChoice,
    MailState,
    MutedKind,
    Notification,
    NotificationMail,
    User,
)
from departments.models.notifications import ALWAYS, NotificationKind
from departments.services.errors import DepartmentError, change
from departments.services.permission import Actor

SECRET_BYTES = 32
KEPT = datetime.timedelta(days=400)


def mark_read(row: Notification, *, by: User) -> bool:
    """That `by` has seen his notification; again: no change. Not in the ledger: it is no fact of
    the house when somebody looked.

    Errors: PermissionDenied for another's.
    """
    if row.recipient_id != by.pk:
        raise PermissionDenied
    return bool(Notification.objects.unread().filter(pk=row.pk).update(read_at=Now()))


def mark_all_read(*, by: User) -> int:
    """All that came until now, but what somebody else is settling at this moment."""
    mine = Notification.objects.visible_to(by).unread().select_for_update(skip_locked=True)
    return Notification.objects.filter(pk__in=mine.values("pk")).update(read_at=Now())


def forget_notifications() -> int:
    """Drop what was read long ago, and the e-mails. Returns how many notifications."""
    until = timezone.now() - KEPT
    gone, _each = Notification.objects.filter(read_at__lt=until).delete()
    empty = NotificationMail.objects.filter(day__lt=until.date(), notifications=None)
    empty.exclude(state=MailState.WAITING).delete()
    return gone


@transaction.atomic
def choose_notifications(user: User, mail: str, muted: Collection[str], *, by: Actor) -> User:
    """How often e-mails come, and of which kinds nothing is to be heard.

    Errors: PermissionDenied for another's; DepartmentError for a kind that nobody may mute.
    """
    if by is not None and by.pk != user.pk:
        raise PermissionDenied
    if mail not in MailChoice.values:
        raise DepartmentError(_("Choose how often e-mails come."), "mail_choice")
    if not set(muted) <= set(NotificationKind.values) - set(ALWAYS):
        raise DepartmentError(_("Results and appeals cannot be muted."), "muted")
    found = change(user, {"mail_choice": mail}, verb="departments.choose_mail", by=by)
    before = set(MutedKind.objects.filter(user=user).values_list("kind", flat=True))
    if before != set(muted):
        MutedKind.objects.filter(user=user).exclude(kind__in=muted).delete()
        new = [MutedKind(user_id=user.pk, kind=kind) for kind in sorted(set(muted) - before)]
        MutedKind.objects.bulk_create(new, ignore_conflicts=True)
        details = {"before": sorted(before), "after": sorted(muted)}
        record("departments.mute_notifications", found, by=by, details=details)
    return found


@transaction.atomic
def make_calendar_feed(user: User, *, by: User) -> str:
    """A new secret for one's calendar; the one before it no longer opens anything. Shown once:
    only its hash is kept."""
    if by.pk != user.pk:
        raise PermissionDenied
    secret = secrets.token_urlsafe(SECRET_BYTES)
    row, _made = CalendarFeed.objects.update_or_create(
        user_id=user.pk, defaults={"sha256": hash_of(secret), "made_at": timezone.now()}
    )
    record("departments.make_calendar_feed", row, by=by, details={"user": user.pk})
    return secret


@transaction.atomic
def revoke_calendar_feed(user: User, *, by: User) -> bool:
    """End the address of one's calendar. False when there was none."""
    if by.pk != user.pk:
        raise PermissionDenied
    row = CalendarFeed.objects.select_for_update().filter(user_id=user.pk).first()
    if row is None:
        return False
    record("departments.revoke_calendar_feed", row, by=by, details={"user": user.pk})
    row.delete()
    return True


def hash_of(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


def owner_of_calendar(secret: str) -> User | None:
    """Whose calendar this secret opens."""
    row = CalendarFeed.objects.under(hash_of(secret)).select_related("user").first()
    return row.user if row else None
