"""What the pages of planning leave behind, for the tests of the interface that reads it."""

import datetime
from decimal import Decimal

from django.utils import timezone

from indicators.models import Objective
from indicators.services import amendments, open_cycle, report, request_missing
from indicators.services.objectives import add_objective
from indicators.services.plans import in_force, take_step
from indicators.services.requirements import ask
from indicators.services.versions import Change
from tests.factories import IndicatorFactory, PeriodFactory, RoleGrantFactory, TargetFactory
from tests.indicators.cards import scorecard
from tests.kept import kept

SOON = datetime.timedelta(days=60)


@kept
def submitted(world, place):
    """A scorecard of five KPIs of 20 each that waits for approval."""
    cycle = open_cycle("2026", by=None)
    scorecard(place, cycle)
    head = RoleGrantFactory(role="manager", department=place).user
    by = world.manager if place == world.bureau else head
    return take_step(cycle, place, "submit", by=by)


@kept
def plan(world, place=None):
    """An approved scorecard, of the bureau unless said otherwise."""
    row = submitted(world, place or world.bureau)
    return take_step(row.cycle, row.department, "approve", by=world.office)


@kept
def amendment(world, approved=None):
    """It makes the first target easier, and waits."""
    approved = approved or plan(world)
    first = in_force(approved.cycle, approved.department)[0]
    return amendments.propose(
        approved, reason="policy", explanation="The law changed", by=approved.submitted_by,
        changes=[Change(first.indicator, None, {"value": Decimal(80)})],
    )  # fmt: skip


def reported(approved, value=72):
    for target in in_force(approved.cycle, approved.department):
        report(approved.department, target.indicator, "2026-01", value=Decimal(value), by=None)


def objective(world, parent=None, place=None, code=None):
    code = code or f"A{Objective.objects.count()}"
    return add_objective(
        code, "operational", place or world.bureau, name=f"Aim {code}", parent=parent, by=None
    )


def serving(world, aim, place, code, cycle="2026"):
    """A KPI of `place` that serves the objective."""
    return TargetFactory(
        cycle=open_cycle(cycle, by=None), department=place, objective=aim, value=Decimal(90),
        indicator=IndicatorFactory(code=code), owner=world.person("manager"), weight=Decimal(5),
    )  # fmt: skip


def requirement(world, asking=None, asked=None, what="The list of roads"):
    day = timezone.localdate() + SOON
    return ask(
        asking or world.bureau, asked or world.other, what, day, indicator=IndicatorFactory(),
        by=None,
    )  # fmt: skip


def missing_request(world, place=None, label="2026-01"):
    card = IndicatorFactory()
    period = PeriodFactory(label=label)
    place = place or world.bureau
    TargetFactory(
        cycle=open_cycle("2026", by=None),
        department=place,
        indicator=card,
        value=Decimal(1),
        weight=0,
    )
    by = world.manager if place != world.other else world.office
    return request_missing(place, card, period, "external", reason="Flood", by=by)


def everything(world, place, label):
    """One of each, all of `place`; what adds a target comes before the scorecard is agreed."""
    missing_request(world, place, label)
    serving(world, objective(world, place=place), place, f"K-{place.code}", cycle="2027")
    amendment(world, plan(world, place))
    requirement(world, asking=place, asked=world.city)
