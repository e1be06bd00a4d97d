"""The page that describes the REST interface, and that of the tokens, as people see them."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.test import Client

from reports.views.api_docs import groups
from tests import world as worlds
from tests.access.table import addresses
from tests.reports import board as boards


def test_the_page_tells_of_every_operation(world):
    page = world.client("stranger").get("/api/docs/").content.decode()
    described = world.client("office").get("/api/schema/").json()["paths"]
    assert len(described) == len([name for name in addresses() if name.startswith("api:")])
    for path, methods in described.items():
        for method, operation in methods.items():
            assert f"<code>{method.upper()} {path}</code> {operation['summary']}" in page


def test_every_operation_has_a_summary_and_a_command():
    operations = [each for group in groups("en") for each in group["operations"]]
    assert all(each["summary"] for each in operations)
    assert len({each["id"] for each in operations}) == len(operations) == 72


def test_nobody_signed_in_is_sent_to_the_door():
    response = Client().get("/api/docs/")
    assert (response.status_code, response["Location"]) == (
        302,
        "/en/accounts/login/?next=/api/docs/",
    )


def test_a_body_is_shown_with_what_must_be_given(world):
    page = world.client("office").get("/api/docs/").content.decode()
    assert "-X POST" in page
    assert "&quot;department&quot;: &quot;…&quot;" in page


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("language", ["en", "zh-hans"])
@pytest.mark.parametrize("width", [1366, 360])
def test_axe_and_the_content_policy_find_nothing(page, context, live_server, language, width):
    world = worlds.build()
    boards.build(world)
    worlds.sign_in_browser(context, live_server, world.auditor)
    said = []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.set_viewport_size({"width": width, "height": 800})
    page.goto(f"{live_server.url}/{language}/account/tokens/")
    found = violations(page)
    page.fill("[name=name]", "R")
    page.check("[value='read:scores']")
    page.locator("main form button[type=submit]").click()
    page.wait_for_selector("#new-token")
    found |= violations(page)
    page.locator("main table a").first.click()
    found |= violations(page)
    page.goto(f"{live_server.url}/api/docs/")
    for summary in page.locator("main summary").all():
        summary.click()
    found |= violations(page)
    assert (found, said) == (set(), [])
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def violations(page):
    results = Axe().run(page).response["violations"]
    return {
        (page.url, each["id"], str(node["target"])) for each in results for node in each["nodes"]
    }
