"""The proof that one entry lies in its seal, to be checked without this program."""

from typing import Any

from audit import ledger, merkle
from audit.models import Entry, Seal
from audit.verification import HASH


def of(entry: Entry, seal: Seal) -> dict[str, Any]:
    """All that a stranger needs beside the head of the seal. Bytes are written in hex.

    Shape:  the entry with its salt and canonical details, the nodes beside its way to the root
            (lowest first), the seal. About 32 bytes for each doubling of the batch.
    """
    leaves = bytes(seal.leaves)
    index = seal.entry_ids.index(entry.pk)
    hashes = [leaves[at : at + HASH] for at in range(0, len(leaves), HASH)]
    return {
        "entry": {
            "id": entry.pk,
            "at": ledger.microseconds(entry.at),
            "actor": entry.actor,
            "verb": entry.verb,
            "target_type": entry.target_type,
            "target_id": entry.target_id,
            "salt": bytes(entry.salt).hex(),
            "details": ledger.ENCODER.encode(entry.details),
            "digest": bytes(entry.digest).hex(),
        },
        "leaf": {"index": index, "count": len(hashes)},
        "path": [node.hex() for node in merkle.path(hashes, index)],
        "seal": {
            "number": seal.number,
            "sealed_at": ledger.microseconds(seal.sealed_at),
            "root": bytes(seal.root).hex(),
            "previous": bytes(seal.previous).hex(),
            "hash": bytes(seal.hash).hex(),
        },
    }
