"""People, posts, appointments and accounts: what the services allow and refuse."""

import datetime

import pytest
from django.core.exceptions import PermissionDenied

from audit.errors import WrongState
from audit.models import Entry
from departments import services
from departments.models import Appointment, Delegation, Person, Post, RoleGrant
from departments.services import DepartmentError
from tests.factories import (
    AppointmentFactory,
    DelegationFactory,
    PersonFactory,
    PostFactory,
    RoleGrantFactory,
    UserFactory,
)

TODAY = datetime.date(2026, 11, 23)
DAY = datetime.timedelta(days=1)
pytestmark = pytest.mark.django_db


def refused(function, *args, error=DepartmentError, **kwargs):
    with pytest.raises(error) as caught:
        function(*args, **kwargs)
    return getattr(caught.value, "field", None)


def test_create_post_and_only_one_head(world):
    post = services.create_post("H", world.other, name_en="Head", is_head=True, by=world.office)
    assert (post.department, post.is_head, post.starts_on) == (world.other, True, TODAY)
    refused(services.create_post, "H2", world.other, name_en="x", is_head=True, by=world.office)
    assert refused(services.create_post, "H3", world.other, by=world.office) == "name"
    assert refused(services.create_post, "H", world.other, "x", by=world.office) == "code"
    with pytest.raises(PermissionDenied):
        services.create_post("H4", world.bureau, "x", by=world.manager)


def test_change_post_keeps_heads_that_are_acted_for(world):
    post = Post.objects.get(code="POST-manager")
    services.appoint(PersonFactory(), post, "acting", TODAY, TODAY + DAY, by=world.office)
    assert refused(services.change_post, post, is_head=False, by=world.office) == "is_head"
    assert services.change_post(post, name="Director", by=world.office).name == "Director"


def test_close_post_waits_for_its_holder(world):
    post = Post.objects.get(code="POST-employee")
    assert refused(services.close_post, post, on=TODAY, by=world.office) == "on"
    services.end_appointment(world.appointment("employee"), on=TODAY, by=world.office)
    assert services.close_post(post, on=TODAY, by=world.office).ends_on == TODAY
    refused(services.close_post, post, on=TODAY, by=world.office, error=WrongState)


def test_appoint_puts_a_person_into_a_post(world):
    post, person = PostFactory(department=world.division), PersonFactory()
    row = services.appoint(person, post, starts_on=TODAY, by=world.office)
    assert (row.kind, row.starts_on, row.ends_on) == ("substantive", TODAY, None)
    details = Entry.objects.get(verb="departments.appoint").details
    assert (details["person"], details["post"]) == (person.pk, post.code)


def test_appoint_refuses_what_cannot_be(world):
    held = world.appointment("employee")
    free = PostFactory(department=world.division)
    head = PostFactory(department=world.division, is_head=True)
    short = PostFactory(department=world.division, ends_on=TODAY + 10 * DAY)
    person = PersonFactory(starts_on=TODAY)
    office = world.office
    assert refused(services.appoint, person, held.post, by=office) is None  # held by another
    assert refused(services.appoint, held.person, free, by=office) is None  # holds another
    assert refused(services.appoint, person, free, "acting", TODAY, TODAY, by=office) == "kind"
    assert refused(services.appoint, person, head, "acting", TODAY, by=office) is None  # no end
    assert refused(services.appoint, person, short, starts_on=TODAY, by=office) == "ends_on"
    assert refused(services.appoint, person, free, starts_on=TODAY - DAY, by=office) == "starts_on"
    backwards = (person, free, "substantive", TODAY, TODAY - DAY)
    assert refused(services.appoint, *backwards, by=office) == "ends_on"
    assert refused(services.appoint, person, free, "dog", TODAY, by=office) == "kind"
    with pytest.raises(PermissionDenied):
        services.appoint(person, free, by=world.manager)
    assert not Appointment.objects.filter(person=person).exists()


def test_acting_head_beside_his_own_post(world):
    head = Post.objects.get(code="POST-manager")
    row = services.appoint(
        world.person("employee"), head, "acting", TODAY, TODAY + DAY, by=world.office
    )
    assert row.kind == "acting"
    assert Appointment.objects.in_force().filter(post=head).count() == 2


def test_end_appointment_ends_once(world):
    row = world.appointment("employee")
    assert services.end_appointment(row, on=TODAY, by=world.office).ends_on == TODAY
    refused(services.end_appointment, row, on=TODAY, by=world.office, error=WrongState)
    services.end_appointment(row, on=TODAY - DAY, by=world.office)
    with pytest.raises(PermissionDenied):
        services.end_appointment(world.appointment("manager"), on=TODAY, by=world.manager)


def test_people_belong_to_the_office_of_the_whole(world):
    branch = RoleGrantFactory(role="office", department=world.bureau).user
    with pytest.raises(PermissionDenied):
        services.create_person("S1", "x", by=branch)
    person = services.create_person("S1", "Li Hua", by=world.office)
    assert Entry.objects.get(verb="departments.create_person").details == {
        "staff_number": "S1", "user": None,
    }  # fmt: skip
    assert refused(services.create_person, "S1", "x", by=world.office) == "staff_number"
    assert refused(services.create_person, "S2", by=world.office) == "name"
    services.change_person(person, name="Li Na", by=world.office)
    assert Entry.objects.get(verb="departments.change_person").details == {"changed": ["name"]}
    assert refused(services.change_person, person, name="", by=world.office) == "name"


def test_accounts_are_made_without_a_password_and_linked_once(world):
    person = PersonFactory()
    user = services.create_account(person, "li.hua", "li@example.org", by=world.office)
    assert not user.has_usable_password()
    person.refresh_from_db()
    assert person.user == user
    refused(services.create_account, person, "li2", by=world.office, error=WrongState)
    other = PersonFactory()
    assert refused(services.create_account, other, "li.hua", by=world.office) == "username"
    assert refused(services.link_account, other, user, by=world.office) == "user"
    services.link_account(person, None, by=world.office)
    assert services.link_account(other, user, by=world.office).user == user


def test_end_employment_ends_all_access(world):
    person, user = world.person("employee"), world.employee
    DelegationFactory(grant=world.grant("manager"), delegate=user)
    services.end_employment(person, on=TODAY - DAY, by=world.office)
    user.refresh_from_db()
    assert not user.is_active
    assert RoleGrant.objects.held_by(user).count() == 0
    assert [
        model.objects.filter(ends_on=TODAY - DAY).count()
        for model in (Person, Appointment, RoleGrant, Delegation)
    ] == [1, 1, 1, 1]
    refused(services.end_employment, person, on=TODAY, by=world.office, error=WrongState)


def test_end_employment_waits_for_what_lies_ahead(world):
    person = PersonFactory()
    AppointmentFactory(person=person, starts_on=TODAY + 5 * DAY)
    assert refused(services.end_employment, person, on=TODAY, by=world.office) == "on"
    before = person.starts_on - DAY
    assert refused(services.end_employment, person, on=before, by=world.office) == "on"


def test_the_last_office_cannot_leave(world):
    refused(services.end_employment, world.person("office"), on=TODAY, by=world.office)
    RoleGrantFactory(role="office", department=world.city, user=UserFactory())
    services.end_employment(world.person("office"), on=TODAY, by=world.office)
