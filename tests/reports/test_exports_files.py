"""Excel and Parquet say the same as CSV."""

from decimal import Decimal

import pyarrow.parquet as pq
import pytest
from python_calamine import CalamineWorkbook

from reports.exports import files
from reports.exports.scores import COLUMNS, score_query, scores_seen
from tests.reports import board as boards


@pytest.fixture
def query(world):
    run = boards.build(world).run
    return score_query(scores_seen(run, None), run)


def test_excel_holds_numbers_as_numbers_and_texts_as_texts(query, tmp_path):
    files.write_xlsx(query, tmp_path / "scores.xlsx")
    rows = CalamineWorkbook.from_path(tmp_path / "scores.xlsx").get_sheet_by_index(0).to_python()
    assert rows[0] == list(COLUMNS)
    assert rows[2] == [
        "BUREAU", "Bureau", "WAIT", "Name of WAIT", "days", "range", "7..14", "", "2026", "",
        "", "", 1.0, 0.666666666667, "not_reported", "",
    ]  # fmt: skip
    assert rows[3][3:8] == ["=1+1", "+", "none", "", "-5 or so"]
    assert rows[5][10:13] == [0.796812749004, 79.681274900398, 1.0]
    assert len(rows) == 6


def test_excel_begins_another_sheet_when_one_is_full(query, tmp_path, monkeypatch):
    monkeypatch.setattr(files, "ROWS_PER_SHEET", 2)
    files.write_xlsx(query, tmp_path / "scores.xlsx")
    book = CalamineWorkbook.from_path(tmp_path / "scores.xlsx")
    sheets = [book.get_sheet_by_index(n).to_python() for n in range(3)]
    assert [len(sheet) for sheet in sheets] == [3, 3, 2]
    assert [sheet[0] for sheet in sheets] == [list(COLUMNS)] * 3


def test_excel_writes_a_number_too_long_for_it_as_text(query, tmp_path):
    long = type(query)(
        query.sql.replace("trim_scale(score.points)::text", "'79.6812749003981234'"), query.params
    )
    files.write_xlsx(long, tmp_path / "scores.xlsx")
    rows = CalamineWorkbook.from_path(tmp_path / "scores.xlsx").get_sheet_by_index(0).to_python()
    assert rows[1][11] == "79.6812749003981234"


def test_files_carry_the_marks_of_the_figures(world, tmp_path):
    run = boards.marked(world, boards.build(world))
    query = score_query(scores_seen(run, None), run)
    files.write_parquet(query, tmp_path / "scores.parquet")
    flags = pq.read_table(tmp_path / "scores.parquet").column("flags").to_pylist()
    assert [flag or "" for flag in flags] == list(boards.MARKS.values())
    files.write_xlsx(query, tmp_path / "scores.xlsx")
    rows = CalamineWorkbook.from_path(tmp_path / "scores.xlsx").get_sheet_by_index(0).to_python()
    assert [row[-1] for row in rows[1:]] == list(boards.MARKS.values())


def test_parquet_keeps_exact_decimals(query, tmp_path):
    files.write_parquet(query, tmp_path / "scores.parquet")
    table = pq.read_table(tmp_path / "scores.parquet")
    assert table.column_names == list(COLUMNS)
    assert table.column("attainment").to_pylist() == [
        Decimal("1.250000000000"), None, None, Decimal("1.000000000000"), Decimal("0.796812749004"),
    ]  # fmt: skip
    assert table.column("met").to_pylist() == [True, None, None, True, False]
    assert table.column("actual").to_pylist() == [80, None, None, 90, Decimal("125.5")]
    assert table.column("target").to_pylist() == ["100", "7..14", None, "90", "100"]


def test_empty_files_still_have_their_header(query, world, tmp_path):
    run = boards.ScoreRun.objects.get()
    nothing = score_query(scores_seen(run, world.stranger), run)
    for name, write in files.WRITERS.items():
        write(nothing, tmp_path / f"scores.{name}")
    rows = CalamineWorkbook.from_path(tmp_path / "scores.xlsx").get_sheet_by_index(0).to_python()
    assert rows == [list(COLUMNS)]
    assert pq.read_table(tmp_path / "scores.parquet").num_rows == 0
    assert (tmp_path / "scores.csv").read_text() == ",".join(COLUMNS) + "\n"
    assert (tmp_path / "scores.json").read_text() == "[\n]\n"
