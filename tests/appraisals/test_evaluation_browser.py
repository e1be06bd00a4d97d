"""What needs a browser: evaluating without a mouse, and seeing what another changes."""

import time

import pytest
from django.urls import reverse
from playwright.sync_api import TimeoutError as StaysError

from appraisals import services
from appraisals.models import Evaluation
from tests.appraisals.cycles import IN_PLANNING, appraisal_of
from tests.appraisals.evaluations import (
    COMPETENT,
    entry_of,
    in_evaluation,
    pool,
    session_of,
    staff,
    warned,
)
from tests.world import build, sign_in_browser

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
SOON = 5000  # milliseconds


@pytest.fixture
def place(time_machine):
    time_machine.move_to(IN_PLANNING)
    return build()


def test_people_are_evaluated_one_after_the_other_by_keyboard_only(
    place, page, context, live_server, time_machine
):
    staff(place.bureau, 1)
    cycle = in_evaluation(place)  # the evaluator, one more and the employee
    time_machine.move_to(time.time())
    sign_in_browser(context, live_server, place.manager)
    first = appraisal_of(cycle, place.evaluator)
    page.goto(live_server.url + reverse("appraisals:evaluation", args=[first.pk, "superior"]))
    for _each in range(3):
        here = page.url
        page.locator("input[name=s0-rating]").first.focus()
        keys = ["ArrowRight", "Tab", "Tab", "Space", "ArrowRight", "Tab"]  # rating 4 of both
        for key in keys:
            page.keyboard.press(key)
        page.keyboard.press("Tab")
        page.keyboard.type("Clear letters")
        page.keyboard.press("Tab")
        page.keyboard.type("Answer sooner")
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        try:
            page.wait_for_url(lambda url, here=here: url != here)
        except StaysError:
            pytest.fail(f"The page stayed and says: {page.inner_text('main')}")
    assert page.url.endswith("/evaluations/")
    handed = Evaluation.objects.handed_in()
    assert list(handed.values_list("percent", flat=True)) == [80, 80, 80]


def test_what_is_typed_is_kept_without_a_click(place, page, context, live_server, time_machine):
    row = appraisal_of(in_evaluation(place), place.employee)
    time_machine.move_to(time.time())
    sign_in_browser(context, live_server, place.manager)
    at = live_server.url + reverse("appraisals:evaluation", args=[row.pk, "superior"])
    page.goto(at)
    page.get_by_label("Strengths").fill("Clear letters")
    page.locator("#id_s1-rating_3").check()
    page.get_by_text("Saved at").wait_for(timeout=SOON)
    page.goto(at)
    assert page.get_by_label("Strengths").input_value() == "Clear letters"
    assert page.locator("#id_s1-rating_3").is_checked()


def test_what_another_changes_shows_within_seconds(place, page, context, live_server, time_machine):
    cycle, rows = pool(place, 2, [COMPETENT])
    session = session_of(cycle, rows[0], place.supervision, place.office)
    sign_in_browser(context, live_server, place.supervision)
    time_machine.move_to(time.time())
    sign_in_browser(context, live_server, place.supervision)
    page.goto(live_server.url + reverse("appraisals:calibration", args=[session.pk]))
    warned(rows[0])
    services.change_grade(entry_of(rows[0]), "incompetent", "Heard the head", by=place.office)
    page.get_by_text("Somebody else changed grades").wait_for(timeout=SOON)
    page.get_by_role("link", name="Show them").click()
    assert page.get_by_label("Change to").count() == 0
    assert page.locator("tr.pm-changed").count() == 1
