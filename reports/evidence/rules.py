"""The rules of rules.md as pure functions, by number. Used by verify.py; needs nothing but Python.

All numbers are whole numbers or fractions, never floating point. Weights, caps, floors and shares
are whole ten-thousandths; attainments, points, scores and coverages whole 10^-12, as stored.
Periods and indicators go by their id as text.
"""

import hashlib
import re
import struct
from collections import Counter
from collections.abc import Iterable, Sequence
from fractions import Fraction
from typing import Any, NamedTuple

import methods

ONE, UNIT = 10**12, 10**4  # what 1 is among stored numbers, and among weights and shares
MOST = 999_999  # rule 13
WHOLE = re.compile("0|[1-9][0-9]{0,17}")
DECIMAL = re.compile(r"-?(0|[1-9][0-9]{0,29})(\.[0-9]{0,29}[1-9])?")

# Rules 7 and 21. The number of a missing code is its place. One in neither set is ignored.
MISSING = [
    "", "not_due", "pending", "not_reported", "late", "refused", "not_applicable", "no_activity",
    "not_offered", "suppressed", "no_evidence", "external", "text",
]  # fmt: skip
UNCOVERED = {"not_reported", "no_evidence", "suppressed", "external", "text"}
ZERO = {"late", "refused"}

# Rule 20: directions and methods are hashed as their places. Rule 14: the methods that fit.
DIRECTIONS = ["higher", "lower", "range", "exact", "none"]
METHODS = ["ratio_higher", "ratio_lower", "linear", "band", "exact", "none", *methods.NAMES]
FITTING = {
    "ratio_higher": {"higher"},
    "ratio_lower": {"lower"},
    "linear": {"higher", "lower"},
    "band": {"range"},
    "exact": {"exact"},
    **methods.FIT,
}

# Rule 20: the records, and what stands for a number that is blank or in the tail.
TARGET, INPUT, CARD, RESULT = map(struct.Struct, ("<3q2i6q3q2i", "<3q2i3q", "<7q2i", "<6q"))
BLANK, IN_TAIL = -(2**63), -(2**63) + 1

# Rule 21: the bits of a state.
MET, NOT_MET, VERDICT = 1, 2, 3
CAPPED, FLOORED, OVER_130 = 1 << 8, 1 << 9, 1 << 10
ZERO_TARGET, NO_TARGET, NO_DIRECTION = 1 << 11, 1 << 12, 1 << 13
NEGATIVE, ZERO_ACTUAL, OUT_OF_RANGE = 1 << 14, 1 << 15, 1 << 16
SUMMED, UNUSABLE, RATE, SCORED, COUNTED = 1 << 17, 1 << 18, 1 << 19, 1 << 20, 1 << 21

MODES = OWN, BLEND, CHILDREN, LOWEST = range(4)  # rule 22: the roll-up modes


# --- Numbers


def whole(text: str) -> int:
    if not WHOLE.fullmatch(text):
        raise ValueError(f"{text!r} is not a whole number")
    return int(text)


def number(text: str) -> Fraction:
    """A plain decimal without exponent and trailing zeros, exactly."""
    if not DECIMAL.fullmatch(text):
        raise ValueError(f"{text!r} is not a plain decimal number")
    digits, _, decimals = text.partition(".")
    return Fraction(int(digits + decimals), 10 ** len(decimals))


def share(text: str) -> int:
    """A weight, cap or floor in ten-thousandths."""
    found = number(text) * UNIT
    if found.denominator != 1 or found < 0:
        raise ValueError(f"{text} is below zero or has more than four decimals")
    return int(found)


def half_up(dividend: int, divisor: int) -> int:
    """Rounding: half away from zero. The divisor is above zero."""
    rounded = (2 * abs(dividend) + divisor) // (2 * divisor)
    return rounded if dividend >= 0 else -rounded


def plain(stored: int | None, decimals: int = 12) -> str:
    """A stored number as the files write it."""
    if stored is None:
        return ""
    digits = f"{abs(stored):0{decimals + 1}d}"
    text = f"{digits[:-decimals]}.{digits[-decimals:]}".rstrip("0").rstrip(".")
    return text if stored >= 0 else "-" + text


