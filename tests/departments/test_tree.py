"""The tree stays a tree: places, lineages and history agree whatever is moved."""

import datetime
import threading

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection, transaction
from hypothesis import given, settings
from hypothesis import strategies as st

from audit.errors import WrongState
from audit.models import Entry
from departments import services
from departments.models import Department, DepartmentPlacement
from departments.services import DepartmentError
from departments.services.tree import rebuild_lineages
from tests.examples import cases
from tests.factories import DepartmentFactory, RoleGrantFactory

TODAY = datetime.date(2026, 11, 23)
pytestmark = pytest.mark.django_db


def path(code):
    return list(
        Department.objects.filter(pk__in=Department.objects.get(code=code).lineage)
        .order_by("level")
        .values_list("code", flat=True)
    )


def history(department):
    return list(
        department.placements.order_by("starts_on").values_list(
            "parent__code", "starts_on", "ends_on"
        )
    )


def test_create_department_places_it_and_tells_the_ledger(world):
    department = services.create_department(
        "D9", name_en="Ninth", parent=world.bureau, by=world.office
    )
    assert path("D9") == ["CITY", "BUREAU", "D9"]
    assert department.level == 3
    assert history(department) == [("BUREAU", TODAY, None)]
    entry = Entry.objects.get(verb="departments.create")
    assert (entry.actor, entry.target_id) == (world.office.pk, str(department.pk))
    assert entry.details == {
        "code": "D9", "name": "Ninth", "parent": "BUREAU", "starts_on": "2026-11-23",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"code": "CITY", "name": "x"}, "code"),
        ({"code": " D9", "name": "x"}, "code"),
        ({"code": "a//b", "name": "x"}, "code"),
        ({"code": "..", "name": "x"}, "code"),
        ({"code": "D9"}, "name"),
        ({"code": "D9" * 31, "name": "x"}, "code"),
    ],
)
def test_create_department_says_which_field_is_wrong(world, values, field):
    with pytest.raises(DepartmentError) as caught:
        services.create_department(**values, parent=world.city, by=world.office)
    assert caught.value.field == field


def test_only_the_office_of_the_branch_may_write(world):
    for role in ("manager", "employee", "evaluator", "auditor", "supervision", "stranger"):
        with pytest.raises(PermissionDenied):
            services.create_department("D9", "x", parent=world.bureau, by=world.user(role))
    branch = RoleGrantFactory(role="office", department=world.bureau).user
    services.create_department("D9", "x", parent=world.bureau, by=branch)
    with pytest.raises(PermissionDenied):
        services.create_department("D8", "x", parent=world.other, by=branch)
    with pytest.raises(PermissionDenied):
        services.create_department("D8", "x", by=branch)


def test_move_department_takes_the_branch_along_and_keeps_history(world):
    section = DepartmentFactory(code="SECTION", parent=world.division)
    moved = services.move_department(
        world.division, world.other, on=datetime.date(2026, 11, 1), reason="Merger", by=world.office
    )
    assert path("SECTION") == ["CITY", "OTHER", "DIVISION", "SECTION"]
    assert moved.level == 3
    assert history(world.division) == [
        ("BUREAU", world.division.starts_on, datetime.date(2026, 10, 31)),
        ("OTHER", datetime.date(2026, 11, 1), None),
    ]
    assert history(section) == [("DIVISION", section.starts_on, None)]
    details = Entry.objects.get(verb="departments.move").details
    assert (details["before"], details["after"], details["moved"]) == (
        {"parent": "BUREAU"}, {"parent": "OTHER"}, 2,
    )  # fmt: skip


def test_move_department_to_the_top_and_back_changes_levels(world):
    DepartmentFactory(code="SECTION", parent=world.division)
    services.move_department(world.division, None, by=world.office)
    assert path("SECTION") == ["DIVISION", "SECTION"]
    assert Department.objects.get(code="SECTION").level == 2
    services.grant_role(world.office, "office", world.division, by=None)
    services.move_department(world.division, world.city, by=world.office)
    assert path("SECTION") == ["CITY", "DIVISION", "SECTION"]


def test_two_moves_of_one_day_leave_one_placement(world):
    services.move_department(world.division, world.other, by=world.office)
    services.move_department(world.division, world.city, by=world.office)
    assert history(world.division) == [
        ("BUREAU", world.division.starts_on, TODAY - datetime.timedelta(days=1)),
        ("CITY", TODAY, None),
    ]


def test_move_department_refuses_what_cannot_be(world):
    def refused(department, parent, **more):
        with pytest.raises(DepartmentError) as caught:
            services.move_department(department, parent, by=world.office, **more)
        return caught.value.field

    assert refused(world.bureau, world.division) == "parent"  # beneath itself
    assert refused(world.bureau, world.bureau) == "parent"  # itself
    assert refused(world.bureau, world.city) == "parent"  # there already
    assert refused(world.division, world.other, on=TODAY + datetime.timedelta(days=1)) == "on"
    assert refused(world.division, world.other, on=datetime.date(2014, 1, 1)) == "on"
    services.move_department(world.division, world.other, by=world.office)
    assert refused(world.division, world.city, on=datetime.date(2026, 11, 1)) == "on"
    closed = DepartmentFactory(parent=world.city, ends_on=datetime.date(2026, 1, 1))
    assert refused(world.division, closed) == "on"


