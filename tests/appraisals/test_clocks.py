"""Probation by one's own clock: the days, the gate, the notice in the middle. Y18 to Y21."""

import datetime

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, transaction
from django.utils import timezone

from appraisals import services
from appraisals.models import Appraisal, MidwayNotice, Phase, ProbationClock
from appraisals.services import self_assessments
from appraisals.services.policy import codes_of, scale_of
from audit.errors import DomainError, WrongState
from audit.models import Entry
from audit.rehearsing import on_stage
from tests.appraisals.cycles import appraisal_of, draft, phase, running
from tests.appraisals.evaluations import hand_in
from tests.appraisals.probation import DAY, begun, clock_of, on_probation
from tests.appraisals.rehearsing import started
from tests.appraisals.test_coaching import TALK
from tests.factories import CalendarDayFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("world")]


def test_everybody_has_days_from_his_first_one_on(world):
    row = on_probation(world, 20)
    first = timezone.localdate() - 20 * DAY
    assert (row.counts_from, clock_of(row).starts_on) == (first, first)
    assert list(row.appraisal_cycle.appraisals.values_list("subject_user__username")) == [
        ("employee",)
    ]
    assert row.excluded_as == ""  # as late in the year as he may have come
    assert services.enrol(row.appraisal_cycle, by=None) == {
        "added": 0, "changed": 0, "rerouted": 0,
    }  # fmt: skip


def test_days_follow_the_appointment_and_the_calendar(world):
    row = on_probation(world, 40)
    before = clock_of(row)
    shift = 1 if before.starts_on.month == 12 else -1
    begun(world, 40 + shift)
    services.enrol(row.appraisal_cycle, by=None)
    later = clock_of(row)
    assert (later.pk, later.starts_on) == (before.pk, before.starts_on - shift * DAY)
    CalendarDayFactory(day=later.notice_due_on, kind="holiday")
    services.enrol(row.appraisal_cycle, by=None)
    assert clock_of(row).notice_due_on > later.notice_due_on
    details = Entry.objects.filter(verb="appraisals.enrol").latest("pk").details
    assert (details["clocks"], details["changed"]) == (1, 0)


def test_other_cycles_and_policies_without_it_have_none(world):
    running(world, year=str(timezone.localdate().year))
    assert not ProbationClock.objects.exists()
    services.enrol(draft(world, kind="probation", code="p", covers_departments=False), by=None)
    assert not ProbationClock.objects.exists()  # nobody began in that year


def test_a_rehearsal_waits_for_nobodys_days(world):
    first = begun(world, 20)
    row = started(
        world, kind="probation", code="probation", year=str(first.year), covers_departments=False
    )
    with on_stage(row.pk, world.office.pk):
        services.enrol(row, by=world.office)
        assert row.appraisals.count() == 1
        assert not ProbationClock.objects.exists()


def test_plan_and_talks_are_open_from_his_first_day_and_the_assessment_near_his_end(world):
    row = on_probation(world, 20)
    assert not Phase.objects.filter(state="open").exists()
    services.draft_agreement(row, by=world.employee)
    services.write_check_in(row, TALK, share=True, by=world.manager)
    opens = clock_of(row).opens_on.isoformat()
    for late in ("self_assessment", "evaluation"):
        with pytest.raises(WrongState, match=f"this opens on {opens}"):
            services.hold_phase(row, late)
    assert not Appraisal.objects.to_self_assess(world.employee).exists()


def test_assessment_opens_by_his_clock_and_not_by_the_common_phase(world):
    row = on_probation(world, 350)
    assert list(Appraisal.objects.to_self_assess(world.employee)) == [row]
    sections = self_assessments.sections_of(row)
    self_assessments.save_answer(
        row, sections[0].code, {"text": "Settled in"}, version=0, by=world.employee
    )
    hand_in(row, grade=codes_of(scale_of(row))[1])
    assert row.evaluations.get().state == "handed_in"


def test_nobody_begins_before_his_first_day(world):
    row = on_probation(world, 20)
    first = timezone.localdate() + 3 * DAY
    ProbationClock.objects.filter(appraisal=row).update(starts_on=first)
    with pytest.raises(WrongState, match=f"opens on {first}"):
        services.write_check_in(row, TALK, share=True, by=world.manager)


def closing(cycle, *, by=None):
    """The phases as far as evaluation are open and closed, whatever their days."""
    for kind in ("planning", "coaching", "self_assessment", "evaluation"):
        rows = Phase.objects.filter(appraisal_cycle=cycle, kind=kind)
        rows.filter(state="waiting").update(state="open")
        services.close_phase(rows.get(), by=by)


def test_evaluation_is_not_closed_while_a_clock_runs(world):
    row = on_probation(world, 350)
    last = clock_of(row).ends_on
    with pytest.raises(WrongState, match=f"lasts until {last}"):
        closing(row.appraisal_cycle)
    services.exclude(row, "other", "resigned", by=None)
    services.close_phase(phase(row.appraisal_cycle, "evaluation"), by=None)


