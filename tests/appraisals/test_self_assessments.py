"""A self-assessment: kept as typed, private, handed in whole, taken back, opened."""

import threading
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, connection, transaction

from appraisals import services
from appraisals.models import Appraisal, SectionAnswer, SelfAssessment
from appraisals.services import self_assessments
from appraisals.services.self_assessments import NotWholeError, StaleAnswer
from audit.errors import DomainError, WrongState
from audit.models import Entry
from tests.appraisals.cycles import IN_PLANNING, appraisal_of, phase, running
from tests.appraisals.self_assessing import WHOLE, begun, submitted, write_all
from tests.factories import RoleGrantFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("world")]
RESULTS = "duty-results"


@pytest.fixture(autouse=True)
def in_january(time_machine):
    time_machine.move_to(IN_PLANNING)


@pytest.fixture
def mine(world, time_machine):
    """The employee's appraisal, to be assessed by himself now; the manager appraises him."""
    return appraisal_of(begun(world, time_machine), world.employee)


def save(appraisal, by, text, version, code=RESULTS, **more):
    said = {"text": text, **more}
    return self_assessments.save_answer(appraisal, code, said, version=version, by=by)


# --- drafts


def test_what_is_typed_is_kept_as_it_is_and_unchecked(world, mine):
    text = "  half a sen\0tence\r\n" + "x" * 4000
    row = save(mine, world.employee, text, 0, rating="9", cause="bad luck", is_complete="yes")
    assert row.text == "  half a sentence\n" + "x" * 4000
    assert (row.rating, row.cause, row.is_complete, row.version) == (None, "", True, 1)
    assert not Entry.objects.filter(verb__contains="self_assessment").exists()


def test_a_save_from_an_old_version_is_refused_and_shows_the_other(world, mine):
    save(mine, world.employee, "one", 0)
    save(mine, world.employee, "two", 1)
    assert save(mine, world.employee, "two", 1).version == 2  # the same again is no conflict
    with pytest.raises(StaleAnswer) as refused:
        save(mine, world.employee, "three", 1)
    assert refused.value.answer.text == "two"
    assert save(mine, world.employee, "other section", 0, "closing-plan").version == 1


def test_only_who_is_appraised_writes(world, mine):
    for role in ("manager", "office", "auditor", "supervision", "evaluator", "stranger"):
        with pytest.raises(PermissionDenied):
            save(mine, world.user(role), "x", 0)
    assert not SelfAssessment.objects.exists()


def test_a_section_that_is_not_in_the_plan_is_refused(world, mine):
    with pytest.raises(WrongState, match="no longer part"):
        save(mine, world.employee, "x", 0, "kpi-1-1")


def test_nothing_is_written_outside_the_phase(world, time_machine):
    cycle = running(world)
    with pytest.raises(WrongState, match=r"not open yet\. It begins on 2027-01-01"):
        save(appraisal_of(cycle, world.employee), world.employee, "x", 0)
    cycle.refresh_from_db()
    row = phase(cycle, "self_assessment")
    for kind in ("planning", "coaching", "self_assessment"):
        time_machine.move_to(row.starts_on)
        services.close_phase(services.open_phase(phase(cycle, kind), by=None), by=None)
    with pytest.raises(WrongState, match=r"is closed\. What you wrote is kept"):
        save(appraisal_of(cycle, world.employee), world.employee, "x", 0)


def seen_by(world, rows):
    return {
        role
        for role in ("office", "manager", "employee", "evaluator", "auditor", "supervision")
        if rows.visible_to(world.user(role)).exists()
    }


def test_a_draft_is_its_authors_alone_and_its_text_is_read_once_it_is_opened(world, mine):
    save(mine, world.employee, "between us", 0)
    assert seen_by(world, SelfAssessment.objects) == {"employee"}
    assert seen_by(world, SectionAnswer.objects) == {"employee"}
    # Others see how far it is.
    for role in ("office", "manager", "auditor"):
        rows = Appraisal.objects.visible_to(world.user(role)).with_self_assessment()
        assert rows.get(pk=mine.pk).self_state == "draft"
    row = submitted_from_draft(world, mine)
    assert seen_by(world, SelfAssessment.objects) == {"employee", "manager"}
    assert seen_by(world, SectionAnswer.objects) == {"employee"}
    self_assessments.open_submitted(row, by=world.manager)
    assert seen_by(world, SectionAnswer.objects) == {"employee", "manager"}


