"""Why a KPI has its points: from the reported value, in the order of the rules."""

from __future__ import annotations

from decimal import Decimal

from django.utils.translation import gettext

from indicators.models import ScoreCard
from indicators.models.targets import Method
from reports import findings, numerals, timewords
from reports.drawing import Step, Waterfall
from reports.explain import tables
from reports.explain.parts import HUNDRED, ONE, Sentence, bounded, other
from reports.kpi import Kpi
from reports.scorecard import share

SHOWN_DIGITS = 6  # of the numbers in a formula, so that a pocket calculator comes close
RULE_OF = {
    "ratio_higher": 8, "ratio_lower": 9, "linear": 10, "band": 11, "exact": 12, "none": 12,
    "step": 23, "interpolated": 24, "milestone": 25, "all_or_nothing": 26, "rubric": 27,
    "defect": 28, "survey": 29,
}  # fmt: skip


def kpi_sentences(kpi: Kpi, card: ScoreCard | None) -> list[Sentence]:
    """From the reported value to the points, in the order of the rules."""
    found = [value_step(kpi), target_step(kpi), verdict_step(kpi)]
    if kpi.attainment is not None:
        found += [method_step(kpi), bounds_step(kpi)]
    elif kpi.missing:
        found.append(missing_step(kpi))
    else:
        found.append(Sentence(gettext("Attainment"), not_scored(kpi), 6))
    if kpi.points is not None and card is not None:
        found += [weight_step(kpi, card), points_step(kpi)]
    if card is not None:
        text = gettext("%(share)s of the department's weight has a value in this period.")
        coverage = text % {"share": share(card.own_coverage)}
        found.append(Sentence(gettext("Coverage"), coverage, 16))
    return found


def value_step(kpi: Kpi) -> Sentence:
    label, slot = gettext("Value"), kpi.slot
    if slot is None or slot.value is None:
        reason = findings.reason_missing(kpi.missing or (slot.missing if slot else ""))
        return Sentence(label, findings.sentence(reason or gettext("no value")), 7)
    facts = {"period": timewords.long(slot), "value": findings.amount(slot.value, kpi.indicator)}
    if slot.numerator is None or slot.denominator is None:
        return Sentence(label, gettext("%(period)s: %(value)s.") % facts, 1)
    facts |= {
        "top": numerals.plain(slot.numerator),
        "bottom": numerals.plain(slot.denominator),
        "per": numerals.plain(kpi.indicator.per),
    }
    text = gettext("%(period)s: %(top)s ÷ %(bottom)s × %(per)s = %(value)s.")
    if "summed" in kpi.flags:
        text = gettext(
            "%(period)s, summed over the departments below: "
            "%(top)s ÷ %(bottom)s × %(per)s = %(value)s."
        )
    return Sentence(label, text % facts, 4)


def target_step(kpi: Kpi) -> Sentence:
    aim = findings.aim(kpi)
    weight = numerals.plain(kpi.target.weight)
    if not aim:
        return Sentence(gettext("Target"), gettext("No target is set."), 6)
    text = gettext("%(aim)s, with weight %(weight)s.")
    return Sentence(gettext("Target"), text % {"aim": aim, "weight": weight}, 2)


def verdict_step(kpi: Kpi) -> Sentence:
    texts = {
        True: gettext("The exact value reaches the target; equality counts as met."),
        False: gettext("The exact value does not reach the target."),
        None: gettext("There is no verdict."),
    }
    label = findings.verdict(kpi.met)
    return Sentence(label, texts[kpi.met], 6 if kpi.met is None else 5)


def missing_step(kpi: Kpi) -> Sentence:
    """What this reason does to the score, rule 7."""
    if kpi.missing == "suppressed" and kpi.target.minimum_n:
        text = gettext("At least %(least)s answers are needed; fewer count for nothing.")
        few = text % {"least": kpi.target.minimum_n}
        return Sentence(gettext("Too few answers"), few, RULE_OF["survey"])
    if kpi.missing in {"late", "refused"}:
        text = gettext("This reason counts as zero.")
    elif kpi.missing in {"not_reported", "no_evidence", "suppressed", "external", "text"}:
        text = gettext(
            "It is left out of the mean and lowers the coverage; it does not count as zero."
        )
    else:
        text = gettext("It is left out of the mean and of the coverage.")
    return Sentence(gettext("Missing value"), text, 7)


