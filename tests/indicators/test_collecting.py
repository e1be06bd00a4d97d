"""The clock of data returns: opened, completed, reminded of, escalated, once each."""

import datetime
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, connections
from django.db.utils import IntegrityError
from django.utils import timezone

from audit.models import Entry
from departments.models import CalendarDay, Notification
from indicators.models import (
    DataReturn,
    Indicator,
    Measurement,
    Period,
    Reminder,
    ReturnDraft,
)
from indicators.services import collecting
from indicators.services.recipients import Recipients
from tests.factories import DepartmentFactory, RoleGrantFactory, UserFactory
from tests.indicators.plans import Plan

pytestmark = pytest.mark.django_db
DAY = datetime.date
MARCH_IS_OVER = DAY(2026, 4, 1)


@pytest.fixture(autouse=True)
def of_late(monkeypatch):
    """Only March and its quarter, so that the tests can count."""
    monkeypatch.setattr(collecting, "OPENS_WITHIN", 30)


@pytest.fixture
def plan(world):
    """The bureau reports two KPIs by month and one by quarter, the division one by month."""
    made = Plan(months=3)
    for code in ("A", "B"):
        made.target(world.bureau, made.indicator(code=code, frequency="month"), "10")
    made.target(world.bureau, made.indicator(code="Q", frequency="quarter"), "10")
    made.target(world.division, Indicator.objects.get(code="A"), "10")
    return made


def returns(**where):
    rows = DataReturn.objects.filter(**where).order_by("period__label", "department__code")
    return [(row.department.code, row.period.label, row.due_on) for row in rows]


def test_return_opens_the_day_after_a_period_for_whoever_has_a_target(plan):
    assert collecting.open_returns(DAY(2026, 3, 3)) == 2  # of February
    assert collecting.open_returns(DAY(2026, 4, 1)) == 3
    due = DAY(2026, 4, 7)
    assert returns(period__ends_on=DAY(2026, 3, 31)) == [
        ("BUREAU", "2026-03", due), ("DIVISION", "2026-03", due), ("BUREAU", "2026-Q1", due),
    ]  # fmt: skip


def test_opening_again_or_late_adds_nothing(plan):
    collecting.open_returns(MARCH_IS_OVER)
    assert collecting.open_returns(MARCH_IS_OVER) == 0
    assert collecting.open_returns(MARCH_IS_OVER + datetime.timedelta(days=3)) == 0
    assert Entry.objects.filter(verb="indicators.open_returns").count() == 2


def test_nothing_opens_for_what_is_summed_ended_or_outside_the_cycle(plan, world):
    plan.target(world.other, plan.indicator(code="S", frequency="month"), "1", sums_children=True)
    plan.target(world.city, plan.indicator(code="N"), "1")  # no frequency
    plan.target(
        world.city, plan.indicator(code="E", frequency="month"), "1", replaced_at=timezone.now()
    )
    collecting.open_returns(MARCH_IS_OVER)
    assert {code for code, _period, _due in returns(period__kind="month")} == {
        "BUREAU", "DIVISION",
    }  # fmt: skip
    assert len(returns()) == 3
    assert collecting.open_returns(DAY(2027, 2, 1)) == 0


def test_year_is_due_when_its_cycle_ended(plan, world):
    plan.target(world.other, plan.indicator(code="Y", frequency="year"), "1")
    collecting.open_returns(DAY(2027, 1, 4))
    assert returns(period__kind="year") == [("OTHER", "2026", DAY(2027, 1, 7))]


def test_days_that_are_known_under_another_label_keep_it(plan):
    Period.objects.create(
        label="FY26 first quarter", kind="quarter", starts_on=DAY(2026, 1, 1),
        ends_on=DAY(2026, 3, 31),
    )  # fmt: skip
    collecting.open_returns(MARCH_IS_OVER)
    assert not Period.objects.filter(label="2026-Q1").exists()


