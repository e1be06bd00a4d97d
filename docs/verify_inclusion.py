"""Check that an entry lies in a sealed ledger. Needs Python 3.9 or newer and nothing else.

    python verify_inclusion.py PROOF.json [HEADS]

PROOF.json comes from `manage.py audit_verify --proof ENTRY`. HEADS is the file of heads that was
kept outside the database, or any copy of its lines; without it only the proof itself is checked.
Exit code 0: the entry lies in the seal. 1: it does not. The byte layouts are in audit.md.
"""

import json
import struct
import sys
from hashlib import sha256
from pathlib import Path


def text(value):
    raw = value.encode()
    return struct.pack(">H", len(raw)) + raw


def leaf(entry):
    digest = sha256(bytes.fromhex(entry["salt"]) + entry["details"].encode()).digest()
    if digest.hex() != entry["digest"]:
        raise ValueError("the details do not give the digest")
    actor = entry["actor"]
    return sha256(
        b"\x00\x01"
        + struct.pack(">qq", entry["id"], entry["at"])
        + (b"\x00" if actor is None else b"\x01" + struct.pack(">q", actor))
        + text(entry["verb"])
        + text(entry["target_type"])
        + text(entry["target_id"])
        + digest
    ).digest()


def root(node, index, count, path):
    nodes, last = [bytes.fromhex(part) for part in path], count - 1
    if not 0 <= index < count:
        raise ValueError("the index lies outside the tree")
    while last:
        if index % 2 or index < last:
            if not nodes:
                raise ValueError("the path is too short")
            beside = nodes.pop(0)
            node = sha256(b"\x01" + (beside + node if index % 2 else node + beside)).digest()
        index, last = index // 2, last // 2
    if nodes:
        raise ValueError("the path is too long")
    return node


def check(proof, heads):
    entry, place, seal = proof["entry"], proof["leaf"], proof["seal"]
    found = root(leaf(entry), place["index"], place["count"], proof["path"])
    if found.hex() != seal["root"]:
        raise ValueError("the path does not lead to the root of the seal")
    numbers = struct.pack(">qqq", seal["number"], seal["sealed_at"], place["count"])
    sealed = sha256(b"\x02" + numbers + found + bytes.fromhex(seal["previous"])).hexdigest()
    if sealed != seal["hash"]:
        raise ValueError("the seal does not have this hash")
    if heads is None:
        return "in a seal that agrees with itself; compare its hash with a head you trust"
    for line in heads:
        number, head, _ = line.split()
        if int(number) == seal["number"]:
            if head != sealed:
                raise ValueError("the head of this seal differs")
            return "in the seal whose head is in the file"
    raise ValueError("the file has no head for this seal")


def main(proof_file, heads_file=None):
    proof = json.loads(Path(proof_file).read_text(encoding="utf-8"))
    try:
        heads = heads_file and Path(heads_file).read_text(encoding="ascii").splitlines()
        where = check(proof, heads)
    except (KeyError, TypeError, ValueError, struct.error) as error:
        sys.exit(f"NOT PROVED: {error}")
    entry, seal = proof["entry"], proof["seal"]
    sys.stdout.write(f"PROVED: entry {entry['id']} lies in seal {seal['number']}, {where}.\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
