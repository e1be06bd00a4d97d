"""`load_calendar`: holidays and make-up working days from a file."""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, field

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from audit.errors import WrongState
from audit.services import record
from departments.models import CalendarDay
from departments.services.errors import DepartmentError
from departments.services.loading.plan import Change, New, Plan, read_date, read_text, start
from departments.services.permission import Actor, require_office
from departments.tables import Row, Table

COLUMNS = ("day", "kind", "name_en", "name_zh")
REQUIRED = COLUMNS
LONGEST = 120  # characters of a name


@dataclass
class CalendarPlan(Plan):
    days: dict[datetime.date, CalendarDay] = field(default_factory=dict)
    lines: dict[datetime.date, int] = field(default_factory=dict)


def plan_calendar(table: Table) -> CalendarPlan:
    """What the file would change. Days that it does not name stay as they are."""
    plan = CalendarPlan(**vars(start(table, timezone.localdate())))
    stored = {row.day: row for row in CalendarDay.objects.all()}
    for row in table.rows:
        read_row(plan, row, stored)
    plan.sort()
    return plan


def read_row(plan: CalendarPlan, row: Row, stored: dict[datetime.date, CalendarDay]) -> None:
    before = len(plan.faults)
    day = read_date(plan, row.line, "day", row.cells["day"])
    kind = row.cells["kind"].casefold().replace("-", "_")
    names = {
        name: read_text(plan, row.line, name, row.cells[name], LONGEST)
        for name in ("name_en", "name_zh")
    }
    if kind not in CalendarDay.Kind.values:
        plan.fault(
            row.line,
            "kind",
            _("“%(text)s” is not known here.") % {"text": row.cells["kind"]},
            _("Use one of: %(options)s.") % {"options": ", ".join(CalendarDay.Kind.values)},
        )
    for name, text in names.items():
        if not text:
            plan.fault(row.line, name, _("The name is empty."), _("Fill in a name."))
    if day is None:
        if not row.cells["day"]:
            plan.fault(row.line, "day", _("The day is empty."), _("Fill in a date."))
        return
    if day in plan.lines:
        plan.fault(
            row.line,
            "day",
            _("%(day)s stands in line %(line)d already.")
            % {"day": day.isoformat(), "line": plan.lines[day]},
            _("Take one of the two rows out."),
        )
    plan.lines[day] = row.line
    if len(plan.faults) == before:
        compare(plan, row.line, stored.get(day), CalendarDay(day=day, kind=kind, **names))


def compare(plan: CalendarPlan, line: int, old: CalendarDay | None, new: CalendarDay) -> None:
    what, key = _("day"), new.day.isoformat()
    if old is None:
        plan.new.append(New(line, what, key, f"{new.get_kind_display()}, {new.name_zh}"))
        plan.days[new.day] = new
        return
    changes = [
        Change(line, what, key, name, getattr(old, name), getattr(new, name))
        for name in COLUMNS[1:]
        if getattr(old, name) != getattr(new, name)
    ]
    plan.changed += changes
    plan.unchanged += not changes
    if changes:
        plan.days[new.day] = new


@transaction.atomic
def load_calendar(
    table: Table, *, by: Actor, fingerprint: str | None = None
) -> Mapping[str, int | str]:
    """Write what `plan_calendar` shows, all of it or nothing. Returns the counts."""
    require_office(by)
    plan = plan_calendar(table)
    if plan.faults:
        raise DepartmentError(
            _("The file has %(count)d errors; nothing was loaded.") % {"count": len(plan.faults)}
        )
    if fingerprint is not None and fingerprint != plan.fingerprint:
        raise WrongState(_("Meanwhile somebody else changed the calendar. Look again."))
    CalendarDay.objects.bulk_create(
        plan.days.values(),
        update_conflicts=True,
        unique_fields=["day"],
        update_fields=["kind", "name_en", "name_zh"],
    )
    if plan.days:
        target = ("departments.CalendarDay", plan.sha256)
        record("departments.load_calendar", target, by=by, details=plan.summary())
    return plan.summary()
