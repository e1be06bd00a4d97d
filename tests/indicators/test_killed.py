"""kill -9 in the midst of a file, of a process of its own: all rows are there, or none."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from django.db import connection

from audit.models import Entry
from indicators.models import Cycle, KpiImport, Measurement, Target
from indicators.services import open_cycle
from indicators.services.imports import check_import
from tests.examples import cases
from tests.factories import IndicatorFactory
from tests.indicators.killed import END
from tests.indicators.loading import HEADER, aims, load, stored, table

KILLS = cases(20)
ROOT = Path(__file__).parent.parent.parent
OLD = table(
    "BUREAU,Trees,count,higher,100,120,2024-01",
    "DIVISION,Trees,count,higher,50,60,2024-01",
)
NEW = table(
    "BUREAU,Trees,count,higher,110,130,2024-01,counted again",
    "BUREAU,Trees,count,higher,110,150,2024-03",
    "OTHER,Trees,count,higher,70,80,2024-01",
    header=f"{HEADER},note",
)
BEFORE = {("Bureau", "2024-01"): "120", ("Division", "2024-01"): "60"}
AFTER = {
    ("Bureau", "2024-01"): "130", ("Bureau", "2024-03"): "150", ("Division", "2024-01"): "60",
    ("Other bureau", "2024-01"): "80",
}  # fmt: skip


@pytest.fixture
def old(world):
    open_cycle("2024", by=None)
    IndicatorFactory(code="T", name="Trees", unit="count", direction="higher")
    load(OLD, "2024")


@pytest.fixture
def victim():
    """Starts the program that does a deed, and lets it be killed at a point."""
    started = []

    def start(deed, *arguments):
        name = connection.settings_dict["NAME"]
        process = subprocess.Popen(
            [sys.executable, "-m", "tests.indicators.killed", name, deed, *map(str, arguments)],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=ROOT, env=os.environ,
        )  # fmt: skip
        started.append(process)
        return Victim(process)

    yield start
    for process in started:
        process.stdin.close()
        assert process.wait(10) == 0
        process.stdout.close()


class Victim:
    def __init__(self, process):
        self.process = process
        self.statements = int(process.stdout.readline())
        self.there = others()  # what a test before this one has left open is nobody's victim

    def ask(self, point):
        """Do the deed to that point. Returns how the child ended, once the server knows it too."""
        self.process.stdin.write(f"{point}\n")
        self.process.stdin.flush()
        ended = int(self.process.stdout.readline())
        self.wait()
        return ended

    def wait(self):
        """The server ends what a dead client has begun when it next listens to it."""
        for _look in range(2000):
            if others() <= self.there:
                return
            time.sleep(0.005)
        raise AssertionError("a connection stays")


def others():
    """The numbers of the other connections to this database."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pid FROM pg_stat_activity WHERE backend_type = 'client backend'"
            " AND datname = current_database() AND pid <> pg_backend_pid()"
        )
        return {pid for (pid,) in cursor.fetchall()}


def points(statements):
    """So many: over all statements, and the moment after the last, when nobody was told yet."""
    found = sorted({round(statements * n / (KILLS - 1)) for n in range(1, KILLS)})
    assert len(found) == KILLS - 1
    return [*found, END]


def everything(verb):
    """The rows, and whether the ledger knows the deed."""
    states = KpiImport.objects.values_list("state", "loaded_at", "undone_at")
    return (
        stored(), aims(), Measurement.objects.count(), Target.objects.count(),
        Cycle.objects.count(), list(states), Entry.objects.filter(verb=verb).count(),
        Entry.objects.count(),
    )  # fmt: skip


def values():
    return {(place, period): value for (place, _card, period), value in stored().items()}


def kill_all(victim, verb):
    """Again and again in the midst: nothing. After the end: everything, and its one entry."""
    before = everything(verb)
    for point in points(victim.statements):
        assert victim.ask(point) == -signal.SIGKILL
        if point != END:
            assert everything(verb) == before, f"killed at statement {point}"
    after = everything(verb)
    assert after[-2:] == (before[-2] + 1, before[-1] + 1)
    return after


@pytest.mark.django_db(transaction=True)
def test_command_killed_anywhere_leaves_all_or_nothing(old, victim, tmp_path):
    path = tmp_path / "trees.csv"
    path.write_text(NEW, encoding="utf-8")
    after = kill_all(victim("load_kpis", path, "2024"), "indicators.load_kpis")
    assert values() == AFTER
    load(NEW, "2024")
    assert everything("indicators.load_kpis") == after


@pytest.mark.django_db(transaction=True)
def test_import_and_undo_killed_anywhere_leave_all_or_nothing(world, old, victim):
    checked = check_import(NEW.encode(), "trees.csv", cycle_name="2024", by=world.office)
    kill_all(victim("load_import", checked.pk, world.office.pk), "indicators.load_kpis")
    assert values() == AFTER
    kill_all(victim("undo_import", checked.pk, world.office.pk), "indicators.undo_import")
    assert {key: value for key, value in values().items() if value != "not_reported"} == BEFORE
