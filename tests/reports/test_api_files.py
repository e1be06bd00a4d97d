"""A whole run in one answer, and the ledger's note of who took it."""

import csv
import io
import json
import zipfile

import pytest
from django.test import Client

from audit.models import Entry
from reports.exports import stream
from reports.models import Scope
from tests.reports import board as boards
from tests.reports.callers import program
from tests.reports.test_exports_scores import HEADER, ROWS


@pytest.fixture
def board(world):
    return boards.build(world)


def whole(response):
    assert response.status_code == 200, getattr(response, "content", response)
    return b"".join(response.streaming_content).decode()


def url(board, name):
    return f"/api/v1/score-runs/{board.run.pk}/{name}"


def test_csv_is_the_command_s_file_with_formulas_defused(board, world):
    response = program(world.auditor, Scope.READ_SCORES).get(url(board, "scores.csv"))
    assert response["Content-Type"] == "text/csv; charset=utf-8; header=present"
    assert (
        response["Content-Disposition"] == f'attachment; filename="scores-run-{board.run.pk}.csv"'
    )
    rows = list(csv.DictReader(io.StringIO(whole(response))))
    assert rows[2]["indicator"] == "'=1+1"
    exact = program(world.auditor, name="b").get(url(board, "scores.csv?text=exact"))
    assert whole(exact) == HEADER + "\n" + ROWS


def test_csv_holds_only_rows_the_caller_may_see(board, world):
    rows = list(
        csv.DictReader(io.StringIO(whole(world.client("manager").get(url(board, "scores.csv")))))
    )
    assert [row["department_code"] for row in rows] == ["BUREAU", "BUREAU", "DIVISION", "DIVISION"]


def test_filters_cut_the_file(board, world):
    client = world.client("office")
    rows = json.loads(whole(client.get(url(board, "scores.json?branch=BUREAU&met=true"))))
    assert [row["indicator_code"] for row in rows] == ["COST", "RATE"]
    lines = whole(client.get(url(board, "scores.ndjson?indicator=WAIT"))).splitlines()
    assert [json.loads(line)["missing"] for line in lines] == ["not_reported"]


def test_excel_s_byte_order_mark_is_given_when_asked_for(board, world):
    assert whole(world.client("office").get(url(board, "scores.csv?bom=true")))[0] == "\ufeff"


def test_any_accept_header_gets_the_file(board, world):
    for accept in ("text/csv", "application/json", "image/png"):
        response = world.client("office").get(url(board, "scores.csv"), headers={"Accept": accept})
        assert response.status_code == 200


@pytest.mark.parametrize("query", ["met=perhaps", "text=raw", "wrong=1", "page_size=3"])
def test_wrong_parameters_are_refused(board, world, query):
    response = world.client("office").get(url(board, f"scores.csv?{query}"))
    assert (response.status_code, response["Content-Type"]) == (400, "application/problem+json")


def test_a_run_that_is_not_finished_has_no_files(board, world):
    run = boards.ScoreRun.objects.create(
        cycle=board.cycle, requested_at=board.run.requested_at, as_of=board.run.as_of
    )
    for name in ("scores.csv", "evidence.zip"):
        response = world.client("office").get(f"/api/v1/score-runs/{run.pk}/{name}")
        assert response.status_code == 409


def test_a_stranger_sees_no_run(board, world):
    for name in ("scores.csv", "scores.json", "scores.ndjson", "evidence.zip"):
        assert world.client("stranger").get(url(board, name)).status_code == 404
        assert Client().get(url(board, name)).status_code == 401


