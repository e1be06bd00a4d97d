"""One row a cell, exactly the contract's columns, exactly what went in."""

import csv
import io
import json
from types import SimpleNamespace

import pytest
from django.db import connection
from django.utils.timezone import now

from indicators import marks
from indicators.engine.pins import pin
from indicators.models import Measurement, Score, ScoreRun
from indicators.scoring import FLAGS, MISSING, State, describe
from reports.exports import state, stream
from reports.exports.scores import COLUMNS, score_query, scores_seen
from tests.reports import board as boards

HEADER = (
    "department_code,department,indicator_code,indicator,unit,direction,target,actual,period,met,"
    "attainment,points,weight,coverage,missing,flags"
)
ROWS = """\
BUREAU,Bureau,COST,Name of COST,CNY,lower,100,80,2026,true,1.250000000000,120,2,0.666666666667,,capped
BUREAU,Bureau,WAIT,Name of WAIT,days,range,7..14,,2026,,,,1,0.666666666667,not_reported,
DIVISION,Division,=NAME,=1+1,+,none,,-5 or so,2026,,,,1,1,text,no_direction
DIVISION,Division,RATE,Name of RATE,%,higher,90,90,2026,true,1.000000000000,100,1,1,,rate
OTHER,Other bureau,COST,Name of COST,CNY,lower,100,125.5,2026,false,0.796812749004,79.681274900398,1,1,,
"""  # noqa: E501 -- the file as it is


@pytest.fixture
def board(world):
    return boards.build(world)


def whole(parts):
    return b"".join(parts).decode()


def test_header_is_the_contract():
    assert ",".join(COLUMNS) == HEADER


def test_csv_of_a_run(board):
    query = score_query(scores_seen(board.run, None), board.run)
    assert whole(stream.csv_of(query)) == HEADER + "\n" + ROWS


def test_csv_holds_only_what_the_user_may_see(board, world):
    query = score_query(scores_seen(board.run, world.manager), board.run)
    codes = [
        row["department_code"] for row in csv.DictReader(io.StringIO(whole(stream.csv_of(query))))
    ]
    assert codes == ["BUREAU", "BUREAU", "DIVISION", "DIVISION"]
    query = score_query(scores_seen(board.run, world.stranger), board.run)
    assert whole(stream.csv_of(query)) == HEADER + "\n"


def test_guarded_csv_starts_no_formula(board):
    query = score_query(scores_seen(board.run, None), board.run, guarded=True)
    rows = list(csv.DictReader(io.StringIO(whole(stream.csv_of(query)))))
    guarded = {k: v for row in rows for k, v in row.items() if v.startswith("'")}
    assert guarded == {
        "indicator_code": "'=NAME", "indicator": "'=1+1", "unit": "'+", "actual": "'-5 or so",
    }  # fmt: skip


def test_taking_the_apostrophe_away_gives_the_name_back(board):
    with connection.cursor() as cursor:
        cursor.execute("UPDATE indicators_indicator SET name = '''=quoted' WHERE code = 'COST'")
    query = score_query(scores_seen(board.run, None), board.run, guarded=True)
    rows = list(csv.DictReader(io.StringIO(whole(stream.csv_of(query)))))
    assert rows[0]["indicator"].removeprefix("'") == "'=quoted"


@pytest.mark.parametrize(
    "name", ['a "quoted", name', "line\nbreak", "back\\slash", "–Ünïcode 中文 𠮷"]
)
def test_names_come_back_exactly(board, name):
    with connection.cursor() as cursor:
        cursor.execute("UPDATE indicators_indicator SET name = %s WHERE code = 'COST'", [name])
    query = score_query(scores_seen(board.run, None), board.run)
    rows = list(csv.DictReader(io.StringIO(whole(stream.csv_of(query)), newline="")))
    assert rows[0]["indicator"] == name
    assert json.loads(whole(stream.json_of(query)))[0]["indicator"] == name


def test_json_is_one_array_of_the_same_rows(board):
    query = score_query(scores_seen(board.run, None), board.run)
    rows = json.loads(whole(stream.json_of(query)))
    assert [list(row) for row in rows] == [HEADER.split(",")] * 5
    assert rows[1] == {
        "department_code": "BUREAU", "department": "Bureau", "indicator_code": "WAIT",
        "indicator": "Name of WAIT", "unit": "days", "direction": "range", "target": "7..14",
        "actual": None, "period": "2026", "met": None, "attainment": None, "points": None,
        "weight": "1", "coverage": "0.666666666667", "missing": "not_reported", "flags": "",
    }  # fmt: skip
    assert [row["met"] for row in rows] == [True, None, None, True, False]


def test_json_of_nothing_is_an_empty_array(board, world):
    query = score_query(scores_seen(board.run, world.stranger), board.run)
    assert json.loads(whole(stream.json_of(query))) == []


def test_ndjson_has_a_line_per_row(board):
    query = score_query(scores_seen(board.run, None), board.run)
    lines = whole(stream.ndjson_of(query)).splitlines()
    assert [json.loads(line)["indicator_code"] for line in lines] == [
        "COST", "WAIT", "=NAME", "RATE", "COST",
    ]  # fmt: skip


