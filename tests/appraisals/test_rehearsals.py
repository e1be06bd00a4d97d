"""A rehearsal: begun from a cycle that is set up, walked as anybody, ended. Rules Y30 to Y35."""

import datetime

import pytest
from django.core.exceptions import PermissionDenied

from appraisals import services
from appraisals.models import Agreement, AppraisalCycle, Phase
from appraisals.services.launch import LaunchRefused
from audit.errors import DomainError, WrongState
from audit.models import Entry
from audit.rehearsing import on_stage
from departments.models import RoleGrant
from feedback import services as ballots
from feedback.models import BallotRound
from tests.appraisals import cycles, plans
from tests.appraisals.rehearsing import act, at, go_on, part_of, ready, started, token
from tests.factories import UserFactory
from tests.feedback.ballots import OVERALL

pytestmark = pytest.mark.django_db
EVERY = ("planning", "coaching", "self_assessment", "evaluation", "calibration", "results",
         "appeals")  # fmt: skip
COPIED = ("subject", "unit", "person", "subject_user", "appraiser", "second_appraiser",
          "appraiser_chosen", "counts_from", "excluded_as", "excluded_note")  # fmt: skip


@pytest.fixture(autouse=True)
def in_january(time_machine):
    time_machine.move_to(cycles.IN_PLANNING, tick=True)


@pytest.fixture
def office(world):
    return world.client("office")


def words_of(answer):
    return " ".join(answer.content.decode().split())


def test_a_rehearsal_is_a_launched_copy_with_the_same_people(world):
    draft = ready(world)
    row = services.start_rehearsal(draft, by=world.office)
    assert (row.code, row.state, row.rehearses) == ("2026-annual-rehearsal-1", "running", draft)
    days = ("kind", "starts_on", "ends_on")
    with on_stage(row.pk):
        assert list(row.phases.in_order().values(*days)) == list(
            Phase._base_manager.filter(appraisal_cycle=draft).order_by("starts_on").values(*days)
        )
        copied = set(row.appraisals.values_list(*COPIED))
    assert copied == set(draft.appraisals.values_list(*COPIED))
    assert len(copied) == draft.appraisals.count() == 10
    entry = Entry.objects.get(verb="appraisals.start_rehearsal")
    assert (entry.actor, entry.target_id) == (world.office.pk, str(row.pk))
    assert entry.details == {"rehearses": "2026-annual", "subjects": 10}
    draft.refresh_from_db()
    assert services.launch(draft, by=world.office).state == "running"  # nothing stands in its way


def test_a_rehearsal_waits_for_no_date_but_for_all_else(world, time_machine):
    draft = ready(world)
    time_machine.move_to(datetime.datetime(2028, 1, 1, tzinfo=datetime.UTC))
    assert [one.code for one in services.blockers_of(draft)] == ["planning_over"]
    assert services.start_rehearsal(draft, by=world.office).state == "running"
    draft.appraisals.all().update(excluded_as="other")
    services.end_rehearsal(AppraisalCycle.rehearsals.get(), by=world.office)
    with pytest.raises(LaunchRefused) as refused:
        services.start_rehearsal(draft, by=world.office)
    assert [one.code for one in refused.value.blockers] == ["nobody_takes_part"]


def test_one_rehearsal_at_a_time_and_only_of_what_is_set_up(world):
    first = started(world)
    draft = AppraisalCycle.objects.get()
    with pytest.raises(WrongState, match="being rehearsed already"):
        services.start_rehearsal(draft, by=world.office)
    services.end_rehearsal(first, by=world.office)
    second = services.start_rehearsal(draft, by=world.office)
    assert second.code == "2026-annual-rehearsal-2"
    with on_stage(second.pk), pytest.raises(WrongState, match="no cycle is set up in it"):
        services.start_rehearsal(draft, by=world.office)
    services.end_rehearsal(second, by=world.office)
    with pytest.raises(PermissionDenied):
        services.start_rehearsal(draft, by=world.manager)
    services.launch(draft, by=world.office)
    with pytest.raises(WrongState, match="Only a cycle that is being set up"):
        services.start_rehearsal(draft, by=world.office)


def test_its_code_is_a_free_one_and_stays_its_own(world):
    draft = ready(world, code="2" * 60)
    cycles.draft(world, code="2" * 48 + "-rehearsal-1")
    row = services.start_rehearsal(draft, by=world.office)
    assert row.code == "2" * 48 + "-rehearsal-2"
    with pytest.raises(DomainError, match="is taken already"):
        cycles.draft(world, code=row.code)


