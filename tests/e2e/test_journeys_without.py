"""Without a script, and without a mouse."""

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.files import file_of
from tests.e2e.test_journeys_sign_in import enter

# Whether something else lies over the middle of what has the focus.
COVERED = """() => {
    const active = document.activeElement, box = active.getBoundingClientRect();
    const there = document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2);
    return !there || !(active.contains(there) || there.contains(active));
}"""


@pytest.fixture
def plain(doors: Any) -> Any:
    """The employee's browser, which runs no script."""
    context = doors.fresh("employee", java_script_enabled=False)
    yield context.new_page()
    context.close()


def test_sign_in_without_script(doors: Any, site: Any) -> None:
    context = doors.fresh("anonymous", java_script_enabled=False)
    page = context.new_page()
    enter(page, site, "employee")
    expect(page).to_have_url(f"{site.url}/en/")
    context.close()


def test_scorecard_and_kpi_without_script(plain: Page, site: Any) -> None:
    plain.goto(f"{site.url}/en/")
    plain.get_by_role("link", name="Scorecard", exact=True).first.click()
    plain.locator("table a").first.click()
    figure = plain.locator("figure[data-chart]").first
    expect(figure.locator("svg[role=img]:visible").first).to_be_visible()
    figure.locator("summary").click()
    expect(figure.locator("tbody tr").first).to_be_visible()


def test_file_is_checked_without_script(plain: Page, site: Any) -> None:
    plain.goto(f"{site.url}/en/kpis/import/")
    line = ("LH-TR-01", "TR-PUNCT", "%", "higher", "", "71", "2026-13")
    plain.get_by_label("File", exact=True).set_input_files(
        {"name": "one.csv", "mimeType": "text/csv", "buffer": file_of([line])}
    )
    plain.get_by_label("Cycle").fill("2026")
    plain.get_by_role("button", name="Check the rows").click()
    expect(plain.get_by_role("heading", level=1)).to_have_text("0 rows ready, 1 error")
    expect(plain.locator("tbody")).to_contain_text("2026-13")


def focused(page: Page) -> str:
    return page.evaluate("(document.activeElement.innerText || document.activeElement.name).trim()")


def test_keyboard_skips_walks_and_sends(doors: Any, site: Any) -> None:
    context = doors.fresh("manager", viewport={"width": 1366, "height": 768})
    page = context.new_page()
    page.goto(f"{site.url}/en/")
    page.keyboard.press("Tab")
    assert focused(page) == "Skip to main content"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"

    page.reload()
    walked = []
    for _step in range(25):
        page.keyboard.press("Tab")
        walked.append(focused(page))
        hidden = page.evaluate(COVERED)
        assert not hidden, f"{walked[-1]} has the focus and is not seen"
        if walked[-1] == "Indicators":
            break
    assert walked[-1] == "Indicators"
    page.keyboard.press("Enter")
    page.wait_for_url("**/en/kpis/")

    page.goto(f"{site.url}/en/accounts/password/change/")
    page.get_by_label("Current password").focus()
    page.keyboard.type("wrong")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_be_focused()
    context.close()
