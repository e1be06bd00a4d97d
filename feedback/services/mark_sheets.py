"""Marking: one sheet for each marker and unit, his alone until everything is in. Rules T10, T11."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from audit import services as audit
from audit.errors import DomainError, WrongState
from departments.models import User
from departments.texts import as_typed
from feedback.models import (
    Criterion,
    Engagement,
    EngagementMember,
    EngagementState,
    EngagementUnit,
    Mark,
    MarkSheet,
)
from feedback.models.engagements import MARKERS
from feedback.models.marks import LONGEST_NOTE
from indicators.services.planning import clock

MOST = {"level": 6, "note": LONGEST_NOTE, "evidence": LONGEST_NOTE}
Texts = Mapping[str, Mapping[str, str]]  # by the number of the criterion


class StaleSheetError(WrongState):
    """Another window saved since; `sheet` is what it saved."""

    def __init__(self, sheet: MarkSheet) -> None:
        super().__init__(_("These marks were changed in another window. Both versions are below."))
        self.sheet = sheet


class MarksError(DomainError):
    """What is missing; nothing was handed in. `errors`: {(criterion, field): message}."""

    def __init__(self, errors: dict[tuple[int, str], str]) -> None:
        super().__init__(_("Nothing was handed in. Complete what is marked."))
        self.errors = errors


def seat_for(unit: EngagementUnit, by: User) -> EngagementMember:
    """The seat of a marker while marking lasts.

    Errors: PermissionDenied without such a seat today; WrongState before and afterwards.
    """
    mine = Engagement.objects.seated(by, *MARKERS).filter(pk=unit.engagement_id)
    held = mine.select_for_update(of=("self",)).first()
    if held is None:
        raise PermissionDenied(_("Only the markers of this engagement mark."))
    if held.state != EngagementState.MARKING:
        raise WrongState(_("Marking is not open."))
    found: EngagementMember = held.members.get(user=by)
    return found


def tidy(texts: Texts) -> dict[str, dict[str, str]]:
    """Only the fields there are, each as long as it may be."""
    found = {
        str(int(key)): {
            name: text
            for name, most in MOST.items()
            if (text := as_typed(said.get(name, ""), most))
        }
        for key, said in texts.items()
    }
    return {key: said for key, said in found.items() if said}


@transaction.atomic
def save_sheet(unit: EngagementUnit, texts: Texts, *, version: int, by: User) -> MarkSheet:
    """Keep what was typed, unchecked, for `by` alone. Not in the ledger: it is no mark yet.

    Errors: StaleSheetError when another window saved since `version`; WrongState.
    """
    row = sheet_of(unit, seat_for(unit, by))
    said = tidy(texts)
    if row.draft == said:
        return row
    if row.version != version:
        raise StaleSheetError(row)
    row.draft, row.version, row.saved_at = said, row.version + 1, clock()
    row.save(update_fields=["draft", "version", "saved_at"])
    return row


def sheet_of(unit: EngagementUnit, member: EngagementMember) -> MarkSheet:
    row, _made = MarkSheet.objects.get_or_create(unit=unit, member=member)
    if row.handed_in_at is not None:
        raise WrongState(_("These marks are handed in. They do not change any more."))
    return row


@transaction.atomic
def hand_in_sheet(unit: EngagementUnit, *, version: int, by: User) -> MarkSheet:
    """From now on the marks stand. The other marker sees them once everything is handed in.

    Errors: MarksError with everything that is missing; StaleSheetError; WrongState.
    """
    member = seat_for(unit, by)
    row = sheet_of(unit, member)
    if row.version != version:
        raise StaleSheetError(row)
    criteria = list(unit.engagement.criteria.prefetch_related("levels"))
    if errors := faults(criteria, row.draft):
        raise MarksError(errors)
    Mark.objects.bulk_create(
        Mark(
            sheet=row, criterion=one, level_id=int(said["level"]), note=said["note"].strip(),
            evidence=said.get("evidence", "").strip(),
        )
        for one in criteria
        for said in [row.draft[str(one.pk)]]
    )  # fmt: skip
    row.handed_in_at, row.version = clock(), row.version + 1
    row.save(update_fields=["handed_in_at", "version"])
    details = {"unit": unit.pk, "seat": member.seat, "criteria": len(criteria)}
    audit.record("feedback.hand_in_marks", row, by=by, details=details)
    return row


def faults(criteria: list[Criterion], draft: Mapping[str, Any]) -> dict[tuple[int, str], str]:
    """Everything that stands against handing in, at its field."""
    errors: dict[tuple[int, str], str] = {}
    for one in criteria:
        said = draft.get(str(one.pk), {})
        if said.get("level") not in {str(level.pk) for level in one.levels.all()}:
            errors[one.pk, "level"] = _("Choose a level.")
        if not said.get("note", "").strip():
            errors[one.pk, "note"] = _("Say why you give this level.")
    return errors
