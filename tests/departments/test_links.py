"""Pages offer no way to what their reader may not open."""

import pytest
from django.urls import reverse

pytestmark = pytest.mark.django_db


def page(world, role, name, argument):
    answer = world.client(role).get(reverse(f"departments:{name}", args=[argument]))
    assert answer.status_code == 200
    return answer.content.decode()


def test_name_of_a_head_leads_only_those_who_may_read_of_him(world):
    address = reverse("departments:person", args=[world.person("manager").pk])
    seen = {role: page(world, role, "detail", "BUREAU") for role in ("office", "evaluator")}
    assert {role: "The manager" in text for role, text in seen.items()} == {
        "office": True, "evaluator": True,
    }  # fmt: skip
    assert {role: address in text for role, text in seen.items()} == {
        "office": True, "evaluator": False,
    }  # fmt: skip


def test_the_list_of_people_is_offered_to_whoever_may_read_it(world):
    people = f'href="{reverse("departments:people")}"'
    roles = ("office", "manager", "employee", "evaluator")
    assert {
        role: people in page(world, role, "person", world.person(role).pk) for role in roles
    } == {"office": True, "manager": True, "employee": False, "evaluator": False}
