"""Worlds that ask every corner of the rules, for two calculations that share no code."""

import datetime
import itertools

from indicators.models import Indicator, Measurement, Target
from indicators.models.measurement import Missing
from tests.factories import DepartmentFactory
from tests.indicators.parameters import PARAMETERS, some_method
from tests.indicators.plans import EARLIER, METHODS, D, period

DIRECTIONS = list(METHODS)
VALUES = [None, D(0), D(-5), D("33.333333333333")]
BASELINES = [None, D(3)]
LIMITS = [(D(0), D(0)), (D(5), D("9.5")), (D("-999999999999.999999"), D("999999999999.999999"))]
SLACK = [(None, D(4)), (D(9), D(0))]
FIGURES = [
    *({"value": D(text)} for text in ("10", "0", "-4", "7.3333333", "100000000000000")),
    {"numerator": D(3), "denominator": D("0.7")},
    *({"missing": code} for code in ("late", "not_reported", "not_due", "text", "external")),
]
# Answers of a survey, one below and one at its smallest number; a mean of levels.
COUNTS = [
    {"numerator": D(20), "denominator": D("29.99999999")},
    {"numerator": D(21), "denominator": D(30)},
    {"numerator": D(10), "denominator": D(3)},
]
# One side and the other of each limit of rule 13, for a target of 1.
EDGES = [
    "1.3000000000001", "1.3000000000005", "1.2000000000004", "1.2000000000005",
    "0.3999999999999", "0.3999999999994", "999999.0000000000004", "999999.000000000001",
    "0.0000000000005", "0.0000000000004", "999999999999999.999999999999999",
]  # fmt: skip


def every_kind(plan, random):
    """Every direction with every method, target and kind of figure, in twelve departments."""
    shapes = [
        {"value": value, "baseline": baseline}
        for value, baseline in itertools.product(VALUES, BASELINES)
        if value is None or value != baseline
    ]
    shapes += [
        {"low": low, "high": high, "tolerance_low": below, "tolerance_high": above}
        for (low, high), (below, above) in itertools.product(LIMITS, SLACK)
    ]
    methods = Target._meta.get_field("method").choices
    cases = [
        (direction, {"method": method, **shape}, FIGURES)
        for direction, (method, _), shape in itertools.product(DIRECTIONS, methods, shapes)
    ]
    edges = [{"value": D(edge)} for edge in EDGES]
    cases += [
        ("higher", {"method": method, "value": D(1), "baseline": D(2)}, edges)
        for method in ("ratio_higher", "linear")
    ]
    cases += [
        (direction, {"method": method, **shape, **more}, [*FIGURES, *COUNTS])
        for (method, direction), parameters in PARAMETERS.items()
        for shape in shapes
        for more in parameters
        if ("low" in shape) == (direction == "range")
    ]
    departments = [DepartmentFactory() for _ in range(12)]
    indicators = Indicator.objects.bulk_create(
        Indicator(code=f"K{number:05}", name="KPI", direction=direction)
        for number, (direction, *_) in enumerate(cases)
    )
    targets, measurements = [], []
    for indicator, (_, target, figures) in zip(indicators, cases, strict=True):
        at = {"department": random.choice(departments), "indicator": indicator}
        targets.append(some_target(plan, random, **at, **target))
        measurements += [
            Measurement(period=month, **at, **figure)
            for month, figure in zip(plan.months, figures, strict=False)
        ]
    Target.objects.bulk_create(targets)
    Measurement.objects.bulk_create(measurements)


def some_target(plan, random, **fields):
    return Target(
        cycle=plan.cycle,
        created_at=EARLIER,
        weight=D(random.choice(["0", "1", "2.5", "33.3333"])),
        floor=D(random.choice(["0", "0.4"])),
        cap=D(random.choice(["1.2", "1.3", "9"])),
        is_safety=random.random() < 0.05,
        **fields,
    )


def forest(plan, random):
    """Deep trees of every roll-up, targets of periods, sums, frequencies, weights of zero."""
    quarters = [
        period(
            f"2026-Q{number}", "quarter",
            datetime.date(2026, 3 * number - 2, 1), datetime.date(2026, 3 * number, 28),
        )
        for number in (1, 2)
    ]  # fmt: skip
    periods = [*plan.months, *quarters, plan.year]
    kinds = [
        plan.indicator(direction, per=per, frequency=frequency)
        for direction, per, frequency in (
            ("higher", 100, ""), ("higher", 1, "month"), ("lower", 1000, "quarter"),
            ("lower", 1, "year"), ("range", 1, ""), ("exact", 1, "month"), ("none", 1, "month"),
            ("higher", 7, "week"),
        )
    ]  # fmt: skip
    departments = []
    for _ in range(25):
        parent = random.choice(departments) if departments and random.random() < 0.85 else None
        departments.append(DepartmentFactory(parent=parent))
    targets, measurements = [], []
    for department in departments:
        if random.random() < 0.6:
            plan.rollup(
                department, random.choice(["own", "blend", "children", "lowest"]),
                random.choice(["0", "1", "0.3333"]), random.choice(["0", "1", "2.5"]),
            )  # fmt: skip
        for kind in kinds:
            at = {"department": department, "indicator": kind}
            targets += targets_here(plan, random, periods, **at)
            measurements += [
                Measurement(period=where, **at, **some_figure(random))
                for where in periods
                if random.random() < 0.4
            ]
    Target.objects.bulk_create(targets)
    Measurement.objects.bulk_create(measurements)


def targets_here(plan, random, periods, department, indicator):
    """No target, one of the cycle, of some periods, or both; one that sums stands alone."""
    if random.random() < 0.3:
        return
    sums = random.random() < 0.3
    where = [] if sums else [at for at in periods if random.random() < 0.1]
    for at in where if where and random.random() < 0.4 else [None, *where]:
        shape = {"value": random.choice(VALUES), "method": METHODS[indicator.direction]}
        if indicator.direction == "range":
            shape = {"low": D(2), "high": D(30), "tolerance_low": D(7), "method": "band"}
        elif indicator.direction in ("higher", "lower") and random.random() < 0.3:
            shape |= {"method": "linear", "baseline": D(55)}
        if random.random() < 0.3:
            shape |= some_method(random, indicator.direction)
        yield some_target(
            plan, random, department=department, indicator=indicator, period=at,
            sums_children=sums, **shape,
        )  # fmt: skip


def some_figure(random):
    dice = random.random()
    if dice < 0.25:
        return {"missing": random.choice(Missing.values)}
    if dice < 0.6:
        return {
            "numerator": round(D(random.uniform(-2, 60)), random.choice([0, 2, 9])),
            "denominator": round(D(random.uniform(0.5, 60)), random.choice([1, 3, 8])),
        }
    return {"value": round(D(random.uniform(-3, 130)), random.choice([0, 2, 6, 11]))}
