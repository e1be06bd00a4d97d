"""Storing cards through binary COPY, grouped so that all rows of a group have one size."""

from __future__ import annotations

import io
from collections.abc import Iterator

import numpy as np
from django.db import connection

from indicators.engine.branch import Outcome
from indicators.scoring import NULL, Array

SIGNATURE = b"PGCOPY\n\xff\r\n\0" + bytes(8)
END = b"\xff\xff"
PIECE = 1 << 18  # bytes handed to the database at a time: it reads while the next is made ready
KEYS = ("run", "department", "period")
NUMERIC = ("own", "own_coverage", "below", "below_coverage", "score", "coverage")
SUMS = ("child_points", "child_weight", "child_covered", "child_mass")
# v × score has 4 + 12 decimals, v alone has 4: what brings each sum to 16.
LIFT = (1, 10**12, 1, 10**12)
WHOLE = (("met", "i4"), ("not_met", "i4"), ("weight", "i8"))
LISTS = (
    ("target_ids", "i4", 23),
    ("measurement_ids", "i8", 20),
    ("attainments", "i8", 20),
    ("points", "i8", 20),
    ("states", "i4", 23),
)
COLUMNS = (
    *(f"{name}_id" for name in KEYS), *NUMERIC, *SUMS,
    *(name for name, _kind in WHOLE), *(name for name, _kind, _oid in LISTS),
)  # fmt: skip
# A numeric of up to 9,999 with twelve decimals: one group of four digits before the point, three
# after it. PostgreSQL strips the groups that are zero.
DIGITS = [("length", ">i4"), ("groups", ">i2"), ("weight", ">i2"), ("sign", ">u2"),
          ("decimals", ">i2"), ("digits", ">i2", (4,))]  # fmt: skip
# A sum of up to 12 digits before the point and 16 after it: three groups and four.
LONG_DIGITS = [*DIGITS[:-1], ("digits", ">i2", (7,))]


def encoded(run_id: int, outcome: Outcome) -> io.BytesIO:
    """The cards of an outcome as the bytes of a binary COPY."""
    parts = [part for group in groups(outcome) for part in by_absence(group)]
    return io.BytesIO(b"".join([SIGNATURE, *(encode(run_id, part).data for part in parts), END]))


def store(cards: io.BytesIO) -> None:
    """Append encoded cards to their run."""
    with connection.cursor() as cursor:
        cursor.copy_expert(
            f"COPY indicators_scorecard ({', '.join(COLUMNS)}) FROM STDIN (FORMAT binary)",
            cards,
            PIECE,
        )


def groups(outcome: Outcome) -> Iterator[dict[str, Array]]:
    """The cards as columns, grouped by how many cells a card has."""
    todo = outcome.board.exists.copy()
    for block in outcome.blocks:
        counts = block.applies.sum(axis=2)
        places = outcome.places(block.departments)
        for count in np.unique(counts[counts > 0]).tolist():
            index, column = np.nonzero(counts == count)
            row, period = places[index], block.periods[column]
            todo[row, period] = False
            applies = block.applies[index, column]
            cells = {
                "target_ids": pick(outcome.plan.rows["id"][block.rows][index], applies, count),
                "measurement_ids": pick(block.measurement[index, column], applies, count),
                "attainments": pick(block.scored.attainment[index, column], applies, count),
                "points": pick(block.scored.points[index, column], applies, count),
                "states": pick(block.scored.state[index, column], applies, count),
            }
            yield scalars(outcome, row, period) | cells
    row, period = np.nonzero(todo)
    if len(row):
        empty = np.empty((len(row), 0), np.int64)
        yield scalars(outcome, row, period) | {name: empty for name, _kind, _oid in LISTS}


def pick(cells: Array, applies: Array, count: int) -> Array:
    """The `count` cells of each row that apply, in their order."""
    return cells if count == cells.shape[1] else cells[applies].reshape(-1, count)


