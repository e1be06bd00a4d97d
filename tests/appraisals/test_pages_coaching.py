"""The pages of coaching: team, conversations, log, reviews and notices."""

import re
import uuid

import pytest
from django.urls import reverse

from appraisals import services
from appraisals.models import CheckIn, EvidenceEntry, GoalReview, UrgingNotice
from tests.appraisals.cycles import IN_PLANNING, phase
from tests.appraisals.plans import coaching
from tests.appraisals.test_coaching import REVIEW, TALK
from tests.factories import AppointmentFactory, PersonFactory, PostFactory, UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("world")]
HTTP_CONFLICT = 409


@pytest.fixture
def plan(world, time_machine):
    time_machine.move_to(IN_PLANNING)
    return coaching(world, time_machine)


@pytest.fixture
def row(plan):
    return plan.appraisal


def url(name, *args):
    return reverse(f"appraisals:{name}", args=args)


def token():
    return {"form_token": str(uuid.uuid4())}


def text_of(answer):
    return re.sub(r"\s+", " ", answer.content.decode())


def test_a_note_is_written_kept_shared_and_answered(world, row):
    manager, employee = world.client("manager"), world.client("employee")
    sent = token() | TALK | {"todo": "keep"}
    assert manager.post(url("check-in-add", row.pk), sent).status_code == 302
    assert manager.post(url("check-in-add", row.pk), sent).status_code == 302  # the second click
    note = CheckIn.objects.get()
    assert "Half is done" not in text_of(employee.get(url("coaching", row.pk)))
    assert employee.get(url("check-in", note.pk)).status_code == 404
    assert employee.post(url("check-in", note.pk), token() | {"text": "x"}).status_code == 404
    assert "only you see it" in text_of(manager.get(url("coaching", row.pk)))
    page = text_of(manager.get(url("check-in-edit", note.pk)))
    assert "Half is done" in page
    changed = token() | TALK | {"progress": "All is done", "version": 0, "todo": "share"}
    manager.post(url("check-in-edit", note.pk), changed)
    assert "All is done" in text_of(employee.get(url("check-in", note.pk)))
    employee.post(url("check-in", note.pk), token() | {"text": "Thank you"})
    assert "Thank you" in text_of(manager.get(url("check-in", note.pk)))
    late = manager.post(url("check-in-edit", note.pk), token() | TALK | {"version": 1})
    assert late.status_code == HTTP_CONFLICT


def test_a_closed_phase_gives_back_the_conversation(world, row):
    services.close_phase(phase(row.appraisal_cycle, "coaching"), by=None)
    sent = token() | TALK | {"progress": "A long story", "todo": "share"}
    answer = world.client("manager").post(url("check-in-add", row.pk), sent)
    assert (answer.status_code, "A long story" in text_of(answer)) == (HTTP_CONFLICT, True)


def test_evidence_is_logged_in_two_fields(world, row, plan):
    client = world.client("employee")
    assert client.get(url("my-log"))["Location"] == url("evidence-add", row.pk)
    page = client.get(url("evidence-add", row.pk))
    fields = [name for name in page.context["form"].fields if name != "form_token"]
    assert fields == ["what", "line"]
    sent = token() | {"what": "Trained ten people", "line": plan.lines.first().pk}
    assert client.post(url("evidence-add", row.pk), sent).status_code == 302
    assert EvidenceEntry.objects.get().what == "Trained ten people"
    assert "Trained ten people" in text_of(world.client("manager").get(url("coaching", row.pk)))
    wrong = client.post(url("evidence-add", row.pk), token() | {"what": "Kept text", "line": ""})
    assert "Kept text" in text_of(wrong)


def test_goals_are_reviewed_in_the_order_of_the_law(world, row, plan):
    manager = world.client("manager")
    line = plan.lines.get(code="K-A")
    manager.post(url("goal-review", row.pk, line.pk), token() | REVIEW)
    page = world.client("employee").get(url("goal-reviews", row.pk))
    assert [(fact["label"], fact["text"]) for fact in page.context["rows"][0]["facts"]] == [
        ("Progress", "On the way"), ("Trend", "improving"), ("Likelihood", "will be reached"),
        ("Contributors", ""), ("Risk", "low"), ("Next step", "Go on"),
    ]  # fmt: skip
    assert [row["facts"] for row in page.context["rows"][1:]] == [[], []]
    assert "On the way" in text_of(manager.get(url("goal-review", row.pk, line.pk)))
    assert GoalReview.objects.count() == 1


