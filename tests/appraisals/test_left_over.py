"""Where the next plan is written, both sides read what the years before left open. Rule G16."""

import datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from appraisals import services
from appraisals.models import DevelopmentAction
from indicators.models import Contribution
from tests.appraisals.cycles import IN_PLANNING, appraisal_of, phase, running
from tests.appraisals.results import in_results, notified
from tests.reports import board

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("world")]
ACTION = "Sit with the call centre"
DUE = datetime.date(2099, 9, 30)


@pytest.fixture
def last(world, time_machine):
    """Last year of the employee: a target missed by a fifth, and one action that is open."""
    time_machine.move_to(IN_PLANNING)
    year = board.build(world)
    Contribution.objects.create(
        cycle=year.cycle, department=world.other, indicator=year.cost, part="assigned",
        person=world.person("employee"), share=1, starts_on=year.period.starts_on,
        ends_on=year.period.ends_on, created_at=timezone.now(),
    )  # fmt: skip
    row = notified(in_results(world, time_machine), world.employee, "good")
    plan = services.write_plan(row, aim="Answer sooner", follow_up_on=DUE, by=world.employee)
    services.add_action(
        plan, kind="coaching", what=ACTION, owner=world.employee, due_on=DUE, by=world.employee
    )
    return row


@pytest.fixture
def row(world, last, time_machine):
    """The employee's appraisal of the year after, while plans are written."""
    time_machine.move_to(IN_PLANNING.replace(year=2027))
    cycle = running(world, code="2027-annual", year="2027")
    services.open_phase(phase(cycle, "planning"), by=None)
    return appraisal_of(cycle, world.employee)


def left(client, row, name="plan"):
    """What the page names, with what it says of each: None where it names nothing."""
    answer = client.get(reverse(f"appraisals:{name}", args=[row.pk]))
    assert answer.status_code == 200
    return [(one["what"], one["when"], one["who"]) for one in answer.context["left"]]


BOTH = [(ACTION, "2099-09-30", "open action"), ("Name of COST", "80%", "target not reached")]


def test_both_sides_read_it_before_the_draft_and_beside_it(world, row):
    sides = [world.client(role) for role in ("employee", "manager")]
    assert [left(client, row) for client in sides] == [BOTH, BOTH]
    services.draft_agreement(row, by=world.employee)
    assert [left(client, row) for client in sides] == [BOTH, BOTH]
    assert [left(client, row, "plan-edit") for client in sides] == [BOTH, BOTH]


def test_who_only_reads_the_plan_and_whom_nothing_was_left_read_none_of_it(world, row):
    services.draft_agreement(row, by=world.employee)
    assert left(world.client("office"), row) == []
    other = appraisal_of(row.appraisal_cycle, world.evaluator)
    assert left(world.client("evaluator"), other) == []


def test_in_chinese_too(world, row):
    path = reverse("appraisals:plan", args=[row.pk]).replace("/en/", "/zh-hans/")
    page = world.client("employee").get(path).content.decode()
    assert [text in page for text in ("往年遗留事项", "未完成的目标", ACTION, "80%")] == [True] * 4


def test_the_draft_asks_as_often_for_one_as_for_three(world, last, row, django_assert_num_queries):
    services.draft_agreement(row, by=world.employee)
    client, path = world.client("employee"), reverse("appraisals:plan-edit", args=[row.pk])
    with django_assert_num_queries(14):
        client.get(path)
    plan = DevelopmentAction.objects.get().plan
    for what in ("Read the letters aloud", "Visit another city"):
        services.add_action(
            plan, kind="coaching", what=what, owner=world.employee, due_on=DUE, by=world.employee
        )
    with django_assert_num_queries(14):
        client.get(path)
