"""The pages of probation: who is where, the notice in the middle, one's own days."""

import re
import uuid

import pytest
from django.urls import reverse

from appraisals import services
from appraisals.models import MidwayNotice
from tests.appraisals.evaluations import staff
from tests.appraisals.probation import begun, clock_of, on_probation

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("world")]
HTTP_CONFLICT = 409


def url(name, *args):
    return reverse(f"appraisals:{name}", args=args)


def text_of(answer):
    return re.sub(r"\s+", " ", answer.content.decode())


def token():
    return {"form_token": str(uuid.uuid4())}


def test_a_notice_is_issued_read_and_acknowledged(world):
    row = on_probation(world, 250)
    manager, employee = world.client("manager"), world.client("employee")
    due = clock_of(row).notice_due_on.isoformat()
    assert f"midway notice: overdue since {due}" in text_of(manager.get(url("team")))
    assert url("midway-add", row.pk) in text_of(manager.get(url("coaching", row.pk)))
    assert url("midway-add", row.pk) not in text_of(employee.get(url("coaching", row.pk)))
    assert f"Due by {due}" in text_of(manager.get(url("midway-add", row.pk)))
    sent = token() | {"text": "On track, but slow"}
    for _click in range(2):
        assert manager.post(url("midway-add", row.pk), sent).status_code == 302
    made = MidwayNotice.objects.get()
    again = manager.post(url("midway-add", row.pk), token() | {"text": "Kept text"})
    assert (again.status_code, "Kept text" in text_of(again)) == (HTTP_CONFLICT, True)
    page = text_of(employee.get(url("midway", made.pk)))
    assert "On track, but slow" in page
    assert f"{due}, late" in page
    assert "I have received it" not in text_of(manager.get(url("midway", made.pk)))
    assert employee.post(url("midway", made.pk), token()).status_code == 302
    assert "I have received it" not in text_of(employee.get(url("midway", made.pk)))
    assert employee.post(url("midway", made.pk), token()).status_code == HTTP_CONFLICT
    assert "midway notice" not in text_of(manager.get(url("team")))


def test_the_office_sees_who_is_due_and_who_is_overdue(world):
    row = on_probation(world, 250)
    client, here = world.client("office"), url("clocks", row.appraisal_cycle_id)
    clock = clock_of(row)
    page = client.get(here)
    assert [tab["count"] for tab in page.context["tabs"]] == [1, 1, 1]
    late = {"state": "failed", "state_word": f"overdue since {clock.notice_due_on}"}
    ahead = {"state": "todo", "state_word": f"by {clock.report_due_on}"}
    assert page.context["rows"][0][1:3] == [late, ahead]
    made = services.issue_midway(row, "On track", by=world.manager)
    page = client.get(here, {"show": "overdue"})
    assert ([tab["count"] for tab in page.context["tabs"]], page.context["rows"]) == ([1, 0, 0], [])
    services.acknowledge_midway(made, by=world.employee)
    assert client.get(here).context["rows"][0][1] == {"state": "done", "state_word": "acknowledged"}
    assert here in text_of(client.get(url("cycle", row.appraisal_cycle_id)))
    services.exclude(row, "other", "", by=None)
    assert client.get(here).context["rows"][0][2] == "no longer due"


def test_who_is_on_probation_reads_his_days_and_not_whether_he_is_evaluated(world):
    row = on_probation(world, 360)
    clock, client = clock_of(row), world.client("employee")
    page = client.get(url("clocks", row.appraisal_cycle_id))
    assert page.context["rows"][0][2] == f"by {clock.report_due_on}"
    assert [tab["count"] for tab in page.context["tabs"]] == [1, 0, 0]
    for name in ("coaching", "participant"):
        shown = client.get(url(name, row.pk)).context["days"]
        assert [fact["value"] for fact in shown] == [
            f"{clock.starts_on} to {clock.ends_on}", str(clock.midway_on),
            str(clock.notice_due_on), str(clock.opens_on), str(clock.report_due_on),
        ]  # fmt: skip


def test_ones_own_days_stand_in_the_place_of_the_common_ones(world):
    row = on_probation(world, 360)
    clock = clock_of(row)
    client = world.client("employee")
    page = client.get(url("assessment", row.pk))
    assert page.context["due"].startswith(f"Due on {clock.ends_on}, in ")
    assert page.context["phase"].is_open
    calendar = client.get(url("assessment-due", row.pk)).content.decode()
    assert f"{clock.ends_on:%Y%m%d}" in calendar
    assert "by the days of each probation" in text_of(world.client("manager").get(url("sitting")))


def test_an_assessment_that_has_not_opened_says_when(world):
    row = on_probation(world, 20)
    clock = clock_of(row)
    page = world.client("employee").get(url("assessment", row.pk))
    assert page.context["due"] == (f"It can be written from {clock.opens_on} to {clock.ends_on}.")


@pytest.mark.parametrize("size", [1, 3])
def test_list_in_a_constant_number_of_queries(world, size, django_assert_num_queries):
    first = begun(world, 250)
    for user in staff(world.division, size - 1):
        user.person.appointments.update(starts_on=first)
        type(user.person).objects.filter(pk=user.person.pk).update(starts_on=first)
    row = on_probation(world, 250)
    client = world.client("office")
    with django_assert_num_queries(10):
        page = client.get(url("clocks", row.appraisal_cycle_id))
    assert len(page.context["rows"]) == size
