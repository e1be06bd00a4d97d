"""A rehearsal in a browser: begun, walked as somebody, and nothing that axe finds."""

import pytest
from django.urls import reverse
from django.utils import timezone

from appraisals.models import AppraisalCycle
from tests.appraisals.rehearsing import ready
from tests.e2e.gates import axe
from tests.world import build, sign_in_browser

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_the_office_walks_it_with_the_mouse(page, context, live_server):
    world = build()
    draft = ready(world, year=str(timezone.localdate().year + 1))
    sign_in_browser(context, live_server, world.office)
    page.goto(live_server.url + reverse("appraisals:cycle", args=[draft.pk]))
    page.get_by_role("link", name="Rehearse it").click()
    page.get_by_role("button", name="Start the rehearsal").click()
    page.get_by_role("button", name="Open “Planning”").click()
    page.get_by_role("button", name="Close “Planning” and open “Coaching”").wait_for()
    assert axe(page) == []
    page.get_by_role("row", name="The employee").get_by_role("button").click()
    page.get_by_text("Rehearsal: you act as The employee.").wait_for()
    page.get_by_role("link", name="My plan", exact=True).click()
    page.get_by_role("button", name="Begin the plan").wait_for()
    assert axe(page) == []
    page.set_viewport_size({"width": 320, "height": 568})
    for url in (page.url, reverse("home"), at_rehearsal()):
        page.goto(url if url.startswith("http") else live_server.url + url)
        assert page.evaluate("document.documentElement.scrollWidth") == 320
        assert axe(page) == []
    page.get_by_role("button", name="Stop acting").click()
    page.get_by_role("button", name="Stop acting").wait_for(state="detached")


def at_rehearsal():
    return reverse("appraisals:rehearsal", args=[AppraisalCycle.rehearsals.get().pk])
