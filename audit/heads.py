"""Heads: one line a seal, in a file outside the database.

Whoever can rewrite the whole database cannot rewrite what has left it. The file may only grow;
keep it on another machine, or under another user, or print it.
"""

import contextlib
import datetime
import fcntl
import logging
import os
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from django.conf import settings

from audit.ledger import Head, SealRow
from audit.models import Seal

TAIL = 4096  # bytes, some twenty lines

log = logging.getLogger(__name__)


def file() -> Path | None:
    """Where the heads go; None when the setting is empty."""
    return Path(settings.AUDIT_HEADS_FILE) if settings.AUDIT_HEADS_FILE else None


def line_of(number: int, seal_hash: bytes | memoryview, sealed_at: datetime.datetime) -> bytes:
    moment = sealed_at.astimezone(datetime.UTC).isoformat(timespec="microseconds")
    return f"{number} {bytes(seal_hash).hex()} {moment}\n".encode()


def head_of(line: bytes) -> Head:
    """Errors: ValueError for a line that is no head."""
    number, seal_hash, _ = line.decode("ascii").split()
    return Head(int(number), bytes.fromhex(seal_hash))


def publish(seal: SealRow) -> None:
    """Append the head of `seal`, and first those that a killed sealer still owed.

    A new file starts with this seal: heads written later prove nothing of the time before.
    A file that knows this number already stays as it is; the verification compares the two.
    """
    if (path := file()) is None:
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a+b") as stream:
        fcntl.flock(stream, fcntl.LOCK_EX)
        known = last_heads(stream)
        if known and known[-1].number >= seal.number:
            if Head(seal.number, seal.hash) not in known:  # a sealer that came later wrote it
                log.critical("The heads know another seal %s: is this an old copy?", seal.number)
            return
        first = known[-1].number + 1 if known else seal.number
        owed = Seal.objects.filter(number__gte=first, number__lt=seal.number).order_by("number")
        for row in owed.values_list("number", "hash", "sealed_at").iterator():
            stream.write(line_of(*row))
        stream.write(line_of(seal.number, seal.hash, seal.sealed_at))
        stream.flush()
        os.fsync(stream.fileno())


def last_heads(stream: BinaryIO) -> list[Head]:
    """Some heads at the end of the file, none for an empty one; closes a line cut by a crash."""
    size = stream.seek(0, os.SEEK_END)
    stream.seek(max(0, size - TAIL))
    tail = stream.read()
    if tail and not tail.endswith(b"\n"):
        stream.write(b"\n")
    found = []
    for line in tail.splitlines()[size > TAIL :]:  # the first may be the rest of a line
        with contextlib.suppress(ValueError):
            found.append(head_of(line))
    return found


def size(path: Path) -> int:
    """How many bytes of heads there are now. Take it before the snapshot of the database: a head
    is written after its seal, so that all heads in these bytes are in the snapshot."""
    with path.open("rb") as stream:
        fcntl.flock(stream, fcntl.LOCK_SH)
        return os.fstat(stream.fileno()).st_size


def read(path: Path, size: int) -> Iterator[Head | None]:
    """The heads in the first `size` bytes, in the order of the file; None for a spoilt line."""
    with path.open("rb") as stream:
        for line in stream:
            size -= len(line)
            if size < 0:
                return
            try:
                yield head_of(line)
            except ValueError:
                yield None