def test_a_review_stays_with_its_line_through_an_amendment(world, row, plan):
    services.review_goal(row, plan.lines.get(code="K-A"), REVIEW, by=world.manager)
    new = services.amend_agreement(plan, reason="new_task", explanation="x", by=world.manager)
    now = services.Signing(IN_PLANNING - IN_PLANNING)
    new = services.take_step(new, "propose", by=world.manager, signing=now)
    services.take_step(new, "agree", by=world.employee, signing=now)
    page = world.client("employee").get(url("goal-reviews", row.pk))
    assert page.context["rows"][0]["facts"][0]["text"] == "On the way"


def test_an_urging_notice_shows_its_clock_and_takes_the_answer(world, row, plan):
    manager, employee = world.client("manager"), world.client("employee")
    assert "2026-02-23" in text_of(manager.get(url("urge", row.pk)))
    sent = token() | {"line": plan.lines.first().pk, "problem": "Late", "evidence": "Ten of 40"}
    manager.post(url("urge", row.pk), sent)
    notice = UrgingNotice.objects.get()
    assert "answer by 2026-02-23" in text_of(employee.get(url("coaching", row.pk)))
    answer = token() | {"explanation": "Ill", "remedy": "Overtime", "result": ""}
    employee.post(url("urging", notice.pk), answer)
    page = text_of(manager.get(url("urging", notice.pk)))
    for part in ("Overtime", "answered"):
        assert part in page


def test_a_warning_is_acknowledged_by_the_one_warned(world, row):
    world.client("manager").post(url("warn", row.pk), token() | {"text": "Output must double"})
    warning = row.warnings.get()
    client = world.client("employee")
    assert "Received does not mean agreed" in text_of(client.get(url("early-warning", warning.pk)))
    sent = token()
    assert client.post(url("early-warning", warning.pk), sent).status_code == 302
    again = client.post(url("early-warning", warning.pk), token())
    assert again.status_code == HTTP_CONFLICT


def test_the_team_names_whom_one_has_not_talked_to(world, row):
    client = world.client("manager")
    page = client.get(url("team"))
    names = [cells[0]["text"] for cells in page.context["rows"]]
    assert sorted(names) == ["Division", "The employee", "The evaluator"]
    assert page.context["lead"] == "3 of 3 have had no conversation in the last 90 days."
    services.write_check_in(row, TALK, share=False, by=world.manager)
    assert client.get(url("team")).context["lead"].startswith("3 of 3")
    services.write_check_in(row, TALK, share=True, by=world.manager)
    quiet = client.get(url("team") + "?show=quiet")
    assert sorted(cells[0]["text"] for cells in quiet.context["rows"]) == [
        "Division", "The evaluator",
    ]  # fmt: skip
    talked = next(
        cells for cells in client.get(url("team")).context["rows"]
        if cells[0]["text"] == "The employee"
    )  # fmt: skip
    assert (talked[2]["text"], talked[3]["text"]) == ("agreed", "2026-02-06, 3 days ago")
    without = client.get(url("team") + "?show=open")
    assert [tab["count"] for tab in without.context["tabs"]] == [3, 2, 2]


def test_the_team_asks_as_often_for_one_as_for_many(world, row, django_assert_num_queries):
    client = world.client("manager")
    with django_assert_num_queries(8):
        client.get(url("team"))
    for _n in range(3):
        post = PostFactory(department=world.division)
        person = PersonFactory(user=UserFactory())
        AppointmentFactory(person=person, post=post)
    services.reroute(row.appraisal_cycle, by=None)
    with django_assert_num_queries(8):
        page = client.get(url("team"))
    assert len(page.context["rows"]) == 6


def test_the_second_superior_reads_what_is_shared_and_writes_nothing(world, row, plan):
    services.choose_appraiser(row, world.manager, world.evaluator, reason="test", by=None)
    shared = services.write_check_in(row, TALK, share=True, by=world.manager)
    kept = services.write_check_in(row, TALK, share=False, by=world.employee)
    client = world.client("evaluator")
    for name, pk, status in (
        ("coaching", row.pk, 200), ("check-in", shared.pk, 200), ("check-in", kept.pk, 404),
        ("goal-reviews", row.pk, 200), ("check-in-add", row.pk, 403), ("urge", row.pk, 403),
        ("evidence-add", row.pk, 403), ("check-in-edit", shared.pk, 403),
    ):  # fmt: skip
        assert client.get(url(name, pk)).status_code == status, name
    assert client.post(url("check-in", shared.pk), token() | {"text": "x"}).status_code == 403
