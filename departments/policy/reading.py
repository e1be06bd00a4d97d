"""Walk through JSON and collect every problem with its place, instead of stopping at the first."""

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

NUMBER = re.compile(r"-?\d{1,9}(\.\d{1,6})?")
WORD = re.compile(r"[a-z][a-z0-9_-]{0,59}")


def gettext_noop(text: str) -> str:
    """Mark a text for translation; whoever shows it translates it."""
    return text


@dataclass(frozen=True, slots=True)
class Problem:
    path: str  # where in the JSON: grade_scales[0].bands[2].to
    text: str  # English, with %(name)s; the reader's language is chosen where it is shown
    params: dict[str, str] = field(default_factory=dict)

    def __str__(self) -> str:
        return f"{self.path}: {self.text % self.params}"


class PolicyError(ValueError):
    """The content of a pack is not usable; `problems` names every place."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__("\n".join(map(str, problems)))
        self.problems = problems


class Node:
    """One JSON value and its path. A getter that meets a problem notes it and gives a stand-in.

    What is absent was already noted where it is missing, and is silent about its own parts.
    """

    def __init__(
        self, value: Any, path: str, problems: list[Problem], *, absent: bool = False
    ) -> None:
        self.value = value
        self.path = path
        self.problems = problems
        self.absent = absent

    def fail(self, text: str, **params: str) -> None:
        if not self.absent:
            self.problems.append(Problem(self.path or "$", text, params))

    def child(self, value: Any, step: str, *, absent: bool = False) -> "Node":
        return Node(value, f"{self.path}{step}", self.problems, absent=absent)

    def keys(self, required: Collection[str], optional: Collection[str] = ()) -> dict[str, "Node"]:
        """The members of an object; unknown and missing ones are problems."""
        content = self.value
        if not isinstance(content, dict):
            self.fail(gettext_noop("must be an object in braces"))
            return {key: self.child(None, f".{key}", absent=True) for key in [*required, *optional]}
        for key in content.keys() - set(required) - set(optional):
            known = ", ".join(sorted({*required, *optional}))
            self.fail(
                gettext_noop("“%(key)s” is not known here; known are: %(known)s"),
                key=key, known=known,
            )  # fmt: skip
        for key in required:
            if key not in content:
                self.fail(gettext_noop("“%(key)s” is missing"), key=key)
        dot = "." if self.path else ""
        return {
            key: self.child(content.get(key), f"{dot}{key}", absent=key not in content)
            for key in [*required, *optional]
        }

    def members(self) -> Iterator[tuple[str, "Node"]]:
        """The members of an object whose keys are data."""
        if not isinstance(self.value, dict):
            self.fail(gettext_noop("must be an object in braces"))
            return
        for key, value in self.value.items():
            if not WORD.fullmatch(key):
                self.child(value, f".{key}").fail(
                    gettext_noop("a name here has small letters, digits, “_” and “-” only")
                )
            yield key, self.child(value, f".{key}")

    def items(self) -> list["Node"]:
        if not isinstance(self.value, list):
            self.fail(gettext_noop("must be a list in square brackets"))
            return []
        return [self.child(value, f"[{place}]") for place, value in enumerate(self.value)]

    def text(self, *, blank: bool = False) -> str:
        if not isinstance(self.value, str) or not (blank or self.value.strip()):
            if not (blank and self.value is None):
                self.fail(gettext_noop("must be text in double quotes, and not empty"))
            return ""
        if not self.value.isprintable():
            self.fail(gettext_noop("must not hold line breaks or control characters"))
            return ""
        return self.value

    def word(self) -> str:
        if not isinstance(self.value, str) or not WORD.fullmatch(self.value):
            self.fail(gettext_noop("a name here has small letters, digits, “_” and “-” only"))
            return ""
        return self.value

    def choice(self, options: Collection[str]) -> str:
        if not isinstance(self.value, str) or self.value not in options:
            self.fail(gettext_noop("must be one of: %(known)s"), known=", ".join(sorted(options)))
            return ""
        return self.value

    def flag(self) -> bool:
        if not isinstance(self.value, bool):
            self.fail(gettext_noop("must be true or false"))
        return self.value is True

    def number(self, low: str, high: str) -> Decimal:
        """A decimal written as text ("0.80"), so that no float comes between."""
        if isinstance(self.value, bool) or not isinstance(self.value, int | str):
            self.fail(gettext_noop('must be a number written as text, for example "0.80"'))
        elif not NUMBER.fullmatch(str(self.value)):
            self.fail(gettext_noop("“%(value)s” is not a number"), value=str(self.value))
        elif not Decimal(low) <= Decimal(self.value) <= Decimal(high):
            self.fail(gettext_noop("must lie between %(low)s and %(high)s"), low=low, high=high)
        else:
            return Decimal(self.value)
        return Decimal(0)

    def whole(self, low: int, high: int) -> int:
        if isinstance(self.value, bool) or not isinstance(self.value, int):
            self.fail(gettext_noop("must be a whole number"))
        elif not low <= self.value <= high:
            self.fail(
                gettext_noop("must lie between %(low)s and %(high)s"), low=str(low), high=str(high)
            )
        else:
            return self.value
        return 0
