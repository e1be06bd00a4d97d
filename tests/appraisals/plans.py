"""Plans for tests: KPIs in force, a draft, one that both sides signed."""

import datetime
from decimal import Decimal

from appraisals import services
from appraisals.services.agreements import Entry
from indicators.models import Target
from indicators.services import open_cycle
from indicators.services.contributions import set_contribution
from tests.appraisals.cycles import YEAR, appraisal_of, phase, running
from tests.factories import IndicatorFactory, TargetFactory
from tests.kept import kept

D = Decimal
NOW = services.Signing(datetime.timedelta(seconds=5))
OLD = services.Signing(datetime.timedelta(minutes=6))


def kpi(department, code, weight="50", **fields):
    """A target of the year in force."""
    return TargetFactory(
        cycle=open_cycle(YEAR, by=None), department=department,
        indicator=IndicatorFactory(code=code), weight=weight, **fields,
    )  # fmt: skip


def carry(target, who, **fields):
    return set_contribution(
        target.department, target.indicator, target.cycle, who, part="assigned", by=None,
        **({"share": D("0.5")} | fields),
    )  # fmt: skip


@kept
def planning(world, **fields):
    """The appraisal of the employee, with two KPIs, in a cycle that plans."""
    for code in ("K-A", "K-B"):
        carry(kpi(world.division, code), world.person("employee"))
    cycle = running(world, **fields)
    services.open_phase(phase(cycle, "planning"), by=None)
    return appraisal_of(cycle, world.employee)


@kept
def drafted(world, **fields):
    return services.draft_agreement(planning(world, **fields), by=world.employee)


@kept
def proposed(world, row=None):
    return services.take_step(row or drafted(world), "propose", by=world.employee, signing=NOW)


@kept
def agreed(world, row=None):
    return services.take_step(proposed(world, row), "agree", by=world.manager, signing=NOW)


@kept
def coaching(world, time_machine):
    """An agreed plan, in the phase of coaching."""
    row = agreed(world)
    start_coaching(row.appraisal.appraisal_cycle, time_machine)
    return row


def start_coaching(cycle, time_machine):
    services.close_phase(phase(cycle, "planning"), by=None)
    begins = phase(cycle, "coaching").starts_on + datetime.timedelta(days=9)
    time_machine.move_to(datetime.datetime.combine(begins, datetime.time(9)))
    return services.open_phase(phase(cycle, "coaching"), by=None)


def entries(row, **weights):
    """The lines as they are, some with another weight (by title or code, "-" as "_")."""
    return [
        Entry(
            line.code, D(weights.get(line.code.replace("-", "_").replace(":", "_"), line.weight)),
            line.aspect.code if line.aspect else "", line.title, line.standard,
        )
        for line in row.lines.all()
    ]  # fmt: skip


def renewed_target(target, value):
    """The next version of a target, as planning writes it."""
    Target.objects.filter(pk=target.pk).update(replaced_at=target.created_at)
    return TargetFactory(
        cycle=target.cycle, department=target.department, indicator=target.indicator,
        weight=target.weight, value=value,
        created_at=target.created_at + datetime.timedelta(days=1),
    )  # fmt: skip
