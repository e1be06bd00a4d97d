"""Closed cases come in, receipts go out. Rules: docs/public-voice.md, P5, P6."""

from __future__ import annotations

import datetime
import random
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from audit import services as audit
from audit.errors import DomainError
from departments.models import User
from departments.services import require_office
from feedback import codes
from feedback.models import ClosedCase, Receipt, ServicePoint
from feedback.services.keys import CASE, RECEIPT, key_of
from indicators.services.errors import lock_key

VALID = datetime.timedelta(days=30)
WEEK = datetime.timedelta(days=7)
MOST = 10_000  # receipts in one go
TAKE = """
INSERT INTO feedback_closedcase (point_id, digest, closed_on)
SELECT * FROM unnest(%s::bigint[], %s::bytea[], %s::date[])
ON CONFLICT (digest) DO NOTHING RETURNING digest
"""


@dataclass(frozen=True, slots=True)
class Case:
    """A case that is over. Its number never reaches the database: only a keyed digest does."""

    number: str
    closed_on: datetime.date


def take_cases(point: ServicePoint, cases: Sequence[Case], *, by: User | None) -> int:
    """Note closed cases of one place; returns how many were new. See `take_each`."""
    return sum(take_each(point, cases, by=by))


@transaction.atomic
def take_each(point: ServicePoint, cases: Sequence[Case], *, by: User | None) -> list[bool]:
    """Note closed cases of one place, and of each whether it was new: one that is known already
    changes nothing.

    Errors: DomainError for a case without a number or from the future; then none is taken.
    """
    require_office(by, point.service.department)
    today = timezone.localdate()
    for line, case in enumerate(cases, start=1):
        if not case.number.strip():
            raise DomainError(_("Case %d has no number.") % line)
        if case.closed_on > today:
            raise DomainError(
                _("Case %(line)d is closed on %(day)s, which has not come yet.")
                % {"line": line, "day": case.closed_on.isoformat()}
            )
    digests = [digest_of(point, case.number) for case in cases]
    days = [case.closed_on for case in cases]
    with connection.cursor() as cursor:
        cursor.execute(TAKE, [[point.pk] * len(digests), digests, days])
        new = {bytes(digest) for (digest,) in cursor.fetchall()}
    if new:
        details = {"new": len(new), "known": len(digests) - len(new)}
        audit.record("feedback.take_cases", point, by=by, details=details)
    return [taken(new, digest) for digest in digests]


def taken(new: set[bytes], digest: bytes) -> bool:
    """Whether this row was the one that was written: of two in one call, the first."""
    if digest not in new:
        return False
    new.remove(digest)
    return True


def digest_of(point: ServicePoint, number: str) -> bytes:
    """The same case at another counter of its stage is the same, whatever the service is called."""
    return codes.digest(f"{point.service_id} {point.stage} {number.strip()}", key_of(CASE))


def known_cases(digests: Sequence[bytes]) -> int:
    return ClosedCase.objects.filter(digest__in=digests).count()


@transaction.atomic
def mint(point: ServicePoint, number: int, *, by: User | None) -> list[str]:
    """So many new codes for cases that this place has closed, each worth one rating.

    They are shown once and kept nowhere; which case one belongs to, nobody knows. Never more than
    there are closed cases without one. Errors: DomainError says how many there may be.
    """
    require_office(by, point.service.department)
    lock_key("receipts", point.pk)
    left = without_receipt(point)
    if not 0 < number <= min(left, MOST):
        raise DomainError(
            _("There may be %(left)d more receipts: one for each closed case without one, and at "
              "most %(most)d at a time.") % {"left": left, "most": MOST},
            "number",
        )  # fmt: skip
    new, _rows = made_out(point, number, expiry())
    audit.record("feedback.mint_receipts", point, by=by, details={"number": number})
    return new


def made_out(
    point: ServicePoint, number: int, ends: datetime.date
) -> tuple[list[str], list[Receipt]]:
    """So many new codes and their receipts, these in the order of chance: no code leads to one."""
    new = [codes.new(codes.RECEIPT) for _one in range(number)]
    week = this_week()
    rows = [
        Receipt(digest=codes.digest(code, key_of(RECEIPT)), point=point, week=week, expires_on=ends)
        for code in new
    ]
    random.SystemRandom().shuffle(rows)
    return new, Receipt.objects.bulk_create(rows)


def this_week() -> datetime.date:
    """Its Monday: nobody learns from a receipt on which day it was made out."""
    today = timezone.localdate()
    return today - datetime.timedelta(days=today.weekday())


def expiry() -> datetime.date:
    """The last day of a receipt that is made out now."""
    return this_week() + WEEK + VALID


def without_receipt(point: ServicePoint) -> int:
    cases = ClosedCase.objects.filter(point=point).count()
    return cases - Receipt.objects.filter(point=point).count()
