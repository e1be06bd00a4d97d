"""Check-ins, evidence, reviews, notices: who writes, who sees, and by when."""

import datetime

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, transaction

from appraisals import services
from appraisals.models import (
    Appraisal,
    AppraisalCycle,
    CheckIn,
    CheckInReply,
    EarlyWarning,
    EvidenceEntry,
    GoalReview,
    UrgingNotice,
    UrgingReply,
)
from audit.errors import DomainError, WrongState
from audit.models import Entry as Sealed
from tests.appraisals.cycles import IN_PLANNING, phase
from tests.appraisals.plans import coaching
from tests.factories import CalendarDayFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("world")]
EVERY = ("office", "manager", "employee", "evaluator", "auditor", "supervision", "stranger")
TALK = {
    "held_on": datetime.date(2026, 2, 6), "progress": "Half is done", "confidence": 4,
    "obstacles": "", "support": "A laptop", "action": "Ask IT",
    "action_due_on": datetime.date(2026, 3, 1),
}  # fmt: skip
REVIEW = {
    "progress": "On the way", "trend": "better", "likelihood": "likely", "contributors": "",
    "risk": "low", "next_step": "Go on",
}  # fmt: skip


@pytest.fixture
def plan(world, time_machine):
    """An agreed plan, with the phase of coaching open; today is 9 February 2026."""
    time_machine.move_to(IN_PLANNING)
    return coaching(world, time_machine)


@pytest.fixture
def row(plan):
    return plan.appraisal


@pytest.fixture
def line(plan):
    return plan.lines.get(code="K-A")


def readers(world, rows):
    return {role for role in EVERY if rows.visible_to(world.user(role)).exists()}


def test_a_note_is_its_authors_until_he_shares_it(world, row):
    note = services.write_check_in(row, TALK, share=False, by=world.manager)
    assert readers(world, CheckIn.objects) == {"manager"}
    with pytest.raises(WrongState, match="not shared yet"):
        services.reply_to_check_in(note, "Thanks", by=world.employee)
    with pytest.raises(PermissionDenied):
        services.change_check_in(note, TALK, share=True, by=world.employee)
    services.change_check_in(note, TALK, share=True, by=world.manager, seen=0)
    assert readers(world, CheckIn.objects) == {"manager", "employee"}
    services.reply_to_check_in(note, "Thanks", by=world.employee)
    assert readers(world, CheckInReply.objects) == {"manager", "employee"}


def test_the_superior_of_later_sees_what_was_shared_and_no_draft(world, row):
    services.write_check_in(row, TALK, share=True, by=world.manager)
    services.write_check_in(row, TALK, share=False, by=world.manager)
    services.choose_appraiser(row, world.evaluator, None, reason="leave", by=None)
    assert CheckIn.objects.visible_to(world.evaluator).count() == 1
    assert CheckIn.objects.visible_to(world.manager).count() == 2


def test_a_shared_note_stays(world, row):
    note = services.write_check_in(row, TALK, share=True, by=world.employee)
    with pytest.raises(WrongState, match="stays as it is"):
        services.change_check_in(note, TALK, share=True, by=world.employee)
    with pytest.raises(DatabaseError, match="stays"), transaction.atomic():
        CheckIn.objects.update(progress="x")
    with pytest.raises(DatabaseError, match="stays"), transaction.atomic():
        CheckIn.objects.all().delete()


def test_an_old_page_of_a_note_is_refused(world, row):
    note = services.write_check_in(row, TALK, share=False, by=world.manager)
    services.change_check_in(note, TALK | {"progress": "x"}, share=False, by=world.manager, seen=0)
    with pytest.raises(WrongState, match="Somebody else"):
        services.change_check_in(note, TALK, share=True, by=world.manager, seen=0)


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"progress": " "}, "progress"),
        ({"held_on": datetime.date(2026, 2, 10)}, "held_on"),
        ({"action_due_on": None}, "action_due_on"),
        ({"action": ""}, "action"),
        ({"confidence": 6}, "confidence"),
    ],
)
def test_a_check_in_that_cannot_be_is_refused_at_its_field(world, row, change, field):
    with pytest.raises(DomainError) as error:
        services.write_check_in(row, TALK | change, share=True, by=world.manager)
    assert error.value.field == field


