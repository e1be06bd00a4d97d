"""Reading targets and figures as arrays, through binary COPY. Rules 1 to 4."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import IO, Any

import numpy as np
from django.db import connection

from indicators import digests
from indicators.digests import LONG, NUMBERS
from indicators.scoring import NULL, NUMBER_OF, Array, Method
from indicators.tables import Parameters

HEAD, TRAILER = 19, 2  # bytes around the rows of a binary COPY


def micros(column: str) -> str:
    """SQL: a numeric as millionths, NULL or LONG as the digests write it. Rule 20."""
    return (
        f"CASE WHEN {column} IS NULL THEN {NULL + 1} - 1 "
        f"WHEN {column} = trunc({column}, 6) AND abs({column}) < 1e12 "
        f"THEN ({column} * 1000000)::bigint ELSE {LONG} END"
    )


Columns = Sequence[tuple[str, str]]
PIECE = 1 << 19  # bytes of rows that are taken at a time


def record(columns: Columns) -> np.dtype:
    """A row of whole, non-null numbers as a binary COPY sends it."""
    layout: list[tuple[str, str]] = [("fields", ">i2")]
    for name, kind in columns:
        layout += [(f"length of {name}", ">i4"), (name, f">{kind}")]
    return np.dtype(layout)


def copy_out(query: str, parameters: Sequence[Any], sink: IO[bytes]) -> None:
    with connection.cursor() as cursor:
        statement = cursor.mogrify(query, parameters).decode()
        cursor.copy_expert(f"COPY ({statement}) TO STDOUT (FORMAT binary)", sink)


def copied(query: str, parameters: Sequence[Any], columns: Columns) -> np.ndarray:
    """The rows of a query of whole, non-null numbers as a structured array."""
    row, sink = record(columns), io.BytesIO()
    copy_out(query, parameters, sink)
    held = sink.getbuffer()
    return np.frombuffer(held, row, (len(held) - HEAD - TRAILER) // row.itemsize, HEAD)


class Pieces(io.RawIOBase):
    """Hands the rows of a binary COPY on while more of them are under way."""

    def __init__(self, row: np.dtype, take: Callable[[np.ndarray], None]) -> None:
        self.row, self.take = row, take
        self.begun, self.rest = HEAD, b""

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        held = self.rest + bytes(data)
        rows = max(len(held) - self.begun, 0) // self.row.itemsize
        if rows:
            self.take(np.frombuffer(held, self.row, rows, self.begun))
            held, self.begun = held[self.begun + rows * self.row.itemsize :], 0
        self.rest = held
        return len(data)


TARGETS = f"""
SELECT t.id::bigint, t.department_id, t.indicator_id::bigint, coalesce(t.period_id, 0)::bigint,
       CASE i.direction WHEN 'higher' THEN 0 WHEN 'lower' THEN 1 WHEN 'range' THEN 2
            WHEN 'exact' THEN 3 ELSE 4 END,
       CASE t.method WHEN 'ratio_higher' THEN 0 WHEN 'ratio_lower' THEN 1 WHEN 'linear' THEN 2
            WHEN 'band' THEN 3 WHEN 'exact' THEN 4 WHEN 'step' THEN 6 WHEN 'interpolated' THEN 7
            WHEN 'milestone' THEN 8 WHEN 'all_or_nothing' THEN 9 WHEN 'rubric' THEN 10
            WHEN 'defect' THEN 11 WHEN 'survey' THEN 12 ELSE 5 END,
       {", ".join(micros(f"t.{name}") for name in NUMBERS)},
       (t.weight * 10000)::bigint, (t.cap * 10000)::bigint, (t.floor * 10000)::bigint,
       t.is_safety::int + 2 * t.sums_children::int, i.per, coalesce(k.kind, 0)
  FROM indicators_target t JOIN indicators_indicator i ON i.id = t.indicator_id
  LEFT JOIN (VALUES ('day', 1), ('week', 2), ('month', 3), ('quarter', 4), ('half', 5),
                    ('year', 6), ('span', 7)) AS k(name, kind) ON k.name = i.frequency
 WHERE t.cycle_id = %s AND t.created_at <= %s AND (t.replaced_at IS NULL OR t.replaced_at > %s)
   AND (%s OR t.department_id = ANY(%s))
 ORDER BY t.department_id, t.id
