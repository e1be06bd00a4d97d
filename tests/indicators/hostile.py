"""Files that are made to hurt: each with the word of what is refused. Built, never stored."""

import io
import random
import struct
import zipfile
from collections.abc import Callable

HEADER = "department,indicator,unit,direction,target,actual,period\n"
MB = 1024 * 1024
NS = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
LINKS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
BOOK = (
    f'<workbook {NS} xmlns:r="{LINKS}"><sheets><sheet name="S" sheetId="1" r:id="r1"/></sheets>'
    "</workbook>"
)
RELATIONS = '<Relationships><Relationship Id="r1" Target="worksheets/sheet1.xml"/></Relationships>'
SHEET = f"<worksheet {NS}><sheetData>%s</sheetData></worksheet>"


def xlsx(sheet: bytes = b"", method: int = zipfile.ZIP_DEFLATED, **parts: bytes) -> bytes:
    """A workbook of one sheet with the parts given, by the last part of their names."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method, compresslevel=6) as archive:
        archive.writestr("xl/workbook.xml", BOOK)
        archive.writestr("xl/_rels/workbook.xml.rels", RELATIONS)
        archive.writestr("xl/worksheets/sheet1.xml", sheet)
        for name, content in parts.items():
            archive.writestr(f"xl/{name}.xml", content)
    return out.getvalue()


def rows(text: str) -> bytes:
    return (SHEET % text).encode()


def text_row(number: int, *cells: str) -> str:
    inner = "".join(f'<c t="inlineStr"><is><t>{cell}</t></is></c>' for cell in cells)
    return f'<row r="{number}">{inner}</row>'


HEAD_ROW = text_row(1, *HEADER.strip().split(","))


def blank_sheet() -> bytes:
    return xlsx(rows(HEAD_ROW + " " * 110 * MB))


def shared_texts() -> bytes:
    one = f"<si><t>{'x' * 1000}</t></si>".encode()
    return xlsx(rows(HEAD_ROW), sharedStrings=f"<sst {NS}>".encode() + one * 90_000 + b"</sst>")


def many_parts() -> bytes:
    return xlsx(rows(HEAD_ROW), **{f"media/{n}": b"x" for n in range(5000)})


def zip_in_zip() -> bytes:
    content = b"\0" * MB
    for level in range(6):
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
            for copy in range(4):
                archive.writestr(f"{level}-{copy}.zip", content)
        content = out.getvalue()
    return content


def claims_a_gigabyte() -> bytes:
    """The directory says 1 GB for a part of some hundred bytes."""
    return with_sizes(xlsx(rows(HEAD_ROW)), 1024 * MB)


def bomb_in_disguise() -> bytes:
    return with_sizes(blank_sheet(), 900)


def with_sizes(archive: bytes, size: int) -> bytes:
    """The archive with a directory that says `size` of every part."""
    content = bytearray(archive)
    at = content.index(b"PK\x01\x02")
    while at != -1:
        content[at + 24 : at + 28] = struct.pack("<I", size)
        at = content.find(b"PK\x01\x02", at + 4)
    return bytes(content)


def overlapping_parts() -> bytes:
    """Every part of the directory begins at the same place of the file."""
    content = bytearray(xlsx(rows(HEAD_ROW)))
    at = content.index(b"PK\x01\x02")
    while at != -1:
        content[at + 42 : at + 46] = struct.pack("<I", 0)
        at = content.find(b"PK\x01\x02", at + 4)
    return bytes(content)


def ten_million_rows() -> bytes:
    return xlsx(rows(HEAD_ROW + "<row/>" * 10_000_000))


def a_million_rows_at_the_end() -> bytes:
    return xlsx(rows(HEAD_ROW + '<row r="9"><c s="1"/></row>' * 1_000_000))


def formatted_cells() -> bytes:
    return xlsx(rows(HEAD_ROW + f"<row>{'<c/>' * 16_384}</row>" * 700))


def deep_markup() -> bytes:
    return xlsx(rows("<a>" * 200_000))


def laughs() -> bytes:
    entities = "".join(
        f'<!ENTITY l{n} "{"&l" + str(n - 1) + ";" if n else "ha"}{f"&l{n - 1};" * 9 if n else ""}">'
        for n in range(10)
    )
    return xlsx(f"<!DOCTYPE w [{entities}]>".encode() + rows("<row><c><v>&l9;</v></c></row>"))


def foreign_entity() -> bytes:
    start = b'<!DOCTYPE w [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
    return xlsx(start + rows("<row><c><v>&x;</v></c></row>"))


def long_attribute() -> bytes:
    return xlsx(rows(f'{HEAD_ROW}<row r="2"><c r="{"A" * 20 * MB}"/></row>'))


def far_corner() -> bytes:
    return xlsx(rows(HEAD_ROW + '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'))


def one_text_a_million_times() -> bytes:
    text = f"<sst {NS}><si><t>{'y' * 30_000}</t></si></sst>".encode()
    line = "<row>" + '<c t="s"><v>0</v></c>' * 50 + "</row>"
    return xlsx(rows(HEAD_ROW + line * 15_000), sharedStrings=text)


def greedy_packing() -> bytes:
    """An LZMA part whose dictionary asks for 4 GB of memory."""
    content = bytearray(xlsx(rows(HEAD_ROW), zipfile.ZIP_LZMA))
    at = content.find(b"\x05\x00\x5d")
    while at != -1:
        content[at + 3 : at + 7] = b"\xff\xff\xff\xff"
        at = content.find(b"\x05\x00\x5d", at + 4)
    return bytes(content)


def merged() -> bytes:
    body = SHEET % (HEAD_ROW + text_row(2, "a", "b"))
    merge = '<mergeCells count="1"><mergeCell ref="A2:A9"/></mergeCells></worksheet>'
    return xlsx(body.replace("</worksheet>", merge).encode())


def cut_short() -> bytes:
    content = xlsx(rows(HEAD_ROW + text_row(2, "a", "b")))
    return content[: len(content) // 2]


def paths_outside() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("../../../../etc/cron.d/x", b"* * * * * root x")
        archive.writestr("/etc/passwd", b"root::0:0:::")
    return out.getvalue()


def million_digits() -> bytes:
    return xlsx(rows(f"{HEAD_ROW}<row><c><v>{'9' * MB}</v></c></row>"))


def noise() -> bytes:
    return HEADER.encode() + random.Random(1).randbytes(MB)


def never_ending_quote() -> bytes:
    return (HEADER + 'a,"b' + "\nc" * 9999).encode()


def long_table() -> bytes:
    return (HEADER + "a,b,c,higher,1,1,2024\n" * 200_000).encode()


# name: how it is made, and the word of the refusal (indicators.intake.problems.FILE)
HOSTILE: dict[str, tuple[Callable[[], bytes], str]] = {
    "a bomb of blanks": (blank_sheet, "too_many_bytes"),
    "a bomb of shared texts": (shared_texts, "too_many_bytes"),
    "5,000 parts": (many_parts, "not_a_workbook"),
    "zips in zips": (zip_in_zip, "not_a_workbook"),
    "claims 1 GB": (claims_a_gigabyte, "too_many_bytes"),
    "a bomb that says it is small": (bomb_in_disguise, "damaged"),
    "overlapping parts": (overlapping_parts, "damaged"),
    "10 million empty rows": (ten_million_rows, "blank_rows"),
    "a million formatted rows": (a_million_rows_at_the_end, "blank_rows"),
    "11 million formatted cells": (formatted_cells, "too_hungry"),
    "markup 200,000 deep": (deep_markup, "too_hungry"),
    "a billion laughs": (laughs, "damaged"),
    "an entity of our own disk": (foreign_entity, "damaged"),
    "an attribute of 20 MB": (long_attribute, "too_hungry"),
    "a cell in the far corner": (far_corner, "too_many_columns"),
    "one text in 750,000 cells": (one_text_a_million_times, "too_hungry"),
    "a packing that asks for 4 GB": (greedy_packing, "too_hungry"),
    "a number of a million digits": (million_digits, "damaged"),
    "merged cells": (merged, "merged"),
    "half a workbook": (cut_short, "damaged"),
    "paths outside": (paths_outside, "not_a_workbook"),
    "an old workbook": (lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 4096, "old_workbook"),
    "9 million empty lines": (lambda: HEADER.encode() + b"\n" * 9_000_000, "blank_rows"),
    "one line of 9 MB": (lambda: HEADER.encode() + b"x" * 9 * MB, "cell_too_long"),
    "100,000 columns": (lambda: HEADER.encode() + b"1," * 100_000, "too_many_columns"),
    "noise": (noise, "encoding"),
    "two encodings": (
        lambda: (HEADER + "交通局,é,,,,,\n").encode() + "水务局,é,,,,,\n".encode("gbk", "ignore"),
        "encoding",
    ),
    "a quote that never ends": (never_ending_quote, "csv"),
    "200,000 rows": (long_table, "too_many_rows"),
    "11 MB": (lambda: HEADER.encode() * (11 * MB // len(HEADER)), "too_many_bytes"),
}  # fmt: skip
