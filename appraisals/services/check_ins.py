"""Conversations in the year: a note of one's own, shared when one likes, answered. C1 and C2."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from appraisals.models import Appraisal, CheckIn, CheckInReply, PhaseKind
from appraisals.services.agreements import appraisal_for, side_of
from appraisals.services.phases import hold_phase
from appraisals.services.telling import both_sides, tell
from audit import services as audit
from audit.errors import DomainError, WrongState
from departments.models import User
from departments.notification_words import Code
from departments.services import Matter
from indicators.services.errors import checked, overtaken
from indicators.services.planning import clock

FIELDS = ("held_on", "progress", "confidence", "obstacles", "support", "action", "action_due_on")
TEXTS = ("progress", "obstacles", "support", "action")


@transaction.atomic
def write_check_in(
    appraisal: Appraisal, fields: Mapping[str, Any], *, share: bool, by: User
) -> CheckIn:
    """A note about how the year goes; nobody but its author sees it until it is shared.

    Errors: PermissionDenied for who is neither side; WrongState outside the phase of coaching;
    DomainError at its field.
    """
    found = appraisal_for(appraisal.pk)
    side = side_of(found, by)
    hold_phase(found, PhaseKind.COACHING)
    now = clock()
    row = CheckIn(
        appraisal=found, author=by, side=side, written_at=now, shared_at=now if share else None,
        **told(fields),
    )  # fmt: skip
    inspect(row)
    row.save(force_insert=True)
    audit.record("appraisals.write_check_in", row, by=by, details=facts(row))
    tell_of_shared(row, by=by)
    return row


@transaction.atomic
def change_check_in(
    check_in: CheckIn, fields: Mapping[str, Any], *, share: bool, by: User,
    seen: int | None = None,
) -> CheckIn:  # fmt: skip
    """Change one's own note while it is not shared; share it now or later.

    Errors: PermissionDenied for anybody else; WrongState once it is shared.
    """
    if check_in.author_id != by.pk:
        raise PermissionDenied
    hold_phase(check_in.appraisal, PhaseKind.COACHING)
    held = CheckIn.objects.select_for_update().get(pk=check_in.pk)
    if held.shared_at is not None:
        raise WrongState(_("This note is shared and stays as it is. Write another one."))
    if seen is not None and seen != held.version:
        raise overtaken()
    for name, value in told(fields).items():
        setattr(held, name, value)
    held.written_at = clock()
    held.shared_at = held.written_at if share else None
    held.version += 1
    inspect(held)
    held.save()
    audit.record("appraisals.change_check_in", held, by=by, details=facts(held))
    tell_of_shared(held, by=by)
    return held


def tell_of_shared(row: CheckIn, *, by: User) -> None:
    if row.shared_at is not None:
        matter = Matter(Code.CHECK_IN_SHARED, "appraisals:check-in")
        sides = both_sides(row.appraisal)
        tell(matter, row.appraisal, sides, about=row.pk, place=row.pk, by=by)


def told(fields: Mapping[str, Any]) -> dict[str, Any]:
    found = {name: fields[name] for name in FIELDS if name in fields}
    return {n: value.strip() if n in TEXTS else value for n, value in found.items()}


def inspect(row: CheckIn) -> None:
    if row.held_on is not None and row.held_on > timezone.localdate():
        raise DomainError(_("The conversation cannot lie ahead."), "held_on")
    if row.action and row.action_due_on is None:
        raise DomainError(_("Name the day by which the action is done."), "action_due_on")
    if row.action_due_on is not None and not row.action:
        raise DomainError(_("Say which action is due on this day."), "action")
    checked(row, leave=["appraisal", "author", "written_at", "shared_at"])


def facts(row: CheckIn) -> dict[str, Any]:
    """What the ledger keeps: that there was one, never what was said."""
    return {
        "appraisal": row.appraisal_id, "side": row.side, "held_on": row.held_on,
        "shared": row.shared_at is not None,
    }  # fmt: skip


@transaction.atomic
def reply_to_check_in(check_in: CheckIn, text: str, *, by: User) -> CheckInReply:
    """Answer a shared note. Errors: WrongState while its author has not shared it."""
    found = appraisal_for(check_in.appraisal_id)
    side_of(found, by)
    hold_phase(found, PhaseKind.COACHING)
    held = CheckIn.objects.get(pk=check_in.pk)
    if held.shared_at is None:
        raise WrongState(_("This note is not shared yet."))
    row = CheckInReply(check_in=held, by=by, at=clock(), text=text.strip())
    checked(row, leave=["check_in", "by", "at"])
    row.save(force_insert=True)
    details = {"appraisal": found.pk, "check_in": held.pk}
    audit.record("appraisals.reply_to_check_in", row, by=by, details=details)
    matter = Matter(Code.CHECK_IN_ANSWERED, "appraisals:check-in", occasion=str(row.pk))
    tell(matter, found, both_sides(found), about=held.pk, place=held.pk, by=by)
    return row
