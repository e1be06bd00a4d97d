"""Write a plan of departments with a handful of statements, however long the file is."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING

from django.db.models import Q

from departments.models import Department, DepartmentPlacement
from departments.services.tree import rebuild_lineages

if TYPE_CHECKING:
    from departments.services.loading.departments import DepartmentPlan, Line

FIELDS = ["name", "name_en", "name_zh", "peer_group", "starts_on", "ends_on"]
BATCH = 1000  # rows of one statement
DAY = datetime.timedelta(days=1)


def write(plan: DepartmentPlan) -> None:
    """New rows from the top down, then the changed ones, then lineages and placements."""
    added = [line for line in plan.after.values() if line.code not in plan.before]
    changed = [
        line
        for code, line in plan.after.items()
        if code in plan.before and differs(plan.before[code], line)
    ]
    at = dict(plan.rows)
    create(added, at)
    for line in changed:
        for name in FIELDS:
            setattr(at[line.code], name, getattr(line, name))
        at[line.code].parent = at[line.parent] if line.parent else None
    rows = [at[line.code] for line in changed]
    Department.objects.bulk_update(rows, [*FIELDS, "parent"], batch_size=BATCH)
    rebuild_lineages()
    write_placements(plan, added, changed, at)


def create(added: list[Line], at: dict[str, Department]) -> None:
    """Level by level: a row needs the number of the one above it."""
    waiting = added
    while waiting:
        ready = [line for line in waiting if not line.parent or line.parent in at]
        rows = [as_row(line, at) for line in ready]
        for row in Department.objects.bulk_create(rows, batch_size=BATCH):
            at[row.code] = row
        waiting = [line for line in waiting if line.code not in at]


def differs(before: Line, after: Line) -> bool:
    return any(getattr(before, name) != getattr(after, name) for name in [*FIELDS, "parent"])


def as_row(line: Line, at: dict[str, Department]) -> Department:
    values = {name: getattr(line, name) for name in FIELDS}
    parent = at[line.parent] if line.parent else None
    return Department(code=line.code, parent=parent, lineage=[0], **values)


def write_placements(
    plan: DepartmentPlan, added: list[Line], changed: list[Line], at: dict[str, Department]
) -> None:
    opened = [first_placement(at[line.code]) for line in added]
    for line in changed:
        row, before = at[line.code], plan.before[line.code]
        if line.starts_on != before.starts_on:
            row.placements.update(starts_on=line.starts_on)
        if line.parent != before.parent and not replaced_today(row, plan.on):
            row.placements.filter(Q(ends_on=None) | Q(ends_on__gte=plan.on)).update(
                ends_on=plan.on - DAY
            )
            opened.append(
                DepartmentPlacement(
                    department=row, parent=row.parent, starts_on=plan.on, ends_on=before.ends_on
                )
            )
    DepartmentPlacement.objects.bulk_create(opened, batch_size=BATCH)
    for line in [*added, *changed]:
        before_end = plan.before[line.code].ends_on if line.code in plan.before else None
        if line.ends_on != before_end:
            row = at[line.code]
            row.placements.filter(ends_on=before_end).update(ends_on=line.ends_on)


def first_placement(row: Department) -> DepartmentPlacement:
    """A department may be older than the one above it; it stands there since both exist."""
    since = max(row.starts_on, row.parent.starts_on) if row.parent else row.starts_on
    if row.ends_on and since > row.ends_on:
        since = row.starts_on
    return DepartmentPlacement(department=row, parent=row.parent, starts_on=since)


def replaced_today(row: Department, on: datetime.date) -> bool:
    """A second move of one day replaces the first. True when there was one to replace."""
    return bool(row.placements.filter(starts_on=on).update(parent=row.parent))
