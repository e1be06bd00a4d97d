"""What the SMART rules are to read of a file: cards that it adds, targets that it sets.

`intake_finding` holds what they said, a row a finding. Which rules count, and their words, belong
to `services.smart_import`.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import connection

from indicators import smart
from indicators.intake import past
from indicators.intake.matching import is_percent
from indicators.intake.staging import copy_in, fetch, run
from indicators.intake.writing import METHOD

RATE = 100
SHOWN = 5  # lines named of each rule
TABLE = """
DROP TABLE IF EXISTS pg_temp.intake_finding;
CREATE TEMP TABLE intake_finding (
    line int NOT NULL, rule text NOT NULL, params jsonb NOT NULL
) ON COMMIT DROP
"""
NEW_CARDS = """
SELECT min(line), card.indicator, card.unit, card.direction
  FROM intake_key JOIN intake_plan plan USING (dkey, ikey) JOIN intake_row row USING (line)
  JOIN intake_indicator card ON card.key = ikey
 WHERE card.id IS NULL AND NOT bad
 GROUP BY card.key, 2, 3, 4 ORDER BY 1
"""
# A target for the cycle is judged by the values before it, one for a period by those before that.
TARGETS = f"""
SELECT aim.line, card.id, card.indicator, card.unit, card.direction, {METHOD},
       aim.value, aim.low, aim.high, old.baseline,
       old.objective_id IS NOT NULL, old.owner_id IS NOT NULL, coalesce(found, '{{}}')
  FROM intake_key JOIN intake_aim aim USING (dkey, ikey) JOIN intake_row row USING (line)
  JOIN intake_indicator card ON card.key = ikey
  JOIN intake_period period ON period.label = row.label
  LEFT JOIN indicators_target old ON old.id = aim.force_id
 CROSS JOIN LATERAL (
       SELECT array_agg(value ORDER BY past.ends_on, past.starts_on) AS found
         FROM intake_past past
        WHERE past.dkey = aim.dkey AND past.ikey = aim.ikey AND value IS NOT NULL
          AND past.ends_on < CASE action WHEN 'whole' THEN %(starts_on)s
                                         ELSE period.starts_on END) past
 WHERE action <> '' AND NOT bad AND num_nonnulls(aim.value, aim.low) > 0
 ORDER BY aim.line
"""  # noqa: S608 -- constants of ours
GROUPS = f"""
SELECT rule, count(*), (array_agg(line ORDER BY line))[1:{SHOWN}],
       (array_agg(params ORDER BY line))[1]
  FROM intake_finding GROUP BY rule
"""  # noqa: S608 -- a constant of ours


@dataclass(frozen=True, slots=True)
class NewTarget:
    """A target that a line would set. `known`: the number of its card; None for a new one."""

    line: int
    known: int | None
    card: smart.Card
    aim: smart.Aim
    history: list[Decimal]


@dataclass(frozen=True, slots=True)
class Remark:
    """What one rule says of a file: of how many lines, the first of them, and of the first more."""

    rule: str
    count: int
    lines: list[int]
    params: dict[str, str]


def new_cards() -> Iterator[tuple[int, smart.Card]]:
    for line, name, unit, direction in fetch(NEW_CARDS):
        yield line, card_of(name, unit, direction)


def new_targets(starts_on: date) -> Iterator[NewTarget]:
    """`starts_on`: the first day of the cycle."""
    for line, known, *rest in fetch(TARGETS, {"starts_on": starts_on}):
        name, unit, direction, method, value, low, high, baseline, objective, owner, history = rest
        aim = smart.Aim(
            method=method, value=value, low=low, high=high, baseline=baseline,
            has_objective=objective, has_owner=owner, has_date=True,
        )  # fmt: skip
        yield NewTarget(line, known, card_of(name, unit, direction), aim, history)


def card_of(name: str, unit: str, direction: str) -> smart.Card:
    """A card as a file makes it: with a name, a unit and a direction, and nothing else."""
    per = RATE if is_percent(unit) else 1
    return smart.Card(names=(name,), unit=unit, direction=direction, per=per)


def keep(findings: Iterable[tuple[int, smart.Finding]]) -> None:
    run(TABLE)
    rows = (
        (line, found.rule, json.dumps(found.params, ensure_ascii=False)) for line, found in findings
    )
    copy_in("intake_finding", "line, rule, params", rows)


def remarks() -> list[Remark]:
    """One for each rule that spoke, in the order of S, M, A, R, T."""
    found = {rule: Remark(rule, n, lines, told(params)) for rule, n, lines, params in fetch(GROUPS)}
    return [found[rule] for rule in in_order() if rule in found]


def each() -> Iterator[tuple[int, smart.Finding]]:
    """Every finding, by line."""
    with connection.chunked_cursor() as cursor:
        cursor.execute("SELECT line, rule, params FROM intake_finding ORDER BY line, rule")
        while rows := cursor.fetchmany(2000):
            for line, rule, params in rows:
                yield line, finding_of(rule, told(params))


def finding_of(rule: str, params: dict[str, str]) -> smart.Finding:
    known = smart.RULES[rule]
    return smart.Finding(rule, known.letter, known.field, params)


def told(params: Any) -> dict[str, str]:
    return dict(json.loads(params) if isinstance(params, str) else params)


def in_order() -> list[str]:
    return sorted(smart.RULES, key=lambda rule: smart.LETTERS.index(smart.RULES[rule].letter))


def is_cut() -> bool:
    """Whether the file holds more KPIs than are judged."""
    kpis = "SELECT count(*) FROM (SELECT DISTINCT dkey, ikey FROM intake_plan) kpi"
    return bool(fetch(kpis)[0][0] > past.MOST_KEYS)
