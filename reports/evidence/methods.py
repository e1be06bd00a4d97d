"""Rules 23 to 30 of rules.md as pure functions. Used by rules.py; needs nothing but Python.

Bounds, values and attainments are fractions, never floating point; None is a blank.
"""

import struct
from collections.abc import Callable, Sequence
from fractions import Fraction
from typing import NamedTuple

# Rule 30: the methods, the directions they fit, and what they cannot do without.
NAMES = ["step", "interpolated", "milestone", "all_or_nothing", "rubric", "defect", "survey"]
FIT = {
    "step": {"higher", "lower", "range", "exact"},
    "interpolated": {"higher", "lower"},
    "milestone": {"higher"},
    "all_or_nothing": {"higher", "lower", "range"},
    "rubric": {"higher"},
    "defect": {"lower"},
    "survey": {"higher"},
}
TABLED = {"step", "interpolated", "rubric"}
SHARES = {"milestone", "survey"}
BLANK = -(2**63)

Bound = Fraction | None


class Row(NamedTuple):
    low: Bound
    high: Bound
    counts: Fraction


class Extras(NamedTuple):
    """The last three columns of targets.csv."""

    penalty: Bound
    minimum_n: int | None
    rows: list[Row]
    texts: list[str]

    @classmethod
    def read(cls, fields: Sequence[str], number: Callable[[str], Fraction]) -> "Extras":
        penalty, least, table = fields
        rows, texts = [], []
        for line in table.split(";") if table else []:
            low, high, counts = line.split(",")
            texts += [low, high, counts]
            rows.append(
                Row(number(low) if low else None, number(high) if high else None, number(counts))
            )
        given = number(penalty) if penalty else None
        if least and not least.isdecimal():
            raise ValueError(f"{least!r} is no number of answers")
        return cls(given, int(least) if least else None, rows, texts)

    def lacks(self, method: str) -> bool:
        if method in TABLED:
            return not self.rows
        if method == "defect":
            return self.penalty is None
        return method == "survey" and self.minimum_n is None

    def record(self, target: int) -> bytes:
        """Rule 30: what is hashed; nothing without parameters."""
        if self.penalty is None and self.minimum_n is None and not self.rows:
            return b""
        parts = BLANK if self.penalty is None else int(self.penalty * 10_000)
        least = BLANK if self.minimum_n is None else self.minimum_n
        texts = [struct.pack("<i", len(text)) + text.encode() for text in self.texts]
        return struct.pack("<3qi", target, parts, least, len(self.rows)) + b"".join(texts)


def keeps_zero(method: str, direction: str) -> bool:
    """Rule 30: a zero target does not stop what does not divide by it."""
    if method == "all_or_nothing":
        return direction == "lower"
    return method in TABLED or method == "defect"


def attained(
    method: str, direction: str, actual: Fraction, aim: Bound, extras: Extras, *, met: bool
) -> Fraction:
    """Rules 23 to 29, exactly."""
    if method == "step":
        return steps(actual, extras.rows)
    if method in TABLED:
        return between(actual, extras.rows, rising=direction == "higher")
    if method == "all_or_nothing":
        return Fraction(1 if met else 0)
    if method == "defect":
        return max(Fraction(0), 1 - actual * (extras.penalty or 0))
    return actual / (aim or 1)


def steps(actual: Fraction, rows: list[Row]) -> Fraction:
    """Rule 23."""
    for row in rows:
        above = row.low is None or actual >= row.low
        if above and (row.high is None or actual <= row.high):
            return row.counts
    return Fraction(0)


def between(actual: Fraction, rows: list[Row], *, rising: bool) -> Fraction:
    """Rules 24 and 27."""
    points = [(row.low or Fraction(0), row.counts) for row in rows]
    worst, best = (points[0], points[-1]) if rising else (points[-1], points[0])
    beyond = 1 if rising else -1
    if beyond * (actual - worst[0]) < 0:
        return Fraction(0)
    if beyond * (actual - best[0]) >= 0:
        return best[1]
    at = max(place for place, (x, _) in enumerate(points) if x <= actual)
    if at == len(points) - 1:
        return points[at][1]
    (x, y), (next_x, next_y) = points[at : at + 2]
    return y + (next_y - y) * (actual - x) / (next_x - x)
