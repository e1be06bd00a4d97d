"""Notices, meetings, development plans, recommendations and the gate of the archive."""

import datetime
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, transaction
from django.utils import timezone

from appraisals import services
from appraisals.models import (
    DevelopmentAction,
    FeedbackMeeting,
    NoticePart,
    Recommendation,
    ResultNotice,
)
from appraisals.queries.carrying import carry_over, unmet_targets
from appraisals.services.closing import ArchiveRefused
from audit.errors import DomainError, WrongState
from audit.models import Entry
from departments.calendar import due_on
from indicators.models import Contribution
from indicators.services import open_cycle
from tests.appraisals.cycles import IN_PLANNING, appraisal_of, pack, phase
from tests.appraisals.results import (
    days_later,
    everything_told,
    grade,
    graded,
    in_results,
    meet,
    notified,
    rights,
)
from tests.reports import board

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("world")]
DAY = datetime.timedelta(days=1)


@pytest.fixture(autouse=True)
def in_january(time_machine):
    time_machine.move_to(IN_PLANNING)


@pytest.fixture
def cycle(world, time_machine):
    return in_results(world, time_machine)


def today():
    return services.notices.day_of(services.notices.clock())


# --- notices


def test_notices_tell_every_grade_once_with_parts_and_rights(world, cycle):
    row = graded(cycle, world.employee, "good", score=Decimal("83.67"))
    graded(cycle, world.manager, "outstanding")
    services.receive_source(row, "superior", Decimal(80), 1, by=None)
    services.receive_source(row, "peers", Decimal(90), 6, by=None)
    excluded = cycle.appraisals.exclude(excluded_as="").count()
    found = services.issue_notices(cycle, by=world.office)
    assert found == {"notices": 2 + excluded, "without_grade": excluded}
    notice = row.notices.get()
    assert (notice.grade.grade, notice.issued_by, notice.issued_on) == (
        "good", world.office, today()
    )  # fmt: skip
    parts = NoticePart.objects.filter(notice=notice).order_by("source")
    assert [(p.source, p.weight, p.score and p.score.percent) for p in parts] == [
        ("cooperating", Decimal(10), None),
        ("peers", Decimal(30), Decimal(90)),
        ("superior", Decimal(60), Decimal(80)),
    ]
    assert rights(row) == {"review_request": due_on(today(), 15, "working", {})}
    assert services.issue_notices(cycle, by=world.office) == {"notices": 0, "without_grade": 0}
    entry = Entry.objects.get(verb="appraisals.issue_notices")
    assert entry.target_id == str(cycle.pk)


def test_notices_of_a_unit_and_those_beneath_it_only(world, cycle):
    graded(cycle, world.employee, "good")
    graded(cycle, world.supervision, "good")
    services.issue_notices(cycle, world.bureau, by=world.office)
    told = ResultNotice.objects.filter(grade__isnull=False)
    assert [n.appraisal.subject_user for n in told] == [world.employee]


def test_nobody_issues_his_own_notice_and_the_superior_comments(world, cycle):
    own = graded(cycle, world.office, "good")
    row = graded(cycle, world.employee, "good")
    services.issue_notices(cycle, by=world.office)
    assert not own.notices.exists()
    with pytest.raises(PermissionDenied):
        services.issue_notice(own, by=world.office)
    with pytest.raises(PermissionDenied):
        services.issue_notice(row, by=world.employee)
    with pytest.raises(WrongState, match="not told yet"):
        services.issue_notice(row, by=world.manager)
    grade(row, "very-good")
    second = services.issue_notice(row, "A good year.", by=world.manager)
    assert (second.comment, second.supersedes.grade.grade) == ("A good year.", "good")
    assert row.notices.count() == 2


@pytest.mark.parametrize("role", ["manager", "employee", "evaluator", "auditor", "supervision"])
def test_only_the_office_issues_notices(world, cycle, role):
    with pytest.raises(PermissionDenied):
        services.issue_notices(cycle, by=world.user(role))


def test_no_notice_before_results_are_open(world, cycle):
    graded(cycle, world.employee, "good")
    services.close_phase(phase(cycle, "results"), by=None)
    with pytest.raises(WrongState, match="is closed"):
        services.issue_notices(cycle, by=world.office)


