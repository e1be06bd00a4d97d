"""How somebody's days in a cycle fall on the units he worked in. docs/appraisals.md, Y12."""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Iterable

from appraisals.models import Appraisal, AppraisalCycle
from appraisals.participation import Share, Spell, shares, within
from departments.models import Appointment

Stay = tuple[int, datetime.date, datetime.date | None]


def shares_of(rows: Iterable[Appraisal]) -> dict[int, list[Share]]:
    """Appraisal -> the units of whoever worked in several; the others are left out. Two queries."""
    people = [row for row in rows if row.person_id is not None]
    if not people:
        return {}
    days = AppraisalCycle.objects.filter(pk__in={row.appraisal_cycle_id for row in people})
    spans = {
        pk: (first, last)
        for pk, first, last in days.values_list(
            "pk", "cycle__period__starts_on", "cycle__period__ends_on"
        )
    }
    held = Appointment.objects.filter(
        person__in={row.person_id for row in people}, kind="substantive"
    )
    spells: dict[int | None, list[Stay]] = defaultdict(list)
    stays = held.values_list("person", "post__department", "starts_on", "ends_on")
    for person, unit, begin, end in stays:
        spells[person].append((unit, begin, end))
    found = {}
    for row in people:
        first, last = spans[row.appraisal_cycle_id]
        his = [
            Spell(place, since, until or last)
            for place, since, until in spells[row.person_id]
            if since <= last
        ]
        split = shares(within(his, first, last))
        if len(split) > 1:
            found[row.pk] = split
    return found
