"""Ratings of another page from a file with the columns of the exchange. P16."""

from __future__ import annotations

from dataclasses import dataclass, field

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from departments.models import User
from departments.services import require_office
from departments.services.loading.plan import Plan, read_date, start
from departments.tables import Row, Table
from feedback.models import OtherDoor
from feedback.services.other_doors import Foreign, judged, read_against, take_ratings

COLUMNS = (
    "number", "service", "place", "stage", "value", "day", "outcome", "reasons", "text", "default",
)  # fmt: skip
REQUIRED = ("number", "value", "day")
TRUE = {"": False, "no": False, "yes": True, "0": False, "1": True, "否": False, "是": True}


@dataclass
class RatingPlan(Plan):
    """The good rows; `known` more are there already."""

    good: list[Foreign] = field(default_factory=list)
    known: int = 0


def plan_ratings(door: OtherDoor, table: Table) -> RatingPlan:
    """What a file would bring: good rows, and what is wrong with the others."""
    plan = RatingPlan(**vars(start(table, timezone.localdate())))
    read = [(row.line, read_row(plan, row)) for row in table.rows]
    found = [(line, one) for line, one in read if one is not None]
    reading = read_against(door, [one for _line, one in found])
    for line, one in found:
        taken = judged(reading, one)
        if taken.error:
            plan.fault(line, taken.error.field or "", str(taken.error), _("Correct the row."))
        elif taken.state == "known":
            plan.known += 1
        else:
            plan.good.append(one)
    plan.sort()
    return plan


def read_row(plan: Plan, row: Row) -> Foreign | None:
    before, cells = len(plan.faults), row.cells
    day = read_date(plan, row.line, "day", cells["day"])
    if not cells["day"]:
        plan.fault(row.line, "day", _("The day is empty."), _("Fill in a date."))
    value = cells["value"]
    if not (value.isascii() and value.isdigit() and len(value) < 3):  # noqa: PLR2004 -- digits
        reason = _("“%(text)s” is no value of the scale.") % {"text": value}
        plan.fault(row.line, "value", reason, _("Write a whole number."))
    default = cells.get("default", "").casefold()
    if default not in TRUE:
        reason = _("“%(text)s” is not known here.") % {"text": default}
        plan.fault(row.line, "default", reason, _("Write yes or no."))
    if day is None or len(plan.faults) > before:
        return None
    named = {name: cells.get(name, "") for name in ("service", "place", "stage", "outcome", "text")}
    reasons = tuple(filter(None, map(str.strip, cells.get("reasons", "").split(";"))))
    return Foreign(
        cells["number"], int(value), day, reasons=reasons, is_default=TRUE[default], **named
    )


@transaction.atomic
def load_ratings(door: OtherDoor, table: Table, *, by: User | None) -> int:
    """Take the good rows of a file; returns how many were new. A second time changes nothing."""
    require_office(by, door.department)
    plan = plan_ratings(door, table)
    return sum(one.state == "new" for one in take_ratings(door, plan.good, by=by))
