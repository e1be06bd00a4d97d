"""What is printed for a place of a service: a poster with its code, and sheets of receipts."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Sequence
from dataclasses import asdict
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import override

from departments.policy_words import is_chinese
from feedback import codes, qr
from feedback.models import ServicePoint
from feedback.scale_words import question

Both = list[dict[str, str]]
CODES = {"en": "en", "zh-hans": "zh"}


def both(words: Callable[[], str]) -> Both:
    """A text in both languages, that of whoever prints first."""
    order = ["zh-hans", "en"] if is_chinese() else ["en", "zh-hans"]
    found = []
    for language in order:
        with override(language):
            found.append({"lang": CODES[language], "text": str(words())})
    return found


def bare(address: str) -> str:
    """As people type it: without the protocol."""
    return address.partition("://")[2] or address


def poster(point: ServicePoint, address: str, start: str, paper: str) -> dict[str, Any]:
    """For a counter. `address` is what the QR holds, `start` the page where the code is typed."""
    return {
        "title": point.service.title, "paper": paper,
        "service": both(lambda: point.service.title),
        "place": both(lambda: point.title),
        "question": both(lambda: question(point.service.scale)),
        "promises": [
            both(lambda: _("No name, no account, nothing to install.")),
            both(lambda: _("One tap is enough. Staff see answers in batches, never on the day.")),
        ],
        "type": both(lambda: _("Or type the code at %(address)s") % {"address": bare(start)}),
        "code": point.code,
        "drawing": asdict(qr.drawn(address, sturdy=True)),
        "says": _("QR code that leads to %(address)s") % {"address": address},
    }  # fmt: skip


def receipt_sheet(
    point: ServicePoint, found: Sequence[str], ends: datetime.date,
    address: Callable[[str], str], start: str,
) -> dict[str, Any]:  # fmt: skip
    """One-time receipts, three by eight on a sheet; what is on one leads to nobody."""
    return {
        "title": _("Receipts: %(service)s") % {"service": point.service.title},
        "service": both(lambda: point.service.title),
        "ends": both(lambda: _("Rate once, until %(day)s") % {"day": ends.isoformat()}),
        "start": bare(start),
        "says": _("QR code of one receipt"),
        "receipts": [
            {"code": codes.shown(code), "drawing": asdict(qr.drawn(address(code)))}
            for code in found
        ],
    }  # fmt: skip
