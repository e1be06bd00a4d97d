"""The living page in a real browser: what every later page is made of must be without fault."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.test import Client
from django.utils import translation
from playwright.sync_api import Page

LANGUAGES = ("en", "zh-hans")
SIZES = {"desk": (1366, 768), "phone": (360, 740)}
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}


@pytest.fixture(autouse=True)
def in_english() -> Iterator[None]:
    """A page in Chinese leaves its language behind in this thread."""
    with translation.override("en"):
        yield


def test_nobody_is_sent_to_sign_in(client: Client) -> None:
    response = client.get("/en/styleguide/")
    assert (response.status_code, response["Location"]) == (
        302,
        "/en/accounts/login/?next=/en/styleguide/",
    )


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_component_stands_on_it(world: Any, language: str) -> None:
    page = world.client("employee").get(f"/{language}/styleguide/")
    shown = {
        name.removeprefix("components/")
        for name in (t.name or "" for t in page.templates)
        if name.startswith("components/")
    }
    there = {p.name for p in Path(settings.BASE_DIR, "templates/components").glob("*.html")}
    assert there - shown == {"page_header.html", "breadcrumbs.html"}


@pytest.fixture
def signed_in(page: Page, world: Any, live_server: Any) -> Page:
    client = world.client("employee")
    name = settings.SESSION_COOKIE_NAME
    page.context.add_cookies(
        [{"name": name, "value": client.cookies[name].value, "url": live_server.url}]
    )
    return page


def complaints(page: Page) -> list[str]:
    heard: list[str] = []
    page.on("console", lambda m: heard.append(m.text) if m.type == "error" else None)
    page.on("pageerror", lambda error: heard.append(str(error)))
    return heard


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("language", "size", "scheme"),
    [  # every pair of two of the three once
        ("en", "desk", "light"),
        ("en", "phone", "dark"),
        ("zh-hans", "desk", "dark"),
        ("zh-hans", "phone", "light"),
    ],
)
def test_axe_policy_and_width(
    signed_in: Page, live_server: Any, language: str, size: str, scheme: Any
) -> None:
    page, heard = signed_in, complaints(signed_in)
    width, height = SIZES[size]
    page.set_viewport_size({"width": width, "height": height})
    page.emulate_media(color_scheme=scheme)
    page.goto(f"{live_server.url}/{language}/styleguide/")
    for name in ("permits", "yearly"):
        page.locator(f"#{name}").scroll_into_view_if_needed()
        page.locator(f"#{name}[data-drawn=plotly]").wait_for(timeout=30_000)
    found = Axe().run(page, options=RULES).response["violations"]
    assert [(rule["id"], [node["target"] for node in rule["nodes"]]) for rule in found] == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth") is True
    assert heard == []


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_page_is_whole_without_script(browser: Any, world: Any, live_server: Any) -> None:
    client = world.client("employee")
    name = settings.SESSION_COOKIE_NAME
    context = browser.new_context(java_script_enabled=False, viewport={"width": 360, "height": 740})
    context.add_cookies(
        [{"name": name, "value": client.cookies[name].value, "url": live_server.url}]
    )
    page = context.new_page()
    page.goto(f"{live_server.url}/en/styleguide/")
    assert page.locator("#permits .pm-plot-narrow").is_visible()
    page.locator("#permits summary").click()
    assert page.locator("#permits tbody tr").count() == 24
    page.locator("a.pm-menu").click()
    assert page.locator("#nav").is_visible()
    page.locator(".pm-nav-close a").click()
    assert page.locator("#nav").is_hidden()
    context.close()


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_figure_keeps_data_at_home_and_can_be_walked(signed_in: Page, live_server: Any) -> None:
    page, asked = signed_in, []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(f"{live_server.url}/en/styleguide/")
    page.locator("#permits").scroll_into_view_if_needed()
    page.locator("#permits[data-drawn=plotly]").wait_for(timeout=30_000)
    place = page.locator("#permits .pm-plot-live")
    assert place.get_attribute("role") == "img"
    assert (place.get_attribute("aria-label") or "").startswith("Something changed in March")
    assert page.locator(".modebar").count() == 0
    place.focus()
    page.keyboard.press("End")
    page.keyboard.press("ArrowLeft")
    assert page.locator("#permits [role=status]").inner_text() == (
        "2026-08: 72% · Target 90% · Concern"
    )
    assert [url for url in asked if not url.startswith((live_server.url, "data:", "blob:"))] == []


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_theme_is_kept_and_the_figure_follows(signed_in: Page, live_server: Any) -> None:
    page = signed_in
    page.emulate_media(color_scheme="light")
    page.goto(f"{live_server.url}/en/styleguide/")
    page.locator("#permits").scroll_into_view_if_needed()
    page.locator("#permits[data-drawn=plotly]").wait_for(timeout=30_000)
    mark = "document.querySelector('#permits .scatterlayer .point').style.fill"
    light = page.evaluate(mark)
    page.locator("details.pm-me summary").click()
    page.locator(".pm-me [data-theme-choice=dark]").click()
    page.wait_for_timeout(500)
    assert (light, page.evaluate(mark)) == ("rgb(89, 89, 89)", "rgb(184, 184, 184)")
    page.reload()
    assert page.locator("html").get_attribute("data-theme") == "dark"
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(12, 16, 15)"


def test_config_of_plotly_sends_nothing_away() -> None:
    source = Path(settings.BASE_DIR, "static/js/figure.js").read_text("utf-8")
    found = re.search(r"const CONFIG = \{(.*?)\};", source, re.DOTALL)
    assert found
    assert [line.strip() for line in found[1].strip().splitlines()] == [
        "displayModeBar: false,",
        "displaylogo: false,",
        "showSendToCloud: false,",
        'plotlyServerURL: "",',
        "responsive: true,",
    ]
    assert "eval" not in source
