"""From figures to attainments, points and department scores. Rules: docs/scoring.md.

Pure: arrays in, arrays out; no Django, no clock, no database. All numbers are whole. The kernel
runs on int64 where everything fits and on Python integers (dtype object) where it does not; both
give the same digits, and a property test compares them.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import IntEnum, IntFlag
from typing import Protocol

import numpy as np
import numpy.typing as npt

from indicators.division import SAFE, WIDEST, hundredfold, quotient

Array = npt.NDArray  # int64, or object with Python integers

UNIT = 10**12  # one, in the 12 decimals that are stored
NULL = -(2**63)  # where there is no number
LIMIT = WIDEST * UNIT  # rule 13
FRACTION = 10**4  # weights, caps and floors carry four decimals
TOO_EASY = 13 * UNIT // 10


class Direction(IntEnum):
    HIGHER = 0
    LOWER = 1
    RANGE = 2
    EXACT = 3
    NONE = 4


class Method(IntEnum):
    RATIO_HIGHER = 0
    RATIO_LOWER = 1
    LINEAR = 2
    BAND = 3
    EXACT = 4
    NONE = 5
    STEP = 6
    INTERPOLATED = 7
    MILESTONE = 8
    ALL_OR_NOTHING = 9
    RUBRIC = 10
    DEFECT = 11
    SURVEY = 12


METHOD_VERSIONS = {method.name.lower(): 1 for method in Method} | {"rate": 1, "rollup": 1}

MISSING = (
    "", "not_due", "pending", "not_reported", "late", "refused", "not_applicable", "no_activity",
    "not_offered", "suppressed", "no_evidence", "external", "text",
)  # fmt: skip
NUMBER_OF = {code: number for number, code in enumerate(MISSING)}
NOT_REPORTED = NUMBER_OF["not_reported"]
ZERO_RULE = np.array([code in ("late", "refused") for code in MISSING])
UNCOVERED_RULE = np.array(
    [code in ("not_reported", "no_evidence", "suppressed", "external", "text") for code in MISSING]
)


class State(IntFlag):
    """The bits of a scored cell, rule 21."""

    MET = 1
    NOT_MET = 2
    CAPPED = 1 << 8
    FLOORED = 1 << 9
    OVER_130 = 1 << 10
    ZERO_TARGET = 1 << 11
    NO_TARGET = 1 << 12
    NO_DIRECTION = 1 << 13
    NEGATIVE = 1 << 14
    ZERO_ACTUAL = 1 << 15
    OUT_OF_RANGE = 1 << 16
    SUMMED = 1 << 17
    UNUSABLE = 1 << 18
    RATE = 1 << 19
    SCORED = 1 << 20
    COUNTED = 1 << 21


FLAGS = tuple(state for state in State if State.CAPPED <= state <= State.RATE)


def describe(state: int) -> tuple[bool | None, str, list[str]]:
    """What the bits of a cell say: met (or None), the missing code (or ""), the flags' names."""
    met = True if state & State.MET else False if state & State.NOT_MET else None
    return met, MISSING[state >> 2 & 15], [f.name.lower() for f in FLAGS if state & f]  # type: ignore[union-attr]


@dataclass(slots=True)
class Targets:
    """Targets of D departments with n each. Shape: (D, n) everywhere.

    Units: value, low, high, baseline, tolerances are whole numbers of one scale, NULL when blank;
    weight, cap and floor are ten-thousandths.
    """

    direction: Array
    method: Array
    value: Array
    low: Array
    high: Array
    baseline: Array
    tolerance_low: Array
    tolerance_high: Array
    weight: Array
    cap: Array
    floor: Array
    safety: Array
    special: Special | None = None


class Special(Protocol):
    """The methods of rules 23 to 30 in a block: see indicators/special.py. Most blocks have none.

    Each takes what the kernel found by the other rules and returns what holds with these.
    """

    def usable(self, targets: Targets, found: tuple[Array, ...]) -> tuple[Array, ...]:
        """Where the method fits, is complete, divides by its target, counts nothing negative."""

    def suppressed(self, targets: Targets, cells: Cells) -> Cells:
        """Without the figures that stand on too few answers."""

    def attain(
        self, targets: Targets, cells: Cells, wanted: Array, judged: Array, found: tuple[Array, ...]
    ) -> tuple[Array, ...]:
        """Attainment, whether it was held, whether there is one, and where a minus spoils it."""


