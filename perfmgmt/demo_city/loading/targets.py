"""Periods, cycles, objectives, definition cards, targets and roll-ups of three years."""

from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from audit.services import record
from departments.models import Department, Person, PolicyPack, User
from indicators.models import Cycle, Indicator, Objective, Period, RollUp, Target
from indicators.periods import parse_period
from perfmgmt.demo_city import cascade, objectives, people, series
from perfmgmt.demo_city.accounts import ACCOUNTS
from perfmgmt.demo_city.cards import CARDS, YEARS, Card
from perfmgmt.demo_city.loading import details
from perfmgmt.demo_city.loading.people import load_in_bulk, named
from perfmgmt.demo_city.organisation import NODES
from perfmgmt.demo_city.plan import Line, plan

POLICY = "cn-local"
CAP = Decimal("1.2")
# From 2026 on a share of satisfied callers counts with enough answers only.
SURVEYS = {("C-SATIS", 2026): "survey"}
LEAST_ANSWERS = 30


def load(content: dict[str, str], say: Callable[[str], None]) -> None:
    load_periods()
    cycles = open_cycles()
    aims = load_objectives()
    cards = load_cards(content["indicators"])
    details.load(content["card_details"])
    rows = load_targets(cycles, aims, cards, content["plan"])
    load_rollups(cycles, content["departments"])
    numbers = {"indicators": len(cards), "targets": len(rows), "cycles": len(cycles)}
    say(_("%(indicators)d indicators, %(targets)d targets in %(cycles)d cycles") % numbers)


def decided(year: int) -> datetime:
    """Targets are agreed in the December before; never later than now, so that they hold."""
    return min(datetime(year - 1, 12, 20, 2, 0, tzinfo=UTC), timezone.now())


def load_periods() -> None:
    labels = (*series.MONTHS, *series.QUARTERS, *series.ANNUAL, *map(str, YEARS))
    known = set(Period.objects.filter(label__in=labels).values_list("label", flat=True))
    parsed = [parse_period(label) for label in dict.fromkeys(labels) if label not in known]
    Period.objects.bulk_create(
        Period(label=p.label, kind=p.kind, starts_on=p.starts_on, ends_on=p.ends_on) for p in parsed
    )


def open_cycles() -> dict[int, Cycle]:
    pack = PolicyPack.objects.filter(code=POLICY).order_by("-version").first()
    cycles = {}
    for year in YEARS:
        period = Period.objects.get(label=str(year))
        cycle, made = Cycle.objects.get_or_create(
            name=str(year), defaults={"period": period, "policy": pack}
        )
        if made:
            details = {"name": cycle.name, "period": period.label}
            record("indicators.open_cycle", cycle, by=None, details=details)
        cycles[year] = cycle
    return cycles


def load_objectives() -> dict[str, Objective]:
    at = Department.objects.in_bulk(field_name="code")
    rows: dict[str, Objective] = {}
    for aim in objectives.OBJECTIVES:
        rows[aim.code] = Objective.objects.create(
            code=aim.code,
            kind="operational" if aim.parent else "strategic",
            department=at[aim.department],
            parent=rows.get(aim.parent),
            **named(aim.name),
        )
        details = {"code": aim.code, "department": aim.department, "parent": aim.parent}
        record("indicators.set_objective", rows[aim.code], by=None, details=details)
    return rows


def load_cards(sha256: str) -> dict[str, Indicator]:
    rows = [as_indicator(card) for card in CARDS.values()]
    return {row.code: row for row in load_in_bulk(Indicator, rows, sha256)}


def as_indicator(card: Card) -> Indicator:
    return Indicator(
        code=card.code,
        unit=card.unit,
        direction=card.direction,
        frequency=card.frequency,
        per=card.per,
        decimals=card.decimals,
        purpose=card.purpose.en,
        purpose_zh=card.purpose.zh,
        definition=card.definition.en,
        definition_zh=card.definition.zh,
        formula=card.formula.en,
        formula_zh=card.formula.zh,
        source=card.source.en,
        source_zh=card.source.zh,
        limitations=card.limits.en,
        limitations_zh=card.limits.zh,
        **named(card.name),
    )


def load_targets(
    cycles: dict[int, Cycle],
    aims: dict[str, Objective],
    cards: dict[str, Indicator],
    sha256: str,
) -> list[Target]:
    at = Department.objects.in_bulk(field_name="code")
    staff = Person.objects.in_bulk(field_name="staff_number")
    office = User.objects.get(username=ACCOUNTS[0].username)
    rows = [
        Target(
            cycle=cycles[year],
            department=at[line.node.code],
            indicator=cards[line.card.code],
            objective=aims[objectives.served_by(line)],
            owner=owner_of(line, year, staff),
            method=SURVEYS.get((line.card.code, year), line.card.method),
            minimum_n=LEAST_ANSWERS if (line.card.code, year) in SURVEYS else None,
            weight=line.weight,
            cap=CAP,
            floor=0,
            is_safety=line.card.is_safety,
            sums_children=line.sums_children,
            created_at=decided(year),
            created_by=office,
            **aimed_at(line, year),
        )
        for year in YEARS
        for line in plan()
    ]
    return load_in_bulk(Target, rows, sha256)


def owner_of(line: Line, year: int, staff: dict[str, Person]) -> Person | None:
    """Whoever heads the department, but for the gaps there are to find."""
    usual = people.head_of(line.node).number
    number = cascade.owner_of(line.node.code, line.card.code, year, usual)
    return staff[number] if number else None


def aimed_at(line: Line, year: int) -> dict[str, Any]:
    """The target, or the range with its tolerance on both sides, or nothing."""
    aim, card = line.card.aim(year), line.card
    if ".." in aim:
        low, high = map(Decimal, aim.split(".."))
        tolerance = Decimal(card.tolerance)
        return {"low": low, "high": high, "tolerance_low": tolerance, "tolerance_high": tolerance}
    return {
        "value": Decimal(aim) if aim else None,
        "baseline": Decimal(card.baseline) if card.baseline else None,
    }


def load_rollups(cycles: dict[int, Cycle], sha256: str) -> None:
    at = Department.objects.in_bulk(field_name="code")
    rows = [
        RollUp(
            cycle=cycles[year],
            department=at[node.code],
            mode=node.mode,
            own_share=Decimal(node.own_share),
            weight=Decimal(node.weight),
            created_at=decided(year),
        )
        for year in YEARS
        for node in NODES
    ]
    load_in_bulk(RollUp, rows, sha256)
