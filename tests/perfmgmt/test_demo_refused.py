"""Where the demo organisation does not belong, it is not loaded, and says why."""

import pytest
from django.core.management import CommandError, call_command
from django.test import override_settings

from audit.services import record
from departments.models import Department
from tests.factories import DepartmentFactory, UserFactory


def test_demo_is_refused_in_production(db):
    with override_settings(PRODUCTION=True), pytest.raises(CommandError, match="production"):
        call_command("load_demo")
    assert Department.objects.count() == 0


def test_demo_is_refused_where_its_names_are_taken(db):
    UserFactory(username="manager")
    with pytest.raises(CommandError, match="accounts with the names of the demo: manager"):
        call_command("load_demo")


def test_demo_is_refused_where_its_code_is_taken(db):
    DepartmentFactory(code="LH")
    with pytest.raises(CommandError, match="a department with the code LH already"):
        call_command("load_demo")


def test_demo_is_refused_beside_another_version_of_itself(db):
    city = DepartmentFactory(code="LH")
    record("perfmgmt.load_demo", city, by=None, details={"figures": "other"})
    with pytest.raises(CommandError, match="Another version of the demo organisation is loaded"):
        call_command("load_demo")
