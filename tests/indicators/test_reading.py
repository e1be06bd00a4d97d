"""Files whatever they were saved with: encodings, delimiters, workbooks, and hostile ones."""

import datetime
import functools
import io
import zipfile

import pytest
import python_calamine
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st

from indicators.intake.formats import kind_of
from indicators.intake.problems import UnreadableError
from indicators.intake.reading import Limits, open_table
from tests.examples import cases

ROWS = [["department", "actual"], ["园林局", "1,204"], ["Café", "x\ny"]]
SMALL = Limits(bytes=100_000, rows=100, columns=20, cell=1000, unpacked=1_000_000)


def read(content, limits=SMALL, sheet=None):
    table = open_table(io.BytesIO(content), limits, sheet)
    return table, list(table.lines)


def cells(content, **options):
    return [row for _line, row in read(content, **options)[1]]


def as_csv(rows, delimiter=","):
    quoted = [delimiter.join(f'"{cell}"' for cell in row) for row in rows]
    return "\r\n".join([*quoted, ""])


# --- text


@pytest.mark.parametrize(
    ("encoding", "shown"),
    [
        ("utf-8", "UTF-8"), ("utf-8-sig", "UTF-8"), ("utf-16", "UTF-16"),
        ("utf-16-le", "UTF-16"), ("utf-16-be", "UTF-16"), ("gb18030", "GB18030"),
    ],
)  # fmt: skip
def test_csv_is_read_in_every_encoding_of_an_office(encoding, shown):
    rows = ROWS if encoding != "gb18030" else [row for row in ROWS if row[0] != "Café"]
    table, lines = read(as_csv(rows).encode(encoding))
    assert (table.encoding, [row for _line, row in lines]) == (shown, rows)


def test_csv_of_western_europe_is_refused_and_not_read_as_chinese():
    with pytest.raises(UnreadableError) as caught:
        read("department,actual\nCafé,1\nMünchen,2\n".encode("latin-1"))
    assert (caught.value.code, caught.value.params["line"]) == ("encoding", "2")


@pytest.mark.parametrize("content", [b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 9, b"\xff" * 999])
def test_file_of_other_bytes_is_refused(content):
    with pytest.raises(UnreadableError):
        read(content)


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_csv_delimiter_is_the_one_that_names_the_columns(delimiter):
    rows = [["department", "direction, unit", "period"], ["a;b|c,d\te", "2", "3"]]
    assert cells(as_csv(rows, delimiter).encode()) == rows


def test_csv_of_excel_may_name_its_separator():
    content = b"sep=;\r\ndepartment;actual\r\nA;1\r\n"
    assert read(content)[1] == [(2, ["department", "actual"]), (3, ["A", "1"])]


def test_csv_lines_are_those_of_the_file():
    content = b'\n\ndepartment,actual\n"a\nb",1\n\nc,2\n'
    assert [line for line, _row in read(content)[1]] == [3, 4, 7]


@given(
    st.lists(
        st.lists(
            st.text(st.characters(codec="utf-8", exclude_characters="\0\r\n")),
            min_size=2,
            max_size=4,
        ),
        min_size=1,
        max_size=5,
    )
)
@settings(deadline=None)
def test_csv_cells_come_back_exactly(rows):
    rows = [["department", "indicator"], *rows]
    content = "\n".join(
        ",".join('"{}"'.format(cell.replace('"', '""')) for cell in row) for row in rows
    )
    assert cells(content.encode()) == [row for row in rows if any(row)]


# --- limits


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"department\n" + b"x\n" * 101, "too_many_rows"),
        (b"department\n" + b"x," * 21 + b"x\n", "too_many_columns"),
        (b"department\n" + b"x" * 1001, "cell_too_long"),
        (b"department\n" + b"x\n" * 60_000, "too_many_bytes"),
    ],
)
def test_file_beyond_its_limits_is_refused(content, code):
    with pytest.raises(UnreadableError) as caught:
        read(content)
    assert caught.value.code == code


def test_blank_columns_beyond_the_limit_do_no_harm():
    assert cells(b"department\nx" + b"," * 50 + b"\n")[1][:2] == ["x", ""]


# --- workbooks


def workbook(fill, name="数据"):
    content = io.BytesIO()
    with xlsxwriter.Workbook(content) as book:
        sheet = book.add_worksheet(name)
        fill(book, sheet)
    return content.getvalue()


