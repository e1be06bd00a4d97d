"""What the radar looks at: the values of one KPI of one department, oldest first. No Django."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

from departments.policy.radar import RADAR
from indicators import gaming


class Kind(StrEnum):
    """The patterns, in the order in which they are shown."""

    HEAPING = "heaping"
    GAP = "gap"
    EDIT = "edit"
    SHRINKING = "shrinking"
    COPIED = "copied"
    RATCHET = "ratchet"
    EASY = "easy"
    ROUND = "round"
    DIGITS = "digits"


@dataclass(frozen=True, slots=True)
class Rules:
    """The thresholds of a policy pack; as they come with the product where it says nothing."""

    heap_width: Decimal
    heap_least: Decimal
    heap_level: Decimal
    gap_points: Decimal
    gap_answers: Decimal
    ratchet_years: Decimal
    ratchet_margin: Decimal
    edit_hours: Decimal
    shrink_share: Decimal
    shrink_points: Decimal
    shrink_cases: Decimal
    shrink_periods: Decimal
    copied_least: Decimal
    copied_level: Decimal
    round_least: Decimal
    round_level: Decimal
    digit_counts: Decimal
    digit_limit: Decimal
    easy_periods: Decimal
    plot_cases: Decimal
    plot_units: Decimal
    normal_units: Decimal
    adjust_units: Decimal
    easy_limit: Decimal = Decimal("1.30")
    edges: tuple[Decimal, ...] = (Decimal("0.6"), Decimal("0.8"), Decimal("0.9"), Decimal(1))

    @classmethod
    def of(cls, said: Mapping[str, Decimal] | None = None, **more: object) -> Rules:
        usual = {key: Decimal(value) for key, (_low, _high, value) in RADAR.items()}
        return cls(**(usual | dict(said or {})), **more)  # type: ignore[arg-type]


@dataclass(frozen=True, slots=True)
class Entry:
    """One period with a value. `year` names the cycle that the period lies in."""

    label: str
    starts_on: datetime.date
    ends_on: datetime.date
    value: Decimal
    numerator: Decimal | None = None
    denominator: Decimal | None = None
    target: Decimal | None = None
    year: str = ""

    @property
    def figure(self) -> object:
        """What was counted: both numbers of a rate."""
        return self.value if self.denominator is None else (self.numerator, self.denominator)


@dataclass(frozen=True, slots=True)
class Series:
    department: int
    indicator: int
    direction: str
    per: int
    unit: str
    entries: tuple[Entry, ...]

    def attainment(self, entry: Entry) -> Fraction | None:
        if entry.target is None:
            return None
        return gaming.oriented(self.direction, entry.value, entry.target)


@dataclass(frozen=True, slots=True)
class Edit:
    """A value that was corrected, and when; `lock` is the moment the figures were frozen."""

    measurement: int
    department: int
    indicator: int
    direction: str
    label: str
    starts_on: datetime.date
    ends_on: datetime.date
    edited: datetime.datetime
    lock: datetime.datetime
    before: Decimal
    after: Decimal
    target: Decimal


@dataclass(frozen=True, slots=True)
class Span:
    """The cycle whose figures are looked at."""

    name: str
    starts_on: datetime.date
    ends_on: datetime.date


@dataclass(frozen=True, slots=True)
class Found:
    """A pattern worth a question. What the numbers mean for each kind: docs/signals.md, R1 to R11.

    `evidence` names the window, so that a second look at the same figures adds nothing.
    """

    kind: Kind
    department: int
    indicator: int | None
    evidence: str
    starts_on: datetime.date
    ends_on: datetime.date
    n: int
    hits: int | None = None
    p_value: Decimal | None = None
    observed: Decimal | None = None
    compared: Decimal | None = None
    limit: Decimal | None = None
