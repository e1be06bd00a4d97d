"""What was scored and what came out, as bytes and hashes. Rule 20 of docs/scoring.md. Pure."""

from __future__ import annotations

import hashlib
import json
import struct
from collections.abc import Iterable
from typing import Any

import numpy as np

from indicators.scoring import NULL
from indicators.tables import Parameters

LONG = NULL + 1  # a number that is not a whole number of millionths: its text is in the tail

TARGET = np.dtype(
    [("id", "<i8"), ("indicator", "<i8"), ("period", "<i8"), ("direction", "<i4"),
     ("method", "<i4"), ("value", "<i8"), ("low", "<i8"), ("high", "<i8"), ("baseline", "<i8"),
     ("tolerance_low", "<i8"), ("tolerance_high", "<i8"), ("weight", "<i8"), ("cap", "<i8"),
     ("floor", "<i8"), ("bits", "<i4"), ("per", "<i4")]
)  # fmt: skip
NUMBERS = ("value", "low", "high", "baseline", "tolerance_low", "tolerance_high")
SAFETY, SUMS_CHILDREN = 1, 2

INPUT_CELL = np.dtype(
    [("period", "<i8"), ("target", "<i8"), ("measurement", "<i8"), ("missing", "<i4"),
     ("reserved", "<i4"), ("value", "<i8"), ("numerator", "<i8"), ("denominator", "<i8")]
)  # fmt: skip
RESULT_CARD = np.dtype(
    [("period", "<i8"), ("own", "<i8"), ("own_coverage", "<i8"), ("below", "<i8"),
     ("below_coverage", "<i8"), ("score", "<i8"), ("coverage", "<i8"), ("met", "<i4"),
     ("not_met", "<i4")]
)  # fmt: skip
RESULT_CELL = np.dtype(
    [("period", "<i8"), ("target", "<i8"), ("measurement", "<i8"), ("attainment", "<i8"),
     ("points", "<i8"), ("state", "<i8")]
)  # fmt: skip


def tail(texts: Iterable[str]) -> bytes:
    """The long numbers of a department, each as its length and its text."""
    return b"".join(struct.pack("<i", len(text)) + text.encode() for text in texts)


def parameters(target: int, given: Parameters) -> bytes:
    """The record of a target's table, penalty and smallest number of answers. Rule 30."""
    blank = [NULL if number is None else number for number in (given.penalty, given.minimum_n)]
    head = struct.pack("<3qi", target, *blank, len(given.rows))
    return head + tail(exact(number) for row in given.rows for number in row)


def exact(number: int | None) -> str:
    """A number of a table as text, without trailing zeros; empty where it is blank."""
    if number is None:
        return ""
    digits = f"{abs(number):017d}"
    text = f"{digits[:-16]}.{digits[-16:]}".rstrip("0").rstrip(".")
    return text if number >= 0 else "-" + text


def canonical(pins: dict[str, Any]) -> bytes:
    """The pins as the bytes that are hashed."""
    return json.dumps(pins, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def of_run(pins: dict[str, Any], digests: dict[int, tuple[bytes, bytes]]) -> tuple[str, str]:
    """The hashes of a run from those of its departments: (inputs, results), hexadecimal."""
    inputs, results = hashlib.sha256(canonical(pins)), hashlib.sha256()
    for department in sorted(digests):
        key = struct.pack("<q", department)
        inputs.update(key + digests[department][0])
        results.update(key + digests[department][1])
    return inputs.hexdigest(), results.hexdigest()


RECORD = struct.Struct("<q32s32s")


def pack(digests: dict[int, tuple[bytes, bytes]]) -> bytes:
    """The digests of many departments as one value, in order of the department's id."""
    return b"".join(RECORD.pack(key, *digests[key]) for key in sorted(digests))


def unpack(packed: bytes) -> dict[int, tuple[bytes, bytes]]:
    """The opposite of pack."""
    return {key: (inputs, results) for key, inputs, results in RECORD.iter_unpack(packed)}
