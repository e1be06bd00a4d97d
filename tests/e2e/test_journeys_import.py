"""200 rows out of a spreadsheet with five bad ones: mended, loaded, seen, and taken back."""

import csv
import io
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, Route, expect

from indicators.models import Measurement, Target

PERIODS = ("2026-11", "2026-12")
WRONG = {
    3: ("actual", "1,23"), 40: ("indicator", "TR-GAB"), 77: ("period", "2026-13"),
    120: ("department", "LH-TR-99"), 160: ("actual", "1,2,3"),
}  # fmt: skip
NAMES = ["department", "indicator", "actual", "period", "note"]


@pytest.fixture
def desk(doors: Any) -> Any:
    context = doors.fresh("office", viewport={"width": 1366, "height": 768})
    yield context.new_page()
    context.close()


def good_rows() -> list[dict[str, str]]:
    """One value for each of 100 KPIs and two months that nobody has reported yet."""
    targets = Target.objects.in_force().filter(cycle__name="2026", period=None)
    places = targets.exclude(indicator__code="TR-GAP", department__code="LH-TR-01")
    codes = places.order_by("department__code", "indicator__code").values_list(
        "department__code", "indicator__code"
    )[:100]
    rows = [(place, card, period) for period in PERIODS for place, card in codes]
    return [
        {"department": place, "indicator": card, "actual": str(at), "period": period,
         "note": "counted anew"}
        for at, (place, card, period) in enumerate(rows, 1)
    ]  # fmt: skip


def written(path: Path, rows: list[dict[str, str]], names: list[str]) -> str:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, names, extrasaction="ignore")
        writer.writeheader()
        writer.writerows(rows)
    return str(path)


def send(page: Page, site: Any, path: str) -> None:
    page.goto(f"{site.url}/en/kpis/import/")
    page.locator("#id_file").set_input_files(path)
    page.get_by_label("Cycle", exact=True).fill("2026")
    page.get_by_role("button", name="Check the rows").click()


def mended(content: str, rows: list[dict[str, str]]) -> list[dict[str, str]]:
    bad = list(csv.DictReader(io.StringIO(content.removeprefix("\ufeff"))))
    assert [int(row["line"]) - 2 for row in bad] == list(WRONG)
    assert all(row["problem"] for row in bad)
    return [rows[int(row["line"]) - 2] for row in bad]


def test_file_with_errors_is_mended_loaded_and_undone(
    desk: Page, site: Any, tmp_path: Path
) -> None:
    rows = good_rows()
    broken = [dict(row) for row in rows]
    for at, (name, text) in WRONG.items():
        broken[at][name] = text
    send(desk, site, written(tmp_path / "values.csv", broken, NAMES))
    heading = desk.get_by_role("heading", level=1)
    expect(heading).to_have_text("195 rows ready, 5 errors")
    expect(desk.locator("#main")).to_contain_text("Did you mean")
    with desk.expect_download() as download:
        desk.get_by_role("link", name="Download the 5 errors").click()
    errors = Path(download.value.path()).read_text("utf-8")
    desk.get_by_role("button", name="Import 195 good rows").click()
    expect(heading).to_have_text("195 rows loaded")

    send(desk, site, written(tmp_path / "mended.csv", mended(errors, rows), NAMES))
    expect(heading).to_have_text("5 rows ready")
    desk.get_by_role("button", name="Import 5 good rows").click()
    expect(heading).to_have_text("5 rows loaded")

    row = rows[3]
    desk.goto(f"{site.url}/en/kpis/report/{row['department']}/{row['indicator']}/")
    expect(desk.locator("#main")).to_contain_text(row["period"])
    stored = Measurement.objects.current().filter(period__label__in=PERIODS)
    assert stored.count() == 200
    assert stored.get(
        department__code=row["department"], indicator__code=row["indicator"],
        period__label=row["period"],
    ).value == Decimal(row["actual"])  # fmt: skip

    for _file in range(2):
        desk.goto(f"{site.url}/en/kpis/import/")
        desk.locator("table tbody tr", has_text="Loaded").first.get_by_role("link").click()
        desk.get_by_role("button", name="Undo the whole import").click()
        expect(heading).to_have_text("Undone: what counted before counts again")
    now = Measurement.objects.current().filter(period__label__in=PERIODS)
    assert set(now.values_list("missing", flat=True)) == {"not_reported"}


def test_half_a_return_survives_the_browser(doors: Any, site: Any) -> None:
    context = doors.fresh("manager", viewport={"width": 1366, "height": 768})
    page = context.new_page()
    page.goto(f"{site.url}/en/returns/?show=all&period=2026-10")
    page.get_by_role("link", name="Bus Services Division").first.click()
    page.get_by_label("Value", exact=True).fill("7.4")
    expect(page.get_by_role("status").filter(has_text="Saved at")).to_be_visible()
    address = page.url
    page.close()
    again = context.new_page()
    again.goto(address)
    expect(again.get_by_label("Value", exact=True)).to_have_value("7.4")
    context.close()


def test_what_is_typed_before_the_script_arrives_is_saved(doors: Any, site: Any) -> None:
    context = doors.fresh("manager", viewport={"width": 1366, "height": 768})
    page = context.new_page()
    page.goto(f"{site.url}/en/returns/?show=all&period=2026-10")
    held: list[Route] = []
    page.route("**/draft*.js", lambda route: held.append(route))  # noqa: PLW0108 -- not a builtin
    with page.expect_request("**/draft*.js"):
        page.get_by_role("link", name="Bus Services Division").first.click(no_wait_after=True)
    page.get_by_label("Value", exact=True).fill("7.5")
    for route in held:
        route.continue_()
    expect(page.get_by_role("status").filter(has_text="Saved at")).to_be_visible()
    context.close()
