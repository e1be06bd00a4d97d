"""What the pages of a result say, and that lists ask as often for three rows as for one."""

import re
import uuid
from decimal import Decimal

import pytest
from django.urls import reverse

from appraisals import services
from appraisals.models import Appeal, FeedbackMeeting
from appraisals.services.appeals import file_appeal
from tests.appraisals.results import days_later, grade, graded, in_results_today, meet, notified

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("world")]


@pytest.fixture
def cycle(world):
    return in_results_today(world)


def url(name, *args):
    return reverse(f"appraisals:{name}", args=args)


def sent(client, name, pk, *more, **fields):
    return client.post(url(name, pk, *more), {"form_token": str(uuid.uuid4())} | fields)


def test_my_result_says_grade_parts_and_what_lowered_it_most(world, cycle):
    row = graded(cycle, world.employee, "very-good", score=Decimal("83.67"))
    services.receive_source(row, "superior", Decimal(80), 1, by=None)
    services.receive_source(row, "peers", Decimal(90), 6, by=None)
    client = world.client("employee")
    page = client.get(url("result", row.pk))
    assert "Not told yet" in page.content.decode()
    services.issue_notices(cycle, by=None)
    page = client.get(url("result", row.pk))
    assert page.context["sentence"] == "The grade is “Very good”, number 2 of 5 from the top."
    assert page.context["finding"] == (
        "The score is 83.33 of 100, from 90% of the weight. "
        "“superior” lowered it most, by 13.33 points."
    )
    points = [line[3]["text"] for line in page.context["parts"]]
    assert points == ["53.33", "30.00", "–"]
    assert sum(map(Decimal, points[:2])) == Decimal(page.context["foot"][3]["text"])


def test_under_appeal_the_page_says_so_and_keeps_the_grade(world, cycle):
    row = notified(cycle, world.employee, "good")
    client = world.client("employee")
    reply = sent(client, "appeal-add", row.pk, step="review_request", grounds="The floods.")
    assert (reply.status_code, reply.url) == (302, url("result", row.pk))
    page = client.get(url("result", row.pk))
    assert page.context["is_contested"] is True
    assert "“Good”" in page.context["sentence"]
    assert client.get(url("appeal-add", row.pk)).status_code == 403


def test_after_the_last_day_the_page_says_so(world, cycle):
    row = notified(cycle, world.employee, "good")
    days_later(cycle, 60)
    client = world.client("employee")
    page = client.get(url("result", row.pk))
    (right,) = page.context["rights"]
    assert right["value"].endswith("· over")
    reply = client.get(url("appeal-add", row.pk))
    assert (reply.status_code, "last day is over" in reply.content.decode()) == (403, True)


def test_a_changed_result_shows_the_old_and_the_new(world, cycle):
    row = notified(cycle, world.employee, "good")
    grade(row, "very-good")
    services.issue_notices(cycle, by=None)
    page = world.client("employee").get(url("result", row.pk))
    said = [(line["what"], line["note"]) for line in page.context["history"]]
    assert said == [
        ("Very good · decided in calibration", "calibrated"), ("Good · decided in calibration", "")
    ]  # fmt: skip


def test_a_double_click_acknowledges_once(world, cycle):
    row = notified(cycle, world.employee, "good")
    client, token = world.client("employee"), str(uuid.uuid4())
    for _click in range(2):
        reply = client.post(
            url("acknowledge", row.pk), {"form_token": token, "stance": "agrees", "opinion": ""}
        )
        assert reply.status_code == 302
    assert row.notices.get().acknowledgement.stance == "agrees"


def test_an_overtaken_meeting_keeps_what_was_typed(world, cycle):
    row = notified(cycle, world.employee, "good")
    client = world.client("manager")
    page = client.get(url("meeting-write", row.pk))
    made = services.record_meeting(
        row, held_on=services.notices.day_of(services.notices.clock()), words="First.",
        by=world.manager,
    )  # fmt: skip
    fields = {"seen": "0", "held_on": made.held_on.isoformat(), "words": "My long text."}
    assert page.context["form"].initial["seen"] == 0
    reply = sent(client, "meeting-write", row.pk, **fields)
    assert (reply.status_code, "My long text." in reply.content.decode()) == (409, True)
    seen = re.search(r'name="seen" value="(\d+)"', reply.content.decode())[1]
    assert sent(client, "meeting-write", row.pk, **(fields | {"seen": seen})).status_code == 302
    assert FeedbackMeeting.objects.get().superior_words == "My long text."


def test_a_stale_signature_is_refused_with_the_page(world, cycle):
    row = notified(cycle, world.employee, "good")
    services.record_meeting(
        row, held_on=services.notices.day_of(services.notices.clock()), words="x", by=world.manager
    )
    reply = sent(world.client("employee"), "meeting-sign", row.pk, seen="0")
    assert (reply.status_code, "Compare, then save again" in reply.content.decode()) == (409, True)


