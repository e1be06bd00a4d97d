"""Plotly figures as plain dicts {data, layout}: geometry and roles; colours are the browser's job.

Shape:  JSON-ready: strings, floats, lists. `meta.role` names what a trace is; static/js/figure.js
        gives it the colour, width and dash of that role from the design tokens.
Source: stack note "Plotly under a strict CSP"; only `scatter` and `bar` are used.
"""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from reports.drawing.trend import Trend


SLOT = 0.008  # of the width of the plot
LEVELS = ("stretch", "threshold", "target")  # from the back to the front


def figure_of(value: object) -> float | None:
    return None if value is None else float(str(value))


def line(role: str, x: list[str], y: list[float | None], **more: Any) -> dict[str, Any]:
    return {
        "type": "scatter",
        "mode": "lines",
        "x": x,
        "y": y,
        "hoverinfo": "skip",
        "meta": {"role": role},
        **more,
    }


def guides(trend: "Trend", labels: list[str]) -> list[dict[str, Any]]:
    """Expected range, average and what was set, from the back to the front."""

    def level(value: object) -> list[float | None]:
        return [figure_of(value)] * len(labels)

    data = []
    if trend.low is not None and trend.high is not None:
        data.append(line("limit", labels, level(trend.low)))
        data.append(line("band", labels, level(trend.high), fill="tonexty"))
    if trend.mean is not None:
        data.append(line("mean", labels, level(trend.mean)))
    for name in LEVELS:
        held = [figure_of(value) for value in trend.held(name)]
        if any(value is not None for value in held):
            data.append(line(name, labels, held, line={"shape": "hvh"}))
    return data


def told(trend: "Trend") -> list[str]:
    """What is read out for each point: period, value, what was set, signal, note."""
    sentences = []
    levels = [(trend.words.of(level), trend.held(level)) for level in reversed(LEVELS)]
    for index, point in enumerate(trend.points):
        parts = [f"{point.label}: {trend.show(point.value)}"]
        parts += [
            f"{word} {trend.show(held[index])}" for word, held in levels if held[index] is not None
        ]
        if point.value is not None and point.signal != "normal":
            parts.append(trend.words.of_signal(point.signal))
        if happened := trend.note(point):
            parts.append(happened)
        sentences.append(("·" if trend.words.chinese else " · ").join(parts))
    return sentences


def latest_note(trend: "Trend") -> list[dict[str, Any]]:
    """The newest value in words, on the side the line does not come from."""
    index = trend.latest()
    if index is None:
        return []
    point, below = trend.points[index], trend.falls_to(index)
    place = {"yanchor": "top", "yshift": -8} if below else {"yanchor": "bottom", "yshift": 8}
    at = {"x": point.label, "y": figure_of(point.value), "xanchor": "right", "xshift": 8}
    return [note("latest", trend.show(point.value), **at, **place)]


def shapes(trend: "Trend", labels: list[str]) -> list[dict[str, Any]]:
    """A line for each event and lonely target, a slot for each missing value; x counts periods."""
    on_paper: dict[str, Any] = {"yref": "paper", "xref": "x"}
    drawn: list[dict[str, Any]] = [
        {"type": "line", "name": "event", "x0": at, "x1": at, "y0": 0, "y1": 1, **on_paper}
        for at in (labels.index(e.label) for e in trend.events if e.label in labels)
    ]
    half = SLOT * len(labels) / 2
    drawn += [
        {"type": "rect", "name": "missing", "x0": at - half, "x1": at + half}
        | {"y0": 0.44, "y1": 0.56, **on_paper}
        for at, point in enumerate(trend.points)
        if point.value is None
    ]
    return drawn + [shape for level in LEVELS for shape in lonely(trend, level)]


def lonely(trend: "Trend", level: str) -> list[dict[str, Any]]:
    """What holds for one period only: a line of one point would not show."""
    aims = [None, *(figure_of(value) for value in trend.held(level)), None]
    return [
        {"type": "line", "name": level, "x0": at - 0.5, "x1": at + 0.5, "y0": aim, "y1": aim}
        for at, (before, aim, after) in enumerate(zip(aims, aims[1:], aims[2:], strict=False))
        if aim is not None and before is None and after is None
    ]


def note(name: str, text: str, **place: Any) -> dict[str, Any]:
    return {"text": text, "name": name, "showarrow": False, **place}


def notes(trend: "Trend", labels: list[str]) -> list[dict[str, Any]]:
    """Words on the drawing: names of lines right of it, events above, newest value, unit."""
    beside = {"xref": "paper", "x": 1, "xanchor": "left", "xshift": 8}
    above = {"yref": "paper", "y": 1, "yanchor": "bottom"}
    written = [
        note(rank, words, y=figure_of(value), **beside)
        for words, value, rank in trend.named_lines()
    ]
    written += [
        note("event", e.words, x=e.label, **above) for e in trend.events if e.label in labels
    ]
    written += latest_note(trend)
    if trend.unit and not trend.tick_unit():
        written.append(note("unit", trend.unit, xref="paper", x=0, xanchor="right", **above))
    return written


def trend_figure(trend: "Trend", labels: list[str], ticks: list[str]) -> dict[str, Any]:
    """Values last, so that they lie on top."""
    values = {
        "type": "scatter",
        "mode": "lines+markers",
        "x": labels,
        "y": [figure_of(point.value) for point in trend.points],
        "customdata": told(trend),
        "hovertemplate": "%{customdata}<extra></extra>",
        "meta": {"role": "value", "signals": [point.signal for point in trend.points]},
    }
    low, high = trend.limits()
    layout = {
        "annotations": notes(trend, labels),
        "shapes": shapes(trend, labels),
        "xaxis": {
            "type": "category",
            "tickvals": ticks,
            "ticktext": ticks,
            "range": [-0.5, len(labels) - 0.5],
        },
        "yaxis": {"range": [low, high], "ticksuffix": trend.tick_unit()},
    }
    return {"data": [*guides(trend, labels), values], "layout": layout}
