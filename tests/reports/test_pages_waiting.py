"""What waits for somebody in the cycles of appraisal, on the first page."""

import datetime

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from appraisals import services
from appraisals.models import Appeal, Appraisal, FeedbackMeeting
from indicators.services.planning import clock
from tests.appraisals import plans, results
from tests.appraisals.cycles import appraisal_of, phase, running
from tests.appraisals.evaluations import (
    COMPETENT,
    hand_in,
    in_evaluation,
    opened,
    pool,
    session_of,
    staff,
    warned,
)
from tests.factories import RoleGrantFactory, UserFactory
from tests.feedback import ballots
from tests.world import sign_in

TALK = {
    "progress": "Half is done", "confidence": 4, "obstacles": "", "support": "", "action": "",
    "action_due_on": None,
}  # fmt: skip
pytestmark = pytest.mark.django_db


def waiting(world, role, query=""):
    cards = world.client(role).get(f"/en/{query}").context["waiting"]
    return {card["name"]: card["url"] for card in cards}


def to(name, *args):
    return reverse(f"appraisals:{name}", args=args)


def test_nothing_waits_before_the_first_cycle(world):
    assert waiting(world, "manager") == {}


def test_nothing_waits_where_there_is_nothing_to_do(world):
    running(world)
    assert waiting(world, "employee") == {}


def test_a_plan_waits_for_the_side_that_did_not_propose_it(world):
    row = plans.proposed(world)
    url = to("plan", row.appraisal_id)
    assert waiting(world, "manager") == {"1 plan of your team waits for your answer": url}
    assert waiting(world, "employee") == {}
    services.take_step(row, "query", by=world.manager, text="Less of it")
    assert waiting(world, "manager") == {}
    assert waiting(world, "employee") == {"Your plan waits for your answer": url}


def test_a_plan_waits_no_longer_when_its_phase_is_over(world):
    row = plans.proposed(world)
    services.close_phase(phase(row.appraisal.appraisal_cycle, "planning"), by=None)
    assert waiting(world, "manager") == {}


def test_who_was_not_talked_to_and_what_is_urged(world, time_machine):
    row = plans.coaching(world, time_machine)
    rows = Appraisal.objects.filter(appraiser=world.manager)
    name = f"You have not talked with {rows.count()} people of your team lately"
    assert waiting(world, "manager") == {name: f"{to('team')}?show=quiet"}
    today = timezone.localdate()
    for other in rows.exclude(pk=row.appraisal_id):
        services.write_check_in(other, TALK | {"held_on": today}, share=True, by=world.manager)
    last = "You have not talked with 1 person of your team lately"
    assert waiting(world, "manager") == {last: to("coaching", row.appraisal_id)}
    notice = services.urge(
        row.appraisal, row.lines.all()[0], "Late", "Four of ten", by=world.manager
    )
    urged = {"1 urging notice waits for your answer": to("urging", notice.pk)}
    assert waiting(world, "employee") == urged
    services.answer_urging(notice, "Nobody was there", "Overtime", "", by=world.employee)
    assert waiting(world, "employee") == {}


def test_an_early_warning_waits_until_it_is_received(world):
    cycle = running(world)
    row = warned(appraisal_of(cycle, world.employee))
    name = "1 early warning waits for your receipt"
    assert waiting(world, "employee") == {name: to("early-warning", row.pk)}
    services.acknowledge_warning(row, by=world.employee)
    assert waiting(world, "employee") == {}


def test_ballots_wait_for_who_is_asked(world, time_machine):
    ballots.colleagues(world, 6)
    cycle = ballots.in_evaluation(world, time_machine)
    round_ = ballots.opened(cycle)
    voter = round_.invitations.order_by("pk")[0].voter
    asked = round_.invitations.filter(voter=voter)
    RoleGrantFactory(user=voter, role="employee", department=world.bureau)
    cards = sign_in(Client(), voter).get("/en/").context["waiting"]
    name = f"{asked.count()} ballots on colleagues are to be filled in"
    assert {card["name"]: card["url"] for card in cards}[name] == reverse("feedback:ballots")


def test_evaluations_are_counted_until_all_are_handed_in(world):
    cycle = in_evaluation(world)
    rows = list(cycle.appraisals.evaluated_by(world.manager))
    hand_in(appraisal_of(cycle, world.employee))
    name = f"1 of {len(rows)} evaluations are handed in"
    assert waiting(world, "manager") == {name: to("sitting")}
    opened(cycle, "calibration")
    assert waiting(world, "manager") == {}