def submitted_from_draft(world, mine):
    save(mine, world.employee, WHOLE["text"], 1, rating="4", is_complete="yes")
    for code in ("duty-duties", "closing-plan"):
        self_assessments.save_answer(mine, code, WHOLE, version=0, by=world.employee)
    return self_assessments.submit(mine, by=world.employee)


def test_another_head_writes_his_own_and_the_first_keeps_what_he_began(world, mine):
    save(mine, world.employee, "mine", 0)
    Appraisal.objects.filter(pk=mine.pk).update(subject_user=world.evaluator)
    mine.refresh_from_db()
    assert save(mine, world.evaluator, "his", 0).version == 1
    with pytest.raises(PermissionDenied):
        save(mine, world.employee, "mine", 1)
    texts = {role: SectionAnswer.objects.visible_to(world.user(role)).get().text
             for role in ("employee", "evaluator")}  # fmt: skip
    assert texts == {"employee": "mine", "evaluator": "his"}


# --- steps


def test_submitting_names_every_section_that_is_missing(world, mine):
    write_all(mine, world.employee, duty_duties={"rating": ""}, closing_plan={"is_complete": "no"})
    with pytest.raises(NotWholeError) as refused:
        self_assessments.submit(mine, by=world.employee)
    assert [one.code for one in refused.value.sections] == ["duty-duties", "closing-plan"]
    assert SelfAssessment.objects.get().state == "draft"


def test_an_answer_that_is_too_long_is_kept_and_cannot_be_handed_in(world, mine):
    write_all(mine, world.employee, duty_results={"text": "x" * 1501})
    with pytest.raises(NotWholeError):
        self_assessments.submit(mine, by=world.employee)
    assert SectionAnswer.objects.get(section=RESULTS).text == "x" * 1501


def test_submitted_it_counts_as_the_weighted_mean_of_its_ratings(world, mine):
    row = submitted(mine, world.employee, duty_results={"rating": "4"}, duty_duties={"rating": "2"})
    # (70 × 3/4 + 30 × 1/4) × 100 ÷ 100; the closing section has no rating.
    source = mine.source_scores.in_force().get(source="self")
    assert (source.percent, source.raters) == (Decimal(60), 1)
    assert (row.state, row.reference) == ("submitted", f"SA-2026-{row.pk:06}")
    entry = Entry.objects.get(verb="appraisals.submit_self_assessment")
    assert entry.details == {"reference": row.reference, "state": "submitted", "sections": 3}
    pinned = row.answers.pinned().values_list("section", "weight")
    assert list(pinned) == [(RESULTS, 70), ("duty-duties", 30), ("closing-plan", 0)]


def test_submitting_what_was_changed_in_another_window_is_refused(world, mine):
    write_all(mine, world.employee)
    seen = SelfAssessment.objects.get().version
    save(mine, world.employee, "and this", 1, rating="4", is_complete="yes")
    with pytest.raises(WrongState, match="changed this"):
        self_assessments.submit(mine, seen=seen, by=world.employee)


def test_a_submitted_one_is_withdrawn_until_it_is_opened(world, mine):
    row = submitted(mine, world.employee)
    with pytest.raises(WrongState, match="is submitted"):
        save(mine, world.employee, "more", 1)
    with pytest.raises(WrongState, match="is submitted"):
        self_assessments.submit(mine, by=world.employee)
    row = self_assessments.withdraw(row, by=world.employee)
    source = mine.source_scores.in_force().get(source="self")
    assert (source.percent, source.raters, source.missing) == (None, 0, "not_asked")
    save(mine, world.employee, "better", 1, rating="5", is_complete="yes")
    again = self_assessments.submit(mine, by=world.employee)
    assert again.reference == row.reference
    opened = self_assessments.open_submitted(again, by=world.manager)
    assert (opened.state, opened.opened_by) == ("opened", world.manager)
    assert self_assessments.open_submitted(again, by=world.manager).version == opened.version
    with pytest.raises(WrongState, match="Submitted and opened"):
        self_assessments.withdraw(opened, by=world.employee)