def test_phases_follow_each_other_whatever_their_days(world):
    row = started(world)
    go_on(row, *EVERY[:2], by=world.office)
    with pytest.raises(WrongState, match="Somebody else was first"):
        services.next_phase(row, by=world.office, seen="coaching")  # a second click
    go_on(row, *EVERY[2:], by=world.office)
    assert services.next_phase(row, by=world.office, seen="") is None
    with on_stage(row.pk):
        states = list(row.phases.in_order().values_list("kind", "state"))
        assert states == [(kind, "closed") for kind in EVERY]
        deeds = row.phases.get(kind="planning").steps.values_list("deed", "by")
        assert list(deeds) == [("close", world.office.pk), ("open", world.office.pk)]
    with pytest.raises(WrongState, match="Every phase of this rehearsal is closed"):
        services.next_phase(row, by=world.office, seen="")
    with pytest.raises(PermissionDenied):
        services.next_phase(row, by=world.manager, seen="")


def test_the_year_is_walked_as_both_sides(world, office):
    for code in ("K-A", "K-B"):
        plans.carry(plans.kpi(world.division, code), world.person("employee"))
    row = started(world)
    go_on(row, "planning", by=world.office)
    session = office.session
    for method in session["account_authentication_methods"]:
        method["reauthenticated"] = True
    session.save()
    pk = part_of(world, row, "employee").pk
    act(office, row, world.employee)
    office.post(at("plan-start", pk), token())
    for person, deed in ((world.employee, "propose"), (world.manager, "agree")):
        act(office, row, person)
        with on_stage(row.pk):
            plan = Agreement.objects.get()
        sent = token(deed=deed, number=plan.number, version=plan.version)
        assert office.post(at("plan-step", pk), sent).status_code == 302
    with on_stage(row.pk):
        plan = Agreement.objects.get()
        assert (plan.state, plan.proposed_by, plan.agreed_by) == (
            "agreed", world.employee, world.manager,
        )  # fmt: skip
    assert Agreement.objects.count() == 0


def test_it_is_not_archived_but_ended(world):
    row = started(world)
    with on_stage(row.pk):
        row.appraisals.all().update(excluded_as="other")
    go_on(row, *EVERY[:6], by=world.office)
    with on_stage(row.pk, world.office.pk):
        services.issue_notices(row, by=None)
    go_on(row, "appeals", "", by=world.office)
    refused = pytest.raises(WrongState, match="Nothing is missing: the cycle itself could")
    with on_stage(row.pk, world.office.pk), refused:
        services.archive_cycle(row, by=world.office)
    ended = services.end_rehearsal(row, by=world.office)
    assert (ended.state, ended.archived_by) == ("archived", world.office)
    assert services.end_rehearsal(row, by=world.office).archived_at == ended.archived_at
    assert Entry.objects.filter(verb="appraisals.end_rehearsal").count() == 1
    for deed in (
        lambda: services.act_as(row, world.employee.pk, by=world.office),
        lambda: services.next_phase(row, by=world.office, seen=""),
    ):
        with pytest.raises(WrongState, match="This rehearsal has ended"):
            deed()


def test_ballots_of_a_rehearsal_are_counted_like_others(world):
    row = started(world)
    go_on(row, *EVERY[:4], by=world.office)
    with on_stage(row.pk, world.office.pk):
        made = ballots.create_round(
            row, sources=["peers"], scale="satisfaction-5", questions=OVERALL, by=world.office
        )
        about = part_of(world, row, "evaluator")
        ballots.add_voter(made, about, world.employee, "peers", by=world.office)
        ballots.open_round(made, by=world.office)
    assert (BallotRound.objects.count(), ballots.sweep()) == (0, {"mixed": 0, "counted": 0})
    go_on(row, "calibration", by=world.office)
    assert ballots.sweep() == {"mixed": 0, "counted": 1}
    with on_stage(row.pk):
        assert BallotRound.objects.get().state == "released"


