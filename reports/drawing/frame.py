"""Where things stand in a drawing over time: the plot box, its axes and their labels."""

from collections.abc import Sequence
from dataclasses import dataclass
from unicodedata import east_asian_width

from reports.drawing import svg

LATIN, WIDE_GLYPH = 7.4, 13.0  # px of one character at 13 px
LINE = 15.0  # px between two labels that must not touch


@dataclass(frozen=True, slots=True)
class Frame:
    """One size of a drawing. `outside`: line labels stand right of the plot, not on it."""

    name: str
    width: int
    height: int
    left: int
    right: int
    top: int = 26
    bottom: int = 30
    outside: bool = True

    @property
    def x_end(self) -> int:
        return self.width - self.right

    @property
    def y_end(self) -> int:
        return self.height - self.bottom


WIDE = Frame("wide", 1040, 300, left=46, right=118)
MIDDLE = Frame("middle", 760, 290, left=46, right=112)
NARROW = Frame("narrow", 340, 290, left=38, right=12, outside=False)
FRAMES = (WIDE, MIDDLE, NARROW)


def text_width(words: str) -> float:
    """An estimate that is right for tabular digits and full-width characters."""
    return sum(WIDE_GLYPH if east_asian_width(c) in "WF" else LATIN for c in words)


def label_places(labels: Sequence[str], x: svg.Scale) -> list[int]:
    """Which labels fit, counted from the newest, so that the latest period is always named."""
    count = len(labels)
    if not count:
        return []
    room = max(text_width(label) for label in labels) + 18
    step = abs(x(1) - x(0)) if count > 1 else room
    every = max(1, -int(-room // step))
    return sorted(range(count - 1, -1, -every))


def time_axis(labels: Sequence[str], x: svg.Scale, frame: Frame) -> list[str]:
    y = frame.y_end
    drawn = [svg.path(svg.horizontal(y, frame.left, frame.x_end), "pm-x-axis")]
    for index in label_places(labels, x):
        at = x(index)
        half = text_width(labels[index]) / 2
        anchor = "end" if at + half > frame.width - 1 else "middle"
        place = min(at + half, frame.width - 1) if anchor == "end" else at
        drawn.append(svg.path(f"M{svg.px(at)} {y}v4", "pm-x-axis"))
        drawn.append(svg.text(place, y + 19, labels[index], anchor=anchor))
    return drawn


def value_axis(ticks: Sequence[tuple[float, str]], unit: str, frame: Frame) -> list[str]:
    """Ticks with their numbers and, above them, the unit; no grid."""
    drawn = []
    for y, words in ticks:
        drawn.append(svg.path(svg.horizontal(y, frame.left - 5, frame.left), "pm-x-axis"))
        drawn.append(svg.text(frame.left - 9, y + 4.5, words, anchor="end"))
    if unit:
        drawn.append(svg.text(0, 12, unit))
    return drawn


def spread(wanted: Sequence[float], low: float, high: float, gap: float = LINE) -> list[float]:
    """The nearest places to `wanted` (ascending) that keep `gap` and stay between low and high."""
    places: list[float] = []
    for y in wanted:
        places.append(max(y, low, places[-1] + gap if places else low))
    ceiling = high
    for index in range(len(places) - 1, -1, -1):
        places[index] = min(places[index], ceiling)
        ceiling = places[index] - gap
    return places
