"""The tree of departments: create, change, move, close. One writer at a time."""

import datetime
from typing import Any

from django.db import connection, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from audit.errors import WrongState
from audit.services import record
from departments.models import Department, DepartmentPlacement
from departments.services.dependents import dependents, in_words
from departments.services.errors import DepartmentError, change, insert
from departments.services.permission import Actor, require_office

TREE_LOCK = 7_030_001  # an advisory lock: any number that nobody else uses

# The part of every lineage above the department is exchanged; what lies beneath stays.
MOVE_SQL = """
UPDATE departments_department
   SET lineage = %(above)s::integer[] || lineage[%(level)s:],
       level = level + %(shift)s,
       parent_id = CASE WHEN id = %(id)s THEN %(parent)s ELSE parent_id END
 WHERE lineage @> ARRAY[%(id)s]
"""
REBUILD_SQL = """
WITH RECURSIVE tree AS (
    SELECT id, ARRAY[id] AS lineage FROM departments_department WHERE parent_id IS NULL
    UNION ALL
    SELECT child.id, tree.lineage || child.id
      FROM departments_department child JOIN tree ON child.parent_id = tree.id
)
UPDATE departments_department department
   SET lineage = tree.lineage, level = cardinality(tree.lineage)
  FROM tree
 WHERE tree.id = department.id AND tree.lineage IS DISTINCT FROM department.lineage
"""


