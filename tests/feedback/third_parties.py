"""Third parties for tests: an organisation, its people, an engagement at any of its steps."""

import datetime
from decimal import Decimal

from django.utils import timezone

from appraisals.services import Signing
from departments.models import User
from feedback import services
from feedback.models import Engagement, EvaluatorOrganisation
from indicators.models import Indicator, Period
from tests.factories import IndicatorFactory, PeriodFactory
from tests.kept import kept
from tests.world import hashed

DAY = datetime.timedelta(days=1)
SEATS = ("first", "second", "responsible")
FRESH = Signing(datetime.timedelta(seconds=5))
LEVELS = [
    services.Level(Decimal(points), name, chinese, f"{name} work", f"工作{chinese}")
    for points, name, chinese in (
        (0, "Poor", "差"), (4, "Fair", "一般"), (7, "Good", "良好"), (10, "Excellent", "优秀"),
    )
]  # fmt: skip


def organisation(world, number="91330100MA27XW1234", declares=None, **fields):
    row = services.add_organisation(
        by=None, name_en=f"Evaluators {number}", name_zh=f"评估机构{number}",
        registration_number=number, **fields,
    )  # fmt: skip
    declaration(world, row, departments=declares)
    return row


def declaration(world, row, departments=None, **fields):
    said = {
        "signed_by": "Chen Li", "signed_on": timezone.localdate(), "has_violation": False,
        "violation_note": "",
    }  # fmt: skip
    return services.declare(row, departments or [world.city], by=world.office, **(said | fields))


def people(prefix="third"):
    names = [f"{prefix}-{seat}" for seat in SEATS]
    known = {one.username: one for one in User.objects.filter(username__in=names)}
    new = [User(username=name, password=hashed()) for name in names if name not in known]
    User.objects.bulk_create(new)
    known |= {one.username: one for one in new}
    return {seat: known[f"{prefix}-{seat}"] for seat in SEATS}


def period():
    return Period.objects.filter(label="2026").first() or PeriodFactory(
        label="2026", kind="year", starts_on=datetime.date(2026, 1, 1),
        ends_on=datetime.date(2026, 12, 31),
    )  # fmt: skip


def card():
    found = Indicator.objects.filter(code="THIRD").first()
    return found or IndicatorFactory(code="THIRD", unit="points", frequency="year")


def fields_of(world, **fields):
    today = timezone.localdate()
    return {
        "name_en": "Openness", "name_zh": "政务公开评估", "scope_en": "How open they are.",
        "scope_zh": "政务公开情况。", "period": period(), "indicator": card(),
        "starts_on": today, "ends_on": today + 90 * DAY, "report_due_on": today + 60 * DAY,
        "is_blind": False, "reply_working_days": 10, "levels_apart_most": 1,
    } | fields  # fmt: skip


@kept
def drafted(world, departments=None, users=None, weights=(60, 40), **fields):
    fields.setdefault("organisation", EvaluatorOrganisation.objects.first() or organisation(world))
    row = services.draft(
        world.city, departments or [world.bureau, world.other], by=world.office,
        **fields_of(world, **fields),
    )  # fmt: skip
    for place, weight in enumerate(weights, start=1):
        services.set_criterion(
            row, LEVELS, name_en=f"Criterion {place}", name_zh=f"标准{place}",
            weight=Decimal(weight), by=world.office,
        )  # fmt: skip
    services.seat(row, users or people(), by=world.office)
    return row


def step(world, row, *names, text="Because."):
    for name in names:
        row = services.take_step(row, name, by=world.office, text=text)
    return row


@kept
def marking(world, **fields):
    return step(world, drafted(world, **fields), "commission", "begin")


def unit_of(row, department):
    return row.units.select_related("key", "engagement").get(key__department=department)


def material(world, unit, **said):
    return services.add_material(
        unit, by=world.office,
        **{"title": "Log", "text": "Seen.", "criterion": None, "measurement": None} | said,
    )  # fmt: skip


def texts(row, places, note="Seen."):
    """Levels by their places, one for each criterion."""
    return {
        str(one.pk): {
            "level": str(one.levels.get(place=place).pk), "note": note, "evidence": "File 3",
        }
        for one, place in zip(row.criteria.all(), places, strict=True)
    }  # fmt: skip


def hand_in(unit, by, places):
    sheet = services.save_sheet(unit, texts(unit.engagement, places), version=0, by=by)
    return services.hand_in_sheet(unit, version=sheet.version, by=by)


@kept
def marked(world, first=(3, 3), second=(3, 3), **fields):
    """In the hands of the departments: every sheet is in, all units with the same marks."""
    row = marking(world, **fields)
    seats = {one.seat: one.user for one in row.members.select_related("user")}
    for unit in row.units.select_related("engagement"):
        hand_in(unit, seats["first"], first)
        hand_in(unit, seats["second"], second)
    return step(world, row, "ask")


@kept
def settling(world, time_machine, **fields):
    """After the last day of replies."""
    row = marked(world, **fields)
    time_machine.move_to(datetime.datetime.combine(row.reply_until + DAY, datetime.time(9)))
    return step(world, row, "settle")


def signed(row):
    by = row.members.get(seat="responsible").user
    services.sign_report(row, signing=FRESH, by=by)
    return Engagement.objects.get(pk=row.pk)
