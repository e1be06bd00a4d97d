"""Why this score: the steps from nothing to the final points, as rows of a table with bars."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from reports.drawing import svg

LIMIT = 10  # more rows than this are no explanation; the smallest become one


@dataclass(frozen=True, slots=True)
class Step:
    """What one part adds or takes. A subtotal has no points of its own."""

    label: str
    points: Decimal | None
    weight: Decimal | None = None
    raw: Decimal | None = None
    note: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True)
class FallRow:
    label: str
    points: Decimal | None
    total: Decimal
    weight: Decimal | None
    raw: Decimal | None
    note: str
    url: str
    is_total: bool
    plot: str


@dataclass(frozen=True, slots=True)
class Waterfall:
    """Running total of the steps, then the final row. `maximum` is the end of the scale."""

    steps: Sequence[Step]
    final: str
    maximum: Decimal = Decimal(100)
    decimals: int = 2
    other: str = "Other ({count})"

    def kept(self) -> list[Step]:
        """At most LIMIT steps: the smallest by size are merged into one, in their sum."""
        steps = list(self.steps)
        if len(steps) <= LIMIT:
            return steps
        by_size = sorted(range(len(steps)), key=lambda i: -abs(steps[i].points or Decimal(0)))
        shown = set(by_size[: LIMIT - 1])
        rest = [step for i, step in enumerate(steps) if i not in shown]
        points = sum((step.points or Decimal(0) for step in rest), Decimal(0))
        weights = [step.weight for step in rest if step.weight is not None]
        merged = Step(self.other.format(count=len(rest)), points, sum(weights, Decimal(0)) or None)
        return [step for i, step in enumerate(steps) if i in shown] + [merged]

    def rows(self) -> list[FallRow]:
        """One row a step and the final one; every total is the exact sum so far."""
        steps = self.kept()
        totals, running = [], Decimal(0)
        for step in steps:
            running += step.points or Decimal(0)
            totals.append(running)
        low = min([Decimal(0), *totals])
        x = svg.Scale(float(low), float(max([self.maximum, *totals])), 0, 100)
        drawn, before = [], Decimal(0)
        for step, total in zip(steps, totals, strict=True):
            picture = floating(x, before, total)
            drawn.append(
                FallRow(
                    step.label,
                    step.points,
                    total,
                    step.weight,
                    step.raw,
                    step.note,
                    step.url,
                    is_total=False,
                    plot=picture,
                )
            )
            before = total
        last = FallRow(
            self.final, None, running, None, None, "", "", is_total=True, plot=solid(x, running)
        )
        return [*drawn, last]


def plot(*children: str) -> str:
    return svg.canvas(100, 20, *children, preserveAspectRatio="none", **svg.DECORATION)


def floating(x: svg.Scale, before: Decimal, after: Decimal) -> str:
    """The step from one total to the next: full when it adds, hollow when it takes."""
    start, end = sorted([x(before), x(after)])
    name = "pm-x-bar" if after >= before else "pm-x-minus"
    box = svg.element("rect", class_=name, x=start, y=4, width=max(end - start, 0.4), height=12)
    return plot(box, svg.path(f"M{svg.px(x(after))} 16V26", "pm-x-join"))


def solid(x: svg.Scale, total: Decimal) -> str:
    start, end = sorted([x(0), x(total)])
    return plot(svg.element("rect", class_="pm-x-ink", x=start, y=4, width=end - start, height=12))
