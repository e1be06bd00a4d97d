"""A database in the midst of replaced steps is refused before anything is migrated."""

import pytest
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder

from perfmgmt.checks import stands_on_a_step

pytestmark = pytest.mark.django_db


def found():
    return [error.id for error in stands_on_a_step(None, databases=["default"])]


def test_a_migrated_database_stands_on_a_step():
    assert found() == []


@pytest.mark.parametrize(("steps", "errors"), [(("0001_initial",), ["perfmgmt.E001"]), ((), [])])
def test_only_the_midst_of_steps_is_refused(steps, errors):
    recorder = MigrationRecorder(connection)
    recorder.migration_qs.filter(app="indicators").delete()
    for step in steps:
        recorder.record_applied("indicators", step)
    assert found() == errors
