"""A QR code as data for a drawing: its size and one path of strokes, a module thick. No Django."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby

import segno

QUIET = 4  # modules of white around it (ISO/IEC 18004, 6.3.8)


@dataclass(frozen=True, slots=True)
class Drawing:
    size: int  # modules across, the quiet zone included
    path: str  # of SVG: draw it with a stroke of 1


def drawn(text: str, *, sturdy: bool = False) -> Drawing:
    """The QR of `text`; a sturdy one is read with a quarter of it torn or dirty, else a seventh."""
    made = segno.make_qr(text, error="q" if sturdy else "m", boost_error=False)
    rows = [stroke(row, line) for line, row in enumerate(made.matrix)]
    return Drawing(len(made.matrix) + 2 * QUIET, "".join(rows))


def stroke(row: bytearray, line: int) -> str:
    """The dark modules of one line: to the first, then along them and over the gaps."""
    found, gap, started = "", QUIET, False
    for is_dark, run in groupby(row):
        length = len(list(run))
        if not is_dark:
            gap += length
            continue
        found += f"m{gap} 0h{length}" if started else f"M{gap} {line + QUIET}.5h{length}"
        started, gap = True, 0
    return found
