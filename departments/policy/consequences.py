"""What a grade, or grades of several years, recommend. Nothing follows by itself.

Source: docs/results.md, rules G20 to G22; docs/policy-packs.md, rule K20.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from departments.policy.parts import GradeScale, Names, Source
from departments.policy.reading import Node, gettext_noop

if TYPE_CHECKING:
    from departments.policy.pack import Reader

CONSECUTIVE, CUMULATIVE = "consecutive", "cumulative"
COUNTINGS = (CONSECUTIVE, CUMULATIVE)
ONCE, EVERY, EACH_YEAR = "once", "every", "each_year"
REPEATS = (ONCE, EVERY, EACH_YEAR)
MOST_YEARS = 20


@dataclass(frozen=True, slots=True)
class Consequence:
    """`years` years with one of `grades`, in a row or altogether, speak for what `names` says.

    `repeats`: `once` when the number is reached, `every` so many years, `each_year` from then on.
    """

    names: Names
    scale: str
    grades: frozenset[str]
    years: int
    counting: str
    repeats: str
    source: Source


def read_consequences(
    node: Node, reader: Reader, scales: dict[str, GradeScale]
) -> tuple[Consequence, ...]:
    """The rules, or none where a pack has no such section."""
    if node.absent:
        return ()
    rules = tuple(read_rule(item, reader, scales) for item in node.items())
    for code, count in Counter(rule.names.code for rule in rules).items():
        if count > 1 and code:
            node.fail(gettext_noop("“%(code)s” stands twice"), code=code)
    return rules


def read_rule(node: Node, reader: Reader, scales: dict[str, GradeScale]) -> Consequence:
    parts = node.keys(
        (
            "code",
            "name_en",
            "name_zh",
            "scale",
            "grades",
            "years",
            "counting",
            "repeats",
            "source",
        ),
        ("note_en", "note_zh"),
    )
    names = Names(parts["code"].word(), parts["name_en"].text(), parts["name_zh"].text())
    scale, grades = parts["scale"].word(), frozenset(i.word() for i in parts["grades"].items())
    if scale not in scales:
        parts["scale"].fail(
            gettext_noop("must be one of: %(known)s"), known=", ".join(sorted(scales))
        )
    elif not grades or grades - {band.names.code for band in scales[scale].bands}:
        parts["grades"].fail(gettext_noop("is no grade of the scale %(scale)s"), scale=scale)
    return Consequence(
        names, scale, grades, parts["years"].whole(1, MOST_YEARS),
        parts["counting"].choice(COUNTINGS), parts["repeats"].choice(REPEATS), reader.source(parts),
    )  # fmt: skip
