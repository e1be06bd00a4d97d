"""What the cells of a workbook show: percentages, days, months. Number formats of styles.xml."""

from __future__ import annotations

import re
import zipfile

from indicators.intake.parts import Budget, Part

PERCENT, DATE, MONTH, YEAR, TIME = "percent", "date", "month", "year", "time"

# Formats that a workbook names by number only; from 27 on as a Chinese Excel shows them.
BUILT_IN = (
    dict.fromkeys([9, 10], PERCENT)
    | dict.fromkeys([14, 15, 16, 22, 28, 29, 30, 31, 51, 53, 54, 58], DATE)
    | dict.fromkeys([17, 27, 36, 50, 52, 57], MONTH)
    | dict.fromkeys([18, 19, 20, 21, 32, 33, 34, 35, 45, 46, 47, 55, 56], TIME)
)
QUOTED = re.compile(r'"[^"]*"|\\.|_.|\*.|\[(?!h+\]|m+\]|s+\])[^\]]*\]', re.IGNORECASE)


def kind_of(code: str) -> str:
    """What a format code such as `yyyy-mm` shows; blank for plain numbers."""
    bare = QUOTED.sub("", code.split(";", maxsplit=1)[0]).lower()
    if "general" in bare or re.search(r"[0#?]", bare):
        return PERCENT if "%" in bare else ""
    if "d" in bare:
        return DATE
    if "y" in bare:
        return MONTH if "m" in bare else YEAR
    if re.search(r"[hs]", bare):
        return TIME
    return DATE if "m" in bare else ""


class Styles(Part):
    """The kind of each cell style, in the order in which cells refer to them."""

    def __init__(self, archive: zipfile.ZipFile, name: str, budget: Budget) -> None:
        super().__init__(archive, name, budget)
        self.codes: dict[int, str] = {}
        self.kinds: list[str] = []
        self.inside = False

    def start(self, name: str, attributes: dict[str, str]) -> None:
        number = int(attributes.get("numFmtId", 0))
        if name == "numFmt":
            self.codes[number] = kind_of(attributes.get("formatCode", ""))
        elif name == "cellXfs":
            self.inside = True
        elif name == "xf" and self.inside:
            self.kinds.append(self.codes.get(number, BUILT_IN.get(number, "")))

    def end(self, name: str) -> None:
        if name == "cellXfs":
            self.inside = False
