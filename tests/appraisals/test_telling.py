"""Who hears of what happens in an appraisal, once, and until it is done."""

import datetime

import pytest

from appraisals import services
from appraisals.services import appeals, self_assessments
from departments.models import Notification
from departments.services import Matter
from tests.appraisals.cycles import IN_PLANNING, appraisal_of, phase, running
from tests.appraisals.plans import NOW, coaching, drafted, proposed
from tests.appraisals.results import in_results_today, notified
from tests.appraisals.self_assessing import standing, submitted
from tests.appraisals.test_coaching import TALK
from tests.factories import RoleGrantFactory, UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("world")]
DAY = datetime.timedelta(days=1)


def heard(user, *, unread=True):
    """The codes of what `user` has to hear, but for the opening of phases."""
    rows = Notification.objects.visible_to(user).exclude(code="phase_opened").order_by("pk")
    return list((rows.unread() if unread else rows).values_list("code", flat=True))


def last(user):
    return Notification.objects.visible_to(user).order_by("-pk").first()


def test_a_plan_goes_to_and_fro(world, time_machine):
    time_machine.move_to(IN_PLANNING)
    row = proposed(world)
    assert (heard(world.manager), heard(world.employee)) == (["plan_proposed"], [])
    assert (last(world.manager).person, last(world.manager).place) == (
        world.person("employee"), row.appraisal_id,
    )  # fmt: skip
    services.take_step(row, "query", by=world.manager, text="More of it")
    assert (heard(world.manager), heard(world.employee)) == ([], ["plan_queried"])
    services.take_step(row, "propose", by=world.employee, signing=NOW)
    services.take_step(row, "agree", by=world.manager, signing=NOW)
    assert (heard(world.manager), heard(world.employee)) == ([], ["plan_agreed"])
    assert heard(world.manager, unread=False) == ["plan_proposed", "plan_proposed"]


def test_a_draft_that_is_put_away_concerns_nobody_else(world, time_machine):
    time_machine.move_to(IN_PLANNING)
    services.take_step(drafted(world), "withdraw", by=world.employee)
    assert heard(world.manager, unread=False) == []


def test_coaching_tells_the_other_side(world, time_machine):
    time_machine.move_to(IN_PLANNING)
    plan = coaching(world, time_machine)
    row, line = plan.appraisal, plan.lines.get(code="K-A")
    Notification.objects.all().delete()
    note = services.write_check_in(row, TALK, share=False, by=world.employee)
    assert heard(world.manager) == []  # nobody knows of a note that is not shared
    services.change_check_in(note, TALK, share=True, by=world.employee)
    services.reply_to_check_in(note, "Good", by=world.manager)
    notice = services.urge(row, line, "Late", "Report 7", by=world.manager)
    warning = services.warn(row, "The lowest grade is near", by=world.manager)
    assert heard(world.manager) == ["check_in_shared"]
    assert heard(world.employee) == ["check_in_answered", "urged", "warned"]
    services.answer_urging(notice, "Flood", "Pumps", "", by=world.employee)
    services.acknowledge_warning(warning, by=world.employee)
    assert heard(world.manager) == ["check_in_shared", "urging_answered"]
    assert heard(world.employee) == ["check_in_answered"]


def test_a_self_assessment_goes_to_the_superiors(world):
    row = appraisal_of(standing(world), world.employee)
    done = submitted(row, world.employee)
    assert (heard(row.appraiser), heard(world.employee)) == (["assessment_submitted"], [])
    self_assessments.withdraw(done, by=world.employee)
    assert heard(row.appraiser) == []
    done = self_assessments.submit(row, by=world.employee)
    self_assessments.open_submitted(done, by=row.appraiser)
    assert (heard(row.appraiser), heard(world.employee)) == ([], ["assessment_opened"])


def test_a_phase_is_told_to_whoever_has_something_to_do_in_it(world):
    cycle = running(world)
    services.open_phase(phase(cycle, "planning"), by=None)
    rows = Notification.objects.filter(code="phase_opened")
    told = set(rows.values_list("recipient", flat=True))
    sides = cycle.appraisals.values_list("subject_user", "appraiser")
    assert told == {user for pair in sides for user in pair if user}
    assert rows.count() == len(told)
    services.close_phase(phase(cycle, "planning"), by=None)
    assert rows.unread().count() == 0


def test_a_second_person_hears_that_a_phase_is_asked_for(world):
    second = UserFactory()
    RoleGrantFactory(user=second, role="office", department=world.city)
    cycle = running(world)
    row = phase(cycle, "planning")
    services.open_phase(row, by=None)
    services.close_phase(row, by=None)
    services.ask_to_reopen(row, "Two forgot", by=world.office)
    assert (heard(second), heard(world.office)) == (["reopening_asked"], [])
    services.answer_reopening(row, "Then do", agree=True, by=second)
    assert (heard(second), heard(world.office)) == ([], ["reopening_answered"])


def test_a_result_its_meeting_and_what_follows(world):
    row = notified(in_results_today(world), world.employee, "3")
    assert heard(world.employee) == ["notice_issued"]
    assert last(world.employee).place == row.pk
    services.acknowledge(row.notices.get(), "received", by=world.employee)
    assert heard(world.employee) == []
    today = services.notices.day_of(services.notices.clock())
    talk = services.record_meeting(
        row, held_on=today, words="Talked.", causes=["skill"], by=world.manager
    )
    assert heard(world.employee) == ["meeting_to_sign"]
    services.sign_meeting(row, seen=talk.version, by=world.employee)
    assert (heard(world.manager), heard(world.employee)) == (["meeting_to_sign"], [])
    services.sign_meeting(row, seen=talk.version + 1, by=world.manager)
    assert heard(world.manager) == []
    plan = services.write_plan(row, aim="Better", follow_up_on=today + DAY, by=world.manager)
    action = services.add_action(
        plan, kind="other", what="Ask", owner=world.employee, due_on=today, by=world.manager
    )
    assert heard(world.employee) == ["action_given"]
    services.settle_action(action, "done", outcome="Asked", done_on=today, by=world.employee)
    assert heard(world.employee) == []


def test_an_appeal_goes_its_way_and_ends_with_who_filed_it(world):
    row = notified(in_results_today(world, policy="cn-local"), world.employee, "competent")
    Notification.objects.all().delete()
    appeal = appeals.file_appeal(row, "review_request", grounds="Floods", by=world.employee)
    assert heard(world.office) == ["appeal_filed"]
    appeals.take_step(
        appeal, "hear", body="Committee", members=[world.supervision], by=world.office
    )
    assert (heard(world.office), heard(world.supervision)) == ([], ["appeal_to_hear"])
    appeals.take_step(appeal, "keep", reason="It stands", by=world.supervision)
    assert (heard(world.supervision), heard(world.employee)) == ([], ["appeal_decided"])
    assert heard(world.manager) == []  # superiors do not learn of who complained


def test_a_department_is_named_as_such(world):
    cycle = running(world)
    row = cycle.appraisals.get(subject="department", unit=world.bureau)
    services.telling.tell(
        Matter("plan_agreed", "appraisals:plan"), row, [world.office], about=1, place=1, by=None
    )
    assert (last(world.office).person, last(world.office).department) == (None, world.bureau)
