"""What a KPI costs and who is reached, for the page of the KPI."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from departments.models import Department, User
from indicators import breakdown, costing, units
from indicators.breakdown import Amount
from indicators.models import Breakdown, CostLine, Indicator, Measurement, Target

SHOWN = 12  # periods of money
HUNDRED = Decimal(100)


@dataclass
class Reach:
    """What stands below the values of a KPI; `links` are the ways on that the reader may go."""

    facts: list[dict[str, Any]] = field(default_factory=list)
    columns: list[dict[str, Any]] = field(default_factory=list)
    rows: list[list[Any]] = field(default_factory=list)
    cuts: list[dict[str, Any]] = field(default_factory=list)
    links: dict[str, str] = field(default_factory=dict)


def reach(
    user: User, department: Department, card: Indicator, target: Target, *, may_report: bool
) -> Reach:
    """Money and breakdowns of one KPI: at most five reads."""
    found = Reach()
    lines = list(
        CostLine.objects.visible_to(user)
        .current()
        .filter(department=department, indicator=card)
        .for_list()[:SHOWN]
    )
    if lines:
        costs(found, lines, results(user, department, card, lines), card)
    cuts = Breakdown.objects.visible_to(user).current()
    cuts = cuts.filter(measurement__department=department, measurement__indicator=card)
    newest: dict[str, Breakdown] = {}
    for row in cuts.for_list():
        newest.setdefault(row.dimension.code, row)
    found.cuts = [cut(row, card) for row in newest.values()]
    found.links = links(user, department, card, target, may_report=may_report)
    return found


def links(
    user: User, department: Department, card: Indicator, target: Target, *, may_report: bool
) -> dict[str, str]:
    ways = {}
    if target.pk is not None:
        ways["carriers"] = reverse("indicators:carriers", args=[target.pk])
    if may_report:
        ways["cost"] = reverse("indicators:cost", args=[department.code, card.code])
        values = Measurement.objects.visible_to(user).current()
        last = (
            values.filter(department=department, indicator=card, missing="")
            .order_by("-period__ends_on", "-pk")
            .values_list("pk", flat=True)
            .first()
        )
        if last is not None:
            ways["breakdown"] = reverse("indicators:breakdown", args=[last])
    return ways


def results(
    user: User, department: Department, card: Indicator, lines: list[CostLine]
) -> dict[int, Measurement]:
    """The value of each period of money, where there is one."""
    rows = Measurement.objects.visible_to(user).current()
    rows = rows.filter(
        department=department, indicator=card, period__in=[line.period_id for line in lines]
    )
    return {row.period_id: row for row in rows}


def costs(
    found: Reach, lines: list[CostLine], values: dict[int, Measurement], card: Indicator
) -> None:
    """Facts of all periods in the currency that was reported last, and a row a period."""
    currency = lines[0].currency
    told = {line.pk: costing.Line(line.budget, line.spent, result(line, values)) for line in lines}
    same = [told[line.pk] for line in lines if line.currency == currency]
    total = costing.summed(same)
    unit = costing.per_unit(total.spent, total.result)
    used = costing.execution(*spent_of_budget(same))
    found.facts = [
        {
            "label": _("Cost of one unit of result"),
            "value": amount(unit) if unit is not None else _("not known"),
            "unit": f" {currency}" if unit is not None else "",
            "note": per_words(total, lines[0], card),
        },
        {
            "label": _("Budget used"),
            "value": f"{used}" if used is not None else _("not known"),
            "unit": "%" if used is not None else "",
            "note": used_words(same, currency),
        },
    ]
    found.columns = [
        {"label": _("Period"), "wide": True},
        {"label": _("Budget"), "num": True, "hide_s": True},
        {"label": _("Spent"), "num": True},
        {"label": _("Used"), "num": True, "hide_s": True},
        {"label": _("Result"), "num": True, "hide_s": True},
        {"label": _("Per unit"), "num": True},
    ]
    found.rows = [money_row(line, told[line.pk]) for line in lines]


def result(line: CostLine, values: dict[int, Measurement]) -> Decimal | None:
    value = values.get(line.period_id)
    return getattr(value, line.basis) if value is not None else None


def spent_of_budget(lines: list[costing.Line]) -> tuple[Decimal | None, Decimal | None]:
    """Both sums over the periods that tell both."""
    both = [(row.spent, row.budget) for row in lines if row.spent is not None and row.budget]
    if not both:
        return None, None
    return (
        sum((spent for spent, _budget in both if spent is not None), Decimal()),
        sum((budget for _spent, budget in both if budget is not None), Decimal()),
    )


def per_words(total: costing.Line, line: CostLine, card: Indicator) -> str:
    if total.result is None:
        return _("No period has both spending and a result.")
    numbers = {
        "spent": amount(total.spent), "currency": line.currency, "result": amount(total.result),
        "unit": units.words(card.unit) if line.basis == "value" else _("cases"),
    }  # fmt: skip
    return _("%(spent)s %(currency)s ÷ %(result)s %(unit)s") % numbers


def used_words(lines: list[costing.Line], currency: str) -> str:
    spent, budget = spent_of_budget(lines)
    if spent is None:
        return _("No period has both a budget and spending.")
    numbers = {"spent": amount(spent), "budget": amount(budget), "currency": currency}
    return _("%(spent)s of %(budget)s %(currency)s") % numbers


def money_row(line: CostLine, told: costing.Line) -> list[Any]:
    used = costing.execution(told.spent, told.budget)
    unit = costing.per_unit(told.spent, told.result)
    return [
        {"text": line.period.label, "sub": line.currency},
        {"text": amount(told.budget), "num": True},
        {"text": amount(told.spent), "num": True},
        {"text": "–" if used is None else f"{used}%", "num": True},
        {"text": amount(told.result), "num": True},
        {"text": amount(unit), "num": True},
    ]


def amount(number: Decimal | None) -> str:
    if number is None:
        return "–"
    if number == number.to_integral_value():
        return f"{number:,.0f}"
    short = number.quantize(costing.CENT)
    return f"{short:,f}" if short == number else f"{number.normalize():,f}"


def cut(row: Breakdown, card: Indicator) -> dict[str, Any]:
    """One breakdown as a table with shares, and whether it adds up."""
    value = row.measurement
    total = Amount(value.value, value.numerator, value.denominator)
    is_rate = total.value is None
    parts = [
        (part.member.title, Amount(part.value, part.numerator, part.denominator))
        for part in row.parts.all()
    ]
    return {
        "id": f"by-{row.dimension.code}",
        "title": row.dimension.title,
        "period": value.period.label,
        "note": _("The groups add up exactly to the value.") if row.is_complete else "",
        "reason": row.reason,
        "columns": cut_columns(is_rate),
        "rows": [cut_row(name, part, total, card) for name, part in parts],
        "foot": cut_row(_("All"), total, total, card),
    }


def cut_columns(is_rate: bool) -> list[dict[str, Any]]:  # noqa: FBT001 -- one fact
    head = [{"label": _("Group"), "wide": True}]
    if is_rate:
        head += [{"label": _("Rate"), "num": True}, {"label": _("Cases"), "num": True}]
    else:
        head += [{"label": _("Value"), "num": True}]
    return [*head, {"label": _("Share"), "num": True}]


def cut_row(name: str, part: Amount, total: Amount, card: Indicator) -> list[Any]:
    share = breakdown.share(part, total)
    tail = {"text": "–" if share is None else f"{share}%", "num": True}
    if total.value is not None:
        return [name, {"text": amount(part.value), "num": True}, tail]
    rate = breakdown.rate(part, card.per)
    told = "–" if rate is None else f"{rate:,.{card.decimals}f}"
    cases = _("%(part)s of %(all)s") % {
        "part": amount(part.numerator), "all": amount(part.denominator),
    }  # fmt: skip
    return [name, {"text": told, "num": True}, {"text": cases, "num": True}, tail]
