"""The one door through which a value enters, whoever brings it: form, API, rating."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from audit import services as audit
from audit.errors import DomainError, WrongState
from departments.models import Department, User
from departments.services import require_role
from indicators.models import Indicator, Measurement, MissingRequest, Period, Revision
from indicators.models.missing import NEEDS_APPROVAL
from indicators.models.revision import RevisionKind
from indicators.services import live
from indicators.services.errors import checked, lock_key
from indicators.services.locks import hold_measurements
from indicators.services.period_locks import require_unlocked
from indicators.services.planning import exact, period_for

REPORTERS = ("office", "manager", "employee")
FIGURES = ("value", "numerator", "denominator", "missing", "text")
SAID = (*FIGURES, "quality")
TRIES = 3


def report(
    department: Department,
    indicator: Indicator,
    period: Period | str,
    *,
    value: Decimal | None = None,
    numerator: Decimal | None = None,
    denominator: Decimal | None = None,
    missing: str = "",
    text: str = "",
    quality: str = "",
    source: str = "",
    note: str = "",
    revision: str = "",
    effect: str = "",
    by: User | None,
    roles: tuple[str, ...] = REPORTERS,
) -> Measurement:
    """The value that counts from now on: a new one, or the current one when it says the same.

    One value, or numerator and denominator, or why there is none. A different value supersedes the
    current one and says why in `note`; nothing is overwritten. Writers of one chain take turns.
    `quality` says that the value is provisional or estimated; `revision` and `effect` say what kind
    of revision this is and what it does to earlier statements.
    A locked period takes values only under an exception, whose mark they carry; what the house
    itself records (`by` None: what follows from a verification) is no value that comes late.
    `roles` are other reporters than usual: a figure that assessors make is theirs. The live board
    follows in the same transaction.
    Errors: DomainError at its field; PermissionDenied for a department that is not the reporter's.
    """
    require_role(by, department, *roles)
    said: dict[str, Any] = {
        "value": value if value is None else exact(value),
        "numerator": numerator if numerator is None else exact(numerator),
        "denominator": denominator if denominator is None else exact(denominator),
        "missing": missing,
        "text": text,
        "quality": quality,
    }
    about = {"kind": revision, "effect": effect}
    for _attempt in range(TRIES):
        try:
            with transaction.atomic():
                where = period if isinstance(period, Period) else period_for(period)
                chain = {"department": department, "indicator": indicator, "period": where}
                return append(chain, said, source=source, note=note, about=about, by=by)
        except IntegrityError:
            continue  # a file that is being loaded reached the chain first: look again
    raise WrongState(_("Somebody else saved the same at this moment. Reload the page and look."))


def append(
    chain: dict[str, Any],
    said: dict[str, Any],
    *,
    source: str,
    note: str,
    about: dict[str, str],
    by: User | None,
) -> Measurement:
    lock_key("measurement", *(row.pk for row in chain.values()))
    current = Measurement.objects.current().filter(**chain).first()
    if current is not None and all(getattr(current, name) == said[name] for name in SAID):
        return current
    row = Measurement(**chain, **said, source=source, note=note, reported_by=by, supersedes=current)
    check(row, current)
    if by is not None:
        row.exception = require_unlocked(row.department, row.period)
    hold_measurements()
    row.save(force_insert=True)
    details: dict[str, Any] = {
        "before": current and facts(current),
        "after": facts(row),
        "department": row.department_id,
        "indicator": row.indicator_id,
        "period": row.period.label,
    }
    if row.exception is not None:
        details["exception"] = row.exception_id
    if current is not None and not current.missing and not row.missing:
        details["revision"] = revise(row, current, **about)
    audit.record("indicators.report", row, by=by, details=details)
    live.apply(row)
    return row


def revise(row: Measurement, before: Measurement, *, kind: str, effect: str) -> dict[str, str]:
    """Keep what kind of revision this is; unsaid, that of a figure that was not final was planned.

    Source: docs/verification.md, rule 15.
    """
    planned = RevisionKind.SCHEDULED if before.quality else RevisionKind.CORRECTION
    said = Revision(measurement=row, kind=kind or planned, effect=effect.strip())
    checked(said, leave=["measurement"]).save(force_insert=True)
    return {"kind": said.kind, "effect": said.effect}


def check(row: Measurement, current: Measurement | None) -> None:
    """Refuse what says nothing, more than one thing, too early, or a correction without reason."""
    if (row.numerator is None) != (row.denominator is None):
        absent = "numerator" if row.numerator is None else "denominator"
        raise DomainError(_("A rate needs both numerator and denominator."), absent)
    if row.text and row.missing != "text":
        raise DomainError(_("A text is kept with the reason “a text, not a number”."), "missing")
    if row.missing == "text" and not row.text:
        raise DomainError(_("Write the text that was reported."), "text")
    if not row.missing and row.period.starts_on > timezone.localdate():
        raise DomainError(
            _("%(period)s has not begun: there can be no value yet.") % {"period": row.period},
            "period",
        )
    if row.quality and row.missing:
        raise DomainError(_("Only a value is provisional or estimated."), "quality")
    if row.reported_by is not None and needs_approval(row):
        raise DomainError(
            _("This reason takes the value out of the score: ask for approval first."), "missing"
        )
    corrects = (
        current is not None
        and not current.missing
        and row.reported_by is not None
        and any(getattr(row, name) != getattr(current, name) for name in FIGURES)
    )
    if corrects and not row.note.strip():
        raise DomainError(_("This corrects a value. Say why in the note."), "note")
    checked(row, leave=["department", "indicator", "period", "recorded_at"])


def needs_approval(row: Measurement) -> bool:
    """Whether nobody has approved this reason for this value. Source: rule 12."""
    if row.missing not in NEEDS_APPROVAL:
        return False
    chain = {name: getattr(row, name) for name in ("department", "indicator", "period")}
    asked = MissingRequest.objects.filter(**chain, code=row.missing, state="approved")
    return not asked.exists()


def facts(row: Measurement) -> dict[str, Any]:
    return {name: getattr(row, name) for name in SAID if getattr(row, name) not in {None, ""}}
