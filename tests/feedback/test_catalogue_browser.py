"""The pages of the catalogue in a real browser: nothing for axe, no scrolling sideways."""

import datetime

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.utils import timezone

from feedback import services
from tests.feedback.public import counter, rated, receipts, service
from tests.feedback.test_other_doors import door
from tests.feedback.test_surveys import GROUPS, answered
from tests.world import build, sign_in_browser

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
CASES = "place,case,closed_on\n{code},A-1,2026-01-05\n{code},A-2,someday\nDesk 9,,2026-01-05\n"


def furnished(world):
    """A service with places, cases, receipts, a stream of another page, and a survey that is over;
    the addresses of all their pages."""
    row = service(world)
    point = counter(world, of=row)
    counter(world, of=row, name="Website", name_zh="网上办事大厅", channel="online", is_open=False)
    receipts(point, 3)
    services.take_cases(point, [services.Case("X", datetime.date(2026, 1, 5))], by=None)
    other = door(world, is_inverted=True)
    today = timezone.localdate()
    fields = {"name_en": "Spring survey", "name_zh": "春季调查", "starts_on": today}
    wave = services.add_wave(
        row, GROUPS, by=None, ends_on=today + datetime.timedelta(days=20), **fields
    )
    answered(wave.strata.order_by("pk")[0], [5] * 5)
    rated(point, [4], number=50)
    return point, [
        "services/", "services/?q=nothing", "services/new/", f"services/{row.pk}/",
        f"services/{row.pk}/change/", f"services/{row.pk}/places/new/",
        f"services/places/{point.pk}/", f"services/places/{point.pk}/change/",
        f"services/places/{point.pk}/receipts/", f"services/{row.pk}/cases/",
        "services/streams/", "services/streams/new/", f"services/streams/{other.pk}/",
        f"services/streams/{other.pk}/change/", f"services/streams/{other.pk}/load/",
        f"services/{row.pk}/surveys/", f"services/{row.pk}/surveys/new/",
        f"services/surveys/{wave.pk}/", f"services/surveys/{wave.pk}/invite/",
    ]  # fmt: skip


def wrong_on(page):
    found = [rule["id"] for rule in Axe().run(page).response["violations"]]
    if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
        found.append("wider than the screen")
    return found


@pytest.mark.parametrize(("language", "width"), [("en", 1366), ("zh-hans", 360)])
def test_pages_are_sound(page, context, live_server, language, width):
    world = build()
    point, places = furnished(world)
    sign_in_browser(context, live_server, world.office)
    page.set_viewport_size({"width": width, "height": 768})
    found = {}
    for place in places:
        page.goto(f"{live_server.url}/{language}/{place}")
        if wrong := wrong_on(page):
            found[place] = wrong
    page.goto(f"{live_server.url}/{language}/services/{point.service_id}/cases/")
    file = {"name": "cases.csv", "mimeType": "text/csv",
            "buffer": CASES.format(code=point.code).encode()}  # fmt: skip
    page.locator("input[type=file]").set_input_files(file)
    page.locator("main button[type=submit]").click()
    page.locator("#faults").first.wait_for()
    if wrong := wrong_on(page):
        found["preview"] = wrong
    assert found == {}