def test_the_ledger_tells_that_they_spoke_and_not_what(world, row):
    services.write_check_in(row, TALK, share=True, by=world.manager)
    assert Sealed.objects.get(verb="appraisals.write_check_in").details == {
        "appraisal": row.pk, "side": "appraiser", "held_on": "2026-02-06", "shared": True,
    }  # fmt: skip


def test_evidence_counts_for_a_line_of_the_plan_in_force(world, row, line):
    entry = services.log_evidence(row, " Trained ten people ", line, by=world.employee)
    assert (entry.what, entry.line) == ("Trained ten people", line)
    assert readers(world, EvidenceEntry.objects) == {"manager", "employee"}
    with pytest.raises(DomainError, match="line of the plan") as error:
        services.log_evidence(row, "x", None, by=world.employee)
    assert error.value.field == "line"
    with pytest.raises(DomainError):
        services.log_evidence(row, " ", line, by=world.employee)
    with pytest.raises(PermissionDenied):
        services.log_evidence(row, "x", line, by=world.office)
    with pytest.raises(DatabaseError, match="evidence stays"), transaction.atomic():
        EvidenceEntry.objects.update(what="x")


def test_the_superior_reviews_each_goal(world, row, line):
    with pytest.raises(PermissionDenied, match="superior"):
        services.review_goal(row, line, REVIEW, by=world.employee)
    services.review_goal(row, line, REVIEW, by=world.manager)
    services.review_goal(row, line, REVIEW | {"risk": "high"}, by=world.manager)
    assert [review.risk for review in GoalReview.objects.visible_to(world.employee)] == [
        "high", "low",
    ]  # fmt: skip
    with pytest.raises(DomainError):
        services.review_goal(row, line, REVIEW | {"trend": "sideways"}, by=world.manager)
    with pytest.raises(DomainError):
        services.review_goal(row, line, REVIEW | {"next_step": ""}, by=world.manager)


def test_an_urging_notice_is_due_after_the_working_days_of_the_policy(world, row, line):
    CalendarDayFactory(day=datetime.date(2026, 2, 17), kind="holiday")
    CalendarDayFactory(day=datetime.date(2026, 2, 14), kind="make_up")
    CalendarDayFactory(day=datetime.date(2026, 2, 18), kind="holiday")
    notice = services.urge(row, line, "Late", "Ten of forty", by=world.manager)
    # From Monday the 9th: 10 11 12 13 14 16 19 20 23 24.
    assert notice.reply_due_on == datetime.date(2026, 2, 24)
    with pytest.raises(PermissionDenied):
        services.urge(row, line, "Late", "x", by=world.employee)
    with pytest.raises(DomainError):
        services.urge(row, line, "Late", " ", by=world.manager)


def test_an_urging_notice_is_answered_in_time_or_late(world, row, line, time_machine):
    notice = services.urge(row, line, "Late", "Ten of forty", by=world.manager)
    rows = UrgingNotice.objects
    assert (rows.waiting().get(), rows.overdue().exists()) == (notice, False)
    assert rows.overdue(notice.reply_due_on + datetime.timedelta(days=1)).exists()
    with pytest.raises(PermissionDenied):
        services.answer_urging(notice, "a", "b", "", by=world.manager)
    with pytest.raises(DomainError):
        services.answer_urging(notice, "a", "", "", by=world.employee)
    first = services.answer_urging(notice, "Ill", "Two more days", "", by=world.employee)
    time_machine.move_to(datetime.datetime(2026, 3, 2, 9, tzinfo=datetime.UTC))
    later = services.answer_urging(notice, "Ill", "Two more days", "Done", by=world.employee)
    assert (first.is_late, later.is_late) == (False, True)
    assert not rows.waiting().exists()
    assert rows.answered().get() == notice
    with pytest.raises(DatabaseError), transaction.atomic():
        UrgingReply.objects.update(is_late=False)


