"""load_people: people, accounts, posts, appointments and roles from one file."""

import datetime

import pytest

from audit.models import Entry
from departments import services
from departments.models import Appointment, Person, Post, RoleGrant, User
from departments.services import DepartmentError
from departments.services.loading import people
from departments.tables import read_table
from tests.factories import DepartmentFactory

pytestmark = pytest.mark.django_db


def table(text):
    return read_table(text.encode(), columns=people.COLUMNS, required=people.REQUIRED)


def faults(found):
    return [(row.line, row.column) for row in found.faults]


HEADER = ",".join(people.COLUMNS) + "\n"
PEOPLE = HEADER + (
    "S1,,Li Hua,李华,li.hua,li@example.org,H1,Director,局长,BUREAU,,leading,yes,2024-01-01,,"
    "manager\n"
    "S2,,Wang Wei,王伟,wang.wei,,P2,Clerk,科员,DIVISION,,,,2024-03-01,,employee\n"
    "S2,,Wang Wei,王伟,wang.wei,,H1,,,BUREAU,acting,,yes,2026-11-01,2026-12-31,\n"
)


@pytest.fixture
def bureau():
    city = DepartmentFactory(code="CITY")
    row = DepartmentFactory(code="BUREAU", parent=city)
    DepartmentFactory(code="DIVISION", parent=row)
    return row


def people_plan(text, **more):
    return services.plan_people(table(text), **more)


def load_people(text, **more):
    return services.load_people(table(text), by=None, **more)


def spells():
    return list(
        Appointment.objects.order_by("person__staff_number", "starts_on").values_list(
            "person__staff_number", "post__code", "kind", "starts_on", "ends_on"
        )
    )


def day(text):
    return datetime.date.fromisoformat(text)


def test_load_people_makes_people_accounts_posts_and_roles(bureau):
    load_people(PEOPLE)
    assert spells() == [
        ("S1", "H1", "substantive", day("2024-01-01"), None),
        ("S2", "P2", "substantive", day("2024-03-01"), None),
        ("S2", "H1", "acting", day("2026-11-01"), day("2026-12-31")),
    ]
    post = Post.objects.get(code="H1")
    assert (post.name, post.name_zh, post.category, post.is_head, post.starts_on) == (
        "Director", "局长", "leading", True, day("2024-01-01"),
    )  # fmt: skip
    person = Person.objects.select_related("user").get(staff_number="S1")
    assert (person.name_zh, person.user.username, person.user.email, person.starts_on) == (
        "李华", "li.hua", "li@example.org", day("2024-01-01"),
    )  # fmt: skip
    assert not person.user.has_usable_password()
    grants = RoleGrant.objects.order_by("role").values_list(
        "user__username", "role", "department__code"
    )
    assert list(grants) == [
        ("wang.wei", "employee", "DIVISION"), ("li.hua", "manager", "BUREAU"),
    ]  # fmt: skip


def test_load_people_twice_changes_nothing(bureau):
    load_people(PEOPLE)
    again = people_plan(PEOPLE)
    assert (again.new, again.changed, again.unchanged, again.faults) == ([], [], 3, [])
    load_people(PEOPLE)
    assert Entry.objects.filter(verb="departments.load_people").count() == 1


def test_load_people_moves_a_person_to_the_next_post(bureau):
    load_people(PEOPLE)
    text = (
        "staff_number,post_code,post_title,department,starts_on\nS2,P9,Officer,BUREAU,2026-12-01\n"
    )
    found = people_plan(text)
    assert [(row.what, row.key, row.old, row.new) for row in found.changed] == [
        ("appointment", "S2 · P2", "2024-03-01 –", "2024-03-01 – 2026-11-30")
    ]
    load_people(text)
    assert spells()[1:3] == [
        ("S2", "P2", "substantive", day("2024-03-01"), day("2026-11-30")),
        ("S2", "H1", "acting", day("2026-11-01"), day("2026-12-31")),
    ]
    assert spells()[3] == ("S2", "P9", "substantive", day("2026-12-01"), None)


def test_load_people_swaps_two_posts_in_one_file(bureau):
    load_people(PEOPLE)
    text = (
        "staff_number,post_code,department,starts_on\n"
        "S1,P2,DIVISION,2026-12-01\nS2,H1,BUREAU,2026-12-01\n"
    )
    load_people(text)
    held = Appointment.objects.in_force(day("2026-12-01")).filter(kind="substantive")
    assert dict(held.values_list("person__staff_number", "post__code")) == {"S1": "P2", "S2": "H1"}


def test_load_people_keeps_columns_that_are_not_there(bureau):
    load_people(PEOPLE)
    load_people("staff_number,name_en\nS1,Li Hua Ming\n")
    person = Person.objects.get(staff_number="S1")
    assert (person.name_en, person.name_zh) == ("Li Hua Ming", "李华")
    assert len(spells()) == 3


