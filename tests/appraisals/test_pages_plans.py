"""The pages of a plan: write, propose and agree with a fresh sign-in, compare, print."""

import re
import uuid

import pytest
from django.test import Client
from django.urls import reverse

from appraisals import services
from appraisals.models import Agreement, Signature
from audit.models import Entry as Sealed
from tests.appraisals.cycles import IN_PLANNING, phase
from tests.appraisals.plans import NOW, agreed, drafted, entries, planning, proposed
from tests.world import PASSWORD

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("world")]
HTTP_CONFLICT = 409


@pytest.fixture(autouse=True)
def in_january(time_machine):
    time_machine.move_to(IN_PLANNING)


def fresh(world, role):
    """A browser of somebody who has just confirmed who he is."""
    client = world.client(role)
    session = client.session
    for method in session["account_authentication_methods"]:
        method["reauthenticated"] = True
    session.save()
    return client


def url(name, row):
    return reverse(f"appraisals:{name}", args=[row.appraisal_id])


def token():
    return {"form_token": str(uuid.uuid4())}


def step(row, deed, **more):
    return token() | {"deed": deed, "number": row.number, "version": row.version} | more


def filled(row, **changed):
    """What the form of the draft sends, with other values by code of the line."""
    data = token() | {"version": row.version}
    for line in row.lines.all():
        key = line.pk
        data[f"w{key}"] = line.weight
        if not line.is_kpi:
            data |= {f"t{key}": line.title, f"s{key}": line.standard, f"a{key}": line.aspect.code}
    return data | changed


def text_of(answer):
    return re.sub(r"\s+", " ", answer.content.decode())


def test_a_plan_is_begun_written_and_proposed(world):
    row = planning(world)
    client = fresh(world, "employee")
    assert client.get(reverse("appraisals:my-plan"))["Location"] == url_of("plan", row)
    assert "Begin the plan" in text_of(client.get(url_of("plan", row)))
    answer = client.post(url_of("plan-start", row), token())
    assert answer["Location"] == url_of("plan-edit", row)
    draft = row.agreements.get()
    first = draft.lines.get(code="K-A")
    duty = draft.lines.get(code="duty:1")
    sent = filled(draft, **{f"w{first.pk}": "25.5", f"w{duty.pk}": "29,5"})
    assert client.post(url("plan-edit", draft), sent).status_code == 200  # a comma is no point
    sent |= {f"w{duty.pk}": "39.5", "tn1": "Trains new staff", "sn1": "Two courses", "wn1": "0.25"}
    assert client.post(url("plan-edit", draft), sent)["Location"] == url("plan", draft)
    page = text_of(client.get(url("plan", draft)))
    assert "“Results” sums to 60.5; it must be exactly 70." in page
    assert "The weights sum to 100.25; they must sum to exactly 100." in page
    assert "Propose and sign" not in page
    draft.refresh_from_db()
    other = draft.lines.get(code="duty:2")
    fixed = filled(draft, **{f"w{first.pk}": "35", f"w{duty.pk}": "29.75"})
    assert fixed[f"t{other.pk}"] == "Trains new staff"
    client.post(url("plan-edit", draft), fixed)
    draft.refresh_from_db()
    assert "Propose and sign" in text_of(client.get(url("plan", draft)))
    client.post(url("plan-step", draft), step(draft, "propose"))
    draft.refresh_from_db()
    assert (draft.state, draft.signatures.count()) == ("proposed", 1)


def url_of(name, appraisal):
    return reverse(f"appraisals:{name}", args=[appraisal.pk])


def test_to_sign_one_confirms_who_one_is_and_the_step_is_carried_out_then(world):
    row = proposed(world)
    client = world.client("manager")
    sent = step(row, "agree")
    asked = client.post(url("plan-step", row), sent)
    assert asked["Location"].startswith(reverse("account_reauthenticate"))
    row.refresh_from_db()
    assert row.state == "proposed"
    wrong = client.post(asked["Location"], {"password": "wrong", "next": url("plan-step", row)})
    assert (wrong.status_code, Signature.objects.count()) == (200, 1)
    done = client.post(asked["Location"], {"password": PASSWORD, "next": url("plan-step", row)})
    assert done["Location"] == url("plan", row)
    row.refresh_from_db()
    assert (row.state, row.agreed_by) == ("agreed", world.manager)
    assert client.post(url("plan-step", row), sent).status_code == 302  # the second click
    assert Sealed.objects.filter(verb="appraisals.sign_agreement").count() == 2


def test_a_query_needs_no_signature_and_keeps_its_words(world):
    row = proposed(world)
    client = world.client("manager")
    refused = client.post(url("plan-step", row), step(row, "query", text=" "))
    assert "Say what is to be changed" in text_of(refused)
    client.post(url("plan-step", row), step(row, "query", text="K-B weighs too much"))
    page = text_of(world.client("employee").get(url("plan", row)))
    assert "K-B weighs too much" in page
    assert "Write the plan" in page


