"""A KPI over time: one object that gives the drawing, the Plotly figure and the table twin."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from html import escape

from reports import numerals
from reports.drawing import plotly, svg
from reports.drawing.frame import FRAMES, Frame, label_places, spread, time_axis, value_axis
from reports.drawing.points import ENGLISH, Event, Point, Words
from reports.drawing.strip import polyline

AIR = 0.12  # of the value range, above and below
TICKS = 4
DOT = 4.0
SAME = 0.01  # px
HELD = ("stretch", "target", "threshold")  # levels of a point's own: they may change in time
WHOLE = 100.0  # a share in percent has no more


@dataclass(frozen=True, slots=True)
class Trend:
    """Values per period with target, and where known average and expected range.

    A point's own `target` wins over the common one, so that a target may change from year to year.
    """

    points: Sequence[Point]
    unit: str = ""
    decimals: int | None = None
    mean: Decimal | None = None
    low: Decimal | None = None
    high: Decimal | None = None
    target: Decimal | None = None
    events: Sequence[Event] = ()
    words: Words = ENGLISH

    # -- numbers ---------------------------------------------------------

    def aim_at(self, point: Point) -> Decimal | None:
        return point.target if point.target is not None else self.target

    def held(self, level: str) -> list[Decimal | None]:
        """The target, threshold or stretch of each period."""
        if level == "target":
            return [self.aim_at(point) for point in self.points]
        return [getattr(point, level) for point in self.points]

    def latest(self) -> int | None:
        """The index of the newest point that has a value."""
        known = (i for i, point in enumerate(self.points) if point.value is not None)
        return max(known, default=None)

    def falls_to(self, index: int) -> bool:
        """Whether the line comes down to this point from the value before it."""
        value = self.points[index].value
        before = next((p.value for p in reversed(self.points[:index]) if p.value is not None), None)
        return before is not None and value is not None and before > value

    def tick_unit(self) -> str:
        """A sign stands at every tick; a word stands once, above the axis."""
        return self.unit if self.unit in numerals.ATTACHED_UNITS else ""

    def ticks(self, low: float, high: float) -> list[tuple[Decimal, str]]:
        """Round numbers with equal decimals, each with its sign."""
        steps = [numerals.trimmed(step) for step in svg.round_steps(low, high, TICKS)]
        places = max(-int(step.as_tuple().exponent) for step in steps)
        return [(step, f"{numerals.plain(step, places)}{self.tick_unit()}") for step in steps]

    def show(self, value: Decimal | None, *, unit: bool = True) -> str:
        if value is None:
            return self.words.nothing
        name = self.unit if unit else ""
        return numerals.with_unit(value, name, self.decimals, chinese=self.words.chinese)

    def limits(self) -> tuple[float, float]:
        """The value axis: everything drawn, with air, but never below zero for nothing."""
        known = [self.mean, self.low, self.high]
        known += [point.value for point in self.points]
        for level in HELD:
            known += self.held(level)
        seen = [float(v) for v in known if v is not None] or [0.0, 1.0]
        low, high = svg.padded(min(seen), max(seen), AIR)
        if min(seen) >= 0:
            low = max(low, 0.0)
        if self.unit == "%" and max(seen) <= WHOLE:
            high = min(high, WHOLE)
        return low, high

    # -- table twin ------------------------------------------------------

    def table(self, caption: str = "") -> dict[str, object]:
        """Every plotted number, in the columns that hold any."""
        words = self.words
        columns = [(words.period, False, [p.label for p in self.points])]
        columns.append((words.value, True, [self.show(p.value) for p in self.points]))
        for level in ("target", "threshold", "stretch"):
            held = self.held(level)
            if any(value is not None for value in held):
                shown = [self.show(value) if value is not None else "" for value in held]
                columns.append((words.of(level), True, shown))
        for name, value in (
            (words.mean, self.mean),
            (words.low, self.low),
            (words.high, self.high),
        ):
            if value is not None:
                columns.append((name, True, [self.show(value)] * len(self.points)))
        if any(p.signal != "normal" for p in self.points):
            columns.append((words.signal, False, [self.signal_word(p) for p in self.points]))
        notes = [self.note(p) for p in self.points]
        if any(notes):
            columns.append((words.note, False, notes))
        return {
            "caption": caption,
            "columns": [{"label": label, "num": number} for label, number, _ in columns],
            "rows": [list(row) for row in zip(*(cells for *_, cells in columns), strict=True)],
        }

    def signal_word(self, point: Point) -> str:
        return "" if point.value is None else self.words.of_signal(point.signal)

    def note(self, point: Point) -> str:
        happened = [event.words for event in self.events if event.label == point.label]
        return "; ".join([point.detail, *happened] if point.detail else happened)

    # -- drawing ---------------------------------------------------------

    def draw(self, frame: Frame, name: str, title: str, description: str) -> str:
        """One size. `name` makes the ids of its title and description unique on the page."""
        low, high = self.limits()
        y = svg.Scale(low, high, frame.y_end - 6, frame.top + 6)
        x = svg.Scale(0, max(len(self.points) - 1, 1), frame.left + 10, frame.x_end - 10)
        labels = [point.label for point in self.points]
        ticks = [(y(step), words) for step, words in self.ticks(low, high)]
        names = f"{name}-t", f"{name}-d"
        return svg.canvas(
            frame.width,
            frame.height,
            svg.element("title", escape(title), id=names[0]),
            svg.element("desc", escape(description), id=names[1]),
            *self.band(y, frame),
            *value_axis(ticks, "" if self.tick_unit() else self.unit, frame),
            *time_axis(labels, x, frame),
            *(step for level in HELD for step in self.steps(level, x, y)),
            *self.flags(x, frame),
            polyline(self.points, x, y, "pm-x-line"),
            *self.dots(x, y, frame),
            *self.line_labels(x, y, frame),
            *self.latest_label(x, y, frame),
            class_=f"pm-plot-{frame.name}",
            role="img",
            aria_labelledby=" ".join(names),
        )

    def drawings(self, name: str, title: str, description: str) -> dict[str, str]:
        """The three sizes; CSS shows one."""
        return {f.name: self.draw(f, f"{name}-{f.name}", title, description) for f in FRAMES}

    def band(self, y: svg.Scale, frame: Frame) -> list[str]:
        start, end = frame.left, frame.x_end
        drawn = []
        if self.low is not None and self.high is not None:
            top, bottom = y(self.high), y(self.low)
            box = {"x": start, "y": top, "width": end - start, "height": bottom - top}
            drawn.append(svg.element("rect", class_="pm-x-band", **box))
            drawn += [svg.path(svg.horizontal(at, start, end), "pm-x-lim") for at in (top, bottom)]
        if self.mean is not None:
            drawn.append(svg.path(svg.horizontal(y(self.mean), start, end), "pm-x-mean"))
        return drawn

    def steps(self, level: str, x: svg.Scale, y: svg.Scale) -> list[str]:
        """A level as steps: each period holds its own from half a step before to half after."""
        half = (x(1) - x(0)) / 2
        runs: list[list[float | Decimal]] = []
        for index, aim in enumerate(self.held(level)):
            if aim is None:
                continue
            start, end = x(index) - half, x(index) + half
            if runs and runs[-1][0] == aim and abs(float(runs[-1][2]) - start) < SAME:
                runs[-1][2] = end
            else:
                runs.append([aim, start, end])
        first, last = x(0) - 10, x(len(self.points) - 1) + 10
        return [
            svg.path(
                svg.horizontal(y(aim), max(float(start), first), min(float(end), last)),
                f"pm-x-{level}",
            )
            for aim, start, end in runs
        ]

    def flags(self, x: svg.Scale, frame: Frame) -> list[str]:
        labels = [point.label for point in self.points]
        drawn = []
        known = [event for event in self.events if event.label in labels]
        for row, event in enumerate(known):
            at, top = x(labels.index(event.label)), frame.top + 4 + 18 * row
            data = f"M{svg.px(at)} {frame.y_end}V{svg.px(top)}"
            drawn.append(svg.path(data, "pm-x-flag"))
            drawn.append(
                svg.path(f"M{svg.px(at)} {svg.px(top)}h9l-2.5 3.5 2.5 3.5h-9z", "pm-x-flagfill")
            )
            left = at > (frame.left + frame.x_end) / 2 and not frame.outside
            place, anchor = (at - 5, "end") if left else (at + 14, "start")
            drawn.append(svg.text(place, top + 8, event.words, anchor=anchor))
        return drawn

    def dots(self, x: svg.Scale, y: svg.Scale, frame: Frame) -> list[str]:
        crowded = (x(1) - x(0)) < 2.6 * DOT
        size = DOT * 0.6 if crowded else DOT
        drawn, middle = [], (frame.top + frame.y_end) / 2
        for index, point in enumerate(self.points):
            at = x(index)
            if point.value is None:
                box = {"x": at - 4, "y": middle - 12, "width": 8, "height": 24, "rx": 2}
                drawn.append(svg.element("rect", class_="pm-x-gap", **box))
            else:
                radius = size if point.signal == "normal" else max(size, 3.2)
                drawn.append(svg.mark(point.signal, at, y(point.value), radius, "pm-x-halo"))
        return drawn

    def named_lines(self) -> list[tuple[str, Decimal, str]]:
        """(words, value, rank) of every line that gets a label.

        Shape:  the rank is strong (the target), threshold, stretch, or quiet (the expected range).
        """
        words = self.words
        last = {level: next(reversed(self.held(level)), None) for level in HELD}
        lines = [
            (words.target, last["target"] if self.points else self.target, "strong"),
            (words.stretch, last["stretch"], "stretch"),
            (words.threshold, last["threshold"], "threshold"),
            (words.high, self.high, "quiet"),
            (words.mean, self.mean, "quiet"),
            (words.low, self.low, "quiet"),
        ]
        return [
            (f"{name} {self.show(value, unit=False)}", value, rank)
            for name, value, rank in lines
            if value is not None
        ]

    def line_labels(self, x: svg.Scale, y: svg.Scale, frame: Frame) -> list[str]:
        """Right of the plot where there is room, else on it."""
        if not frame.outside:
            return self.labels_inside(x, y, frame)
        lines = sorted(self.named_lines(), key=lambda line: y(line[1]))
        places = spread([y(value) + 4.5 for _, value, _ in lines], frame.top, frame.y_end)
        return [
            svg.text(frame.x_end + 10, place, words, strong=rank == "strong")
            for place, (words, _, rank) in zip(places, lines, strict=True)
        ]

    def labels_inside(self, x: svg.Scale, y: svg.Scale, frame: Frame) -> list[str]:
        """On a phone: the target above its end; threshold and stretch where they begin.

        So they leave the newest values free. What begins in the right half has its label before it.
        """
        drawn = []
        for words, value, rank in self.named_lines():
            if rank == "strong":
                at, above = frame.x_end - 2, y(value) - 6
                drawn.append(svg.text(at, above, words, anchor="end", strong=True))
            elif rank != "quiet":
                start = self.start_of(rank)
                late = start > (len(self.points) - 1) / 2
                left, height = (x(start) - 10, y(value) + 4.5) if late else (x(start), y(value) - 6)
                drawn.append(svg.text(left, height, words, anchor="end" if late else "start"))
        return drawn

    def start_of(self, level: str) -> int:
        """The first period in which a threshold, or a stretch, held."""
        return next(index for index, value in enumerate(self.held(level)) if value is not None)

    def latest_label(self, x: svg.Scale, y: svg.Scale, frame: Frame) -> list[str]:
        """The newest value in words, on the side the line does not come from."""
        index = self.latest()
        if index is None:
            return []
        value = self.points[index].value
        at = y(value)
        below = (self.falls_to(index) and at + 24 < frame.y_end) or at - 20 < frame.top
        words = self.show(value)
        place = min(x(index) + 6, frame.x_end)
        return [svg.text(place, at + 21 if below else at - 11, words, anchor="end", strong=True)]

    # -- figure ----------------------------------------------------------

    def spec(self) -> dict[str, object]:
        """The Plotly figure as plain data: roles instead of colours, no title, no legend."""
        labels = [point.label for point in self.points]
        steps = label_places(labels, svg.Scale(0, max(len(labels) - 1, 1), 56, 912))
        return plotly.trend_figure(self, labels, [labels[i] for i in steps])

    def key(self) -> list[str]:
        """The shapes that need a word, in the order of the key."""
        shapes = [
            s
            for s in ("normal", "improve", "concern", "changed")
            if any(p.signal == s and p.value is not None for p in self.points)
        ]
        shapes = shapes if len(shapes) > 1 else []
        if self.low is not None and self.high is not None:
            shapes.append("band")
        if any(point.value is None for point in self.points):
            shapes.append("missing")
        return shapes
