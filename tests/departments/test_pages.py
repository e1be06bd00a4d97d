"""The pages of administration: what they show, what a form does, what it keeps when refused."""

import datetime
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from departments import services
from departments.models import CalendarDay, Department, Person, PolicyPack, RoleGrant
from tests.factories import (
    AppointmentFactory,
    CalendarDayFactory,
    DelegationFactory,
    DepartmentFactory,
    PersonFactory,
    PostFactory,
    RoleGrantFactory,
)

TODAY = datetime.date(2026, 11, 23)
pytestmark = pytest.mark.django_db


def url(name, *arguments, **query):
    return reverse(f"departments:{name}", args=arguments, query=query or None)


def fields(response):
    """What the form of the page would send if nobody typed anything."""
    form = response.context["form"]
    return {
        field.html_name: value
        for field in form
        if (value := field.value()) not in (None, False) and field.field.widget.input_type != "file"
    }


def send(client, address, typed, **more):
    """Open the page, type, send: the answer to the POST."""
    return client.post(address, {**fields(client.get(address)), **typed, **more})


def errors(response):
    return {name: list(found) for name, found in response.context["form"].errors.items()}


def test_add_a_department_and_see_it(world):
    client = world.client("office")
    address = url("add", parent="BUREAU")
    answer = send(client, address, {"code": "NEW/1", "name_en": "New one", "name_zh": "新处室"})
    assert answer.headers["Location"] == "/en/departments/NEW/1/"
    page = client.get(answer.headers["Location"])
    assert page.context["department"].parent == world.bureau
    assert [crumb["label"] for crumb in page.context["crumbs"]] == ["City", "Bureau"]
    assert "新处室" in client.get("/zh-hans/departments/NEW/1/").content.decode()


def test_a_refused_form_keeps_what_was_typed(world):
    client = world.client("office")
    answer = send(client, url("add"), {"code": "CITY", "name_en": "Typed", "parent": "NOWHERE"})
    assert answer.status_code == 200
    assert errors(answer) == {"parent": ["There is no “NOWHERE” that you may see."]}
    answer = client.post(url("add"), {**fields(answer), "parent": "BUREAU"})
    assert errors(answer) == {"code": ["“CITY” is taken already."]}
    assert 'value="Typed"' in answer.content.decode()


def test_a_second_click_changes_nothing_and_ends_at_the_same_place(world):
    client = world.client("office")
    form = {**fields(client.get(url("add"))), "code": "D9", "name": "x"}
    answers = [client.post(url("add"), form).headers["Location"] for _click in range(2)]
    assert answers == ["/en/departments/D9/"] * 2
    assert Department.objects.filter(code="D9").count() == 1


def test_two_editors_the_second_compares_before_he_saves(world):
    client = world.client("office")
    address = url("edit", world.bureau.pk)
    mine = fields(client.get(address))
    services.change_department(world.bureau, name_en="Theirs", by=None)
    answer = client.post(address, {**mine, "name_en": "Mine"})
    assert answer.status_code == 409
    assert {row["key"]: row["value"] for row in answer.context["now"]}[
        "Name in English"
    ] == "Theirs"
    assert 'value="Mine"' in answer.content.decode()
    assert client.post(address, fields(answer)).status_code == 302
    world.bureau.refresh_from_db()
    assert world.bureau.name_en == "Mine"


def test_move_shows_what_it_changes_and_then_does_it(world):
    RoleGrantFactory(user=world.stranger, role="manager", department=world.other)
    client = world.client("office")
    address = url("move", world.division.pk)
    shown = send(client, address, {"parent": "OTHER", "reason": "Merger"})
    preview = shown.context["preview"]
    assert preview.path == ["City", "Other bureau", "Division"]
    assert [grant.user for grant in preview.gain] == [world.stranger]
    assert {grant.user for grant in preview.lose} == {world.manager, world.evaluator}
    assert Department.objects.get(code="DIVISION").parent == world.bureau
    hidden = dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', shown.content.decode()))
    answer = client.post(address, {**hidden, "confirm": "1"})
    assert answer.status_code == 302
    assert Department.objects.get(code="DIVISION").parent == world.other
    history = client.get(url("detail", "DIVISION")).context["history"]
    assert [row["what"] for row in history] == ["Under Other bureau", "Under Bureau"]
    assert history[0]["note"] == "Merger"


