"""Setting up, launching and archiving a cycle; its phases and their fences."""

import datetime
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, transaction

from appraisals import services
from appraisals.models import AppraisalCycle, Phase, PhaseStep
from appraisals.services.launch import LaunchRefused
from audit.errors import DomainError, WrongState
from audit.models import Entry
from tests.appraisals.cycles import IN_PLANNING, appraisal_of, draft, phase, running
from tests.factories import RoleGrantFactory, UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("world")]
DAY = datetime.timedelta(days=1)


@pytest.fixture(autouse=True)
def in_january(time_machine):
    time_machine.move_to(IN_PLANNING)


def test_a_new_cycle_has_the_phases_of_its_policy(world):
    cycle = draft(world, by=world.office)
    days = [(p.kind, str(p.starts_on), str(p.ends_on)) for p in cycle.phases.in_order()]
    assert days == [
        ("planning", "2025-12-01", "2026-01-30"),
        ("coaching", "2026-01-31", "2026-12-31"),
        ("self_assessment", "2027-01-01", "2027-01-14"),
        ("evaluation", "2027-01-15", "2027-02-04"),
        ("calibration", "2027-02-05", "2027-02-14"),
        ("results", "2027-02-15", "2027-03-07"),
        ("appeals", "2027-03-08", "2027-05-08"),
    ]
    assert (cycle.department_scale, cycle.person_scale) == ("department-annual", "person-annual")
    assert Entry.objects.get(verb="appraisals.create_cycle").target_id == str(cycle.pk)


@pytest.mark.parametrize("role", ["manager", "employee", "evaluator", "auditor", "supervision"])
def test_only_the_office_sets_up_a_cycle(world, role):
    with pytest.raises(PermissionDenied):
        draft(world, by=world.user(role))
    assert not AppraisalCycle.objects.exists()


def test_a_code_is_taken_once(world):
    draft(world)
    with pytest.raises(DomainError, match="taken already"):
        draft(world)


def test_a_draft_is_seen_by_its_office_only_and_a_launched_cycle_by_all_of_the_branch(world):
    cycle = draft(world)
    seen = {r for r in ("office", "manager", "employee", "auditor", "stranger")
            if AppraisalCycle.objects.visible_to(world.user(r)).exists()}  # fmt: skip
    assert seen == {"office"}
    AppraisalCycle.objects.filter(pk=cycle.pk).update(state="running", launched_at=IN_PLANNING)
    seen = {r for r in ("office", "manager", "employee", "auditor", "stranger")
            if AppraisalCycle.objects.visible_to(world.user(r)).exists()}  # fmt: skip
    assert seen == {"office", "manager", "employee", "auditor"}


def test_everybody_of_the_branch_takes_part_with_the_heads_above_him(world):
    cycle = draft(world)
    found = services.enrol(cycle, by=world.office)
    assert found == {"added": 10, "changed": 0, "rerouted": 8}
    people = cycle.appraisals.of_people().values_list("subject_user__username", "unit__code",
                                                      "appraiser__username")  # fmt: skip
    assert set(people) == {
        ("office", "CITY", None), ("auditor", "CITY", None), ("supervision", "CITY", None),
        ("manager", "BUREAU", None), ("evaluator", "BUREAU", "manager"),
        ("employee", "DIVISION", "manager"),
    }  # fmt: skip
    places = cycle.appraisals.of_departments().values_list("unit__code", "subject_user__username",
                                                           "appraiser__username")  # fmt: skip
    assert set(places) == {
        ("CITY", None, None), ("BUREAU", "manager", None), ("DIVISION", None, "manager"),
        ("OTHER", None, None),
    }  # fmt: skip
    assert services.enrol(cycle, by=world.office)["added"] == 10  # a draft is made anew
    assert cycle.appraisals.count() == 10


def test_who_takes_part_too_short_is_not_graded(world):
    spell = world.appointment("employee")
    type(spell).objects.filter(pk=spell.pk).update(starts_on=datetime.date(2026, 10, 3))
    late = world.appointment("evaluator")
    type(late).objects.filter(pk=late.pk).update(starts_on=datetime.date(2026, 10, 4))
    cycle = draft(world)
    services.enrol(cycle, by=None)
    assert appraisal_of(cycle, world.employee).excluded_as == ""  # 90 days
    assert appraisal_of(cycle, world.evaluator).excluded_as == "too_short"  # 89 days


