"""Roles: who may give, lend and end them, and what a lent role shows."""

import datetime

import pytest
from django.core.exceptions import PermissionDenied
from django.core.management import CommandError, call_command

from audit.errors import WrongState
from audit.models import Entry
from departments import services
from departments.models import Delegation, Department, Person, RoleGrant, User
from departments.services import DepartmentError, held_roles, holds_role
from tests.factories import DelegationFactory, RoleGrantFactory
from tests.world import EVERYBODY

TODAY = datetime.date(2026, 11, 23)
DAY = datetime.timedelta(days=1)
pytestmark = pytest.mark.django_db


def seen_by(user):
    return list(Department.objects.visible_to(user).order_by("code").values_list("code", flat=True))


def test_grant_role_takes_effect_at_once(world):
    assert seen_by(world.stranger) == []
    grant = services.grant_role(world.stranger, "employee", world.bureau, by=world.office)
    assert grant.starts_on == TODAY
    assert seen_by(world.stranger) == ["BUREAU", "DIVISION"]
    assert Entry.objects.get(verb="departments.grant_role").details["role"] == "employee"


def test_grant_role_is_for_the_office_of_the_branch_and_never_to_oneself(world):
    branch = RoleGrantFactory(role="office", department=world.bureau).user
    services.grant_role(world.stranger, "employee", world.division, by=branch)
    with pytest.raises(PermissionDenied):
        services.grant_role(world.stranger, "employee", world.other, by=branch)
    with pytest.raises(PermissionDenied):
        services.grant_role(world.stranger, "employee", world.division, by=world.manager)
    for user in (world.office, branch):
        with pytest.raises(DepartmentError) as caught:
            services.grant_role(user, "manager", world.bureau, by=user)
        assert caught.value.field == "user"


def test_grant_role_refuses_a_second_one_and_unknown_ones(world):
    for role in ("employee", "emperor"):
        with pytest.raises(DepartmentError):
            services.grant_role(world.employee, role, world.division, by=world.office)
    assert RoleGrant.objects.filter(user=world.employee).count() == 1


def test_end_grant_on_a_day_and_at_once(world):
    services.end_grant(world.grant("employee"), on=TODAY + DAY, by=world.office)
    assert seen_by(world.employee) == ["DIVISION"]
    services.end_grant(world.grant("employee"), by=world.office)
    assert seen_by(world.employee) == []
    with pytest.raises(WrongState):
        services.end_grant(world.grant("employee"), by=world.office)
    with pytest.raises(DepartmentError):
        services.end_grant(world.grant("evaluator"), on=TODAY - DAY, by=world.office)
    with pytest.raises(PermissionDenied):
        services.end_grant(world.grant("evaluator"), by=world.manager)


def test_a_role_of_today_that_ends_at_once_leaves_only_its_entries(world):
    grant = services.grant_role(world.stranger, "manager", world.bureau, by=world.office)
    DelegationFactory(grant=grant, starts_on=TODAY)
    services.end_grant(grant, by=world.office)
    assert seen_by(world.stranger) == []
    assert not RoleGrant.objects.filter(user=world.stranger).exists()
    entry = Entry.objects.get(verb="departments.end_grant")
    assert (entry.target_id, entry.details["role"]) == (str(grant.pk), "manager")


def test_one_may_lay_down_a_role_but_the_last_office_stays(world):
    services.end_grant(world.grant("manager"), by=world.manager)
    with pytest.raises(DepartmentError):
        services.end_grant(world.grant("office"), by=world.office)
    services.grant_role(world.stranger, "office", world.city, by=world.office)
    services.end_grant(world.grant("office"), by=world.office)
    assert seen_by(world.office) == []


def test_delegate_lends_rows_and_deeds_for_some_days(world):
    services.delegate(
        world.grant("manager"), world.stranger, TODAY, TODAY + DAY, "Leave", by=world.manager
    )
    assert seen_by(world.stranger) == ["BUREAU", "DIVISION"]
    assert services.holds_role(world.stranger, "manager", department=world.division)
    assert not services.holds_role(world.stranger, "manager", department=world.other)
    row = Delegation.objects.get()
    with pytest.raises(DepartmentError):
        services.delegate(
            world.grant("manager"), world.stranger, TODAY, TODAY, "again", by=world.manager
        )
    services.end_delegation(row, by=world.manager)
    assert seen_by(world.stranger) == []


@pytest.mark.parametrize(
    ("to", "starts", "ends", "field"),
    [
        ("manager", 0, 1, "to"),
        ("stranger", 1, 0, "ends_on"),
        ("stranger", -5000, 1, "starts_on"),
    ],
)
def test_delegate_refuses(world, to, starts, ends, field):
    with pytest.raises(DepartmentError) as caught:
        services.delegate(
            world.grant("manager"),
            world.user(to),
            TODAY + starts * DAY,
            TODAY + ends * DAY,
            "x",
            by=world.manager,
        )
    assert caught.value.field == field


