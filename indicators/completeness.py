"""How much of a definition card is written: five data-quality statements, and the whole card. Pure.

Source: docs/dictionary.md, rules D3 and D4.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

STATEMENTS = ("verification", "source", "accuracy", "limitations", "compensation")
ASKED = (
    "name", "purpose", "definition", "unit", "direction", "formula", "calculation", "frequency",
    "source", "collection", "data_owner", "responsible", *STATEMENTS[:1], *STATEMENTS[2:],
    "classification", "kind", "desired", "legal_basis", "misleading", "assumptions",
    "disaggregation", "control_input", "control_process", "control_review",
)  # fmt: skip
BILINGUAL = frozenset(
    (
        "purpose", "definition", "formula", "source", "verification", "accuracy", "limitations",
        "compensation", "desired", "misleading", "assumptions", "disaggregation",
    )
)  # fmt: skip
Read = Callable[[str], str]  # the text of a field, blank when it is not written


@dataclass(frozen=True, slots=True)
class Completeness:
    made: tuple[str, ...]  # the statements that are made, of STATEMENTS
    missing: tuple[str, ...]  # fields of ASKED that are blank

    @property
    def statements(self) -> int:
        return len(self.made)

    @property
    def filled(self) -> int:
        return len(ASKED) - len(self.missing)

    @property
    def asked(self) -> int:
        return len(ASKED)


def of(read: Read) -> Completeness:
    """What of a card is written; a text counts in either language.

    Shape:  `read` takes the name of a field and gives its text.
    """

    def is_written(name: str) -> bool:
        return bool(read(name).strip() or (name in BILINGUAL and read(f"{name}_zh").strip()))

    return Completeness(
        tuple(name for name in STATEMENTS if is_written(name)),
        tuple(name for name in ASKED if not is_written(name)),
    )
