"""Reminders as e-mail: one a person and day, with nothing in it that a stranger may not read."""

from __future__ import annotations

import datetime

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from departments.models import User
from indicators.models import Reminder, ReminderDigest

GIVEN_UP_AFTER = datetime.timedelta(minutes=10)  # of a sender that died with a digest in its hands


def send_digests() -> int:
    """Send what waits, and what a sender that died left behind. Returns how many went out."""
    if not settings.REMINDER_MAIL:
        return 0
    today = timezone.localdate()
    waiting = Reminder.objects.waiting().exclude(user__email="").filter(user__is_active=True)
    told = ReminderDigest.objects.filter(day=today).values("user")
    for user in waiting.exclude(user__in=told).order_by("user").values_list("user", flat=True):
        claim(user, today)
    left = ReminderDigest.objects.filter(sent_at=None).order_by("pk")
    return sum(send(pk) for pk in left.values_list("pk", flat=True))


@transaction.atomic
def claim(user_id: int, day: datetime.date) -> None:
    """Gather what waits for one person into the digest of the day; the second one finds it made."""
    _digest, made = ReminderDigest.objects.get_or_create(
        user_id=user_id, day=day, defaults={"claimed_at": timezone.now() - GIVEN_UP_AFTER}
    )
    if made:
        Reminder.objects.waiting().filter(user=user_id).update(digest=_digest)


def send(digest_id: int) -> bool:
    """Send one digest unless somebody has it in hand. The mail itself is outside of transactions.

    A sender that dies in between lets it go out a second time, with the same Message-ID.
    """
    now = timezone.now()
    free = ReminderDigest.objects.filter(
        pk=digest_id, sent_at=None, claimed_at__lte=now - GIVEN_UP_AFTER
    )
    if not free.update(claimed_at=now):
        return False
    digest = ReminderDigest.objects.select_related("user").get(pk=digest_id)
    rows = Reminder.objects.filter(digest=digest, data_return__completed_at=None)
    due = sorted({row.data_return.due_on for row in rows.select_related("data_return")})
    count = rows.values("data_return").distinct().count()
    if count:
        message(digest, count, due).send()
    ReminderDigest.objects.filter(pk=digest_id).update(sent_at=timezone.now())
    return bool(count)


def message(digest: ReminderDigest, count: int, due: list[datetime.date]) -> EmailMessage:
    """How many returns wait and since when. No department, no KPI, no figure."""
    user: User = digest.user
    with translation.override(user.language or settings.LANGUAGE_CODE):
        subject = ngettext(
            "%(n)s data return waits for you", "%(n)s data returns wait for you", count
        )
        lines = [
            ngettext(
                "%(n)s data return waits for its values.",
                "%(n)s data returns wait for their values.",
                count,
            ) % {"n": count},
            _("Due: %(days)s.") % {"days": ", ".join(day.isoformat() for day in due)},
            where(),
            _("This message comes at most once a day, and ends when the values are there."),
        ]  # fmt: skip
        return EmailMessage(
            subject % {"n": count}, "\n\n".join(lines), to=[user.email],
            headers={"Message-ID": f"<reminder-{digest.pk}-{digest.day}@perfmgmt.invalid>",
                     "Auto-Submitted": "auto-generated"},
        )  # fmt: skip


def where() -> str:
    """The address of the page, where the house knows its own."""
    path = reverse("indicators:returns")
    if settings.SITE_URL:
        return f"{settings.SITE_URL.rstrip('/')}{path}"
    return _("Sign in and open “Data returns”.")
