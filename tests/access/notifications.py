"""Who gets which answer from what one is told. Source: docs/access.md, A36."""

import datetime

from departments import services
from departments.models import Notification, NotificationMail
from departments.notification_words import Code
from tests.access.departments import READ, SIGNED_IN, WRITE, answers

DAY = datetime.date(2026, 3, 31)
ANYBODY = answers(200, *SIGNED_IN)
# The employee's: nobody else's business, also not the office's.
OWN = answers(302, "employee") | {role: 404 for role in SIGNED_IN if role != "employee"}


def told(world):
    services.notify(
        services.Matter(Code.PLAN_AGREED, "appraisals:my-plan"), [world.employee], about=1, by=None
    )
    return {"pk": Notification.objects.get(recipient=world.employee).pk}


def stuck(world):
    row = NotificationMail.objects.create(user=world.employee, day=DAY, state="failed", tries=6)
    return {"pk": row.pk}


def rows(name, methods, row):
    return {(f"departments:{name}", method): row for method in methods}


ACCESS = {
    **rows("notifications", READ, ANYBODY),
    **rows("notifications-read", ("POST",), answers(302, *SIGNED_IN)),
    **rows("notification-follow", ("POST",), OWN),
    **rows("notification-read", ("POST",), OWN),
    **rows("account-notifications", WRITE, ANYBODY),
    **rows("account-calendar", WRITE, ANYBODY),
    **rows("mails", READ, answers(200, "office", "auditor", "supervision")),
    **rows("mail-again", WRITE, answers(200, "office")),
    # A secret that is none says nothing to anybody; who holds one: tests/reports/test_calendar.py.
    **{("reports:calendar", method): dict.fromkeys(("anonymous", *SIGNED_IN), 404)
       for method in READ},
}  # fmt: skip
KWARGS = {
    "departments:notification-follow": told,
    "departments:notification-read": told,
    "departments:mail-again": stuck,
    "reports:calendar": lambda world: {"secret": "nobodys"},
}