def test_move_department_asks_for_both_places(world):
    branch = RoleGrantFactory(role="office", department=world.bureau).user
    with pytest.raises(PermissionDenied):
        services.move_department(world.division, world.other, by=branch)
    with pytest.raises(PermissionDenied):
        services.move_department(world.bureau, world.other, by=branch)


def test_change_department_refuses_to_overwrite_what_it_has_not_seen(world):
    seen = services.fingerprint(world.bureau, ["name", "peer_group"])
    services.change_department(world.bureau, name="Other name", by=world.office)
    with pytest.raises(WrongState):
        services.change_department(
            world.bureau, name="Third", peer_group="", seen=seen, by=world.office
        )
    details = Entry.objects.get(verb="departments.change").details
    assert details == {
        "changed": ["name"], "before": {"name": "Bureau"}, "after": {"name": "Other name"},
    }  # fmt: skip


def test_change_department_keeps_a_name_and_writes_no_empty_entry(world):
    services.change_department(world.bureau, name="Bureau", by=world.office)
    assert not Entry.objects.filter(verb="departments.change").exists()
    with pytest.raises(DepartmentError):
        services.change_department(world.bureau, name="", name_en="", name_zh="", by=world.office)


def test_close_department_lists_what_depends_on_it(world):
    with pytest.raises(DepartmentError) as caught:
        services.close_department(world.bureau, on=TODAY, by=world.office)
    message = caught.value.message
    assert [word for word in ("DIVISION", "POST-manager", "The manager") if word in message] == [
        "DIVISION", "POST-manager", "The manager",
    ]  # fmt: skip
    assert world.bureau.ends_on is None


def test_close_and_reopen_an_empty_department(world):
    closed = services.close_department(world.other, on=TODAY, by=world.office)
    assert closed.ends_on == TODAY
    assert history(world.other) == [("CITY", world.other.starts_on, TODAY)]
    with pytest.raises(WrongState):
        services.close_department(world.other, on=TODAY, by=world.office)
    with pytest.raises(DepartmentError):
        services.create_department("D9", "x", parent=closed, by=world.office)
    reopened = services.reopen_department(world.other, by=world.office)
    assert reopened.ends_on is None
    assert history(world.other) == [("CITY", world.other.starts_on, None)]
    with pytest.raises(WrongState):
        services.reopen_department(world.other, by=world.office)


def recomputed():
    """Lineage of every department, followed upwards by hand."""
    parents = dict(Department.objects.values_list("pk", "parent_id"))

    def climb(pk):
        return [] if pk is None else [*climb(parents[pk]), pk]

    return {pk: climb(pk) for pk in parents}


@given(
    st.lists(st.tuples(st.integers(0, 6), st.none() | st.integers(0, 6)), min_size=1, max_size=8)
)
@settings(max_examples=cases(25), deadline=None)
def test_lineages_equal_recomputation_after_any_moves(moves):
    with transaction.atomic():
        rows = [DepartmentFactory(code="R0")]
        for place in range(1, 7):
            rows.append(DepartmentFactory(code=f"R{place}", parent=rows[(place - 1) // 2]))
            rows[-1].refresh_from_db()
        for which, where in moves:
            parent = None if where is None else rows[where]
            try:
                services.move_department(rows[which], parent, by=None)
            except DepartmentError:
                continue
        lineages = dict(Department.objects.values_list("pk", "lineage"))
        levels = dict(Department.objects.values_list("pk", "level"))
        assert lineages == recomputed()
        assert levels == {pk: len(lineage) for pk, lineage in lineages.items()}
        assert rebuild_lineages() == 0
        for row in rows:
            open_placement = DepartmentPlacement.objects.get(department=row, ends_on=None)
            assert open_placement.parent_id == Department.objects.get(pk=row.pk).parent_id
        transaction.set_rollback(True)


@pytest.mark.django_db(transaction=True)
def test_two_moves_at_once_never_make_a_circle():
    """Each alone is allowed; together they would hang the two above each other."""
    root = DepartmentFactory(code="ROOT")
    for _round in range(5):
        one, two = (
            services.create_department(f"C{_round}{n}", "x", parent=root, by=None) for n in (1, 2)
        )
        start, outcomes = threading.Barrier(2), []

        def move(department, parent, start=start, outcomes=outcomes):
            start.wait()
            try:
                services.move_department(department, parent, by=None)
                outcomes.append("moved")
            except DepartmentError:
                outcomes.append("refused")
            finally:
                connection.close()

        threads = [threading.Thread(target=move, args=args) for args in ((one, two), (two, one))]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert sorted(outcomes) == ["moved", "refused"]
    assert dict(Department.objects.values_list("pk", "lineage")) == recomputed()
