"""Lines of cells from a CSV file or a workbook, whatever it was saved with: streamed, bounded."""

from __future__ import annotations

import codecs
import csv
import hashlib
import io
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

from indicators.intake.problems import COLUMNS, UnreadableError
from indicators.intake.workbook import Workbook

CHUNK = 1024 * 1024
DELIMITERS = ",;\t|"
ZIP, OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
MARKS = {b"\xef\xbb\xbf": "utf-8-sig", b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}
SHOWN = {"utf-8-sig": "UTF-8", "utf-8": "UTF-8", "gb18030": "GB18030"}
# Of the two-byte characters of a Chinese text nearly all have a second byte from here on.
HIGH = 0x80
MOSTLY = 0.8
BLANK_PER_ROW = 5  # so many blank lines are borne with for every line that may be
MANY = 8  # one zero byte in so many: a text of two bytes a character

Line = tuple[int, list[str]]


@dataclass(frozen=True, slots=True)
class Limits:
    """How much one file may hold. A command has no bound on bytes and rows, an upload has."""

    bytes: int | None = None
    rows: int | None = None
    columns: int = 200
    cell: int = 32_767  # characters, as many as a spreadsheet holds
    unpacked: int = 500 * 1024 * 1024  # bytes inside a workbook


UPLOAD = Limits(bytes=10 * 1024**2, rows=20_000, columns=100, cell=32_767, unpacked=100 * 1024**2)


@dataclass(frozen=True, slots=True)
class Table:
    """A file that can be read: its lines come once, in order, blank ones left out."""

    encoding: str
    sha256: str
    sheet: str
    sheets: tuple[str, ...]
    lines: Iterator[Line]


def open_table(file: BinaryIO, limits: Limits, sheet: str | None = None) -> Table:
    """The lines of a CSV file (UTF-8, UTF-16, GB18030; comma, semicolon, tab) or an XLSX workbook.

    Shape:  (line as a person counts it, cells as text); memory does not grow with the file.
    Errors: UnreadableError, here or while the lines are read.
    """
    file.seek(0)
    start = file.read(4096)
    if not start.strip():
        raise UnreadableError("empty", needed=", ".join(COLUMNS))
    if start.startswith(OLE):
        raise UnreadableError("old_workbook")
    if start.startswith(ZIP):
        digest = digest_of(file, limits)
        book = Workbook(file, limits)
        name = book.choose(sheet)
        return Table("XLSX", digest, name, book.names, bounded(book.lines(name), limits))
    encoding, digest = encoding_of(file, start, limits)
    lines = bounded(text_lines(file, encoding, limits), limits)
    return Table(SHOWN.get(encoding, "UTF-16"), digest, "", (), lines)


def bounded(lines: Iterator[Line], limits: Limits) -> Iterator[Line]:
    count = blank = 0
    for line, cells in lines:
        if not any(cells):
            blank += 1
            if limits.rows is not None and blank > limits.rows * BLANK_PER_ROW:
                raise UnreadableError("blank_rows", most=f"{limits.rows * BLANK_PER_ROW:,}")
            continue
        if len(cells) > limits.columns and any(cells[limits.columns :]):
            raise UnreadableError(
                "too_many_columns",
                line=str(line),
                most=str(limits.columns),
                needed=", ".join(COLUMNS),
            )
        if any(len(cell) > limits.cell for cell in cells):
            raise UnreadableError("cell_too_long", line=str(line), most=str(limits.cell))
        count += 1
        if limits.rows is not None and count > limits.rows + 1:
            raise UnreadableError("too_many_rows", most=f"{limits.rows:,}")
        yield line, cells


def chunks(file: BinaryIO, limits: Limits) -> Iterator[bytes]:
    file.seek(0)
    size = 0
    while chunk := file.read(CHUNK):
        size += len(chunk)
        if limits.bytes is not None and size > limits.bytes:
            raise UnreadableError("too_many_bytes", most=f"{limits.bytes // 1024**2} MB")
        yield chunk
    file.seek(0)