def test_a_launch_names_everything_that_is_missing(world):
    cycle = draft(world)
    with pytest.raises(LaunchRefused) as refused:
        services.launch(cycle, by=world.office)
    assert [b.code for b in refused.value.blockers] == ["nobody_takes_part"]
    services.enrol(cycle, by=None)
    found = {b.code: b.count for b in services.blockers_of(cycle)}
    assert found == {"without_account": 3, "without_appraiser": 5}
    cycle.refresh_from_db()
    assert cycle.state == "draft"


def test_a_launched_cycle_keeps_what_it_pins(world):
    cycle = running(world)
    with pytest.raises(WrongState, match="does not change any more"):
        services.change_cycle(cycle, {"covers_people": False}, by=world.office)
    for change in ({"policy_id": None}, {"state": "draft", "launched_at": None},
                   {"person_scale": "other"}):  # fmt: skip
        with pytest.raises(DatabaseError), transaction.atomic():
            AppraisalCycle.objects.filter(pk=cycle.pk).update(**change)
    for rows in (cycle.phases, cycle.appraisals):
        with pytest.raises(DatabaseError, match="stays"), transaction.atomic():
            rows.all().delete()


def test_phases_open_one_after_the_other(world, time_machine):
    cycle = running(world)
    with pytest.raises(WrongState, match="Close the phases before"):
        services.open_phase(phase(cycle, "coaching"), by=world.office)
    planning = services.open_phase(phase(cycle, "planning"), by=world.office)
    with pytest.raises(WrongState, match="somebody else was first"):
        services.open_phase(planning, by=world.office)
    services.close_phase(planning, by=world.office)
    with pytest.raises(WrongState, match="begins on 2026-01-31"):
        services.open_phase(phase(cycle, "coaching"), by=world.office)
    time_machine.move_to(IN_PLANNING + 30 * DAY)
    services.open_phase(phase(cycle, "coaching"), by=world.office)
    assert [s.deed for s in PhaseStep.objects.order_by("pk")] == ["open", "close", "open"]


def test_a_closed_phase_is_opened_again_by_two_people(world):
    cycle = running(world)
    planning = services.open_phase(phase(cycle, "planning"), by=world.office)
    planning = services.close_phase(planning, by=world.office)
    with pytest.raises(DomainError, match="Say why"):
        services.ask_to_reopen(planning, " ", by=world.office)
    with pytest.raises(PermissionDenied, match="Somebody of the performance office"):
        services.ask_to_reopen(planning, "two plans are missing", by=None)
    services.ask_to_reopen(planning, "two plans are missing", by=world.office)
    with pytest.raises(PermissionDenied):
        services.answer_reopening(planning, "yes", agree=True, by=world.office)
    second = UserFactory()
    RoleGrantFactory(user=second, role="office", department=world.city)
    planning = services.answer_reopening(planning, "yes", agree=True, by=second)
    assert (planning.state, planning.reopened, planning.asked_by_id) == ("open", True, None)
    with pytest.raises(DatabaseError, match="does not go"), transaction.atomic():
        Phase.objects.filter(pk=planning.pk).update(state="waiting")


def test_a_phase_is_held_only_while_it_is_open(world):
    cycle = running(world)
    with pytest.raises(WrongState, match=r"not open yet\. It begins on 2025-12-01"):
        services.hold_phase(cycle, "planning")
    planning = services.open_phase(phase(cycle, "planning"), by=world.office)
    assert services.hold_phase(cycle, "planning", "coaching") == planning
    services.close_phase(planning, by=world.office)
    with pytest.raises(WrongState, match="What you wrote is kept"):
        services.hold_phase(cycle, "planning")


def test_days_of_a_phase_move_for_a_reason_and_in_order(world):
    cycle = running(world)
    planning = phase(cycle, "planning")
    to = datetime.date(2026, 2, 10)
    with pytest.raises(DomainError, match="Say why"):
        services.move_phase(planning, planning.starts_on, to, reason="", by=world.office)
    with pytest.raises(DomainError, match="before the next one begins, on 2026-01-31") as error:
        services.move_phase(planning, planning.starts_on, to, reason="late", by=world.office)
    assert error.value.field == "ends_on"
    moved = services.move_phase(
        planning, planning.starts_on, to - 11 * DAY, reason="earlier", by=world.office
    )
    assert str(moved.ends_on) == "2026-01-30"


