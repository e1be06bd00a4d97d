"""Closed cases from a file: what it would bring, then its good rows. docs/public-voice.md, P13."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from departments.models import User
from departments.services import require_office
from departments.services.loading.plan import Plan, read_date, read_text, start
from departments.tables import Row, Table
from feedback import codes
from feedback.models import PublicService, ServicePoint
from feedback.services.cases import Case, digest_of, known_cases, take_cases

COLUMNS = ("place", "case", "closed_on")
LONGEST_NUMBER = 100  # characters


@dataclass
class CasePlan(Plan):
    """The cases of the good rows by place; `known` of them are there already."""

    cases: dict[ServicePoint, list[Case]] = field(default_factory=lambda: defaultdict(list))
    lines: dict[bytes, int] = field(default_factory=dict)
    known: int = 0

    @property
    def good(self) -> int:
        return sum(map(len, self.cases.values()))


def plan_cases(service: PublicService, table: Table) -> CasePlan:
    """What a file of closed cases would bring: good rows, and what is wrong with the others."""
    plan = CasePlan(**vars(start(table, timezone.localdate())))
    places = places_of(service)
    for row in table.rows:
        read_case(plan, row, places)
    plan.known = known_cases(list(plan.lines))
    plan.sort()
    return plan


def places_of(service: PublicService) -> dict[str, list[ServicePoint]]:
    """The places by code and by each of their names."""
    found: dict[str, list[ServicePoint]] = defaultdict(list)
    for point in service.points.select_related("service__department"):
        for name in {point.code, *map(str.casefold, (point.name, point.name_en, point.name_zh))}:
            found[name].append(point)
    return found


def read_case(plan: CasePlan, row: Row, places: dict[str, list[ServicePoint]]) -> None:
    before = len(plan.faults)
    point = read_place(plan, row, places)
    number = read_text(plan, row.line, "case", row.cells["case"], LONGEST_NUMBER)
    if not number:
        plan.fault(row.line, "case", _("The number of the case is empty."), _("Fill it in."))
    day = read_date(plan, row.line, "closed_on", row.cells["closed_on"])
    if not row.cells["closed_on"]:
        plan.fault(row.line, "closed_on", _("The day is empty."), _("Fill in a date."))
    elif day and day > plan.on:
        plan.fault(
            row.line, "closed_on", _("%(day)s has not come yet.") % {"day": day.isoformat()},
            _("Take the row out until the case is closed."),
        )  # fmt: skip
    if point is None or day is None or len(plan.faults) > before:
        return
    digest = digest_of(point, number)
    if digest in plan.lines:
        plan.fault(
            row.line, "case",
            _("This number stands in line %(line)d already.") % {"line": plan.lines[digest]},
            _("Take one of the two rows out."),
        )  # fmt: skip
        return
    plan.lines[digest] = row.line
    plan.cases[point].append(Case(number, day))


def read_place(
    plan: CasePlan, row: Row, places: dict[str, list[ServicePoint]]
) -> ServicePoint | None:
    text = row.cells["place"]
    found = places.get(codes.normal(text)) or places.get(text.casefold()) if text else None
    if found and len(found) == 1:
        return found[0]
    if not text:
        reason, fix = _("The place is empty."), _("Write its code or its name.")
    elif found:
        reason = _("%(n)d places are called “%(text)s”.") % {"n": len(found), "text": text}
        fix = _("Write the code: %(codes)s.") % {"codes": ", ".join(one.code for one in found)}
    else:
        reason = _("The service has no place “%(text)s”.") % {"text": text}
        fix = _("Write the code or the name of a place as the page of the service shows it.")
    plan.fault(row.line, "place", reason, fix)
    return None


@transaction.atomic
def load_cases(service: PublicService, table: Table, *, by: User | None) -> int:
    """Take the good rows of a file; returns how many were new. A second time changes nothing."""
    require_office(by, service.department)
    plan = plan_cases(service, table)
    return sum(take_cases(point, cases, by=by) for point, cases in plan.cases.items())
