"""The leaves of a release: what a rating is worth in the count, for everybody to check. No Django.

Source: docs/public-voice.md, P12. The tree over them is that of the ledger (audit.merkle).
"""

from __future__ import annotations

import json
from hashlib import sha256

LEAF = b"\x00\x02"  # no leaf of the ledger begins so


def leaf(check: bytes, service: str, scale: str, stream: str, value: int) -> bytes:
    """The hash of one rating in its release.

    Shape:  32 bytes. `check` is the keyed digest of the check code (32 bytes; of a rating without
            one, of its number), the rest is printed on the page of the rating.
    """
    text = json.dumps([service, scale, stream, value], ensure_ascii=False, separators=(",", ":"))
    return sha256(LEAF + check + text.encode()).digest()
