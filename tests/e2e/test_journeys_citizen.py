"""A citizen with a phone: from the address in the square to the thanks, over 3G, no script."""

import datetime
from typing import Any

import pytest
from playwright.sync_api import expect

from feedback import services
from feedback.models import Rating, ServicePoint
from tests.e2e import gates

THREE_G = {
    "offline": False, "latency": 300, "downloadThroughput": 1_600_000 // 8,
    "uploadThroughput": 768_000 // 8,
}  # fmt: skip
FIRST_PACKETS, REQUESTS = 14_000, 2
SMALL = {"width": 320, "height": 640}
THANKS = {"en": "Thank you. It is kept.", "zh-hans": "谢谢，您的评价已保存。"}


def receipts(number: int) -> list[str]:
    point = ServicePoint.objects.filter(service__code="RESIDENCE-01").order_by("pk")[0]
    cases = [services.Case(f"E2E-{n}", datetime.date(2026, 9, 1)) for n in range(number)]
    services.take_cases(point, cases, by=None)
    return services.mint(point, number, by=None)


class Line:
    """What goes over the wire to one page, as the browser counts it."""

    def __init__(self, page: Any) -> None:
        self.bytes = self.requests = 0
        session = page.context.new_cdp_session(page)
        session.send("Network.enable")
        session.send("Network.emulateNetworkConditions", THREE_G)
        session.on("Network.loadingFinished", self.add)

    def add(self, event: dict[str, Any]) -> None:
        self.bytes += event["encodedDataLength"]
        self.requests += 1


def rated(doors: Any, site: Any, code: str, face: int, language: str) -> dict[str, Any]:
    """One tap on a phone; what it took, and what the page said."""
    context = doors.fresh(
        "anonymous", locale=language, viewport=SMALL, java_script_enabled=False, is_mobile=True,
        has_touch=True,
    )  # fmt: skip
    page = context.new_page()
    line = Line(page)
    page.goto(f"{site.url}/r/{code}")
    opened = line.bytes, line.requests
    page.locator("button.face").nth(face).tap()
    expect(page.locator("h1")).to_have_text(THANKS[language])
    width = page.evaluate("document.documentElement.scrollWidth")
    found = {
        "opened": opened, "bytes": line.bytes - opened[0], "requests": line.requests - opened[1],
        "controls": page.locator("main input, main textarea, main button, main a").count(),
        "cookies": len(context.cookies()), "width": width,
    }  # fmt: skip
    context.close()
    return found


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_one_tap_on_a_small_phone_without_a_script(doors: Any, site: Any, language: str) -> None:
    before = Rating.objects.count()
    (code,) = receipts(1)
    found = rated(doors, site, code, 0, language)
    assert Rating.objects.count() == before + 1
    assert found["opened"][0] <= FIRST_PACKETS
    assert found["opened"][1] <= REQUESTS
    assert (found["cookies"], found["width"]) == (0, SMALL["width"])


def test_best_and_worst_take_the_same(doors: Any, site: Any) -> None:
    best, worst = (
        rated(doors, site, code, face, "en") for code, face in zip(receipts(2), (0, 4), strict=True)
    )
    # The words of an answer differ in length; nothing else does.
    longer = abs(best["bytes"] - worst["bytes"])
    assert longer <= len("Very dissatisfied") - len("Very satisfied") + 8
    assert {k: v for k, v in best.items() if k not in ("bytes", "opened")} == {
        k: v for k, v in worst.items() if k not in ("bytes", "opened")
    }
    assert best["opened"][1] == worst["opened"][1]


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_axe_finds_nothing_at_320_pixels(doors: Any, site: Any, language: str) -> None:
    context = doors.fresh("anonymous", locale=language, viewport=SMALL)
    page = context.new_page()
    (code,) = receipts(1)
    page.goto(f"{site.url}/r/{code}")
    found = gates.axe(page) + gates.form(page, "portal:rate", language)
    page.locator("button.face").nth(3).click()
    found += gates.axe(page) + gates.form(page, "portal:thanks", language)
    page.locator("textarea").fill("Slow lift · 电梯慢")
    page.locator("button.send").click()
    found += gates.axe(page)
    page.goto(f"{site.url}/r/status?code={page.locator('.code').inner_text()}")
    found += gates.axe(page) + gates.form(page, "portal:status", language)
    context.close()
    assert found == []
