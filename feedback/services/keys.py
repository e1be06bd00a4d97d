"""Keys for codes, one for each use, made from the secret of the installation."""

from functools import cache

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

CASE, CHECK, RECEIPT = b"closed case", b"check code", b"receipt"


def key_of(use: bytes) -> bytes:
    """32 bytes. Codes made under another secret are not known any more."""
    return made(settings.SECRET_KEY, use)


@cache
def made(secret: str, use: bytes) -> bytes:
    kdf = HKDF(hashes.SHA256(), length=32, salt=None, info=b"perfmgmt.feedback " + use)
    return kdf.derive(secret.encode())
