"""Take the README's screenshots of a running demo: `make screenshots` beside `make demo`.

Linhu is the same on every machine, so the pictures change only when the pages do.
"""

import os
import shutil
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

SITE = f"http://127.0.0.1:{os.environ.get('PORT', '8000')}"
FOLDER = Path(__file__).parent / "screenshots"
PASSWORD = "linhu-lotus-2026"  # noqa: S105 -- printed by every demo
DESK = {"width": 1280, "height": 800}
PHONE = {"width": 360, "height": 740}
# A clerk's file: a new value, a changed one, and two mistakes to be told about.
ROWS = """department,indicator,unit,direction,target,actual,period
LH-TR-01,公交首站准点发车率,%,higher,90,88.5,2026-11
LH-TR-02,道路病害48小时修复率,%,higher,90,95.5,2026-10
LH-TR-02,道路病害48小时修复率,%,higher,90,93.1,2026-13
LH-XX,公交首站准点发车率,%,higher,90,70,2026-10
"""


def preview(page: Page) -> None:
    """Send the clerk's file and stop where it waits for a decision."""
    page.goto(f"{SITE}/zh-hans/kpis/import/")
    content = {"name": "十一月.csv", "mimeType": "text/csv", "buffer": ROWS.encode()}
    page.locator("input[type=file]").set_input_files([content])
    page.locator("input[name=cycle]").fill("2026")
    page.locator("main form button[type=submit]").first.click()
    page.wait_for_url("**/kpis/import/*/")


def at(path: str) -> Callable[[Page], object]:
    return lambda page: page.goto(SITE + path)


SHOTS: dict[str, tuple[str, dict[str, int], Callable[[Page], object]]] = {
    "home-en": ("en", DESK, at("/en/")),
    "kpi-en": ("en", DESK, at("/en/scorecard/LH-TR-01/TR-PUNCT/")),
    "scorecard-zh": ("zh-hans", DESK, at("/zh-hans/scorecard/LH-TR/")),
    "import-zh": ("zh-hans", DESK, preview),
    "home-zh-phone": ("zh-hans", PHONE, at("/zh-hans/")),
}


def take(browser: Browser, name: str) -> None:
    language, size, go = SHOTS[name]
    context = browser.new_context(viewport=size, locale=language, device_scale_factor=1)  # type: ignore[arg-type]
    page = context.new_page()
    page.goto(f"{SITE}/{language}/accounts/login/")
    page.locator("input[name=login]").fill("manager")
    page.locator("input[name=password]").fill(PASSWORD)
    page.locator("main form button[type=submit]").first.click()
    page.wait_for_url(lambda url: "login" not in url)
    go(page)
    page.wait_for_load_state("networkidle")
    page.screenshot(path=FOLDER / f"{name}.png")
    context.close()


def main() -> None:
    found = os.environ.get("CHROMIUM_PATH") or shutil.which("chromium-headless-shell")
    sandbox = ["--no-sandbox"] if os.geteuid() == 0 else []
    FOLDER.mkdir(exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=sandbox)
        for name in SHOTS:
            take(browser, name)
        browser.close()


if __name__ == "__main__":
    main()
