"""The calendar under a secret address: one's own days, and nothing about anybody else."""

import datetime

import pytest
from django.test import Client

from appraisals import services as appraisals
from departments import services
from departments.calendar_file import Event, calendar
from tests.appraisals.cycles import phase, running
from tests.appraisals.results import in_results_today, notified

pytestmark = pytest.mark.django_db


def feed(user, language="en", **headers):
    secret = services.make_calendar_feed(user, by=user)
    return Client().get(f"/{language}/calendar/{secret}.ics", headers=headers)


def events(answer):
    """(title, day, path) of each event, long lines put together."""
    text = answer.content.decode().replace("\r\n ", "")
    found = []
    for block in text.split("BEGIN:VEVENT")[1:]:
        lines = dict(line.partition(":")[::2] for line in block.splitlines() if ":" in line)
        found.append((lines["SUMMARY"], lines["DTSTART;VALUE=DATE"],
                      lines["URL"].removeprefix("http://testserver")))  # fmt: skip
    return found


def test_without_a_sign_in_and_not_kept_by_anybody_between(world):
    answer = feed(world.manager)
    assert (answer.status_code, answer["Content-Type"]) == (200, "text/calendar; charset=utf-8")
    assert "no-store" in answer["Cache-Control"]
    assert answer["Referrer-Policy"] == "no-referrer"
    assert "X-WR-CALNAME:My deadlines" in answer.content.decode()


@pytest.mark.parametrize("secret", ["x", "a" * 43, "manager"])
def test_a_wrong_address_says_nothing(world, secret):
    services.make_calendar_feed(world.manager, by=world.manager)
    assert Client().get(f"/en/calendar/{secret}.ics").status_code == 404


def test_it_ends_with_the_address_and_with_the_account(world):
    secret = services.make_calendar_feed(world.manager, by=world.manager)
    url = f"/en/calendar/{secret}.ics"
    type(world.manager).objects.filter(pk=world.manager.pk).update(is_active=False)
    assert Client().get(url).status_code == 404
    type(world.manager).objects.filter(pk=world.manager.pk).update(is_active=True)
    assert Client().get(url).status_code == 200
    services.revoke_calendar_feed(world.manager, by=world.manager)
    assert Client().get(url).status_code == 404


def test_the_phases_in_which_one_has_something_to_do(world):
    cycle = running(world)
    cycle.appraisals.exclude(subject_user=world.employee).filter(appraiser=world.evaluator).delete()
    found = events(feed(world.employee))
    wanted = [
        (name, f"{phase(cycle, kind).ends_on:%Y%m%d}", path) for kind, name, path in (
            ("planning", "Last day: Planning", "/en/my/plan/"),
            ("coaching", "Last day: Coaching", "/en/my/log/"),
            ("self_assessment", "Last day: Self-assessment", "/en/my/assessments/"),
            ("results", "Last day: Results and feedback", "/en/results/mine/"),
            ("appeals", "Last day: Appeals", "/en/results/mine/"),
        )
    ]  # fmt: skip
    assert found == wanted  # no evaluation: nobody's superior
    assert ("Last day: Evaluation" in str(events(feed(world.manager)))) is True
    assert events(feed(world.stranger)) == []


def test_rights_and_actions_without_a_name_or_a_grade(world):
    row = notified(in_results_today(world, policy="cn-local"), world.employee, "competent")
    today = appraisals.notices.day_of(appraisals.notices.clock())
    plan = appraisals.write_plan(
        row, aim="Secret aim", follow_up_on=today + datetime.timedelta(days=9), by=world.manager
    )
    appraisals.add_action(
        plan, kind="other", what="Secret deed", owner=world.employee, due_on=today,
        by=world.manager,
    )  # fmt: skip
    type(world.employee).objects.filter(pk=world.employee.pk).update(language="zh-hans")
    answer = feed(world.employee)
    titles = [title for title, _day, _path in events(answer)]
    assert "改进措施到期" in titles
    assert any(title.startswith("截止日：") for title in titles)
    text = answer.content.decode()
    for secret in ("Secret", "competent", "称职", "The manager", "manager", "employee"):
        assert secret not in text
    # Of the same result the superior has no right to contest anything.
    assert f"/results/{row.pk}/" not in feed(world.manager).content.decode()


def test_texts_cannot_break_out_of_their_line():
    at = datetime.datetime(2026, 3, 31, tzinfo=datetime.UTC)
    wild = Event("a@b", at.date(), "x\r\nEND:VEVENT\nATTACH:evil;,", "https://h/")
    lines = calendar([wild], stamp=at, name="a\r\nb").decode().split("\r\n")
    assert "SUMMARY:x\\nEND:VEVENT\\nATTACH:evil\\;\\," in lines
    assert [line for line in lines if line.startswith(("END:VEVENT", "ATTACH"))] == ["END:VEVENT"]
