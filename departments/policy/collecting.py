"""When values are due, when somebody is reminded, when his head hears of it.

Source: docs/collecting.md, rules R2 to R6. A pack without the part has the defaults of this module.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from departments.policy.parts import Source
from departments.policy.reading import gettext_noop

if TYPE_CHECKING:
    from departments.policy.pack import Reader
    from departments.policy.reading import Node

LATEST = 90  # working days
EARLIEST = -30
MOST_REMINDERS = 6
NOTES = ("note_en", "note_zh")


@dataclass(frozen=True, slots=True)
class Days:
    """A number of working days, with where it is from."""

    n: int
    source: Source


@dataclass(frozen=True, slots=True)
class Collecting:
    due: Days  # after the last day of the period
    reminders: tuple[Days, ...]  # before (negative), on (0) and after the due day; earliest first
    escalation: Days  # after the due day


OURS = Source("design", "", "")
DEFAULT = Collecting(
    due=Days(5, OURS),
    reminders=tuple(Days(n, OURS) for n in (-2, 0, 2)),
    escalation=Days(5, OURS),
)


def read_collecting(node: Node, reader: Reader) -> Collecting:
    """The part of a pack, or the defaults where a pack (of before) has none."""
    if node.value is None:
        return DEFAULT
    parts = node.keys(["due_working_days", "reminder_working_days", "escalation_working_days"])
    reminders = tuple(
        read_days(item, reader, EARLIEST, LATEST) for item in parts["reminder_working_days"].items()
    )
    check_order(parts["reminder_working_days"], [days.n for days in reminders])
    return Collecting(
        due=read_days(parts["due_working_days"], reader, 0, LATEST),
        reminders=reminders,
        escalation=read_days(parts["escalation_working_days"], reader, 1, LATEST),
    )


def read_days(node: Node, reader: Reader, low: int, high: int) -> Days:
    parts = node.keys(["value", "source"], NOTES)
    return Days(parts["value"].whole(low, high), reader.source(parts))


def check_order(node: Node, days: list[int]) -> None:
    if len(days) > MOST_REMINDERS:
        node.fail(gettext_noop("has more than %(most)s entries"), most=str(MOST_REMINDERS))
    if days != sorted(set(days)):
        node.fail(gettext_noop("must rise from one entry to the next"))
