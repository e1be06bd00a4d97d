"""What must hold is refused by the database itself, also past every service. One test each."""

import datetime

import pytest
from django.db import DataError, IntegrityError, InternalError, transaction

from departments import services
from departments.models import Department, DepartmentPlacement, PolicyPack, Post
from tests.factories import (
    LONG_AGO,
    AppointmentFactory,
    CalendarDayFactory,
    DelegationFactory,
    DepartmentFactory,
    PersonFactory,
    PolicyPackFactory,
    PostFactory,
    RoleGrantFactory,
    UserFactory,
)

TODAY = datetime.date(2026, 11, 23)
DAY = datetime.timedelta(days=1)
pytestmark = pytest.mark.django_db


def refuses(constraint, write, error=IntegrityError):
    with pytest.raises(error, match=constraint), transaction.atomic():
        write()


BACKWARDS = {"starts_on": TODAY, "ends_on": TODAY - DAY}


@pytest.mark.parametrize(
    ("constraint", "factory"),
    [
        ("department_ends_after_start", DepartmentFactory),
        ("post_ends_after_start", PostFactory),
        ("person_ends_after_start", PersonFactory),
    ],
)
def test_dates_are_in_order(constraint, factory):
    refuses(constraint, lambda: factory(**BACKWARDS))


@pytest.mark.parametrize("factory", [AppointmentFactory, RoleGrantFactory, DelegationFactory])
def test_spells_are_in_order(factory):
    """The range of the exclusion constraint refuses before the check can."""
    refuses(
        "lower bound|ends_after_start", lambda: factory(**BACKWARDS), (DataError, IntegrityError)
    )


def test_placement_is_in_order_and_one_at_a_time():
    row = DepartmentFactory()
    place = DepartmentPlacement.objects
    refuses(
        "placement_one_parent_at_a_time",
        lambda: place.create(department=row, parent=None, starts_on=TODAY),
    )
    row.placements.update(ends_on=TODAY)
    refuses(
        "lower bound|placement_ends_after_start",
        lambda: place.create(department=row, starts_on=TODAY + 2 * DAY, ends_on=TODAY + DAY),
        (DataError, IntegrityError),
    )
    place.create(department=row, parent=None, starts_on=TODAY + DAY)


def test_department_code_is_unique_and_it_is_not_its_own_parent():
    row = DepartmentFactory(code="A")
    refuses("code", lambda: DepartmentFactory(code="A"))
    refuses(
        "department_not_its_own_parent",
        lambda: Department.objects.filter(pk=row.pk).update(parent=row),
    )


def test_one_open_post_heads_a_department():
    head = PostFactory(is_head=True)
    refuses(
        "post_one_head_per_department",
        lambda: PostFactory(is_head=True, department=head.department),
    )
    Post.objects.filter(pk=head.pk).update(ends_on=TODAY)
    PostFactory(is_head=True, department=head.department)


def test_closed_lists_are_closed():
    refuses("post_category_known", lambda: PostFactory(category="king"))
    refuses("appointment_kind_known", lambda: AppointmentFactory(kind="guest"))
    refuses("role_grant_role_known", lambda: RoleGrantFactory(role="emperor"))
    refuses("calendar_day_kind_known", lambda: CalendarDayFactory(kind="feast"))


def test_staff_number_and_account_belong_to_one_person():
    person = PersonFactory(user=UserFactory())
    refuses("staff_number", lambda: PersonFactory(staff_number=person.staff_number))
    refuses("user_id", lambda: PersonFactory(user=person.user))


def test_acting_needs_an_end():
    refuses("appointment_acting_ends", lambda: AppointmentFactory(kind="acting"))


def test_one_substantive_post_at_a_time_and_acting_beside_it():
    first = AppointmentFactory(ends_on=TODAY)
    refuses(
        "appointment_one_substantive_post_per_person",
        lambda: AppointmentFactory(person=first.person, starts_on=TODAY),
    )
    AppointmentFactory(person=first.person, starts_on=TODAY + DAY)
    AppointmentFactory(person=first.person, kind="acting", starts_on=LONG_AGO, ends_on=TODAY)


def test_one_holder_per_post_and_kind():
    first = AppointmentFactory()
    refuses("appointment_one_holder_per_post_and_kind", lambda: AppointmentFactory(post=first.post))
    acting = {"post": first.post, "kind": "acting", "ends_on": TODAY}
    AppointmentFactory(**acting)
    refuses("appointment_one_holder_per_post_and_kind", lambda: AppointmentFactory(**acting))


def test_a_role_once_at_a_time():
    first = RoleGrantFactory(ends_on=TODAY)
    again = {"user": first.user, "role": first.role, "department": first.department}
    refuses("role_grant_once_at_a_time", lambda: RoleGrantFactory(**again, starts_on=TODAY))
    RoleGrantFactory(**again, starts_on=TODAY + DAY)


def test_a_role_is_lent_once_at_a_time_to_one_user():
    first = DelegationFactory()
    again = {"grant": first.grant, "delegate": first.delegate}
    refuses("delegation_once_at_a_time", lambda: DelegationFactory(**again))
    DelegationFactory(grant=first.grant)


def test_a_day_stands_once_in_the_calendar():
    CalendarDayFactory(day=TODAY)
    refuses("day", lambda: CalendarDayFactory(day=TODAY))


def test_a_version_is_published_once_and_never_changes():
    pack = PolicyPackFactory()
    refuses("policy_pack_version_once", lambda: PolicyPackFactory(version=pack.version))
    rows = PolicyPack.objects.filter(pk=pack.pk)
    message = "a published policy pack never changes"
    refuses(message, lambda: rows.update(content={"x": 1}), (IntegrityError, InternalError))
    refuses(message, rows.delete, (IntegrityError, InternalError))


def test_publishing_is_idempotent_and_counts_on():
    from departments.services import DepartmentError, PackError
    from departments.services.policy_packs import SHIPPED, read_json

    first, second = services.publish_shipped_packs(by=None), services.publish_shipped_packs(by=None)
    assert [(pack.code, pack.version) for pack in first] == [("cn-local", 1), ("generic", 1)]
    assert first == second
    shipped = read_json(SHIPPED / "generic.json")
    content = shipped["content"] | {"veto_needs_legal_basis": False}
    with pytest.raises(DepartmentError, match="next version of this pack is 2"):
        services.publish_policy_pack("generic", 1, shipped, content, by=None)
    assert services.publish_policy_pack("generic", None, shipped, content, by=None).version == 2
    assert services.publish_shipped_packs(by=None) == first
    with pytest.raises(PackError) as caught:
        services.publish_policy_pack("generic", None, shipped, {}, by=None)
    assert len(caught.value.problems) > 1
