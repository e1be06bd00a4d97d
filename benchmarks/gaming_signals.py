"""How often the radar cries wolf at honest departments, and how often it finds a planted trick.

No database. `python -m benchmarks gaming_signals` prints the table of docs/signals.md.
"""

from __future__ import annotations

import random
import sys
from collections.abc import Iterator

from benchmarks.claim import Claim
from benchmarks.honest_city import DEPARTMENTS, MIRRORS, SPAN, Department, honest
from benchmarks.tricks import TRICKS
from indicators import gaming
from indicators.radar.looks import edits, look
from indicators.radar.series import Kind, Rules

SEED = 20261127
CITIES = 5  # of 200 departments each; the claim is about the first, the table shows the mean too
PLANTED = 100
FALSE_ALARMS, MISSED = 0.02, 0.10
RULES = Rules.of()


def flagged(department: Department, rules: Rules = RULES) -> set[Kind]:
    found = look(department.series, SPAN, rules, MIRRORS)
    return {one.kind for one in [*found, *edits(department.edits, SPAN, rules)]}


def city(number: int) -> list[Department]:
    dice = random.Random(SEED + number)
    return [honest(dice, at) for at in range(1, DEPARTMENTS + 1)]


def false_alarms(departments: list[Department], rules: Rules = RULES) -> dict[Kind, float]:
    seen = [flagged(department, rules) for department in departments]
    return {kind: sum(kind in one for one in seen) / len(seen) for kind in Kind}


def share_found(kind: Kind, rules: Rules = RULES) -> float:
    dice = random.Random(SEED * 31 + list(Kind).index(kind))
    trick = TRICKS[kind]
    planted = [trick(dice, honest(dice, at)) for at in range(1, PLANTED + 1)]
    return sum(kind in flagged(department, rules) for department in planted) / PLANTED


def benford_alarms(departments: list[Department]) -> float:
    """Why the scan leaves Benford's law aside: honest monthly figures do not follow it."""
    values = [[e.value for s in d.series for e in s.entries] for d in departments]
    found = [gaming.benford(v, least=300, orders=2) for v in values]
    tested = [statistic for statistic in found if statistic is not None]
    return sum(statistic > gaming.BENFORD_LIMIT for statistic in tested) / max(len(tested), 1)


def measure() -> Iterator[Claim]:
    cities = [city(number) for number in range(CITIES)]
    rates = [false_alarms(departments) for departments in cities]
    print("| signal | false alarms, 200 | 1,000 | planted, found |", file=sys.stderr)
    for kind in Kind:
        alarms, found = rates[0][kind], share_found(kind)
        usual = sum(one[kind] for one in rates) / CITIES
        print(f"| {kind} | {alarms:.1%} | {usual:.1%} | {found:.0%} |", file=sys.stderr)
        yield Claim(f"radar_false_alarms_{kind}", alarms, FALSE_ALARMS, f"mean of 5 {usual:.3f}")
        yield Claim(f"radar_missed_{kind}", 1 - found, MISSED, f"{found:.0%} of {PLANTED} found")
    share = benford_alarms(cities[0])
    yield Claim("benford_on_monthly_values", share, None, "not used by the scan")