def test_one_reads_ones_own_notice_and_no_grade_before_it(world, cycle):
    row = graded(cycle, world.employee, "good")
    own = row.grades.visible_to(world.employee)
    assert not own.exists()
    services.issue_notices(cycle, by=None)
    seen = {r for r in ("employee", "manager", "office", "auditor", "evaluator", "stranger")
            if row.notices.visible_to(world.user(r)).exists()}  # fmt: skip
    assert seen == {"employee", "manager", "office", "auditor"}
    assert not own.exists()


def test_a_notice_never_changes_and_tells_a_grade_of_its_own(world, cycle):
    row = notified(cycle, world.employee, "good")
    other = graded(cycle, world.manager, "good")
    with pytest.raises(DatabaseError, match="supersedes it"), transaction.atomic():
        row.notices.update(number="x")
    with pytest.raises(DatabaseError, match="its own"), transaction.atomic():
        ResultNotice.objects.create(
            appraisal=row, grade=other.grades.get(), number="x", issued_at=timezone.now(),
            issued_on=today(), supersedes=row.notices.get(),
        )  # fmt: skip


def test_received_is_not_agreed(world, cycle):
    notice = notified(cycle, world.employee, "good").notices.get()
    with pytest.raises(PermissionDenied):
        services.acknowledge(notice, "received", by=world.manager)
    with pytest.raises(DomainError, match="do not agree") as error:
        services.acknowledge(notice, "disagrees", " ", by=world.employee)
    assert error.value.field == "opinion"
    made = services.acknowledge(notice, "disagrees", "The numbers lag.", by=world.employee)
    assert services.acknowledge(notice, "agrees", by=world.employee) == made
    assert services.rights_of(notice.appraisal).keys() == {"review_request"}
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        type(made).objects.update(stance="agrees")


# --- meetings


def test_no_meeting_before_the_notice(world, cycle):
    row = graded(cycle, world.employee, "good")
    with pytest.raises(WrongState, match="First the notice"):
        meet(row)


def test_causes_are_asked_for_after_a_grade_below_the_middle(world, cycle):
    row = notified(cycle, world.employee, "needs-improvement")
    with pytest.raises(DomainError, match="at least one cause") as error:
        meet(row)
    assert error.value.field == "causes"
    with pytest.raises(DatabaseError), transaction.atomic():
        FeedbackMeeting.objects.create(
            appraisal=row, held_on=today(), led_by=world.manager, superior_words="x",
            causes=["lazy"], created_at=timezone.now(),
        )  # fmt: skip
    assert meet(row, causes=["process", "skill", "skill"]).causes == ["process", "skill"]


def test_whoever_changes_his_words_takes_both_acknowledgements_back(world, cycle):
    row = notified(cycle, world.employee, "good")
    made = services.record_meeting(row, held_on=today(), words="Talked.", by=world.manager)
    made = services.sign_meeting(row, seen=made.version, by=world.manager)
    answered = services.answer_meeting(row, "I see it otherwise.", by=world.employee)
    assert (answered.superior_signed_at, answered.subject_words) == (None, "I see it otherwise.")
    with pytest.raises(WrongState, match="Compare"):
        services.sign_meeting(row, seen=made.version, by=world.manager)
    for user in (world.manager, world.employee):
        answered = services.sign_meeting(row, seen=answered.version, by=user)
    assert answered.is_closed
    with pytest.raises(WrongState, match="stays as it is"):
        services.answer_meeting(row, "More.", by=world.employee)
    with pytest.raises(DatabaseError, match="acknowledged stays"), transaction.atomic():
        FeedbackMeeting.objects.update(others="x")


def test_only_the_two_sides_write_of_their_meeting(world, cycle):
    row = notified(cycle, world.employee, "good")
    for user in (world.employee, world.auditor, world.office):
        with pytest.raises(PermissionDenied):
            services.record_meeting(row, held_on=today(), words="x", by=user)
    with pytest.raises(DomainError, match="lie ahead"):
        services.record_meeting(row, held_on=today() + DAY, words="x", by=world.manager)


