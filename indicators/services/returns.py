"""Filling a data return: keep what was typed, and hand it in as a whole or not at all."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from audit import services as audit
from audit.errors import DomainError, WrongState
from departments.calendar import working_days_between
from departments.models import CalendarDay, User
from departments.notification_words import Code
from departments.services import require_role, settle
from departments.texts import as_typed
from indicators.asking import Line, lines_of, rate
from indicators.models import DataReturn, ReturnDraft
from indicators.services.errors import lock_key
from indicators.services.reporting import REPORTERS, report
from indicators.spc import Limits

FIELDS = {"value": 60, "numerator": 60, "denominator": 60, "missing": 14, "note": 1000}
MOST_LINES = 500
Texts = Mapping[str, Mapping[str, str]]  # by the number of the card, by field
Said = Mapping[int, Mapping[str, Any]]  # by the card, as `report` takes it


class StaleDraftError(WrongState):
    """Another window saved since; `draft` is what it saved."""

    def __init__(self, draft: ReturnDraft) -> None:
        super().__init__(_("This return was changed in another window. Both versions are below."))
        self.draft = draft


class ReturnError(DomainError):
    """Lines that were refused; nothing was written. `lines`: {card: (field, message)}."""

    def __init__(self, lines: dict[int, tuple[str | None, str]]) -> None:
        super().__init__(_("Nothing was submitted. Correct the lines that are marked."))
        self.lines = lines


@transaction.atomic
def save_draft(row: DataReturn, lines: Texts, *, version: int, by: User) -> ReturnDraft:
    """Keep what was typed, unchecked, for `by` alone. `version`: of the draft it started from.

    Not in the ledger: it is no fact yet, and nobody else's business. The same texts again are no
    conflict, so a save may be repeated.
    Errors: StaleDraftError; WrongState when the return was submitted already.
    """
    require_role(by, row.department_id, *REPORTERS)
    lock_key("draft", row.pk, by.pk)
    if not DataReturn.objects.open().filter(pk=row.pk).exists():
        raise done_already()
    texts, now = tidy(lines), timezone.now()
    draft = ReturnDraft.objects.filter(data_return=row, owner=by).first()
    if draft is None:
        return ReturnDraft.objects.create(data_return=row, owner=by, lines=texts, saved_at=now)
    if draft.lines == texts:
        return draft
    if draft.version != version:
        raise StaleDraftError(draft)
    draft.lines, draft.version, draft.saved_at = texts, version + 1, now
    draft.save(update_fields=["lines", "version", "saved_at"])
    return draft


def tidy(lines: Texts) -> dict[str, dict[str, str]]:
    """Only the fields there are, each as long as it may be."""
    return {
        str(card): {
            name: text
            for name, most in FIELDS.items()
            if (text := as_typed(fields.get(name, ""), most))
        }
        for card, fields in list(lines.items())[:MOST_LINES]
    }


@transaction.atomic
def submit(row: DataReturn, said: Said, *, version: int | None, by: User) -> DataReturn:
    """Report every value of the return, or none.

    `version`: of the draft that was looked at; None where there is none.
    Errors: ReturnError with every line that is refused; StaleDraftError; WrongState for a return
            that was submitted already; PermissionDenied.
    """
    require_role(by, row.department_id, *REPORTERS)
    lock_key("draft", row.pk, by.pk)
    row = DataReturn.objects.select_for_update(of=("self",)).select_related(
        "department", "period"
    ).get(pk=row.pk)  # fmt: skip
    if row.completed_at is not None:
        raise done_already()
    draft = ReturnDraft.objects.filter(data_return=row, owner=by).first()
    if draft is not None and draft.version != version:
        raise StaleDraftError(draft)
    complete(row, report_all(row, said, by=by), by=by)
    return row


def check(row: DataReturn, said: Said, *, by: User) -> None:
    """What `submit` would refuse, as the data are now. Writes nothing."""
    with transaction.atomic():
        report_all(row, said, by=by)
        transaction.set_rollback(True)


def report_all(row: DataReturn, said: Said, *, by: User) -> int:
    """Every line; all that is refused is told at once. Returns how many lines there are."""
    refused, lines = {}, lines_of(row)
    for line in lines:
        try:
            report_line(row, line, said.get(line.indicator.pk, {}), by=by)
        except DomainError as error:
            refused[line.indicator.pk] = error.field, error.message
    if refused:
        raise ReturnError(refused)
    return len(lines)


def report_line(row: DataReturn, line: Line, said: Mapping[str, Any], *, by: User) -> None:
    """One value through the one door; a value out of the usual needs a word.

    Source: docs/collecting.md, rules R6 and R8.
    """
    value = said.get("value")
    if said.get("denominator") and said.get("numerator") is not None:
        value = rate(said["numerator"], said["denominator"], line.indicator)
    if value is None and not said.get("missing"):
        raise DomainError(_("Give the value, or say why there is none."), first_field(line))
    noted = said.get("note", "").strip()
    if value is not None and line.usual and line.is_unusual(value) and not noted:
        raise DomainError(unusual_words(line, line.usual), "note")
    report(row.department, line.indicator, row.period, by=by, **said)


def first_field(line: Line) -> str:
    return "numerator" if line.is_rate else "value"


def unusual_words(line: Line, usual: Limits) -> str:
    span = {
        name: f"{Decimal(bound):,.{line.indicator.decimals}f}"
        for name, bound in (("low", usual.low), ("high", usual.high))
    }
    return (
        _(
            "This value lies outside what the values before lead to expect (%(low)s to %(high)s). "
            "Check it; if it is right, say in the note why."
        )
        % span
    )


def complete(row: DataReturn, values: int, *, by: User) -> None:
    row.completed_at, row.submitted_by = timezone.now(), by
    row.save(update_fields=["completed_at", "submitted_by"])
    settle((Code.RETURN_DUE, Code.RETURN_LATE), [row.pk])
    row.drafts.all().delete()
    details = {"values": values, "working_days_late": working_days_late(row)}
    audit.record("indicators.submit_return", row, by=by, details=details)


def working_days_late(row: DataReturn) -> int:
    """After its day, as of when it was completed or now; 0 in time."""
    until = timezone.localdate(row.completed_at) if row.completed_at else timezone.localdate()
    if until <= row.due_on:
        return 0
    return working_days_between(row.due_on, until, CalendarDay.objects.special_days())


def working_days_left(row: DataReturn) -> int:
    """From today until its day; 0 on the day itself and after it."""
    today = timezone.localdate()
    if today >= row.due_on:
        return 0
    return working_days_between(today, row.due_on, CalendarDay.objects.special_days())


def done_already() -> WrongState:
    return WrongState(_("This return is complete already. Correct a value on the page of its KPI."))