def test_superiors_follow_the_head_and_the_change_is_told(world):
    cycle = running(world)
    head = world.appointment("manager")
    row = appraisal_of(cycle, world.employee)
    assert row.appraiser == world.manager
    type(head).objects.filter(pk=head.pk).update(ends_on=datetime.date(2026, 1, 11))
    world.appointment("evaluator")
    moved = world.appointment("evaluator")
    type(moved).objects.filter(pk=moved.pk).update(post=head.post, starts_on="2026-01-12")
    assert services.reroute(cycle, by=None) > 0
    row.refresh_from_db()
    assert row.appraiser == world.evaluator
    details = Entry.objects.filter(verb="appraisals.enrol").latest("pk").details
    assert len(details["sha256"]) == 3  # departments, people, and the superiors of now
    told = row.reroutings.get(field="appraiser")
    assert (told.before, told.after, told.cause) == (world.manager, world.evaluator, "head")
    assert services.reroute(cycle, by=None) == 0
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        row.reroutings.update(reason="other")


def test_a_superior_chosen_by_the_office_stays(world):
    cycle = running(world)
    row = appraisal_of(cycle, world.employee)
    with pytest.raises(DomainError, match="Nobody appraises himself"):
        services.choose_appraiser(row, world.employee, None, reason="x", by=world.office)
    services.choose_appraiser(row, world.evaluator, world.manager, reason="leave", by=world.office)
    services.reroute(cycle, by=None)
    row.refresh_from_db()
    assert (row.appraiser, row.second_appraiser) == (world.evaluator, world.manager)
    services.choose_appraiser(row, None, None, reason="back", by=world.office)
    row.refresh_from_db()
    assert (row.appraiser, row.appraiser_chosen) == (world.manager, False)


def test_nobody_takes_himself_out_of_the_grading(world):
    cycle = running(world)
    own = appraisal_of(cycle, world.office)
    with pytest.raises(PermissionDenied):
        services.exclude(own, "leave", "", by=world.office)
    other = appraisal_of(cycle, world.employee)
    with pytest.raises(DomainError, match="reasons of the policy"):
        services.exclude(other, "moonlight", "", by=world.office)
    services.exclude(other, "leave", "since May", by=world.office)
    services.reroute(cycle, by=None)
    other.refresh_from_db()
    assert (other.excluded_as, other.excluded_note) == ("leave", "since May")
    assert services.include(other, by=world.office).is_graded


def test_an_archived_cycle_never_changes(world, time_machine):
    cycle = running(world)
    with pytest.raises(WrongState, match="Close every phase"):
        services.archive_cycle(cycle, by=world.office)
    for row in cycle.appraisals.graded():
        services.exclude(row, "leave", "", by=None)
    for row in list(cycle.phases.in_order()):
        time_machine.move_to(datetime.datetime.combine(row.starts_on, datetime.time(12)))
        services.open_phase(row, by=None)
        if row.kind == "results":
            services.issue_notices(cycle, by=None)
        services.close_phase(row, by=None)
    services.archive_cycle(cycle, by=world.office)
    with pytest.raises(DatabaseError, match="unchanged"), transaction.atomic():
        cycle.appraisals.update(excluded_note="x", excluded_as="leave")
    with pytest.raises(WrongState, match="archived"):
        services.enrol(cycle, by=world.office)


def test_a_source_is_taken_in_as_an_aggregate(world):
    row = appraisal_of(running(world), world.employee)
    first = services.receive_source(row, "peers", Decimal("83.3333335"), 7, by=None)
    assert first.percent == Decimal("83.333334")
    assert services.receive_source(row, "peers", Decimal("83.3333335"), 7, by=None) == first
    none = services.receive_source(row, "peers", None, 2, missing="too_few", by=None)
    assert (none.supersedes, row.source_scores.in_force().get()) == (first, none)
    with pytest.raises(DomainError):
        services.receive_source(row, "peers", Decimal(101), 7, by=None)
    seen = {r for r in ("office", "manager", "employee", "auditor", "evaluator")
            if row.source_scores.visible_to(world.user(r)).exists()}  # fmt: skip
    assert seen == {"office", "manager", "auditor"}
