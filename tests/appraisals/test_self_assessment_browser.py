"""Typed text survives a killed browser, an ended session, two windows, no network, no script."""

import re

import pytest
from django.contrib.sessions.models import Session
from django.urls import reverse
from playwright.sync_api import Error, expect

from appraisals.models import SectionAnswer, SelfAssessment
from appraisals.services import self_assessments
from tests.appraisals.cycles import appraisal_of
from tests.appraisals.self_assessing import WHOLE, standing
from tests.factories import PASSWORD
from tests.world import build, sign_in_browser

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
RESULTS = "duty-results"
EVERY_KEY = 40  # milliseconds
TYPED_IN_3_S = 3000 // EVERY_KEY
LONG = "In May I began to call everybody back within five days. " * 3


@pytest.fixture
def world():
    return build()


@pytest.fixture
def mine(world):
    return appraisal_of(standing(world), world.employee)


@pytest.fixture
def address(mine, live_server):
    path = reverse("appraisals:assessment-section", args=[mine.pk, RESULTS])
    return live_server.url + path


def stored():
    return SectionAnswer.objects.get(section=RESULTS).text


def saved(page):
    return expect(page.get_by_role("status").filter(has_text="Saved at")).to_be_visible()


def test_a_killed_browser_loses_three_seconds_at_most(
    world, mine, address, live_server, launch_browser
):
    doomed = launch_browser()
    context = doomed.new_context()
    sign_in_browser(context, live_server, world.employee)
    page = context.new_page()
    page.goto(address)
    page.locator("#id_text").press_sequentially(LONG, delay=EVERY_KEY)
    with pytest.raises(Error):
        doomed.new_browser_cdp_session().send("Browser.crash")
    again = launch_browser()
    context = again.new_context()
    sign_in_browser(context, live_server, world.employee)
    page = context.new_page()
    page.goto(f"{live_server.url}/en/")
    page.get_by_role("link", name="Continue").click()
    expect(page.locator("#id_text")).to_be_focused()
    kept = page.locator("#id_text").input_value()
    assert LONG.startswith(kept)
    assert len(LONG) - len(kept) <= TYPED_IN_3_S
    again.close()


def test_an_ended_session_loses_nothing(world, mine, address, page, context, live_server):
    sign_in_browser(context, live_server, world.employee)
    page.goto(address)
    text = page.locator("#id_text")
    text.press_sequentially("before ", delay=EVERY_KEY)
    saved(page)
    Session.objects.all().delete()
    text.press_sequentially("and after", delay=EVERY_KEY)
    with context.expect_page() as opened:
        page.get_by_role("link", name="Sign in again in a new window").click()
    other = opened.value
    other.get_by_label("Username").fill("employee")
    other.get_by_label("Password", exact=True).fill(PASSWORD)
    other.get_by_role("button", name="Sign in", exact=True).click()
    expect(other.get_by_role("heading", level=1)).to_have_text("You are signed in again")
    other.close()
    # The other window told this one.
    saved(page)
    expect(page.get_by_role("link", name="Sign in again")).to_be_hidden()
    assert stored() == "before and after"
    assert page.evaluate("sessionStorage.length") == 0
    # The buttons work as well, although signing in has changed the token of the page.
    page.get_by_role("button", name="Save and come back later").click()
    page.wait_for_url(re.compile(rf"/my/assessments/{mine.pk}/$"))


def test_who_presses_a_button_while_a_save_is_under_way_is_no_second_window(
    world, mine, address, page, context, live_server
):
    sign_in_browser(context, live_server, world.employee)
    page.goto(address)
    held = []
    page.route("**/draft/", lambda route: held.append((route, route.fetch())))
    page.locator("#id_text").fill("Call-backs from May on")
    page.get_by_role("radio", name="4 · Above").focus()  # leaving the field saves it
    page.wait_for_function("document.querySelector('[data-status]').textContent === 'Saving…'")
    page.get_by_role("radio", name="4 · Above").check()
    page.get_by_role("radio", name="Yes").check()
    page.get_by_role("button", name="Save and continue").click()
    page.get_by_role("button", name="Save and continue").click()  # impatient
    while not held:  # the server is still writing
        page.wait_for_timeout(20)
    route, answer = held.pop()
    route.fulfill(response=answer)
    page.wait_for_url(re.compile(rf"/my/assessments/{mine.pk}/$"))
    row = SectionAnswer.objects.get(section=RESULTS)
    assert (row.text, row.rating, row.is_complete) == ("Call-backs from May on", 4, True)


