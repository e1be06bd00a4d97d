"""Review, appeal and objection: in time, heard by others, never worse, both grades kept."""

import datetime

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, transaction
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from appraisals import services, standing
from appraisals.models import Appeal, AppealMember, Grade
from appraisals.services import appeals
from appraisals.services.appeals import STEPS, file_appeal, judges_of, rights_of, take_step
from appraisals.services.policy import codes_of, scale_of
from audit.errors import DomainError, WrongState
from departments.calendar import due_on
from tests.appraisals.cycles import IN_PLANNING
from tests.appraisals.results import days_later, grade, graded, in_results, notified
from tests.examples import cases
from tests.factories import RoleGrantFactory, UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("world")]
CN = {"policy": "cn-local"}
LOW = "basically-competent"


@pytest.fixture(autouse=True)
def in_january(time_machine):
    time_machine.move_to(IN_PLANNING)


@pytest.fixture
def cycle(world, time_machine):
    return in_results(world, time_machine, **CN)


@pytest.fixture
def row(world, cycle):
    return notified(cycle, world.employee, LOW)


@pytest.fixture
def second(world):
    user = UserFactory()
    RoleGrantFactory(user=user, role="office", department=world.city)
    return user


def today():
    return services.notices.day_of(services.notices.clock())


def filed(row, step="review_request", **more):
    return file_appeal(
        row, step, **({"grounds": "The floods were not counted.", "by": row.subject_user} | more)
    )


def heard(appeal, world, *members):
    return take_step(
        appeal, "hear", body="Appeals committee", members=members or [world.supervision],
        by=world.office,
    )  # fmt: skip


def improved(row, world, second, to="competent"):
    appeal = heard(filed(row), world)
    take_step(appeal, "improve", grade=to, reason="It was the flood.", by=world.supervision)
    return take_step(appeal, "approve", by=second)


def test_there_is_no_appeal_without_a_notice(world, cycle):
    bare = graded(cycle, world.employee, LOW)
    assert rights_of(bare) == {}
    with pytest.raises(WrongState, match="no notice gives this right"):
        filed(bare)
    told = notified(cycle, world.manager, LOW)
    with pytest.raises(DatabaseError, match="rests on a notice"), transaction.atomic():
        Appeal.objects.create(
            appraisal=bare, notice=told.notices.get(), step="review_request", grounds="x",
            filed_by=world.employee, filed_at=timezone.now(), filed_on=today(), last_day=today(),
        )  # fmt: skip


def test_a_person_chooses_between_review_and_appeal(row):
    until = due_on(today(), 30, "calendar", {}, roll=True)
    assert rights_of(row) == {"appeal_direct": until, "review_request": until}
    appeal = filed(row)
    assert (appeal.last_day, appeal.state) == (until, "filed")
    assert appeal.decide_by == due_on(today(), 30, "calendar", {}, roll=True)
    assert rights_of(row) == {}
    with pytest.raises(WrongState):
        filed(row, "appeal_direct")


def test_a_department_objects_in_working_days(world, cycle):
    place = cycle.appraisals.get(subject="department", unit=world.bureau)
    grade(place, "qualified")
    services.issue_notices(cycle, by=None)
    assert rights_of(place) == {"department_objection": due_on(today(), 15, "working", {})}
    appeal = filed(place, "department_objection")
    assert appeal.decide_by == due_on(today(), 10, "working", {})
    appeal = heard(appeal, world, world.evaluator)
    appeal = take_step(appeal, "improve", grade="good", reason="x", by=world.evaluator)
    assert appeal.approve_by == due_on(today(), 5, "working", {})


def test_the_last_day_counts_and_the_day_after_does_not(row, cycle):
    until = rights_of(row)["review_request"]
    days_later(cycle, (until - today()).days)
    with transaction.atomic():
        assert filed(row).filed_on == rights_last(row)
        transaction.set_rollback(True)
    days_later(cycle, 1)
    with pytest.raises(WrongState, match="last day for this was"):
        filed(row)
    notice = row.notices.get()
    with pytest.raises(DatabaseError, match="appeal_filed_in_time"), transaction.atomic():
        Appeal.objects.create(
            appraisal=row, notice=notice, step="review_request", grounds="x",
            filed_by=row.subject_user, filed_at=timezone.now() + datetime.timedelta(days=1000),
            filed_on=today(), last_day=notice.rights.get(step="review_request").due_on,
        )  # fmt: skip


