"""Asked at once or one by one: the same rows pass, and the same words are said."""

from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.db.models import CheckConstraint
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from audit.constraints import validate_constraints
from indicators.models import Target
from tests.examples import cases
from tests.factories import CycleFactory, DepartmentFactory, IndicatorFactory, TargetFactory

NUMBERS = st.none() | st.decimals(min_value=-2, max_value=120, places=1)
FIELDS = ("weight", "floor", "cap", "low", "high", "value", "baseline", "tolerance_low")


def said(ask, row):
    try:
        ask(row)
    except ValidationError as error:
        return error.message_dict
    return {}


class TestTogether(TestCase):
    @settings(max_examples=cases(60), deadline=None)
    @given(st.fixed_dictionaries(dict.fromkeys(FIELDS, NUMBERS)))
    def test_says_what_django_says(self, values):
        row = Target(
            cycle=CycleFactory(), department=DepartmentFactory(), indicator=IndicatorFactory(),
            **values,
        )  # fmt: skip
        assert said(validate_constraints, row) == said(Target.validate_constraints, row)


@pytest.fixture
def target(db):
    return TargetFactory(value=90)


def test_a_sound_row_is_one_question_and_one_for_each_key(target, django_assert_num_queries):
    checks = [one for one in Target._meta.constraints if isinstance(one, CheckConstraint)]
    assert len(checks) > 5
    with django_assert_num_queries(6):  # each within a savepoint
        validate_constraints(target)


def test_a_broken_check_is_named(target):
    target.weight = Decimal(101)
    assert said(validate_constraints, target) == said(Target.validate_constraints, target) != {}


def test_a_taken_key_is_named(target):
    again = Target(
        cycle=target.cycle, department=target.department, indicator=target.indicator, value=1
    )
    assert said(validate_constraints, again) == said(Target.validate_constraints, again) != {}


def test_what_is_left_aside_is_not_asked(target):
    target.floor, target.cap = Decimal(2), Decimal(1)
    assert said(validate_constraints, target) != {}
    validate_constraints(target, leave=["floor"])


def test_a_check_that_the_database_cannot_answer_hides_no_other(target):
    target.score_table = {"no": "table"}
    target.weight = Decimal(101)
    assert "weight" in str(said(Target.validate_constraints, target)).lower()
    assert said(validate_constraints, target) == said(Target.validate_constraints, target)
