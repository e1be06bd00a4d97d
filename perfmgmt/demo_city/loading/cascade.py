"""Plans, who carries what, requirements, groups, breakdowns and money of the demo."""

from collections.abc import Callable
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from departments.models import Department, Post
from indicators.breakdown import Amount
from indicators.models import (
    CostLine,
    Cycle,
    Dimension,
    DimensionMember,
    Indicator,
    Measurement,
    Objective,
    Period,
    Requirement,
    RequirementStep,
)
from indicators.services.breakdowns import add_dimension, report_breakdown
from indicators.services.contributions import set_contribution
from indicators.services.objectives import add_objective, add_plan, change_objective
from perfmgmt.demo_city import cascade
from perfmgmt.demo_city.cards.words import both
from perfmgmt.demo_city.loading.people import load_in_bulk, named

MILLE = 1000


def load(content: dict[str, str], say: Callable[[str], None]) -> None:
    sha256 = content["cascade"]
    at = Department.objects.in_bulk(field_name="code")
    cards = {row.code: row for row in Indicator.objects.filter(version=1)}
    plan_objectives(at)
    carry(at, cards)
    needs = require(at, cards, sha256)
    lists = {one.code: list_of(one) for one in cascade.GROUPS}
    for one in cascade.CUTS:
        cut(one, lists[one.groups])
    spend(at, cards, sha256)
    numbers = {"carried": len(cascade.CARRIED), "needs": needs}
    say(_("%(carried)d who carry KPIs, %(needs)d requirements between departments") % numbers)


def plan_objectives(at: dict[str, Department]) -> None:
    """The long plan holds all objectives; the annual one an objective that nobody measures yet."""
    plan, annual = (
        add_plan(one.code, one.starts_on, one.ends_on, by=None, **named(one.name))
        for one in (cascade.PLAN, cascade.ANNUAL)
    )
    for aim in Objective.objects.order_by("kind", "code"):
        change_objective(aim, plan=plan, by=None)
    new = cascade.UNMEASURED
    add_objective(
        new.code, "operational", at[new.department], plan=annual, by=None,
        parent=Objective.objects.get(code=new.parent), **named(new.name),
    )  # fmt: skip


def carry(at: dict[str, Department], cards: dict[str, Indicator]) -> None:
    cycle = Cycle.objects.get(name=str(cascade.YEAR))
    posts = Post.objects.select_related("department").in_bulk(field_name="code")
    for one in cascade.CARRIED:
        set_contribution(
            at[one.node], cards[one.card], cycle, posts.get(one.who) or at[one.who], by=None,
            part="assigned" if one.who in posts else "contributes",
            share=Decimal(one.share) / 100, task=both(one.task),
        )  # fmt: skip


def moment(day: date) -> datetime:
    """Ten in the morning of that day; never later than now."""
    return min(timezone.make_aware(datetime.combine(day, time(10))), timezone.now())


def require(at: dict[str, Department], cards: dict[str, Indicator], sha256: str) -> int:
    """The requirements as they stand, and the steps that led there."""
    rows = [
        Requirement(
            asking=at[one.asking], asked=at[one.asked], indicator=cards[one.card],
            what=both(one.what), due_on=one.due_on, answer_due_on=one.answer_by, state=one.state,
            asked_by=head(at[one.asking]), asked_at=moment(one.asked_on),
        )
        for one in cascade.NEEDS
    ]  # fmt: skip
    made = load_in_bulk(Requirement, rows, sha256)
    steps: list[RequirementStep] = []
    for row, one in zip(made, cascade.NEEDS, strict=True):
        steps.append(
            RequirementStep(requirement=row, state="asked", by=row.asked_by, at=row.asked_at)
        )
        if one.answered_on:
            reason = both(one.reason) if one.reason else ""
            steps.append(
                RequirementStep(
                    requirement=row,
                    state=one.state,
                    by=head(row.asked),
                    reason=reason,
                    at=moment(one.answered_on),
                )
            )
    load_in_bulk(RequirementStep, steps, sha256)
    return len(made)


def head(department: Department) -> Any:
    """Whoever is the manager of a department."""
    return department.grants.filter(role="manager").order_by("-starts_on")[0].user


def list_of(one: cascade.Groups) -> Dimension:
    return add_dimension(one.code, list(one.members), by=None, **named(one.name))


def cut(one: cascade.Cut, dimension: Dimension) -> None:
    """The value of the month in parts; whole numbers, and the last group takes what is left."""
    value = Measurement.objects.current().get(
        department__code=one.node, indicator__code=one.card, period__label=one.period
    )
    members = list(dimension.members.all())
    amounts = [Amount() for _member in members]
    if value.value is not None:
        counts = parts(value.value, one)
        amounts = [Amount(value=count) for count in counts]
    elif value.numerator is not None and value.denominator is not None:
        pairs = zip(parts(value.numerator, one), parts(value.denominator, one), strict=True)
        amounts = [Amount(numerator=above, denominator=below) for above, below in pairs]
    shares: dict[DimensionMember, Amount] = dict(zip(members, amounts, strict=True))
    reason = both(one.reason) if one.reason else ""
    report_breakdown(value, dimension, shares, reason=reason, by=None)


def parts(total: Decimal, one: cascade.Cut) -> list[Decimal]:
    first = [Decimal(int(total * share // MILLE)) for share in one.per_mille[:-1]]
    found = [*first, total - sum(first)]
    found[0] += one.extra
    return found


def spend(at: dict[str, Department], cards: dict[str, Indicator], sha256: str) -> None:
    periods = {row.label: row for row in Period.objects.filter(label__startswith=str(cascade.YEAR))}
    rows = [
        CostLine(
            department=at[one.node], indicator=cards[one.card], period=periods[one.period],
            currency="CNY", budget=one.budget, spent=one.spent, basis="value",
            source="Treasury system · 国库集中支付系统",
        )
        for one in cascade.money()
    ]  # fmt: skip
    load_in_bulk(CostLine, rows, sha256)