def test_the_office_starts_walks_and_ends_it(world, office):
    draft = ready(world)
    assert "Rehearse it" in words_of(office.get(at("cycle", draft.pk)))
    assert "Nobody sees it, nobody is told" in words_of(office.get(at("rehearse", draft.pk)))
    sent = token()
    answer = office.post(at("rehearse", draft.pk), sent)
    row = AppraisalCycle.rehearsals.get()
    assert answer.url == at("rehearsal", row.pk)
    assert office.post(at("rehearse", draft.pk), sent).url == answer.url  # the second click
    page = words_of(office.get(at("rehearsal", row.pk)))
    assert "Open “Planning”" in page
    sent = token(seen="planning")
    for _click in range(2):
        assert office.post(at("rehearsal-next", row.pk), sent).url == at("rehearsal", row.pk)
    page = words_of(office.get(at("rehearsal", row.pk)))
    assert "Close “Planning” and open “Coaching”" in page
    assert "Go to the rehearsal" in words_of(office.get(at("cycle", draft.pk)))

    sent = token(person=world.employee.pk)
    for _click in range(2):
        assert office.post(at("rehearsal-act", row.pk), sent).url == at("cycle", row.pk)
    assert Entry.objects.filter(verb="appraisals.act_as").count() == 1
    page = words_of(office.get(at("cycle", row.pk)))
    assert "Rehearsal: you act as The employee." in page
    assert "Open it" not in page  # he is no office
    for _click in range(2):
        office.post(at("rehearsal-leave"))
    assert office.get(at("cycle", row.pk)).status_code == 404
    office.post(at("rehearsal-act", row.pk), token(person=world.office.pk))
    assert "Close it" in words_of(office.get(at("cycle", row.pk)))  # as oneself, in the rehearsal

    page = words_of(office.get(at("rehearsal-end", row.pk)))
    assert "while it is being set up you can rehearse it again" in page
    assert office.post(at("rehearsal-end", row.pk), token()).url == at("cycle", draft.pk)
    page = words_of(office.get(at("rehearsal", row.pk)))
    assert "This rehearsal has ended." in page
    assert "Act as this person" not in page
    assert "you act as" not in page


def test_what_is_missing_is_listed_where_it_is_started(world, office):
    draft = cycles.draft(world)
    page = words_of(office.post(at("rehearse", draft.pk), token()))
    assert "Nobody takes part yet" in page
    assert AppraisalCycle.rehearsals.count() == 0


def test_people_are_chosen_by_name_and_part(world, office):
    row = started(world)

    def found(**asked):
        people = office.get(at("rehearsal", row.pk), asked).context["people"]
        return [one["username"] for one in people]

    everybody = ["auditor", "employee", "evaluator", "manager", "office", "supervision"]
    assert found() == everybody
    assert found(q="employee") == ["employee"]
    assert found(q="no such name") == []
    assert found(part="superior") == sorted({
        user.username for one in row.rehearses.appraisals.exclude(appraiser=None)
        for user in [one.appraiser]
    })  # fmt: skip
    assert found(part="keeper") == ["auditor", "evaluator", "manager", "office", "supervision"]
    assert found(part="calibrator") == []
    page = office.get(at("rehearsal", row.pk), {"q": "manager"})
    assert page.context["people"][0]["parts"] == [
        "is appraised", "superior", "holds a role over the branch",
    ]  # fmt: skip


def test_whom_the_list_does_not_offer_is_refused_with_the_list(world, office):
    row = started(world)
    for person in (UserFactory().pk, "x", ""):
        answer = office.post(at("rehearsal-act", row.pk), token(person=person))
        assert (answer.status_code, len(answer.context["people"])) == (200, 6)
        assert "rehearsal" not in office.session


def test_who_holds_no_role_there_finds_no_page_and_it_is_said(world, office):
    row = started(world)
    RoleGrant.objects.filter(user=world.employee).delete()
    answer = act(office, row, world.employee)
    assert answer.url == at("rehearsal", row.pk)
    assert "rehearsal" not in office.session
    page = words_of(office.get(answer.url))
    assert "The employee holds no role in this branch and would find no page at all." in page


def test_the_list_asks_as_often_for_one_as_for_many(world, office, django_assert_num_queries):
    row = started(world)
    for asked in ({"q": "employee"}, {}):
        office.get(at("rehearsal", row.pk), asked)
        with django_assert_num_queries(7):
            office.get(at("rehearsal", row.pk), asked)


def test_a_page_on_the_stage_asks_four_times_more(world, office, django_assert_num_queries):
    """For the roles of who has signed in, the rehearsal, the person, and his roles."""
    mine = world.client("employee")
    mine.get(at("my-plan"))
    with django_assert_num_queries(4):
        mine.get(at("my-plan"))
    act(office, started(world), world.employee)
    office.get(at("my-plan"))
    with django_assert_num_queries(8):
        office.get(at("my-plan"))


def test_the_banner_speaks_chinese(world, office):
    row = started(world)
    act(office, row, world.employee)
    page = words_of(office.get(at("cycle", row.pk).replace("/en/", "/zh-hans/")))
    assert "演练：您正在以" in page
