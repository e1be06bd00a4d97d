"""What the rating page sends when a face is tapped, read strictly. No Django.

Whatever differs by a letter from what our own page sends is none, and takes the long way, which
says what is wrong with it. Rules: docs/public-voice.md, P20.
"""

from __future__ import annotations

import re
import uuid
from dataclasses import dataclass

from feedback import codes

LONGEST = 200  # bytes of what the page sends; a hundred are usual
PATH = re.compile(rf"/r/([{codes.ALPHABET}]{{{codes.RECEIPT}}})")
QUERY = re.compile(rb"lang=(en|zh-hans)")
BODY = re.compile(
    rb"page=([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})&website=&value=([0-9]{1,2})"
)
FORM = b"application/x-www-form-urlencoded"


@dataclass(frozen=True, slots=True)
class Tap:
    """One face of the page of one receipt."""

    code: str
    page: uuid.UUID
    value: int
    language: str


def tap_of(path: str, query: bytes, body: bytes) -> Tap | None:
    """A tap on the page of a receipt, with nothing in the field that nobody sees."""
    place, lang, sent = PATH.fullmatch(path), QUERY.fullmatch(query), BODY.fullmatch(body)
    if place is None or lang is None or sent is None:
        return None
    page, value = sent.groups()
    return Tap(place[1], uuid.UUID(page.decode()), int(value), lang[1].decode())
