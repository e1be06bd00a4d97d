"""The pages of cycles: set up, launched, phases stepped, people looked at and chosen for."""

import datetime
import uuid

import pytest
from django.urls import reverse

from appraisals import services
from appraisals.models import Appraisal, AppraisalCycle
from indicators.services import open_cycle
from tests.appraisals.cycles import IN_PLANNING, appraisal_of, draft, pack, phase, running
from tests.factories import RoleGrantFactory, UserFactory
from tests.world import Client, sign_in

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def in_january(time_machine):
    time_machine.move_to(IN_PLANNING, tick=True)


@pytest.fixture
def office(world):
    return world.client("office")


def at(name, *args):
    return reverse(f"appraisals:{name}", args=args)


def token(**more):
    return {"form_token": str(uuid.uuid4())} | more


def test_a_cycle_is_set_up_launched_and_its_first_phase_opened(world, office):
    data = token(
        code="2026-annual", name_en="Appraisals 2026", name_zh="2026年度考核", kind="annual",
        cycle=open_cycle("2026", by=None).pk, department="CITY", policy=pack("cn-local").pk,
    )  # fmt: skip
    answer = office.post(at("cycle-add"), data)
    cycle = AppraisalCycle.objects.get()
    assert answer.url == at("cycle", cycle.pk)
    assert office.post(at("cycle-add"), data).status_code == 302  # the second click
    assert AppraisalCycle.objects.count() == 1
    page = office.get(at("cycle", cycle.pk)).content.decode()
    assert "Nobody takes part yet" in page
    assert "Cannot start yet" in page

    office.post(at("enrol", cycle.pk), token())
    assert "3 have nobody with an account" in office.get(at("launch", cycle.pk)).content.decode()
    for row in cycle.appraisals.filter(subject_user=None):
        office.post(at("exclude", row.pk), token(reason="other", note="no head"))
    own = appraisal_of(cycle, world.office)
    assert office.get(at("participant", own.pk)).context["rules_it"] is False
    services.choose_appraiser(own, world.supervision, None, reason="no head above", by=None)
    for row in cycle.appraisals.graded().filter(appraiser=None):
        office.post(at("superior", row.pk), token(appraiser="office", reason="no head above"))
    assert services.blockers_of(cycle) == []
    cycle.refresh_from_db()
    answer = office.post(at("launch", cycle.pk), token(version=cycle.version))
    assert answer.status_code == 302
    office.post(at("phase-step", phase(cycle, "planning").pk), token())
    assert phase(cycle, "planning").state == "open"
    page = office.get(at("cycle", cycle.pk)).content.decode()
    assert "Planning: Opened" in page


def test_what_was_typed_stays_when_the_days_are_out_of_order(world, office):
    cycle = draft(world)
    form = office.get(at("phases", cycle.pk)).context["form"]
    data = token() | {name: str(form.initial[name]) for name in form.initial}
    data["coaching_starts_on"] = "2026-01-15"
    answer = office.post(at("phases", cycle.pk), data)
    assert answer.status_code == 200
    page = answer.content.decode()
    assert "must begin after the one before it has ended, on 2026-01-30" in page
    assert 'value="2026-01-15"' in page
    data |= token() | {"planning_ends_on": "2026-01-14"}
    assert office.post(at("phases", cycle.pk), data).status_code == 302
    assert phase(cycle, "planning").ends_on == datetime.date(2026, 1, 14)
    stale = office.post(at("phases", cycle.pk), data | token(planning_ends_on="2026-01-13"))
    assert stale.status_code == 409


def test_a_closed_phase_is_asked_for_and_opened_by_a_second_person(world, office):
    cycle = running(world)
    one = services.close_phase(services.open_phase(phase(cycle, "planning"), by=None), by=None)
    office.post(at("phase-reopen", one.pk), token(reason="two plans are missing"))
    assert office.get(at("phase-reopen", one.pk)).status_code == 403
    second = UserFactory()
    RoleGrantFactory(user=second, role="office", department=world.city)
    other = sign_in(Client(), second)
    assert "two plans are missing" in other.get(at("cycle", cycle.pk)).content.decode()
    answer = other.post(at("phase-reopen", one.pk), token(answer="agree", reason="yes"))
    assert answer.status_code == 302
    assert phase(cycle, "planning").state == "open"


def test_an_employee_sees_himself_and_the_departments_of_his_branch(world):
    cycle = running(world)
    page = world.client("employee").get(at("participants", cycle.pk))
    assert [row[0]["text"] for row in page.context["rows"]] == ["Division", "The employee"]


@pytest.mark.parametrize("rows", [1, 3])
def test_the_lists_ask_as_often_whatever_their_length(
    world, office, rows, django_assert_num_queries
):
    for number in range(rows):
        draft(world, code=f"cycle-{number}")
    office.get(at("cycles"))
    with django_assert_num_queries(6):
        assert len(office.get(at("cycles")).context["rows"]) == rows


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_of_people_asks_as_often_whatever_its_length(
    world, office, rows, django_assert_num_queries
):
    cycle = draft(world)
    services.enrol(cycle, by=None)
    keep = list(cycle.appraisals.of_people().values_list("pk", flat=True)[:rows])
    Appraisal.objects.exclude(pk__in=keep).delete()
    office.get(at("participants", cycle.pk))
    with django_assert_num_queries(7):
        assert len(office.get(at("participants", cycle.pk)).context["rows"]) == rows


def test_one_who_takes_part_shows_superior_and_history(world, office):
    cycle = running(world)
    row = appraisal_of(cycle, world.employee)
    services.choose_appraiser(row, world.evaluator, None, reason="long leave", by=world.office)
    page = office.get(at("participant", row.pk)).content.decode()
    assert "appraises: The manager → The evaluator (set by the performance office)" in page
    assert "long leave" in page


def test_a_cycle_names_the_grades_of_those_it_covers(world, office):
    cycle = draft(world, policy="cn-local", covers_departments=False)
    shown = {fact["key"]: fact["value"] for fact in
             office.get(at("cycle", cycle.pk)).context["facts"]}  # fmt: skip
    assert (bool(cycle.department_scale), shown["Grades"]) == (
        True, "Annual grade of a civil servant"
    )  # fmt: skip