@dataclass(slots=True)
class Cells:
    """The reported figures of D departments in P periods for n targets. Shape: (D, P, n).

    `numerator` ÷ `denominator` is the figure in the scale of the targets; `denominator` is None
    when every figure is a plain value. `missing` holds numbers of MISSING, 0 where there is one.
    """

    applies: Array
    numerator: Array
    missing: Array
    denominator: Array | None = None
    flags: Array | None = None  # bits known before scoring: SUMMED, RATE


@dataclass(slots=True)
class Scored:
    """What the kernel makes of a block. Cells: (D, P, n); own parts: (D, P), NULL where absent."""

    attainment: Array
    points: Array
    state: Array
    own: Array = field(default_factory=lambda: np.empty(0))
    own_coverage: Array = field(default_factory=lambda: np.empty(0))
    weight: Array = field(default_factory=lambda: np.empty(0))
    met: Array = field(default_factory=lambda: np.empty(0))
    not_met: Array = field(default_factory=lambda: np.empty(0))


def usable(targets: Targets) -> tuple[Array, Array]:
    """Which targets can give an attainment, and the flags of those that cannot. Shape: (D, n).

    Source: rules 6, 9 and 14.
    """
    t, method, direction = targets, targets.method, targets.direction
    has_value, has_range = t.value != NULL, t.low != NULL
    ratio = (method == Method.RATIO_HIGHER) | (method == Method.RATIO_LOWER)
    fits = (
        ((method == Method.RATIO_HIGHER) & (direction == Direction.HIGHER))
        | ((method == Method.RATIO_LOWER) & (direction == Direction.LOWER))
        | ((method == Method.LINEAR) & (direction <= Direction.LOWER))
        | ((method == Method.BAND) & (direction == Direction.RANGE))
        | ((method == Method.EXACT) & (direction == Direction.EXACT))
    )
    complete = np.select(
        [method == Method.BAND, method == Method.LINEAR],
        [has_range, has_value & (t.baseline != NULL) & (t.baseline != t.value)],
        has_value,
    )
    divides = method != Method.LINEAR
    if t.special is not None:
        fits, complete, divides, ratio = t.special.usable(t, (fits, complete, divides, ratio))
    no_target = ~has_value & ~has_range & (direction != Direction.NONE)
    zero = has_value & (t.value == 0) & (direction != Direction.NONE)
    negative = has_value & ratio & (t.value < 0)
    scorable = (method != Method.NONE) & (direction != Direction.NONE)
    unusable = scorable & ~no_target & ~(fits & complete)
    flags = (
        np.where(no_target, State.NO_TARGET, 0)
        | np.where(zero, State.ZERO_TARGET, 0)
        | np.where(negative, State.NEGATIVE, 0)
        | np.where(direction == Direction.NONE, State.NO_DIRECTION, 0)
        | np.where(unusable, State.UNUSABLE, 0)
    )
    good = scorable & fits & complete & ~negative & ~(zero & divides)
    return good, flags.astype(np.int64)


def verdict(targets: Targets, cells: Cells, present: Array) -> Array:
    """The bits MET or NOT_MET where there is a verdict, rules 5 and 6. Shape: (D, P, n)."""
    figure, scale = cells.numerator, cells.denominator
    direction = targets.direction[:, None, :]
    value, low, high = (
        np.where(number == NULL, 0, number)[:, None, :]
        for number in (targets.value, targets.low, targets.high)
    )
    if scale is not None:
        value, low, high = value * scale, low * scale, high * scale
    met = np.select(
        [direction == d for d in (Direction.HIGHER, Direction.LOWER, Direction.RANGE)],
        [figure >= value, figure <= value, (low <= figure) & (figure <= high)],
        figure == value,
    ).astype(bool)
    judged = np.select(
        [targets.direction == Direction.RANGE, targets.direction == Direction.NONE],
        [targets.low != NULL, np.zeros_like(targets.safety, dtype=bool)],
        (targets.value != NULL) & ((targets.value != 0) | (targets.direction == Direction.LOWER)),
    ).astype(bool)[:, None, :]
    return np.where(present & judged, np.where(met, State.MET, State.NOT_MET), 0)