def test_close_says_what_is_in_the_way(world):
    client = world.client("office")
    answer = send(client, url("close", world.bureau.pk), {})
    assert "DIVISION" in errors(answer)["on"][0]
    assert send(client, url("close", world.other.pk), {}).status_code == 302
    page = client.get(url("detail", "OTHER"))
    assert "Its last day is 2026-11-23." in page.content.decode()
    assert send(client, url("reopen", world.other.pk), {}).status_code == 302


def test_posts_are_added_changed_and_closed(world):
    client = world.client("office")
    typed = {"code": "P9", "name_en": "Head of division", "category": "leading", "is_head": "on"}
    assert send(client, url("post-add", world.division.pk), typed).status_code == 302
    post = world.division.posts.get(code="P9")
    assert send(client, url("post-edit", post.pk), {"name_en": "Chief"}).status_code == 302
    row = client.get(url("detail", "DIVISION")).context["posts"][0]
    assert (row["post"].title, row["vacant"], row["url"] != "") == ("Chief", True, True)
    assert send(client, url("post-close", post.pk), {}).status_code == 302
    assert not world.division.posts.filter(ends_on=None, code="P9").exists()


def test_detail_shows_people_to_those_who_may_see_them(world):
    def seen(role):
        rows = world.client(role).get(url("detail", "BUREAU")).context["posts"]
        return [[one.person.title for one in row["holders"]] for row in rows]

    PostFactory(code="PX", department=world.bureau)
    AppointmentFactory(
        post=world.bureau.posts.get(code="PX"),
        person=PersonFactory(name_en="A clerk", name=""),
    )
    assert seen("office") == [["The manager"], ["The evaluator"], ["A clerk"]]
    assert seen("evaluator") == [["The manager"], ["The evaluator"], []]  # heads and himself
    roles = world.client("evaluator").get(url("detail", "BUREAU")).context["roles"]
    assert roles is None


def test_people_are_searched_added_and_appointed(world):
    client = world.client("office")
    typed = {"staff_number": "S77", "name_en": "Li Hua", "name_zh": "李华"}
    answer = send(client, url("person-add"), typed)
    person = Person.objects.get(staff_number="S77")
    assert answer.headers["Location"] == url("person", person.pk)
    found = client.get(url("people", q="李")).context["rows"]
    assert [row[0]["text"] for row in found] == ["Li Hua"]
    PostFactory(code="P7", department=world.division, is_head=True)
    refused = send(client, url("appoint", person.pk), {"post": "P7", "kind": "acting"})
    assert errors(refused) == {"__all__": ["An acting appointment needs an end date."]}
    assert send(client, url("appoint", person.pk), {"post": "P7"}).status_code == 302
    page = client.get(url("person", person.pk))
    assert [row["title"] for row in page.context["appointments"]] == ["Post P7"]
    end = url("appointment-end", person.appointments.get().pk)
    assert send(client, end, {}).status_code == 302
    assert send(client, url("person-leave", person.pk), {}).status_code == 302
    person.refresh_from_db()
    assert person.ends_on == TODAY


def test_an_account_is_made_and_its_password_set_by_link(world):
    from django.test import Client

    client = world.client("office")
    person = PersonFactory()
    typed = {"username": "li.hua", "email": "li@example.org"}
    assert send(client, url("person-account", person.pk), typed).status_code == 302
    shown = send(client, url("person-link", person.pk), {})
    link = shown.context["link"].removeprefix("http://testserver")
    visitor = Client()
    step = visitor.get(link)
    secret = "correct horse battery staple"
    answer = visitor.post(step.headers["Location"], {"password1": secret, "password2": secret})
    assert answer.status_code == 302
    answer = visitor.post(reverse("account_login"), {"login": "li.hua", "password": secret})
    assert answer.headers["Location"] == "/en/"
    assert Client().get(link).context_data["token_fail"]


def test_a_link_is_not_for_oneself_nor_for_other_keepers(world):
    client = world.client("office")
    assert client.get(url("person-link", world.person("office").pk)).status_code == 403
    refused = send(client, url("person-link", world.person("auditor").pk), {})
    assert "Only the machine's keeper" in errors(refused)["__all__"][0]


def test_an_existing_account_is_linked(world):
    client = world.client("office")
    person = PersonFactory()
    address = f"{url('person-account', person.pk)}?link=1"
    assert send(client, address, {"user": "stranger"}).status_code == 302
    person.refresh_from_db()
    assert person.user == world.stranger


