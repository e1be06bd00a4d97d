"""The line from strategy to post as plain rows: order, depth, what is missing, who is credited.

Source: docs/cascade.md, rules L3 to L7.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

NO_KPI, NO_OWNER, OWNER_LEFT = "no_kpi", "no_owner", "owner_left"
NO_PERSON, NO_HOLDER, NO_OBJECTIVE = "no_person", "no_holder", "no_objective"
GAPS = (NO_KPI, NO_OWNER, OWNER_LEFT, NO_PERSON, NO_HOLDER, NO_OBJECTIVE)
AIM, MEASURE, CARRIER, LOOSE = "aim", "measure", "carrier", "loose"
ASSIGNED, CONTRIBUTES = "assigned", "contributes"
WHOLE = Decimal(1)
FULL = Decimal(100)


@dataclass(frozen=True, slots=True)
class Aim:
    """An objective; `parent` None or unknown: a root."""

    id: int
    parent: int | None
    code: str
    closed: bool = False


@dataclass(frozen=True, slots=True)
class Measure:
    """A KPI of a department; `aim` None or unknown: it serves no objective that is shown."""

    id: int
    aim: int | None
    department: str
    code: str
    weight: Decimal
    owner: str  # "none" | "left" | anything else: in place


@dataclass(frozen=True, slots=True)
class Carrier:
    """Who carries a KPI or contributes to it; `held` False: a post that nobody holds."""

    id: int
    measure: int
    part: str
    share: Decimal | None = None
    held: bool = True


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table. `level` counts from 1; `gaps` are codes of GAPS."""

    kind: str
    id: int
    level: int
    gaps: tuple[str, ...] = ()


def line(
    aims: Sequence[Aim], measures: Sequence[Measure], carriers: Sequence[Carrier]
) -> list[Row]:
    """Every row in reading order: an objective, its KPIs with who carries them, its children.

    Shape:  each aim, measure and carrier exactly once; measures without an aim at the end, beneath
            one row of kind LOOSE.
    Errors: none; a circle of aims, which the database refuses, would be left out.
    """
    known = {aim.id for aim in aims}
    children: dict[int | None, list[Aim]] = defaultdict(list)
    for aim in sorted(aims, key=lambda row: row.code):
        children[aim.parent if aim.parent in known else None].append(aim)
    of_aim: dict[int | None, list[Measure]] = defaultdict(list)
    for measure in sorted(measures, key=lambda row: (row.department, row.code)):
        of_aim[measure.aim if measure.aim in known else None].append(measure)
    of_measure: dict[int, list[Carrier]] = defaultdict(list)
    for carrier in carriers:
        of_measure[carrier.measure].append(carrier)
    rows: list[Row] = []
    stack = [(aim, 1) for aim in reversed(children[None])]
    while stack:
        aim, level = stack.pop()
        below, own = children[aim.id], of_aim[aim.id]
        missing = () if below or own or aim.closed else (NO_KPI,)
        rows.append(Row(AIM, aim.id, level, missing))
        rows += measure_rows(own, of_measure, level + 1)
        stack += [(child, level + 1) for child in reversed(below)]
    if of_aim[None]:
        rows.append(Row(LOOSE, 0, 1))
        rows += measure_rows(of_aim[None], of_measure, 2, loose=True)
    return rows


def measure_rows(
    measures: Iterable[Measure],
    of_measure: dict[int, list[Carrier]],
    level: int,
    *,
    loose: bool = False,
) -> list[Row]:
    rows = []
    for measure in measures:
        mine = of_measure[measure.id]
        missing = (*gaps_of(measure, mine), *((NO_OBJECTIVE,) if loose else ()))
        rows.append(Row(MEASURE, measure.id, level, missing))
        rows += [Row(CARRIER, one.id, level + 1, () if one.held else (NO_HOLDER,)) for one in mine]
    return rows


def gaps_of(measure: Measure, carriers: Iterable[Carrier]) -> tuple[str, ...]:
    """What a KPI lacks: its one owner, and anybody at all who carries it."""
    found = {"none": (NO_OWNER,), "left": (OWNER_LEFT,)}.get(measure.owner, ())
    carried = any(one.held and one.part == ASSIGNED for one in carriers)
    return (*found, NO_PERSON) if found and not carried else found


def within(aims: Sequence[Aim], kept: set[int]) -> list[Aim]:
    """The aims of `kept` and everything above them: what a branch of departments has to do with."""
    parents = {aim.id: aim.parent for aim in aims}
    wanted: set[int] = set()
    for number in kept:
        here: int | None = number
        while here is not None and here in parents and here not in wanted:
            wanted.add(here)
            here = parents[here]
    return [aim for aim in aims if aim.id in wanted]


def only_gaps(rows: Sequence[Row], *gaps: str) -> list[Row]:
    """The rows with a gap (one of `gaps`, where named), each beneath all that stands above it."""
    kept: set[int] = set()
    line_above: list[int] = []
    for place, row in enumerate(rows):
        del line_above[row.level - 1 :]
        line_above.append(place)
        if set(row.gaps) & set(gaps or row.gaps):
            kept.update(line_above)
    return [row for place, row in enumerate(rows) if place in kept]


def above(rows: Sequence[Row], first: int) -> list[Row]:
    """What stands above row number `first`: for a page that begins inside a branch."""
    found: list[Row] = []
    level = rows[first].level if rows else 1
    for row in reversed(rows[:first]):
        if row.level < level:
            found.append(row)
            level = row.level
    return found[::-1]


def own_credit(carriers: Iterable[Carrier]) -> Decimal:
    """The share of a KPI that stays with its own department: the whole less what others hold.

    Units:  0 to 1. With the shares of those who contribute it makes exactly 1.
    Errors: ValueError when the shares exceed the whole.
    """
    given = sum((one.share or Decimal(0) for one in carriers if one.part == CONTRIBUTES), Decimal())
    if given > WHOLE:
        raise ValueError("the shares of a KPI exceed the whole of it")
    return WHOLE - given


@dataclass(frozen=True, slots=True)
class Total:
    """The weights of one scorecard."""

    department: str
    count: int
    weight: Decimal

    @property
    def off(self) -> Decimal:
        """How far the sum is from 100; below zero: something is missing."""
        return self.weight - FULL


def totals(measures: Iterable[Measure]) -> list[Total]:
    """Per department, those first that do not make 100; a scorecard without weights counts too."""
    weights: dict[str, list[Decimal]] = defaultdict(list)
    for measure in measures:
        weights[measure.department].append(measure.weight)
    found = [Total(name, len(row), sum(row, Decimal())) for name, row in weights.items()]
    return sorted(found, key=lambda row: (row.off == 0, row.department))
