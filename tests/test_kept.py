"""A maker that is kept leaves what it would have built, and is not trusted over other rows."""

import datetime
from contextlib import contextmanager

from django.db import transaction
from django.utils import timezone

from appraisals import services
from appraisals.models import AppraisalCycle
from audit.models import Entry
from tests.appraisals.cycles import phase, running
from tests.factories import IndicatorFactory
from tests.feedback.ballots import in_evaluation
from tests.kept import SHELF


@contextmanager
def undone():
    """As between two tests."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)
    SHELF.rolled_back()


def rows_there():
    """In whatever order they lie."""
    return {table: sorted(text.split("\n")) for table, text in SHELF.dump().items()}


def test_copied_rows_are_those_that_were_built(world):
    with undone():
        built = running(world)
        rows, entries = rows_there(), Entry.objects.count()
    with undone():
        copied = running(world)
        assert copied == built
        assert copied is not built
        assert rows_there() == rows
        assert Entry.objects.count() == entries > 0


def test_life_goes_on_over_copied_rows(world):
    with undone():
        running(world)
    cycle = running(world)
    services.open_phase(phase(cycle, "planning"), by=world.office)
    assert phase(cycle, "planning").state == "open"


def test_a_clock_is_moved_to_where_the_maker_moved_it(world, time_machine):
    with undone():
        in_evaluation(world, time_machine)
        then = timezone.now()
    time_machine.move_to(datetime.datetime(2026, 5, 1, tzinfo=datetime.UTC))
    in_evaluation(world, time_machine)
    assert abs(timezone.now() - then) < datetime.timedelta(minutes=1)


def test_over_another_row_it_simply_runs(world):
    with undone():
        known = running(world)
    IndicatorFactory()
    assert running(world).pk > known.pk
    assert AppraisalCycle.objects.count() == 1


def test_a_changed_row_is_another_row(world):
    with undone():
        known = running(world)
    world.bureau.name_en = "Another"
    world.bureau.save()
    assert running(world).pk > known.pk


def test_an_undone_row_is_not_taken_for_none(world):
    with undone():
        known = running(world)
    with transaction.atomic():
        IndicatorFactory()
        transaction.set_rollback(True)
    assert running(world).pk > known.pk


def test_other_arguments_are_another_state(world):
    with undone():
        running(world)
    assert running(world, code="other").code == "other"
