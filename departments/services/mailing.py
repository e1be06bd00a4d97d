"""Notifications as e-mail: each row in one mail, nothing in it that a stranger may not read.

Rules: docs/notifications.md, N10 to N15.
"""

from __future__ import annotations

import datetime
import smtplib
import socket
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.db import connection, transaction
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from audit.services import record
from departments.models import MailState, Notification, NotificationMail, User
from departments.services.errors import DepartmentError
from departments.services.permission import require_office

DIGEST_FROM = 7  # o'clock in the time zone of the house: what comes later waits for tomorrow
GIVEN_UP_AFTER = datetime.timedelta(minutes=10)  # of a sender that died with a mail in his hands
MOST_TRIES = 6  # of a mail that the server refuses
AT_A_TIME = 500  # mails of one run
# SMTPException is an OSError as well: these say that there was nobody to talk to.
UNANSWERED = (
    ConnectionError, TimeoutError, socket.gaierror, smtplib.SMTPServerDisconnected,
    smtplib.SMTPConnectError, smtplib.SMTPAuthenticationError,
)  # fmt: skip

# The digest of today for whoever has something new, once; a further mail for whoever wants it
# at once. What is new goes into it in the same transaction.
GATHER = """
WITH new AS ({rows} FOR UPDATE OF departments_notification SKIP LOCKED),
made AS (
    INSERT INTO departments_notificationmail (user_id, day, number, state, tries, failure)
    SELECT DISTINCT new.recipient_id, %s::date,
           CASE WHEN account.mail_choice = 'daily' THEN 0 ELSE (
               SELECT coalesce(max(number), 0) + 1 FROM departments_notificationmail before
                WHERE before.user_id = account.id AND before.day = %s::date) END, 'waiting', 0, ''
      FROM new JOIN departments_user account ON account.id = new.recipient_id
     WHERE account.mail_choice = 'at_once' OR %s
    ON CONFLICT DO NOTHING RETURNING id, user_id)
UPDATE departments_notification row SET mail_id = made.id
  FROM made, new WHERE row.id = new.id AND new.recipient_id = made.user_id
"""


def send_mails(now: datetime.datetime | None = None) -> dict[str, int]:
    """Gather what is new and send what waits. Safe to run twice or twice at once."""
    if not settings.REMINDER_MAIL:
        return {"gathered": 0, "sent": 0, "empty": 0, "failed": 0}
    gathered = gather(timezone.localtime(now, timezone.get_default_timezone()))
    return {"gathered": gathered, **send_waiting()}


@transaction.atomic
def gather(now: datetime.datetime) -> int:
    """Put what nobody was told yet into the mails of today. Returns how many notifications.

    What a deed is settling at this moment is left for the next look: nobody waits for another.
    """
    sql, values = (
        Notification.objects.to_mail().values("id", "recipient_id").query.sql_with_params()
    )
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended('notification mails', 0))")
        cursor.execute(
            GATHER.format(rows=sql),
            [*values, now.date(), now.date(), now.hour >= DIGEST_FROM],
        )
        return int(cursor.rowcount)


def send_waiting() -> dict[str, int]:
    """One after the other over one connection, each taken first. What fails is tried again."""
    done = {"sent": 0, "empty": 0, "failed": 0}
    fresh_first = F("claimed_at").asc(nulls_first=True)
    ready = free(timezone.now()).order_by(fresh_first, "pk").values_list("pk", flat=True)
    server = get_connection()
    try:
        for pk in list(ready[:AT_A_TIME]):
            if outcome := send(pk, server):
                done[outcome] += 1
    except ConnectionError:  # nobody answers: the others need not try
        done["failed"] += 1
    finally:
        server.close()
    return done


def free(now: datetime.datetime) -> Any:
    """Those that nobody has in hand."""
    return NotificationMail.objects.waiting().filter(
        Q(claimed_at=None) | Q(claimed_at__lte=now - GIVEN_UP_AFTER)
    )


