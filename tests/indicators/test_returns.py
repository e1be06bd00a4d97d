"""A data return through its form: kept while half finished, handed in as a whole or not at all."""

import datetime
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils import timezone

from audit.errors import WrongState
from audit.models import Entry
from indicators.models import DataReturn, Measurement, ReturnDraft
from indicators.services import returns
from tests.indicators.plans import Plan

pytestmark = pytest.mark.django_db
D = Decimal


@pytest.fixture
def plan(world):
    made = Plan(months=3)
    made.trees = made.indicator(code="A", unit="count", frequency="month")
    made.share = made.indicator(code="B", unit="%", per=100, frequency="month")
    made.target(world.bureau, made.trees, "10")
    made.target(world.bureau, made.share, "90")
    made.report(world.bureau, made.trees, "8", 1)
    made.report(world.bureau, made.share, None, 1, numerator=D(9), denominator=D(10))
    return made


@pytest.fixture
def row(plan, world):
    due = timezone.localdate() + datetime.timedelta(days=3)
    return DataReturn.objects.create(
        department=world.bureau, period=plan.months[2], due_on=due,
        escalates_on=due + datetime.timedelta(days=7),
    )  # fmt: skip


def url(name, *arguments):
    return reverse(f"indicators:{name}", args=arguments)


def texts(plan, **fields):
    """Complete texts, as the form sends them; a field may be replaced."""
    a, b = f"k{plan.trees.pk}", f"k{plan.share.pk}"
    full = {f"{a}-value": "12", f"{b}-numerator": "45", f"{b}-denominator": "50"}
    return full | {
        f"{a if name[0] == 'a' else b}-{name[2:]}": text for name, text in fields.items()
    }


def lines(plan, value="12"):
    return {str(plan.trees.pk): {"value": value}}


def values():
    rows = Measurement.objects.current().filter(period__label="2026-03").order_by("indicator__code")
    return [(m.indicator.code, m.value, m.numerator, m.missing) for m in rows]


# --- drafts


def test_draft_is_kept_as_typed_and_is_nobody_elses(world, plan, row):
    draft = returns.save_draft(row, lines(plan, "about 1\0 2"), version=0, by=world.manager)
    assert (draft.version, draft.lines) == (1, {str(plan.trees.pk): {"value": "about 1 2"}})
    assert ReturnDraft.objects.visible_to(world.office).count() == 0
    assert not Measurement.objects.filter(period=row.period).exists()
    assert not Entry.objects.filter(verb__contains="draft").exists()


def test_save_from_an_old_version_is_refused_unless_it_says_the_same(world, plan, row):
    returns.save_draft(row, lines(plan, "1"), version=0, by=world.manager)
    returns.save_draft(row, lines(plan, "2"), version=1, by=world.manager)
    assert returns.save_draft(row, lines(plan, "2"), version=1, by=world.manager).version == 2
    with pytest.raises(returns.StaleDraftError) as refused:
        returns.save_draft(row, lines(plan, "3"), version=1, by=world.manager)
    assert refused.value.draft.lines == lines(plan, "2")


def test_draft_of_a_stranger_to_the_department_is_refused(world, plan, row):
    for user in (world.auditor, world.evaluator, world.employee):
        with pytest.raises(PermissionDenied):
            returns.save_draft(row, lines(plan), version=0, by=user)


def test_complete_return_takes_no_draft(world, plan, row):
    DataReturn.objects.filter(pk=row.pk).update(completed_at=timezone.now())
    with pytest.raises(WrongState):
        returns.save_draft(row, lines(plan), version=0, by=world.manager)


# --- the form


def test_form_shows_target_and_the_value_before(world, plan, row):
    page = world.client("manager").get(url("return", row.pk)).content.decode()
    assert "2026-02 <b>8</b>" in page
    assert "2026-02 <b>90.00 (9 of 10)</b>" in page
    assert "Target <b>10</b>" in page


def test_half_a_return_is_kept_and_shown_again(world, plan, row):
    client = world.client("manager")
    answer = client.post(
        url("return", row.pk), {"version": 0, "deed": "save", f"k{plan.trees.pk}-value": "1 ab"}
    )
    assert answer.status_code == 302
    assert 'value="1 ab"' in client.get(url("return", row.pk)).content.decode()


def test_second_window_sees_both_versions_and_may_save_its_own(world, plan, row):
    client, name = world.client("manager"), f"k{plan.trees.pk}-value"
    client.post(url("return", row.pk), {"version": 0, "deed": "save", name: "11"})
    answer = client.post(url("return", row.pk), {"version": 0, "deed": "save", name: "22"})
    page = answer.content.decode()
    assert answer.status_code == 409
    assert 'value="22"' in page
    assert "Other version, Value: 11" in page
    client.post(url("return", row.pk), {"version": 1, "deed": "save", name: "22"})
    assert ReturnDraft.objects.get().lines[str(plan.trees.pk)] == {"value": "22"}


def test_autosave_answers_with_the_version_or_why_not(world, plan, row):
    client, name = world.client("manager"), f"k{plan.trees.pk}-value"
    path = url("return-draft", row.pk)
    assert client.post(path, {"version": 0, name: "1"}).json()["version"] == 1
    assert client.post(path, {"version": 1, name: "2"}).json()["version"] == 2
    assert client.post(path, {"version": 1, name: "3"}).status_code == 409
    assert world.client("anonymous").post(path, {"version": 2, name: "4"}).status_code == 401
    assert ReturnDraft.objects.get().lines[str(plan.trees.pk)] == {"value": "2"}