def scalars(outcome: Outcome, row: Array, period: Array) -> dict[str, Array]:
    """The columns of a card that are single numbers."""
    found = {
        "department": outcome.departments[row],
        "period": outcome.periods[period],
        "met": outcome.met[row, period],
        "not_met": outcome.not_met[row, period],
        "weight": outcome.weight[row, period],
    }
    found |= {name: getattr(outcome.board, name)[row, period] for name in NUMERIC}
    for name, held in zip(SUMS, outcome.board.sums, strict=True):
        found[name] = held[row, period]
    found["childless"] = found["child_mass"] == 0
    return found


def by_absence(group: dict[str, Array]) -> Iterator[dict[str, Array]]:
    """A group cut by which of its numbers are absent: a null has no bytes in a COPY."""
    pattern = group["childless"].astype(int) << len(NUMERIC)
    pattern |= sum((group[name] == NULL).astype(int) << bit for bit, name in enumerate(NUMERIC))
    for value in np.unique(pattern):
        chosen = pattern == value
        yield {name: column[chosen] for name, column in group.items()}


def layout(absent: set[str], count: int) -> list[tuple]:
    """The fields of one row with `count` cells, whose numbers named in `absent` are null."""
    fields: list[tuple] = [("fields", ">i2")]
    for name in KEYS:
        fields += [(f"{name} length", ">i4"), (name, ">i4")]
    for name in NUMERIC:
        fields.append((name, ">i4") if name in absent else (name, DIGITS))
    for name in SUMS:
        fields.append((name, ">i4") if name in absent else (name, LONG_DIGITS))
    for name, kind in WHOLE:
        fields += [(f"{name} length", ">i4"), (name, f">{kind}")]
    for name, kind, _oid in LISTS:
        fields += [(f"{name} length", ">i4"), (f"{name} head", ">i4", (5 if count else 3,))]
        if count:
            fields.append((name, [("length", ">i4"), ("value", f">{kind}")], (count,)))
    return fields


def encode(run_id: int, part: dict[str, Array]) -> np.ndarray:
    """The rows of one shape as the bytes of a binary COPY."""
    count = part["target_ids"].shape[1]
    absent = {name for name in NUMERIC if part[name][0] == NULL}
    absent |= set(SUMS) if part["childless"][0] else set()
    rows = frame(run_id, absent, count).repeat(len(part["department"]))
    for name in ("department", "period", *dict(WHOLE)):
        rows[name] = part[name]
    for name in NUMERIC:
        if name not in absent:
            write_digits(rows[name]["digits"], part[name])
    for name, lift in zip(SUMS, LIFT, strict=True):
        if name not in absent:
            write_digits(rows[name]["digits"], part[name] * lift)
    for name, _kind, _oid in LISTS if count else ():
        rows[name]["value"] = part[name]
    return rows


def frame(run_id: int, absent: set[str], count: int) -> np.ndarray:
    """One row of a shape: what is the same in all of them."""
    row = np.zeros(1, layout(absent, count))
    row["fields"] = len(COLUMNS)
    for name in KEYS:
        row[f"{name} length"] = 4
    row["run"] = run_id
    for name in (*NUMERIC, *SUMS):
        if name in absent:
            row[name] = -1
            continue
        groups, before, decimals = (7, 2, 16) if name in SUMS else (4, 0, 12)
        field = row[name]
        field["length"], field["groups"] = 8 + 2 * groups, groups
        field["weight"], field["decimals"] = before, decimals
    for name, kind in WHOLE:
        row[f"{name} length"] = int(kind[1])
    for name, kind, oid in LISTS:
        size = int(kind[1])
        row[f"{name} length"] = 20 + count * (4 + size) if count else 12
        row[f"{name} head"] = [1, 0, oid, count, 1] if count else [0, 0, oid]
        if count:
            row[name]["length"] = size
    return row


def write_digits(digits: np.ndarray, number: Array) -> None:
    """Whole numbers that are not negative as groups of four decimal digits, the last ones last.

    Shape: (N, groups) and (N,); of 10^-12 and below 10,000, or (Python integers) of 10^-16 and
    below 10^12.
    """
    groups = digits.shape[1]
    for place in range(groups):
        digits[:, place] = number // 10 ** (4 * (groups - 1 - place)) % 10**4
