import gzip
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles import finders

from perfmgmt import stylesheet

BUDGET = 20_000  # bytes, gzipped
ELSEWHERE = {"plotly-empty"}


def test_every_part_is_in_the_sheet_or_stands_for_itself() -> None:
    parts = {path.stem for path in Path(settings.BASE_DIR, "static/css").glob("*.css")}
    assert parts - ELSEWHERE == set(stylesheet.PARTS)


def test_sheet_keeps_to_its_budget() -> None:
    assert len(gzip.compress(stylesheet.joined().encode(), 9)) < BUDGET


def test_sheet_is_found_and_collected() -> None:
    found = finders.find("css/app.css")
    assert Path(found).read_text("utf-8") == stylesheet.joined()
    listed = list(stylesheet.StylesheetFinder().list([]))
    assert [name for name, _ in listed] == ["css/app.css"]
    with listed[0][1].open("css/app.css") as sheet:
        assert sheet.read().decode() == stylesheet.joined()


def test_joining_drops_comments_and_keeps_rules() -> None:
    sheet = stylesheet.joined()
    assert "/*" not in sheet
    assert sheet.count("{") == sheet.count("}")
    assert sheet.startswith(":root,")


def test_other_paths_are_not_ours() -> None:
    finder = stylesheet.StylesheetFinder()
    assert (finder.find("css/other.css"), finder.find("css/other.css", find_all=True)) == ([], [])
