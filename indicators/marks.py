"""The small signs beside a figure: how sure it is, whether it was verified, revised or late."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext, pgettext

SIGNS = ("provisional", "estimated", "verified", "rejected", "revised", "late")


def codes(row: Any) -> list[str]:
    """The marks of a value or a score read `with_marks`, in a fixed order. Source: rule 10."""
    found = {
        "provisional": row.quality == "provisional",
        "estimated": row.quality == "estimated",
        "verified": row.verdict == "verified",
        "rejected": row.verdict == "rejected",
        "revised": row.is_revised,
        "late": row.was_late,
    }
    return [code for code in SIGNS if found[code]]


def shown(row: Any) -> list[dict[str, str]]:
    """Sign and word of each mark, for the page."""
    return named(codes(row))


def named(found: Iterable[str]) -> list[dict[str, str]]:
    words = {
        "provisional": ("p", pgettext("mark of a value", "provisional")),
        "estimated": ("e", pgettext("mark of a value", "estimated")),
        "verified": ("✓", pgettext("mark of a value", "verified")),
        "rejected": ("✗", pgettext("mark of a value", "rejected")),
        "revised": ("r", gettext("revised")),
        "late": ("l", pgettext("mark of a value", "reported late")),
    }
    return [{"sign": words[code][0], "word": words[code][1]} for code in found]
