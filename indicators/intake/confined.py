"""Reading an upload in a child process: what it does to memory and clock ends with the child."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterator
from typing import Any, BinaryIO

from departments import sandbox
from indicators.intake.problems import UnreadableError
from indicators.intake.reading import Limits, Line, Table, open_table

SAYING = {"time": "too_slow", "memory": "too_hungry", "output": "too_hungry", "died": "damaged"}


def open_confined(file: BinaryIO, limits: Limits, sheet: str | None = None) -> Table:
    """The same as `reading.open_table`, for a file that nobody vouches for.

    Errors: UnreadableError, here or while the lines are read.
    """
    return read_confined(file, limits, sheet)()


def read_confined(file: BinaryIO, limits: Limits, sheet: str | None = None) -> Callable[[], Table]:
    """Reads the file once; each call of what it returns gives the table from its first line.

    Errors: UnreadableError, here, in a call, or while the lines are read.
    """
    request = {"limits": dataclasses.asdict(limits), "sheet": sheet}
    try:
        output = sandbox.run(__name__, file, request)
    except sandbox.OverrunError as error:
        raise UnreadableError(SAYING[error.kind], reason="") from None

    def table() -> Table:
        records = iter(output)
        head: dict[str, Any] = next(records, {})
        raise_refused(head)
        return Table(
            head["encoding"], head["sha256"], head["sheet"], tuple(head["sheets"]),
            lines_of(records),
        )  # fmt: skip

    return table


def lines_of(records: Iterator[Any]) -> Iterator[Line]:
    for record in records:
        raise_refused(record)
        yield record[0], record[1]


def raise_refused(record: Any) -> None:
    if isinstance(record, dict) and "error" in record:
        raise UnreadableError(record["error"], **record["params"])


def told(file: BinaryIO, request: dict[str, Any]) -> Iterator[Any]:
    """What the child prints: what the file is, its lines, and why it ends where it does."""
    try:
        table = open_table(file, Limits(**request["limits"]), request["sheet"])
        yield {name: getattr(table, name) for name in ("encoding", "sha256", "sheet", "sheets")}
        yield from table.lines
    except UnreadableError as error:
        yield {"error": error.code, "params": error.params}


if __name__ == "__main__":
    sandbox.child(told)
