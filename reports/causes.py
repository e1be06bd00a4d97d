"""Outside causes beside the values they explain: on the chart and in the history."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext

from departments.models import Department
from indicators.models import ContextNote, Indicator
from reports import drawing, timewords
from reports.kpi import Kpi


def notes_of(user: Any, department: Department, card: Indicator) -> list[ContextNote]:
    """Every note on the values of this KPI that was not refused: one query."""
    return list(
        ContextNote.objects.visible_to(user)
        .filter(department=department, measurement__indicator=card)
        .exclude(decision__verdict="refused")
        .select_related("decision", "measurement__period")
        .order_by("measurement__period__starts_on", "pk")
    )


def is_approved(note: ContextNote) -> bool:
    return hasattr(note, "decision")


def events(kpi: Kpi, notes: Sequence[ContextNote]) -> list[drawing.Event]:
    """A flag for each approved cause whose period is drawn."""
    drawn = {slot.label: timewords.short(slot) for slot in kpi.slots}
    return [
        drawing.Event(drawn[label], str(note.get_cause_display()))
        for note in notes
        if is_approved(note) and (label := note.measurement.period.label) in drawn
    ]


def beside(history: list[dict], notes: Sequence[ContextNote]) -> list[dict]:
    """The history with the causes of each value that counts, and where to give one."""
    by_period: dict[int, list[str]] = {}
    for note in notes:
        text = f"{note.get_cause_display()}: {note.text}"
        if not is_approved(note):
            text = gettext("%(cause)s (not decided yet)") % {"cause": text}
        by_period.setdefault(note.measurement.period_id, []).append(text)
    return [
        {
            **row,
            "causes": by_period.get(row["period_id"], []) if row["is_current"] else [],
            "cause_url": reverse("indicators:note-add", args=[row["id"]])
            if row["is_current"] and row["period_id"] not in by_period
            else "",
        }
        for row in history
    ]