def send(pk: int, server: Any) -> str:
    """Send one mail unless somebody has it in hand: what came of it, nothing where he has.

    The sending itself is outside of transactions. A sender that dies between the answer of the
    server and the next statement lets it go out a second time, with the same Message-ID.
    Errors: ConnectionError when the server does not answer at all.
    """
    now = timezone.now()
    if not free(now).filter(pk=pk).update(claimed_at=now, tries=F("tries") + 1):
        return ""
    mail = NotificationMail.objects.select_related("user").get(pk=pk)
    count = Notification.objects.filter(mail=mail).unread().count()
    if not count or not wants(mail.user):
        return settle(mail, MailState.EMPTY)
    try:
        server.open()
        server.send_messages([message(mail, count)])
    except UNANSWERED as error:
        put_off(mail, error, server)
        raise ConnectionError from error
    except smtplib.SMTPException as error:
        return put_off(mail, error, server)
    return settle(mail, MailState.SENT, sent_at=timezone.now())


def wants(user: User) -> bool:
    return bool(user.is_active and user.email and user.mail_choice != "never")


def settle(mail: NotificationMail, state: MailState, **more: Any) -> str:
    NotificationMail.objects.filter(pk=mail.pk).update(state=state, failure="", **more)
    return str(state)


def put_off(mail: NotificationMail, error: Exception, server: Any) -> str:
    """Try again after the time-out. A mail that the server refuses is given up at last, one that
    it never heard of is not. Of the error no address is kept."""
    server.close()
    refused = not isinstance(error, UNANSWERED) and mail.tries >= MOST_TRIES
    code = getattr(error, "smtp_code", "")
    NotificationMail.objects.filter(pk=mail.pk).update(
        state=MailState.FAILED if refused else MailState.WAITING,
        failure=f"{type(error).__name__} {code}".strip(),
    )
    return "failed"


def message(mail: NotificationMail, count: int) -> EmailMessage:
    """How many notifications wait, and where. No name, no kind, no grade."""
    user = mail.user
    with translation.override(user.language or settings.LANGUAGE_CODE):
        subject = ngettext(
            "%(n)s notification waits for you", "%(n)s notifications wait for you", count
        )
        lines = [
            ngettext(
                "There is %(n)s new notification for you.",
                "There are %(n)s new notifications for you.",
                count,
            ),
            where("departments:notifications", _("Sign in and open “Notifications”.")),
            where(
                "departments:account-notifications",
                _("How often such messages come is set under “Your account”."),
                _("How often such messages come: %(url)s"),
            ),
        ]  # fmt: skip
        headers = {
            "Message-ID": f"<notification-{mail.pk}-{mail.day}@{mail_host()}>",
            "Auto-Submitted": "auto-generated",
        }
        if settings.SITE_URL:
            headers["List-Unsubscribe"] = f"<{address('departments:account-notifications')}>"
        return EmailMessage(
            subject % {"n": count}, "\n\n".join(lines) % {"n": count}, to=[user.email],
            headers=headers,
        )  # fmt: skip


def mail_host() -> str:
    return settings.SITE_URL.rstrip("/").partition("://")[2] or "perfmgmt.invalid"


def address(route: str) -> str:
    return f"{settings.SITE_URL.rstrip('/')}{reverse(route)}"


def where(route: str, without: str, words: str = "%(url)s") -> str:
    """The address of a page, where the house knows its own."""
    return words % {"url": address(route)} if settings.SITE_URL else without


@transaction.atomic
def send_again(mail: NotificationMail, *, by: User | None) -> NotificationMail:
    """Try a mail that was given up once more. Errors: DepartmentError when it was not."""
    require_office(by)
    taken = NotificationMail.objects.filter(pk=mail.pk, state=MailState.FAILED).update(
        state=MailState.WAITING, tries=0, claimed_at=None
    )
    if not taken:
        raise DepartmentError(_("This e-mail was not given up."))
    mail.refresh_from_db()
    record("departments.send_mail_again", mail, by=by, details={"user": mail.user_id})
    return mail
