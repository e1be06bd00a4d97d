"""The funnel: rate against size, with the limits that chance alone sets. No rank, no league."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from html import escape
from math import exp, log

from reports import numerals
from reports.drawing import svg
from reports.drawing.frame import FRAMES, Frame, spread, text_width, value_axis

WIDE_RANGE = 30  # sizes that differ by more are drawn on a logarithmic axis
STEPS = 28  # places at which the limits are computed
DOT = 4.5
AIR = 0.08
WHOLE = 100.0


@dataclass(frozen=True, slots=True)
class Spot:
    """One unit: its size and its rate, and how it stands: normal, changed, improve or concern."""

    name: str
    n: int
    value: Decimal
    signal: str = "normal"


@dataclass(frozen=True, slots=True)
class Limits:
    """The four limits for one size, in the unit of the values."""

    low: Decimal
    high: Decimal
    low_far: Decimal
    high_far: Decimal


@dataclass(frozen=True, slots=True)
class FunnelDrawing:
    """`limits` gives the four limits for a size; they are drawn as lines that close in."""

    spots: Sequence[Spot]
    centre: Decimal
    limits: Callable[[int], Limits]
    unit: str
    size: str  # what n counts, below the axis
    inner: str = "95%"
    outer: str = "99.8%"

    def sizes(self) -> tuple[int, int]:
        known = [spot.n for spot in self.spots]
        return min(known), max(known)

    @property
    def is_logarithmic(self) -> bool:
        low, high = self.sizes()
        return high > low * WIDE_RANGE

    def places(self) -> list[int]:
        """Sizes from a little below the smallest to a little above the largest unit."""
        low, high = self.sizes()
        first, last = max(1.0, low * 0.85), high * 1.08
        if self.is_logarithmic:
            found = (
                exp(log(first) + (log(last) - log(first)) * i / STEPS) for i in range(STEPS + 1)
            )
        else:
            found = (first + (last - first) * i / STEPS for i in range(STEPS + 1))
        return sorted({max(1, round(n)) for n in found})

    def drawings(self, name: str, title: str, description: str) -> dict[str, str]:
        places = self.places()
        curves = [(n, self.limits(n)) for n in places]
        return {
            f.name: self.draw(f, curves, f"{name}-{f.name}", title, description) for f in FRAMES
        }

    def draw(
        self, frame: Frame, curves: list[tuple[int, Limits]], name: str, title: str, text: str
    ) -> str:
        low, high = self.range(curves)
        y = svg.Scale(low, high, frame.y_end - 6, frame.top + 6)
        along = svg.Scale(
            self.position(curves[0][0]), self.position(curves[-1][0]), frame.left + 4, frame.x_end
        )
        names = f"{name}-t", f"{name}-d"
        attached = self.unit if self.unit in numerals.ATTACHED_UNITS else ""
        ticks = [
            (y(step), f"{numerals.plain(numerals.trimmed(step))}{attached}")
            for step in svg.round_steps(low, high, 4)
        ]

        def x(n: int) -> float:
            return along(self.position(n))

        return svg.canvas(
            frame.width,
            frame.height,
            svg.element("title", escape(title), id=names[0]),
            svg.element("desc", escape(text), id=names[1]),
            *value_axis(ticks, "" if attached else self.unit, frame),
            *self.size_axis(x, frame),
            svg.path(svg.horizontal(y(self.centre), frame.left, frame.x_end), "pm-x-mean"),
            *self.lines(curves, x, y),
            *self.edge_labels(curves, y, frame),
            *self.dots(x, y, frame),
            class_=f"pm-plot-{frame.name}",
            role="img",
            aria_labelledby=" ".join(names),
        )

    def position(self, n: int) -> float:
        return log(n) if self.is_logarithmic else float(n)

    def range(self, curves: list[tuple[int, Limits]]) -> tuple[float, float]:
        """Every unit and all limits."""
        seen = [float(spot.value) for spot in self.spots]
        for _n, limits in curves:
            seen += [float(limits.low_far), float(limits.high_far)]
        low, high = svg.padded(min(seen), max(seen), AIR)
        if self.unit == "%" and max(seen) <= WHOLE:
            high = min(high, WHOLE)
        return max(low, 0.0), high

    def lines(self, curves, x, y) -> list[str]:  # type: ignore[no-untyped-def]
        drawn = []
        for edge, names in (
            ("low", "pm-x-funnel"), ("high", "pm-x-funnel"),
            ("low_far", "pm-x-funnel pm-x-far"), ("high_far", "pm-x-funnel pm-x-far"),
        ):  # fmt: skip
            spots = [(x(n), y(getattr(limits, edge))) for n, limits in curves]
            data = "L".join(f"{svg.px(a)} {svg.px(b)}" for a, b in spots)
            drawn.append(svg.path(f"M{data}", names))
        return drawn

    def edge_labels(self, curves, y, frame: Frame) -> list[str]:  # type: ignore[no-untyped-def]
        """Right of the plot the lines are named; on a phone the sentence names them."""
        if not frame.outside:
            return []
        last = curves[-1][1]
        lines = sorted(
            [
                (y(last.high_far), self.outer), (y(last.high), self.inner),
                (y(self.centre), numerals.plain(numerals.rounded(self.centre, 1))),
                (y(last.low), self.inner), (y(last.low_far), self.outer),
            ]
        )  # fmt: skip
        places = spread([at + 4.5 for at, _words in lines], frame.top, frame.y_end - 14)
        return [
            svg.text(frame.x_end + 10, place, words)
            for place, (_at, words) in zip(places, lines, strict=True)
        ]

    def size_axis(self, x: Callable[[int], float], frame: Frame) -> list[str]:
        bottom = frame.y_end
        drawn = [svg.path(svg.horizontal(bottom, frame.left, frame.x_end), "pm-x-axis")]
        low, high = self.sizes()
        wanted = 3 if frame.name == "narrow" else 6
        if self.is_logarithmic:
            steps = [n * 10**p for p in range(9) for n in (1, 3) if low <= n * 10**p <= high]
        else:
            steps = [int(step) for step in svg.round_steps(low * 0.9, high, wanted) if step >= 1]
        for step in dict.fromkeys(steps):
            at = x(step)
            if frame.left + 10 <= at <= frame.x_end:
                drawn.append(svg.path(f"M{svg.px(at)} {bottom}v4", "pm-x-axis"))
                drawn.append(svg.text(at, bottom + 19, numerals.plain(step), anchor="middle"))
        at, y = (frame.x_end + 10, bottom + 4.5) if frame.outside else (frame.width - 1, 12)
        anchor = "start" if frame.outside else "end"
        drawn.append(svg.text(at, y, self.size, anchor=anchor))
        return drawn

    def dots(self, x: Callable[[int], float], y: svg.Scale, frame: Frame) -> list[str]:
        """Units outside carry their name; the others are in the table."""
        drawn = []
        for spot in sorted(self.spots, key=lambda s: s.signal != "normal"):
            at, height = x(spot.n), y(spot.value)
            drawn.append(svg.mark(spot.signal, at, height, DOT, "pm-x-halo"))
            if spot.signal != "normal":
                left = at + 10 + text_width(spot.name) > frame.x_end
                place, anchor = (at - 10, "end") if left else (at + 10, "start")
                drawn.append(svg.text(place, height + 4.5, spot.name, anchor=anchor, strong=True))
        return drawn