def test_notice_and_meeting_wait_for_each_side_in_turn(world):
    cycle = results.in_results_today(world)
    row = results.notified(cycle, world.employee, "good")
    assert waiting(world, "employee") == {
        "1 notice of a result waits for your receipt": to("result", row.pk)
    }
    assert waiting(world, "manager") == {
        "1 result of your team is not talked about yet": to("meeting", row.pk)
    }
    services.acknowledge(row.notices.get(), "received", by=world.employee)
    made = services.record_meeting(
        row, held_on=clock().date(), words="We talked.", by=world.manager
    )
    team, own = (
        "1 meeting with your team waits for your acknowledgement",
        "1 meeting about your result waits for your acknowledgement",
    )
    assert waiting(world, "manager") == {team: to("meeting", row.pk)}
    assert waiting(world, "employee") == {own: to("meeting", row.pk)}
    services.sign_meeting(row, seen=made.version, by=world.manager)
    assert waiting(world, "manager") == {}
    seen = FeedbackMeeting.objects.get().version
    services.sign_meeting(row, seen=seen, by=world.employee)
    assert waiting(world, "employee") == {}


def test_an_action_waits_for_whom_it_is_given_to_when_it_is_due_soon(world):
    cycle = results.in_results_today(world)
    row = results.notified(cycle, world.employee, "good")
    services.acknowledge(row.notices.get(), "received", by=world.employee)
    today = clock().date()
    plan = services.write_plan(
        row, aim="Sooner", follow_up_on=today + datetime.timedelta(days=90), by=world.manager
    )
    for days in (10, 60):
        action = services.add_action(
            plan, kind="training", what="Course", owner=world.employee,
            due_on=today + datetime.timedelta(days=days), by=world.manager,
        )  # fmt: skip
    soon = plan.actions.exclude(pk=action.pk).get()
    name = "1 action of a development plan is yours"
    assert waiting(world, "employee") == {name: to("action-settle", soon.pk)}


def test_an_appeal_waits_for_the_office_and_then_for_its_body(world):
    cycle = results.in_results_today(world)
    row = results.notified(cycle, world.employee, "good")
    step = next(iter(services.rights_of(row)))
    services.file_appeal(row, step, grounds="Two targets were met", by=world.employee)
    appeal = Appeal.objects.get()
    name = "1 appeal waits for you"
    assert waiting(world, "office")[name] == to("appeal", appeal.pk)
    services.appeals.take_step(
        appeal, "hear", by=world.office, body="Panel", members=[world.evaluator]
    )
    assert waiting(world, "office").get(name) is None
    assert waiting(world, "evaluator") == {name: to("appeal", appeal.pk)}


def test_a_second_person_is_asked_to_open_a_phase_again(world):
    cycle = running(world)
    opened(cycle, "evaluation")
    row = phase(cycle, "coaching")
    services.ask_to_reopen(row, "Two reviews are missing", by=world.office)
    name = "Somebody asks to open a phase again"
    assert waiting(world, "office").get(name) is None
    second = UserFactory()
    RoleGrantFactory(user=second, role="office", department=world.city)
    cards = sign_in(Client(), second).get("/en/").context["waiting"]
    assert {card["name"]: card["url"] for card in cards}[name] == to("phase-reopen", row.pk)


def test_the_office_sees_the_open_phases_and_what_the_last_one_lacks(world):
    cycle = running(world)
    opened(cycle, "evaluation")
    assert waiting(world, "office")["Appraisals 2026: Evaluation"] == to("cycle", cycle.pk)
    opened(cycle, "appeals")
    name = "Appraisals 2026: what is still missing"
    assert waiting(world, "office")[name] == to("missing", cycle.pk)
    assert waiting(world, "auditor") == {}


def test_a_session_waits_for_its_members(world):
    cycle, rows = pool(world, 5, [COMPETENT] * 5)
    session = session_of(cycle, rows[0], world.supervision)
    name = "1 calibration session is open"
    assert waiting(world, "supervision")[name] == to("calibration", session.pk)
    assert waiting(world, "auditor").get(name) is None


def test_an_auditor_sees_how_many_grades_are_new(world):
    cycle = results.in_results_today(world)
    results.graded(cycle, world.employee, "good")
    name = "1 grade was decided in the last 30 days"
    assert waiting(world, "auditor")[name] == to("results")
    assert waiting(world, "supervision").get(name) is None


@pytest.mark.parametrize("people", [1, 3])
def test_what_waits_takes_a_constant_number_of_queries(world, people, django_assert_num_queries):
    staff(world.bureau, people)
    cycle = results.in_results_today(world)
    told = list(cycle.appraisals.of_people().filter(appraiser=world.manager))
    for row in told:
        results.grade(row, "good")
    services.issue_notices(cycle, by=None)
    client = world.client("manager")
    client.get("/en/")
    with django_assert_num_queries(11):
        response = client.get("/en/")
    names = [card["name"] for card in response.context["waiting"]]
    assert f"{len(told)} results of your team are not talked about yet" in names