# --- Figures and targets


class Figure(NamedTuple):
    """A current figure. The value of a rate is the quotient, before *per*."""

    id: int
    value: Fraction | None
    missing: str
    numbers: tuple[str, str, str]  # value, numerator, denominator as written
    flags: int = 0


NOT_REPORTED = Figure(0, None, "not_reported", ("", "", ""))  # rule 7: without any measurement


def read_figure(row: Sequence[str]) -> Figure:
    """Rule 4: a value, or numerator and denominator, or the code why there is none."""
    key, (value, numerator, denominator), missing = whole(row[0]), row[4:7], row[7]
    given = [bool(text) for text in (value, numerator, denominator, missing)]
    numbers = (value, numerator, denominator)
    if given == [False, True, True, False]:
        if number(denominator) <= 0:
            raise ValueError("the denominator must be above zero")
        return Figure(key, number(numerator) / number(denominator), "", numbers, RATE)
    if given == [True, False, False, False]:
        return Figure(key, number(value), "", numbers)
    if given == [False, False, False, True] and missing in MISSING:
        return Figure(key, None, missing, numbers)
    raise ValueError("must have a value, or numerator and denominator, or a missing code")


def read_sum(numerator: Fraction, denominator: Fraction) -> Figure:
    """Rule 4: a rate summed over the departments below."""
    above, beneath = (plain(int(part * 10**30), 30) for part in (numerator, denominator))
    return Figure(0, numerator / denominator, "", ("", above, beneath), SUMMED | RATE)


class Cell(NamedTuple):
    """A target in a period and its outcome. `counts` is the c of rule 15."""

    target: "Target"
    figure: Figure
    state: int
    attainment: int = 0
    counts: int = 0

    @property
    def missing(self) -> str:
        """Why there is no figure, rule 21."""
        return MISSING[self.state >> 2 & 15]


