"""`load_departments`: the tree from a file. Parents may stand anywhere in it."""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from audit.errors import WrongState
from audit.services import record
from departments.models import Department
from departments.services.dependents import dependents, in_words
from departments.services.errors import DepartmentError
from departments.services.loading.plan import (
    Change,
    New,
    Plan,
    read_date,
    read_text,
    shown,
    start,
)
from departments.services.loading.write_departments import write
from departments.services.permission import Actor, require_office
from departments.services.tree import check_code, lock_tree
from departments.tables import Row, Table

COLUMNS = (
    "code", "name", "name_en", "name_zh", "parent", "peer_group", "starts_on", "ends_on",
)  # fmt: skip
REQUIRED = ("code",)
LONGEST = {"code": 60, "name": 300, "name_en": 300, "name_zh": 300, "peer_group": 60}
TEXTS = ("name", "name_en", "name_zh", "peer_group")


@dataclass(frozen=True, slots=True)
class Line:
    """A row of the file, or a department as it stands; `parent` is a code."""

    line: int
    code: str
    name: str
    name_en: str
    name_zh: str
    parent: str
    peer_group: str
    starts_on: datetime.date | None
    ends_on: datetime.date | None


@dataclass
class DepartmentPlan(Plan):
    before: dict[str, Line] = field(default_factory=dict)
    after: dict[str, Line] = field(default_factory=dict)  # of the file only
    rows: dict[str, Department] = field(default_factory=dict)

    @property
    def final(self) -> dict[str, Line]:
        """Every department as it would stand."""
        return {**self.before, **self.after}


def plan_departments(table: Table, *, on: datetime.date | None = None) -> DepartmentPlan:
    """What the file would change on the day `on` (default: today). Writes nothing."""
    on = on or timezone.localdate()
    plan = DepartmentPlan(**vars(start(table, on)))
    plan.rows = {row.code: row for row in Department.objects.select_related("parent")}
    plan.before = {code: as_line(row) for code, row in plan.rows.items()}
    for row in table.rows:
        read_line(plan, table, row)
    check_parents(plan)
    check_cycles(plan)
    check_ends(plan)
    check_history(plan)
    compare(plan)
    plan.sort()
    return plan


def as_line(row: Department) -> Line:
    parent = row.parent.code if row.parent else ""
    return Line(
        0, row.code, row.name, row.name_en, row.name_zh, parent, row.peer_group,
        row.starts_on, row.ends_on,
    )  # fmt: skip


def read_line(plan: DepartmentPlan, table: Table, row: Row) -> None:
    """Add the row to `after`; columns that the file does not have keep what is there."""
    code = read_code(plan, row)
    if code is None:
        return
    current = plan.before.get(code)
    values: dict[str, Any] = {
        name: read_text(plan, row.line, name, row.cells[name], LONGEST[name])
        for name in TEXTS
        if name in table.columns
    }
    for name in ("starts_on", "ends_on"):
        if name in table.columns:
            values[name] = read_date(plan, row.line, name, row.cells[name])
    if not values.get("starts_on"):
        values["starts_on"] = current.starts_on if current else plan.on
    if "parent" in table.columns:
        values["parent"] = row.cells["parent"]
    empty = Line(0, code, "", "", "", "", "", None, None)
    line = replace(current or empty, line=row.line, **values)
    check_line(plan, line)
    plan.after[code] = line


def read_code(plan: DepartmentPlan, row: Row) -> str | None:
    """The code of the row; None when it is none or stands in an earlier line already."""
    code = read_text(plan, row.line, "code", row.cells["code"], LONGEST["code"])
    try:
        check_code(code)
    except DepartmentError as error:
        plan.fault(row.line, "code", _("This cannot be a code."), error.message)
        return None
    if code not in plan.after:
        return code
    plan.fault(
        row.line,
        "code",
        _("The code %(code)s stands in line %(line)d already.")
        % {"code": code, "line": plan.after[code].line},
        _("Take one of the two rows out."),
    )
    return None


def check_line(plan: DepartmentPlan, line: Line) -> None:
    if not (line.name or line.name_en or line.name_zh):
        plan.fault(line.line, "name", _("The department has no name."), _("Fill in a name."))
    if line.ends_on and line.starts_on and line.ends_on < line.starts_on:
        plan.fault(
            line.line,
            "ends_on",
            _("The end date lies before the start date."),
            _("Correct one of the two dates."),
        )


def check_parents(plan: DepartmentPlan) -> None:
    final = plan.final
    for line in plan.after.values():
        if line.parent and line.parent not in final:
            plan.fault(
                line.line,
                "parent",
                _("The parent %(code)s is unknown.") % {"code": line.parent},
                plan.suggest(line.parent, final),
            )


