"""PostgreSQL writes, we pass on: COPY through a bounded queue, in constant memory."""

import io
import queue
import threading
from collections.abc import Iterator
from typing import Any

from django.db import connection

from reports.exports.scores import Query

BLOCK = 256 * 1024  # bytes
BLOCKS_AHEAD = 8
AS_CSV = "(FORMAT csv, HEADER)"
# JSON holds no control characters, so with these as quote and delimiter COPY changes nothing.
AS_LINES = r"(FORMAT csv, QUOTE E'\x01', DELIMITER E'\x02')"
BYTE_ORDER_MARK = "\ufeff".encode()


class Sink(io.RawIOBase):
    """Where COPY writes. It waits while the reader lags; once he is gone it ends the statement.

    COPY must not see an error in `write`: the connection would stay in the middle of it.
    """

    def __init__(self, raw: Any) -> None:
        self.raw = raw
        self.blocks: queue.Queue[bytes | BaseException | None] = queue.Queue(BLOCKS_AHEAD)
        self.is_abandoned = threading.Event()

    def writable(self) -> bool:
        return True

    def write(self, block: Any) -> int:
        if self.is_abandoned.is_set():
            self.raw.cancel()
        else:
            self.blocks.put(bytes(block))
        return len(block)

    def abandon(self) -> None:
        """Let a waiting `write` go on, and have the next one cancel."""
        self.is_abandoned.set()
        while not self.blocks.empty():
            self.blocks.get_nowait()


def copied(query: Query, form: str) -> Iterator[bytes]:
    """The rows of the query as COPY writes them, block by block.

    From the first block to the last nothing else may use this thread's connection.

    Shape:  blocks of about 256 KB; at most eight wait in memory, whatever the size of the run.
    Errors: those of the database, also in the middle: then the answer breaks off and is not whole.
    """
    statement = f"COPY ({query.literal()}) TO STDOUT WITH {form}"
    raw = connection.connection
    sink = Sink(raw)
    worker = threading.Thread(target=run, args=(raw, statement, sink), daemon=True)
    worker.start()
    try:
        while (block := sink.blocks.get()) is not None:
            if isinstance(block, BaseException):
                raise block
            yield block
    finally:
        sink.abandon()
        worker.join()


def run(raw: Any, statement: str, sink: Sink) -> None:
    """In the thread: one COPY. The thread that reads uses the connection for nothing else."""
    try:
        with raw.cursor() as cursor, io.BufferedWriter(sink, BLOCK) as writer:
            cursor.copy_expert(statement, writer)
        end = None
    except Exception as error:  # noqa: BLE001 -- it is raised again where the blocks are read
        end = error
    if not sink.is_abandoned.is_set():
        sink.blocks.put(end)


def csv_of(query: Query, *, mark: bool = False) -> Iterator[bytes]:
    """CSV with a header line; `mark` begins it with the byte order mark that Excel needs."""
    if mark:
        yield BYTE_ORDER_MARK
    yield from copied(query, AS_CSV)


def ndjson_of(query: Query) -> Iterator[bytes]:
    """One JSON object a line."""
    yield from copied(as_objects(query), AS_LINES)


def json_of(query: Query) -> Iterator[bytes]:
    """One JSON array, an object a line."""
    opening, held = b"[", b""
    for block in ndjson_of(query):
        lines = held + block
        held = b"\n" if lines.endswith(b"\n") else b""
        yield opening + lines.removesuffix(b"\n").replace(b"\n", b",\n")
        opening = b""
    yield opening + b"\n]\n"


def as_objects(query: Query) -> Query:
    """The query with each row as one JSON object: `met` a boolean, codes never null."""
    fixed = "met::boolean, attainment, points, weight, coverage, coalesce(missing, '') AS missing"
    plain = "department_code, department, indicator_code, indicator, unit, direction, target"
    sql = (
        f"SELECT row_to_json(line) FROM (SELECT {plain}, actual, period, {fixed},"  # noqa: S608
        f" coalesce(flags, '') AS flags FROM ({query.sql}) cell) line"
    )
    return Query(sql, query.params)
