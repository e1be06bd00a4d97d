"""A manager finds what needs action, sees why, and reports a value that moves the score."""

from decimal import Decimal
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from indicators.models import Measurement
from tests.e2e.gates import Ear, draw

REPORTED = "TR-GAP"  # the one value that Linhu leaves to report


@pytest.fixture
def desk(doors: Any) -> Any:
    context = doors.fresh("manager", viewport={"width": 1366, "height": 768})
    yield context.new_page()
    context.close()


def test_from_home_to_the_reason(desk: Page, site: Any) -> None:
    ear, asked = Ear(desk, site.url), []
    desk.on("request", lambda request: asked.append(request.url))
    desk.goto(f"{site.url}/en/")
    rows = desk.locator("[data-test=needs-action] li")
    expect(rows.first).to_be_visible()
    assert [url for url in asked if "plotly" in url] == []
    late = rows.filter(has_text="Bus trips that left on time")
    late.get_by_role("link", name="See why").click()
    expect(desk.get_by_role("heading", level=1)).to_have_text("Bus trips that left on time")
    expect(desk.locator("figure[data-chart]").first).to_be_visible()
    draw(desk)
    assert desk.locator(".js-plotly-plot .main-svg").count() > 0
    assert desk.locator(".modebar").count() == 0
    expect(desk.locator("figure[data-chart] figcaption p").first).not_to_be_empty()
    assert ear.complaints() == []


def test_value_moves_the_score(desk: Page, site: Any) -> None:
    scorecard = f"{site.url}/en/scorecard/LH-TR-01/"
    desk.goto(scorecard)
    facts = desk.locator("#main").inner_text()
    desk.goto(f"{site.url}/en/")
    desk.get_by_role("link", name="Enter value").click()
    desk.get_by_label("Period").fill("2026-10")
    desk.get_by_role("radio", name="A value").check()
    desk.get_by_role("textbox", name="Value").fill("x")
    desk.get_by_role("button", name="Report the value").click()
    expect(desk.get_by_role("alert")).to_be_visible()
    expect(desk.get_by_label("Period")).to_have_value("2026-10")  # nothing typed is lost
    desk.get_by_role("textbox", name="Value").fill("7.9")
    desk.get_by_role("button", name="Report the value").click()
    expect(desk.locator("#main")).to_contain_text("The value is recorded.")
    stored = Measurement.objects.filter(
        department__code="LH-TR-01", indicator__code=REPORTED, period__label="2026-10"
    ).latest("pk")
    assert (stored.value, stored.reported_by.username) == (Decimal("7.9"), "manager")
    desk.goto(scorecard)
    assert desk.locator("#main").inner_text() != facts
    desk.goto(f"{scorecard}{REPORTED}/")
    expect(desk.locator("#main")).to_contain_text("7.9")