def not_scored(kpi: Kpi) -> str:
    if "unusable" in kpi.flags:
        return gettext("The method lacks what it needs, so this target is not scored.")
    return gettext("This indicator is not scored.")


def formula(kpi: Kpi) -> str:
    """The method with the numbers in it: 71 ÷ 90."""
    value, target = kpi.value, kpi.target
    if value is None:
        return str(Method(target.method).label)
    if special := tables.formula(target, value):
        return special
    actual, aim, base = (
        None if number is None else numerals.plain(numerals.rounded(number, SHOWN_DIGITS))
        for number in (value, target.value, target.baseline)
    )
    return {
        "ratio_higher": f"{actual} ÷ {aim}",
        "ratio_lower": f"{aim} ÷ {actual}",
        "linear": f"({actual} − {base}) ÷ ({aim} − {base})",
    }.get(target.method, str(Method(target.method).label))


def method_step(kpi: Kpi) -> Sentence:
    text = gettext("%(method)s: %(formula)s = %(attainment)s.")
    attained = {
        "method": str(Method(kpi.target.method).label),
        "formula": formula(kpi),
        "attainment": numerals.plain(kpi.attainment or 0),
    }
    if attained["formula"] == attained["method"]:
        text = gettext("%(method)s: %(attainment)s.")
    return Sentence(gettext("Attainment"), text % attained, RULE_OF[kpi.target.method])


def bounds_step(kpi: Kpi) -> Sentence:
    facts = {
        "floor": numerals.plain(kpi.target.floor),
        "cap": numerals.plain(kpi.target.cap),
        "counted": numerals.plain(bounded(kpi)),
    }
    if "capped" in kpi.flags:
        text = gettext("More than the cap: it counts as %(cap)s.")
    elif "floored" in kpi.flags:
        text = gettext("Less than the floor: it counts as %(floor)s.")
    else:
        text = gettext("Between floor %(floor)s and cap %(cap)s: it counts as it is.")
    return Sentence(gettext("Bounds"), text % facts, 13)


def weight_step(kpi: Kpi, card: ScoreCard) -> Sentence:
    text = gettext("%(weight)s of %(total)s in all that counts: %(share)s.")
    shown = {
        "weight": numerals.plain(kpi.target.weight),
        "total": numerals.plain(Decimal(card.weight) / 10_000),
        "share": f"{numerals.plain((kpi.weight_share) * HUNDRED, 2)}%",
    }
    return Sentence(gettext("Weight"), text % shown, 15)


def points_step(kpi: Kpi) -> Sentence:
    text = gettext(
        "100 × %(share)s × %(counted)s = %(points)s points of the department's own score."
    )
    shown = {
        "share": numerals.plain(kpi.weight_share, 6),
        "counted": numerals.plain(bounded(kpi)),
        "points": numerals.plain(kpi.points or 0, 6),
    }
    return Sentence(gettext("Points"), text % shown, 15)


def kpi_waterfall(kpi: Kpi) -> Waterfall | None:
    """From the points that were to be had to the points that were made."""
    if kpi.points is None or not kpi.weight_share:
        return None
    full = HUNDRED * kpi.weight_share
    attained = kpi.attainment if kpi.attainment is not None else Decimal(0)
    cut = bounded(kpi) - attained
    gained = full * (attained - ONE)
    steps = [Step(gettext("At exactly the target"), full)]
    if gained:
        label = gettext("Beyond the target") if gained > 0 else gettext("Short of the target")
        steps.append(Step(label, gained))
    if cut:
        label = gettext("Held at the cap") if cut < 0 else gettext("Raised to the floor")
        steps.append(Step(label, full * cut))
    final, before = steps[-1], [step.points or Decimal(0) for step in steps[:-1]]
    steps[-1] = Step(final.label, kpi.points - sum(before, Decimal(0)))
    top = max(full, kpi.points, full + gained) * Decimal("1.05")
    return Waterfall(steps, gettext("Points"), maximum=top, other=other())
