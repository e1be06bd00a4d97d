"""Sealing a ballot so that only the key of its round opens it, and a contact likewise. No Django.

X25519 with a key pair of its own for each of them, HKDF-SHA256, ChaCha20-Poly1305. Every ballot is
filled up to one size: its length must not tell it from others once it is opened. So are contacts.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

KEY, NONCE, TAG, LENGTH = 32, 12, 16, 2  # bytes
LONGEST_COMMENT = 500  # characters, each of up to four bytes
PLAIN_SIZE = 2176  # the longest ballot and its length
SEALED_SIZE = KEY + PLAIN_SIZE + TAG
TEXT_SIZE = 512  # 120 characters of four bytes and their length
SEALED_TEXT_SIZE = KEY + TEXT_SIZE + TAG
BALLOT, TEXT = b"perfmgmt ballot", b"perfmgmt text"  # what a key is derived for
# A key encrypts one ballot only, so its nonce may be nothing.
NOTHING = bytes(NONCE)


class SealError(Exception):
    """The key does not fit, or the bytes were changed."""


@dataclass(frozen=True, slots=True)
class Ballot:
    """About whom, as what, the place of each answer on the scale, and the comment."""

    appraisal: int
    source: str
    levels: tuple[int, ...]
    comment: str = ""

    def packed(self) -> bytes:
        levels = ",".join(map(str, self.levels))
        text = f"{self.appraisal} {self.source} {levels}\n{self.comment}".encode()
        if LENGTH + len(text) > PLAIN_SIZE:
            raise ValueError("the ballot is too long")
        return (len(text).to_bytes(LENGTH) + text).ljust(PLAIN_SIZE, b"\0")

    @classmethod
    def unpacked(cls, plain: bytes) -> Ballot:
        size = int.from_bytes(plain[:LENGTH])
        head, _line, comment = plain[LENGTH : LENGTH + size].decode().partition("\n")
        appraisal, source, levels = head.split(" ")
        return cls(int(appraisal), source, tuple(map(int, levels.split(","))), comment)


def new_keys(secret: str, about: bytes) -> tuple[bytes, bytes]:
    """A public key, and its private key sealed with the secret of the installation.

    `about` names what the keys belong to; a key that is moved elsewhere does not open.
    """
    private = X25519PrivateKey.generate()
    nonce = os.urandom(NONCE)
    lock = ChaCha20Poly1305(derived(secret.encode(), about, b"perfmgmt ballot key"))
    sealed = nonce + lock.encrypt(nonce, private.private_bytes_raw(), about)
    return private.public_key().public_bytes_raw(), sealed


def open_key(sealed: bytes, secrets: Iterable[str], about: bytes) -> X25519PrivateKey:
    """The private key, with the first of `secrets` that fits. Errors: SealError if none does."""
    for secret in secrets:
        lock = ChaCha20Poly1305(derived(secret.encode(), about, b"perfmgmt ballot key"))
        try:
            found = lock.decrypt(sealed[:NONCE], sealed[NONCE:], about)
        except InvalidTag:
            continue
        return X25519PrivateKey.from_private_bytes(found)
    raise SealError("no secret opens the key of the round")


def seal(ballot: Ballot, public_key: bytes, about: bytes) -> bytes:
    return seal_bytes(ballot.packed(), public_key, about, BALLOT)


def open_ballot(sealed: bytes, key: X25519PrivateKey, about: bytes) -> Ballot:
    """Errors: SealError for bytes that were changed or belong to another round."""
    return Ballot.unpacked(open_bytes(sealed, key, about, BALLOT))


def seal_text(text: str, public_key: bytes, about: bytes) -> bytes:
    """A short text, of one size whatever it says. Errors: ValueError when it does not fit."""
    plain = text.encode()
    if LENGTH + len(plain) > TEXT_SIZE:
        raise ValueError("the text is too long")
    packed = (len(plain).to_bytes(LENGTH) + plain).ljust(TEXT_SIZE, b"\0")
    return seal_bytes(packed, public_key, about, TEXT)


def open_text(sealed: bytes, key: X25519PrivateKey, about: bytes) -> str:
    """Errors: SealError for bytes that were changed or belong to something else."""
    plain = open_bytes(sealed, key, about, TEXT)
    return plain[LENGTH : LENGTH + int.from_bytes(plain[:LENGTH])].decode()


def seal_bytes(plain: bytes, public_key: bytes, about: bytes, use: bytes) -> bytes:
    once = X25519PrivateKey.generate()
    mark = once.public_key().public_bytes_raw()
    shared = once.exchange(X25519PublicKey.from_public_bytes(public_key))
    lock = ChaCha20Poly1305(derived(shared, mark + public_key, use))
    return mark + lock.encrypt(NOTHING, plain, about)


def open_bytes(sealed: bytes, key: X25519PrivateKey, about: bytes, use: bytes) -> bytes:
    mark, public_key = sealed[:KEY], key.public_key().public_bytes_raw()
    shared = key.exchange(X25519PublicKey.from_public_bytes(mark))
    lock = ChaCha20Poly1305(derived(shared, mark + public_key, use))
    try:
        return lock.decrypt(NOTHING, sealed[KEY:], about)
    except InvalidTag:
        raise SealError("this does not open with the key that it should belong to") from None


def derived(material: bytes, salt: bytes, info: bytes) -> bytes:
    return HKDF(hashes.SHA256(), KEY, salt=salt, info=info).derive(material)


def places_of(codes: Sequence[str], chosen: Iterable[str]) -> tuple[int, ...]:
    """The places of the chosen levels on the scale. Errors: ValueError for an unknown one."""
    return tuple(codes.index(code) for code in chosen)
