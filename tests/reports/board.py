"""A cycle with a finished run over the shared world: known cells, written by hand.

bureau    COST lower      target 100, value 80                      met, capped
          WAIT range      7..14, nothing reported                   not_reported
division  RATE higher     target 90, 45 of 50 per 100               met (90 = 90)
          "=NAME" none    no target, a text                         no verdict
other     COST lower      target 100, value 125.5                   not met
"""

import datetime
from dataclasses import dataclass
from decimal import Decimal

from django.utils import timezone

from indicators.engine.pins import pin
from indicators.models import (
    Cycle,
    Indicator,
    Measurement,
    Period,
    ScoreCard,
    ScoreRun,
    Target,
)
from indicators.scoring import NUMBER_OF, State
from tests.factories import VerificationFactory
from tests.kept import kept

ONE = 10**12
SCORED = State.SCORED | State.COUNTED


@dataclass(frozen=True)
class Board:
    cycle: Cycle
    period: Period
    run: ScoreRun
    cost: Indicator
    wait: Indicator
    rate: Indicator
    formula: Indicator
    targets: dict[str, Target]
    measurements: dict[str, Measurement]


def indicator(code, direction, **more):
    more = {"name": f"Name of {code}", "name_zh": f"{code}名称", "unit": "days"} | more
    return Indicator.objects.create(code=code, direction=direction, **more)


def card(run, department, period, cells, **more):
    """One card; a cell is (target, measurement or None, attainment, points, state)."""
    columns = list(zip(*cells, strict=True))
    return ScoreCard.objects.create(
        run=run,
        department=department,
        period=period,
        target_ids=[target.pk for target in columns[0]],
        measurement_ids=[m.pk if m else 0 for m in columns[1]],
        attainments=list(columns[2]),
        points=list(columns[3]),
        states=[int(state) for state in columns[4]],
        **more,
    )


@kept
def build(world):
    now = timezone.now()
    period = Period.objects.create(
        label="2026",
        kind="year",
        starts_on=datetime.date(2026, 1, 1),
        ends_on=datetime.date(2026, 12, 31),
    )
    cycle = Cycle.objects.create(name="2026", period=period)
    cost, wait = indicator("COST", "lower", unit="CNY"), indicator("WAIT", "range")
    rate = indicator("RATE", "higher", unit="%", per=100)
    formula = indicator("=NAME", "none", name="=1+1", unit="+")

    def target(department, indicator, method, **more):
        return Target.objects.create(
            cycle=cycle, department=department, indicator=indicator, method=method,
            created_at=now, **more,
        )  # fmt: skip

    targets = {
        "cost": target(world.bureau, cost, "ratio_lower", value=100, weight=2),
        "wait": target(world.bureau, wait, "band", low=7, high=14),
        "rate": target(world.division, rate, "ratio_higher", value=90),
        "formula": target(world.division, formula, "none"),
        "other": target(world.other, cost, "ratio_lower", value=100),
    }

    def measured(key, **more):
        row = targets[key]
        return Measurement.objects.create(
            department=row.department, indicator=row.indicator, period=period, **more
        )

    measurements = {
        "cost": measured("cost", value=80),
        "rate": measured("rate", numerator=45, denominator=50),
        "formula": measured("formula", missing="text", text="-5 or so"),
        "other": measured("other", value=Decimal("125.5")),
    }
    run = ScoreRun.objects.create(
        cycle=cycle, requested_by=world.office, requested_at=now, as_of=timezone.now()
    )
    cells(world, run, period, targets, measurements)
    finish(run)
    return Board(cycle, period, run, cost, wait, rate, formula, targets, measurements)


def cells(world, run, period, targets, measurements):
    not_reported = NUMBER_OF["not_reported"] << 2
    card(
        run, world.bureau, period,
        [
            (targets["cost"], measurements["cost"], 125 * ONE // 100, 120 * ONE,
             State.MET | State.CAPPED | SCORED),
            (targets["wait"], None, 0, 0, not_reported),
        ],
        own=120, own_coverage=Decimal("0.666666666667"), score=105, coverage=Decimal("0.8"),
        met=1, weight=20000,
    )  # fmt: skip
    card(
        run, world.division, period,
        [
            (targets["rate"], measurements["rate"], ONE, 100 * ONE,
             State.MET | State.RATE | SCORED),
            (targets["formula"], measurements["formula"], 0, 0,
             State.NO_DIRECTION | NUMBER_OF["text"] << 2),
        ],
        own=100, own_coverage=1, score=100, coverage=1, met=1, weight=10000,
    )  # fmt: skip
    card(
        run, world.other, period,
        [(targets["other"], measurements["other"], 796812749004, 79681274900398,
          State.NOT_MET | SCORED)],
        own=Decimal("79.681274900398"), own_coverage=1, score=Decimal("79.681274900398"),
        coverage=1, not_met=1, weight=10000,
    )  # fmt: skip


def marked(world, board):
    """A later run whose figures carry every mark of rule 10; COST of the bureau carries none.

    other     COST   replaced a figure, provisional, verified
    bureau    WAIT   was reported late, estimated, rejected; verified after the run
    division  RATE   could not be verified
    """
    first = board.measurements
    news = measured_again(board, first["other"], value=120, quality="provisional")
    late = Measurement.objects.create(
        department=world.bureau, indicator=board.wait, period=board.period, missing="late"
    )
    wait = measured_again(board, late, value=10, quality="estimated")
    for row, verdict in ((news, "verified"), (wait, "rejected"), (first["rate"], "cannot_verify")):
        verdict_on(world, row, verdict)
    run = ScoreRun.objects.create(
        cycle=board.cycle, requested_at=timezone.now(), as_of=timezone.now()
    )
    targets, met = board.targets, State.MET | SCORED
    for place, rows in (
        (world.bureau, [("cost", first["cost"]), ("wait", wait)]),
        (world.division, [("rate", first["rate"])]),
        (world.other, [("other", news)]),
    ):
        card(run, place, board.period, [(targets[key], row, ONE, ONE, met) for key, row in rows])
    finish(run)
    verdict_on(world, wait, "verified")
    return run


MARKS = {
    ("BUREAU", "COST"): "",
    ("BUREAU", "WAIT"): "estimated;rejected;late",
    ("DIVISION", "RATE"): "",
    ("OTHER", "COST"): "provisional;verified;revised",
}


def measured_again(board, before, **more):
    return Measurement.objects.create(
        department=before.department, indicator=before.indicator, period=board.period,
        supersedes=before, **more,
    )  # fmt: skip


def verdict_on(world, row, verdict):
    VerificationFactory(
        measurement=row, verdict=verdict, reason="looked at it", verified_by=world.supervision
    )


def finish(run):
    run.state = "done"
    run.started_at = run.finished_at = timezone.now()
    run.inputs_sha256, run.results_sha256 = "1" * 64, "2" * 64
    run.counts, run.pins = {"cells": 5}, pin(run.cycle, run.as_of)
    run.save()


def scored(board):
    """The run that the engine makes of the same plan."""
    from indicators.services import execution, runs

    run = runs.request_run(board.cycle, by=None, wake=False)
    execution.execute_here(run.pk)
    run.refresh_from_db()
    return run