def rights_last(row):
    return row.notices.get().rights.get(step="review_request").due_on


def test_nobody_contests_the_grade_of_somebody_else(row, world):
    for user in (world.manager, world.office, world.auditor):
        with pytest.raises(PermissionDenied):
            filed(row, by=user)


def test_who_evaluated_or_decided_never_hears_it(row, world, cycle):
    decider = UserFactory()
    grade(row, "incompetent", by=decider)
    services.issue_notices(cycle, by=None)
    appeal = filed(row)
    assert judges_of(row) == {world.employee.pk, world.manager.pk, decider.pk}
    for user in (world.employee, world.manager, decider):
        with pytest.raises(DomainError, match="evaluated or decided") as error:
            heard(appeal, world, user)
        assert error.value.field == "members"
        with pytest.raises(DatabaseError, match="evaluated or decided"), transaction.atomic():
            AppealMember.objects.create(appeal=appeal, user=user, named_at=timezone.now())
    with pytest.raises(DomainError, match="Name the body"):
        take_step(appeal, "hear", body=" ", members=[world.auditor], by=world.office)


def test_a_member_steps_back_and_another_decides(row, world):
    appeal = heard(filed(row), world, world.supervision, world.auditor)
    with pytest.raises(DomainError, match="reasons"):
        take_step(appeal, "recuse", by=world.auditor)
    take_step(appeal, "recuse", reason="A cousin.", by=world.auditor)
    with pytest.raises(PermissionDenied, match="members of the body"):
        take_step(appeal, "keep", reason="x", by=world.auditor)
    assert take_step(appeal, "keep", reason="As it was.", by=world.supervision).state == "kept"


def test_a_kept_grade_stays_and_the_appeal_against_the_review_begins(row, world, cycle):
    appeal = take_step(heard(filed(row), world), "keep", reason="x", by=world.supervision)
    until = due_on(today(), 15, "calendar", {}, roll=True)
    assert (appeal.further_step, appeal.further_until) == ("appeal_after_review", until)
    assert row.grades.in_force().get().grade == LOW
    assert rights_of(row) == {"appeal_after_review": until}
    again = filed(row, "appeal_after_review")
    assert again.decide_by == due_on(today(), 60, "calendar", {}, roll=True)
    with pytest.raises(DomainError, match="evaluated or decided"):
        heard(again, world, world.supervision)
    again = heard(again, world, world.auditor)
    longer = take_step(again, "extend", reason="Two witnesses.", by=world.office)
    assert longer.decide_by == due_on(again.decide_by, 30, "calendar", {}, roll=True)
    with pytest.raises(WrongState, match="cannot be extended"):
        take_step(again, "extend", reason="More.", by=world.office)


def test_a_better_grade_is_approved_by_a_second_person_and_both_stay(row, world, second):
    appeal = heard(filed(row), world)
    for worse in (LOW, "incompetent", "none"):
        with pytest.raises(DomainError, match="never makes it worse") as error:
            take_step(appeal, "improve", grade=worse, reason="x", by=world.supervision)
        assert error.value.field == "grade"
    take_step(appeal, "improve", grade="competent", reason="Flood.", by=world.supervision)
    assert row.grades.in_force().get().grade == LOW  # in force until it is approved
    RoleGrantFactory(user=world.supervision, role="office", department=world.city)
    with pytest.raises(PermissionDenied, match="second person"):
        take_step(appeal, "approve", by=world.supervision)
    appeal = take_step(appeal, "approve", by=second)
    assert [(g.stage, g.grade) for g in row.grades.order_by("pk")] == [
        ("calibrated", LOW), ("appeal", "competent")
    ]  # fmt: skip
    told = row.notices.in_force().get()
    assert (told.grade, told.supersedes.grade.grade, told.rights.count()) == (
        appeal.result, LOW, 0
    )  # fmt: skip
    assert rights_of(row).keys() == {"appeal_after_review"}
    with pytest.raises(WrongState, match="somebody else was first"):
        take_step(appeal, "approve", by=second)


