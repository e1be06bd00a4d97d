"""What holds on every page. Each gate returns what is wrong, in words; nothing is right."""

from pathlib import Path
from typing import Any

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import ConsoleMessage, Page, Request

from perfmgmt.demo_city.accounts import ACCOUNTS as ACCOUNTS_OF_LINHU
from perfmgmt.demo_city.third_party import MARKERS

RULES = {
    "resultTypes": ["violations"],
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
}
TAGS = {"en": "en", "zh-hans": "zh-Hans"}
AXE = f"""async rules => {{
    if (!window.axe) {{ {AXE_SCRIPT} }}
    const found = await window.axe.run(rules);
    return found.violations.map(v => `axe ${{v.id}}: ${{v.nodes.map(n => n.target).join(" | ")}}`);
}}"""
FORM = Path(__file__).with_name("form.js").read_text("utf-8")
# Words that are the same in Chinese: formats, protocols, names of programs.
NAMES = [
    "Bearer",
    "Cookie",
    "English",
    "Excel",
    "JavaScript",
    "Merkle",
    "OpenAPI",
    "Parquet",
    "Plotly",
]
NAMES += ["PostgreSQL", "Python", "Valkey", "curl", "http", "https", "localhost"]
ACCOUNTS = [*(account.username for account in ACCOUNTS_OF_LINHU), *MARKERS]
# What a page quotes as it must be typed, or as it stands in a file: "*" where that is all over it.
SAME = {
    "account_login": "office auditor",
    "api-docs": "array approved draft returned submitted applied waiting withdrawn operational"
    " strategic"
    " accepted asked declined requested annual half_year probation project quarterly archived"
    " department person appeal calibrated initial cooperating kpis leaders peers public"
    " second_superior subordinates superior third_party self"
    " economy effectiveness efficiency equity activity input outcome output quality file"
    " link note cannot_verify rejected verified correction scheduled copied digits easy edit gap"
    " heaping ratchet round shrinking confirmed dismissed explained in_review open"
    " exact higher lower none range true false external late cancelled done failed"
    " adjudication commissioned drafted final marking reply"
    " requested running safe day half month quarter span week year pending refused suppressed text",
    "appraisals:evaluator": "auditor employee evaluator manager office supervision",
    "departments:account": "office",
    "departments:mail-again": "manager",
    "departments:mails": "manager",
    "departments:pack": "*",
    "departments:policy": "generic cn-local",
    "departments:policy-publish": "code name content",
    "departments:policy-shipped": "generic cn-local",
    "indicators:context": "code name_en name_zh unit department year value source",
    "indicators:import": "higher lower range exact none",
    "indicators:import-preview": "high",
    "indicators:import-template": "higher lower range exact none",
    "indicators:sample": "linhu-",
    "reports:audit-entry": "accounts agreements appointments appraisals calendar cascade"
    " departments figures indicators moves objectives people plan posts",
    "reports:methods": "*",
    "styleguide": "*",
}


def axe(page: Page) -> list[str]:
    return page.evaluate(AXE, RULES)


def form(page: Page, name: str, language: str) -> list[str]:
    """Heading, language, width, figures, and on a Chinese page words left in English."""
    known = {"names": NAMES, "accounts": ACCOUNTS, "same": SAME.get(name, "")}
    return page.evaluate(FORM, known | {"language": TAGS[language]})


class Ear:
    """Hears what one page complains of, and to whom else it speaks."""

    def __init__(self, page: Page, home: str) -> None:
        self.home = home
        self.heard: list[str] = []
        page.on("console", self.on_console)
        page.on("pageerror", lambda error: self.heard.append(f"script: {error}"))
        page.on("request", self.on_request)

    def on_console(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            self.heard.append(f"console: {message.text}")

    def on_request(self, request: Request) -> None:
        if not request.url.startswith((self.home, "data:", "blob:")):
            self.heard.append(f"another host: {request.url}")

    def complaints(self, status: int = 200) -> list[str]:
        """All since the last time, but for the browser's own word about an expected status."""
        said = [text for text in self.heard if f"status of {status}" not in text or status == 200]
        self.heard.clear()
        return said


def draw(page: Page) -> None:
    """Scroll to every figure that Plotly draws, and wait until it has."""
    for figure in page.locator("figure[data-spec]").all():
        figure.scroll_into_view_if_needed()
        handle: Any = figure.element_handle()
        page.wait_for_function("figure => figure.dataset.drawn === 'plotly'", arg=handle)
