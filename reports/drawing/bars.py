"""Bars: the bullet of a KPI, the share bar of a tree table, the rule of a step header."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from reports.drawing import svg

HEIGHT = 24


@dataclass(frozen=True, slots=True)
class Bullet:
    """An ink bar on grey bands with a target tick. `bands` are the inner edges, low to high.

    For lower-is-better the order of the greys turns, never the axis.
    """

    value: Decimal | None
    target: Decimal | None = None
    bands: Sequence[Decimal] = ()
    low: Decimal = Decimal(0)
    high: Decimal = Decimal(100)
    lower_is_better: bool = False

    def draw(self) -> str:
        x = svg.Scale(float(self.low), float(self.high), 0, 100)
        parts = self.greys(x)
        if self.value is not None:
            end = min(max(x(self.value), 0), 100)
            parts.append(
                svg.element("rect", class_="pm-x-measure", x="0", y=9, width=end, height=6)
            )
        if self.target is not None:
            at = min(max(x(self.target), 0), 100)
            parts.append(svg.path(f"M{svg.px(at)} 4V20", "pm-x-goal"))
        return svg.canvas(
            100, HEIGHT, *parts, class_="pm-bullet", preserveAspectRatio="none", **svg.DECORATION
        )

    def greys(self, x: svg.Scale) -> list[str]:
        edges = [0.0, *(x(edge) for edge in self.bands), 100.0]
        names = ["pm-x-b1", "pm-x-b2", "pm-x-b3"][3 - (len(edges) - 1) :]
        if self.lower_is_better:
            names.reverse()
        return [
            svg.element("rect", class_=name, x=start, y=2, width=end - start, height=20)
            for name, start, end in zip(names, edges, edges[1:], strict=False)
        ]


def bar(value: Decimal | None, maximum: Decimal) -> str:
    """A share as a thin bar; the number stands beside it."""
    x = svg.Scale(0, float(maximum), 0, 100)
    width = 0.0 if value is None else min(max(x(value), 0), 100)
    return svg.canvas(
        100,
        8,
        svg.element("rect", class_="pm-x-track", width=100, height=8),
        svg.element("rect", class_="pm-x-bar", width=width, height=8),
        class_="pm-barline",
        preserveAspectRatio="none",
        **svg.DECORATION,
    )


def steps_rule(step: int, of: int) -> str:
    """How far: step 2 of 3 fills two thirds."""
    done = 100 * min(max(step, 0), of) / of
    return svg.canvas(
        100,
        4,
        svg.element("rect", class_="pm-steps-rest", width=100, height=4),
        svg.element("rect", class_="pm-steps-done", width=done, height=4),
        preserveAspectRatio="none",
        **svg.DECORATION,
    )
