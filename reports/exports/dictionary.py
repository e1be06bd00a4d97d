"""The dictionary of indicators with its history, as auditors ask for it: CSV or JSON.

One row an edition: what a card said from `since` on. Columns and order: docs/dictionary.md, D8.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from typing import Any

from departments.models import User
from indicators.models import CardEdition, Indicator
from indicators.services.cards import DESCRIBED, DETAILED, FIXED, words_of
from reports.exports.scores import RISKY

WORDS = tuple(name for name in (*FIXED, *DESCRIBED, *DETAILED, "guard") if name != "guard_id")
COLUMNS = ("code", "version", "edition", "since", "by", "reason", "is_newest", *WORDS)


def rows(user: User) -> Iterator[dict[str, Any]]:
    """Every edition of every card that `user` may see, by code, oldest first.

    Shape: a card that came with a file and was never changed has one row, by nobody.
    """
    cards = Indicator.objects.visible_to(user).with_detail().order_by("code", "version")
    kept: dict[int, list[CardEdition]] = {}
    editions = CardEdition.objects.visible_to(user).select_related("recorded_by")
    for edition in editions.order_by("indicator", "minor"):
        kept.setdefault(edition.indicator_id, []).append(edition)
    newest = {card.code: card.version for card in cards}
    for card in cards:
        own = kept.get(card.pk) or [
            CardEdition(indicator=card, words=words_of(card), minor=0, recorded_at=card.created_at)
        ]
        for edition in own:
            yield {
                "code": card.code,
                "version": card.version,
                "edition": edition.minor,
                "since": edition.recorded_at.isoformat(),
                "by": edition.recorded_by.username if edition.recorded_by else "",
                "reason": edition.reason,
                "is_newest": edition is own[-1] and newest[card.code] == card.version,
                **{name: edition.words.get(name, "") for name in WORDS},
            }


def csv_of(found: Iterator[dict[str, Any]]) -> Iterator[str]:
    """CSV with a mark for Excel; no cell of it is taken for a formula."""
    sink = io.StringIO()
    writer = csv.writer(sink)
    writer.writerow(["\ufeff" + COLUMNS[0], *COLUMNS[1:]])
    for row in found:
        writer.writerow([cell(row[name]) for name in COLUMNS])
        yield sink.getvalue()
        sink.seek(0)
        sink.truncate()
    yield sink.getvalue()


def cell(value: Any) -> Any:
    if isinstance(value, bool):
        return str(value).lower()
    is_risky = isinstance(value, str) and value[:1] and ord(value[0]) in RISKY
    return f"'{value}" if is_risky else value


def json_of(found: Iterator[dict[str, Any]]) -> Iterator[str]:
    """An array with one object a line."""
    opening = "[\n"
    for row in found:
        yield opening + json.dumps(row, ensure_ascii=False)
        opening = ",\n"
    yield "[]\n" if opening == "[\n" else "\n]\n"
