"""KPI page and run page in a real browser: the policy holds, the chart draws, progress is live."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.utils import timezone

from indicators.models import ScoreRun
from tests.reports import story
from tests.world import sign_in_browser

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}


@pytest.fixture
def scored(world):
    """The shared world with a scored year."""
    story.scored(world)
    return world


def listen(page):
    heard = []
    page.on("console", lambda m: heard.append(m.text) if m.type == "error" else None)
    page.on("pageerror", lambda error: heard.append(str(error)))
    return heard


@pytest.mark.parametrize(("language", "width"), [("en", 1366), ("zh-hans", 360)])
def test_kpi_page_draws_its_chart_within_the_policy(scored, page, live_server, language, width):
    sign_in_browser(page.context, live_server, scored.manager)
    heard, asked = listen(page), []
    page.on("request", lambda request: asked.append(request.url))
    page.set_viewport_size({"width": width, "height": 768})
    page.goto(f"{live_server.url}/{language}/scorecard/BUREAU/PERMITS/")
    page.locator("#trend").scroll_into_view_if_needed()
    page.locator("#trend[data-drawn=plotly]").wait_for(timeout=30_000)
    found = Axe().run(page, options=RULES).response["violations"]
    assert [(rule["id"], [node["target"] for node in rule["nodes"]]) for rule in found] == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth") is True
    assert [url for url in asked if not url.startswith((live_server.url, "data:", "blob:"))] == []
    assert heard == []


def test_kpi_page_is_whole_without_script(scored, browser, live_server):
    context = browser.new_context(java_script_enabled=False)
    sign_in_browser(context, live_server, scored.manager)
    page = context.new_page()
    page.goto(f"{live_server.url}/en/scorecard/BUREAU/PERMITS/")
    assert page.locator("#trend .pm-plot svg:visible").count() == 1
    page.locator("#trend summary").click()
    assert page.locator("#trend tbody tr").count() == 21
    context.close()


def test_run_page_follows_the_run_to_its_end(world, page, live_server):
    now = timezone.now()
    run = ScoreRun.objects.create(
        cycle=story.build(world), requested_at=now, as_of=now, state="running"
    )
    shards = [run.shards.create(position=n) for n in range(2)]
    sign_in_browser(page.context, live_server, world.office)
    heard = listen(page)
    page.goto(f"{live_server.url}/en/kpis/runs/{run.pk}/")
    assert page.locator("#progress [role=status]").inner_text() == "0 of 2 parts"
    shards[0].state = "done"
    shards[0].save()
    page.get_by_text("1 of 2 parts").wait_for(timeout=10_000)
    ScoreRun.objects.filter(pk=run.pk).update(
        state="failed", failure={"what": "out of memory", "where": "shard 1"}
    )
    page.get_by_role("heading", name=f"Run {run.pk} of 2023 failed").wait_for(timeout=10_000)
    assert page.locator("progress").count() == 0
    assert heard == []


def test_run_is_stopped_from_its_page(world, page, live_server):
    now = timezone.now()
    run = ScoreRun.objects.create(cycle=story.build(world), requested_at=now, as_of=now)
    sign_in_browser(page.context, live_server, world.office)
    page.goto(f"{live_server.url}/en/kpis/runs/{run.pk}/")
    page.get_by_role("button", name="Cancel").click()
    page.get_by_role("heading", name=f"Run {run.pk} of 2023 was cancelled").wait_for()
    assert page.get_by_text("The run is being stopped.").is_visible()
