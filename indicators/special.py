"""The methods that need a table, a penalty, levels or a number of answers. Rules 23 to 30.

Pure, like the kernel that asks it. These cells are reckoned one by one in Python integers: they
are few, and the arrays of all others stay as fast as they were.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from indicators import tables
from indicators.scoring import (
    LIMIT,
    NULL,
    NUMBER_OF,
    UNIT,
    Array,
    Cells,
    Direction,
    Method,
    State,
    Targets,
)
from indicators.tables import Parameters

TABLED = (Method.STEP, Method.INTERPOLATED, Method.RUBRIC)
SHARES = (Method.MILESTONE, Method.SURVEY)
UPWARD = (Method.MILESTONE, Method.RUBRIC, Method.SURVEY)
WITHOUT_RATIO = (*TABLED, Method.DEFECT)  # a zero target stops none of these
BARE = Parameters()


@dataclass(slots=True)
class Parametered:
    """The parameters of a block's targets by (department, target), where they have any.

    `scale` is that of the numbers in Targets and Cells.
    """

    parameters: dict[tuple[int, int], Parameters]
    scale: int

    def usable(self, targets: Targets, found: tuple[Array, ...]) -> tuple[Array, ...]:
        """Where the method fits, is complete, divides by its target, counts nothing negative.

        Shape:  (D, n). Source: rules 9, 14 and 30.
        """
        fits, complete, divides, ratio = found
        method, direction = targets.method, targets.direction
        upward = np.isin(method, UPWARD) & (direction == Direction.HIGHER)
        fits = (
            fits
            | upward
            | ((method == Method.STEP) & (direction != Direction.NONE))
            | ((method == Method.INTERPOLATED) & (direction <= Direction.LOWER))
            | ((method == Method.ALL_OR_NOTHING) & (direction <= Direction.RANGE))
            | ((method == Method.DEFECT) & (direction == Direction.LOWER))
        )
        ranged = (direction == Direction.RANGE) & (method > Method.NONE)
        complete = np.where(ranged, targets.low != NULL, complete) & self.equipped(method)
        limit = (method == Method.ALL_OR_NOTHING) & (direction == Direction.LOWER)
        divides = divides & ~np.isin(method, WITHOUT_RATIO) & ~limit
        return fits, complete, divides, ratio | np.isin(method, SHARES)

    def equipped(self, method: Array) -> Array:
        """Where a target has the parameter that its method needs. Shape: (D, n)."""
        good = ~np.isin(method, (*TABLED, Method.DEFECT, Method.SURVEY))
        for place, given in self.parameters.items():
            needed = {Method.DEFECT: given.penalty, Method.SURVEY: given.minimum_n}
            good[place] |= needed.get(method[place], given.rows or None) is not None
        return good

    def suppressed(self, targets: Targets, cells: Cells) -> Cells:
        """Figures of a survey on fewer answers than its target asks for are missing. Rule 29."""
        surveys = [
            (place, given.minimum_n)
            for place, given in self.parameters.items()
            if targets.method[place] == Method.SURVEY and given.minimum_n is not None
        ]
        if not surveys:
            return cells
        missing = cells.missing.copy()
        for (d, n), minimum in surveys:
            enough = np.zeros(len(missing[d]), bool)
            if cells.denominator is not None and cells.flags is not None:
                rate = cells.flags[d, :, n] & State.RATE != 0
                enough = rate & (cells.denominator[d, :, n] >= minimum * self.scale).astype(bool)
            missing[d, ~enough & (missing[d, :, n] == 0), n] = NUMBER_OF["suppressed"]
        return replace(cells, missing=missing)

    def attain(
        self, targets: Targets, cells: Cells, wanted: Array, judged: Array, found: tuple[Array, ...]
    ) -> tuple[Array, ...]:
        """Attainment, whether it was held, whether there is one, and where a minus spoils it.

        Shape: (D, P, n); the last (D, 1, n). Source: rules 13 and 23 to 30.
        """
        attainment, beyond, formed, ratio = found
        special = (targets.method > Method.NONE)[:, None, :] & wanted
        formed = formed & ~special
        for d, p, n in np.argwhere(special).tolist():
            upper = int(cells.numerator[d, p, n])
            lower = 1 if cells.denominator is None else int(cells.denominator[d, p, n])
            met = bool(judged[d, p, n] & State.MET)
            exact = self.ratio(targets, (d, n), (upper, lower), met=met)
            if exact is not None:
                held = exact[0] >= LIMIT // UNIT * exact[1]
                attainment[d, p, n] = LIMIT if held else tables.rounded(exact, UNIT)
                beyond[d, p, n], formed[d, p, n] = held, True
        counts = np.isin(targets.method, (*SHARES, Method.DEFECT))[:, None, :]
        return attainment, beyond, formed, ratio | counts

    def ratio(
        self, targets: Targets, place: tuple[int, int], figure: tables.Ratio, *, met: bool
    ) -> tables.Ratio | None:
        """The exact attainment of one cell; None where a count or share is negative."""
        method, given = Method(int(targets.method[place])), self.parameters.get(place, BARE)
        upper, lower = figure
        if method == Method.ALL_OR_NOTHING:
            return int(met), 1
        if method == Method.STEP:
            return tables.step(upper, lower * self.scale, given.rows)
        if method in (Method.INTERPOLATED, Method.RUBRIC):
            higher = bool(targets.direction[place] == Direction.HIGHER)
            return tables.interpolated(upper, lower * self.scale, given.rows, higher=higher)
        if upper < 0:
            return None
        if method == Method.DEFECT:
            return tables.defect(upper, lower * self.scale, given.penalty or 0)
        return upper, lower * int(targets.value[place])
