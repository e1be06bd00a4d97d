"""A year with something to find, over the shared world, scored by the engine.

bureau    PERMITS  higher, target 90: from 92 down to 80 since January      missed, and concern
          CALLS    lower, target 3: from 2.6 to 2.2 since January           improved
          REPAIRS  higher, target 92: September is missing                  overdue
division  APPEALS  higher, target 95: steady at 96                          nothing to do
other     WATER    higher, target 90: from 92 down to 70 since January      not the manager's
Twenty-one months, January 2022 to September 2023; the cycle is 2023.
"""

from decimal import Decimal

from indicators.models import Cycle, Measurement, ScoreRun
from indicators.services import execution, runs
from tests.factories import (
    CycleFactory,
    IndicatorFactory,
    MeasurementFactory,
    PeriodFactory,
    PersonFactory,
    TargetFactory,
)
from tests.kept import kept

WAVE = [Decimal(v) for v in ("0", "0.4", "-0.3", "0.2", "-0.5", "0.3", "-0.2", "0.5", "-0.4")]
MONTHS = [f"{2022 + n // 12}-{n % 12 + 1:02}" for n in range(21)]


def wave(n: int, size: Decimal | int = 1) -> Decimal:
    return WAVE[n % len(WAVE)] * size


def report(department, indicator, values) -> None:
    """One row a month, all at once; None is a month without a value."""
    Measurement.objects.bulk_create(
        MeasurementFactory.build(
            department=department,
            indicator=indicator,
            period=PeriodFactory(label=label),
            **({"missing": "not_reported"} if value is None else {"value": value}),
        )
        for label, value in zip(MONTHS, values, strict=True)
    )


@kept
def build(world, **more) -> Cycle:
    """The year; `more` adds fields to the target of a code: PERMITS={"stretch": 95}."""
    cycle = CycleFactory(name="2023")
    owner = PersonFactory(name="Chen Jing", name_en="Chen Jing", name_zh="陈静")

    def kpi(code, department, values, **target):
        names = {"name_en": f"{code.title()} share", "name_zh": f"{code}率"}
        direction = "lower" if target.get("method") == "ratio_lower" else "higher"
        card = IndicatorFactory(code=code, direction=direction, **names)
        target |= {"cycle": cycle, "department": department, "indicator": card, "owner": owner}
        TargetFactory(**target, **more.get(code, {}))
        report(department, card, values)

    kpi("PERMITS", world.bureau, [slipping(n, "92", "80") for n in range(21)], value=90)
    kpi(
        "CALLS",
        world.bureau,
        [slipping(n, "2.6", "2.2", Decimal("0.1")) for n in range(21)],
        value=3,
        method="ratio_lower",
    )
    kpi("REPAIRS", world.bureau, [94 + wave(n) if n < 20 else None for n in range(21)], value=92)
    kpi("APPEALS", world.division, [96 + wave(n) for n in range(21)], value=95)
    kpi("WATER", world.other, [slipping(n, "92", "70") for n in range(21)], value=90)
    return cycle


def slipping(n: int, before: str, after: str, size: Decimal | int = 1) -> Decimal:
    """One level in the first year, another in the second, with the same small wave."""
    return Decimal(before if n < 12 else after) + wave(n, size)


@kept
def scored(world) -> ScoreRun:
    return score(build(world))


def score(cycle: Cycle) -> ScoreRun:
    """A finished run of the cycle, made by the engine in this process."""
    run = runs.request_run(cycle, by=None, wake=False)
    execution.execute_here(run.pk)
    run.refresh_from_db()
    return run
