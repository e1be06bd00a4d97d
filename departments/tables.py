"""Read a small table from a CSV or spreadsheet file, whatever it was saved with."""

import csv
import hashlib
import io
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from departments import sandbox
from departments.sheet_child import UNREADABLE

LARGEST = 20 * 1024 * 1024  # bytes of a file
LARGEST_UNPACKED = 200 * 1024 * 1024  # bytes inside a spreadsheet, against zip bombs
MOST_ROWS = 200_000
DELIMITERS = ",;\t"
MARKS = {
    b"\xef\xbb\xbf": "utf-8-sig",
    b"\xff\xfe": "utf-16",
    b"\xfe\xff": "utf-16",
}
ZIP = b"PK\x03\x04"
OLE = b"\xd0\xcf\x11\xe0"


class TableError(Exception):
    """The file as a whole cannot be read; the message says why and what to do."""


@dataclass(frozen=True, slots=True)
class Row:
    line: int  # as a person counts them, the header is line 1
    cells: dict[str, str]  # by column; every asked-for column of the file, without blanks around


@dataclass(frozen=True, slots=True)
class Table:
    rows: list[Row]
    columns: frozenset[str]  # those of the wanted columns that the file has
    encoding: str
    sha256: str


def read_table(content: bytes, *, columns: Sequence[str], required: Sequence[str] = ()) -> Table:
    """The rows of a CSV, XLSX, XLS or ODS file with a header.

    Shape:  columns may stand in any order and be missing unless required; empty rows are left out.
    Errors: TableError for an unreadable file, an unknown, doubled or missing column, or a row
            with more cells than the header.
    """
    if len(content) > LARGEST:
        raise TableError(_("The file is larger than 20 MB. Split it and load the parts."))
    if not content.strip():
        raise TableError(_("The file is empty. Its first line must name the columns."))
    if content.startswith((ZIP, OLE)):
        encoding, lines = _("spreadsheet"), sheet_lines(content)
    else:
        encoding, lines = text_lines(content, columns)
    header, rows = named_rows(lines, columns, required)
    return Table(rows, frozenset(header), encoding, hashlib.sha256(content).hexdigest())


def named_rows(
    lines: Iterator[tuple[int, list[str]]], columns: Sequence[str], required: Sequence[str]
) -> tuple[list[str], list[Row]]:
    first = next(((line, cells) for line, cells in lines if any(cells)), None)
    header = check_header(first[1] if first else [], columns, required)
    rows: list[Row] = []
    for line, cells in lines:
        if not any(cells):
            continue
        if len(rows) >= MOST_ROWS:
            raise TableError(_("The file has more than 200,000 rows. Split it."))
        if any(cells[len(header) :]):
            raise TableError(
                _(
                    "Line %(line)d has more cells than the header has columns. "
                    "Put a value that contains the separator in double quotes."
                )
                % {"line": line}
            )
        padded = [*cells, *[""] * (len(header) - len(cells))]
        rows.append(Row(line, dict(zip(header, padded, strict=False))))
    return header, rows


def check_header(
    cells: Iterable[str], columns: Sequence[str], required: Sequence[str]
) -> list[str]:
    header = [cell.casefold() for cell in cells]
    while header and not header[-1]:
        header.pop()
    known = {"known": ", ".join(columns)}
    for name in header:
        if name not in columns:
            raise TableError(
                _("The column “%(name)s” is not known. Known columns: %(known)s.")
                % {"name": name, **known}
            )
        if header.count(name) > 1:
            raise TableError(_("The column “%(name)s” stands twice.") % {"name": name})
    for name in required:
        if name not in header:
            raise TableError(
                _("The column “%(name)s” is missing. Known columns: %(known)s.")
                % {"name": name, **known}
            )
    return header


def decode(content: bytes) -> tuple[str, str]:
    """The text and the encoding it was read with; a mark at the start decides, else what fits."""
    for mark, encoding in MARKS.items():
        if content.startswith(mark):
            return decode_with(content, encoding), encoding.removesuffix("-sig").upper()
    if zeros := content[:2000].count(0):
        half = "utf-16-le" if content[1:2000:2].count(0) * 2 > zeros else "utf-16-be"
        return decode_with(content, half), "UTF-16"
    try:
        return content.decode("utf-8"), "UTF-8"
    except UnicodeDecodeError:
        return decode_with(content, "gb18030"), "GB18030"


def decode_with(content: bytes, encoding: str) -> str:
    try:
        return content.decode(encoding)
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise TableError(
            _(
                "Line %(line)d cannot be read as text in UTF-8, UTF-16 or GB18030. "
                "Save the file as “CSV UTF-8” or as a spreadsheet."
            )
            % {"line": line}
        ) from None


def text_lines(
    content: bytes, columns: Sequence[str]
) -> tuple[str, Iterator[tuple[int, list[str]]]]:
    text, encoding = decode(content)
    start = next((line for line in text.splitlines() if line.strip()), "").casefold()

    def fits(delimiter: str) -> int:
        return sum(cell.strip(' "') in columns for cell in start.split(delimiter))

    return encoding, parsed(text, max(DELIMITERS, key=fits))


def parsed(text: str, delimiter: str) -> Iterator[tuple[int, list[str]]]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    line = 1
    try:
        for cells in reader:
            yield line, [cell.strip() for cell in cells]
            line = reader.line_num + 1
    except csv.Error as error:
        raise TableError(
            _(
                "Line %(line)d cannot be read: %(reason)s. Check the double quotes: a quote "
                "inside a value is written twice, and the value stands in quotes."
            )
            % {"line": line, "reason": error}
        ) from None


def sheet_lines(content: bytes) -> Iterator[tuple[int, list[str]]]:
    """The rows of the first sheet, read by a child process: see `sandbox`."""
    unreadable = _("The spreadsheet cannot be read. Save it again as XLSX, without a password.")
    try:
        if content.startswith(ZIP):
            with zipfile.ZipFile(io.BytesIO(content)) as packed:
                unpacked = sum(part.file_size for part in packed.infolist())
            if unpacked > LARGEST_UNPACKED:
                raise TableError(_("The spreadsheet is too large when unpacked. Split it."))
        rows = sandbox.run("departments.sheet_child", io.BytesIO(content), {})
    except zipfile.BadZipFile:
        raise TableError(unreadable) from None
    except sandbox.OverrunError as error:
        raise TableError(unreadable if error.kind == "died" else too_much(error.kind)) from None
    for row in rows:
        if row == UNREADABLE:
            raise TableError(unreadable)
        yield row[0], row[1]


def too_much(kind: str) -> str:
    if kind == "time":
        return _("Reading the spreadsheet took too long. Keep the table only, and split it.")
    return _(
        "The spreadsheet needs too much memory. Delete empty rows and columns beyond the table, "
        "other sheets and pictures; or save it as CSV."
    )
