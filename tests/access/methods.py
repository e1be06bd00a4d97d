"""Who gets which answer from lines beside a score, stages and levels. docs/access.md, A1 and A8."""

from decimal import Decimal

from indicators.services import adjusting, milestones, open_cycle, set_target
from tests.access.reports import EVERY, all_of, row, safe
from tests.factories import IndicatorFactory

PROPOSERS = ["office", "manager", "supervision"]
PLANNERS = ["office", "manager"]
# The bureau is seen from above and from its own branch; the employee's division lies beneath it.
SEEN = row(302, 404, **all_of(EVERY, 200)) | {"employee": 404}


def form(name, answers):
    return safe(name, answers) | {(name, "POST"): answers}


ACCESS = {
    **safe("indicators:adjustments", row(302, 404, **all_of(EVERY, 200))),
    **form("indicators:adjustment-add", row(302, 404, **all_of(PROPOSERS, 200, 403))),
    **form("indicators:adjustment", SEEN),
    **safe("indicators:stages", SEEN),
    ("indicators:stages", "POST"): (
        row(302, 404, **all_of(PLANNERS, 200, 403)) | {"employee": 404}
    ),
    **safe("indicators:levels", SEEN),
    ("indicators:levels", "POST"): (
        row(302, 404, **all_of(["office", "evaluator"], 200, 403)) | {"employee": 404}
    ),
    **form(
        "indicators:stage-report",
        row(302, 404, **all_of(PLANNERS, 200, 403)) | {"employee": 404},
    ),
    **safe("indicators:stage-end", row(302, 404, **all_of(PLANNERS, 200, 403))),
    ("indicators:stage-end", "POST"): row(302, 404, **all_of(PLANNERS, 302, 403)),
}


def line(world):
    made = adjusting.propose(
        world.bureau, open_cycle("2023", by=None), kind="bonus", points=Decimal(1),
        rule="Rule 1", evidence="Letter 1", by=world.supervision,
    )  # fmt: skip
    return {"pk": made.pk}


def plan(world, **fields):
    return set_target(
        world.bureau, IndicatorFactory(frequency="year"), open_cycle("2023", by=None), by=None,
        value=1, **fields,
    )  # fmt: skip


def stage(world):
    target = plan(world, method="milestone")
    day = target.cycle.period.ends_on
    return {"pk": milestones.add_stage(target, name="Opening", due_on=day, by=None).pk}


LEVELS = [[Decimal(n), None, Decimal(n)] for n in (1, 2, 3)]
KWARGS = {
    "indicators:adjustment": line,
    "indicators:stages": lambda world: {"pk": plan(world, method="milestone").pk},
    "indicators:levels": lambda world: {"pk": plan(world, method="rubric", score_table=LEVELS).pk},
    "indicators:stage-report": stage,
    "indicators:stage-end": stage,
}