def test_workbook_cells_come_as_a_person_sees_them():
    def fill(book, sheet):
        form = {code: book.add_format({"num_format": code}) for code in (
            "0%", "0.0%", "mmm-yy", "yyyy-mm", 'yyyy"年"m"月"', "yyyy-mm-dd", "yyyy", "[h]:mm",
            "#,##0.00", "[Red]0.0", "$#,##0",
        )}  # fmt: skip
        sheet.write_row(0, 0, ["department", "actual", "x", "y", "z", "u"])
        day = datetime.datetime(2026, 9, 1)  # noqa: DTZ001 -- a workbook knows no zones
        sheet.write_number(1, 0, 0.71, form["0%"])
        sheet.write_number(1, 1, 0.715, form["0.0%"])
        sheet.write_datetime(1, 2, day, form["mmm-yy"])
        sheet.write_datetime(1, 3, day, form["yyyy-mm"])
        sheet.write_datetime(1, 4, day, form['yyyy"年"m"月"'])
        sheet.write_datetime(1, 5, day, form["yyyy-mm-dd"])
        sheet.write_datetime(2, 0, day, form["yyyy"])
        sheet.write_number(2, 1, 0.52083333333, form["[h]:mm"])
        sheet.write_number(2, 2, 1204.5, form["#,##0.00"])
        sheet.write_number(2, 3, 71.0, form["[Red]0.0"])
        sheet.write_number(2, 4, 5, form["$#,##0"])
        sheet.write_number(2, 5, 0.1 + 0.2)
        sheet.write_string(3, 0, " two  blanks ")
        sheet.write_boolean(3, 1, True)
        sheet.write_formula(3, 2, "=1/0", None, "#DIV/0!")
        sheet.write_formula(3, 3, "=1+1", None, 2)
        sheet.write_rich_string(3, 4, "not ", book.add_format({"bold": True}), "reported")
        sheet.write_string(3, 5, "_x0041_\x02_xD800_")

    assert cells(workbook(fill))[1:] == [
        ["71%", "71.5%", "2026-09", "2026-09", "2026-09", "2026-09-01"],
        ["2026", "12:30", "1204.5", "71", "5", "0.3"],
        [" two  blanks ", "TRUE", "#DIV/0!", "2", "not reported", "_x0041_\x02_xD800_"],
    ]


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        ("General", ""), ("0.00", ""), ("#,##0;[Red]-#,##0", ""), ("0.0%", "percent"),
        ('0" %"', ""), (r"0\%", ""), ("mmm-yy", "month"), ("yyyy-mm", "month"), ("yyyy", "year"),
        ("[$-804]yyyy-mm-dd;@", "date"), ("d/m/yy h:mm", "date"), ("h:mm", "time"),
        ("[h]:mm:ss", "time"), ('"d"0', ""), ("@", ""), ("0.00E+00", ""),
    ],
)  # fmt: skip
def test_format_says_what_a_cell_shows(code, kind):
    assert kind_of(code) == kind


def test_workbook_rows_are_filled_up_and_counted_as_in_the_sheet():
    def fill(book, sheet):
        sheet.write_row(1, 0, ["department", "indicator", "actual"])
        sheet.write_string(4, 0, "Parks")

    assert read(workbook(fill))[1] == [
        (2, ["department", "indicator", "actual"]),
        (5, ["Parks", "", ""]),
    ]


def test_workbook_sheet_is_the_first_or_the_named_one():
    content = io.BytesIO()
    with xlsxwriter.Workbook(content) as book:
        book.add_worksheet("First").write_string(0, 0, "department")
        book.add_worksheet("第二").write_string(0, 0, "actual")
    assert cells(content.getvalue()) == [["department"]]
    assert cells(content.getvalue(), sheet="第二") == [["actual"]]
    with pytest.raises(UnreadableError) as caught:
        read(content.getvalue(), sheet="Third")
    assert caught.value.params["found"] == "“First”, “第二”"


def test_workbook_with_merged_rows_is_refused_for_they_would_come_as_blanks():
    def fill(book, sheet):
        sheet.write_row(0, 0, ["department", "actual"])
        sheet.merge_range(1, 0, 2, 0, "Parks")

    with pytest.raises(UnreadableError) as caught:
        read(workbook(fill))
    assert (caught.value.code, caught.value.params["cells"]) == ("merged", "A2:A3")


