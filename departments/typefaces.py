"""The typefaces of printed forms, and which characters they hold. docs/adr/0014."""

from __future__ import annotations

import struct
import unicodedata
from functools import cache
from typing import Any

import pylopdf_fonts_zh_cn
import typst

BOTH = (pylopdf_fonts_zh_cn.serif_path, pylopdf_fonts_zh_cn.sans_path)
WIDE = 12  # the format of a character map that reaches beyond the first 65,536
VARIATIONS = range(0xFE00, 0xFE10)  # choose between shapes of the character before


@cache
def faces() -> typst.Fonts:
    """Ours only: a form looks the same on every machine."""
    folders: list[Any] = sorted({path().parent for path in BOTH})
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=folders)


@cache
def characters() -> frozenset[int]:
    """All that one of the typefaces can print."""
    return frozenset().union(*(mapped(path().read_bytes()) for path in BOTH))


def mapped(font: bytes) -> set[int]:
    """The characters of an OpenType font, out of its `cmap` table."""
    (count,) = struct.unpack_from(">H", font, 4)
    records = (struct.unpack_from(">4sLLL", font, 12 + 16 * place) for place in range(count))
    start = next(offset for tag, _sum, offset, _length in records if tag == b"cmap")
    (maps,) = struct.unpack_from(">H", font, start + 2)
    for place in range(maps):
        (offset,) = struct.unpack_from(">L", font, start + 4 + 8 * place + 4)
        kind, groups = struct.unpack_from(">H10xL", font, start + offset)
        if kind == WIDE:
            spans = (
                struct.unpack_from(">LL", font, start + offset + 16 + 12 * n) for n in range(groups)
            )
            return {code for first, last in spans for code in range(first, last + 1)}
    raise ValueError("the font has no character map of format 12")


def printable(text: str) -> str:
    """The text with what cannot be printed as its code point, to be written in by hand.

    Joiners and other marks without a shape of their own are left out.
    """
    composed = unicodedata.normalize("NFC", text)
    known = characters()
    return "".join(one if ord(one) in known or one == "\n" else told(one) for one in composed)


def told(character: str) -> str:
    if character.isspace():
        return " "
    if unicodedata.category(character) in {"Cc", "Cf"} or ord(character) in VARIATIONS:
        return ""
    return f"〔U+{ord(character):04X}〕"