class Target:
    """A target version in force, and the rules that judge a figure by it."""

    def __init__(self, row: Sequence[str]) -> None:
        self.id, self.indicator, self.period = whole(row[0]), row[2], row[8]
        self.direction, self.method, self.frequency = row[6], row[7], row[21]
        self.numbers = row[9:15]
        # Fractions, or None where blank; what a method needs is there when it is asked (rule 14).
        exact: list[Any] = [number(text) if text else None for text in self.numbers]
        self.value, self.low, self.high, self.baseline, self.slack_low, self.slack_high = exact
        self.weight, self.cap, self.floor = map(share, row[15:18])
        self.safety, self.sums, self.per = row[18] == "t", row[19] == "t", whole(row[20])
        self.extras = methods.Extras.read(row[22:25], number)
        if self.direction not in DIRECTIONS or self.method not in METHODS:
            raise ValueError(f"direction {self.direction!r} or method {self.method!r} is unknown")
        in_range = self.direction == "range"
        self.least, self.most = (self.low, self.high) if in_range else (self.value, self.value)
        self.is_ratio = self.method in {"ratio_higher", "ratio_lower", *methods.SHARES}
        self.flags = self.obstacles()
        self.is_ignored = self.ignored()

    def obstacles(self) -> int:
        """Rules 6, 9 and 14: the flags of the target alone, whatever is reported."""
        flags = NEGATIVE if self.is_ratio and self.value is not None and self.value < 0 else 0
        if self.direction == "none":
            return flags | NO_DIRECTION
        if self.value is None and self.low is None and self.high is None:
            return NO_TARGET
        if self.value == 0:
            flags |= ZERO_TARGET
        lacks = self.least is None or self.most is None
        if self.method == "linear":
            lacks |= self.baseline is None or self.baseline == self.value
        lacks |= self.extras.lacks(self.method)
        if self.method != "none" and (lacks or self.direction not in FITTING[self.method]):
            flags |= UNUSABLE
        return flags

    def ignored(self) -> bool:
        """Rule 7, below the table: no figure can have an attainment here."""
        kept = self.method == "linear" or methods.keeps_zero(self.method, self.direction)
        if self.flags & ZERO_TARGET and not kept:
            return True
        hindered = self.flags & (NO_DIRECTION | NO_TARGET | NEGATIVE | UNUSABLE)
        return bool(hindered) or self.method == "none"

    def verdict(self, actual: Fraction) -> int:
        """Rules 5 and 6."""
        if self.flags & ZERO_TARGET and self.direction != "lower":
            return 0
        if self.direction == "none" or self.least is None or self.most is None:
            return 0
        too_low = self.direction != "lower" and actual < self.least
        too_high = self.direction != "higher" and actual > self.most
        return NOT_MET if too_low or too_high else MET

    def attainment(self, actual: Fraction) -> Fraction:
        """Rules 8 to 12, exactly."""
        if self.method == "ratio_higher":
            return actual / self.value
        if self.method == "ratio_lower":
            return self.value / actual if actual else Fraction(self.cap, UNIT)
        if self.method == "linear":
            return (actual - self.baseline) / (self.value - self.baseline)
        if self.least <= actual <= self.most:
            return Fraction(1)
        if self.method == "exact":
            return Fraction(0)
        if actual < self.low:
            off, slack = self.low - actual, self.slack_low
        else:
            off, slack = actual - self.high, self.slack_high
        return max(Fraction(0), 1 - off / slack) if slack else Fraction(0)

    def why_missing(self, figure: Figure) -> str:
        """Rule 29: a survey counts with enough answers only, and its n is the denominator."""
        least = self.extras.minimum_n
        if self.method != "survey" or figure.missing or least is None:
            return figure.missing
        answers = number(figure.numbers[2]) if figure.flags & RATE else 0
        return "" if answers >= least else "suppressed"

    def judge(self, figure: Figure) -> Cell:
        """Rules 4 to 9: the verdict, and whether there is an attainment."""
        actual, missing = figure.value, self.why_missing(figure)
        if missing:
            actual = None
        state = self.flags | figure.flags | MISSING.index(missing) << 2
        if actual is not None:
            if figure.flags & RATE:
                actual *= self.per
            state |= self.verdict(actual)
        if self.is_ignored:
            return Cell(self, figure, state)
        if actual is None:
            return Cell(self, figure, state | (COUNTED if missing in ZERO else 0))
        if actual < 0 and (self.is_ratio or self.method == "defect"):
            return Cell(self, figure, state | NEGATIVE)
        if self.method == "ratio_lower" and actual == 0:
            state |= ZERO_ACTUAL
        exact = self.special(actual) if self.method in methods.NAMES else self.attainment(actual)
        return self.bounded(figure, state | SCORED | COUNTED, exact)

    def special(self, actual: Fraction) -> Fraction:
        """Rules 23 to 29, exactly."""
        kind, met = (self.method, self.direction), self.verdict(actual) == MET
        return methods.attained(*kind, actual, self.value, self.extras, met=met)

    def bounded(self, figure: Figure, state: int, exact: Fraction) -> Cell:
        """Rule 13: what is stored and what counts."""
        held = max(Fraction(-MOST), min(Fraction(MOST), exact))
        stored = half_up(held.numerator * ONE, held.denominator)
        cap, floor = self.cap * ONE // UNIT, self.floor * ONE // UNIT
        state |= OUT_OF_RANGE if abs(exact) >= MOST else 0
        state |= CAPPED if stored > cap else 0
        state |= FLOORED if stored < floor else 0
        state |= OVER_130 if 10 * stored > 13 * ONE else 0
        return Cell(self, figure, state, stored, max(floor, min(cap, stored)))


# --- From cells to a department


class Department(NamedTuple):
    """A department of the pins (rule 22); parent 0: none."""

    id: int
    parent: int
    mode: int
    own_share: int
    weight: int


class Card(NamedTuple):
    """A department in a period."""

    own: int | None = None
    own_coverage: int | None = None
    below: int | None = None
    below_coverage: int | None = None
    score: int | None = None
    coverage: int | None = None
    met: int = 0
    not_met: int = 0
    weight: int = 0


def mean(pairs: Iterable[tuple[int, int]]) -> int | None:
    """Σ(w × x) ÷ Σ w over pairs of a weight and a number; none where Σ w is 0."""
    pairs = list(pairs)
    total = sum(weight for weight, _ in pairs)
    return half_up(sum(weight * x for weight, x in pairs), total) if total else None


