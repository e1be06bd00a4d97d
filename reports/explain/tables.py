"""What a table, a deduction or a smallest number of answers says, in words. Rules 23 to 30."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from django.utils.translation import gettext

from indicators.models import Target
from indicators.models.targets import TABLED, Method
from reports import findings, numerals

Row = Sequence[Decimal | None]
HUNDRED = Decimal(100)
SHOWN_DIGITS = 6


def formula(target: Target, value: Decimal) -> str:
    """How the figure became its share: the row that holds it, or the points around it."""
    actual = numerals.plain(numerals.rounded(value, SHOWN_DIGITS))
    if target.method in (Method.MILESTONE, Method.SURVEY) and target.value:
        return f"{actual} ÷ {numerals.plain(target.value)}"
    if target.method == Method.DEFECT and target.penalty:
        return f"1 − {actual} × {percent(target.penalty)}"
    if target.method in TABLED and target.score_table:
        return held_by(target, value, actual)
    return ""


def held_by(target: Target, value: Decimal, actual: str) -> str:
    rows = target.score_table or []
    if target.method == Method.STEP:
        row = next((row for row in rows if inside(row, value)), None)
        if row is None:
            return gettext("%(value)s is in no row of the table") % {"value": actual}
        return gettext("%(value)s is in the row %(row)s") % {"value": actual, "row": span(row)}
    if value < rows[0][0] or value > rows[-1][0]:
        return gettext("%(value)s lies beyond the table") % {"value": actual}
    after = next(n for n, row in enumerate(rows) if n and value <= row[0])
    facts = {"value": actual, "first": point(rows[after - 1]), "second": point(rows[after])}
    return gettext("%(value)s lies between %(first)s and %(second)s") % facts


def inside(row: Row, value: Decimal) -> bool:
    low, high = row[0], row[1]
    return (low is None or low <= value) and (high is None or value <= high)


def span(row: Row) -> str:
    """`90–95 → 80%`, `≥ 90 → 100%`."""
    low, high = (None if bound is None else numerals.plain(bound) for bound in row[:2])
    if low is None and high is None:
        bounds = gettext("all others")
    elif low is None or high is None:
        bounds = f"≥ {low}" if high is None else f"≤ {high}"
    else:
        bounds = f"{low}{numerals.EN_DASH}{high}"
    return f"{bounds} → {percent(row[2] or Decimal(0))}"


def point(row: Row) -> str:
    return f"{numerals.plain(row[0] or Decimal(0))} → {percent(row[2] or Decimal(0))}"


def around(target: Target) -> list[dict[str, str]]:
    """Where it becomes a problem, and what is more than is asked for."""
    levels = (
        (target.threshold, gettext("Threshold"), gettext("%(value)s; worse is a problem")),
        (target.stretch, gettext("Stretch"), gettext("%(value)s; more than is asked for")),
    )
    return [
        {"key": key, "value": text % {"value": findings.amount(value, target.indicator)}}
        for value, key, text in levels
        if value is not None
    ]


def percent(part: Decimal) -> str:
    return f"{numerals.plain(part * HUNDRED)}%"


def parameters(target: Target) -> list[dict[str, str]]:
    """The parameters of a target as rows of key and value, for its pages."""
    rows = around(target)
    if target.score_table:
        words = span if target.method == Method.STEP else point
        table = "; ".join(words(row) for row in target.score_table)
        rows.append({"key": gettext("What which value counts"), "value": table})
    if target.penalty is not None:
        late = target.method == Method.MILESTONE
        key = gettext("Taken away for a day late") if late else gettext("Taken away for a fault")
        rows.append({"key": key, "value": percent(target.penalty)})
    if target.minimum_n is not None:
        rows.append({"key": gettext("Smallest number of answers"), "value": f"{target.minimum_n}"})
    return rows
