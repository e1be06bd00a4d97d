"""Rules 31 to 33 of rules.md as pure functions: lines beside a score. Used by verify.py."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Any, NamedTuple

import rules

POINT = 10**4  # lines carry four decimals
STORED = 10**12 // POINT  # what one of those is among stored scores
BONUS, DEDUCTION, CAP, FAIL = range(4)
KINDS = {
    ("bonus", ""): BONUS, ("deduction", ""): DEDUCTION,
    ("veto", "cap"): CAP, ("veto", "fail"): FAIL,
}  # fmt: skip
EFFECTS = {CAP: "cap", FAIL: "fail"}


class Line(NamedTuple):
    id: int
    department: int
    kind: int
    size: int


class Lines:
    """What the pins say of lines: how much they may do, and the lines of each department."""

    def __init__(self, pins: dict[str, Any]) -> None:
        held = pins.get("adjustments", {"bonus_most": 0, "deduction_most": 0, "lines": []})
        self.most = {BONUS: held["bonus_most"], DEDUCTION: held["deduction_most"]}
        self.of: dict[int, list[Line]] = defaultdict(list)
        for row in held["lines"]:
            line = Line(*row)
            if line.kind not in KINDS.values() or min(line.size, *self.most.values()) < 0:
                raise ValueError(f"line {row} of the pins is none (rule 33)")
            self.of[line.department].append(line)

    def parts(self, department: int, score: int) -> tuple[int, int, int, str, int | None]:
        """Rules 31 and 32: bonus, deduction, adjusted score, effect, what counts."""
        sums = dict.fromkeys(range(4), 0)
        for line in self.of[department]:
            sums[line.kind] += line.size
        bonus, deduction = (min(sums[kind], self.most[kind]) for kind in (BONUS, DEDUCTION))
        adjusted = max(0, score + (bonus - deduction) * STORED)
        kinds = {line.kind for line in self.of[department]}
        caps = [line.size * STORED for line in self.of[department] if line.kind == CAP]
        effect = max(kinds & EFFECTS.keys(), default=BONUS)
        counts = None if effect == FAIL else min([adjusted, *caps])
        return bonus, deduction, adjusted, EFFECTS.get(effect, ""), counts

    def expected(self, department: int, cards: dict[str, rules.Card]) -> list[list[str]]:
        """The rows of adjusted.csv of a department: its scored cards, where it has lines."""
        rows = []
        for period, card in cards.items() if self.of.get(department) else ():
            if card.score is not None:
                bonus, deduction, adjusted, effect, counts = self.parts(department, card.score)
                sums = [rules.plain(bonus, 4), rules.plain(deduction, 4), rules.plain(adjusted)]
                head = [str(department), period, rules.plain(card.score)]
                rows.append([*head, *sums, effect, rules.plain(counts)])
        return rows

    def wrong(self, department: int, rows: list[tuple[int, Sequence[str]]]) -> Iterator[str]:
        """Where adjustments.csv and the pins part, and lines that no rule allows."""
        written = []
        for _, row in rows:
            key, kind, effect, points, cap = int(row[0]), *row[2:6]
            size = int(Decimal(points or cap or "0") * POINT)
            written.append(Line(key, department, KINDS.get((kind, effect), -1), size))
            if row[10] and row[10] == row[13]:
                yield f"line {key} was decided by its proposer (rule 31)"
            if kind == "veto" and not (row[8] and row[9]):
                yield f"veto {key} has no legal basis or no authority (rule 32)"
        if written != self.of.get(department, []):
            yield "the lines are not those of the pins (rule 33)"
