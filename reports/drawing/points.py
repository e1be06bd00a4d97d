"""What is drawn: points in time, events, and the words a drawing needs."""

from dataclasses import dataclass
from decimal import Decimal

SIGNALS = ("normal", "improve", "concern", "changed")


@dataclass(frozen=True, slots=True)
class Point:
    """One period. `value` None is a period without a value; `detail` is for the table.

    `target`, `threshold` and `stretch` are what held in this very period.
    """

    label: str
    value: Decimal | None
    signal: str = "normal"
    target: Decimal | None = None
    detail: str = ""
    threshold: Decimal | None = None
    stretch: Decimal | None = None

    def __post_init__(self) -> None:
        if self.signal not in SIGNALS:
            raise ValueError(f"unknown signal {self.signal!r}")


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened in the period with this label, as a flag on the drawing."""

    label: str
    words: str


@dataclass(frozen=True, slots=True)
class Words:
    """The words of a drawing in the reader's language; `chinese` sets ranges and units."""

    target: str = "Target"
    threshold: str = "Threshold"
    stretch: str = "Stretch"
    mean: str = "Average"
    low: str = "Lower"
    high: str = "Upper"
    period: str = "Period"
    value: str = "Value"
    signal: str = "Signal"
    note: str = "Note"
    nothing: str = "no value"
    band: str = "Expected range"
    missing: str = "No value reported"
    normal: str = "No change"
    improve: str = "Improvement"
    concern: str = "Concern"
    changed: str = "Changed"
    other: str = "Other ({count})"
    chinese: bool = False

    def of(self, level: str) -> str:
        """The word of a line: target, threshold, stretch."""
        return str(getattr(self, level))

    def of_signal(self, signal: str) -> str:
        return str(getattr(self, signal))


ENGLISH = Words()
