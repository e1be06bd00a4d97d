"""The evaluation from outside, through the services, on the days in which it is loaded."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from decimal import Decimal

from django.contrib.auth.hashers import make_password
from django.utils import timezone
from django.utils.translation import gettext as _

from departments.models import Department, User
from feedback import services
from feedback.models import Engagement, EngagementUnit
from feedback.models.engagements import Seat
from indicators.models import Indicator, Period
from perfmgmt.demo_city import third_party as plan
from perfmgmt.demo_city.accounts import ACCOUNTS
from perfmgmt.demo_city.cards.words import both
from perfmgmt.demo_city.loading.accounts import address
from perfmgmt.demo_city.organisation import CITY

MARKING, REPORT = datetime.timedelta(days=90), datetime.timedelta(days=60)


def load(say: Callable[[str], None]) -> None:
    office = User.objects.get(username=ACCOUNTS[0].username)
    places = Department.objects.in_bulk([CITY.code, *plan.MARKS], field_name="code")
    seats = open_seats()
    row = drafted(office, places, seats)
    for name in ("commission", "begin"):
        services.take_step(row, name, by=office)
    for unit in EngagementUnit.objects.filter(engagement=row).select_related("key__department"):
        marks = plan.MARKS[unit.key.department.code]
        for seat, levels in zip(("first", "second"), marks, strict=True):
            mark(unit, levels, by=seats[seat])
    services.take_step(row, "ask", by=office)
    say(_("%(units)d departments marked by two evaluators from outside") % {
        "units": len(plan.MARKS),
    })  # fmt: skip


def open_seats() -> dict[str, User]:
    """Accounts of people who hold no post here; nobody signs in with them."""
    nobody = make_password(None)
    users = User.objects.bulk_create(
        User(username=name, email=address(name), password=nobody) for name in plan.MARKERS
    )
    return dict(zip(Seat.values, users, strict=True))


def drafted(office: User, places: dict[str, Department], seats: dict[str, User]) -> Engagement:
    today = timezone.localdate()
    institute = services.add_organisation(
        by=office, name_en=plan.INSTITUTE.en, name_zh=plan.INSTITUTE.zh,
        registration_number=plan.REGISTRATION,
    )  # fmt: skip
    services.declare(
        institute, [places[CITY.code]], by=office, signed_by=plan.SIGNED_BY, signed_on=today,
        has_violation=False, violation_note="",
    )  # fmt: skip
    row = services.draft(
        places[CITY.code], [places[code] for code in plan.MARKS], by=office, organisation=institute,
        name_en=plan.NAME.en, name_zh=plan.NAME.zh, scope_en=plan.SCOPE.en, scope_zh=plan.SCOPE.zh,
        period=Period.objects.get(label=plan.YEAR), is_blind=False,
        indicator=Indicator.objects.get(code=plan.CARD), starts_on=today, ends_on=today + MARKING,
        report_due_on=today + REPORT, reply_working_days=10, levels_apart_most=1,
    )  # fmt: skip
    levels = [
        services.Level(Decimal(points), name.en, name.zh, found.en, found.zh)
        for points, name, found in plan.LEVELS
    ]
    for criterion in plan.CRITERIA:
        services.set_criterion(
            row, levels, name_en=criterion.name.en, name_zh=criterion.name.zh,
            weight=Decimal(criterion.weight), by=office,
        )  # fmt: skip
    services.seat(row, seats, by=office)
    return row


def mark(unit: EngagementUnit, levels: tuple[int, ...], *, by: User) -> None:
    criteria = unit.engagement.criteria.prefetch_related("levels")
    said = {
        str(one.pk): {
            "level": str(one.levels.get(place=place).pk), "note": both(plan.NOTES[place]),
            "evidence": both(plan.EVIDENCE),
        }
        for one, place in zip(criteria, levels, strict=True)
    }  # fmt: skip
    sheet = services.save_sheet(unit, said, version=0, by=by)
    services.hand_in_sheet(unit, version=sheet.version, by=by)
