"""The performance office brings in a file, scores the year, publishes it, and moves a unit."""

import csv
import io
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from departments.models import Department
from indicators.models import Cycle, Measurement, ScoreRun
from indicators.services.execution import execute_here
from tests.e2e.files import COLUMNS, file_of

NOTE = "counted anew"  # the values are lower than usual
PLACE, CARD = "LH-EE-02", "生态环境投诉按期办结率"
GOOD = [
    (PLACE, CARD, "%", "higher", "", str(80 + month), f"2026-{month:02}") for month in range(1, 6)
]
BAD = [
    (PLACE, CARD, "%", "higher", "ninety", "81", "2026-06"),
    (PLACE, CARD, "%", "higher", "", "81", "2026-13"),
    ("LH-NOWHERE", CARD, "%", "higher", "", "81", "2026-07"),
    (PLACE, CARD, "%", "upward", "", "81", "2026-08"),
    (PLACE, CARD, "%", "higher", "", "99", "2026-01"),
]


@pytest.fixture
def office(doors: Any) -> Any:
    context = doors.fresh("office", viewport={"width": 1366, "height": 768}, accept_downloads=True)
    yield context.new_page()
    context.close()


def send(page: Page, site: Any, content: bytes) -> None:
    page.goto(f"{site.url}/en/kpis/import/")
    page.get_by_label("File", exact=True).set_input_files(
        {"name": "january-to-august.csv", "mimeType": "text/csv", "buffer": content}
    )
    page.get_by_label("Cycle").fill("2026")
    page.get_by_role("button", name="Check the rows").click()


def test_file_with_errors_is_shown_loaded_and_known_the_second_time(
    office: Page, site: Any, tmp_path: Path
) -> None:
    before = Measurement.objects.count()
    send(office, site, file_of([*GOOD, *BAD], note=NOTE))
    heading = office.get_by_role("heading", level=1)
    expect(heading).to_have_text("5 rows ready, 5 errors")
    assert Measurement.objects.count() == before
    office.get_by_role("link", name="Errors 5").click()
    shown = office.locator("tbody tr")
    expect(shown).to_have_count(5)
    told = office.locator("table").inner_text()
    for words in ("ninety", "2026-13", "LH-NOWHERE", "upward", "Line 2"):
        assert words in told
    with office.expect_download() as download:
        office.get_by_role("link", name="Download the 5 errors").click()
    download.value.save_as(tmp_path / "errors.csv")
    kept = list(csv.reader(io.StringIO((tmp_path / "errors.csv").read_text("utf-8-sig"))))
    assert (kept[0], len(kept)) == (["line", "problem", *COLUMNS, "note"], 6)

    office.get_by_role("button", name="Import 5 good rows").click()
    expect(heading).to_have_text("5 rows loaded")
    assert Measurement.objects.count() == before + 5

    send(office, site, file_of(GOOD, note=NOTE))
    expect(heading).to_have_text("5 rows ready")
    office.get_by_role("link", name="Unchanged 5").click()
    expect(office.locator("tbody tr")).to_have_count(5)
    office.get_by_role("button", name="Import 5 good rows").click()
    expect(heading).to_have_text("5 rows loaded")
    assert Measurement.objects.count() == before + 5


def test_run_is_started_watched_and_published(office: Page, site: Any) -> None:
    office.goto(f"{site.url}/en/kpis/runs/")
    office.get_by_role("link", name="Start a score run").click()
    office.get_by_label("Cycle").select_option(label="2025")
    office.get_by_role("button", name="Start the run").click()
    run = ScoreRun.objects.filter(cycle__name="2025", kind="full").latest("pk")
    heading = office.get_by_role("heading", level=1)
    expect(heading).to_have_text(f"Run {run.pk} of 2025 is running")
    expect(office.get_by_role("status")).to_have_text("waits for a worker")
    execute_here(run.pk)  # what a worker does when it hears of the run
    expect(heading).to_have_text(f"Run {run.pk} of 2025 is done")  # without a click
    office.get_by_role("link", name="Publish").click()
    expect(heading).to_have_text(f"Publish run {run.pk}?")
    assert Cycle.objects.get(name="2025").published_run_id != run.pk
    office.get_by_role("button", name="Publish").click()
    expect(office.locator("#main")).to_contain_text("These are the published scores.")
    assert Cycle.objects.get(name="2025").published_run_id == run.pk


def test_unit_is_moved_after_a_look_at_what_that_changes(office: Page, site: Any) -> None:
    office.goto(f"{site.url}/en/departments/LH-EE-05/")
    office.get_by_role("link", name="Move").click()
    office.get_by_label("New department above").fill("LH-WA")
    office.get_by_label("Reason").fill("Water quality goes to those who keep the water.")
    office.get_by_role("button", name="Show what this changes").click()
    expect(office.get_by_role("heading", name="What this changes")).to_be_visible()
    assert Department.objects.get(code="LH-EE-05").parent.code == "LH-EE"
    office.get_by_role("button", name="Move the department").click()
    expect(office.locator("#main")).to_contain_text("The department is moved.")
    moved = Department.objects.get(code="LH-EE-05")
    assert moved.parent.code == "LH-WA"
    assert moved.placements.count() == 2