def test_the_office_issues_for_all_and_sees_how_far_each_unit_is(world, cycle):
    row = graded(cycle, world.employee, "good")
    client = world.client("office")
    assert sent(client, "cycle-results", cycle.pk).status_code == 302
    page = client.get(url("cycle-results", cycle.pk))
    line = next(r for r in page.context["rows"] if r[0]["text"] == "Division")
    assert [cell["text"] for cell in line[1:]] == [2, 2, 0, "0 / 1"]
    meet(row)
    seen = world.client("manager").get(url("cycle-results", cycle.pk)).context["rows"]
    assert {r[0]["text"] for r in seen} == {"Bureau", "Division"}


def test_the_office_issues_for_one_department_and_the_superior_for_one_person(world, cycle):
    row, other = graded(cycle, world.employee, "good"), graded(cycle, world.evaluator, "good")
    office, manager = world.client("office"), world.client("manager")
    page = office.get(url("missing", cycle.pk), {"unit": world.division.pk})
    assert page.context["may_issue"]
    assert 'name="unit" value="' in page.content.decode()
    sent(office, "cycle-results", cycle.pk, unit=world.division.pk)
    assert (row.notices.count(), other.notices.count()) == (1, 0)
    assert manager.get(url("result", other.pk)).context["may_issue"] is True
    sent(manager, "issue", other.pk, comment="A good year.")
    assert other.notices.get().comment == "A good year."
    assert manager.get(url("result", other.pk)).context["may_issue"] is False
    assert "not told yet" in sent(manager, "issue", other.pk).content.decode()


def test_an_appeal_goes_through_the_desk(world, cycle):
    appeal = file_appeal(
        notified(cycle, world.employee, "good"), "review_request", grounds="x", by=world.employee
    )
    office = world.client("office")
    reply = sent(office, "appeal-step", appeal.pk, "hear", body="Committee", first="manager",
                 seen="0")  # fmt: skip
    assert "evaluated or decided" in reply.content.decode()
    sent(office, "appeal-step", appeal.pk, "hear", body="Committee", first="supervision", seen="0")
    member = world.client("supervision")
    page = member.get(url("appeal-step", appeal.pk, "improve"))
    offered = [code for code, _label in page.context["form"].fields["grade"].choices]
    assert offered == ["outstanding", "very-good"]
    sent(member, "appeal-step", appeal.pk, "improve", grade="very-good", reason="Yes.", seen="1")
    sent(office, "appeal-step", appeal.pk, "approve", seen="2")
    assert Appeal.objects.get().state == "improved"
    stale = sent(office, "appeal-step", appeal.pk, "approve", seen="2")
    assert stale.status_code == 409


def test_the_pool_is_computed_and_nothing_is_kept(world, cycle):
    notified(cycle, world.employee, "good")
    page = world.client("office").get(url("pool", cycle.pk), {"pool": "100", "p_good": "1"} | {
        f"p_{code}": "0" for code in
        ("outstanding", "very-good", "needs-improvement", "unsatisfactory")
    })  # fmt: skip
    assert (page.context["spent"], page.context["left"]) == (Decimal("100.00"), 0)
    assert "Gender is not recorded" in page.content.decode()


LISTS = {"cycle-results": 8, "missing": 8, "recommendations": 8, "appeals": 7, "results": 5}


@pytest.mark.parametrize(("name", "count"), LISTS.items())
@pytest.mark.parametrize("size", [1, 3])
def test_lists_ask_as_often_for_three_rows_as_for_one(
    world, cycle, name, count, size, django_assert_num_queries
):
    for user in [world.employee, world.manager, world.evaluator][:size]:
        row = graded(cycle, user, "unsatisfactory")
        services.issue_notices(cycle, by=None)
        file_appeal(row, "review_request", grounds="x", by=user)
    services.recommend(cycle, by=None)
    of_all = name in ("appeals", "results")
    client, address = world.client("office"), url(name, *([] if of_all else [cycle.pk]))
    client.get(address)
    with django_assert_num_queries(count):
        assert client.get(address).status_code == 200


@pytest.mark.parametrize("size", [1, 3])
def test_my_results_ask_as_often_for_three_years_as_for_one(world, size, django_assert_num_queries):
    for year in range(size):
        cycle = in_results_today(world, code=f"C{year}", year=str(2024 + year))
        notified(cycle, world.employee, "good")
    client = world.client("employee")
    client.get(url("my-results"))
    with django_assert_num_queries(5):
        assert len(client.get(url("my-results")).context["rows"]) == size
