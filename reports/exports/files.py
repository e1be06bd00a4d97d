"""The same rows as files: every format of the export command and of the background job."""

from collections.abc import Callable, Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.db import connection, transaction

from reports.exports import stream
from reports.exports.scores import COLUMNS, Query

ROWS_AT_ONCE = 20_000
ROWS_PER_SHEET = 1_000_000  # Excel ends at 1,048,576
EXACT_DIGITS = 15  # what a number in a spreadsheet holds; longer ones are written as text

# Digits and decimals of the exact numbers.
NUMBERS = {
    "actual": (38, 15),
    "attainment": (18, 12),
    "points": (18, 12),
    "weight": (9, 4),
    "coverage": (14, 12),
}
TRUE_OR_FALSE = {"true": True, "false": False, None: None}


def rows_of(query: Query) -> Iterator[list[tuple[str | None, ...]]]:
    """The rows in batches, through a cursor on the server: memory does not grow with the run."""
    with transaction.atomic(), connection.chunked_cursor() as cursor:
        cursor.execute(query.sql, query.params)
        while batch := cursor.fetchmany(ROWS_AT_ONCE):
            yield batch


def write_blocks(make: Callable[[Query], Iterator[bytes]]) -> Callable[[Query, Path], None]:
    def write(query: Query, path: Path) -> None:
        with path.open("wb") as file:
            for block in make(query):
                file.write(block)

    return write


def number(text: str | None) -> Decimal | None:
    """The figure, or None for a blank and for an actual that is a text."""
    try:
        return None if text is None else Decimal(text)
    except ArithmeticError:
        return None


def write_parquet(query: Query, path: Path) -> None:
    """Exact decimals; a row group for each batch. A text in `actual` is left out."""
    import pyarrow as pa  # noqa: PLC0415 -- slow import, 40 MB
    from pyarrow import parquet  # noqa: PLC0415 -- slow import

    kinds = {name: pa.decimal128(*size) for name, size in NUMBERS.items()} | {"met": pa.bool_()}
    schema = pa.schema([(name, kinds.get(name, pa.string())) for name in COLUMNS])
    with parquet.ParquetWriter(path, schema, compression="zstd") as writer:
        for batch in rows_of(query):
            columns = dict(zip(COLUMNS, zip(*batch, strict=True), strict=True))
            for name in NUMBERS:
                columns[name] = tuple(number(text) for text in columns[name])
            columns["met"] = tuple(TRUE_OR_FALSE[text] for text in columns["met"])
            writer.write_table(pa.table(columns, schema))


def write_xlsx(query: Query, path: Path) -> None:
    """Texts stay texts and are never formulas; after a million rows another sheet begins."""
    import xlsxwriter  # noqa: PLC0415 -- slow import

    options = {
        "constant_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    figures = {list(COLUMNS).index(name) for name in ("target", *NUMBERS)}
    with xlsxwriter.Workbook(str(path), options) as book:
        bold = book.add_format({"bold": True})
        line, sheet = ROWS_PER_SHEET, None
        for batch in rows_of(query):
            for row in batch:
                if line == ROWS_PER_SHEET:
                    sheet, line = new_sheet(book, bold), 0
                line += 1
                write_line(sheet, line, row, figures)
        if sheet is None:
            new_sheet(book, bold)


def new_sheet(book: Any, bold: Any) -> Any:
    sheet = book.add_worksheet()
    sheet.freeze_panes(1, 0)
    sheet.write_row(0, 0, list(COLUMNS), bold)
    return sheet


def write_line(sheet: Any, line: int, row: tuple[str | None, ...], figures: set[int]) -> None:
    for position, text in enumerate(row):
        if text is None:
            continue
        value = number(text) if position in figures else None
        if value is not None and len(value.as_tuple().digits) <= EXACT_DIGITS:
            sheet.write_number(line, position, value)
        else:
            sheet.write_string(line, position, text)


WRITERS: dict[str, Callable[[Query, Path], None]] = {
    "csv": write_blocks(stream.csv_of),
    "json": write_blocks(stream.json_of),
    "xlsx": write_xlsx,
    "parquet": write_parquet,
}
