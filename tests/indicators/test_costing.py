"""Cost of a unit and execution of a budget. docs/cascade.md L10 to L12."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indicators.costing import Line, execution, per_unit, summed

D = Decimal
amounts = st.decimals("0.01", "1e12", places=2)


@pytest.mark.parametrize(
    ("spent", "result", "cost"),
    [
        ("1000", "3", "333.33"),
        ("2", "3", "0.67"),
        ("0.005", "1", "0.01"),
        ("0", "7", "0.00"),
        ("100", "0", None),
        ("100", "-1", None),
        (None, "1", None),
        ("1", None, None),
    ],
)
def test_cost_of_a_unit(spent, result, cost):
    found = per_unit(spent and D(spent), result and D(result))
    assert found == (cost and D(cost))


@pytest.mark.parametrize(
    ("spent", "budget", "percent"),
    [
        ("50", "200", "25.0"),
        ("250", "200", "125.0"),
        ("1", "3", "33.3"),
        ("1", "0", None),
        ("1", None, None),
    ],
)
def test_execution_of_a_budget(spent, budget, percent):
    assert execution(D(spent), budget and D(budget)) == (percent and D(percent))


def test_periods_are_summed_and_only_where_money_and_result_belong_together():
    lines = [
        Line(D(100), D(90), D(30)),
        Line(D(100), D(10), D(20)),
        Line(D(100), D(1000), None),
        Line(D(100), None, D(5)),
    ]
    assert summed(lines) == Line(D(200), D(100), D(50))
    assert per_unit(D(100), D(50)) == 2  # not the mean of 3 and 0.5
    assert summed([Line(None, D(1), D(1))]) == Line(None, D(1), D(1))
    assert summed([]) == Line(None, None, None)


@given(amounts, amounts)
def test_a_cost_times_its_units_is_what_was_spent(spent, result):
    cost = per_unit(spent, result)
    assert abs(cost * result - spent) <= D("0.005") * result


@given(st.lists(st.tuples(amounts, amounts, amounts), min_size=1))
def test_a_sum_does_not_depend_on_the_order(rows):
    lines = [Line(*row) for row in rows]
    assert summed(lines) == summed(lines[::-1])