"""  # noqa: S608 -- only our own column names
KINDS = {"day": 1, "week": 2, "month": 3, "quarter": 4, "half": 5, "year": 6, "span": 7}

TARGET_COLUMNS = [
    ("id", "i8"), ("department", "i4"), ("indicator", "i8"), ("period", "i8"),
    ("direction", "i4"), ("method", "i4"), *((name, "i8") for name in NUMBERS),
    ("weight", "i8"), ("cap", "i8"), ("floor", "i8"), ("bits", "i4"), ("per", "i4"),
    ("frequency", "i4"),
]  # fmt: skip


@dataclass(slots=True)
class Plan:
    """The targets in force, by department and id, and where a figure belongs.

    `rows` are digests.TARGET records; `department` and `frequency` stand beside them.
    `texts` holds the decimal text of numbers that are no millionths: (row, name) -> text.
    `parameters` holds what the methods of rules 23 to 30 need, by the target's id.
    """

    rows: np.ndarray
    department: Array
    frequency: Array
    texts: dict[tuple[int, str], str]
    parameters: dict[int, Parameters] = field(default_factory=dict)

    def __post_init__(self) -> None:
        general = np.flatnonzero(self.rows["period"] == 0)
        keys = self.key(self.department[general], self.rows["indicator"][general])
        order = np.argsort(keys, kind="stable")
        self._keys, self._general = keys[order], general[order]
        special = np.flatnonzero(self.rows["period"])
        self._special_keys = self.key(self.department[special], self.rows["indicator"][special])
        self._special = {
            (int(self.department[row]), int(self.rows["indicator"][row]),
             int(self.rows["period"][row])): int(row)
            for row in special
        }  # fmt: skip

    _keys: Array = field(init=False)
    _general: Array = field(init=False)
    _special_keys: Array = field(init=False)
    _special: dict[tuple[int, int, int], int] = field(init=False)

    @staticmethod
    def key(department: Array, indicator: Array) -> Array:
        return department.astype(np.int64) << 32 | indicator.astype(np.int64)

    def find(self, department: Array, indicator: Array, period: Array) -> Array:
        """The row of the target each figure belongs to, −1 where there is none. Rule 2."""
        wanted = self.key(department, indicator)
        found = np.full(len(wanted), -1)
        if len(self._keys):
            place = np.searchsorted(self._keys, wanted)
            place[place == len(self._keys)] = 0
            found = np.where(self._keys[place] == wanted, self._general[place], -1)
        for index in np.flatnonzero(np.isin(wanted, self._special_keys)).tolist():
            name = int(department[index]), int(indicator[index]), int(period[index])
            found[index] = self._special.get(name, found[index])
        return found


def read_plan(cycle_id: int, as_of: Any, departments: list[int] | None = None) -> Plan:
    """The targets of a cycle in force at `as_of`, of all departments or of those named."""
    everywhere = departments is None
    read = copied(TARGETS, [cycle_id, as_of, as_of, everywhere, departments or []], TARGET_COLUMNS)
    rows = np.zeros(len(read), digests.TARGET)
    for name in digests.TARGET.names or ():
        rows[name] = read[name]
    long = np.zeros(len(rows), bool)
    for name in NUMBERS:
        long |= rows[name] == LONG
    texts = read_texts(rows, np.flatnonzero(long)) if long.any() else {}
    special = rows["id"][rows["method"] > Method.NONE].tolist()
    parameters = read_parameters(special) if special else {}
    frequency = read["frequency"].astype(int)
    return Plan(rows, read["department"].astype(np.int64), frequency, texts, parameters)


def read_parameters(targets: list[int]) -> dict[int, Parameters]:
    """The tables, penalties and smallest numbers of answers of targets that have any. Rule 30."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT id, score_table, penalty, minimum_n FROM indicators_target"
            " WHERE id = ANY(%s) AND num_nonnulls(score_table, penalty, minimum_n) > 0",
            [targets],
        )
        return {key: Parameters.of(*given) for key, *given in cursor.fetchall()}


def read_texts(rows: np.ndarray, long: Array) -> dict[tuple[int, str], str]:
    """The exact text of the numbers that are no whole number of millionths."""
    place = {int(rows["id"][row]): int(row) for row in long}
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT id, {', '.join(NUMBERS)} FROM indicators_target WHERE id = ANY(%s)",  # noqa: S608 -- our names
            [list(place)],
        )
        return {
            (place[key], name): plain(number)
            for key, *numbers in cursor.fetchall()
            for name, number in zip(NUMBERS, numbers, strict=True)
            if number is not None and rows[name][place[key]] == LONG
        }


def plain(number: Decimal) -> str:
    """A decimal without exponent, trailing zeros or bare point. Rule 20."""
    text = format(number, "f")
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if text in ("-0", "") else text