def check_cycles(plan: DepartmentPlan) -> None:
    """Walk up from every department once; a walk that meets itself is a cycle."""
    final, done = plan.final, set[str]()
    for code in plan.after:
        walk: dict[str, None] = {}
        while code in final and code not in done and code not in walk:
            walk[code] = None
            code = final[code].parent  # noqa: PLW2901 -- climbing is the point
        if code in walk:
            cycle = list(walk)[list(walk).index(code) :]
            name_cycle(plan, cycle)
        done.update(walk)


def name_cycle(plan: DepartmentPlan, cycle: list[str]) -> None:
    lines = sorted(plan.final[code].line for code in cycle if plan.final[code].line)
    plan.fault(
        lines[0],
        "parent",
        _("These departments stand above each other in a circle: %(codes)s (lines %(lines)s).")
        % {"codes": " → ".join([*cycle, cycle[0]]), "lines": ", ".join(map(str, lines))},
        _("Give one of them another parent."),
    )


def check_ends(plan: DepartmentPlan) -> None:
    """Nothing may go on in a department after its last day."""
    final = plan.final
    for line in final.values():
        parent = final.get(line.parent)
        if parent is None or parent.ends_on is None or not (line.line or parent.line):
            continue
        if line.ends_on is None or line.ends_on > parent.ends_on:
            plan.fault(
                line.line or parent.line,
                "ends_on",
                _("%(code)s goes on after %(parent)s above it ends on %(day)s.")
                % {"code": line.code, "parent": parent.code, "day": parent.ends_on},
                _("End it by then too, or give it another parent."),
            )
    for line in plan.after.values():
        current = plan.before.get(line.code)
        if line.ends_on and current and current.ends_on != line.ends_on:
            check_members(plan, line, line.ends_on)


def check_members(plan: DepartmentPlan, line: Line, ends_on: datetime.date) -> None:
    still = dependents([plan.rows[line.code].pk], ends_on, beneath=False)
    if still:
        plan.fault(
            line.line,
            "ends_on",
            _("This still goes on after the last day: %(list)s.") % {"list": in_words(still)},
            _("End or move it first."),
        )


def check_history(plan: DepartmentPlan) -> None:
    """A move must lie after the move before, and a moved department keeps its first day."""
    touched = {
        line.code: line
        for line in plan.after.values()
        if line.code in plan.before
        and (line.parent, line.starts_on)
        != (plan.before[line.code].parent, plan.before[line.code].starts_on)
    }
    placements: dict[int, list[datetime.date]] = {}
    ids = [plan.rows[code].pk for code in touched]
    for row in Department.objects.filter(pk__in=ids).values_list("pk", "placements__starts_on"):
        placements.setdefault(row[0], []).append(row[1])
    for code, line in touched.items():
        days = placements[plan.rows[code].pk]
        if line.starts_on != plan.before[code].starts_on and len(days) == 1:
            days = [line.starts_on or days[0]]
        elif line.starts_on != plan.before[code].starts_on:
            plan.fault(
                line.line,
                "starts_on",
                _("The department was moved since, so its first day is fixed."),
                _("Leave the cell empty."),
            )
        if line.parent != plan.before[code].parent and max(days) > plan.on:
            plan.fault(
                line.line,
                "parent",
                _("The department was moved on %(day)s already.") % {"day": max(days)},
                _("Load the file with a later day."),
            )


def compare(plan: DepartmentPlan) -> None:
    what = _("department")
    for line in plan.after.values():
        current = plan.before.get(line.code)
        if current is None:
            words = line.name or line.name_en or line.name_zh
            plan.new.append(New(line.line, what, line.code, words))
            continue
        changes = [
            Change(line.line, what, line.code, name, shown(old), shown(new))
            for name in COLUMNS[1:]
            if (old := getattr(current, name)) != (new := getattr(line, name))
        ]
        plan.changed += changes
        plan.unchanged += not changes


@transaction.atomic
def load_departments(
    table: Table,
    *,
    by: Actor,
    on: datetime.date | None = None,
    fingerprint: str | None = None,
) -> Mapping[str, int | str]:
    """Write what `plan_departments` shows, all of it or nothing. Returns the counts.

    Errors: DepartmentError when the file has faults; WrongState when `fingerprint` (of the plan
    that somebody has read) is no longer what the file would change.
    """
    require_office(by)
    lock_tree()
    plan = plan_departments(table, on=on)
    if plan.on > timezone.localdate():
        raise DepartmentError(_("Load it on the day: a change cannot lie in the future."), "on")
    if plan.faults:
        raise DepartmentError(
            _("The file has %(count)d errors; nothing was loaded.") % {"count": len(plan.faults)}
        )
    if fingerprint is not None and fingerprint != plan.fingerprint:
        raise WrongState(_("Meanwhile somebody else changed the departments. Look again."))
    write(plan)
    if plan.new or plan.changed:
        target = ("departments.Department", plan.sha256)
        record("departments.load_departments", target, by=by, details=plan.summary())
    return plan.summary()
