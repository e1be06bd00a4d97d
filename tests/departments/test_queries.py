"""Access to rows, rule by rule. Source: docs/access.md, A1 to A5."""

import datetime

import pytest

from departments.models import (
    Appointment,
    CalendarDay,
    Delegation,
    Department,
    Person,
    PolicyPack,
    Post,
    RoleGrant,
    User,
)
from tests.factories import (
    AppointmentFactory,
    CalendarDayFactory,
    DelegationFactory,
    PersonFactory,
    PolicyPackFactory,
    PostFactory,
    RoleGrantFactory,
    UserFactory,
)
from tests.world import ROLES

TODAY = datetime.date(2026, 11, 23)
DAY = datetime.timedelta(days=1)
pytestmark = pytest.mark.django_db


def codes(rows):
    return sorted(rows.values_list("code", flat=True))


def test_a1_a_grant_opens_its_branch_and_nothing_else(world):
    assert {role: codes(Department.objects.visible_to(world.user(role))) for role in ROLES} == {
        "office": ["BUREAU", "CITY", "DIVISION", "OTHER"],
        "auditor": ["BUREAU", "CITY", "DIVISION", "OTHER"],
        "supervision": ["BUREAU", "CITY", "DIVISION", "OTHER"],
        "manager": ["BUREAU", "DIVISION"],
        "evaluator": ["BUREAU", "DIVISION"],
        "employee": ["DIVISION"],
    }
    assert codes(Department.objects.visible_to(world.stranger)) == []
    assert codes(Post.objects.visible_to(world.employee)) == ["POST-employee"]


@pytest.mark.parametrize(
    ("starts", "ends", "seen"),
    [(0, 0, True), (-1, None, True), (1, None, False), (-5, -1, False)],
)
def test_a1_a_grant_holds_from_its_first_to_its_last_day(world, starts, ends, seen):
    RoleGrantFactory(
        user=world.stranger,
        department=world.other,
        starts_on=TODAY + starts * DAY,
        ends_on=None if ends is None else TODAY + ends * DAY,
    )
    assert Department.objects.visible_to(world.stranger).exists() is seen


def test_a1_is_one_query_without_a_join(world, django_assert_num_queries):
    rows = Department.objects.visible_to(world.manager)
    assert "JOIN" not in str(rows.query).partition("WHERE")[0]
    with django_assert_num_queries(1):
        assert len(rows) == 2


def test_a2_what_is_lent_counts_while_both_are_in_force(world):
    row = DelegationFactory(grant=world.grant("manager"), delegate=world.stranger)
    assert codes(Department.objects.visible_to(world.stranger)) == ["BUREAU", "DIVISION"]
    assert Department.objects.led_by(world.stranger, "office").count() == 0
    Delegation.objects.filter(pk=row.pk).update(ends_on=TODAY - DAY)
    assert codes(Department.objects.visible_to(world.stranger)) == []
    Delegation.objects.filter(pk=row.pk).update(ends_on=TODAY)
    RoleGrant.objects.filter(pk=row.grant_id).update(ends_on=TODAY - DAY)
    assert codes(Department.objects.visible_to(world.stranger)) == []


def names(rows):
    return sorted(row.user.username if row.user else row.staff_number for row in rows)


def test_a3_people_of_the_branches_one_keeps_or_leads(world):
    PersonFactory(staff_number="NOBODY")
    AppointmentFactory(person__staff_number="ELSEWHERE")  # in another organisation
    seen = {role: names(Person.objects.visible_to(world.user(role))) for role in ROLES}
    everybody = sorted(ROLES)
    assert seen == {
        "office": sorted([*everybody, "NOBODY"]),
        "auditor": everybody,
        "supervision": everybody,
        "manager": ["employee", "evaluator", "manager"],
        "evaluator": ["evaluator"],
        "employee": ["employee"],
    }
    assert names(Person.objects.visible_to(world.stranger)) == []


def test_a3_appointments_add_the_heads_of_what_one_sees(world):
    head = AppointmentFactory(post=PostFactory(department=world.division, is_head=True))
    other = AppointmentFactory(post=PostFactory(department=world.other, is_head=True))

    def seen(role):
        rows = Appointment.objects.visible_to(world.user(role))
        return set(rows.values_list("pk", flat=True))

    own = world.appointment("employee").pk
    assert seen("employee") == {own, head.pk}
    assert seen("evaluator") == {
        world.appointment("evaluator").pk, world.appointment("manager").pk, head.pk
    }  # fmt: skip
    assert other.pk in seen("office")
    assert seen("stranger") == set()


def test_a3_accounts(world):
    UserFactory(username="unlinked")
    RoleGrantFactory(user__username="elsewhere")  # in another organisation

    def seen(role):
        rows = User.objects.visible_to(world.user(role))
        return sorted(rows.values_list("username", flat=True))

    assert seen("employee") == ["employee"]
    assert seen("manager") == ["employee", "evaluator", "manager"]
    assert seen("auditor") == sorted(ROLES)
    assert seen("office") == sorted([*ROLES, "stranger", "unlinked"])
    assert seen("stranger") == ["stranger"]


def test_a4_roles_and_their_lending(world):
    lent = DelegationFactory(grant=world.grant("manager"), delegate=world.stranger)

    def seen(role, rows):
        return rows.objects.visible_to(world.user(role)).count()

    assert {role: seen(role, RoleGrant) for role in (*ROLES, "stranger")} == {
        "office": 6, "auditor": 6, "supervision": 6, "manager": 1, "evaluator": 1, "employee": 1,
        "stranger": 0,
    }  # fmt: skip
    readers = [role for role in (*ROLES, "stranger") if seen(role, Delegation)]
    assert readers == ["office", "manager", "auditor", "supervision", "stranger"]
    assert lent.grant.user == world.manager


def test_a5_shared_rules_for_whoever_holds_a_grant(world):
    CalendarDayFactory()
    PolicyPackFactory()
    for rows in (CalendarDay, PolicyPack):
        assert rows.objects.visible_to(world.employee).count() == 1
        assert rows.objects.visible_to(world.stranger).count() == 0