@dataclass(slots=True)
class Figures:
    """What was reported, as a table of target rows × periods.

    `value` is in millionths, NULL where blank, LONG where `texts` holds it; `rates` holds
    (numerator, denominator, summed) as decimals. `measurement` is 0 where nothing was reported.
    """

    value: Array
    measurement: Array
    missing: Array
    applies: Array
    texts: dict[tuple[int, int], str] = field(default_factory=dict)
    rates: dict[tuple[int, int], tuple[Decimal, Decimal, bool]] = field(default_factory=dict)

    @classmethod
    def blank(cls, rows: int, periods: int) -> Figures:
        shape = (rows, periods)
        return cls(
            value=np.full(shape, NULL, np.int64),
            measurement=np.zeros(shape, np.int64),
            missing=np.full(shape, NUMBER_OF["not_reported"], np.int8),
            applies=np.zeros(shape, bool),
        )


PLAIN = """
SELECT department_id, indicator_id, period_id, id, micros FROM indicators_measurement
 WHERE micros IS NOT NULL AND supersedes_id IS NULL AND recorded_at <= %s
   AND period_id = ANY(%s) AND (%s OR department_id = ANY(%s))
"""
OTHER = """
SELECT department_id, indicator_id, period_id, id, micros, value, numerator, denominator, missing
  FROM indicators_measurement
 WHERE (micros IS NULL OR supersedes_id IS NOT NULL) AND recorded_at <= %s
   AND period_id = ANY(%s) AND (%s OR department_id = ANY(%s))
 ORDER BY id
"""
PLAIN_COLUMNS = [("department", "i4"), ("indicator", "i4"), ("period", "i4"), ("id", "i8"),
                 ("micros", "i8")]  # fmt: skip


def read_plain(
    periods: list[int], as_of: Any, departments: list[int] | None, take: Callable[[Array], None]
) -> None:
    """First values that are whole numbers of millionths, nearly all there are, piece by piece."""
    which = [as_of, periods, departments is None, departments or []]
    pieces = Pieces(record(PLAIN_COLUMNS), take)
    with io.BufferedWriter(pieces, PIECE) as sink:
        copy_out(PLAIN, which, sink)


def read_others(
    periods: list[int], as_of: Any, departments: list[int] | None = None
) -> list[tuple[Any, ...]]:
    """Corrections, missing codes, rates and long values, in order of id."""
    with connection.cursor() as cursor:
        cursor.execute(OTHER, [as_of, periods, departments is None, departments or []])
        found: list[tuple[Any, ...]] = cursor.fetchall()
        return found


def place(
    plan: Plan, periods: list[int], pieces: Iterable[np.ndarray], others: list[tuple[Any, ...]]
) -> Figures:
    """The current figures of the plan's targets in the periods. Rule 1."""
    figures = Figures.blank(len(plan.rows), len(periods))
    column = np.zeros(max(periods, default=0) + 1, np.int64)
    column[periods] = np.arange(len(periods))
    for piece in pieces:
        place_plain(plan, figures, column, piece)
    figures.applies = figures.measurement != 0
    figures.missing[figures.applies] = 0
    place_others(plan, figures, column, others)
    return figures


def place_plain(plan: Plan, figures: Figures, column: Array, read: np.ndarray) -> None:
    """Put plain values into the table."""
    period = read["period"].astype(np.int64)
    row = plan.find(read["department"], read["indicator"], period)
    kept = row >= 0
    cell = (row * figures.value.shape[1] + column[period])[kept]
    np.put(figures.value, cell, read["micros"][kept])
    np.put(figures.measurement, cell, read["id"][kept])


def place_others(plan: Plan, figures: Figures, column: Array, rows: list[tuple]) -> None:
    """Put corrections, missing codes, rates and long values into the table, in order of id."""
    if not rows:
        return
    keys = np.array([row[:3] for row in rows], np.int64)
    found = plan.find(keys[:, 0], keys[:, 1], keys[:, 2])
    for (_d, _i, period, key, small, value, above, below, missing), row in zip(
        rows, found.tolist(), strict=True
    ):
        if row < 0:
            continue
        cell = (row, int(column[period]))
        if key < figures.measurement[cell]:
            continue
        figures.texts.pop(cell, None)
        figures.rates.pop(cell, None)
        figures.value[cell] = NULL
        if small is not None:
            figures.value[cell] = small
        elif value is not None:
            figures.value[cell] = LONG
            figures.texts[cell] = plain(value)
        elif below is not None:
            figures.rates[cell] = (above, below, False)
        figures.measurement[cell] = key
        figures.missing[cell] = NUMBER_OF[missing]
        figures.applies[cell] = True
