"""The bar of one grade against its quota, as SVG. No Django.

Widths are whole thousandths of the plot; text stands beside it in the table.
"""

from __future__ import annotations

WIDTH = 1000


def bar(count: int, allowed: int | None, most: int) -> str:
    """`count` of `most` as a bar; what lies beyond `allowed` in the colour of the error, and a line
    where it ends. Hidden from screen readers: the row says it in words."""
    whole = max(most, 1)
    within = count if allowed is None else min(count, allowed)
    parts = [rect("pm-dist-bar", 0, within, whole)]
    if allowed is not None:
        if count > allowed:
            parts.append(rect("pm-dist-over", allowed, count, whole))
        at = place(allowed, whole)
        parts.append(f'<path class="pm-dist-rule" d="M{at} -2V22"/>')
    return (
        f'<svg class="pm-dist-plot" viewBox="0 0 {WIDTH} 20" preserveAspectRatio="none" '
        f'aria-hidden="true">{"".join(parts)}</svg>'
    )


def rect(name: str, start: int, end: int, whole: int) -> str:
    left, right = place(start, whole), place(end, whole)
    return f'<rect class="{name}" x="{left}" y="3" width="{right - left}" height="14"/>'


def place(count: int, whole: int) -> int:
    return min(WIDTH, count * WIDTH // whole)