def digest_of(file: BinaryIO, limits: Limits) -> str:
    digest = hashlib.sha256()
    for chunk in chunks(file, limits):
        digest.update(chunk)
    return digest.hexdigest()


def encoding_of(file: BinaryIO, start: bytes, limits: Limits) -> tuple[str, str]:
    """The encoding and the SHA-256 of a text: a mark at its start decides, else what fits."""
    digest = digest_of(file, limits)
    for mark, marked in MARKS.items():
        if start.startswith(mark):
            return tried(file, limits, marked), digest
    zeros = start.count(0)
    if zeros * MANY > len(start):
        odd = start[1::2].count(0) * 2 > zeros
        return tried(file, limits, "utf-16-le" if odd else "utf-16-be"), digest
    try:
        return tried(file, limits, "utf-8"), digest
    except UnreadableError:
        if not looks_chinese(file, limits):
            raise
        return tried(file, limits, "gb18030"), digest


def tried(file: BinaryIO, limits: Limits, encoding: str) -> str:
    """`encoding`, when the whole file decodes with it."""
    decoder = codecs.getincrementaldecoder(encoding)("strict")
    lines = 1
    try:
        for chunk in chunks(file, limits):
            lines += decoder.decode(chunk).count("\n")
        decoder.decode(b"", final=True)
    except UnicodeDecodeError as error:
        lines += line_breaks(error.object[: error.start], encoding)
        raise UnreadableError("encoding", line=str(lines)) from None
    return encoding


def line_breaks(readable: bytes, encoding: str) -> int:
    return readable.decode(encoding, errors="ignore").count("\n")


def looks_chinese(file: BinaryIO, limits: Limits) -> bool:
    """Whether the high bytes come in pairs, as in GB18030, and not alone, as in Western Europe."""
    paired = alone = 0
    for chunk in chunks(file, limits):
        at = 0
        while at < len(chunk) - 1:
            if chunk[at] < HIGH:
                at += 1
                continue
            if chunk[at + 1] >= HIGH:
                paired += 1
            else:
                alone += 1
            at += 2
    return paired > (paired + alone) * MOSTLY


def text_lines(file: BinaryIO, encoding: str, limits: Limits) -> Iterator[Line]:
    file.seek(0)
    text = io.TextIOWrapper(file, encoding=encoding, newline="")
    try:
        yield from csv_lines(text, limits)
    finally:
        if not file.closed:
            text.detach()


def csv_lines(text: io.TextIOWrapper, limits: Limits) -> Iterator[Line]:
    first, skipped = first_line(text)
    text.seek(0)
    for _n in range(skipped):
        text.readline()
    reader = csv.reader(whole_lines(text), delimiter=delimiter_of(first), strict=True)
    line = skipped + 1
    try:
        for cells in reader:
            yield line, cells
            line = skipped + reader.line_num + 1
    except csv.Error as error:
        if "field limit" in str(error):
            raise UnreadableError("cell_too_long", line=str(line), most=str(limits.cell)) from None
        raise UnreadableError("csv", line=str(line), reason=str(error)) from None


def whole_lines(text: io.TextIOWrapper) -> Iterator[str]:
    """The lines of the text, refusing one that would not fit into memory."""
    number = 1
    while line := text.readline(CHUNK):
        if len(line) == CHUNK:
            raise UnreadableError("cell_too_long", line=str(number), most=f"{CHUNK:,}")
        yield line
        number += 1


def first_line(text: io.TextIOWrapper) -> tuple[str, int]:
    """The first line with content and how many stand before it; Excel's “sep=;” is skipped too."""
    skipped = 0
    while line := text.readline(CHUNK):
        if line.strip() and not (line[:4].lower() == "sep=" and len(line.strip()) == len("sep=;")):
            return line, skipped
        skipped += 1
    return "", 0


def delimiter_of(header: str) -> str:
    """The delimiter with which the first line names most of the wanted columns."""

    def named(delimiter: str) -> tuple[int, int]:
        cells = header.rstrip("\r\n").split(delimiter)
        found = sum(cell.strip(' "').casefold() in COLUMNS for cell in cells)
        return found, len(cells)

    return max(DELIMITERS, key=named)
