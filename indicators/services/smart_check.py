"""The SMART rules over stored cards and targets, and what the policy makes of them.

The rules are pure (indicators.smart). Here they meet rows, the history of a department, and the
section `smart` of the policy pack: a rule blocks, warns, or is off. Source: docs/smart.md.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.db.models import F
from django.utils.translation import gettext as _

from audit.errors import DomainError
from departments.policy.smart import BLOCK, OFF, WARN
from indicators import smart
from indicators.models import Cycle, Indicator, Measurement, Target
from indicators.smart_texts import TEXTS
from indicators.wording import fill

Key = tuple[int, int]  # department, indicator
BOTH = ("definition", "formula", "purpose", "source")


@dataclass(frozen=True, slots=True)
class Policy:
    """What the rules mean under a policy pack; without a section every rule warns."""

    modes: Mapping[str, str] = field(default_factory=dict)
    settings: smart.Settings = field(default_factory=smart.Settings)

    def mode(self, rule: str) -> str:
        return self.modes.get(rule, WARN)


@dataclass(frozen=True, slots=True)
class Said:
    """A finding as people read it, in the language of the reader."""

    rule: str
    letter: str
    field: str
    mode: str
    reason: str
    repair: str

    @property
    def blocks(self) -> bool:
        return self.mode == BLOCK


class NotSmart(DomainError):  # noqa: N818 -- a verdict, as WrongState is a state
    """A card or target that the policy refuses; `findings` names every reason (422 over REST)."""

    def __init__(self, findings: Sequence[Said]) -> None:
        first = findings[0]
        super().__init__(f"{first.reason} {first.repair}", first.field)
        self.findings = findings


def policy_of(section: Mapping[str, Any] | None) -> Policy:
    """The policy that the section `smart` of a published pack says."""
    if not section:
        return Policy()
    return Policy(
        dict(section["rules"]),
        smart.Settings(
            int(section["past_values"]["value"]), Decimal(section["reach_margin"]["value"])
        ),
    )


def policy_for(cycle: Cycle | None = None) -> Policy:
    """Under which policy a target of the cycle is judged; a card: that of the newest cycle."""
    cycles = Cycle.objects.filter(policy__isnull=False)
    cycles = cycles.filter(pk=cycle.pk) if cycle else cycles.order_by("-period__ends_on", "-pk")
    return policy_of(cycles.values_list("policy__content__smart", flat=True).first())


def policies(cycles: Iterable[int]) -> dict[int, Policy]:
    """The same for many cycles at once."""
    rows = Cycle.objects.filter(pk__in=set(cycles)).values_list("pk", "policy__content__smart")
    return {pk: policy_of(section) for pk, section in rows}


def say(findings: Iterable[smart.Finding], policy: Policy) -> list[Said]:
    """The findings in words, without those that the policy has switched off."""
    said = []
    for finding in findings:
        words, mode = TEXTS[finding.rule], policy.mode(finding.rule)
        if mode != OFF:
            reason, repair = (fill(_(text), finding.params) for text in words)
            said.append(Said(finding.rule, finding.letter, finding.field, mode, reason, repair))
    return said


def refuse_blocked(said: Iterable[Said]) -> dict[str, str]:
    """What the ledger keeps of the warnings: rule → mode. Errors: NotSmart when a rule blocks."""
    said = list(said)
    if blocking := [one for one in said if one.blocks]:
        raise NotSmart(blocking)
    return {one.rule: one.mode for one in said}


def card_of(row: Indicator) -> smart.Card:
    """What the rules read of a card."""
    texts = {name: "\n".join([getattr(row, name), getattr(row, f"{name}_zh")]) for name in BOTH}
    named = (row.name, row.name_en, row.name_zh)
    return smart.Card(
        names=tuple(dict.fromkeys(name for name in named if name.strip())),
        unit=row.unit, direction=row.direction, frequency=row.frequency, per=row.per or 1,
        kind=row.kind, has_guard=row.guard_id is not None, **texts,
    )  # fmt: skip


def aim_of(row: Target) -> smart.Aim:
    """What the rules read of a target."""
    return smart.Aim(
        method=row.method, value=row.value, low=row.low, high=row.high, baseline=row.baseline,
        has_objective=row.objective_id is not None, has_owner=row.owner_id is not None,
        has_date=row.cycle_id is not None,
    )  # fmt: skip


def judge_card(row: Indicator, policy: Policy | None = None) -> list[Said]:
    """What is to be said of a card, stored or not."""
    policy = policy or policy_for()
    return say(smart.of_card(card_of(row), policy.settings), policy)


def judge_target(row: Target, policy: Policy | None = None) -> list[Said]:
    """What is to be said of a target, stored or not, given the values before its span."""
    policy = policy or policy_for(row.cycle)
    span = row.period or row.cycle.period
    known = histories([(row.department_id, row.indicator_id)])
    history = before(known.get((row.department_id, row.indicator_id), []), span.starts_on)
    findings = smart.of_target(card_of(row.indicator), aim_of(row), history, policy.settings)
    return say(findings, policy)


def judge_targets(rows: Sequence[Target]) -> dict[int, list[Said]]:
    """The same for a page of targets: two queries, however many there are.

    Rows come with indicator, cycle and both periods loaded.
    """
    by_cycle = policies(row.cycle_id for row in rows)
    known = histories((row.department_id, row.indicator_id) for row in rows)
    said = {}
    for row in rows:
        policy, span = by_cycle[row.cycle_id], row.period or row.cycle.period
        history = before(known.get((row.department_id, row.indicator_id), []), span.starts_on)
        found = smart.of_target(card_of(row.indicator), aim_of(row), history, policy.settings)
        said[row.pk] = say(found, policy)
    return said


History = list[tuple[datetime.date, Decimal]]


def histories(keys: Iterable[Key]) -> dict[Key, History]:
    """The values that count, by department and indicator, oldest first, each with its last day."""
    wanted = set(keys)
    rows = (
        Measurement.objects.current()
        .filter(
            department__in={department for department, _indicator in wanted},
            indicator__in={indicator for _department, indicator in wanted},
            missing="",
        )
        .annotate(ends_on=F("period__ends_on"), per=F("indicator__per"))
        .order_by("ends_on", "period__starts_on")
        .values_list(
            "department_id", "indicator_id", "ends_on", "value", "numerator", "denominator", "per"
        )
    )
    found: dict[Key, History] = {}
    for department, indicator, day, value, part, whole, per in rows:
        figure = part * per / whole if value is None else value
        found.setdefault((department, indicator), []).append((day, figure))
    return found


def before(history: History, day: datetime.date) -> list[Decimal]:
    return [value for ends_on, value in history if ends_on < day]
