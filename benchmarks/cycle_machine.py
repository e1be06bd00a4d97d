"""20,000 deeds that people try in a random year of appraisal: nothing that must never happen."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import suppress

from django.db import connection
from hypothesis import HealthCheck, settings
from hypothesis.stateful import run_state_machine_as_test

from benchmarks.claim import Claim

DEEDS = 20_000
STEPS = 150  # of one year


def measure() -> Iterator[Claim]:
    """Needs an empty database of its own: makes one beside that of the country, and drops it."""
    from tests.appraisals.machine import Government  # noqa: PLC0415 -- after Django

    name = connection.creation.create_test_db(verbosity=0, autoclobber=True)
    years = 0
    try:
        while sum(Government.tried.values()) < DEEDS:
            run_state_machine_as_test(Government, settings=one_round())
            years += one_round().max_examples
    finally:
        with suppress(Exception):
            connection.creation.destroy_test_db(name, verbosity=0)
    for deed in sorted(Government.tried):
        print(f"# {deed} {Government.done[deed]} of {Government.tried[deed]}", file=sys.stderr)
    tried, done = sum(Government.tried.values()), sum(Government.done.values())
    yield Claim("cycle_machine", 0, 0, f"{tried} deeds tried, {done} done, in {years} years")


def one_round() -> settings:
    return settings(
        max_examples=10, stateful_step_count=STEPS, deadline=None, database=None,
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip
