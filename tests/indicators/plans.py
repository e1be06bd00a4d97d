"""Small plans to score: departments, targets and values straight into the tables."""

import datetime
from decimal import Decimal

from django.utils import timezone

from indicators.models import Cycle, Indicator, Measurement, Period, RollUp, Target
from tests.factories import DepartmentFactory
from tests.indicators.parameters import some_method

D = Decimal
EARLIER = datetime.datetime(2026, 1, 1, tzinfo=datetime.UTC)
METHODS = {
    "higher": "ratio_higher", "lower": "ratio_lower", "range": "band", "exact": "exact",
    "none": "none",
}  # fmt: skip


class Plan:
    """A cycle 2026 with months, to which a test adds what it needs."""

    def __init__(self, months=3):
        self.year = period("2026", "year", datetime.date(2026, 1, 1), datetime.date(2026, 12, 31))
        self.months = [month(number) for number in range(1, months + 1)]
        self.cycle = Cycle.objects.create(name="2026", period=self.year)

    def indicator(self, direction="higher", **fields):
        number = Indicator.objects.count() + 1
        fields = {"code": f"K{number:03}", "name": f"Indicator {number}"} | fields
        return Indicator.objects.create(direction=direction, **fields)

    def target(self, department, indicator, value=None, **fields):
        fields = {"method": METHODS[indicator.direction], "created_at": EARLIER} | fields
        if value is not None:
            fields["value"] = D(value)
        return Target.objects.create(
            cycle=self.cycle, department=department, indicator=indicator, **fields
        )

    def report(self, department, indicator, value=None, when=0, **fields):
        """A figure for the month number `when` (from 0), or for the period given."""
        where = self.months[when] if isinstance(when, int) else when
        before = (
            Measurement.objects.current()
            .filter(department=department, indicator=indicator, period=where)
            .first()
        )
        return Measurement.objects.create(
            department=department,
            indicator=indicator,
            period=where,
            supersedes=before,
            value=None if value is None else D(value),
            **fields,
        )

    def rollup(self, department, mode="blend", share="0.5", weight="1"):
        return RollUp.objects.create(
            cycle=self.cycle, department=department, mode=mode, own_share=D(share),
            weight=D(weight), created_at=EARLIER,
        )  # fmt: skip


def period(label, kind, starts_on, ends_on):
    return Period.objects.create(label=label, kind=kind, starts_on=starts_on, ends_on=ends_on)


def month(number):
    first = datetime.date(2026, number, 1)
    last = (first + datetime.timedelta(days=31)).replace(day=1) - datetime.timedelta(days=1)
    return period(f"2026-{number:02}", "month", first, last)


def country(plan, random, roots=2, bureaus=3, targets=6, *, special=False):
    """A random organisation with every direction, method and kind of figure in it.

    `special` adds the methods of rules 23 to 30 to those of rules 8 to 12.
    """
    kinds = [
        plan.indicator("higher"),
        plan.indicator("lower"),
        plan.indicator("range"),
        plan.indicator("exact"),
        plan.indicator("none"),
        plan.indicator("higher", per=100, unit="%"),
    ]
    departments, figures = [], Figures(plan)
    for _root in range(roots):
        root = DepartmentFactory()
        departments.append(root)
        for _bureau in range(bureaus):
            bureau = DepartmentFactory(parent=root)
            departments += [bureau, DepartmentFactory(parent=bureau)]
    for department in departments:
        if random.random() < 0.5:
            plan.rollup(
                department, random.choice(["own", "blend", "children", "lowest"]),
                random.choice(["0.4", "0.25", "1"]), random.choice(["1", "2.5", "0.3333"]),
            )  # fmt: skip
        for indicator in random.sample(kinds, k=random.randint(1, min(targets, len(kinds)))):
            random_target(plan, random, department, indicator, special=special)
            for when in range(len(plan.months)):
                random_figure(figures, random, department, indicator, when)
    figures.write()
    return departments


class Figures:
    """What `Plan.report` would write one by one, in two statements."""

    def __init__(self, plan):
        self.plan = plan
        self.newest, self.waves = {}, ([], [])

    def report(self, department, indicator, value=None, when=0, **fields):
        key = department, indicator, when
        before = self.newest.get(key)
        row = self.newest[key] = Measurement(
            department=department, indicator=indicator, period=self.plan.months[when],
            supersedes=before, value=None if value is None else D(value), **fields,
        )  # fmt: skip
        self.waves[0 if before is None else 1].append(row)

    def write(self):
        for rows in self.waves:
            Measurement.objects.bulk_create(rows)


def random_target(plan, random, department, indicator, *, special=False):
    digits = random.choice([0, 2, 6, 9])
    fields = {
        "weight": D(random.choice(["1", "5", "12.5", "33.3333"])),
        "cap": D(random.choice(["1.2", "1", "2.5"])),
        "floor": D(random.choice(["0", "0.5"])),
        "is_safety": random.random() < 0.15,
    }
    value = None
    if indicator.direction == "range":
        fields |= {"low": D(40), "high": D("55.5"), "tolerance_low": D(10)}
    elif random.random() < 0.9:
        value = round(D(random.uniform(-5 if random.random() < 0.1 else 1, 100)), digits)
        if random.random() < 0.08:
            value = D(0)
    if indicator.direction in ("higher", "lower") and random.random() < 0.4:
        fields |= {"method": "linear", "baseline": D(random.randint(101, 150))}
        if random.random() < 0.3:
            fields["baseline"] = None
    if special and random.random() < 0.5:
        fields |= some_method(random, indicator.direction)
    if indicator.per == 100 and department.level == 1:
        fields["sums_children"] = True
    plan.target(department, indicator, value, **fields)


def random_figure(figures, random, department, indicator, when):
    dice = random.random()
    if dice < 0.12 or (indicator.per == 100 and department.level == 1 and dice < 0.8):
        return
    if dice < 0.22:
        code = random.choice(
            ["not_due", "not_reported", "late", "refused", "not_applicable", "no_activity", "text"]
        )
        figures.report(department, indicator, when=when, missing=code)
    elif indicator.per == 100:
        figures.report(
            department, indicator, when=when, numerator=D(random.randint(0, 50)),
            denominator=round(D(random.uniform(0.5, 60)), random.choice([0, 3, 8])),
        )  # fmt: skip
    else:
        digits = random.choice([0, 2, 6, 6, 11, 15])
        low = -20 if random.random() < 0.1 else 0
        figures.report(department, indicator, round(D(random.uniform(low, 130)), digits), when)
        if random.random() < 0.15:
            figures.report(department, indicator, random.randint(0, 120), when)


def later():
    """A moment after everything recorded so far."""
    return timezone.now()
