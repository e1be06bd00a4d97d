"""Codes that people scan, type and read out. No Django.

Crockford's base 32: no I, L, O or U, so that nothing is mistaken for a digit and no word comes out.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
BITS = 5  # of one character
POINT = 6  # characters: names a counter, no secret
CHECK = 12  # characters, 60 bits: tells a citizen later what became of the rating
RECEIPT = 26  # characters, 130 bits: worth one rating (ASVS 6.5.2 asks for 112)
GROUP = 4
SAME = str.maketrans({"O": "0", "I": "1", "L": "1", "-": None, " ": None})


def new(length: int) -> str:
    """A code of so many characters, each of five bits of chance."""
    return "".join(secrets.choice(ALPHABET) for _ in range(length))


def normal(text: str) -> str:
    """What somebody typed, as it was issued; "" when no code can be meant."""
    code = text.strip().upper().translate(SAME)
    return code if code and set(code) <= set(ALPHABET) else ""


def shown(code: str) -> str:
    """In groups of four, as people read them out."""
    return "-".join(code[at : at + GROUP] for at in range(0, len(code), GROUP))


def digest(code: str, key: bytes) -> bytes:
    """What the database keeps of a secret code: 32 bytes that nobody turns back without the key."""
    return hmac.new(key, code.encode(), hashlib.sha256).digest()


def derived(seed: bytes, key: bytes, length: int) -> str:
    """A code that the same seed always gives: a page that is sent twice gets the same answer."""
    number = int.from_bytes(hmac.new(key, seed, hashlib.sha256).digest())
    return "".join(ALPHABET[number >> BITS * at & (1 << BITS) - 1] for at in range(length))