def test_all_errors_show_at_once_and_nothing_is_lost(world, plan, row):
    client = world.client("manager")
    sent = texts(plan, a_value="many", b_denominator="", b_note="late count")
    answer = client.post(url("return", row.pk), sent | {"version": 0, "deed": "check"}, follow=True)
    page = answer.content.decode()
    assert "Write a number, such as 1204.5." in page
    assert "A rate needs both numerator and denominator." in page
    assert 'value="many"' in page
    assert "late count" in page
    assert values() == []


def check(client, plan, row, **fields):
    sent = texts(plan, **fields) | {"version": 0, "deed": "check"}
    return client.post(url("return", row.pk), sent, follow=True)


def submit(client, row):
    form = client.get(url("return-check", row.pk)).context["form"]
    sent = {"form_token": form["form_token"].value(), "version": form["version"].value()}
    return sent, client.post(url("return-check", row.pk), sent)


def test_checked_return_is_submitted_whole_and_once(world, plan, row):
    client = world.client("manager")
    assert "90.00 (9 of 10)" in check(client, plan, row).content.decode()
    assert values() == []
    sent, answer = submit(client, row)
    assert answer.url == url("return", row.pk)
    assert client.post(url("return-check", row.pk), sent).status_code == 302
    assert values() == [("A", D(12), None, ""), ("B", None, D(45), "")]
    row.refresh_from_db()
    assert (row.submitted_by, row.completed_at is not None) == (world.manager, True)
    assert not ReturnDraft.objects.exists()
    entry = Entry.objects.get(verb="indicators.submit_return")
    assert entry.details == {"values": 2, "working_days_late": 0}
    assert client.get(url("return", row.pk)).status_code == 200
    assert client.post(url("return", row.pk), {"version": 0}).status_code == 409


def test_draft_that_changed_after_the_check_is_not_submitted(world, plan, row):
    client = world.client("manager")
    check(client, plan, row)
    form = client.get(url("return-check", row.pk)).context["form"]
    returns.save_draft(row, lines(plan, "13"), version=1, by=world.manager)
    sent = {"form_token": form["form_token"].value(), "version": 1}
    client.post(url("return-check", row.pk), sent)
    assert values() == []


def test_reason_in_place_of_a_value_is_an_answer_but_not_both(world, plan, row):
    client = world.client("manager")
    page = check(client, plan, row, a_missing="no_activity").content.decode()
    assert "There is a value as well." in page
    ReturnDraft.objects.all().delete()
    check(client, plan, row, a_value="", a_missing="no_activity")
    submit(client, row)
    assert values()[0] == ("A", None, None, "no_activity")


def test_value_out_of_the_usual_needs_a_note(world, plan, row):
    for number, value in enumerate((8, 9, 8, 9, 8, 9)):
        month = plan.months[1] if number == 5 else earlier(number)
        plan.report(world.bureau, plan.trees, value, month)
    client = world.client("manager")
    page = check(client, plan, row, a_value="80").content.decode()
    assert "outside what the values before lead to expect" in page
    ReturnDraft.objects.all().delete()
    check(client, plan, row, a_value="80", a_note="A new park opened")
    submit(client, row)
    assert Measurement.objects.current().get(indicator=plan.trees, period=row.period).note == (
        "A new park opened"
    )


def earlier(number):
    from tests.factories import PeriodFactory

    return PeriodFactory(label=f"2025-{number + 1:02}")


def test_service_refuses_all_when_one_line_is_refused(world, plan, row):
    said = {plan.trees.pk: {"value": D(12)}, plan.share.pk: {"value": None}}
    with pytest.raises(returns.ReturnError) as refused:
        returns.submit(row, said, version=None, by=world.manager)
    assert refused.value.lines == {
        plan.share.pk: ("numerator", "Give the value, or say why there is none."),
    }  # fmt: skip
    assert values() == []


def test_correction_of_a_value_that_came_before_says_why(world, plan, row):
    plan.report(world.bureau, plan.trees, "11", 2)
    client = world.client("manager")
    assert "This corrects a value." in check(client, plan, row).content.decode()


# --- who sees what


def test_list_shows_mine_first_and_all_with_their_share(world, plan, row):
    answer = world.client("manager").get(url("returns"))
    assert answer.context["rows"][0][3] == "0 of 2"
    assert answer.context["heading"] == "1 data return is open"
    answer = world.client("office").get(url("returns"))
    assert [fact["note"] for fact in answer.context["facts"]] == ["0% of 1"] * 3
    assert world.client("employee").get(url("returns")).context["rows"] == []


def test_others_read_what_was_said_and_never_the_draft(world, plan, row):
    returns.save_draft(row, lines(plan, "4711"), version=0, by=world.manager)
    for role in ("office", "auditor", "evaluator", "supervision"):
        page = world.client(role).get(url("return", row.pk)).content.decode()
        assert "4711" not in page
    assert world.client("employee").get(url("return", row.pk)).status_code == 404


@pytest.mark.parametrize("count", [1, 3])
def test_list_asks_as_often_for_one_row_as_for_three(
    world, plan, row, count, django_assert_num_queries
):
    for month in plan.months[: count - 1]:
        DataReturn.objects.create(
            department=world.bureau, period=month, due_on=row.due_on, escalates_on=row.escalates_on
        )
    client = world.client("manager")
    with django_assert_num_queries(9):
        assert len(client.get(url("returns")).context["rows"]) == count
