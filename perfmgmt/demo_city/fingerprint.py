"""One hash over everything there is in the demo: the same on every machine, else it says so."""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from typing import Any

from perfmgmt.demo_city import (
    agreements,
    appraisals,
    cascade,
    holidays,
    objectives,
    people,
    plan,
    said,
    series,
    third_party,
)
from perfmgmt.demo_city.accounts import ACCOUNTS, LOANS
from perfmgmt.demo_city.cards import CARDS
from perfmgmt.demo_city.cards.details import all_details
from perfmgmt.demo_city.organisation import MOVES, NODES


def plain(value: Any) -> Any:
    """Data classes and tuples as lists; of a KPI its key, so that its card counts once."""
    if isinstance(value, plan.Line):
        return [*value.key, value.weight, value.sums_children]
    if is_dataclass(value) and not isinstance(value, type):
        return [plain(getattr(value, field.name)) for field in fields(value)]
    if isinstance(value, dict):
        return [[key, plain(item)] for key, item in value.items()]
    if isinstance(value, (tuple, list)):
        return [plain(item) for item in value]
    return value if value is None or isinstance(value, (int, str)) else str(value)


def contents() -> Iterator[tuple[str, Any]]:
    """Each kind of thing, in the order in which it is loaded."""
    yield "departments", NODES
    yield "moves", MOVES
    yield "posts", people.posts()
    yield "people", people.people()
    yield "appointments", people.holdings()
    yield "accounts", (ACCOUNTS, LOANS)
    yield "calendar", holidays.days()
    yield "objectives", objectives.OBJECTIVES
    yield "indicators", tuple(CARDS.values())
    yield "card_details", tuple(all_details(CARDS))
    yield "plan", plan.plan()
    yield "figures", series.figures()
    yield "agreements", (
        agreements.DRAFT, agreements.LIGHTER, agreements.SUBMITTED, agreements.AMENDMENTS,
        agreements.STAYS_OPEN, agreements.QUARTER_LOCKS,
        agreements.QUARTER_DAYS, agreements.REOPENED, agreements.REOPENED_WHY,
        agreements.REOPENED_DAYS,
    )  # fmt: skip
    yield "cascade", cascade.CONTENT
    yield "third_party", third_party.CONTENT
    yield "appraisals", (appraisals.CONTENT, said.CONTENT)


def hash_of(content: Any) -> str:
    text = json.dumps(plain(content), ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def hashes() -> dict[str, str]:
    """The SHA-256 of each kind of thing."""
    return {name: hash_of(content) for name, content in contents()}


def fingerprint() -> str:
    """The SHA-256 of the whole demo."""
    return hash_of(sorted(hashes().items()))
