"""manage.py load_kpis: its words are a contract."""

from io import StringIO

import pytest
import xlsxwriter
from django.core.management import CommandError, call_command

from indicators.models import Measurement
from tests.indicators.loading import table

pytestmark = pytest.mark.django_db

GOOD = table(
    "Parks,Trees planted,count,higher,100,120,2026",
    "Parks,Trees planted,count,higher,,80,2025",
    header="department,indicator,unit,direction,target,actual,period,remark",
).replace("26\n", "26,\n").replace("25\n", "25,x\n")  # fmt: skip
BAD = table(
    "Parks,Trees planted,count,higher,100,120,2026",
    'Parks,Benches,count,higher,10,"1,23",2026',
    "Parks,Trees planted,count,higher,100,121,2026",
)


def run(path, *options):
    """What it says; what the SMART rules say is looked at in test_smart_import."""
    out, err = StringIO(), StringIO()
    try:
        call_command("load_kpis", str(path), "--cycle", "2026", *options, stdout=out, stderr=err)
        failure = None
    except CommandError as error:
        failure = str(error)
    told = [line for line in err.getvalue().splitlines() if not line.startswith("smart: ")]
    return out.getvalue().splitlines(), told, failure


@pytest.fixture
def good(tmp_path):
    path = tmp_path / "good.csv"
    path.write_text(GOOD, encoding="utf-8")
    return path


@pytest.fixture
def bad(tmp_path):
    path = tmp_path / "bad.csv"
    path.write_text(BAD, encoding="utf-8")
    return path


def test_command_says_what_it_did(good):
    out, err, failure = run(good)
    assert (err, failure) == ([], None)
    assert out[0].startswith("Read 2 rows (UTF-8), SHA-256 ")
    assert out[1:] == [
        "Columns left aside: remark",
        "Opened cycle “2026” for the period 2026",
        "Created department: parks-79f6f423 “Parks”",
        "Created 1 indicators, 1 departments",
        "New 2  Changed 0  Unchanged 0  Errors 0  (History 1: rows of other periods)",
        "Loaded 2 rows: 2 values, 1 targets",
    ]
    assert run(good)[0][-2:] == [
        "New 0  Changed 0  Unchanged 2  Errors 0  (History 1: rows of other periods)",
        "Loaded 2 rows: 0 values, 0 targets",
    ]


def test_command_names_every_bad_row_and_loads_nothing(bad):
    out, err, failure = run(bad)
    first, second = err
    assert first == (
        "error: line 3, column actual: “1,23”: this comma does not separate thousands. Write 1.23 "
        "if it is a decimal comma; write the number without commas otherwise"
    )
    assert second == (
        "error: line 4: Line 2 has the same department, indicator and period already. Keep one of "
        "the two lines"
    )
    assert "Errors 2" in out[-1]
    assert failure == (
        "Nothing was loaded: 2 of 3 rows have errors. Correct them, or load the good rows with "
        "--partial."
    )
    assert not Measurement.objects.exists()


def test_command_loads_the_good_rows_when_asked(bad):
    out, err, failure = run(bad, "--partial")
    assert (len(err), failure) == (2, None)
    assert out[-1] == "Loaded 1 rows: 1 values, 1 targets"
    assert Measurement.objects.get().value == 120


def test_command_can_only_look(good):
    out, _err, failure = run(good, "--dry-run")
    assert failure is None
    assert out[2:5] == [
        "Would open cycle “2026” for the period 2026",
        "Department to be created: parks-79f6f423 “Parks”",
        "To be created: 1 indicators, 1 departments",
    ]
    assert out[-1] == "Dry run: nothing was written"
    assert not Measurement.objects.exists()


def test_command_can_refuse_unknown_departments(good):
    _out, err, failure = run(good, "--missing-departments", "error")
    assert err[0] == (
        "error: line 2, column department: There is no department “Parks”. Write its code or its "
        "exact name"
    )
    assert failure.startswith("Nothing was loaded: 2 of 2 rows")


def test_command_reads_a_workbook(tmp_path):
    path = tmp_path / "figures.xlsx"
    with xlsxwriter.Workbook(path) as book:
        book.add_worksheet("Notes").write_string(0, 0, "read me")
        sheet = book.add_worksheet("2026")
        percent = book.add_format({"num_format": "0%"})
        names = ["department", "indicator", "unit", "direction", "target", "actual", "period"]
        sheet.write_row(0, 0, names)
        sheet.write_row(1, 0, ["Parks", "On time", "percent", "higher"])
        sheet.write_number(1, 4, 0.9, percent)
        sheet.write_number(1, 5, 0.71, percent)
        sheet.write_number(1, 6, 2026)
    _out, _err, failure = run(path)
    assert "The first line must name the columns" in failure
    out, _err, failure = run(path, "--sheet", "2026")
    assert failure is None
    assert out[0].startswith("Read 1 rows (XLSX, sheet “2026”)")
    assert Measurement.objects.get().value == 71


def test_command_says_when_there_is_no_file(tmp_path):
    _out, _err, failure = run(tmp_path / "nothing.csv")
    assert failure.endswith("nothing.csv cannot be opened: No such file or directory.")
