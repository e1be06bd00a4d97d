"""Setting up calibration: pools, members, opening; the base of a quota."""

from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied

from appraisals import services
from appraisals.models import CalibrationEntry, CalibrationSession
from appraisals.pooling import Unit, organ, peers
from appraisals.quota import base_of, verdict
from audit.errors import DomainError, WrongState
from tests.appraisals.cycles import IN_PLANNING
from tests.appraisals.evaluations import entry_of, pool

D = Decimal
database = [pytest.mark.django_db, pytest.mark.usefixtures("world")]


@pytest.fixture(autouse=True)
def in_january(time_machine):
    time_machine.move_to(IN_PLANNING)


def test_the_base_of_the_share():
    grades = ["top"] * 3 + ["good"] * 8 + [""] * 3
    order = ["top", "good", "fair"]
    bases = ("eligible_participants", "all_rated", "rated_good")
    assert [base_of(grades, one, order) for one in bases] == [14, 11, 8]
    found = verdict(grades, "top", D("0.2"), mode="hard", base=8)
    assert (found.allowed, found.over, found.blocks) == (1, 2, True)
    with pytest.raises(ValueError, match="denominator"):
        base_of(grades, "everybody", order)


def test_pools_are_organs_with_their_sections_and_small_ones_together():
    units = [Unit(1, (1,), 3), Unit(2, (1, 2), 4), Unit(5, (1, 2, 5), 6), Unit(3, (1, 3), 2)]
    found = peers(units, 1, below=5, by_level=False)
    assert [(p.keys, p.units, p.people) for p in found] == [((2,), (2, 5), 10), ((1, 3), (1, 3), 5)]
    levels = peers(units, 1, below=5, by_level=True)
    assert [(p.keys, p.people) for p in levels] == [((1,), 3), ((2,), 6), ((3,), 6)]
    assert organ((9, 1, 2, 5), 1) == 2


class TestSetUp:
    pytestmark = database

    def test_everybody_sits_in_one_session(self, world):
        cycle, _rows = pool(world, 2)
        assert services.prepare_sessions(cycle, "person", by=world.office) == 2
        found = {s.title: s.entries.count() for s in CalibrationSession.objects.all()}
        assert found == {"Bureau": 5, "City": 3}
        assert services.prepare_sessions(cycle, "person", by=world.office) == 2  # made anew
        assert CalibrationEntry.objects.count() == 8

    def test_small_units_are_pooled_where_there_is_a_quota(self, world):
        cycle, _rows = pool(world, 0)
        services.prepare_sessions(cycle, "person", by=None)
        assert [s.title for s in CalibrationSession.objects.all()] == ["Smaller units together"]

    def test_without_a_quota_each_organ_keeps_its_own(self, world):
        cycle, _rows = pool(world, 0, policy="generic")
        assert services.prepare_sessions(cycle, "person", by=None) == 2
        assert {s.quota_mode for s in CalibrationSession.objects.all()} == {"off"}

    def test_departments_are_compared_with_their_level(self, world):
        cycle, _rows = pool(world, 0)
        services.prepare_sessions(cycle, "department", by=None)
        assert [s.title for s in CalibrationSession.objects.all()] == ["Departments of level 2"]

    @pytest.mark.parametrize("role", ["manager", "employee", "evaluator", "auditor", "supervision"])
    def test_only_the_office_sets_up(self, world, role):
        cycle, rows = pool(world, 2)
        by = world.user(role)
        services.prepare_sessions(cycle, "person", by=None)
        session = entry_of(rows[0]).session
        for deed in (
            lambda: services.prepare_sessions(cycle, "person", by=by),
            lambda: services.add_member(session, by, by=by),
            lambda: services.open_session(session, by=by),
            lambda: services.raise_share(session, "Bureau", "No. 7", by=by),
        ):
            with pytest.raises(PermissionDenied):
                deed()

    def test_nobody_sits_where_his_own_grade_is_settled(self, world):
        cycle, rows = pool(world, 2)
        services.prepare_sessions(cycle, "person", by=None)
        with pytest.raises(DomainError, match="Nobody sits"):
            services.add_member(entry_of(rows[0]).session, world.manager, by=world.office)

    def test_it_opens_with_members_in_its_phase(self, world):
        cycle, rows = pool(world, 2)
        services.prepare_sessions(cycle, "person", by=None)
        session = entry_of(rows[0]).session
        with pytest.raises(WrongState, match="Name the members"):
            services.open_session(session, by=world.office)
        services.add_member(session, world.supervision, by=world.office)
        services.open_session(session, by=world.office)
        with pytest.raises(WrongState, match="opened already"):
            services.open_session(session, by=world.office)
        with pytest.raises(WrongState, match="its members stay"):
            services.remove_member(session, world.supervision, by=world.office)
