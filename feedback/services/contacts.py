"""How a rater can be reached: sealed at once, opened by supervision only, erased. D1 to D3."""

from __future__ import annotations

import datetime

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import connection, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from audit import services as audit
from audit.errors import DomainError, WrongState
from departments.models import User
from feedback import sealing
from feedback.models import Contact, ContactKey, Rating
from feedback.queries.desk import supervises

LONGEST = 120  # characters
KEPT = datetime.timedelta(days=90)  # after the day of the rating, at the latest
ABOUT = b"contacts"
DOOR = "SELECT feedback_contact(%s, %s, %s, %s)"
KEY = "SELECT feedback_contact_key(%s, %s)"


def leave_contact(row: Rating, text: str) -> str:
    """Seal how the rater of `row` can be reached; an empty text forgets it.

    Returns there, none, late (the rating was released) or long (the text is too long).
    """
    text = text.strip()
    if len(text) > LONGEST:
        return "long"
    if not text:
        return asked(row, "drop")
    return asked(row, "keep", sealing.seal_text(text, public_key(), row.pk.bytes))


def has_contact(row: Rating) -> bool:
    return asked(row, "ask") == "there"


def asked(row: Rating, deed: str, sealed: bytes | None = None) -> str:
    with connection.cursor() as cursor:
        cursor.execute(DOOR, [bytes(row.check_code or b""), row.pk, deed, sealed])
        (state,) = cursor.fetchone()
    return state or "late"


def public_key() -> bytes:
    """The key that seals contacts. The first who asks makes the pair; of two one wins."""
    with connection.cursor() as cursor:
        cursor.execute(KEY, [None, None])
        (found,) = cursor.fetchone()
        if found is None:
            cursor.execute(KEY, list(sealing.new_keys(settings.SECRET_KEY, ABOUT)))
            (found,) = cursor.fetchone()
    return bytes(found)


@transaction.atomic
def read_contact(row: Rating, *, by: User) -> str:
    """Open it for somebody of supervision. Every reading is an entry of the ledger.

    Errors: PermissionDenied for anybody else; WrongState when there is none, or none any more.
    """
    require_supervision(row, by)
    found = Contact.objects.filter(rating=row, sealed__isnull=False).first()
    if found is None:
        raise WrongState(_("There is no contact: none was left, or it was erased."))
    audit.record("feedback.read_contact", found, by=by, details={"state": row.state})
    secrets = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    try:
        sealed_key = bytes(ContactKey.objects.get().private_key)
        key = sealing.open_key(sealed_key, secrets, ABOUT)
        return sealing.open_text(bytes(found.sealed or b""), key, row.pk.bytes)
    except sealing.SealError:
        raise DomainError(
            _("The contact does not open: put the SECRET_KEY with which it was sealed into "
              "SECRET_KEY_FALLBACKS.")
        ) from None  # fmt: skip


def require_supervision(row: Rating, by: User) -> None:
    """Supervision of the branch that is no part of the rated department. Rule A31."""
    if not supervises(by, row.point.service.department_id):
        raise PermissionDenied(
            _("This needs the role of supervision over the department, from outside it.")
        )


def erase_contact(rating: Rating) -> int:
    """What closes a ticket erases its contact, in the same transaction."""
    rows = Contact.objects.filter(rating=rating, sealed__isnull=False)
    return rows.update(sealed=None, erased_on=timezone.localdate())


@transaction.atomic
def erase_contacts_due(today: datetime.date | None = None) -> int:
    """Erase what is 90 days old, and what belongs to a ticket that is closed. Returns how many."""
    day = today or timezone.localdate()
    rows = Contact.objects.filter(sealed__isnull=False).filter(
        Q(rating__rated_on__lt=day - KEPT) | Q(rating__ticket__state="closed")
        | Q(rating__state="excluded")
    )  # fmt: skip
    erased = rows.update(sealed=None, erased_on=day)
    if erased:
        audit.record(
            "feedback.erase_contacts", ("feedback.Contact", "due"), by=None,
            details={"erased": erased},
        )  # fmt: skip
    return erased
