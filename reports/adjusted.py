"""The lines beside a department's score: what each does, and what the score becomes with them."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext

from departments.models import Department, User
from departments.services import holds_role
from indicators.adjusting import Adjusted, Kind, adjust
from indicators.models import Adjustment, ScoreCard
from indicators.models.adjustments import AdjustmentKind, VetoEffect
from indicators.services import adjusting
from reports import numerals
from reports.views.scope import Scope

PROPOSERS = ("office", "manager", "supervision")
DECIMALS = 2


@dataclass(frozen=True, slots=True)
class Section:
    """What the scorecard shows below its score. Without lines only the way to propose one."""

    heading: str
    lead: str
    rows: list[dict[str, str]]
    lines: list[list[Any]]
    propose_url: str
    all_url: str
    is_vetoed: bool = False

    @property
    def columns(self) -> list[dict[str, Any]]:
        return [
            {"label": gettext("What it does")},
            {"label": gettext("Rule")},
            {"label": gettext("What it rests on"), "hide_s": True},
        ]


def section(user: User, view: Scope, unit: Department, card: ScoreCard) -> Section:
    """One query for the lines; the limits come from the policy of the cycle. Rules 31 to 33."""
    as_of = view.run.as_of if view.run and view.run.kind == "full" else None
    rows = list(
        Adjustment.objects.visible_to(user)
        .in_force(as_of)
        .filter(cycle=view.cycle, department=unit)
        .order_by("pk")
    )
    propose = ""
    if holds_role(user, *PROPOSERS, department=unit):
        propose = f"{reverse('indicators:adjustment-add')}?department={unit.code}"
    all_url = reverse("indicators:adjustments")
    if not rows or card.score is None or view.cycle is None:
        heading = gettext("Bonus, deduction, veto")
        return Section(heading, gettext("There is no such line."), [], [], propose, all_url)
    limits = adjusting.limits_of(view.cycle)
    found = adjust(int(card.score.scaleb(12)), map(adjusting.line_of, rows), limits)
    return Section(
        heading_of(found), lead_of(found), sums(found, rows), list(map(line, rows)), propose,
        all_url, found.effect is not None,
    )  # fmt: skip


def points(stored: int, decimals: int = 12) -> str:
    return numerals.plain(Decimal(stored).scaleb(-decimals), DECIMALS)


def heading_of(found: Adjusted) -> str:
    if found.effect == Kind.FAIL:
        return gettext("Failed by a veto; the score itself is %(score)s") % {
            "score": points(found.adjusted)
        }
    if found.effect == Kind.CAP and found.counts is not None:
        facts = {"counts": points(found.counts), "score": points(found.adjusted)}
        return gettext("A veto lets it count as %(counts)s; the score itself is %(score)s") % facts
    return gettext("With bonus and deduction: %(score)s") % {"score": points(found.adjusted)}


def lead_of(found: Adjusted) -> str:
    return gettext("These lines stand beside the score. No KPI and no rank changes by them.")


def sums(found: Adjusted, rows: list[Adjustment]) -> list[dict[str, str]]:
    """The steps from the score to the adjusted score."""
    shown = [{"key": gettext("Score"), "value": points(found.score)}]
    for kind, held, word, most in (
        (AdjustmentKind.BONUS, found.bonus, gettext("Bonus"), "+"),
        (AdjustmentKind.DEDUCTION, found.deduction, gettext("Deduction"), numerals.MINUS),
    ):
        given = sum((row.points or Decimal(0) for row in rows if row.kind == kind), Decimal(0))
        if given:
            text = f"{most}{points(held, 4)}"
            if given > Decimal(held).scaleb(-4):
                given_words = {"sum": numerals.plain(given, DECIMALS)}
                text += " " + gettext("(held at the most; the lines sum to %(sum)s)") % given_words
            shown.append({"key": word, "value": text})
    shown.append({"key": gettext("Adjusted score"), "value": points(found.adjusted)})
    if found.effect is not None:
        counts = gettext("failed") if found.counts is None else points(found.counts)
        shown.append({"key": gettext("What counts"), "value": counts})
    return shown


def line(row: Adjustment) -> list[Any]:
    sign = "+" if row.kind == AdjustmentKind.BONUS else numerals.MINUS
    if row.kind != AdjustmentKind.VETO:
        what = f"{sign}{numerals.plain(row.points or 0)}"
    elif row.effect == VetoEffect.FAIL:
        what = gettext("Veto: the department fails")
    else:
        what = gettext("Veto: at most %(points)s") % {"points": numerals.plain(row.cap_at or 0)}
    note = row.legal_basis or row.evidence
    url = reverse("indicators:adjustment", args=[row.pk])
    return [{"text": what, "url": url}, row.rule, note]
