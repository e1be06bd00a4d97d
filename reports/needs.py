"""Which KPIs need action, why, in which order. The first thing a manager reads.

Source: docs/signals.md, rules N1 to N6.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import IntEnum

from django.utils.translation import gettext, ngettext

from reports import findings, timewords
from reports.drawing import Point, Strip
from reports.kpi import Kpi
from reports.readings import STRIP

OVERDUE = {"not_reported", "late", "refused", "no_evidence"}
FIRST = 7  # rows that can be read at a glance


class Need(IntEnum):
    """Why a KPI needs action, the most urgent first."""

    MISSED_AND_CONCERN = 1
    NOT_CAPABLE = 2
    CONCERN = 3
    OVERDUE = 4
    MISSED = 5  # too few values to tell change from noise


@dataclass(frozen=True)
class Links:
    """How rows lead on: to the page of a KPI, and to the form for its value, "" if not allowed."""

    kpi: Callable[[Kpi], str]
    report: Callable[[Kpi], str]


def need(kpi: Kpi) -> Need | None:
    """The most urgent reason, or None when there is nothing to do."""
    if kpi.missing in OVERDUE:
        return Need.OVERDUE if kpi.aims[0] is not None else None
    if kpi.met is False and kpi.signal == "concern":
        return Need.MISSED_AND_CONCERN
    if kpi.met is False and kpi.assurance == "not_capable":
        return Need.NOT_CAPABLE
    if kpi.signal == "concern":
        return Need.CONCERN
    if kpi.met is False and kpi.chart.limits is None:
        return Need.MISSED
    return None


def ranked(kpis: Sequence[Kpi]) -> list[tuple[Need, Kpi]]:
    """Those that need action; within a reason the one that costs most points comes first."""
    found = [(reason, kpi) for kpi in kpis if (reason := need(kpi))]
    return sorted(found, key=lambda pair: (pair[0], -lost(pair[1]), pair[1].indicator.code))


def lost(kpi: Kpi) -> Decimal:
    """Weight × what is missing to full attainment: what it costs the department."""
    if kpi.attainment is None:
        return kpi.target.weight
    return kpi.target.weight * max(Decimal(0), 1 - kpi.attainment)


def improved(kpis: Sequence[Kpi]) -> list[Kpi]:
    return [kpi for kpi in kpis if kpi.signal == "improve"]


def headline(needed: int, total: int) -> str:
    """3 of 18 KPIs need action."""
    if not needed:
        return gettext("No KPI needs action")
    text = ngettext(
        "%(needed)s of %(total)s KPIs needs action",
        "%(needed)s of %(total)s KPIs need action",
        needed,
    )
    return text % {"needed": needed, "total": total}


def good_words(count: int) -> str:
    return ngettext("%(n)s KPI improved", "%(n)s KPIs improved", count) % {"n": count}


def why(reason: Need, kpi: Kpi) -> str:
    """The reason in one or two sentences."""
    period = timewords.long(kpi.period) if kpi.period else ""
    if reason is Need.OVERDUE:
        text = gettext("%(period)s: %(reason)s.")
        return text % {"period": period, "reason": findings.reason_missing(kpi.missing)}
    parts = []
    if kpi.assurance == "not_capable":
        text = gettext("Cannot reliably meet the target: expected %(range)s.")
        parts.append(text % {"range": findings.expected(kpi)})
    if kpi.signal == "concern":
        parts.append(findings.sentence(findings.pattern(kpi)))
    if reason is Need.MISSED:
        parts.append(gettext("Missed its target in %(period)s.") % {"period": period})
    return findings.joined(*parts)


def row(reason: Need, kpi: Kpi, links: Links, *, with_department: bool = False) -> dict:
    """One row of components/action_list.html."""
    overdue = reason is Need.OVERDUE
    report = links.report(kpi) if overdue else ""
    aim = findings.aim(kpi)
    owner = kpi.target.owner
    names = [kpi.target.department.title] if with_department else []
    names += [owner.title] if owner else []
    return {
        "mark": "late" if overdue else "concern",
        "word": gettext("Value missing") if overdue else gettext("Concern"),
        "name": kpi.indicator.title,
        "url": links.kpi(kpi),
        "why": why(reason, kpi),
        "owner": ("·" if findings.chinese() else " · ").join(names),
        "missing": "" if owner else gettext("no owner named"),
        "value": None if overdue else number(kpi),
        "unit": findings.unit(kpi.indicator),
        "target": gettext("target %(aim)s") % {"aim": aim} if aim else "",
        "strip": strip(kpi),
        "action": gettext("Enter value") if report else gettext("See why"),
        "action_url": report or links.kpi(kpi),
    }


def number(kpi: Kpi) -> str | None:
    return None if kpi.value is None else findings.plain(kpi.value, kpi.indicator)


def points(kpi: Kpi) -> list[Point]:
    """The slots as the drawings take them."""
    return [
        Point(timewords.short(slot), slot.value, signal)
        for slot, signal in zip(kpi.slots, kpi.signals(), strict=True)
    ]


def strip(kpi: Kpi) -> Strip | None:
    """The small drawing of a row."""
    if not kpi.slots:
        return None
    limits = kpi.limits
    low, high = findings.drawn_limits(limits, kpi.indicator) if limits else (None, None)
    return Strip(
        points(kpi)[-STRIP:],
        mean=limits.mean if limits else None,
        low=low,
        high=high,
        target=kpi.target.value,
    )
