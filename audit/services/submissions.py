"""A form is carried out once, however often the button is pressed."""

import datetime
import uuid
from typing import Any

from django.db import connection
from django.utils import timezone

from audit.models import Submission
from audit.services.entries import inside_a_transaction, number_of

KEPT = datetime.timedelta(days=30)

CLAIM_SQL = (
    "INSERT INTO audit_submission (token, actor, at)"
    " VALUES (%s, %s, clock_timestamp()) ON CONFLICT DO NOTHING"
)


def claim(token: uuid.UUID | str, *, by: Any) -> bool:
    """True for the first who brings `token`, False for all others, for ever after.

    A second caller waits while the first is at work, and gets True if that one fails: the claim
    stands or falls with the caller's transaction.
    Errors: ValueError for a token that is none; TransactionManagementError outside a transaction.
    """
    inside_a_transaction()
    token = token if isinstance(token, uuid.UUID) else uuid.UUID(token)
    with connection.cursor() as cursor:
        cursor.execute(CLAIM_SQL, [token, number_of(by)])
        return cursor.rowcount == 1


def forget_submissions() -> int:
    """Drop the tokens of forms that nobody has open any more. Returns how many."""
    return Submission.objects.filter(at__lt=timezone.now() - KEPT).delete()[0]
