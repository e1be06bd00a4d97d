"""Many targets of one scorecard at once: one transaction, one moment, errors by target."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from audit import services as audit
from audit.errors import DomainError
from departments.models import Department, User
from indicators.models import Cycle, Indicator, Period, Target
from indicators.models.cards import Direction
from indicators.services import live
from indicators.services.errors import lock_key
from indicators.services.frozen import require_open
from indicators.services.locks import hold_measurements
from indicators.services.planning import (
    AIMED,
    PLACES,
    USUAL,
    check_target,
    clock,
    shown,
    stored,
)

Key = tuple[int, int | None]  # indicator, period


@dataclass(frozen=True, slots=True)
class Change:
    """What is to hold for an indicator (in a period): some fields, or None to end the target."""

    indicator: Indicator
    period: Period | None
    fields: dict[str, Any] | None

    @property
    def key(self) -> Key:
        return self.indicator.pk, None if self.period is None else self.period.pk


class RowsRefused(DomainError):  # noqa: N818 -- like WrongState, a state of the rows
    """Some rows cannot be: `errors` says for each which and why. Nothing was written."""

    def __init__(self, errors: dict[Key, DomainError]) -> None:
        super().__init__(_("Nothing is saved yet: some rows need mending."))
        self.errors = errors


@transaction.atomic
def write_targets(
    cycle: Cycle, department: Department, changes: Sequence[Change], *, by: User | None
) -> dict[Key, Target | None]:
    """The targets in force from now on, all from one moment; what says the same stays as it is.

    Whoever calls has asked whether `by` may. Every version gets its own ledger entry.
    Errors: RowsRefused with an error for each row that could never be scored; WrongState for a
    scorecard that is agreed.
    """
    places = [(cycle.pk, department.pk, *change.key) for change in changes]
    for place in sorted(places, key=lambda place: tuple(part or 0 for part in place)):
        lock_key("target", *place)
    hold_measurements()
    require_open(cycle, department)
    rows = Target.objects.in_force().filter(cycle=cycle, department=department)
    old = {(row.indicator_id, row.period_id): row for row in rows.select_related(*PLACES)}
    new, errors = {}, {}
    for change in changes:
        try:
            made = version_of(change, old.get(change.key), cycle, department, by)
        except DomainError as error:
            errors[change.key] = error
            continue
        if made is not old.get(change.key):
            new[change.key] = made
    if errors:
        raise RowsRefused(errors)
    if new:
        store(new, old, by=by)
        live.mark_stale(cycle)
    return new


def version_of(
    change: Change, old: Target | None, cycle: Cycle, department: Department, by: User | None
) -> Target | None:
    """The next version, `old` itself when nothing differs, None when it ends."""
    if change.fields is None:
        return None
    place = dict(zip(PLACES, (cycle, department, change.indicator, change.period), strict=True))
    usual = {"method": USUAL[Direction(change.indicator.direction)]}
    kept = {name: getattr(old, name) for name in AIMED} if old else usual
    made = Target(**place, **(kept | stored(change.fields)), created_by=by)
    if old is not None and all(getattr(old, name) == getattr(made, name) for name in AIMED):
        return old
    check_target(made)
    return made


def store(new: dict[Key, Target | None], old: dict[Key, Target], *, by: User | None) -> None:
    """End the versions before and add the new ones at the same moment, with their entries."""
    now = clock()
    ended = [old[key].pk for key in new if key in old]
    Target.objects.filter(pk__in=ended).update(replaced_at=now)
    for made in new.values():
        if made is not None:
            made.created_at = now
    Target.objects.bulk_create(made for made in new.values() if made is not None)
    entries = []
    for key, made in new.items():
        before = shown(old[key]) if key in old else None
        if made is not None:
            details = {"before": before, "after": shown(made)}
            entries.append(("indicators.set_target", made, details))
        elif before is not None:
            details = {"before": before, "after": None}
            entries.append(("indicators.withdraw_target", old[key], details))
    audit.record_many(entries, by=by)