def test_who_does_not_sign_does_not_hold_up_the_year(world, cycle):
    row = notified(cycle, world.employee, "good")
    made = services.record_meeting(row, held_on=today(), words="Talked.", by=world.manager)
    with pytest.raises(WrongState, match="acknowledges the meeting first"):
        services.close_unsigned(row, "refuses", by=world.office)
    services.sign_meeting(row, seen=made.version, by=world.manager)
    with pytest.raises(PermissionDenied):
        services.close_unsigned(row, "refuses", by=world.manager)
    assert services.close_unsigned(row, "refuses", by=world.office).is_closed


# --- development plans


def plan_for(row, **more):
    plan = services.write_plan(
        row, aim="Answer letters in time.", follow_up_on=today() + 90 * DAY, by=row.appraiser
    )
    action = {"kind": "training", "what": "A course", "owner": row.subject_user,
              "due_on": today() + 30 * DAY}  # fmt: skip
    return services.add_action(plan, **(action | more), by=row.subject_user)


def test_a_training_that_is_done_is_a_record_with_hours(world, cycle):
    action = plan_for(notified(cycle, world.employee, "good"))
    settle = {"outcome": "Passed.", "done_on": today(), "by": world.employee}
    with pytest.raises(DomainError, match="hours") as error:
        services.settle_action(action, "done", **settle)
    assert error.value.field == "hours"
    with pytest.raises(PermissionDenied):
        services.settle_action(action, "dropped", **(settle | {"by": world.auditor}))
    services.settle_action(action, "done", hours=Decimal("12.5"), **settle)
    assert DevelopmentAction.objects.training_records().get().hours == Decimal("12.5")
    with pytest.raises(WrongState, match="settled already"):
        services.settle_action(action, "dropped", **settle)
    with pytest.raises(DatabaseError, match="settled action stays"), transaction.atomic():
        DevelopmentAction.objects.update(outcome="x")


def test_late_is_open_and_past_its_day(world, cycle):
    plan_for(notified(cycle, world.employee, "good"))
    late = DevelopmentAction.objects.late
    assert (late(today() + 30 * DAY).count(), late(today() + 31 * DAY).count()) == (0, 1)


def next_year(world, time_machine):
    time_machine.move_to(IN_PLANNING)
    later = services.create_cycle(
        code="2027-annual", name_en="2027", name_zh="2027", kind="annual",
        cycle=open_cycle("2027", by=None), department=world.city, policy=pack("generic"),
        by=None,
    )  # fmt: skip
    services.enrol(later, by=None)
    return later


def test_open_actions_are_offered_to_the_plan_of_the_next_year(world, cycle, time_machine):
    row = notified(cycle, world.employee, "good")
    action = plan_for(row)
    done = plan_for(notified(cycle, world.manager, "good"), kind="coaching")
    services.settle_action(done, "done", outcome="Done.", done_on=today(), by=world.manager)
    later = next_year(world, time_machine)
    assert carry_over(appraisal_of(later, world.employee)).actions == [action]
    assert carry_over(appraisal_of(later, world.manager)).actions == []
    assert carry_over(row).actions == []


def test_missed_targets_ask_for_causes_and_are_offered_to_the_next_year(world, time_machine):
    year = board.build(world)
    cycle = in_results(world, time_machine)
    place = cycle.appraisals.get(subject="department", unit=world.other)
    assert [(one.code, one.attainment) for one in unmet_targets(place)] == [
        ("COST", Decimal("0.796812749004"))
    ]
    row = notified(cycle, world.employee, "good")
    assert unmet_targets(row) == []
    Contribution.objects.create(
        cycle=year.cycle, department=world.other, indicator=year.cost, part="assigned",
        person=world.person("employee"), share=1, starts_on=year.period.starts_on,
        ends_on=year.period.ends_on, created_at=timezone.now(),
    )  # fmt: skip
    assert [one.code for one in unmet_targets(row)] == ["COST"]
    with pytest.raises(DomainError, match="at least one cause"):
        meet(row)
    later = next_year(world, time_machine)
    offered = carry_over(appraisal_of(later, world.employee))
    assert [one.title for one in offered.targets] == ["Name of COST"]


# --- consequences


