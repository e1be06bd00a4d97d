"""Departments, their move, the working calendar and the policy packs, through their services."""

from collections.abc import Callable

from django.utils import timezone
from django.utils.translation import gettext as _

from departments.models import CalendarDay, Department
from departments.services.loading.calendar import COLUMNS, load_calendar
from departments.services.policy_packs import publish_shipped_packs
from departments.services.tree import create_department, move_department
from departments.tables import Row, Table
from perfmgmt.demo_city import holidays
from perfmgmt.demo_city.organisation import FOUNDED, MOVES, NODES


def load(content: dict[str, str], say: Callable[[str], None]) -> None:
    load_departments()
    say(_("%(count)d departments in three levels") % {"count": len(NODES)})
    days = add_days(content["calendar"])
    say(_("%(count)d days of the working calendar") % {"count": days})
    publish_shipped_packs(by=None)


def load_departments() -> None:
    """Each where it began; a unit that moved is moved, so that its history tells of it."""
    began_in = {move.unit: move.came_from for move in MOVES}
    rows: dict[str, Department] = {}
    for node in NODES:
        rows[node.code] = create_department(
            node.code,
            name=node.name.zh,
            name_en=node.name.en,
            name_zh=node.name.zh,
            parent=rows.get(began_in.get(node.code, node.parent)),
            peer_group=node.peer_group,
            starts_on=FOUNDED,
            by=None,
        )
    for move in MOVES:
        target = rows[BY_UNIT[move.unit]]
        on = min(move.on, timezone.localdate())  # a move cannot lie in the future
        move_department(rows[move.unit], target, on=on, reason=move.words, by=None)


BY_UNIT = {node.code: node.parent for node in NODES}


def add_days(sha256: str) -> int:
    """Add the days that nobody has entered yet. Returns how many."""
    known = set(CalendarDay.objects.values_list("day", flat=True))
    days = [day for day in holidays.days() if day.day not in known]
    rows = [
        Row(
            line,
            {
                "day": day.day.isoformat(),
                "kind": day.kind,
                "name_en": day.name.en,
                "name_zh": day.name.zh,
            },
        )
        for line, day in enumerate(days, start=2)
    ]
    load_calendar(Table(rows, frozenset(COLUMNS), "utf-8", sha256), by=None)
    return len(days)
