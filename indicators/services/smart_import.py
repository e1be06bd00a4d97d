"""The SMART rules over the lines of a file: of every new card and target, and they never block.

The same functions as for a card or target of the pages (docs/smart.md), under the same policies.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from departments.policy.smart import OFF
from indicators import smart
from indicators.intake import judging
from indicators.intake.judging import NewTarget, Remark
from indicators.models import Cycle, Indicator
from indicators.services.smart_check import Policy, Said, card_of, policy_for, say

# What every new card of a file has in common, for a file has no place for it: told once for all.
BEYOND_A_FILE = frozenset(
    (
        "no_definition", "no_formula", "no_denominator", "no_source", "no_purpose", "no_frequency",
        "no_guard", "no_objective", "no_owner", "no_baseline",
    )
)  # fmt: skip
WARNS = Policy()  # what a policy has switched off was never kept
Findings = Iterator[tuple[int, smart.Finding]]


def judge(cycle: Cycle | None, starts_on: datetime.date) -> list[Remark]:
    """Fill `intake_finding`, and say it rule by rule. `starts_on`: the first day of the cycle.

    Needs `intake.past`; judges the first KPIs of a file, as many as that gathers.
    """
    judging.keep(found(cycle, starts_on))
    return judging.remarks()


def found(cycle: Cycle | None, starts_on: datetime.date) -> Findings:
    policy = policy_for()
    for line, card in judging.new_cards():
        yield from counted(line, smart.of_card(card, policy.settings), policy)
    targets = list(judging.new_targets(starts_on))
    known = known_cards(targets)
    policy = policy_for(cycle) if cycle else policy
    for target in targets:
        card = target.card if target.known is None else known[target.known]
        said = smart.of_target(card, target.aim, target.history, policy.settings)
        yield from counted(target.line, said, policy)


def known_cards(targets: Iterable[NewTarget]) -> dict[int, smart.Card]:
    numbers = {target.known for target in targets if target.known is not None}
    rows = Indicator.objects.filter(pk__in=numbers) if numbers else ()
    return {row.pk: card_of(row) for row in rows}


def counted(line: int, findings: Iterable[smart.Finding], policy: Policy) -> Findings:
    for finding in findings:
        if policy.mode(finding.rule) != OFF:
            yield line, finding


def words_of(rule: str, params: Mapping[str, str]) -> Said:
    """A finding in the language of the reader."""
    return say([judging.finding_of(rule, dict(params))], WARNS)[0]


def words_of_row(findings: Sequence[Sequence[Any]]) -> list[Said]:
    """What is said beside a line of the preview; what holds for all of them stands above."""
    return [words_of(rule, params) for rule, params in findings if rule not in BEYOND_A_FILE]
