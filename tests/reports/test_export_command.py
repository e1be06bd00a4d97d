"""manage.py export: the stable contract."""

import json

import pytest
from django.core.management import CommandError, call_command

from tests.reports import board as boards
from tests.reports.test_exports_scores import HEADER, ROWS


@pytest.fixture
def board(world):
    return boards.build(world)


def export(*words):
    call_command("export", *map(str, words))


def test_names_come_back_exactly_as_they_went_in(board, tmp_path, capsys):
    file = tmp_path / "scores.csv"
    export("scores", "--run", board.run.pk, "--format", "csv", "--output", file)
    assert file.read_text() == HEADER + "\n" + ROWS
    assert capsys.readouterr().out == f"5 scores of run {board.run.pk} written to {file}\n"


def test_guard_defuses_formulas(board, tmp_path):
    export("scores", "--run", board.run.pk, "--output", tmp_path / "a.csv", "--guard")
    assert "'=1+1" in (tmp_path / "a.csv").read_text()


@pytest.mark.parametrize("form", ["json", "xlsx", "parquet"])
def test_other_formats(board, tmp_path, form):
    file = tmp_path / f"scores.{form}"
    export("scores", "--run", board.run.pk, "--format", form, "--output", file)
    assert file.stat().st_size > 0
    if form == "json":
        assert len(json.loads(file.read_text())) == 5


def test_a_run_that_is_not_there_names_those_that_are(board, tmp_path):
    with pytest.raises(CommandError, match=rf"no run 999.*: {board.run.pk}\."):
        export("scores", "--run", 999, "--output", tmp_path / "a.csv")


def test_a_run_that_is_not_done(board, tmp_path):
    run = boards.ScoreRun.objects.create(
        cycle=board.cycle, requested_at=board.run.requested_at, as_of=board.run.as_of
    )
    with pytest.raises(CommandError, match="requested, not done"):
        export("evidence", "--run", run.pk, "--output", tmp_path / "a.zip")


def test_a_folder_that_is_not_there(board, tmp_path):
    with pytest.raises(CommandError, match="No such file"):
        export("scores", "--run", board.run.pk, "--output", tmp_path / "nowhere" / "a.csv")