def test_roles_are_granted_lent_and_ended(world):
    client = world.client("office")
    typed = {"user": "stranger", "role": "evaluator", "department": "OTHER"}
    assert send(client, url("grant-add"), typed).status_code == 302
    grant = RoleGrant.objects.get(user=world.stranger)
    rows = client.get(url("grants", q="stranger")).context["rows"]
    assert [(row["name"], row["may_end"]) for row in rows] == [("stranger", True)]
    typed = {"to": "employee", "ends_on": "2026-12-31", "reason": "Leave"}
    assert send(client, url("delegate", grant.pk), typed).status_code == 302
    row = client.get(url("grants", role="evaluator", q="stranger")).context["rows"][0]
    assert [one["name"] for one in row["lent"]] == ["The employee"]
    assert send(client, url("delegation-end", row["lent"][0]["row"].pk), {}).status_code == 302
    assert send(client, url("grant-end", grant.pk), {}).status_code == 302
    assert not RoleGrant.objects.filter(user=world.stranger).exists()


def test_a_manager_lends_his_own_role_from_his_account(world):
    client = world.client("manager")
    typed = {"to": "employee", "ends_on": "2026-12-31", "reason": "Leave"}
    answer = send(client, url("delegate", world.grant("manager").pk), typed)
    assert answer.headers["Location"] == url("account")
    assert [row["name"] for row in client.get(url("account")).context["lent"]] == ["The employee"]
    borrowed = world.client("employee").get(url("account")).context["borrowed"]
    assert [row["name"] for row in borrowed] == ["The manager"]


def test_language_is_chosen_for_the_next_sign_in(world):
    client = world.client("employee")
    answer = send(client, url("account"), {"language": "zh-hans"})
    assert answer.headers["Location"] == "/zh-hans/account/"
    world.employee.refresh_from_db()
    assert world.employee.language == "zh-hans"


def test_calendar_shows_a_year_and_changes_by_hand(world):
    client = world.client("office")
    typed = {"day": "2026-10-01", "kind": "holiday", "name_en": "National Day", "name_zh": "国庆节"}
    answer = send(client, url("calendar-add"), typed)
    assert answer.headers["Location"] == url("calendar", year="2026")
    page = client.get(answer.headers["Location"])
    assert [(month.month, len(days)) for month, days in page.context["months"]] == [(10, 1)]
    assert send(client, url("calendar-remove", "2026-10-01"), {}).status_code == 302
    assert not CalendarDay.objects.exists()
    assert client.get(url("calendar-remove", "nonsense")).status_code == 404


def upload(client, address, name, content):
    return client.post(address, {"file": SimpleUploadedFile(name, content)})


def table(response, key):
    """The rows of one table of the preview."""
    return next(part["rows"] for part in response.context["tables"] if part["id"] == key)


def test_load_shows_the_plan_and_then_writes_it(world):
    client = world.client("office")
    address = url("load", "departments")
    shown = upload(client, address, "tree.csv", "code,name\nD9,新部门\n".encode("gb18030"))
    assert [row[2:] for row in table(shown, "new")] == [["D9", "新部门"]]
    assert shown.context["plan"].encoding == "GB18030"
    assert not Department.objects.filter(code="D9").exists()
    answer = client.post(address, fields(shown))
    assert answer.status_code == 302
    assert Department.objects.get(code="D9").name == "新部门"


def test_load_names_faults_and_offers_nothing_to_write(world):
    client = world.client("office")
    address = url("load", "people")
    shown = upload(client, address, "people.csv", b"staff_number,name,is_head\nS1,x,perhaps\n")
    assert [row[:2] for row in table(shown, "faults")] == [[2, "is_head"]]
    assert 'name="fingerprint"' not in shown.content.decode()
    unread = upload(client, address, "people.csv", b"nonsense\n")
    assert "“nonsense” is not known" in errors(unread)["file"][0]
    assert upload(client, url("load", "calendar"), "x.xlsx", b"PK\x03\x04").status_code == 200


def test_load_looks_again_when_somebody_was_faster(world):
    client = world.client("office")
    address = url("load", "departments")
    shown = upload(client, address, "tree.csv", b"code,name\nCITY,Town\n")
    services.change_department(world.city, name="Village", by=None)
    again = client.post(address, fields(shown))
    assert again.status_code == 409
    assert table(again, "changed")[0][3:] == ["Village", "Town"]
    assert client.post(address, fields(again)).status_code == 302
    broken = client.post(address, {**fields(shown), "content": "%%%"})
    assert "damaged" in broken.content.decode()


