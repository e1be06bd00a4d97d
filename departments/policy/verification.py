"""The part of a pack about proof: sizes of samples, tolerance, what follows from no proof."""

from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal

from departments.policy.parts import Number, Source
from departments.policy.reading import Node

NO_PROOF = ("off", "disregard", "zero")
LATE = ("off", "zero")
NUMBERS = {  # name: (lowest, highest, without a word of the pack)
    "sample_strong": ("1", "10000", "29"),
    "sample_other": ("1", "10000", "61"),
    "tolerance_percent": ("0", "100", "5"),
    "retention_years": ("1", "100", "10"),
}
UNSAID = Source("design", "", "")


def unsaid() -> dict[str, Number]:
    return {name: Number(Decimal(value), UNSAID) for name, (_l, _h, value) in NUMBERS.items()}


@dataclass(frozen=True, slots=True)
class Switch:
    value: str
    source: Source


@dataclass(frozen=True, slots=True)
class VerificationRules:
    """Of a pack that says nothing of proof: numbers as auditors use them, nothing switched on."""

    numbers: dict[str, Number] = field(default_factory=unsaid)
    no_proof: Switch = Switch("off", UNSAID)
    late: Switch = Switch("off", UNSAID)

    def whole(self, name: str) -> int:
        return int(self.numbers[name].value)

    @property
    def tolerance(self) -> Decimal:
        return self.numbers["tolerance_percent"].value


def read_verification(
    node: Node,
    number: Callable[[Node, str, str], Number],
    source: Callable[[dict[str, Node]], Source],
) -> VerificationRules:
    """The rules of a pack; those without any word when the part is absent."""
    if node.value is None:
        return VerificationRules()
    parts = node.keys([*NUMBERS, "no_proof", "late"])
    switches = {}
    for name, known in (("no_proof", NO_PROOF), ("late", LATE)):
        inner = parts[name].keys(["value", "source"], ("note_en", "note_zh"))
        switches[name] = Switch(inner["value"].choice(known), source(inner))
    return VerificationRules(
        {name: number(parts[name], low, high) for name, (low, high, _v) in NUMBERS.items()},
        **switches,
    )