def test_a_warning_is_asked_by_the_grading_and_acknowledged_once(world, row):
    assert not Appraisal.objects.warned().exists()
    with pytest.raises(PermissionDenied):
        services.warn(row, "Much", by=world.employee)
    warning = services.warn(row, "The output must double.", by=world.manager)
    assert list(Appraisal.objects.warned()) == [row]
    early = warning.issued_at - datetime.timedelta(seconds=1)
    assert not Appraisal.objects.warned(by=early).exists()
    with pytest.raises(PermissionDenied):
        services.acknowledge_warning(warning, by=world.manager)
    services.close_phase(phase(row.appraisal_cycle, "coaching"), by=None)
    services.acknowledge_warning(warning, by=world.employee)
    with pytest.raises(WrongState, match="already"):
        services.acknowledge_warning(warning, by=world.employee)
    with pytest.raises(DatabaseError, match="warning stays"), transaction.atomic():
        EarlyWarning.objects.update(text="x")


def test_the_last_talk_is_the_last_that_was_shared(world, row):
    rows = Appraisal.objects.filter(pk=row.pk).with_last_talk()
    assert rows.get().talked_on is None
    services.write_check_in(row, TALK, share=True, by=world.manager)
    later = TALK | {"held_on": datetime.date(2026, 2, 8)}
    services.write_check_in(row, later, share=False, by=world.manager)
    assert rows.get().talked_on == datetime.date(2026, 2, 6)


def test_all_of_it_is_written_while_coaching_is_open(world, row, line):
    note = services.write_check_in(row, TALK, share=False, by=world.manager)
    shared = services.write_check_in(row, TALK, share=True, by=world.manager)
    notice = services.urge(row, line, "Late", "x", by=world.manager)
    services.close_phase(phase(row.appraisal_cycle, "coaching"), by=None)
    for write in (
        lambda: services.write_check_in(row, TALK, share=True, by=world.manager),
        lambda: services.change_check_in(note, TALK, share=True, by=world.manager),
        lambda: services.reply_to_check_in(shared, "x", by=world.employee),
        lambda: services.log_evidence(row, "x", line, by=world.employee),
        lambda: services.review_goal(row, line, REVIEW, by=world.manager),
        lambda: services.urge(row, line, "x", "x", by=world.manager),
        lambda: services.answer_urging(notice, "x", "x", "", by=world.employee),
        lambda: services.warn(row, "x", by=world.manager),
    ):
        with pytest.raises(WrongState, match="is closed"):
            write()


def test_nothing_of_the_year_changes_once_the_cycle_is_archived(world, row, plan, line):
    services.write_check_in(row, TALK, share=False, by=world.manager)
    warning = services.warn(row, "The output", by=world.manager)
    AppraisalCycle.objects.filter(pk=row.appraisal_cycle_id).update(
        state="archived", archived_at=IN_PLANNING
    )
    with pytest.raises(WrongState, match="archived"):
        services.acknowledge_warning(warning, by=world.employee)
    for write in (
        lambda: CheckIn.objects.update(progress="x"),
        lambda: EarlyWarning.objects.update(acknowledged_by=world.employee,
                                            acknowledged_at=warning.issued_at),
        lambda: services.log_evidence(row, "x", line, by=world.employee),
        lambda: services.amend_agreement(
            plan, reason="new_task", explanation="x", by=world.manager
        ),
    ):  # fmt: skip
        with pytest.raises(DatabaseError, match="archived cycle stays"), transaction.atomic():
            write()
