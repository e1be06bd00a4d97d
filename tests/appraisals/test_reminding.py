"""What the clock tells: stages, once each, to who still has something open."""

import datetime

import pytest

from appraisals import services
from appraisals.services import reminding, self_assessments
from departments.models import Notification
from tests.appraisals.cycles import IN_PLANNING, appraisal_of, phase
from tests.appraisals.evaluations import hand_in, in_evaluation
from tests.appraisals.plans import NOW, coaching, planning
from tests.appraisals.results import in_results_today, notified
from tests.appraisals.self_assessing import standing, submitted

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("world")]
DAY = datetime.timedelta(days=1)
DUE = datetime.date(2026, 3, 31)


@pytest.mark.parametrize(
    ("days", "stage"),
    [(-20, None), (-15, None), (-14, -14), (-8, -14), (-7, -7), (-3, -7), (-2, -2), (-1, -2),
     (0, 0), (1, 0), (2, 2), (9, 2), (10, None)],
)  # fmt: skip
def test_the_stage_is_the_last_one_reached(days, stage):
    today = DUE + days * DAY
    assert reminding.stage_of(DUE, today) == stage
    within = [n for n, first, last in reminding.due_within(today) if first <= DUE <= last]
    assert within == ([] if stage is None else [stage])


def told(user, code):
    rows = Notification.objects.visible_to(user).filter(code=code).order_by("pk")
    return list(rows.unread().values_list("occasion", flat=True))


def on(day, *days):
    """Remind on so many days from `day`, twice each; how often it told somebody."""
    return [reminding.remind(day + n * DAY) + reminding.remind(day + n * DAY) for n in days]


def test_a_plan_is_due_until_it_is_agreed(world, time_machine):
    time_machine.move_to(IN_PLANNING)
    row = planning(world)
    ends = phase(row.appraisal_cycle, "planning").ends_on
    assert on(ends, -20) == [0]
    told_first, told_again = on(ends, -14, -13)
    assert (told_first > 0, told_again) == (True, 0)
    plan = services.draft_agreement(row, by=world.employee)
    services.take_step(plan, "propose", by=world.employee, signing=NOW)
    due = Notification.objects.filter(code="plan_due", about=row.pk).unread()
    assert set(due.values_list("recipient", "occasion")) == {
        (world.manager.pk, f"-14 {ends}"), (world.employee.pk, f"-14 {ends}"),
    }  # fmt: skip
    services.take_step(plan, "agree", by=world.manager, signing=NOW)
    on(ends, -7)
    assert (due.count(), told(world.employee, "plan_due")) == (0, [])
    assert f"-7 {ends}" in told(world.office, "plan_due")


def test_a_phase_that_was_moved_is_told_anew(world, time_machine):
    time_machine.move_to(IN_PLANNING)
    row = phase(planning(world).appraisal_cycle, "planning")
    before = on(row.ends_on, 0)
    services.move_phase(row, row.starts_on, row.ends_on - DAY, reason="sooner", by=None)
    assert on(row.ends_on - DAY, 0) == before


def test_a_self_assessment_is_due_to_who_has_not_handed_it_in(world):
    cycle = standing(world)
    row = appraisal_of(cycle, world.employee)
    ends = phase(cycle, "self_assessment").ends_on
    on(ends, -2)
    assert told(world.employee, "assessment_due") == [f"-2 {ends}"]
    done = submitted(row, world.employee)
    assert told(world.employee, "assessment_due") == []
    on(ends, 0)
    assert told(world.employee, "assessment_due") == []
    assert told(world.office, "assessment_due") == [f"-2 {ends}", f"0 {ends}"]  # his own
    self_assessments.withdraw(done, by=world.employee)
    on(ends, 2)
    assert told(world.employee, "assessment_due") == [f"2 {ends}"]


def test_an_evaluation_is_due_to_the_superior(world):
    cycle = in_evaluation(world)
    row = appraisal_of(cycle, world.employee)
    ends = phase(cycle, "evaluation").ends_on
    on(ends, -7)
    mine = Notification.objects.visible_to(row.appraiser).filter(about=row.pk)
    assert mine.unread().count() == 1
    hand_in(row)
    assert mine.unread().count() == 0
    on(ends, -2)
    assert mine.unread().count() == 0
    assert told(world.employee, "evaluation_due") == []


def test_a_meeting_is_due_once_the_result_was_told(world):
    cycle = in_results_today(world)
    ends = phase(cycle, "results").ends_on
    on(ends, -14)
    assert told(world.employee, "meeting_due") == []
    notified(cycle, world.employee, "3")
    on(ends, -14)
    assert told(world.employee, "meeting_due") == [f"-14 {ends}"]


def test_an_urging_notice_and_an_action_are_due_on_their_own_days(world, time_machine):
    time_machine.move_to(IN_PLANNING)
    plan = coaching(world, time_machine)
    notice = services.urge(
        plan.appraisal, plan.lines.get(code="K-A"), "Late", "Report 7", by=world.manager
    )
    on(notice.reply_due_on, -2, 0, 2, 5)
    assert told(world.employee, "urging_due") == ["-2", "0", "2"]
    services.answer_urging(notice, "Flood", "Pumps", "", by=world.employee)
    assert on(notice.reply_due_on, -7) == [0]


def test_an_action_is_due_to_its_owner(world):
    row = notified(in_results_today(world), world.employee, "3")
    today = services.notices.day_of(services.notices.clock())
    plan = services.write_plan(row, aim="Better", follow_up_on=today + DAY, by=world.manager)
    services.add_action(
        plan, kind="other", what="Ask", owner=world.employee, due_on=today + 14 * DAY,
        by=world.manager,
    )  # fmt: skip
    on(today, 0, 1, 7)
    assert told(world.employee, "action_due") == ["-14", "-7"]


def test_reminding_asks_as_often_for_many_as_for_one(world, django_assert_num_queries):
    cycle = in_evaluation(world)
    ends = phase(cycle, "evaluation").ends_on
    cycle.appraisals.exclude(subject_user=world.employee).update(left_on=ends)
    with django_assert_num_queries(REMIND_QUERIES):
        assert reminding.remind(ends) == 1
    cycle.appraisals.update(left_on=None)
    with django_assert_num_queries(REMIND_QUERIES):
        assert reminding.remind(ends) > 1


REMIND_QUERIES = 43
