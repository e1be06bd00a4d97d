"""The cells of a spreadsheet of any kind, printed by a child process. See `sandbox`."""

import datetime
import io
from collections.abc import Iterator
from decimal import Decimal
from typing import Any, BinaryIO

import python_calamine

from departments.sandbox import child

UNREADABLE = "unreadable"


def rows(file: BinaryIO, request: dict[str, Any]) -> Iterator[Any]:
    """Each row that is not blank with its number; one record UNREADABLE when there is no sheet."""
    try:
        book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(file.read()))
        sheet = book.get_sheet_by_index(0)
    except (python_calamine.CalamineError, IndexError):
        yield UNREADABLE
        return
    first = sheet.start[0] if sheet.start else 0
    for line, row in enumerate(sheet.iter_rows(), first + 1):
        cells = [cell_text(cell) for cell in row]
        if any(cells):
            yield [line, cells]


def cell_text(cell: object) -> str:
    """What a person sees: dates as ISO, whole numbers without a decimal point."""
    if isinstance(cell, datetime.datetime):
        return cell.date().isoformat() if cell.time() == datetime.time() else cell.isoformat(" ")
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() else format(Decimal(repr(cell)), "f")
    return str(cell).strip()


if __name__ == "__main__":
    child(rows)
