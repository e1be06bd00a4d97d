"""Hostile files end in a sentence a clerk understands; strange but honest ones are read.

How long and how much memory a refusal takes is measured by benchmarks/hostile_files.py.
"""

import io

import pytest
import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from departments import tables
from departments.sandbox import MB, USUAL
from indicators.intake.confined import open_confined
from indicators.intake.problems import FILE, UnreadableError
from indicators.intake.reading import UPLOAD
from indicators.models import ImportRow, KpiImport
from indicators.services import open_cycle
from indicators.services.imports import check_import
from tests.factories import IndicatorFactory
from tests.indicators.hostile import HEADER, HOSTILE, far_corner

REMEDIES = ("Save", "Split", "Delete", "Keep", "Open it", "Unmerge", "Check", "Shorten")


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_file_is_refused_and_says_how_to_go_on(name):
    build, code = HOSTILE[name]
    with pytest.raises(UnreadableError) as refused:
        list(open_confined(io.BytesIO(build()), UPLOAD).lines)
    assert refused.value.code == code
    assert any(remedy in str(refused.value) for remedy in REMEDIES)


def test_reader_is_bound_below_what_was_promised():
    assert USUAL.memory <= 150 * MB
    assert USUAL.seconds <= 20


def test_every_refusal_of_a_file_says_how_to_go_on():
    assert {code for _build, code in HOSTILE.values()} <= FILE.keys()


@pytest.mark.django_db
def test_upload_page_says_the_sentence_and_keeps_the_form(world):
    open_cycle("2024", by=None)
    client, url = world.client("manager"), reverse("indicators:import")
    token = client.get(url).context["form"]["form_token"].value()
    file = SimpleUploadedFile("../../etc/passwd\0.xlsx", HOSTILE["10 million empty rows"][0]())
    page = client.post(url, {"form_token": token, "cycle": "2024", "file": file})
    assert "The table has more than 100,000 empty rows. Delete them" in page.content.decode()
    assert not KpiImport.objects.exists()


CELLS = {
    "=1+1": "figure", "NaN": "figure", "1e308": "figure", "1e999": "figure", "inf": "figure",
    "-1e-400": "figure", "=cmd|'/c calc'!A0": "text", "9" * 400: "figure",
}  # fmt: skip


@pytest.mark.django_db
@pytest.mark.parametrize("cell", CELLS)
def test_hostile_cell_never_becomes_a_number(world, cell):
    open_cycle("2024", by=None)
    IndicatorFactory(name="Trees", unit="count", direction="higher")
    text = f'{HEADER}BUREAU,Trees,count,higher,100,"{cell}",2024\n'
    kept = check_import(text.encode(), "a.csv", cycle_name="2024", by=world.manager)
    row = ImportRow.objects.get(kpi_import=kept)
    notices = [code for _column, code, _params in row.problems]
    assert row.state == "error" or "number_in_text" in notices or row.actual == cell


ENCODINGS = ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "gb18030", "gbk"]


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_honest_file_is_read_in_every_encoding(encoding):
    text = HEADER + "交通局,绿化覆盖率面积,count,越高越好,1,2,2024\n" * 30
    lines = list(open_confined(io.BytesIO(text.encode(encoding)), UPLOAD).lines)
    assert lines[1][1][:2] == ["交通局", "绿化覆盖率面积"]


def test_dates_and_percentages_of_a_workbook_come_as_they_are_seen():
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out)
    sheet = book.add_worksheet()
    sheet.write(0, 0, 46266, book.add_format({"num_format": "yyyy-mm"}))
    sheet.write(0, 1, 0.71, book.add_format({"num_format": "0%"}))
    book.close()
    assert [cells for _line, cells in open_confined(out, UPLOAD).lines] == [["2026-09", "71%"]]


# --- the tables of the organisation


@pytest.mark.parametrize("name", ["a cell in the far corner", "half a workbook", "noise"])
def test_tables_of_the_organisation_refuse_hostile_files_too(name):
    build = far_corner if name == "a cell in the far corner" else HOSTILE[name][0]
    with pytest.raises(tables.TableError) as refused:
        tables.read_table(build(), columns=["code", "name"], required=["code"])
    assert str(refused.value)
