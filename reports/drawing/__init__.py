"""Drawings as SVG text: numbers and words in, markup with classes out. No Django, no colour.

Shape:  every `draw()` returns one element as text; coordinates are rounded to a tenth of a pixel.
Units:  values are in the unit of the indicator; pixels are the drawing's own, CSS scales them.
Errors: a value of None is a missing one and is drawn as an empty slot, never as zero.
Source: the chart contract in docs/design.md.
"""

from reports.drawing.bars import Bullet, bar, steps_rule
from reports.drawing.points import ENGLISH, SIGNALS, Event, Point, Words
from reports.drawing.strip import Strip, sparkline
from reports.drawing.trend import Trend
from reports.drawing.waterfall import FallRow, Step, Waterfall

__all__ = [
    "ENGLISH",
    "SIGNALS",
    "Bullet",
    "Event",
    "FallRow",
    "Point",
    "Step",
    "Strip",
    "Trend",
    "Waterfall",
    "Words",
    "bar",
    "sparkline",
    "steps_rule",
]