@dataclass(slots=True)
class Chosen:
    """Some cells of a block in one row: their figures, and numbers of their targets in step."""

    targets: Targets
    cells: Cells
    at: Array  # places in the flattened (D, P, n)

    @property
    def figure(self) -> Array:
        return self.cells.numerator.ravel()[self.at]

    def number(self, name: str) -> Array:
        """A number of the targets on the scale of the figures, 0 where it is blank."""
        _departments, periods, count = self.cells.numerator.shape
        place = self.at // (periods * count) * count + self.at % count
        found = getattr(self.targets, name).ravel()[place]
        found = np.where(found == NULL, 0, found)
        if self.cells.denominator is None:
            return found
        return found * self.cells.denominator.ravel()[self.at]


Fraction = tuple[Array, Array]


def more_is_better(cells: Chosen) -> Fraction:
    return cells.figure, cells.number("value")


def less_is_better(cells: Chosen) -> Fraction:
    return cells.number("value"), cells.figure


def along_a_line(cells: Chosen) -> Fraction:
    base = cells.number("baseline")
    span = cells.number("value") - base
    sign = np.where(span < 0, -1, 1)
    return (cells.figure - base) * sign, span * sign


def within_a_band(cells: Chosen) -> Fraction:
    figure, low, high = cells.figure, cells.number("low"), cells.number("high")
    below, beyond = figure < low, (figure < low) | (figure > high)
    slack = np.where(below, cells.number("tolerance_low"), cells.number("tolerance_high"))
    short = np.where(below, low - figure, figure - high)
    upper = np.where(beyond, np.maximum(slack - short, 0), 1)
    sloped = beyond & (slack > 0)
    return np.where(beyond & ~sloped, 0, upper), np.where(sloped, slack, 1)


def all_or_none(cells: Chosen) -> Fraction:
    figure = cells.figure
    return np.where(figure == cells.number("value"), 1, 0), np.ones_like(figure)


FORMS = {
    Method.RATIO_HIGHER: more_is_better,
    Method.RATIO_LOWER: less_is_better,
    Method.LINEAR: along_a_line,
    Method.BAND: within_a_band,
    Method.EXACT: all_or_none,
}


def fraction(targets: Targets, cells: Cells, good: Array) -> tuple[Array, Array, Array]:
    """The attainment as numerator and positive denominator, and where it can be formed.

    Shape: (D, P, n). `good` says where a figure meets a usable target. Source: rules 8 to 12.
    """
    upper, lower = np.zeros_like(cells.numerator), np.ones_like(cells.numerator)
    formed = np.zeros(good.shape, bool)
    for method, form in FORMS.items():
        at = np.flatnonzero(good & (targets.method == method)[:, None, :])
        if not len(at):
            continue
        above, below = form(Chosen(targets, cells, at))
        fits = below > 0
        if method == Method.RATIO_HIGHER:  # of the other ratio the figure stands below
            fits &= above >= 0
        at = at[fits]
        np.put(upper, at, above[fits])
        np.put(lower, at, below[fits])
        np.put(formed, at, v=True)
    return upper, lower, formed