def test_an_auditor_s_read_is_in_the_ledger(board, world):
    client = program(world.auditor)
    whole(client.get(url(board, "scores.csv?branch=BUREAU")))
    whole(client.get(url(board, "scores.csv")))
    client.get("/api/v1/departments/?page_size=3")
    client.get("/api/v1/departments/999999999/")
    entries = Entry.objects.filter(verb="audit.read").order_by("pk")
    found = [
        (e.actor, e.details["path"], e.details["query"], e.details["status"], e.details["rows"])
        for e in entries
    ]
    who, file = world.auditor.pk, url(board, "scores.csv")
    assert found == [
        (who, file, "branch=BUREAU", 200, 4),
        (who, file, "", 200, 5),
        (who, "/api/v1/departments/", "page_size=3", 200, 3),
        (who, "/api/v1/departments/999999999/", "", 404, 0),
    ]
    assert {e.details["token"] for e in entries} == {world.auditor.api_tokens.get().pk}


def test_reads_of_others_are_not_in_the_ledger(board, world):
    whole(world.client("office").get(url(board, "scores.csv")))
    world.client("manager").get("/api/v1/departments/")
    assert not Entry.objects.filter(verb="audit.read").exists()


def test_a_read_that_cannot_be_noted_is_not_given(board, world, monkeypatch):
    monkeypatch.setattr("reports.api.base.record_read", lambda *a, **k: 1 / 0)
    client = world.client("auditor")
    client.raise_request_exception = False
    assert client.get(url(board, "scores.csv")).status_code == 500


def test_evidence_needs_sight_of_the_whole_run(board, world, settings, tmp_path):
    settings.MEDIA_ROOT = str(tmp_path)
    response = world.client("manager").get(url(board, "evidence.zip"))
    assert response.status_code == 403
    assert "every department" in response.json()["detail"]
    assert list(tmp_path.iterdir()) == []


def test_a_token_needs_the_scope_for_evidence(board, world):
    assert (
        program(world.auditor, Scope.READ_SCORES).get(url(board, "evidence.zip")).status_code == 403
    )


def test_the_evidence_of_a_run(board, world, settings, tmp_path):
    settings.MEDIA_ROOT = str(tmp_path)
    run = boards.scored(board)
    place = f"/api/v1/score-runs/{run.pk}/evidence.zip"
    first = program(world.auditor, Scope.READ_EVIDENCE).get(place)
    assert first["Content-Disposition"] == f'attachment; filename="evidence-run-{run.pk}.zip"'
    pack = b"".join(first.streaming_content)
    with zipfile.ZipFile(io.BytesIO(pack)) as file:
        assert any(name.endswith("verify.py") for name in file.namelist())
    again = world.client("office").get(place)
    assert b"".join(again.streaming_content) == pack
    assert [path.suffix for path in sorted((tmp_path / "evidence").iterdir())] == [".lock", ".zip"]
    assert Entry.objects.filter(verb="audit.read").count() == 1


def test_the_engine_s_scores_come_out_of_every_door(board, world):
    run = boards.scored(board)
    client = world.client("office")
    file = json.loads(whole(client.get(f"/api/v1/score-runs/{run.pk}/scores.json")))
    page = client.get(f"/api/v1/scores/?run={run.pk}").json()["results"]
    assert {(row["department_code"], row["indicator_code"], row["attainment"]) for row in file} == {
        (row["department"]["code"], row["indicator"]["code"], row["attainment"]) for row in page
    }
    assert [row["met"] for row in file] == [True, None, None, True, False]


def test_the_ledger_is_written_before_a_long_answer_begins(board, world, monkeypatch):
    """COPY waits for its reader here: a statement in between would break it."""
    monkeypatch.setattr(stream, "BLOCK", 1024)
    run = boards.ScoreRun.objects.create(
        cycle=board.cycle, requested_at=board.run.as_of, as_of=board.run.as_of
    )
    cell = (board.targets["cost"], None, 0, 0, 0)
    boards.card(run, world.bureau, board.period, [cell] * 3000)
    boards.finish(run)
    response = world.client("auditor").get(f"/api/v1/score-runs/{run.pk}/scores.csv")
    assert whole(response).count("\n") == 3001
    assert Entry.objects.get(verb="audit.read").details["rows"] == 3000
