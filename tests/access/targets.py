"""Who gets which answer from scorecards as plans, amendments and locks. docs/access.md, A8, A11."""

import datetime

from django.utils import timezone

from indicators.services import amendments, open_cycle, period_for
from indicators.services.period_locks import open_exception, set_lock
from indicators.services.plans import in_force, take_step
from indicators.services.versions import Change
from tests.access.reports import BRANCH, EVERY, all_of, row, safe
from tests.indicators.cards import scorecard

PLANNERS = ["office", "manager"]
# The bureau is seen by all but the employee of its division; who may not plan reads.
READ = row(302, 404, **all_of(BRANCH, 200))
PLAN = row(302, 404, **all_of(PLANNERS, 200, 403)) | {"employee": 404}
SAVE = PLAN
PROPOSE = row(302, 404, **all_of(PLANNERS, 200, 403))
# Without a deed named there is nothing to decide: nobody gets past the form.
STEP = row(302, 404, **all_of(EVERY, 404))
OFFICE = row(302, 404, **all_of(["office"], 200, 403))

ACCESS = {
    **safe("indicators:plans", row(302, 404, **all_of(EVERY, 200))),
    **safe("indicators:plan", READ),
    ("indicators:plan", "POST"): SAVE,
    ("indicators:plan-step", "POST"): STEP,
    **safe("indicators:plan-copy", PROPOSE),
    ("indicators:plan-copy", "POST"): PROPOSE,
    **safe("indicators:amend", PROPOSE),
    ("indicators:amend", "POST"): PROPOSE,
    **safe("indicators:period-targets", READ),
    ("indicators:period-targets", "POST"): SAVE,
    **safe("indicators:amendment", READ),
    ("indicators:amendment", "POST"): STEP,
    **safe("indicators:locks", row(302, 404, **all_of(EVERY, 200))),
    **safe("indicators:lock", OFFICE),
    ("indicators:lock", "POST"): OFFICE,
    **safe("indicators:exception-add", OFFICE),
    ("indicators:exception-add", "POST"): OFFICE,
    ("indicators:exception-close", "POST"): row(302, 404, **all_of(["office"], 302, 403)),
}


def plan(world):
    cycle = open_cycle("2026", by=None)
    scorecard(world.bureau, cycle)
    return {"cycle": cycle.pk, "department": world.bureau.pk}


def approved(world):
    found = plan(world)
    cycle = open_cycle("2026", by=None)
    take_step(cycle, world.bureau, "submit", by=world.manager)
    take_step(cycle, world.bureau, "approve", by=world.office)
    return found


def grid(world):
    found = plan(world)
    target = in_force(open_cycle("2026", by=None), world.bureau)[0]
    return found | {"indicator": target.indicator_id}


def amendment(world):
    approved(world)
    cycle = open_cycle("2026", by=None)
    target = in_force(cycle, world.bureau)[0]
    made = amendments.propose(
        cycle.plans.get(), reason="policy", explanation="The law changed", by=world.manager,
        changes=[Change(target.indicator, None, {"value": 80})],
    )  # fmt: skip
    return {"pk": made.pk}


def locked(world):
    cycle = open_cycle("2026", by=None)
    today = timezone.localdate()
    set_lock(cycle, period_for("2026-01"), today, reason="Closed", by=None)
    return {"cycle": cycle.pk, "label": "2026-01"}


def exception(world):
    locked(world)
    until = timezone.localdate() + datetime.timedelta(days=7)
    opened = open_exception(
        open_cycle("2026", by=None), period_for("2026-01"), world.bureau, until=until,
        reason="Server was down", by=None,
    )  # fmt: skip
    return {"pk": opened.pk}


KWARGS = {
    "indicators:plan": plan,
    "indicators:plan-step": plan,
    "indicators:plan-copy": plan,
    "indicators:amend": approved,
    "indicators:period-targets": grid,
    "indicators:amendment": amendment,
    "indicators:locks": lambda world: {"cycle": locked(world)["cycle"]},
    "indicators:lock": locked,
    "indicators:exception-add": locked,
    "indicators:exception-close": exception,
}
