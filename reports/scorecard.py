"""A department's scorecard in words, facts and table rows."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from django.utils.translation import gettext, pgettext

from indicators import marks
from indicators.models import Objective, Period, ScoreCard
from indicators.publication import Publication
from reports import findings, needs, numerals, timewords
from reports.kpi import Kpi, by_objective

HUNDRED = Decimal(100)


def points(value: Decimal | None) -> str | None:
    """A score as it is read: one decimal."""
    return None if value is None else numerals.plain(value, 1)


def share(value: Decimal | None) -> str:
    """A fraction as a percentage: 95%."""
    return gettext("no value") if value is None else f"{numerals.plain(value * HUNDRED, 0)}%"


def headline(name: str, card: ScoreCard) -> str:
    """Housing Bureau scores 87.3 in September 2026."""
    facts = {"name": name, "period": timewords.long(card.period), "score": points(card.score)}
    if card.score is None:
        return gettext("%(name)s has no score in %(period)s") % facts
    return gettext("%(name)s scores %(score)s in %(period)s") % facts


def lead(card: ScoreCard, publication: Publication) -> str:
    """Targets met, coverage, and whether the score may be published."""
    judged = card.met + card.not_met
    parts = []
    if judged:
        text = gettext("%(met)s of %(judged)s targets met.")
        parts.append(text % {"met": card.met, "judged": judged})
    if card.coverage is None:
        parts.append(gettext("Nothing that counts has been reported yet."))
    elif publication.allows(card.score, card.coverage):
        text = gettext("%(share)s of the weight has a value: the score may be published.")
        parts.append(text % {"share": share(card.coverage)})
    else:
        text = gettext(
            "Only %(share)s of the weight has a value: the score is shown here and not published."
        )
        parts.append(text % {"share": share(card.coverage)})
    return findings.joined(*parts)


def facts(card: ScoreCard, before: ScoreCard | None, publication: Publication) -> list[dict]:
    """Score, targets met, coverage, change: the arguments of components/facts.html."""
    judged = card.met + card.not_met
    of = gettext("%(met)s of %(judged)s") % {"met": card.met, "judged": judged}
    coverage_note = gettext("publishable from %(share)s")
    if card.coverage is not None and not publication.allows(card.score, card.coverage):
        coverage_note = gettext("below %(share)s: not published")
    coverage_note %= {"share": share(publication.least)}
    return [
        {
            "label": pgettext("of a department", "Score"),
            "value": points(card.score),
            "note": parts(card),
        },
        {
            "label": gettext("Targets met"),
            "value": of if judged else None,
            "note": "" if judged else gettext("no target has a verdict"),
        },
        {
            "label": gettext("Coverage"),
            "value": None if card.coverage is None else numerals.plain(card.coverage * HUNDRED, 0),
            "unit": "%" if card.coverage is not None else "",
            "note": coverage_note,
        },
        change(card, before),
    ]


def parts(card: ScoreCard) -> str:
    """Own KPIs and departments below, where both are there."""
    if card.own is None or card.below is None:
        return gettext("of 100 points")
    text = gettext("own KPIs %(own)s, departments below %(below)s")
    return text % {"own": points(card.own), "below": points(card.below)}


def change(card: ScoreCard, before: ScoreCard | None) -> dict:
    """The difference to the period before; a difference alone is no signal."""
    label = pgettext("how a figure moved", "Change")
    if before is None or before.score is None or card.score is None:
        return {"label": label, "value": None, "note": gettext("no period to compare with")}
    text = gettext("since %(period)s") % {"period": timewords.long(before.period)}
    return {"label": label, "value": numerals.signed(card.score - before.score, 1), "note": text}


def card_before(cards: Sequence[ScoreCard], card: ScoreCard) -> ScoreCard | None:
    """The newest card of the same kind of period that ended before this one began."""
    earlier = [
        c
        for c in cards
        if c.period.kind == card.period.kind and c.period.ends_on < card.period.starts_on
    ]
    return max(earlier, key=lambda c: c.period.ends_on, default=None)


def groups(
    kpis: Sequence[Kpi], links: needs.Links, period: Period, *, with_marks: bool = False
) -> list[dict]:
    """The KPI table under its objectives."""
    return [
        {
            "heading": heading(objective),
            "rows": [
                row(kpi, links, period) | {"marks": marks.shown(kpi.score) if with_marks else []}
                for kpi in found
            ],
        }
        for objective, found in by_objective(kpis)
    ]


def marked(kpis: Sequence[Kpi], links: needs.Links, period: Period) -> dict[str, list[dict]]:
    """The table with the marks of its figures, and what the signs mean.

    Shape:  scores that were read `with_marks`. Source: docs/verification.md, rule 10.
    """
    found = {code for kpi in kpis for code in marks.codes(kpi.score)}
    return {
        "groups": groups(kpis, links, period, with_marks=True),
        "marks": marks.named(code for code in marks.SIGNS if code in found),
    }


def heading(objective: Objective | None) -> str:
    if objective is None:
        return gettext("Without an objective")
    return ("·" if findings.chinese() else " · ").join([objective.code, objective.title])


def row(kpi: Kpi, links: needs.Links, period: Period) -> dict:
    """One KPI: latest, target, verdict, attainment, points, change, strip."""
    here = kpi.period is not None and kpi.period.label == period.label
    return {
        "name": kpi.indicator.title,
        "url": links.kpi(kpi),
        "note": note(kpi, period),
        "latest": needs.number(kpi),
        "unit": findings.unit(kpi.indicator),
        "target": findings.aim(kpi, with_unit=False),
        "chance": findings.chance(kpi),
        "met": kpi.met,
        "verdict": findings.verdict(kpi.met),
        "attainment": None if kpi.attainment is None else kpi.attainment * HUNDRED,
        "points": kpi.points if here else None,
        "status": kpi.signal if kpi.reading and kpi.chart.limits else "",
        "strip": needs.strip(kpi),
        "owner": kpi.target.owner.title if kpi.target.owner else "",
    }


def note(kpi: Kpi, period: Period) -> str:
    """What is special about a row: another period, no value and why, a safety KPI."""
    parts = []
    if kpi.period is not None and kpi.period.label != period.label:
        parts.append(timewords.long(kpi.period))
    if kpi.missing:
        parts.append(findings.reason_missing(kpi.missing))
    if kpi.target.is_safety:
        parts.append(gettext("safety KPI"))
    return ("·" if findings.chinese() else " · ").join(parts)
