"""Rows of an XLSX workbook as a person sees them, streamed and bounded.

Written for figures on their way in: a percentage cell comes as “71%” and a month cell as “2026-09”,
which libraries that hand over bare numbers lose; and a hostile file costs no memory.
"""

from __future__ import annotations

import datetime
import re
import zipfile
from collections.abc import Iterator
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, BinaryIO

from indicators.intake.formats import DATE, MONTH, PERCENT, TIME, YEAR, Styles
from indicators.intake.parts import BROKEN, Budget, Links, Names, Part, Texts, damaged, unescaped
from indicators.intake.problems import UnreadableError

if TYPE_CHECKING:
    from indicators.intake.reading import Limits

MOST_PARTS = 2000
LONGEST_NUMBER = 40
REFERENCE = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")
DAY_0, DAY_0_OF_1904 = datetime.date(1899, 12, 30), datetime.date(1904, 1, 1)
LAST_SERIAL = 2_958_465  # 31 December 9999
DAY_OF_MINUTES = 24 * 60


class Sheet(Part):
    """The rows of one sheet; finished ones wait in `rows`."""

    def __init__(self, archive: zipfile.ZipFile, name: str, budget: Budget, book: Workbook) -> None:
        super().__init__(archive, name, budget)
        self.book = book
        self.rows: list[tuple[int, list[str]]] = []
        self.number = self.column = 0
        self.cells: list[str] = []
        self.kind = self.style = ""
        self.content: list[str] = []
        self.inside = self.skipping = self.formula = False

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name == "row":
            self.number = int(attributes.get("r", self.number + 1))
            self.column, self.cells = 0, []
        elif name == "c":
            found = REFERENCE.fullmatch(attributes.get("r", ""))
            self.column = column_number(found[1]) if found else self.column + 1
            self.kind, self.style = attributes.get("t", "n"), attributes.get("s", "")
            self.content, self.formula = [], False
        elif name == "f":
            self.formula = True
        elif name == "rPh":
            self.skipping = True
        elif name in {"v", "t"}:
            self.inside = not self.skipping
        elif name == "mergeCell":
            self.refuse_merged(attributes.get("ref", ""))

    def end(self, name: str) -> None:
        if name in {"v", "t"}:
            self.inside = False
        elif name == "rPh":
            self.skipping = False
        elif name == "c":
            self.put(self.shown())
        elif name == "row":
            self.rows.append((self.number, self.cells))

    def text(self, data: str) -> None:
        if self.inside:
            self.content.append(data)

    def put(self, text: str) -> None:
        """Place a cell; blank ones beyond the columns in use are left out."""
        if not text:
            self.budget.blank -= 1
            if self.budget.blank < 0:
                raise UnreadableError("too_hungry")
            return
        most = self.book.limits.columns + 1  # one more, so that too many can be told
        at = min(self.column, most)
        self.cells.extend([""] * (at - len(self.cells)))
        self.cells[at - 1] = text

    def shown(self) -> str:
        content = "".join(self.content)
        if self.kind == "s":
            return self.book.shared(content)
        if self.kind == "b":
            return {"1": "TRUE", "0": "FALSE"}.get(content, content)
        if self.kind == "n" and content:
            return self.book.number(content, self.style)
        if not content and self.formula:
            return "=…"  # a formula whose result was never saved
        return unescaped(content)

    def refuse_merged(self, cells: str) -> None:
        """Merged rows would come as blanks below the first of them."""
        lines = [int(found[2]) for found in REFERENCE.finditer(cells)]
        if lines and max(lines) > self.book.first_line:
            raise UnreadableError("merged", cells=cells)


def column_number(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number


class Workbook:
    """An open XLSX file: its sheets by name, their rows as text."""

    def __init__(self, file: BinaryIO, limits: Limits) -> None:
        self.limits = limits
        self.budget = Budget(limits.unpacked, watched=limits.bytes is not None)
        self.first_line = 0
        try:
            self.archive = zipfile.ZipFile(file)
            parts = set(self.archive.namelist())
            promised = sum(part.file_size for part in self.archive.infolist())
        except BROKEN as error:
            raise damaged(error) from None
        if "xl/workbook.xml" not in parts or len(parts) > MOST_PARTS:
            raise UnreadableError("not_a_workbook")
        self.budget.check(promised)
        names = Names(self.archive, "xl/workbook.xml", self.budget)
        links = Links(self.archive, "xl/_rels/workbook.xml.rels", self.budget)
        texts = Texts(self.archive, "xl/sharedStrings.xml", self.budget)
        styles = Styles(self.archive, "xl/styles.xml", self.budget)
        for part in (names, links, texts, styles):
            if part.name in parts:
                part.read()
        self.day_0 = DAY_0_OF_1904 if names.from_1904 else DAY_0
        self.parts = {name: links.targets.get(link, "") for name, link in names.sheets}
        self.names = tuple(name for name, part in self.parts.items() if part in parts)
        self.texts, self.formats = texts.texts, styles.kinds

    def choose(self, sheet: str | None) -> str:
        """The sheet of that name, or the first."""
        if not self.names or (sheet is not None and sheet not in self.names):
            found = ", ".join(f"“{name}”" for name in self.names)
            raise UnreadableError("no_sheet", sheet=sheet or "", found=found)
        return sheet if sheet is not None else self.names[0]

    def lines(self, sheet: str) -> Iterator[tuple[int, list[str]]]:
        part = Sheet(self.archive, self.parts[sheet], self.budget, self)
        width = 0
        for _piece in part.pieces():
            for line, cells in part.rows:
                if cells and not self.first_line:
                    self.first_line, width = line, len(cells)
                yield line, cells + [""] * (width - len(cells))
            part.rows = []

    def shared(self, index: str) -> str:
        try:
            return self.texts[int(index)]
        except (ValueError, IndexError):
            raise damaged("sharedStrings") from None

    def number(self, written: str, style: str) -> str:
        """A number as its cell shows it: as a percentage, a day, a month, or a plain number."""
        form = self.formats[int(style)] if style and int(style) < len(self.formats) else ""
        if len(written) > LONGEST_NUMBER:
            raise damaged(written)
        try:
            value = Decimal(repr(float(written)))
        except (ValueError, InvalidOperation):
            raise damaged(written) from None
        if not value.is_finite():
            return written
        if form == PERCENT:
            return f"{plain(value * 100)}%"
        if form in {DATE, MONTH, YEAR, TIME} and 0 <= value <= LAST_SERIAL:
            return self.moment(value, form)
        return plain(value)

    def moment(self, serial: Decimal, form: str) -> str:
        whole = int(serial)
        minutes = round((serial - whole) * DAY_OF_MINUTES)
        if form == TIME:
            return f"{whole * 24 + minutes // 60}:{minutes % 60:02d}"
        day = self.day_0 + datetime.timedelta(days=whole)
        return {DATE: f"{day:%Y-%m-%d}", MONTH: f"{day:%Y-%m}", YEAR: f"{day:%Y}"}[form]


def plain(value: Decimal) -> str:
    """The number without exponent and without needless zeros."""
    text = format(value, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text