def attain(targets: Targets, cells: Cells, good: Array, flags: Array) -> tuple[Scored, Array]:
    """Attainment and state of every cell, and the bounded attainment that counts (rule 13)."""
    present = cells.applies & (cells.missing == 0)
    wanted = present & good[:, None, :]
    upper, lower, formed = fraction(targets, cells, wanted)
    attainment, beyond = quotient(upper, lower)
    judged = verdict(targets, cells, present)
    ratio = (targets.method <= Method.RATIO_LOWER)[:, None, :]
    if targets.special is not None:
        attainment, beyond, formed, ratio = targets.special.attain(
            targets, cells, wanted, judged, (attainment, beyond, formed, ratio)
        )
    zero_actual = wanted & (targets.method == Method.RATIO_LOWER)[:, None, :]
    zero_actual &= cells.numerator == 0
    negative = wanted & ratio & (cells.numerator < 0)
    cap = (targets.cap.astype(np.int64) * (UNIT // FRACTION))[:, None, :]
    floor = (targets.floor.astype(np.int64) * (UNIT // FRACTION))[:, None, :]
    attainment = np.where(zero_actual, cap, attainment).astype(np.int64)
    scored = formed | zero_actual
    late = cells.applies & ZERO_RULE[cells.missing] & good[:, None, :]
    state = judged | (cells.missing.astype(np.int64) << 2)
    state |= flags[:, None, :]
    for bit, where in (
        (State.CAPPED, scored & (attainment > cap)),
        (State.FLOORED, scored & (attainment < floor)),
        (State.OVER_130, scored & (attainment > TOO_EASY)),
        (State.NEGATIVE, negative),
        (State.ZERO_ACTUAL, zero_actual),
        (State.OUT_OF_RANGE, scored & beyond),
        (State.SCORED, scored),
        (State.COUNTED, scored | late),
    ):
        state |= np.where(where, int(bit), 0)
    if cells.flags is not None:
        state |= cells.flags
    state = np.where(cells.applies, state, 0).astype(np.int64)
    attainment = np.where(scored, attainment, 0)
    bounded = np.where(scored, np.clip(attainment, floor, cap), 0)
    return Scored(attainment=attainment, points=attainment, state=state), bounded


def score(targets: Targets, cells: Cells) -> Scored:
    """Every cell and the own score of every department and period of a block.

    Shape:  D departments × P periods × n targets; see Targets, Cells, Scored.
    Units:  attainment and points in 10^-12; own in percent × 10^12; coverages in 10^-12.
    Errors: none; what cannot be scored says so in its state.
    Source: docs/scoring.md, rules 5 to 16 and, where the block has them, 23 to 30.
    """
    if targets.special is not None:
        cells = targets.special.suppressed(targets, cells)
    good, flags = usable(targets)
    scored, bounded = attain(targets, cells, good, flags)
    state = scored.state
    counted = state & State.COUNTED != 0
    uncovered = cells.applies & UNCOVERED_RULE[cells.missing] & good[:, None, :]
    weight = targets.weight.astype(np.int64)
    shared = int(np.gcd.reduce(weight, axis=None)) or 1 if weight.size else 1
    light = (weight // shared)[:, None, :]
    if targets.value.shape[1] * int(light.max(initial=0)) * 9 * UNIT > SAFE:
        light, bounded = light.astype(object), bounded.astype(object)
    weighted = np.where(counted, light * bounded, 0)
    mass = np.where(counted, light, 0).sum(axis=2)
    lost = np.where(uncovered, light, 0).sum(axis=2)
    divisor = np.where(mass > 0, mass, 1)
    total = weighted.sum(axis=2)
    own = np.where(mass > 0, hundredfold(total, divisor), NULL)
    scored.points = np.where(counted, hundredfold(weighted, divisor[:, :, None]), 0)
    scored.own = keep_safe(own, targets, bounded, counted).astype(np.int64)
    due = mass + lost
    coverage, _beyond = quotient(mass, np.where(due > 0, due, 1))
    scored.own_coverage = np.where(due > 0, coverage, NULL).astype(np.int64)
    scored.points = scored.points.astype(np.int64)
    scored.weight = (mass * shared).astype(np.int64)
    scored.met = (state & State.MET != 0).sum(axis=2)
    scored.not_met = (state & State.NOT_MET != 0).sum(axis=2)
    return scored


def keep_safe(own: Array, targets: Targets, bounded: Array, counted: Array) -> Array:
    """Hold the own score at the lowest counted safety KPI, rule 15."""
    watched = counted & targets.safety.astype(bool)[:, None, :]
    if not watched.any():
        return own
    lowest = np.where(watched, bounded, SAFE // 100).min(axis=2)
    return np.where(watched.any(axis=2), np.minimum(own, 100 * lowest), own)
