"""A few hundred steps of the random government; benchmarks/cycle_machine.py takes 20,000."""

import pytest
from hypothesis import HealthCheck, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.appraisals.machine import Government


@pytest.mark.django_db
def test_whatever_anybody_tries_the_year_stays_in_order():
    run_state_machine_as_test(
        Government,
        settings=settings(
            max_examples=6, stateful_step_count=40, deadline=None, derandomize=False,
            suppress_health_check=list(HealthCheck),
        ),
    )  # fmt: skip