def test_a_second_round_may_improve_further_and_never_takes_back(row, world, second):
    improved(row, world, second)
    again = heard(filed(row, "appeal_after_review"), world, world.auditor)
    for code in (LOW, "competent"):
        with pytest.raises(DomainError, match="never makes it worse"):
            take_step(again, "improve", grade=code, reason="x", by=world.auditor)
    take_step(again, "improve", grade="excellent", reason="x", by=world.auditor)
    take_step(again, "approve", by=second)
    assert [g.grade for g in row.grades.order_by("pk")] == [LOW, "competent", "excellent"]
    assert (row.notices.count(), rights_of(row)) == (3, {})


def test_sent_back_the_body_decides_anew(row, world, second):
    appeal = heard(filed(row), world)
    take_step(appeal, "improve", grade="excellent", reason="x", by=world.supervision)
    appeal = take_step(appeal, "return", reason="Too far.", by=second)
    assert (appeal.state, appeal.proposed_grade, appeal.decided_by) == ("heard", "", None)
    assert take_step(appeal, "keep", reason="x", by=world.supervision).state == "kept"


def test_withdrawn_it_may_be_filed_again_in_time(row, world):
    appeal = filed(row)
    with pytest.raises(PermissionDenied):
        take_step(appeal, "withdraw", by=world.office)
    take_step(appeal, "withdraw", by=world.employee)
    assert filed(row).state == "filed"


def test_the_database_refuses_a_worse_grade_after_an_appeal(row, world):
    appeal = heard(filed(row), world)
    with pytest.raises(DatabaseError, match="never becomes worse"), transaction.atomic():
        grade(row, "incompetent")
    for code in ("excellent", "incompetent", LOW, "unknown"):  # none of them was proposed
        with pytest.raises(DatabaseError, match="keeps a grade"), transaction.atomic():
            grade(row, code, stage="appeal")
    with pytest.raises(DatabaseError, match="does not go"), transaction.atomic():
        Appeal.objects.filter(pk=appeal.pk).update(state="filed")
    with pytest.raises(DatabaseError, match="what was filed stays"), transaction.atomic():
        Appeal.objects.filter(pk=appeal.pk).update(grounds="other")
    assert row.grades.count() == 1


def test_the_table_of_steps_names_states_and_actors_that_exist():
    actors = {"subject", "office", "member", "another"}
    assert {step.actor for step in STEPS.values()} == actors
    assert all(set(step.before) <= set(appeals.AppealState.values) for step in STEPS.values())


@settings(max_examples=cases(20), suppress_health_check=list(HealthCheck), deadline=None)
@given(data=st.data())
def test_whatever_is_tried_the_grade_never_becomes_worse(data, world, cycle, row, second):
    """Any steps by anybody in any order: refused, or the grade stands as high as before."""
    people = [world.employee, world.office, world.supervision, world.auditor, world.manager, second]
    codes = codes_of(scale_of(row))
    with transaction.atomic():
        for _turn in range(10):
            before = row.grades.in_force().get().grade
            by, member = (data.draw(st.sampled_from(people)) for _ in range(2))
            code = data.draw(st.sampled_from(codes))
            deed = data.draw(st.sampled_from(likely(row, by)))
            try:
                with transaction.atomic():
                    attempt(row, deed, by, code, member)
            except (PermissionDenied, DomainError):
                pass
            after = row.grades.in_force().get().grade
            assert after == before or standing.is_better(codes, after, before)
            assert set(Grade.objects.filter(appraisal=row, stage="appeal")) == {
                one.result for one in row.appeals.filter(state="improved")
            }
        transaction.set_rollback(True)


def likely(row, by):
    """What `by` may do now comes up more often than what he may not."""
    last = row.appeals.order_by("-pk").first()
    able = appeals.open_steps(last, by=by) if last else []
    return ["file", *able, *able, *able, *map(str, STEPS)]


def attempt(row, deed, by, code, member):
    if deed == "file":
        for step in rights_of(row) or {"review_request": None}:
            return file_appeal(row, step, grounds="x", by=by)
    last = row.appeals.order_by("-pk").first()
    if last is None:
        return None
    return take_step(last, deed, grade=code, reason="x", body="Body", members=[member], by=by)


def test_who_may_see_an_appeal(row, world):
    filed(row)
    seen = {r for r in ("employee", "manager", "office", "auditor", "supervision", "evaluator")
            if Appeal.objects.visible_to(world.user(r)).exists()}  # fmt: skip
    assert seen == {"employee", "office", "auditor", "supervision"}
    heard(Appeal.objects.get(), world, world.evaluator)
    assert Appeal.objects.visible_to(world.evaluator).exists()
