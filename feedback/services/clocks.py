"""By when something of the desk is due, as the policy in force says. docs/rectification.md, D4."""

from __future__ import annotations

import datetime

from departments.calendar import due_on
from departments.models import CalendarDay, PolicyPack
from departments.policy.parts import Pack
from indicators.models import Cycle
from indicators.services.rules import pack_by

# Where no policy says otherwise; the sources stand in docs/rectification.md, D4.
CONTACT, RECTIFY, HELD = "negative_contact", "negative_rectify", "rating_quarantine"
USUAL = {CONTACT: (1, "working"), RECTIFY: (5, "working"), HELD: (3, "working")}


class DeskClocks:
    """The days of the policy over the working calendar: a few queries, then it counts."""

    def __init__(self) -> None:
        self.pack = pack_in_force()
        self.special = CalendarDay.objects.special_days()

    def due(self, step: str, day: datetime.date) -> datetime.date:
        """The last day of the step that begins on `day`, which itself does not count."""
        found = self.pack.deadlines.get(step) if self.pack else None
        number, unit = (found.n, found.unit) if found else USUAL[step]
        roll = self.pack.roll_calendar_deadlines if self.pack else False
        return due_on(day, number, unit, self.special, roll=roll)


def pack_in_force() -> Pack | None:
    """The policy of the latest cycle that has one; before any, the newest one."""
    cycles = Cycle.objects.filter(policy__isnull=False).order_by("-period__ends_on", "-pk")
    found = cycles.values_list("policy__sha256", flat=True).first()
    if found is None:
        packs = PolicyPack.objects.order_by("-published_at", "-pk")
        found = packs.values_list("sha256", flat=True).first()
    return pack_by(found) if found else None
