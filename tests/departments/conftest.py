"""All tests of this room run on one day, so that dates can be written out."""

import datetime
from zoneinfo import ZoneInfo

import pytest
import time_machine

NOON = datetime.datetime(2026, 11, 23, 12, 0, tzinfo=ZoneInfo("Asia/Shanghai"))


@pytest.fixture(autouse=True)
def today():
    """Monday, 23 November 2026; the clock goes on from noon."""
    with time_machine.travel(NOON, tick=True):
        yield NOON.date()