def test_who_is_too_late_is_refused_once_evaluation_is_closed(world):
    row = on_probation(world, 380)
    services.write_check_in(row, TALK, share=True, by=world.manager)  # late, and taken
    closing(row.appraisal_cycle)
    for deed in ("coaching", "evaluation"):
        with pytest.raises(WrongState, match="“Evaluation” is closed"):
            services.hold_phase(row, deed)
    assert not Appraisal.objects.to_self_assess(world.employee).exists()


def test_calibration_is_common(world):
    row = on_probation(world, 380)
    with pytest.raises(WrongState, match="Calibration"):
        services.hold_phase(row.appraisal_cycle_id, "calibration")


def test_a_midway_notice_is_issued_once_by_the_superior(world):
    row = on_probation(world, 200)
    with pytest.raises(PermissionDenied):
        services.issue_midway(row, "On track", by=world.employee)
    with pytest.raises(DomainError, match="cannot be blank") as error:
        services.issue_midway(row, " ", by=world.manager)
    assert error.value.field == "text"
    made = services.issue_midway(row, " On track ", by=world.manager)
    assert (made.text, made.due_on) == ("On track", clock_of(row).notice_due_on)
    assert made.is_late == (timezone.localdate() > made.due_on)
    with pytest.raises(WrongState, match="issued already"):
        services.issue_midway(row, "Again", by=world.manager)
    assert Entry.objects.filter(verb="appraisals.issue_midway_notice").count() == 1


def test_no_notice_before_the_middle_or_without_a_clock(world):
    row = on_probation(world, 100)
    middle = clock_of(row).midway_on
    with pytest.raises(WrongState, match=f"is on {middle}"):
        services.issue_midway(row, "Early", by=world.manager)
    cycle = running(world, year=str(timezone.localdate().year + 1))
    Phase.objects.filter(appraisal_cycle=cycle, kind="coaching").update(state="open")
    with pytest.raises(WrongState, match="days of its own"):
        services.issue_midway(appraisal_of(cycle, world.employee), "Why", by=world.manager)


def test_only_he_acknowledges_once_and_the_notice_stays(world):
    made = services.issue_midway(on_probation(world, 250), "On track", by=world.manager)
    assert made.is_late is True
    with pytest.raises(PermissionDenied):
        services.acknowledge_midway(made, by=world.manager)
    with pytest.raises(DatabaseError, match="midway notice stays"), transaction.atomic():
        MidwayNotice.objects.update(text="Other")
    services.acknowledge_midway(made, by=world.employee)
    with pytest.raises(WrongState, match="acknowledged already"):
        services.acknowledge_midway(made, by=world.employee)
    for change in ({"acknowledged_at": None, "acknowledged_by": None}, {"due_on": "2020-01-01"}):
        with pytest.raises(DatabaseError, match="midway notice stays"), transaction.atomic():
            MidwayNotice.objects.update(**change)
    with pytest.raises(DatabaseError, match="midway notice stays"), transaction.atomic():
        made.delete()


def test_due_and_overdue_are_told_apart(world):
    row = on_probation(world, 20)
    clock, rows = clock_of(row), ProbationClock.objects
    days = [
        (clock.midway_on - DAY, 0, 0), (clock.midway_on, 1, 0), (clock.notice_due_on, 1, 0),
        (clock.notice_due_on + DAY, 1, 1),
    ]  # fmt: skip
    for day, due, late in days:
        assert (rows.due(day).count(), rows.overdue(day).count()) == (due, late)
    MidwayNotice.objects.create(
        appraisal=row, text="On track", issued_by=world.manager, issued_at=timezone.now(),
        issued_on=clock.midway_on, due_on=clock.notice_due_on,
    )  # fmt: skip
    for day, due, late in [
        (clock.opens_on - DAY, 0, 0), (clock.opens_on, 1, 0), (clock.report_due_on, 1, 0),
        (clock.report_due_on + DAY, 1, 1),
    ]:  # fmt: skip
        assert (rows.due(day).count(), rows.overdue(day).count()) == (due, late)
    services.exclude(row, "other", "", by=None)
    assert rows.due(clock.ends_on).count() == rows.overdue(clock.ends_on).count() == 0


@pytest.mark.parametrize(
    "change",
    [{"midway_on": "2020-01-01"}, {"ends_on": "2020-01-01"}, {"opens_on": "2020-01-01"},
     {"notice_due_on": "2020-01-01"}, {"report_due_on": "2020-01-01"}],
)  # fmt: skip
def test_days_are_in_order(world, change):
    row = on_probation(world, 20)
    with pytest.raises(DatabaseError, match="probation_clock_in_order"), transaction.atomic():
        ProbationClock.objects.filter(appraisal=row).update(
            **{name: datetime.date.fromisoformat(text) for name, text in change.items()}
        )