def test_workbook_formula_without_its_result_is_no_blank():
    def fill(book, sheet):
        sheet.write_row(0, 0, ["department", "actual"])
        sheet.write_formula(1, 1, "=1+1", None, "")

    content = rewritten(workbook(fill), "xl/worksheets/sheet1.xml", b"<v></v>", b"")
    assert cells(content)[1] == ["", "=…"]


numbers = st.one_of(
    st.integers(-(10**14), 10**14),
    st.floats(min_value=-1e14, max_value=1e14),
)


@given(
    st.lists(
        st.lists(st.one_of(numbers, st.text(st.characters(codec="utf-8", categories=["L", "P"]))),
                 min_size=1, max_size=5),
        min_size=1, max_size=5,
    )
)  # fmt: skip
@settings(deadline=None, max_examples=cases(50))
def test_workbook_agrees_with_another_reader(rows):
    def fill(book, sheet):
        sheet.write_row(0, 0, ["department"] * 5)
        for at, row in enumerate(rows, 1):
            for column, cell in enumerate(row):
                write = sheet.write_string if isinstance(cell, str) else sheet.write_number
                write(at, column, cell)

    content = workbook(fill)
    book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(content))
    other = [row for row in book.get_sheet_by_index(0).to_python() if any(c != "" for c in row)]
    mine = cells(content)
    assert len(mine) == len(other)
    for here, there in zip(mine, other, strict=True):
        for one, two in zip(here, there, strict=False):
            assert one == two if isinstance(two, str) else float(one) == pytest.approx(two)


# --- hostile workbooks


def rewritten(content, part, old=None, new=b""):
    """The workbook with one part changed: `old` replaced, or the whole part by `new`."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as source, zipfile.ZipFile(out, "w", 8) as target:
        for name in source.namelist():
            data = source.read(name)
            if name == part:
                data = new if old is None else data.replace(old, new)
            target.writestr(name, data)
    return out.getvalue()


@functools.cache
def plain_book():
    return workbook(lambda book, sheet: sheet.write_row(0, 0, ["department", "actual"]))


SHEET = "xl/worksheets/sheet1.xml"
BILLION = b"""<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;">]>
<worksheet><sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>&b;</t></is></c></row></sheetData>
</worksheet>"""
FAR = (
    b'<worksheet><sheetData><row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>'
    b"</worksheet>"
)


@pytest.mark.parametrize(
    ("part", "new", "code"),
    [
        (SHEET, b"<worksheet>" + b" " * 2_000_000 + b"</worksheet>", "too_many_bytes"),
        (SHEET, BILLION, "damaged"),
        (SHEET, FAR, "too_many_columns"),
        (SHEET, b"<worksheet><sheetData><row r='x'/></sheetData></worksheet>", "damaged"),
        (SHEET, b"<worksheet><sheetData><row><c t='s'><v>99</v></c></row></sheetData></worksheet>",
         "damaged"),
        (SHEET, b"<worksheet><sheetData><row><c><v>1e9999</v></c></row></sheetData></worksheet>",
         None),
        (SHEET, b"not xml", "damaged"),
        (SHEET, b"", "damaged"),
        ("xl/workbook.xml", b"<workbook/>", "no_sheet"),
        ("xl/styles.xml", b"<styleSheet><numFmts><numFmt numFmtId='z'/></numFmts></styleSheet>",
         "damaged"),
    ],
)  # fmt: skip
def test_hostile_workbook_ends_in_a_clear_message(part, new, code):
    content = rewritten(plain_book(), part, None, new)
    if code is None:
        assert cells(content) == [["1e9999"]]
        return
    with pytest.raises(UnreadableError) as caught:
        read(content)
    assert caught.value.code == code


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"PK\x03\x04 and no more", "damaged"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "old_workbook"),
    ],
)
def test_file_that_only_looks_like_a_workbook_is_refused(content, code):
    with pytest.raises(UnreadableError) as caught:
        read(content)
    assert caught.value.code == code


def test_archive_without_a_workbook_is_refused():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
    with pytest.raises(UnreadableError) as caught:
        read(out.getvalue())
    assert caught.value.code == "not_a_workbook"


@given(st.data())
@settings(deadline=None, max_examples=cases(60))
def test_workbook_with_any_byte_changed_is_read_or_refused(data):
    content = bytearray(plain_book())
    for _change in range(data.draw(st.integers(1, 5))):
        content[data.draw(st.integers(4, len(content) - 1))] = data.draw(st.integers(0, 255))
    try:
        read(bytes(content))
    except UnreadableError as error:
        refused = str(error)
    else:
        refused = "read"
    assert refused
