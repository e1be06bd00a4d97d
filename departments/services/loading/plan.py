"""What a file would change: shown before anything is written."""

import datetime
import difflib
import hashlib
import json
import re
from collections.abc import Collection
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from departments.tables import Table

DATE = re.compile(r"(\d{4})([-/.年])(\d{1,2})([-/.月])(\d{1,2})日?")
MOST_GUESSES = 20
CLOSE_ENOUGH = 0.75  # how alike a known code must be to be offered instead of an unknown one


@dataclass(frozen=True, slots=True)
class Fault:
    line: int
    column: str
    reason: str
    fix: str


@dataclass(frozen=True, slots=True)
class New:
    line: int
    what: str
    key: str
    words: str


@dataclass(frozen=True, slots=True)
class Change:
    line: int
    what: str
    key: str
    column: str
    old: str
    new: str


@dataclass
class Plan:
    """`new` and `changed` in the order of the file. With faults nothing is written."""

    encoding: str
    sha256: str
    on: datetime.date
    new: list[New] = field(default_factory=list)
    changed: list[Change] = field(default_factory=list)
    unchanged: int = 0
    faults: list[Fault] = field(default_factory=list)
    guesses: int = 0

    def fault(self, line: int, column: str, reason: str, fix: str) -> None:
        self.faults.append(Fault(line, column, reason, fix))

    def suggest(self, unknown: str, known: Collection[str]) -> str:
        """What to do about an unknown code: the known one that looks most like it.

        Only the first few are compared: a file for another organisation has thousands.
        """
        self.guesses += 1
        alike = (
            difflib.get_close_matches(unknown, known, 1, CLOSE_ENOUGH)
            if self.guesses <= MOST_GUESSES
            else []
        )
        if alike:
            return _("Did you mean “%(code)s”?") % {"code": alike[0]}
        return _("Add a row for it, or correct the code.")

    @property
    def fingerprint(self) -> str:
        """Another word when the same file would by now change something else."""
        words = [[row.line, row.what, row.key, row.words] for row in self.new]
        words += [[row.line, row.key, row.column, row.old, row.new] for row in self.changed]
        return hashlib.sha256(json.dumps(words).encode()).hexdigest()[:16]

    @property
    def touched_lines(self) -> set[int]:
        """The lines of the file that change something."""
        return {row.line for row in self.new} | {row.line for row in self.changed}

    def summary(self) -> dict[str, int | str]:
        """For the ledger."""
        return {
            "sha256": self.sha256,
            "rows": len(self.touched_lines) + self.unchanged,
            "new": len(self.new),
            "changed": len(self.changed),
        }

    def sort(self) -> None:
        self.faults.sort(key=lambda fault: (fault.line, fault.column))


def start(table: Table, on: datetime.date) -> Plan:
    return Plan(encoding=table.encoding, sha256=table.sha256, on=on)


def parse_date(text: str) -> datetime.date | None:
    """2026-01-31, 2026/1/31, 2026.1.31 or 2026年1月31日; blank is None.

    Errors: ValueError.
    """
    if not text:
        return None
    found = DATE.fullmatch(text)
    if not found or (found[2], found[4]) not in {("-", "-"), ("/", "/"), (".", "."), ("年", "月")}:
        raise ValueError(text)
    return datetime.date(int(found[1]), int(found[3]), int(found[5]))


def read_date(plan: Plan, line: int, column: str, text: str) -> datetime.date | None:
    try:
        return parse_date(text)
    except ValueError:
        plan.fault(
            line,
            column,
            _("“%(text)s” is not a date.") % {"text": text},
            _("Write year-month-day, for example 2026-01-31."),
        )
        return None


def read_text(plan: Plan, line: int, column: str, text: str, longest: int) -> str:
    if len(text) > longest:
        plan.fault(
            line,
            column,
            _("The text has %(count)d characters.") % {"count": len(text)},
            _("Shorten it to %(longest)d characters.") % {"longest": longest},
        )
    elif not text.isprintable():
        plan.fault(
            line,
            column,
            _("The text holds a line break or another character that cannot be printed."),
            _("Take it out."),
        )
    return text


def shown(value: object) -> str:
    """A value as the preview prints it."""
    if value is None or value == "":
        return "–"
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    return str(value)