def test_steps_belong_to_their_actors(world, mine):
    row = submitted(mine, world.employee)
    for role in ("employee", "office", "auditor", "evaluator"):
        with pytest.raises(PermissionDenied):
            self_assessments.open_submitted(row, by=world.user(role))
    for role in ("manager", "office"):
        with pytest.raises(PermissionDenied):
            self_assessments.withdraw(row, by=world.user(role))


def test_after_the_phase_it_is_not_withdrawn_but_still_opened(world, mine):
    row = submitted(mine, world.employee)
    services.close_phase(phase(mine.appraisal_cycle, "self_assessment"), by=None)
    with pytest.raises(WrongState, match="is closed"):
        self_assessments.withdraw(row, by=world.employee)
    assert self_assessments.open_submitted(row, by=world.manager).state == "opened"


# --- what the database holds


@pytest.mark.parametrize(
    "change",
    [{"state": "opened"}, {"state": "draft"}, {"author_id": 1}, {"reference": "SA-1"}],
    ids=str,
)
def test_steps_that_are_not_in_the_table_are_refused(world, mine, change):
    row = submitted(mine, world.employee)
    with pytest.raises(DatabaseError), transaction.atomic():
        SelfAssessment.objects.filter(pk=row.pk).update(**change)


def test_what_is_handed_in_stays(world, mine):
    row = submitted(mine, world.employee)
    with pytest.raises(DatabaseError, match="handed in stay"), transaction.atomic():
        row.answers.update(text="other")
    with pytest.raises(DatabaseError, match="never deleted"), transaction.atomic():
        row.answers.all()._raw_delete("default")
    with pytest.raises(DatabaseError, match="handed_in_once"), transaction.atomic():
        SelfAssessment.objects.create(
            appraisal=mine, author=world.office, state="submitted", reference="x",
            begun_at=row.begun_at, submitted_at=row.begun_at,
        )  # fmt: skip
    with pytest.raises(DatabaseError, match="by_somebody_else"), transaction.atomic():
        SelfAssessment.objects.filter(pk=row.pk).update(
            state="opened", opened_at=row.begun_at, opened_by=world.employee
        )


# --- races


@pytest.mark.django_db(transaction=True)
def test_a_phase_closing_against_submissions_takes_them_in_or_refuses_them(world, time_machine):
    """Two connections, some rounds: what is said to be handed in is in, with its source."""
    cycle = begun(world, time_machine)
    second = RoleGrantFactory(role="office", department=world.city).user
    for user in (world.employee, world.evaluator, world.manager, world.office):
        row = appraisal_of(cycle, user)
        write_all(row, user)
        opened = phase(cycle, "self_assessment")
        said = at_once(
            lambda row=row, user=user: self_assessments.submit(row, by=user),
            lambda opened=opened: services.close_phase(opened, by=None),
        )
        handed_in = row.self_assessments.handed_in().exists()
        assert said == {"Phase", "SelfAssessment"} if handed_in else {"Phase", "WrongState"}
        assert row.source_scores.exists() == handed_in
        reopened(opened, by=(world.office, second))


def reopened(row, *, by):
    first, second = by
    services.ask_to_reopen(row, "next round", by=first)
    services.answer_reopening(row, "next round", agree=True, by=second)


@pytest.mark.django_db(transaction=True)
def test_closing_waits_for_a_submission_that_is_under_way(world, time_machine):
    """Red without the lock of the phase: the closing would not wait, and come first."""
    cycle = begun(world, time_machine)
    row = appraisal_of(cycle, world.employee)
    write_all(row, world.employee)
    order, under_way = [], threading.Event()

    def close():
        under_way.wait()
        services.close_phase(phase(cycle, "self_assessment"), by=None)
        order.append("closed")
        connection.close()

    closing = threading.Thread(target=close)
    closing.start()
    with transaction.atomic():
        self_assessments.submit(row, by=world.employee)
        under_way.set()
        closing.join(0.5)
        order.append("submitted")
    closing.join()
    assert order == ["submitted", "closed"]


def at_once(*calls):
    """The names of what each call gave or raised, all begun at the same moment."""
    barrier, outcomes = threading.Barrier(len(calls)), set()

    def work(call):
        try:
            barrier.wait()
            outcomes.add(type(call()).__name__)
        except (DomainError, PermissionDenied) as error:
            outcomes.add(type(error).__name__)
        finally:
            connection.close()

    threads = [threading.Thread(target=work, args=[call]) for call in calls]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return outcomes