def test_what_is_lent_is_not_lent_again(world):
    DelegationFactory(grant=world.grant("manager"), delegate=world.employee)
    with pytest.raises(PermissionDenied):
        services.delegate(
            world.grant("manager"), world.stranger, TODAY, TODAY, "x", by=world.employee
        )
    DelegationFactory(grant=world.grant("office"), delegate=world.stranger)
    with pytest.raises(PermissionDenied):
        services.delegate(
            world.grant("office"), world.employee, TODAY, TODAY, "x", by=world.stranger
        )


def test_the_office_may_arrange_a_deputy_but_not_for_itself(world):
    services.delegate(
        world.grant("manager"), world.employee, TODAY, TODAY, "Illness", by=world.office
    )
    with pytest.raises(DepartmentError):
        services.delegate(world.grant("manager"), world.office, TODAY, TODAY, "x", by=world.office)


def test_a_role_ends_for_the_deputy_with_the_holder(world):
    DelegationFactory(grant=world.grant("manager"), delegate=world.stranger)
    services.end_grant(world.grant("manager"), by=world.office)
    assert seen_by(world.stranger) == []


def test_delegation_must_lie_within_the_grant(world):
    services.end_grant(world.grant("manager"), on=TODAY + DAY, by=world.office)
    with pytest.raises(DepartmentError) as caught:
        services.delegate(
            world.grant("manager"), world.stranger, TODAY, TODAY + 2 * DAY, "x", by=world.manager
        )
    assert caught.value.field == "ends_on"


def test_end_delegation_is_for_those_concerned(world):
    row = DelegationFactory(grant=world.grant("manager"), delegate=world.stranger)
    with pytest.raises(PermissionDenied):
        services.end_delegation(row, by=world.employee)
    services.end_delegation(row, by=world.stranger)
    row.refresh_from_db()
    assert row.ends_on == TODAY - DAY
    with pytest.raises(WrongState):
        services.end_delegation(row, by=world.stranger)


def test_grant_role_command_starts_the_first_office(world, capsys):
    call_command("grant_role", "stranger", "office", "CITY")
    assert services.holds_role(world.stranger, "office", department=world.division)
    assert Entry.objects.get(verb="departments.grant_role").actor is None
    for arguments, message in [
        (("nobody", "office", "CITY"), "nobody"),
        (("stranger", "emperor", "CITY"), "emperor"),
        (("stranger", "office", "ATLANTIS"), "ATLANTIS"),
        (("stranger", "office", "CITY"), "already"),
    ]:
        with pytest.raises(CommandError, match=message):
            call_command("grant_role", *arguments)


# --- what a visitor holds, asked once


def visitor(user):
    user = User.objects.get(pk=user.pk)
    user.of_one_request = True
    return user


def test_a_visitor_is_asked_about_once(world, django_assert_num_queries):
    manager = visitor(world.manager)
    with django_assert_num_queries(1):
        assert held_roles(manager) == {"manager"}
        assert (holds_role(manager, "manager", "office"), holds_role(manager, "office")) == (
            True, False,
        )  # fmt: skip
    with django_assert_num_queries(1):
        led = set(Department.objects.led_by(manager, "manager"))
    assert led == {world.bureau, world.division}
    assert list(RoleGrant.objects.held_by(manager)) == [world.grant("manager")]
    assert not Department.objects.led_by(visitor(world.stranger)).exists()


@pytest.mark.parametrize("is_lent", [False, True])
@pytest.mark.parametrize(
    ("first", "last", "is_held"),
    [(-2, -1, False), (-1, 0, True), (0, 0, True), (0, 1, True), (-9, 30, True), (1, 2, False)],
)
def test_a_grant_is_held_on_its_days_whether_own_or_lent(world, first, last, is_held, is_lent):
    days = {"starts_on": TODAY + first * DAY, "ends_on": TODAY + last * DAY}
    if is_lent:
        loan = DelegationFactory(grant=world.grant("manager"), delegate=world.stranger, **days)
        grant = loan.grant
    else:
        grant = RoleGrantFactory(
            user=world.stranger, department=world.bureau, role="manager", **days
        )
    held = [grant] if is_held else []
    for user in (world.stranger, visitor(world.stranger)):
        assert list(RoleGrant.objects.held_by(user)) == held
        assert holds_role(user, "manager", department=world.division) == is_held
        assert not holds_role(user, "office", department=world.division)
        assert held_roles(user) == {row.role for row in held}


@pytest.mark.parametrize("role", EVERYBODY[1:])
def test_a_visitor_sees_what_anybody_of_his_grants_sees(world, role):
    asked, known = world.user(role), visitor(world.user(role))
    for rows in (Department, RoleGrant, User, Person):
        assert set(rows.objects.visible_to(known)) == set(rows.objects.visible_to(asked))


def test_what_is_taken_away_is_gone_with_the_next_request(world):
    client = world.client("manager")
    assert client.get("/en/kpis/").status_code == 200
    RoleGrant.objects.filter(user=world.manager).delete()
    assert client.get("/en/kpis/").status_code == 404
    assert held_roles(world.manager) == frozenset()


def test_a_lent_role_opens_pages(world):
    client = world.client("stranger")
    assert client.get("/en/kpis/").status_code == 404
    DelegationFactory(grant=world.grant("manager"), delegate=world.stranger)
    assert client.get("/en/kpis/").status_code == 200
