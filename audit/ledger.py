"""What a digest, a leaf and a seal are, byte by byte. No clock, no database.

Source: docs/audit.md, rules L1 to L5.
"""

import datetime
import decimal
import json
import uuid
from collections.abc import Mapping, Sequence
from hashlib import sha256
from struct import pack
from typing import Any, NamedTuple

from django.utils.functional import Promise

from audit import merkle

LEAF = b"\x00"
SEAL = b"\x02"
FORMAT = b"\x01"  # of the leaf; another layout gets another number
NOTHING_BEFORE = bytes(32)  # what the first seal continues
EPOCH = datetime.datetime(1970, 1, 1, tzinfo=datetime.UTC)
MICROSECOND = datetime.timedelta(microseconds=1)
LARGEST_DETAILS = 256 * 1024  # bytes


class EntryRow(NamedTuple):
    """An entry as it is stored; `details` is JSON, as text or already parsed."""

    id: int
    at: datetime.datetime
    actor: int | None
    verb: str
    target_type: str
    target_id: str
    digest: bytes
    salt: bytes = b""
    details: Any = None


class SealRow(NamedTuple):
    """A seal as it is stored; `leaves` are the leaf hashes in the order of `entry_ids`."""

    number: int
    sealed_at: datetime.datetime
    entry_ids: list[int]
    leaves: bytes
    root: bytes
    previous: bytes
    hash: bytes


class Head(NamedTuple):
    """What has left the house of a seal."""

    number: int
    hash: bytes


def plain(value: Any) -> Any:
    """`value` in the types of JSON, without floats: a number that is not whole becomes text.

    Errors: TypeError for a float or an unknown type, ValueError for text no database can hold.
    """
    if value is None or isinstance(value, bool | int):
        return value
    if isinstance(value, str):
        if "\0" in value:
            raise ValueError("the ledger cannot hold the character NUL")
        return str.__str__(value)
    if isinstance(value, Mapping):
        return {plain_key(key): plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [plain(item) for item in value]
    return plain_scalar(value)


def plain_key(key: Any) -> str:
    if isinstance(key, str | int | uuid.UUID | datetime.date) and not isinstance(key, bool):
        return str(plain(str(key)))
    raise TypeError(f"the ledger cannot hold a key of type {type(key).__name__}")


def plain_scalar(value: Any) -> str:
    if isinstance(value, decimal.Decimal):
        if not value.is_finite():
            raise ValueError("the ledger holds finite numbers only")
        return format(value, "f")
    if isinstance(value, datetime.datetime | datetime.date | datetime.time):
        return value.isoformat()
    if isinstance(value, uuid.UUID):
        return str(value)
    if isinstance(value, float):
        raise TypeError("a float is not exact: give the ledger a Decimal or text")
    if isinstance(value, Promise):  # text that is translated late
        return str(value)
    raise TypeError(f"the ledger cannot hold a {type(value).__name__}")


ENCODER = json.JSONEncoder(
    ensure_ascii=False, allow_nan=False, sort_keys=True, separators=(",", ":")
)


def canonical(details: Any) -> str:
    """The one JSON text of `details`: sorted keys, no spaces, whole numbers and text only. L1.

    Errors: TypeError, ValueError (see `plain`); ValueError for more than LARGEST_DETAILS bytes.
    """
    text = ENCODER.encode(plain(details))
    try:
        size = len(text.encode())
    except UnicodeEncodeError:
        raise ValueError("the ledger cannot hold half a character") from None
    if size > LARGEST_DETAILS:
        raise ValueError(
            f"{size} bytes of details are too many: a bulk write is one entry "
            'with {"rows": …, "sha256": …}'
        )
    return text


def digest_of(salt: bytes, text: str) -> bytes:
    """SHA-256(salt ‖ canonical details). Without salt and details nobody can guess them. L2."""
    return sha256(salt + text.encode()).digest()


def digest_of_stored(salt: bytes, details: Any) -> bytes:
    """The digest of details read back from the database, which keeps its own order of keys."""
    stored = json.loads(details) if isinstance(details, str) else details
    return digest_of(salt, ENCODER.encode(stored))


def microseconds(moment: datetime.datetime) -> int:
    """Whole microseconds since 1970-01-01 UTC; exact, also before 1970."""
    return (moment - EPOCH) // MICROSECOND


def leaf_of(entry: EntryRow) -> bytes:
    """The hash a seal keeps of an entry. Of the details only the digest goes in. L3."""
    return sha256(
        b"".join(
            (
                LEAF,
                FORMAT,
                pack(">qq", entry.id, microseconds(entry.at)),
                b"\x00" if entry.actor is None else pack(">cq", b"\x01", entry.actor),
                measured(entry.verb),
                measured(entry.target_type),
                measured(entry.target_id),
                entry.digest,
            )
        )
    ).digest()


def measured(text: str) -> bytes:
    """Length first, so that no two triples of texts give the same bytes."""
    raw = text.encode()
    return pack(">H", len(raw)) + raw


def seal_hash(
    number: int, sealed_at: datetime.datetime, count: int, root: bytes, previous: bytes
) -> bytes:
    """SHA-256(0x02 ‖ number ‖ sealed_at ‖ count ‖ root ‖ previous). L5."""
    head = pack(">qqq", number, microseconds(sealed_at), count)
    return sha256(SEAL + head + root + previous).digest()


def make_seal(
    number: int, sealed_at: datetime.datetime, entries: Sequence[EntryRow], previous: bytes
) -> SealRow:
    """The seal over `entries`, in their order."""
    leaves = [leaf_of(entry) for entry in entries]
    root = merkle.root(leaves)
    return SealRow(
        number,
        sealed_at,
        [entry.id for entry in entries],
        b"".join(leaves),
        root,
        previous,
        seal_hash(number, sealed_at, len(leaves), root, previous),
    )
