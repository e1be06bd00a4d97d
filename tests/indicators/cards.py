"""Small scorecards for tests."""

from decimal import Decimal

from tests.factories import IndicatorFactory, TargetFactory


def scorecard(department, cycle, weights=(20, 20, 20, 20, 20)):
    """A target of 90 for a KPI of its own at each of the weights."""
    return [
        TargetFactory(
            cycle=cycle, department=department, weight=Decimal(weight), value=Decimal(90),
            indicator=IndicatorFactory(code=f"{department.code}-{number}"),
        )
        for number, weight in enumerate(weights, start=1)
    ]  # fmt: skip
