"""The numbers evaluators are held to, as data with their sources. Rules: docs/third-parties.md."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

from feedback.marking import QualityTable

RULES = Path(__file__).parents[1] / "rules" / "third-parties-1.json"


@cache
def rules() -> dict[str, Any]:
    found: dict[str, Any] = json.loads(RULES.read_text(encoding="utf-8"))
    return found


def number(name: str) -> int:
    return int(rules()[name]["value"])


def quality_table() -> QualityTable:
    part = rules()["quality"]
    return QualityTable(**{name: part[name] for name in QualityTable.__dataclass_fields__})
