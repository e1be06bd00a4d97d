"""Check that a rating is among those that were counted. Needs Python 3.9 or newer, nothing else.

    python verify_rating.py PROOF.json

PROOF.json comes from the page that shows what became of a rating. Compare the root with the one
that was published for the release. Exit code 0: it is counted. 1: it is not. The byte layout is in
public-voice.md, P12.
"""

import json
import sys
from hashlib import sha256
from pathlib import Path


def leaf(proof):
    rating = proof["rating"]
    said = [proof["service"], rating["scale"], rating["stream"], rating["value"]]
    text = json.dumps(said, ensure_ascii=False, separators=(",", ":"))
    return sha256(b"\x00\x02" + bytes.fromhex(rating["check"]) + text.encode()).digest()


def root(node, index, count, path):
    nodes, last = [bytes.fromhex(part) for part in path], count - 1
    if not 0 <= index < count:
        raise ValueError("the place lies outside the release")
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


def main(proof_file):
    proof = json.loads(Path(proof_file).read_text("utf-8"))
    try:
        found = root(leaf(proof), proof["index"], proof["count"], proof["path"])
        if found.hex() != proof["root"]:
            raise ValueError("the path does not lead to the root of the release")
    except (KeyError, TypeError, ValueError) as error:
        sys.exit(f"NOT COUNTED: {error}")
    place = f"place {proof['index'] + 1} of {proof['count']}"
    sys.stdout.write(f"COUNTED: {place} in the release with the root {proof['root']}.\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
