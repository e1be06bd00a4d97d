"""Tables come out the same whatever they were saved with, or the message says what to do."""

import csv
import io

import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st

from departments.tables import Table, TableError, read_table

COLUMNS = ("code", "name", "starts_on")
TEXT = "code,name,starts_on\nD1,住房和城乡建设局,2026-01-01\n"
CELLS = [{"code": "D1", "name": "住房和城乡建设局", "starts_on": "2026-01-01"}]


def cells(table: Table) -> list[dict[str, str]]:
    return [row.cells for row in table.rows]


@pytest.mark.parametrize(
    ("encoding", "named"),
    [
        ("utf-8", "UTF-8"),
        ("utf-8-sig", "UTF-8"),
        ("utf-16", "UTF-16"),
        ("gb18030", "GB18030"),
        ("gbk", "GB18030"),
    ],
)
def test_read_table_finds_the_encoding(encoding, named):
    table = read_table(TEXT.encode(encoding), columns=COLUMNS)
    assert cells(table) == CELLS
    assert table.encoding == named


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_read_table_finds_utf16_without_a_mark(encoding):
    table = read_table(b"" + TEXT.encode(encoding), columns=COLUMNS)
    assert cells(table) == CELLS


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_read_table_finds_the_delimiter(delimiter):
    content = TEXT.replace(",", delimiter).encode()
    assert cells(read_table(content, columns=COLUMNS)) == CELLS


def test_read_table_counts_lines_as_people_do():
    content = b'\n"code",name\nA,"two\nlines"\n\n , \nB,x\n'
    table = read_table(content, columns=COLUMNS)
    assert [(row.line, row.cells["name"]) for row in table.rows] == [(3, "two\nlines"), (7, "x")]
    assert table.columns == {"code", "name"}


def spreadsheet(*rows):
    memory = io.BytesIO()
    with xlsxwriter.Workbook(memory, {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        for number, row in enumerate(rows):
            for place, value in enumerate(row):
                if hasattr(value, "year"):
                    sheet.write_datetime(number, place, value, day)
                else:
                    sheet.write(number, place, value)
    return memory.getvalue()


def test_read_table_reads_a_spreadsheet_with_dates_and_numbers():
    import datetime

    content = spreadsheet(
        ["code", "name", "starts_on"], [101, 2.5, datetime.date(2026, 1, 1)], ["D2", "", ""]
    )
    assert cells(read_table(content, columns=COLUMNS)) == [
        {"code": "101", "name": "2.5", "starts_on": "2026-01-01"},
        {"code": "D2", "name": "", "starts_on": ""},
    ]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "empty"),
        (b"code,nmae\nA,b\n", "“nmae” is not known. Known columns: code, name, starts_on"),
        (b"code,code\nA,b\n", "“code” stands twice"),
        (b"name\nb\n", "“code” is missing"),
        (b"code,name\nA,b,c\n", "Line 2 has more cells"),
        (b'code,name\nA,"b" c\n', "Line 2 cannot be read"),
        (b"code,name\nA,b\nB,\xff\xff\n", "Line 3 cannot be read as text"),
        (b"PK\x03\x04 nonsense", "spreadsheet cannot be read"),
        (b"\xd0\xcf\x11\xe0 nonsense", "spreadsheet cannot be read"),
    ],
)
def test_read_table_says_what_is_wrong(content, message):
    with pytest.raises(TableError, match=message):
        read_table(content, columns=COLUMNS, required=["code"])


word = st.text(st.characters(exclude_categories=["Cs", "Cc", "Z"]), min_size=1, max_size=20)


@given(
    st.lists(st.tuples(word, word), min_size=1, max_size=5),
    st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]),
)
def test_read_table_round_trip(rows, encoding):
    memory = io.StringIO(newline="")
    csv.writer(memory).writerows([("code", "name"), *rows])
    table = read_table(memory.getvalue().encode(encoding), columns=COLUMNS)
    assert [(row.cells["code"], row.cells["name"]) for row in table.rows] == rows