def test_due_day_follows_the_working_calendar(plan):
    CalendarDay.objects.create(day=DAY(2026, 4, 6), kind="holiday", name_en="Rest", name_zh="休")
    CalendarDay.objects.create(day=DAY(2026, 4, 4), kind="make_up", name_en="Work", name_zh="班")
    collecting.open_returns(MARCH_IS_OVER)
    row = DataReturn.objects.get(department__code="DIVISION", period__label="2026-03")
    assert row.due_on == DAY(2026, 4, 7)
    assert row.reminds_on == {"2026-04-03": -2, "2026-04-07": 0, "2026-04-09": 2}
    assert row.escalates_on == DAY(2026, 4, 14)


def answer(plan, code, department, **fields):
    plan.report(department, Indicator.objects.get(code=code), when=2, **fields)


def test_return_is_complete_with_its_last_value_whatever_way_it_came(plan, world):
    collecting.open_returns(MARCH_IS_OVER)
    answer(plan, "A", world.bureau, value="1")
    assert collecting.complete_returns() == 0
    answer(plan, "B", world.bureau, missing="no_activity")
    assert collecting.complete_returns() == 1
    row = DataReturn.objects.get(department=world.bureau, period__label="2026-03")
    last = Measurement.objects.latest("pk")
    assert (row.completed_at, row.submitted_by) == (last.recorded_at, None)
    assert collecting.complete_returns() == 0


@pytest.mark.parametrize("code", ["pending", "not_reported", "late", "not_due"])
def test_code_that_only_says_nothing_came_is_no_answer(plan, world, code):
    collecting.open_returns(MARCH_IS_OVER)
    answer(plan, "A", world.division, missing=code)
    assert collecting.complete_returns() == 0


def reminded(kind="reminder"):
    rows = Reminder.objects.filter(kind=kind, data_return__period__label="2026-03")
    return sorted(rows.values_list("user__username", "working_days"))


def test_reminders_come_before_on_and_after_the_day_once(plan):
    collecting.open_returns(MARCH_IS_OVER)
    assert collecting.remind(DAY(2026, 4, 1)) == 0
    collecting.remind(DAY(2026, 4, 3))
    collecting.remind(DAY(2026, 4, 3))
    assert reminded() == [("employee", -2), ("manager", -2)]
    collecting.remind(DAY(2026, 4, 7))
    collecting.remind(DAY(2026, 4, 9))
    assert reminded() == [(who, n) for who in ("employee", "manager") for n in (-2, 0, 2)]


def test_day_that_was_slept_through_is_caught_up_with_the_last_reminder_only(plan):
    collecting.open_returns(MARCH_IS_OVER)
    collecting.remind(DAY(2026, 4, 20))
    assert reminded() == [("employee", 2), ("manager", 2)]


def test_nobody_is_reminded_of_what_is_complete(plan, world):
    collecting.open_returns(MARCH_IS_OVER)
    answer(plan, "A", world.division, value="1")
    collecting.complete_returns()
    collecting.remind(DAY(2026, 4, 7))
    assert reminded() == [("manager", 0)]


def test_head_hears_of_a_return_that_stays_away(plan, world):
    collecting.open_returns(MARCH_IS_OVER)
    assert collecting.escalate(DAY(2026, 4, 13)) == 0
    RoleGrantFactory(user=UserFactory(username="mayor"), role="manager", department=world.city)
    assert collecting.escalate(DAY(2026, 4, 14)) == 3
    assert collecting.escalate(DAY(2026, 4, 15)) == 0
    # The employee's head is the manager; the manager was reminded himself, so his head is asked.
    assert reminded("escalation") == [("manager", 0), ("mayor", 0)]
    assert Entry.objects.filter(verb="indicators.escalate_return").count() == 3