def lock_tree() -> None:
    """Wait until nobody else changes the tree; held until the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [TREE_LOCK])


def rebuild_lineages() -> int:
    """Set every lineage and level that differs from what the parents say. Returns how many."""
    with connection.cursor() as cursor:
        cursor.execute(REBUILD_SQL)
        return cursor.rowcount


def check_code(code: str) -> str:
    """A code is what a person types and an address holds: no blanks around, no odd characters."""
    if not code.isprintable() or code != code.strip() or set(code.split("/")) & {"", ".", ".."}:
        raise DepartmentError(
            _("Use letters, digits, spaces and signs, no space at the ends, no empty part."), "code"
        )
    return code


@transaction.atomic
def create_department(
    code: str,
    name: str = "",
    name_en: str = "",
    name_zh: str = "",
    parent: Department | None = None,
    peer_group: str = "",
    starts_on: datetime.date | None = None,
    *,
    by: Actor,
) -> Department:
    """A new department beneath `parent` (or a root), from `starts_on` (default: today)."""
    lock_tree()
    require_office(by, parent)
    parent = parent and Department.objects.get(pk=parent.pk)
    starts_on = starts_on or timezone.localdate()
    if parent is not None and parent.ends_on is not None:
        raise DepartmentError(_("The department above it is closed."), "parent")
    if not (name or name_en or name_zh):
        raise DepartmentError(_("Give the department a name."), "name")
    department = insert(
        Department(
            code=check_code(code),
            name=name,
            name_en=name_en,
            name_zh=name_zh,
            parent=parent,
            peer_group=peer_group,
            starts_on=starts_on,
            lineage=[0],
        )
    )
    above = parent.lineage if parent else []
    department.lineage = [*above, department.pk]
    department.level = len(department.lineage)
    department.save(update_fields=["lineage", "level"])
    since = max(starts_on, parent.starts_on) if parent else starts_on
    DepartmentPlacement.objects.create(department=department, parent=parent, starts_on=since)
    details = {
        "code": code,
        "name": name or name_en or name_zh,
        "parent": parent and parent.code,
        "starts_on": starts_on,
    }
    record("departments.create", department, by=by, details=details)
    return department


@transaction.atomic
def change_department(
    department: Department, *, by: Actor, seen: str | None = None, **values: Any
) -> Department:
    """Change name, name_en, name_zh or peer_group. Code and place have their own services."""
    require_office(by, department)
    allowed = {"name", "name_en", "name_zh", "peer_group"}
    if unknown := values.keys() - allowed:
        raise TypeError(f"change_department cannot change {', '.join(sorted(unknown))}")
    row = change(department, values, verb="departments.change", by=by, seen=seen)
    if not (row.name or row.name_en or row.name_zh):
        raise DepartmentError(_("Give the department a name."), "name")
    return row


@transaction.atomic
def move_department(
    department: Department,
    parent: Department | None,
    *,
    on: datetime.date | None = None,
    reason: str = "",
    by: Actor,
) -> Department:
    """Hang the department, with all beneath it, under `parent` from the day `on` (today).

    Two moves at once run one after the other; the second sees the tree the first has left.
    Errors: DepartmentError for a cycle, a closed department or a day before the last move.
    """
    lock_tree()
    department = Department.objects.select_related("parent").get(pk=department.pk)
    parent = parent and Department.objects.get(pk=parent.pk)
    require_office(by, department)
    require_office(by, department.parent)  # the place it leaves …
    require_office(by, parent)  # … and the place it enters
    on = on or timezone.localdate()
    check_move(department, parent, on)
    before = department.parent
    moved = relocate(department, parent)
    place(department, parent, on, reason)
    details = {
        "before": {"parent": before and before.code},
        "after": {"parent": parent and parent.code},
        "on": on,
        "reason": reason,
        "moved": moved,
    }
    record("departments.move", department, by=by, details=details)
    return Department.objects.get(pk=department.pk)


def check_move(department: Department, parent: Department | None, on: datetime.date) -> None:
    if on > timezone.localdate():
        raise DepartmentError(_("Move it on the day: a move cannot lie in the future."), "on")
    check_exists(department, on)
    if department.parent_id == (parent and parent.pk):
        raise DepartmentError(_("The department already stands there."), "parent")
    if parent is None:
        return
    check_exists(parent, on)
    if department.pk in parent.lineage:
        raise DepartmentError(
            _("A department cannot be moved into itself or to a department beneath it."), "parent"
        )


def check_exists(department: Department, on: datetime.date) -> None:
    if on < department.starts_on or (department.ends_on and department.ends_on < on):
        raise DepartmentError(
            _("%(department)s does not exist on %(day)s.")
            % {"department": department.code, "day": on.isoformat()},
            "on",
        )


def relocate(department: Department, parent: Department | None) -> int:
    """Write parent, level and lineage of the whole branch in one UPDATE. Returns how many rows."""
    above = parent.lineage if parent else []
    values: dict[str, Any] = {
        "id": department.pk,
        "parent": parent and parent.pk,
        "above": above,
        "level": department.level,
        "shift": len(above) + 1 - department.level,
    }
    with connection.cursor() as cursor:
        cursor.execute(MOVE_SQL, values)
        return cursor.rowcount


def place(
    department: Department, parent: Department | None, on: datetime.date, reason: str
) -> None:
    """Close the placement in force and open the next; of two moves on one day the second counts."""
    current = department.placements.order_by("-starts_on").select_for_update().first()
    if current is not None and current.starts_on > on:
        raise DepartmentError(
            _("The department was moved on %(day)s already; choose that day or a later one.")
            % {"day": current.starts_on.isoformat()},
            "on",
        )
    if current is not None and current.starts_on == on:
        department.placements.filter(pk=current.pk).update(parent=parent, reason=reason)
        return
    department.placements.filter(Q(ends_on=None) | Q(ends_on__gte=on)).update(
        ends_on=on - datetime.timedelta(days=1)
    )
    DepartmentPlacement.objects.create(
        department=department,
        parent=parent,
        starts_on=on,
        ends_on=department.ends_on,
        reason=reason,
    )


@transaction.atomic
def close_department(department: Department, *, on: datetime.date, by: Actor) -> Department:
    """End the department: `on` is its last day. Refused while anything in it goes on longer."""
    lock_tree()
    require_office(by, department)
    if on < department.starts_on:
        raise DepartmentError(_("The end date must not lie before the start date."), "on")
    if department.placements.filter(starts_on__gt=on).exists():
        raise DepartmentError(
            _("The department was moved after that day; choose a later one."), "on"
        )
    if open_rows := dependents([department.pk], on):
        raise DepartmentError(
            _("This still goes on after the last day. End or move it first: %(list)s.")
            % {"list": in_words(open_rows)},
            "on",
        )
    if not Department.objects.filter(pk=department.pk, ends_on=None).update(ends_on=on):
        raise WrongState(_("The department is closed already."))
    department.placements.filter(ends_on=None).update(ends_on=on)
    record("departments.close", department, by=by, details={"code": department.code, "on": on})
    return Department.objects.get(pk=department.pk)


@transaction.atomic
def reopen_department(department: Department, *, by: Actor) -> Department:
    """Take back a closing; its parent must still exist."""
    lock_tree()
    department = Department.objects.select_related("parent").get(pk=department.pk)
    require_office(by, department)
    if department.parent and department.parent.ends_on:
        raise DepartmentError(_("The department above it is closed; reopen that one first."))
    if department.ends_on is None:
        raise WrongState(_("The department is not closed."))
    before = department.ends_on
    Department.objects.filter(pk=department.pk).update(ends_on=None)
    department.placements.filter(ends_on=before).update(ends_on=None)
    record("departments.reopen", department, by=by, details={"before": {"ends_on": before}})
    return Department.objects.get(pk=department.pk)