@pytest.mark.parametrize(
    ("row", "column", "words"),
    [
        (",,x,,,,,,,,,,,,,", "staff_number", "staff number is empty"),
        ("S9,,,,,,,,,,,,,,,", "name", "has no name"),
        ("S9,,x,,bad name!,,,,,,,,,,,", "username", "cannot be a user name"),
        ("S9,,x,,,nomail,,,,,,,,,,", "email", "not an e-mail address"),
        ("S9,,x,,,,P9,,,,,,,,,", "department", "this row names none"),
        ("S9,,x,,,,P9,,,BUREAUX,,,,,,", "department", "Did you mean “BUREAU”?"),
        ("S9,,x,,,,P9,,,BUREAU,boss,,,,,", "kind", "Use one of: substantive, acting"),
        ("S9,,x,,,,P9,,,BUREAU,,king,,,,", "category", "“king” is not known"),
        ("S9,,x,,,,P9,,,BUREAU,,,maybe,,,", "is_head", "neither yes nor no"),
        ("S9,,x,,,,P9,,,BUREAU,,,yes,,,", "is_head", "two posts that head it: H1, P9"),
        ("S9,,x,,,,P9,,,BUREAU,,,,1.1.26,,", "starts_on", "is not a date"),
        ("S9,,x,,,,P9,,,BUREAU,,,,2026-02-01,2026-01-01,", "ends_on", "lies before"),
        ("S9,,x,,,,H1,,,BUREAU,acting,,yes,2026-01-01,,", "ends_on", "needs an end date"),
        ("S9,,x,,,,P2,,,DIVISION,acting,,,2026-01-01,2026-02-01,", "kind", "is acted in"),
        ("S9,,x,,,,P2,,,BUREAU,,,,,,", "department", "belongs to another department"),
        ("S9,,x,,,,P2,,,DIVISION,,,,2026-01-01,,", "starts_on", "two holders: S2"),
        ("S9,,x,,,,P9,,,BUREAU,,,,,,emperor", "role", "“emperor” is not known"),
        ("S9,,x,,,,P9,,,BUREAU,,,,,,employee", "role", "needs an account"),
        ("S9,,x,,,,,,,,,,,,,employee", "department", "names none"),
        ("S9,,x,,li.hua,,,,,,,,,,,", "username", "belongs to staff number S1"),
        ("S1,,Li Hua,李华,other,,,,,,,,,,,", "username", "has the account li.hua already"),
        ("S2,,Wang Wei,王伟,,,P9,,,BUREAU,,,,2024-01-01,2024-12-31,", "starts_on", "two posts"),
    ],
)  # fmt: skip
def test_load_people_names_column_reason_and_fix(bureau, row, column, words):
    load_people(PEOPLE)
    found = people_plan(HEADER + row + "\n")
    assert [(fault.line, fault.column) for fault in found.faults] == [(2, column)]
    assert words in found.faults[0].reason + " " + found.faults[0].fix
    before = spells()
    with pytest.raises(DepartmentError):
        load_people(HEADER + row + "\n")
    assert spells() == before


def test_load_people_finds_contradictions_between_lines(bureau):
    text = HEADER + (
        "S1,,Li Hua,,u1,,P1,,,BUREAU,,,,2026-01-01,,\n"
        "S1,,Li Na,,,,P2,,,BUREAU,,,,2026-06-01,,\n"
        "S2,,Wang,,u1,,P3,,,BUREAU,,,,2026-01-01,,\n"
        "S3,,Zhao,,,,P3,,,BUREAU,,,,2026-05-01,,\n"
    )
    found = people_plan(text)
    assert faults(found) == [(3, "name"), (3, "starts_on"), (4, "username"), (5, "starts_on")]
    assert "(line 2)" in found.faults[1].reason


def test_nobody_grants_himself_a_role_by_file(world):
    text = "staff_number,name_en,username,department,role\nS9,x,office,CITY,auditor\n"
    found = services.plan_people(table(text), by=world.office)
    assert (2, "role") in faults(found)


def test_load_people_never_grants_twice_and_keeps_counts_of_queries(
    bureau, django_assert_num_queries
):
    many = HEADER + "".join(
        f"S{n},,Person {n},,user{n},,P{n},Clerk,,DIVISION,,,,2026-01-01,,employee\n"
        for n in range(100)
    )
    with django_assert_num_queries(6):
        people_plan(many)
    load_people(many)
    assert [model.objects.count() for model in (Person, Post, Appointment, RoleGrant)] == [100] * 4
    assert User.objects.filter(person__isnull=False).count() == 100