def test_rules_recommend_and_a_named_person_decides(world, cycle):
    row = notified(cycle, world.employee, "unsatisfactory")
    assert services.recommend(cycle, by=world.office) == 1
    assert services.recommend(cycle, by=world.office) == 0
    found = Recommendation.objects.get()
    assert (found.rule, found.years, found.state) == ("improvement", 1, "open")
    with pytest.raises(PermissionDenied):
        services.decide_recommendation(found, "x", follow=True, by=world.manager)
    with pytest.raises(DomainError, match="Say why"):
        services.decide_recommendation(found, " ", follow=True, by=world.office)
    found = services.decide_recommendation(found, "agreed", follow=False, by=world.office)
    assert (found.state, found.decided_by) == ("refused", world.office)
    with pytest.raises(WrongState):
        services.decide_recommendation(found, "again", follow=True, by=world.office)
    with pytest.raises(DatabaseError, match="decided recommendation"), transaction.atomic():
        row.recommendations.update(state="accepted")
    seen = {r for r in ("office", "auditor", "manager", "employee", "evaluator")
            if Recommendation.objects.visible_to(world.user(r)).exists()}  # fmt: skip
    assert seen == {"office", "auditor"}


def test_a_recommendation_lapses_when_its_grade_changes(world, cycle):
    row = notified(cycle, world.employee, "unsatisfactory")
    services.recommend(cycle, by=None)
    grade(row, "good")
    services.issue_notices(cycle, by=None)
    assert services.recommend(cycle, by=None) == 0
    assert Recommendation.objects.get().state == "lapsed"


def test_grades_of_the_years_before_count(world, cycle, time_machine):
    notified(cycle, world.employee, "unsatisfactory")
    time_machine.move_to(IN_PLANNING.replace(year=2027))
    later = in_results(world, time_machine, code="2027-annual", year="2027")
    notified(later, world.employee, "unsatisfactory")
    services.recommend(later, by=None)
    found = Recommendation.objects.order_by("rule").values_list("rule", "years")
    assert list(found) == [("improvement", 2), ("suitability", 2)]
    own = ResultNotice.objects.history_of(world.employee)
    assert [n.appraisal.appraisal_cycle for n in own] == [later, cycle]


# --- the archive


def closed(cycle, time_machine):
    for kind in ("results", "appeals"):
        row = phase(cycle, kind)
        time_machine.move_to(datetime.datetime.combine(row.starts_on, datetime.time(12)))
        if row.state == "waiting":
            services.open_phase(row, by=None)
        services.close_phase(phase(cycle, kind), by=None)


def test_a_cycle_is_archived_only_when_people_have_talked(world, cycle, time_machine):
    low = graded(cycle, world.employee, "needs-improvement")
    everyone = cycle.appraisals.count()
    lack = services.missing_of(cycle)
    ungraded = cycle.appraisals.exclude(excluded_as="").count()
    able = cycle.appraisals.graded().count()
    assert lack == {
        "grade": everyone - ungraded - 1, "notice": ungraded + 1, "meeting": able, "plan": 1,
    }  # fmt: skip
    services.issue_notices(cycle, by=None)
    meet(low, causes=["skill"])
    everything_told(cycle, world, "good")
    assert services.missing_of(cycle) == {"plan": 1, "right": able}
    action = plan_for(low)
    appeal = services.file_appeal(low, "review_request", grounds="x", by=world.employee)
    days_later(cycle, 60)
    assert services.missing_of(cycle) == {"appeal": 1}
    closed(cycle, time_machine)
    with pytest.raises(ArchiveRefused, match=r"Missing: 1\."):
        services.archive_cycle(cycle, by=world.office)
    services.appeals.take_step(appeal, "withdraw", by=world.employee)
    assert services.missing_of(cycle) == {}
    assert services.archive_cycle(cycle, by=world.office).state == "archived"
    # What was agreed goes on after the year; a right does not.
    services.settle_action(action, "dropped", outcome="Moved.", done_on=today(), by=world.employee)
    with pytest.raises(WrongState, match="archived"):
        services.file_appeal(low, "review_request", grounds="x", by=world.employee)


def test_missing_is_found_in_one_statement(world, cycle, django_assert_num_queries):
    services.missing_of(cycle)
    graded(cycle, world.employee, "good")
    with django_assert_num_queries(2):  # the clock, and everything else
        services.missing_of(cycle)
