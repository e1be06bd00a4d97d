"""A scale of satisfaction as data: what is asked, the answers, the reasons. No Django.

The same words mean different things on different scales (the middle of the Chinese five is
positive, that of the British is not), so ratings of two scales are never averaged.
Source: docs/public-voice.md, P3.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Level:
    value: int
    name_en: str
    name_zh: str
    is_negative: bool  # opens a ticket
    is_positive: bool

    def name(self, *, chinese: bool) -> str:
        return self.name_zh if chinese else self.name_en


@dataclass(frozen=True, slots=True)
class Reason:
    code: str
    name_en: str
    name_zh: str

    def name(self, *, chinese: bool) -> str:
        return self.name_zh if chinese else self.name_en


def levels_of(content: list[Mapping[str, Any]]) -> tuple[Level, ...]:
    """The answers, best first."""
    found = [
        Level(one["value"], one["name_en"], one["name_zh"], one["negative"], one["positive"])
        for one in content
    ]
    return tuple(sorted(found, key=lambda level: -level.value))


def reasons_of(content: list[Mapping[str, Any]]) -> tuple[Reason, ...]:
    return tuple(Reason(one["code"], one["name_en"], one["name_zh"]) for one in content)


def flipped(value: int, values: list[int]) -> int:
    """The mirror image on the same scale: for a source whose 1 is the best.

    Errors: ValueError for a value that the scale does not have.
    """
    if value not in values:
        raise ValueError(value)
    return max(values) + min(values) - value