def test_policy_packs_are_published_read_and_compared(world):
    client = world.client("office")
    assert "Publish these two" in client.get(url("policy")).content.decode()
    assert send(client, url("policy-shipped"), {}).status_code == 302
    page = client.get(url("pack", "cn-local", 1))
    assert [section.id for section in page.context["sections"]][:2] == ["scoring", "deadlines"]
    assert client.get("/zh-hans/manage/policy/cn-local/1/").status_code == 200
    file = client.get(url("pack-file", "cn-local", 1))
    text = file.content.decode()
    changed = text.replace(
        '"n": 15,\n        "unit": "calendar"', '"n": 10,\n        "unit": "calendar"'
    )
    assert changed != text
    shown = upload(client, url("policy-publish"), "pack.json", changed.encode())
    assert shown.context["changes"] == [["deadlines.appeal_after_review.n", "15", "10"]]
    assert client.post(url("policy-publish"), fields(shown)).status_code == 302
    second = PolicyPack.objects.get(code="cn-local", version=2)
    assert second.content["deadlines"]["appeal_after_review"]["n"] == 10
    assert client.get(url("pack", "cn-local", 2)).context["changes"] == shown.context["changes"]


def test_a_pack_with_problems_names_each(world):
    client = world.client("office")
    services.publish_shipped_packs(by=None)
    text = client.get(url("pack-file", "generic", 1)).content.decode()
    shown = upload(
        client, url("policy-publish"), "pack.json", text.replace('"0.80"', '"8"').encode()
    )
    assert [row["path"] for row in shown.context["problems"]] == ["scoring.coverage.value"]
    assert "Publish</button>" not in shown.content.decode()
    for content, words in [
        (b"{", "This is not JSON: line 1"),
        (b"[]", "must hold code"),
        (b"\xff\xfe", "not written in UTF-8"),
    ]:
        answer = upload(client, url("policy-publish"), "pack.json", content)
        assert words in errors(answer)["file"][0]


LISTS = {"tree": 7, "people": 7, "grants": 7}


def grow(world, number):
    """`number` more rows in every list, each with a relation that a careless list asks for."""
    for _row in range(number):
        department = DepartmentFactory(parent=world.bureau)
        person = PersonFactory(user=None)
        AppointmentFactory(person=person, post=PostFactory(department=department, is_head=True))
        grant = RoleGrantFactory(department=department)
        DelegationFactory(grant=grant)
        CalendarDayFactory()


@pytest.mark.parametrize("name", LISTS)
def test_lists_ask_as_much_for_three_rows_as_for_one(world, name, django_assert_num_queries):
    client = world.client("office")
    client.get(url(name))  # what the process keeps for itself is loaded once
    for number in (1, 2):
        grow(world, number)
        with django_assert_num_queries(LISTS[name]):
            assert client.get(url(name)).status_code == 200


def test_lists_have_pages_that_keep_the_search(world):
    for _row in range(60):
        DepartmentFactory(parent=world.division, name_en="Section")
    page = world.client("office").get(url("tree", q="Section", page=2))
    assert page.context["page"].number == 2
    assert page.context["base"] == "q=Section&"
    assert [row["name"] for row in page.context["rows"][:3]] == ["City", "Bureau", "Division"]
    assert len(page.context["rows"]) == 13


def test_the_tree_is_cut_to_the_branch(world):
    rows = world.client("employee").get(url("tree")).context["rows"]
    assert [(row["name"], row["level"]) for row in rows] == [("Division", 1)]
    assert world.client("stranger").get(url("tree")).context["rows"] == []


def test_closed_departments_are_shown_on_demand(world):
    Department.objects.filter(code="OTHER").update(ends_on=TODAY - datetime.timedelta(days=1))
    client = world.client("office")
    assert len(client.get(url("tree")).context["rows"]) == 3
    page = client.get(url("tree", closed="on"))
    assert len(page.context["rows"]) == 4
    assert [chip["label"] for chip in page.context["chips"]] == ["Closed ones too"]


def test_the_hub_counts_what_is_there(world):
    page = world.client("office").get(url("manage"))
    assert [(task["note"], task["state"]) for task in page.context["tasks"]] == [
        ("4 departments", "done"), ("6 people", "done"), ("6 roles in force", "done"),
        ("0 special days in 2026", "todo"), ("0 packs", "todo"), ("0 e-mails are stuck", "done"),
    ]  # fmt: skip
    assert world.client("auditor").get(url("manage")).context["loads"] == []
