"""What differs between two versions of a pack, place by place."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Difference:
    path: str
    old: str | None  # None: not there before
    new: str | None  # None: no longer there


def differences(old: Any, new: Any) -> list[Difference]:
    """The places where two contents differ, in the order of the new one.

    Shape:  list members with a `code`, `category` or `grade` are matched by it, others by place.
    """
    before, after = dict(leaves(old)), dict(leaves(new))
    return [
        Difference(path, before.get(path), after.get(path))
        for path in [*after, *(path for path in before if path not in after)]
        if before.get(path) != after.get(path)
    ]


def leaves(value: Any, path: str = "") -> Iterator[tuple[str, str]]:
    """Every scalar with its path."""
    if isinstance(value, dict):
        for key, item in value.items():
            yield from leaves(item, f"{path}.{key}" if path else key)
    elif isinstance(value, list):
        for place, item in enumerate(value):
            yield from leaves(item, f"{path}[{mark(item, place)}]")
    else:
        yield path, scalar(value)


def mark(item: Any, place: int) -> str:
    if isinstance(item, dict):
        for key in ("code", "category", "grade"):
            if isinstance(item.get(key), str):
                return str(item[key])
    return str(place)


def scalar(value: Any) -> str:
    words = {"True": "true", "False": "false", "None": "–"}
    return words.get(str(value), str(value)) if not isinstance(value, str) else value
