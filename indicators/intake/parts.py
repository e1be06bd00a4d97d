"""The XML parts of a workbook, read piece by piece within a budget of bytes."""

from __future__ import annotations

import re
import zipfile
import zlib
from collections.abc import Iterator
from xml.parsers import expat

from indicators.intake.problems import UnreadableError

PIECE = 64 * 1024
LONGEST_TAG = 1024 * 1024  # bytes of one piece of markup
DEEPEST = 64  # elements inside one another; a workbook needs a dozen
MOST_ELEMENTS = 1_200_000  # in all parts: 20,000 rows of 25 filled cells
MOST_BLANK = 200_000  # cells that hold a format and nothing else
MOST_SHARED = 50 * 1024 * 1024  # characters of texts that cells share
ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
SURROGATES = range(0xD800, 0xE000)
# What a damaged or hostile archive raises; RuntimeError is a password, ValueError a bad number.
BROKEN = (
    expat.ExpatError,
    zipfile.BadZipFile,
    zlib.error,
    NotImplementedError,
    EOFError,
    OSError,
    RuntimeError,
    ValueError,
)


class Budget:
    """Bytes that may still come out of the archive: what counts is what comes, not what it says."""

    def __init__(self, left: int, *, watched: bool) -> None:
        """`watched`: elements and blank cells are counted too, as of a file from outside."""
        self.left = self.most = left
        self.elements = MOST_ELEMENTS if watched else left
        self.blank = MOST_BLANK if watched else left

    def check(self, promised: int) -> None:
        """Spare the work where the archive itself says that it is too large."""
        if promised > self.left:
            self.spend(promised)

    def spend(self, size: int) -> None:
        self.left -= size
        if self.left < 0:
            raise UnreadableError("too_many_bytes", most=f"{self.most // 1024**2} MB")


class Part:
    """One XML part of a workbook, read piece by piece; subclasses say what they listen for."""

    def __init__(self, archive: zipfile.ZipFile, name: str, budget: Budget) -> None:
        self.archive, self.name, self.budget = archive, name, budget
        self.parser = expat.ParserCreate(namespace_separator=" ")
        self.parser.buffer_text = True
        self.parser.StartElementHandler = self.enter
        self.parser.EndElementHandler = self.leave
        self.depth = 0
        self.parser.CharacterDataHandler = self.text
        self.parser.StartDoctypeDeclHandler = refuse_doctype

    def enter(self, name: str, attributes: dict[str, str]) -> None:
        self.depth += 1
        self.budget.elements -= 1
        if self.depth > DEEPEST or self.budget.elements < 0:
            raise UnreadableError("too_hungry")
        self.start(local(name), attributes)

    def leave(self, name: str) -> None:
        self.depth -= 1
        self.end(local(name))

    def start(self, name: str, attributes: dict[str, str]) -> None: ...

    def end(self, name: str) -> None: ...

    def text(self, data: str) -> None: ...

    def pieces(self) -> Iterator[None]:
        """Parse the part; stop after each piece, so that what was found can be handed on."""
        fed = 0
        try:
            with self.archive.open(self.name) as file:
                while data := file.read(PIECE):
                    fed += len(data)
                    self.budget.spend(len(data))
                    self.parser.Parse(data, False)  # noqa: FBT003 -- expat takes no keyword
                    if fed - self.parser.CurrentByteIndex > LONGEST_TAG:
                        raise UnreadableError("too_hungry")
                    yield
            self.parser.Parse(b"", True)  # noqa: FBT003
            yield
        except UnreadableError:
            raise
        except BROKEN as error:
            raise damaged(error) from None

    def read(self) -> None:
        for _piece in self.pieces():
            pass


def local(name: str) -> str:
    return name.rpartition(" ")[2]


def damaged(reason: object) -> UnreadableError:
    return UnreadableError("damaged", reason=str(reason)[:100])


def refuse_doctype(*_parts: object) -> None:
    raise damaged("DOCTYPE")


class Names(Part):
    """The sheets of the workbook part, and whether its days count from 1904."""

    def __init__(self, archive: zipfile.ZipFile, name: str, budget: Budget) -> None:
        super().__init__(archive, name, budget)
        self.sheets: list[tuple[str, str]] = []
        self.from_1904 = False

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name == "sheet":
            link = next((v for k, v in attributes.items() if k.endswith(" id")), "")
            self.sheets.append((attributes.get("name", ""), link))
        elif name == "workbookPr":
            self.from_1904 = attributes.get("date1904", "0") in {"1", "true"}


class Links(Part):
    """Which part each link of the workbook leads to."""

    def __init__(self, archive: zipfile.ZipFile, name: str, budget: Budget) -> None:
        super().__init__(archive, name, budget)
        self.targets: dict[str, str] = {}

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name == "Relationship":
            target = attributes.get("Target", "")
            path = target.removeprefix("/") if target.startswith("/") else f"xl/{target}"
            self.targets[attributes.get("Id", "")] = path


class Texts(Part):
    """The texts that cells share, in order. Phonetic hints (rPh) are no part of a text."""

    def __init__(self, archive: zipfile.ZipFile, name: str, budget: Budget) -> None:
        super().__init__(archive, name, budget)
        self.texts: list[str] = []
        self.size = 0
        self.inside = self.skipping = False
        self.current: list[str] = []

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name == "si":
            self.current = []
        elif name == "rPh":
            self.skipping = True
        elif name == "t":
            self.inside = not self.skipping

    def end(self, name: str) -> None:
        if name == "t":
            self.inside = False
        elif name == "rPh":
            self.skipping = False
        elif name == "si":
            self.texts.append(unescaped("".join(self.current)))

    def text(self, data: str) -> None:
        if self.inside:
            self.size += len(data)
            if self.size > MOST_SHARED:
                raise UnreadableError("too_many_bytes", most=f"{MOST_SHARED // 1024**2} MB")
            self.current.append(data)


def unescaped(text: str) -> str:
    """The characters that a workbook writes as _x0041_; half a character stays as it is written."""
    return ESCAPED.sub(character, text) if "_x" in text else text


def character(found: re.Match[str]) -> str:
    code = int(found[1], 16)
    return found[0] if code in SURROGATES else chr(code)
