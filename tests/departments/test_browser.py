"""The main pages in a real browser: nothing for axe, no scrolling sideways, no message."""

import pytest
from axe_playwright_python.sync_playwright import Axe

from departments import services
from tests.world import build, sign_in_browser

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PAGES = (
    "departments/", "departments/BUREAU/", "account/", "manage/", "manage/departments/add/",
    "manage/people/", "manage/roles/", "manage/roles/grant/", "manage/calendar/",
    "manage/policy/cn-local/1/", "manage/load/people/",
)  # fmt: skip


@pytest.mark.parametrize(("language", "width"), [("en", 1366), ("zh-hans", 360)])
def test_pages_are_sound(page, context, live_server, language, width):
    world = build()
    services.publish_shipped_packs(by=None)
    sign_in_browser(context, live_server, world.office)
    page.set_viewport_size({"width": width, "height": 768})
    said = []
    page.on("console", lambda message: said.append(message.text))
    found = {}
    for path in PAGES:
        page.goto(f"{live_server.url}/{language}/{path}")
        wrong = [rule["id"] for rule in Axe().run(page).response["violations"]]
        if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
            wrong.append("wider than the screen")
        if wrong or said:
            found[path] = [*wrong, *said]
        said.clear()
    assert found == {}


def test_a_move_from_the_form_to_the_tree(page, context, live_server):
    world = build()
    sign_in_browser(context, live_server, world.office)
    page.goto(f"{live_server.url}/en/departments/DIVISION/")
    page.get_by_role("link", name="Move").click()
    page.get_by_label("New department above").fill("OTHER")
    page.get_by_role("button", name="Show what this changes").click()
    page.get_by_text("City › Other bureau › Division").wait_for()
    page.get_by_role("button", name="Move the department").click()
    page.get_by_text("The department is moved.").wait_for()
    assert (
        page.get_by_role("navigation", name="Breadcrumb").get_by_text("Other bureau").count() == 1
    )