def test_who_reports_for_a_department(world):
    alone = DepartmentFactory(parent=world.division)
    told = Recipients([world.bureau, world.division, alone, world.other], timezone.localdate())
    assert told.owners(world.bureau) == [world.manager.pk]
    assert told.owners(world.division) == [world.employee.pk]
    assert told.owners(alone) == [world.manager.pk]
    assert told.heads(world.division) == [world.manager.pk]
    assert told.owners(world.other) == told.heads(world.other) == []


def test_lent_role_is_reminded_too_and_a_closed_account_is_not(world):
    from tests.factories import DelegationFactory

    deputy = UserFactory()
    DelegationFactory(grant=world.grant("employee"), delegate=deputy)
    type(world.employee).objects.filter(pk=world.employee.pk).update(is_active=False)
    told = Recipients([world.division], timezone.localdate())
    assert told.owners(world.division) == [world.manager.pk]
    type(world.employee).objects.filter(pk=world.employee.pk).update(is_active=True)
    told = Recipients([world.division], timezone.localdate())
    assert told.owners(world.division) == sorted([world.employee.pk, deputy.pk])


def told(user):
    rows = Notification.objects.visible_to(user).order_by("pk")
    return [(row.code, row.occasion, row.day, row.department.code) for row in rows]


def test_each_reminder_is_a_notification_until_the_values_are_there(plan, world):
    collecting.open_returns(MARCH_IS_OVER)
    for _again in range(2):
        collecting.remind(DAY(2026, 4, 7))
    due = DAY(2026, 4, 7)
    assert told(world.employee) == [("return_due", "0", due, "DIVISION")]
    answer(plan, "A", world.division, value="1")
    collecting.complete_returns()
    assert Notification.objects.visible_to(world.employee).unread().count() == 0
    assert Notification.objects.unread().count() > 0  # of returns that are open


def test_the_head_hears_of_what_is_late(plan, world):
    collecting.open_returns(MARCH_IS_OVER)
    assert collecting.escalate(DAY(2026, 4, 20)) > 0
    assert {row[0] for row in told(world.manager)} == {"return_late"}


def test_sweep_says_what_it_did(plan):
    assert collecting.sweep(DAY(2026, 4, 7)) == {
        "opened": 3, "completed": 0, "reminders": 3, "escalations": 0,
    }  # fmt: skip


@pytest.mark.django_db(transaction=True)
def test_two_sweeps_at_once_do_the_work_once(plan):
    def sweep(_n):
        try:
            return collecting.sweep(DAY(2026, 4, 20))
        finally:
            connections.close_all()

    with ThreadPoolExecutor(2) as pool:
        found = list(pool.map(sweep, range(2)))
    assert sorted(row["opened"] for row in found) == [0, 3]
    assert (
        sum(row["reminders"] for row in found) == Reminder.objects.filter(kind="reminder").count()
    )


BROKEN = {
    "data_return_once_per_period": lambda row, user: DataReturn.objects.create(
        department=row.department, period=row.period, due_on=row.due_on,
        escalates_on=row.escalates_on),
    "data_return_submitted_is_complete": lambda row, user: DataReturn.objects.filter(
        pk=row.pk).update(submitted_by=user),
    "data_return_escalates_after_due": lambda row, user: DataReturn.objects.filter(
        pk=row.pk).update(escalates_on=row.due_on),
    "reminder_once": lambda row, user: [Reminder.objects.create(
        data_return=row, user=user, kind="reminder", working_days=0) for _n in range(2)],
    "reminder_kind_known": lambda row, user: Reminder.objects.create(
        data_return=row, user=user, kind="shout", working_days=0),
    "return_draft_once": lambda row, user: [ReturnDraft.objects.create(
        data_return=row, owner=user, saved_at=timezone.now()) for _n in range(2)],
}  # fmt: skip


@pytest.mark.parametrize("name", BROKEN)
def test_constraint_holds(plan, world, name):
    collecting.open_returns(MARCH_IS_OVER)
    with pytest.raises(IntegrityError, match=name), connection.cursor():
        BROKEN[name](DataReturn.objects.first(), world.employee)