def test_byte_order_mark_comes_first(board):
    query = score_query(scores_seen(board.run, None), board.run)
    assert whole(stream.csv_of(query, mark=True)) == "\ufeff" + HEADER + "\n" + ROWS


def test_sql_and_python_read_the_same_state(db):
    states = [bit for number in range(len(MISSING)) for bit in (number << 2, number << 2 | 1)]
    states += [int(flag) for flag in FLAGS] + [2 | sum(int(flag) for flag in FLAGS)]
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {state.MET_SQL}, {state.MISSING_SQL}, {state.STATE_FLAGS_SQL}"
            " FROM unnest(%s) AS score(state)",
            [states],
        )
        rows = cursor.fetchall()
    words = {"true": True, "false": False, None: None}
    found = [
        (words[met], missing or "", flags.split(";") if flags else [])
        for met, missing, flags in rows
    ]
    assert found == [describe(bits) for bits in states]


def test_sql_and_python_read_the_same_marks(db):
    figures = [
        {"quality": quality, "verdict": verdict, "is_revised": revised, "was_late": late}
        for quality in ("", "provisional", "estimated")
        for verdict in (None, "verified", "rejected", "cannot_verify")
        for revised in (True, False)
        for late in (True, False)
    ]
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT concat_ws(';', {state.MARKS_SQL}) FROM jsonb_to_recordset(%s::jsonb)"
            " AS measurement(quality text, verdict text, is_revised boolean, was_late boolean)",
            [json.dumps(figures)],
        )
        found = [row[0] for row in cursor.fetchall()]
    assert found == [";".join(marks.codes(SimpleNamespace(**one))) for one in figures]


def test_flags_say_the_marks_of_the_figure_as_the_run_knew_them(board, world):
    run = boards.marked(world, board)
    query = score_query(scores_seen(run, None), run)
    rows = csv.DictReader(io.StringIO(whole(stream.csv_of(query))))
    found = {(row["department_code"], row["indicator_code"]): row["flags"] for row in rows}
    assert found == boards.MARKS
    rows = json.loads(whole(stream.json_of(query)))
    assert [row["flags"] for row in rows] == list(boards.MARKS.values())


def test_flags_of_the_score_come_before_the_marks_of_the_figure(board, world):
    news = boards.measured_again(board, board.measurements["cost"], value=90)
    run = ScoreRun.objects.create(cycle=board.cycle, requested_at=now(), as_of=now())
    cell = (board.targets["cost"], news, 0, 0, State.CAPPED | State.OVER_130)
    boards.card(run, world.bureau, board.period, [cell])
    rows = json.loads(whole(stream.json_of(score_query(scores_seen(run, None), run))))
    assert [row["flags"] for row in rows] == ["capped;over_130;revised"]


def test_a_reader_who_leaves_ends_the_statement(board):
    """The connection can be used again, and nothing waits for ever."""
    with connection.cursor() as cursor:
        cursor.execute("SAVEPOINT before_leaving")
    huge = score_query(Score.objects.of(board.run), board.run)
    huge = type(huge)(
        f"SELECT cell.*, n FROM ({huge.sql}) cell, generate_series(1, 400000) n", huge.params
    )
    blocks = stream.csv_of(huge)
    assert next(blocks).startswith(b"department_code,")
    blocks.close()
    with connection.cursor() as cursor:
        cursor.execute("ROLLBACK TO SAVEPOINT before_leaving")
        cursor.execute("SELECT 1")
        assert cursor.fetchone() == (1,)


def test_a_failure_of_the_database_is_not_swallowed(board):
    broken = score_query(Score.objects.of(board.run), board.run)
    broken = type(broken)("SELECT 1 / 0", ())
    with pytest.raises(Exception, match="division by zero"):
        whole(stream.csv_of(broken))


def test_a_rate_is_divided_once_and_rounded_half_up(board, world):
    two_thirds = Measurement.objects.create(
        department=world.other,
        indicator=board.rate,
        period=board.period,
        numerator=2,
        denominator=3,
    )
    run = ScoreRun.objects.create(cycle=board.cycle, requested_at=now(), as_of=now())
    cell = (board.targets["rate"], two_thirds, 0, 0, State.RATE)
    boards.card(run, world.other, board.period, [cell])
    rows = json.loads(whole(stream.json_of(score_query(scores_seen(run, None), run))))
    assert [row["actual"] for row in rows] == ["66.666666666667"]


def test_a_summed_rate_adds_up_the_departments_below_as_the_run_pinned_them(board, world):
    where = {"department": world.bureau, "indicator": board.rate, "period": board.period}
    Measurement.objects.create(**where, numerator=1, denominator=6)
    moment = now()
    run = ScoreRun.objects.create(
        cycle=board.cycle, requested_at=moment, as_of=moment, pins=pin(board.cycle, moment)
    )
    boards.card(run, world.city, board.period, [(board.targets["rate"], None, 0, 0, State.SUMMED)])
    type(world.bureau).objects.filter(pk=world.bureau.pk).update(lineage=[world.bureau.pk])
    Measurement.objects.create(**where | {"department": world.other}, numerator=1, denominator=1)
    rows = json.loads(whole(stream.json_of(score_query(scores_seen(run, None), run))))
    assert [row["actual"] for row in rows] == ["82.142857142857"]  # (45 + 1) / (50 + 6)