def own_card(cells: list[Cell]) -> Card:
    """Rules 15 and 16: the own part of a card."""
    counted = [cell for cell in cells if cell.state & COUNTED]
    own = mean((cell.target.weight, 100 * cell.counts) for cell in counted)
    if own is not None:
        own = min([own, *(100 * cell.counts for cell in counted if cell.target.safety)])
    weight = sum(cell.target.weight for cell in counted)
    uncovered = sum(
        cell.target.weight
        for cell in cells
        if cell.missing in UNCOVERED and not cell.target.is_ignored
    )
    covered = half_up(weight * ONE, weight + uncovered) if weight + uncovered else None
    verdicts = Counter(cell.state & VERDICT for cell in cells)
    return Card(own, covered, met=verdicts[MET], not_met=verdicts[NOT_MET], weight=weight)


def points(cell: Cell, weight: int) -> int:
    """Rule 15; `weight` is Σ w of the counted cells."""
    if not cell.state & COUNTED or not weight:
        return 0
    return half_up(100 * cell.target.weight * cell.counts, weight)


def full_card(own: Card, how: Department, children: list[tuple[int, Card]]) -> Card:
    """Rules 17 and 18; `children` are the weights and cards of the departments beneath."""
    scores = [(weight, card.score) for weight, card in children if card.score is not None]
    below = mean(scores)
    below_coverage = mean((weight, card.coverage or 0) for weight, card in children)
    return own._replace(
        below=below,
        below_coverage=below_coverage,
        score=joined(how, own.own, below, [score for _, score in scores]),
        coverage=joined(how, own.own_coverage, below_coverage, [below_coverage]),
    )


def joined(
    how: Department, own: int | None, below: int | None, each: Sequence[int | None]
) -> int | None:
    """Rule 18, for scores and for coverages; a part that is absent drops out."""
    if how.mode == LOWEST:
        return min((part for part in (own, *each) if part is not None), default=None)
    if how.mode == OWN or (how.mode == BLEND and below is None):
        return own
    if how.mode == CHILDREN or own is None or below is None:
        return below
    return half_up(how.own_share * own + (UNIT - how.own_share) * below, UNIT)


# --- What is hashed


def packed(text: str, tail: bytearray) -> int:
    """Rule 20: a number in millionths, blank, or a word that it stands in the tail."""
    if not text:
        return BLANK
    digits, _, decimals = text.partition(".")
    if len(decimals) <= len("000000") and len(digits.lstrip("-")) <= len("999999999999"):
        return int(digits + decimals.ljust(6, "0"))
    tail += struct.pack("<i", len(text)) + text.encode()
    return IN_TAIL


def inputs_digest(targets: list[Target], cells: dict[str, list[Cell]]) -> bytes:
    """Rule 20: the target records, the cell records, the tail."""
    digest, tail = hashlib.sha256(), bytearray()
    for target in targets:
        head = (target.id, int(target.indicator), int(target.period or 0))
        kind = (DIRECTIONS.index(target.direction), METHODS.index(target.method))
        numbers = (packed(text, tail) for text in target.numbers)
        shares = (target.weight, target.cap, target.floor)
        bits = target.safety + 2 * target.sums
        digest.update(TARGET.pack(*head, *kind, *numbers, *shares, bits, target.per))
    for period, there in cells.items():
        for target, figure, *_ in there:
            numbers = (packed(text, tail) for text in figure.numbers)
            code = MISSING.index(figure.missing)
            digest.update(INPUT.pack(int(period), target.id, figure.id, code, 0, *numbers))
    digest.update(tail)
    for target in targets:
        digest.update(target.extras.record(target.id))
    return digest.digest()


def card_record(period: str, card: Card) -> bytes:
    """Rule 20."""
    numbers = (BLANK if part is None else part for part in card[:6])
    return CARD.pack(int(period), *numbers, card.met, card.not_met)


def cell_record(period: str, cell: Cell, weight: int) -> bytes:
    """Rule 20: of the results digest."""
    head = (int(period), cell.target.id, cell.figure.id)
    return RESULT.pack(*head, cell.attainment, points(cell, weight), cell.state)
