"""Small drawings for rows: the XmR strip of 24 months and the bare sparkline."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from reports.drawing import svg
from reports.drawing.points import Point

EDGE = 3.0
DOT, SIGNAL = 1.5, 2.4


@dataclass(frozen=True, slots=True)
class Strip:
    """Band = expected range, line = average, dashes = target; only signal points are coloured."""

    points: Sequence[Point]
    mean: Decimal | None = None
    low: Decimal | None = None
    high: Decimal | None = None
    target: Decimal | None = None

    def draw(self, width: int = 184, height: int = 40) -> str:
        """Decoration beside words: hidden from assistive technology."""
        guides = [self.mean, self.low, self.high, self.target, *(p.value for p in self.points)]
        seen = [float(v) for v in guides if v is not None]
        room = 4.0
        y = svg.Scale(min(seen, default=0), max(seen, default=0), height - room, room)
        x = svg.Scale(0, max(len(self.points) - 1, 1), EDGE, width - EDGE)
        return svg.canvas(
            width,
            height,
            *self.guides(y, width),
            polyline(self.points, x, y, "pm-x-line"),
            *marks(self.points, x, y, height),
            class_="pm-strip",
            preserveAspectRatio="xMinYMid meet",
            **svg.DECORATION,
        )

    def guides(self, y: svg.Scale, width: int) -> list[str]:
        drawn = []
        if self.low is not None and self.high is not None:
            top, bottom = y(self.high), y(self.low)
            drawn.append(
                svg.element(
                    "rect", class_="pm-x-band", x="0", y=top, width=width, height=bottom - top
                )
            )
        if self.mean is not None:
            drawn.append(svg.path(svg.horizontal(y(self.mean), 0, width), "pm-x-mean"))
        if self.target is not None:
            drawn.append(svg.path(svg.horizontal(y(self.target), 0, width), "pm-x-target"))
        return drawn


def polyline(points: Sequence[Point], x: svg.Scale, y: svg.Scale, names: str) -> str:
    """One path that breaks at a missing value; empty when nothing can be joined."""
    parts, pen = [], "M"
    for index, point in enumerate(points):
        if point.value is None:
            pen = "M"
            continue
        parts.append(f"{pen}{svg.px(x(index))} {svg.px(y(point.value))}")
        pen = "L"
    return svg.path("".join(parts), names) if parts else ""


def marks(points: Sequence[Point], x: svg.Scale, y: svg.Scale, height: int) -> list[str]:
    """A mark per value, a dashed slot per missing one; signals last, so that they lie on top."""
    dots, signals = [], []
    for index, point in enumerate(points):
        if point.value is None:
            dots.append(
                svg.element(
                    "rect",
                    class_="pm-x-gap",
                    x=x(index) - 3,
                    y=height / 2 - 7,
                    width=6,
                    height=14,
                    rx=1,
                )
            )
        elif point.signal == "normal":
            dots.append(svg.mark("normal", x(index), y(point.value), DOT))
        else:
            signals.append(svg.mark(point.signal, x(index), y(point.value), SIGNAL))
    return dots + signals


def sparkline(values: Sequence[Decimal | None], width: int = 80, height: int = 20) -> str:
    """A bare line with its last point: direction only, the numbers stand beside it."""
    points = [Point("", value) for value in values]
    seen = [float(v) for v in values if v is not None]
    y = svg.Scale(min(seen, default=0), max(seen, default=0), height - EDGE, EDGE)
    x = svg.Scale(0, max(len(points) - 1, 1), EDGE, width - EDGE)
    last = max((i for i, v in enumerate(values) if v is not None), default=None)
    dot = svg.mark("normal", x(last), y(values[last]), 2) if last is not None else ""
    line = polyline(points, x, y, "pm-x-solid")
    return svg.canvas(width, height, line, dot, class_="pm-spark", **svg.DECORATION)
