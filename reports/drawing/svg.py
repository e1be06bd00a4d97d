"""Elements and coordinates."""

from dataclasses import dataclass
from html import escape
from math import floor, log10


def px(value: float) -> str:
    """A coordinate with at most one decimal: a finer one is only weight."""
    text = f"{value:.1f}"
    text = text.removesuffix(".0")
    return "0" if text == "-0" else text


def element(name: str, *children: str, **attributes: object) -> str:
    """`<name …>children</name>`; `class_` is class, `text_anchor` text-anchor, None left out."""
    parts = []
    for key, value in attributes.items():
        if value is None:
            continue
        text = px(value) if isinstance(value, int | float) else str(value)
        parts.append(f' {key.rstrip("_").replace("_", "-")}="{escape(text)}"')
    start = f"<{name}{''.join(parts)}"
    return f"{start}>{''.join(children)}</{name}>" if children else f"{start}/>"


def text(x: float, y: float, words: str, *, anchor: str = "start", strong: bool = False) -> str:
    names = "pm-x-text pm-x-paper" + (" pm-x-strong" if strong else "")
    at = None if anchor == "start" else anchor
    return element("text", escape(words), class_=names, x=x, y=y, text_anchor=at)


def path(data: str, names: str) -> str:
    return element("path", class_=names, d=data)


def horizontal(y: float, start: float, end: float) -> str:
    return f"M{px(start)} {px(y)}H{px(end)}"


def canvas(width: int, height: int, *children: str, **attributes: object) -> str:
    return element("svg", *children, viewBox=f"0 0 {width} {height}", **attributes)


DECORATION = {"aria_hidden": "true", "focusable": "false"}


def mark(signal: str, x: float, y: float, radius: float, names: str = "") -> str:
    """Circle, ▲, ▼ or ◆: the shape says it without colour; a triangle needs more room."""
    names = f"pm-x-{signal}{' ' + names if names else ''}"
    if signal == "normal":
        return element("circle", class_=names, cx=x, cy=y, r=radius)
    wide, tall = radius * 1.5, radius * 1.4
    corners = {
        "concern": [(-wide, -tall), (wide, -tall), (0, tall)],
        "improve": [(-wide, tall), (wide, tall), (0, -tall)],
        "changed": [(0, -wide), (wide, 0), (0, wide), (-wide, 0)],
    }[signal]
    drawn = " ".join(f"{px(x + dx)},{px(y + dy)}" for dx, dy in corners)
    return element("polygon", class_=names, points=drawn)


@dataclass(frozen=True, slots=True)
class Scale:
    """A straight line from values to pixels; a value range of nothing lands in the middle."""

    low: float
    high: float
    start: float
    end: float

    def __call__(self, value: object) -> float:
        if self.high == self.low:
            return (self.start + self.end) / 2
        share = (float(value) - self.low) / (self.high - self.low)  # type: ignore[arg-type]
        return self.start + share * (self.end - self.start)


def padded(low: float, high: float, share: float) -> tuple[float, float]:
    """The range with air above and below; a flat line gets room too."""
    room = (high - low) * share or abs(high) * share or 1.0
    return low - room, high + room


def round_steps(low: float, high: float, wanted: int) -> list[float]:
    """Round numbers inside the range, about `wanted` of them: 60, 70, 80, 90."""
    if high <= low:
        return [low]
    rough = (high - low) / wanted
    power = 10.0 ** floor(log10(rough))
    step = next(power * factor for factor in (1, 2, 2.5, 5, 10) if power * factor >= rough)
    first = -floor(-low / step)
    return [round(n * step, 10) for n in range(first, floor(high / step) + 1)]