def test_two_windows_meet_and_both_texts_are_kept(world, mine, address, context, live_server):
    sign_in_browser(context, live_server, world.employee)
    first, second = context.new_page(), context.new_page()
    first.goto(address)
    second.goto(address)
    first.locator("#id_text").fill("from the first")
    saved(first)
    second.locator("#id_text").fill("from the second")
    expect(second.get_by_role("status").filter(has_text="another window")).to_be_visible()
    second.get_by_role("button", name="Save and come back later").click()
    expect(second.get_by_role("heading", name="What you just sent")).to_be_visible()
    second.get_by_role("button", name="Edit both in one text").click()
    expect(second.locator("#id_text")).to_have_value("from the second\n\nfrom the first")
    saved(second)  # by itself: the server does not have it yet
    assert stored() == "from the second\n\nfrom the first"


def test_without_a_network_the_text_waits_in_the_window(
    world, mine, address, page, context, live_server
):
    sign_in_browser(context, live_server, world.employee)
    page.goto(address)
    context.set_offline(True)
    page.locator("#id_text").fill("typed in the lift")
    expect(page.get_by_role("status").filter(has_text="Not saved")).to_be_visible()
    page.get_by_role("button", name="Save and come back later").click()
    expect(page.locator("#id_text")).to_have_value("typed in the lift")
    assert page.evaluate("Object.values(sessionStorage).join().includes('lift')")
    context.set_offline(False)
    saved(page)
    assert stored() == "typed in the lift"
    assert page.evaluate("sessionStorage.length") == 0


def test_what_waited_is_told_when_another_window_was_faster(
    world, mine, address, page, context, live_server
):
    sign_in_browser(context, live_server, world.employee)
    page.goto(address)
    context.set_offline(True)
    page.locator("#id_text").fill("from the lift")
    expect(page.get_by_role("status").filter(has_text="Not saved")).to_be_visible()
    context.set_offline(False)
    answer = SelfAssessment.objects.create(
        appraisal=mine, author=world.employee, begun_at=mine.appraisal_cycle.launched_at
    ).answers.create(
        section=RESULTS, text="from the desk", saved_at=mine.appraisal_cycle.launched_at
    )  # fmt: skip
    page.reload()
    expect(page.locator("#id_text")).to_have_value("from the lift")
    expect(page.get_by_role("status").filter(has_text="another window")).to_be_visible()
    answer.refresh_from_db()
    assert answer.text == "from the desk"
    # Nothing of it stays in the window once the whole is handed in.
    assert page.evaluate("sessionStorage.length") == 1
    for code, version in ((RESULTS, 1), ("duty-duties", 0), ("closing-plan", 0)):
        self_assessments.save_answer(mine, code, WHOLE, version=version, by=world.employee)
    page.goto(f"{live_server.url}{reverse('appraisals:assessment-check', args=[mine.pk])}")
    page.get_by_role("button", name="Submit the self-assessment").click()
    expect(page.locator("#main")).to_contain_text("Your reference")
    assert page.evaluate("sessionStorage.length") == 0


def test_the_whole_way_without_a_script(world, mine, live_server, browser):
    context = browser.new_context(java_script_enabled=False)
    sign_in_browser(context, live_server, world.employee)
    page = context.new_page()
    page.goto(f"{live_server.url}/en/")
    page.get_by_role("link", name="Continue").click()
    page.locator("#id_text").fill("half a sent")
    page.get_by_role("button", name="Save and come back later").click()
    # The session ends between two pages: what is sent then is there after signing in.
    page.get_by_role("link", name="Results", exact=True).click()
    page.locator("#id_text").fill("a whole sentence")
    Session.objects.all().delete()
    page.get_by_role("button", name="Save and come back later").click()
    page.get_by_label("Username").fill("employee")
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    expect(page.locator("#id_text")).to_have_value("a whole sentence")
    expect(page.get_by_role("alert")).to_contain_text("signed out")
    for number in range(3):
        if number:
            page.locator(".pm-tasks a").nth(number).click()
            page.locator("#id_text").fill("done")
        for choice in ("4 · Above", "Yes"):
            field = page.get_by_role("radio", name=choice)
            if field.count():
                field.check()
        page.get_by_role("button", name="Save and continue").click()
    page.get_by_role("link", name="Check your answers and submit").click()
    page.get_by_role("link", name="Change Results: Answer").click()
    page.locator("#id_text").fill("a whole sentence, mended")
    page.get_by_role("button", name="Save and continue").click()
    page.get_by_role("button", name="Submit the self-assessment").click()
    expect(page.locator("#main")).to_contain_text(SelfAssessment.objects.get().reference)
    page.get_by_role("link", name="Withdraw it").click()
    page.get_by_role("button", name="Withdraw it").click()
    expect(page.get_by_role("link", name="Check your answers and submit")).to_be_visible()
    assert stored() == "a whole sentence, mended"
    context.close()
