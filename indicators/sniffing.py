"""What a file is, by its content. No Django.

Only what an office keeps as proof is known: PDF, pictures, office documents without macros, plain
text and tables. What a browser could run (HTML, SVG, scripts) and what a system could run is none.
"""

from __future__ import annotations

import zipfile
from dataclasses import dataclass
from pathlib import Path

HEAD = 512
TEXT_SAMPLE = 1024 * 1024  # bytes of a text that are read
MOST_MEMBERS = 5000  # of an office document
OFFICE = "application/vnd.openxmlformats-officedocument."
ODF = "application/vnd.oasis.opendocument."
DIRECTORIES = {"word/": "docx", "xl/": "xlsx", "ppt/": "pptx"}
TYPES = {
    "pdf": "application/pdf",
    "png": "image/png",
    "jpeg": "image/jpeg",
    "tiff": "image/tiff",
    "docx": f"{OFFICE}wordprocessingml.document",
    "xlsx": f"{OFFICE}spreadsheetml.sheet",
    "pptx": f"{OFFICE}presentationml.presentation",
    "odt": f"{ODF}text",
    "ods": f"{ODF}spreadsheet",
    "text": "text/plain",
}
ENDINGS = {
    "pdf": {"pdf"},
    "png": {"png"},
    "jpeg": {"jpg", "jpeg"},
    "tiff": {"tif", "tiff"},
    "text": {"txt", "csv", "tsv", "md", "log"},
} | {kind: {kind} for kind in ("docx", "xlsx", "pptx", "odt", "ods")}
MAGIC = {
    b"%PDF-": "pdf",
    b"\x89PNG\r\n\x1a\n": "png",
    b"\xff\xd8\xff": "jpeg",
    b"II*\x00": "tiff",
    b"MM\x00*": "tiff",
}
ZIP = b"PK\x03\x04"
RUNS = (b"<", b"#!", b"MZ", b"\x7fELF")  # markup, scripts, programs


@dataclass(frozen=True, slots=True)
class Sniffed:
    """`kind` is blank for what is not known; `is_named_so` when the name's ending fits it."""

    kind: str
    is_named_so: bool

    @property
    def media_type(self) -> str:
        return TYPES.get(self.kind, "")


def sniff(path: Path, name: str) -> Sniffed:
    """The kind of the file at `path`, whatever its name says.

    Errors: OSError when it cannot be read.
    Source: docs/verification.md, rule 2.
    """
    kind = kind_of(path)
    ending = name.rpartition(".")[2].lower() if "." in name else ""
    return Sniffed(kind, ending in ENDINGS.get(kind, set()))


def kind_of(path: Path) -> str:
    with path.open("rb") as file:
        head = file.read(HEAD)
    for magic, kind in MAGIC.items():
        if head.startswith(magic):
            return kind
    if head.startswith(ZIP):
        return office_kind(path)
    return "text" if is_text(path, head) else ""


def office_kind(path: Path) -> str:
    """Which office document a ZIP is; a bare archive and one with macros are none."""
    try:
        with zipfile.ZipFile(path) as archive:
            names = archive.namelist()
            if len(names) > MOST_MEMBERS or any(name.endswith("vbaProject.bin") for name in names):
                return ""
            if "[Content_Types].xml" in names:
                found = {
                    kind
                    for start, kind in DIRECTORIES.items()
                    if any(name.startswith(start) for name in names)
                }
                return found.pop() if len(found) == 1 else ""
            if names[:1] == ["mimetype"]:
                with archive.open("mimetype") as member:
                    declared = member.read(100).decode("ascii", "replace")
                return {TYPES[kind]: kind for kind in ("odt", "ods")}.get(declared, "")
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, OSError, EOFError):
        return ""
    return ""


def is_text(path: Path, head: bytes) -> bool:
    """Readable in an encoding that offices use, and nothing that a browser or a shell would run."""
    body = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    if not body or body.startswith(RUNS):
        return False
    with path.open("rb") as file:
        content = file.read(TEXT_SAMPLE)
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return decodes(content[: len(content) // 2 * 2], "utf-16")
    if b"\x00" in content:
        return False
    return any(decodes(content, encoding) for encoding in ("utf-8", "gb18030"))


def decodes(content: bytes, encoding: str) -> bool:
    """Whether the bytes are text; a character cut at the end of the sample does not count."""
    for cut in range(4):
        try:
            text = content[: len(content) - cut].decode(encoding)
        except UnicodeDecodeError:
            continue
        rest = text.removeprefix("\ufeff").lstrip()
        plain = all(c.isprintable() or c in "\t\r\n\f\ufeff" for c in text)
        return plain and not rest.startswith("<")
    return False