def test_who_is_late_gets_409_and_his_text_back(world):
    row = proposed(world)
    sent = step(row, "query", text="My long question")
    services.take_step(row, "withdraw", by=world.employee)
    answer = world.client("manager").post(url("plan-step", row), sent)
    assert answer.status_code == HTTP_CONFLICT


def test_a_closed_phase_gives_back_what_was_typed(world):
    row = drafted(world)
    sent = filled(row, tn1="A new duty of mine", wn1="1")
    services.close_phase(phase(row.appraisal.appraisal_cycle, "planning"), by=None)
    answer = world.client("employee").post(url("plan-edit", row), sent)
    assert answer.status_code == HTTP_CONFLICT
    assert "A new duty of mine" in text_of(answer)
    assert "What you wrote is kept on this page" in text_of(answer)


def test_two_writers_at_once_see_both_texts_and_nothing_is_lost(world):
    row = drafted(world)
    duty = row.lines.get(code="duty:1")
    mine = filled(row, **{f"t{duty.pk}": "My wording", f"w{duty.pk}": "30"})
    given = [entry for entry in entries(row, K_A="10") if entry.code != "duty:1"]
    services.save_agreement(row, given, by=world.manager)
    client = world.client("employee")
    answer = client.post(url("plan-edit", row), mine)
    page = text_of(answer)
    assert answer.status_code == HTTP_CONFLICT
    assert "Saved by the other side: Indicator K-A: 10" in page
    assert "My wording" in page
    form = answer.context["form"]
    again = token() | {name: form[name].value() for name in form.fields if name != "form_token"}
    again = {name: value for name, value in again.items() if value is not None}
    assert client.post(url("plan-edit", row), again).status_code == 302
    row.refresh_from_db()
    assert row.lines.get(title="My wording").weight == 30


@pytest.mark.parametrize(
    ("typed", "said"),
    [("x", "Enter a number"), ("1.234", "at most two decimals"), ("101", "less than or equal"),
     ("", "Give a weight")],
)  # fmt: skip
def test_a_weight_that_is_none_is_named_at_its_field(world, typed, said):
    row = drafted(world)
    line = row.lines.get(code="K-A")
    answer = world.client("employee").post(
        url("plan-edit", row), filled(row, **{f"w{line.pk}": typed})
    )
    assert list(answer.context["form"].errors) == [f"w{line.pk}"]
    assert said in text_of(answer)


def test_an_amendment_shows_before_and_after(world):
    row = agreed(world)
    client = fresh(world, "manager")
    sent = token() | {"reason": "new_task", "explanation": "Floods"}
    assert client.post(url("plan-amend", row), sent)["Location"] == url("plan-edit", row)
    new = Agreement.objects.get(number=2)
    services.save_agreement(new, entries(new, K_A="50", K_B="20"), by=world.manager)
    page = text_of(client.get(url("plan", row)))
    for part in ("New key task", "Floods", "35</del>", "50</ins>", "20</ins>"):
        assert part in page
    old = text_of(client.get(url("plan", row) + "?number=1"))
    assert ("</del>" in old, client.get(url("plan", row) + "?number=9").status_code) == (False, 404)


def test_the_sheet_names_both_signatures_and_the_digest(world):
    row = agreed(world)
    page = text_of(world.client("auditor").get(url("plan-print", row)))
    for part in ("The employee", "The manager", row.sha256, "I have read this performance"):
        assert part in page


def test_chinese_pages_have_chinese_sentences(world):
    row = proposed(world)
    page = world.client("manager").get(url("plan", row).replace("/en/", "/zh-hans/"))
    assert "同意并签署" in page.content.decode()


def test_the_page_of_a_plan_asks_as_often_for_one_line_as_for_many(
    world, django_assert_num_queries
):
    row = agreed(world)
    client = world.client("employee")
    with django_assert_num_queries(10):
        client.get(url("plan", row))
    new = services.amend_agreement(row, reason="new_task", explanation="x", by=world.manager)
    more = [services.agreements.Entry("", 0, "duties", f"Duty {n}") for n in range(3)]
    new = services.save_agreement(new, [*entries(new), *more], by=world.manager)
    new = services.take_step(new, "propose", by=world.manager, signing=NOW)
    services.take_step(new, "agree", by=world.employee, signing=NOW)
    with django_assert_num_queries(10):
        client.get(url("plan", new))


def test_nobody_signs_in_the_name_of_somebody_who_is_not_signed_in(world):
    row = proposed(world)
    assert Client().post(url("plan-step", row), step(row, "agree")).status_code == 302
    row.refresh_from_db()
    assert row.state == "proposed"


def test_who_has_no_password_here_signs_with_the_time_of_his_sign_in(world):
    row = proposed(world)
    world.manager.set_unusable_password()
    world.manager.save(update_fields=["password"])
    client = world.client("manager")
    session = client.session
    for method in session["account_authentication_methods"]:
        method["at"] -= 400  # seconds
    session.save()
    answer = client.post(url("plan-step", row), step(row, "agree"))
    assert (answer.status_code, "sign in once more" in text_of(answer)) == (200, True)
    again = world.client("manager").post(url("plan-step", row), step(row, "agree"))
    assert again["Location"] == url("plan", row)
