"""Cycles for tests: set up for the world's city, launched, with a phase open."""

import datetime

from django.utils import timezone

from appraisals import services
from appraisals.models import Phase
from departments.services.policy_packs import SHIPPED, publish_policy_pack, read_json
from indicators.services import open_cycle
from tests.kept import kept

YEAR = "2026"
IN_PLANNING = datetime.datetime(2026, 1, 12, 9, tzinfo=datetime.UTC)


def pack(code):
    """The pack of that name that comes with the house; the other one is left unpublished."""
    shipped = read_json(SHIPPED / f"{code.replace('-', '_')}.json")
    return publish_policy_pack(
        shipped["code"], shipped["version"], shipped, shipped["content"], by=None
    )


def draft(
    world, *, by=None, policy="generic", code="2026-annual", year=YEAR, kind="annual", **fields
):
    return services.create_cycle(
        code=code, name_en="Appraisals 2026", name_zh="2026年度考核", kind=kind,
        cycle=open_cycle(year, by=None), department=world.city,
        policy=pack(policy) if isinstance(policy, str) else policy,
        by=by, **fields,
    )  # fmt: skip


@kept
def running(world, *, days=None, **fields):
    """A launched cycle; the heads that the world lacks appraise by choice of the office.

    `days` are those of its phases, where the policy's do not fit."""
    cycle = draft(world, **fields)
    if days:
        services.set_phases(cycle, days, by=None)
    else:
        in_planning(cycle)
    take_in(world, cycle)
    services.launch(cycle, by=None)
    cycle.refresh_from_db()
    return cycle


def take_in(world, cycle):
    """Everybody whom it covers; the heads that the world lacks appraise by choice."""
    services.enrol(cycle, by=None)
    headless = cycle.appraisals.filter(appraiser=None)
    headless.filter(subject_user=world.supervision).update(
        appraiser=world.office, appraiser_chosen=True
    )
    headless.filter(appraiser=None).update(appraiser=world.supervision, appraiser_chosen=True)
    cycle.appraisals.filter(subject_user=None).update(excluded_as="other", excluded_note="no head")


def in_planning(cycle):
    """Move all phases, unless today lies in the first one."""
    rows = list(cycle.phases.in_order())
    late = timezone.localdate() - rows[0].ends_on
    if late.days > 0:
        days = {row.kind: (row.starts_on + late, row.ends_on + late) for row in rows}
        services.set_phases(cycle, days, by=None)


def phase(cycle, kind):
    return Phase.objects.get(appraisal_cycle=cycle, kind=kind)


def appraisal_of(cycle, user):
    return cycle.appraisals.get(subject="person", subject_user=user)
