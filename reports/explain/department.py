"""Why a department has its score: own KPIs, departments below, and how they are blended."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext, ngettext, pgettext

from indicators.models import ScoreCard
from indicators.models.targets import RollUpMode
from reports import numerals
from reports.drawing import Step, Waterfall
from reports.explain.parts import HUNDRED, ONE, TRACE, Sentence, bounded, other
from reports.kpi import Kpi
from reports.scorecard import points, share

HALF = Decimal("0.5")


@dataclass(frozen=True, slots=True)
class Build:
    """How a department's score is built in this cycle: the row of RollUp or its defaults."""

    mode: str = RollUpMode.BLEND.value
    own_share: Decimal = HALF
    weight: Decimal = ONE


def department_sentences(
    card: ScoreCard, build: Build, children: int, least: Decimal
) -> list[Sentence]:
    """How own KPIs and the departments below become the score, and what it covers."""
    found = []
    if card.own is not None:
        text = gettext(
            "%(own)s points: the weighted mean of the counted KPIs; %(coverage)s of their weight "
            "has a value."
        )
        facts: dict[str, object] = {"own": points(card.own), "coverage": share(card.own_coverage)}
        found.append(Sentence(gettext("Own KPIs"), text % facts, 15))
    if card.below is not None:
        text = ngettext(
            "%(below)s points: that of %(n)s department; coverage %(coverage)s.",
            "%(below)s points: the weighted mean of %(n)s departments; coverage %(coverage)s.",
            children,
        )
        facts = {
            "below": points(card.below), "n": children, "coverage": share(card.below_coverage),
        }  # fmt: skip
        found.append(Sentence(gettext("Departments below"), text % facts, 17))
    found.append(Sentence(gettext("Roll-up"), roll_up(card, build), 18))
    if card.coverage is not None:
        text = gettext("Coverage is %(coverage)s; from %(least)s a score may be published.")
        shown = text % {"coverage": share(card.coverage), "least": share(least)}
        found.append(Sentence(gettext("Coverage"), shown, 19))
    return found


def roll_up(card: ScoreCard, build: Build) -> str:
    if card.score is None:
        return gettext("There is nothing to make a score of.")
    if build.mode == "lowest":
        return gettext("The lowest of the own KPIs and of every department below counts.")
    if card.own is None or card.below is None or build.mode != "blend":
        alone = gettext("own KPIs") if effective(card, build)[0] else gettext("departments below")
        return gettext("Only one part counts: %(part)s.") % {"part": alone}
    own, below = effective(card, build)
    text = gettext("%(own_share)s × %(own)s + %(below_share)s × %(below)s = %(score)s.")
    return text % {
        "own_share": numerals.plain(own),
        "own": points(card.own),
        "below_share": numerals.plain(below),
        "below": points(card.below),
        "score": points(card.score),
    }


def effective(card: ScoreCard, build: Build) -> tuple[Decimal, Decimal]:
    """The shares of own KPIs and departments below that count, an absent part dropping out."""
    if build.mode == "own" or card.below is None:
        return ONE, Decimal(0)
    if build.mode == "children" or card.own is None:
        return Decimal(0), ONE
    return build.own_share, ONE - build.own_share


def department_waterfall(
    card: ScoreCard,
    build: Build,
    kpis: Sequence[tuple[Kpi, str]],
    children: Sequence[tuple[ScoreCard, Decimal, str]],
) -> Waterfall | None:
    """The parts that add up to the score.

    Shape:  `kpis` are (kpi of this card's period, url), `children` (card, roll-up weight, url).
            Own KPIs are one step where departments below count too, else a step each.
    Errors: None where parts do not add up: mode lowest, or no score.
    """
    if card.score is None or build.mode == "lowest":
        return None
    own, below = effective(card, build)
    steps: list[Step] = []
    if own and below:
        steps.append(Step(gettext("Own KPIs"), own * card.own, tenth(own * HUNDRED), card.own))
    elif own:
        steps += kpi_steps(card, kpis)
    if below:
        steps += child_steps(children, below)
    if not steps:
        return None
    rest = card.score - sum((step.points or Decimal(0) for step in steps), Decimal(0))
    if abs(rest) > TRACE:
        steps.append(Step(gettext("Departments that moved since this run"), rest))
    return Waterfall(
        steps,
        pgettext("of a department", "Score"),
        maximum=max(HUNDRED, card.score),
        decimals=2,
        other=other(),
    )


def kpi_steps(card: ScoreCard, kpis: Sequence[tuple[Kpi, str]]) -> list[Step]:
    steps = [
        Step(
            kpi.indicator.title,
            kpi.points,
            tenth(kpi.weight_share * HUNDRED),
            bounded(kpi) * HUNDRED,
            url=url,
        )
        for kpi, url in kpis
        if kpi.points is not None
    ]
    total = sum((step.points or Decimal(0) for step in steps), Decimal(0))
    held = card.own - total if card.own is not None else Decimal(0)
    if steps and held < -TRACE:
        steps.append(Step(gettext("Held at the lowest safety KPI"), held))
    return steps


def child_steps(children: Sequence[tuple[ScoreCard, Decimal, str]], below: Decimal) -> list[Step]:
    scored = [(card, weight, url) for card, weight, url in children if card.score is not None]
    mass = sum((weight for _, weight, _ in scored), Decimal(0))
    if not mass:
        return []
    return [
        Step(
            card.department.title,
            below * card.score * weight / mass,
            tenth(HUNDRED * below * weight / mass),
            card.score,
            url=url,
        )
        for card, weight, url in scored
    ]


def tenth(percent: Decimal) -> Decimal:
    """A weight as the table prints it: one decimal."""
    return numerals.rounded(percent, 1)
