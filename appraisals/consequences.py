"""Which rules of the policy a history of grades meets. No Django; nothing follows by itself.

Source: docs/results.md, rules G20 to G22; the policy pack, K20.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from departments.policy.consequences import CONSECUTIVE, EVERY, ONCE, Consequence


@dataclass(frozen=True, slots=True)
class Met:
    """A rule that holds this year, and how many years it is about."""

    rule: Consequence
    years: int


def years_of(rule: Consequence, history: Mapping[int, str | None], year: int) -> int:
    """How many years count for the rule, up to `year`; 0 when `year` itself does not.

    In a row: a year without a grade, or not appraised at all, ends the row. Altogether: it is
    passed over.
    """
    if history.get(year) not in rule.grades:
        return 0
    if rule.counting == CONSECUTIVE:
        count = 0
        while history.get(year - count) in rule.grades:
            count += 1
        return count
    return sum(1 for one, grade in history.items() if one <= year and grade in rule.grades)


def holds(rule: Consequence, years: int) -> bool:
    if years < rule.years:
        return False
    if rule.repeats == ONCE:
        return years == rule.years
    return rule.repeats != EVERY or years % rule.years == 0


def consequences(
    rules: Sequence[Consequence], scale: str, history: Mapping[int, str | None], year: int
) -> list[Met]:
    """The rules of a scale that speak for a consequence in `year`, in the order of the policy.

    Shape:  history is year -> grade, None for a year without one.
    Source: rules G20 to G22.
    """
    found = []
    for rule in rules:
        years = years_of(rule, history, year) if rule.scale == scale else 0
        if holds(rule, years):
            found.append(Met(rule, years))
    return found
