"""What needs a browser: the sums of a plan while one types, and the log on a small phone."""

import pytest
from django.urls import reverse
from django.utils import timezone

from appraisals import services
from appraisals.models import Phase
from tests.appraisals.cycles import appraisal_of, running
from tests.world import build, sign_in_browser

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def place():
    return build()


@pytest.fixture
def row(place):
    """The plan of the employee, being written: one duty of 30, 70 still to give."""
    cycle = running(place, year=str(timezone.localdate().year + 1))
    Phase.objects.filter(appraisal_cycle=cycle, kind="planning").update(state="open")
    return services.draft_agreement(appraisal_of(cycle, place.employee), by=place.employee)


def test_each_aspect_counts_its_own_weights_while_one_types(place, row, page, context, live_server):
    sign_in_browser(context, live_server, place.employee)
    page.goto(live_server.url + reverse("appraisals:plan-edit", args=[row.appraisal_id]))
    results, duties = page.locator("[data-total='results']"), page.locator("[data-total='duties']")
    assert (results.inner_text(), duties.inner_text()) == ("0", "30")
    page.locator("#id_tn0").fill("A key task")
    page.locator("#id_wn0").fill("69.5")
    assert (results.inner_text(), duties.inner_text()) == ("69.5", "30")
    assert page.locator("[data-total='results'] + [data-off]").inner_text() == "0.5 to give"
    page.locator("#id_wn0").fill("70")
    page.locator("[data-leave]").check()
    assert (results.inner_text(), duties.inner_text()) == ("70", "0")
    page.locator("[data-leave]").uncheck()
    page.get_by_role("button", name="Save", exact=True).click()
    page.get_by_role("button", name="Propose and sign").wait_for()


def test_the_log_fits_a_phone_of_320_pixels(place, row, page, context, live_server):
    page.set_viewport_size({"width": 320, "height": 568})
    sign_in_browser(context, live_server, place.employee)
    for name in ("evidence-add", "plan-edit", "plan"):
        page.goto(live_server.url + reverse(f"appraisals:{name}", args=[row.appraisal_id]))
        assert page.evaluate("document.documentElement.scrollWidth") == 320
