"""What the figures say, in complete sentences of the reader's language."""

from __future__ import annotations

from decimal import Decimal

from django.utils.translation import get_language, gettext

from indicators import spc, units
from indicators.models import Indicator
from indicators.models.cards import Direction
from indicators.models.measurement import Missing
from reports import numerals, patterns, timewords
from reports.kpi import Kpi
from reports.series import Slot

CROWDED = Decimal(99)  # percent


def chinese() -> bool:
    return (get_language() or "").startswith("zh")


def unit(indicator: Indicator) -> str:
    return units.words(indicator.unit)


def plain(value: Decimal, indicator: Indicator) -> str:
    """A value of this indicator without its unit: 71, 6.2."""
    return numerals.plain(value, indicator.decimals)


def amount(value: Decimal, indicator: Indicator) -> str:
    """A value of this indicator with its unit: 71%, 6.2 days."""
    return numerals.with_unit(value, unit(indicator), indicator.decimals, chinese=chinese())


def span(low: Decimal, high: Decimal, indicator: Indicator) -> str:
    return numerals.span(low, high, unit(indicator), indicator.decimals, chinese=chinese())


def drawn_limits(limits: spc.Limits, indicator: Indicator) -> tuple[Decimal, Decimal]:
    """The expected range as it is drawn: a share in percent stays between 0 and 100."""
    low, high = limits.low, limits.high
    if unit(indicator) == "%":
        low, high = max(low, Decimal(0)), min(high, Decimal(100))
    return low, high


def expected(kpi: Kpi) -> str:
    """The expected range in words: 64–83%; empty without limits."""
    limits = kpi.limits
    return span(*drawn_limits(limits, kpi.indicator), kpi.indicator) if limits else ""


def aim(kpi: Kpi, *, with_unit: bool = True) -> str:
    """The target as a comparison: ≥ 90%; empty without one."""
    card = kpi.indicator
    name = unit(card) if with_unit else ""
    return numerals.aim(card.direction, *kpi.aims, name, card.decimals, chinese=chinese())


def better(direction: str) -> str:
    return str(Direction(direction).label)


def reason_missing(code: str) -> str:
    """Why there is no value, from the closed list; empty when there is one."""
    return str(Missing(code).label) if code else ""


def verdict(met: bool | None) -> str:  # noqa: FBT001 -- the verdict itself
    if met is None:
        return gettext("No verdict")
    return gettext("Met") if met else gettext("Not met")


def chance(kpi: Kpi) -> str:
    """Whether the process as it runs meets its target."""
    return {
        "reliable": gettext("Reliable"),
        "hit_or_miss": gettext("Hit or miss"),
        "not_capable": gettext("Not capable"),
    }.get(kpi.assurance, "")


def pattern(kpi: Kpi) -> str:
    """What makes the latest value a signal, as a phrase: 7 months below average."""
    reading, slot = kpi.reading, kpi.slot
    if reading is None or slot is None or not reading.cause:
        return ""
    if kpi.is_seasonal:
        return seasonal_pattern(kpi, reading.side)
    high, number = reading.side > 0, len(kpi.run)
    length = timewords.count(number, slot.kind)
    if reading.cause == spc.TREND:
        text = gettext("%(length)s rising") if high else gettext("%(length)s falling")
    elif number >= spc.RUN:
        above, below = gettext("%(length)s above average"), gettext("%(length)s below average")
        text = above if high else below
    elif reading.cause == spc.OUTSIDE:
        text = gettext("above the upper limit") if high else gettext("below the lower limit")
    else:
        upper = gettext("close to the upper limit")
        text = upper if high else gettext("close to the lower limit")
    return text % {"length": length}


def seasonal_pattern(kpi: Kpi, side: int) -> str:
    """7 months high for the season: judged against the same months of the year before."""
    number = len(kpi.run)
    if number >= spc.RUN and kpi.slot is not None:
        above = gettext("%(length)s high for the season")
        text = above if side > 0 else gettext("%(length)s low for the season")
        return text % {"length": timewords.count(number, kpi.slot.kind)}
    return gettext("high for the season") if side > 0 else gettext("low for the season")


def sentence(text: str) -> str:
    """A phrase made a sentence: first letter large, a full stop of the language."""
    stop = "。" if chinese() else "."
    return text[:1].upper() + text[1:] + stop if text else ""


def joined(*sentences: str) -> str:
    return ("" if chinese() else " ").join(s for s in sentences if s)


def title(kpi: Kpi) -> str:
    """The finding of the chart, as its heading."""
    slot, reading = kpi.slot, kpi.reading
    if slot is None:
        return gettext("Nothing has been reported yet")
    if reading is None:
        return gettext("%(period)s has no value") % {"period": timewords.long(slot)}
    if kpi.chart.limits is None:
        return gettext("Too few values to tell change from noise")
    if not reading.cause:
        steady = gettext("No change: the ups and downs are those of the process")
        seasonal = gettext("No change: the ups and downs are those of the seasons")
        return seasonal if kpi.is_seasonal else steady
    return happening(kpi, slot)


def happening(kpi: Kpi, slot: Slot) -> str:
    """Of a signal: one period, or a run since some period."""
    together = kpi.run
    if len(together) < spc.RUN:
        text = gettext("Something happened in %(period)s: %(pattern)s")
        return text % {"period": timewords.long(slot), "pattern": pattern(kpi)}
    text = gettext("Something changed in %(period)s: %(pattern)s")
    return text % {"period": timewords.long(together[0]), "pattern": pattern(kpi)}


def summary(kpi: Kpi) -> str:
    """The sentences under the finding: value, average, range, and what they mean for the target."""
    slot, limits = kpi.slot, kpi.limits
    parts = []
    if slot is not None and slot.value is not None:
        facts = {"period": timewords.long(slot), "value": amount(slot.value, kpi.indicator)}
        if limits:
            facts |= {"mean": amount(limits.mean, kpi.indicator), "range": expected(kpi)}
            text = gettext("%(period)s: %(value)s, average %(mean)s, expected range %(range)s.")
        else:
            text = gettext("%(period)s: %(value)s.")
        parts.append(text % facts)
    elif slot is not None and slot.missing:
        parts.append(sentence(reason_missing(slot.missing)))
    parts += [survey(kpi), beyond(kpi), outlook(kpi), trial(kpi), seasons(kpi), hugging(kpi)]
    return joined(*parts)


def interval(kpi: Kpi) -> str:
    """The 95 % interval of a survey's share: 86.1–89.9%; empty where there is none."""
    found = kpi.answers
    if found is None or found.low is None or found.high is None:
        return ""
    return span(found.low, found.high, kpi.indicator)


def survey(kpi: Kpi) -> str:
    """On how many answers the latest value stands, and how sure that makes it."""
    if kpi.answers is None:
        return ""
    facts = {"n": numerals.plain(Decimal(kpi.answers.n)), "range": interval(kpi)}
    if facts["range"]:
        text = gettext(
            "It stands on %(n)s answers: with 95%% confidence the true share lies within %(range)s."
        )
        return text % facts
    return gettext("It stands on %(n)s answers.") % facts


def beyond(kpi: Kpi) -> str:
    """Says so when the latest value is worse than its threshold or reaches its stretch."""
    value, target = kpi.value, kpi.target
    if value is None:
        return ""
    side = -1 if kpi.indicator.direction == Direction.LOWER else 1
    if target.threshold is not None and side * value < side * target.threshold:
        text = gettext("The value is on the wrong side of the threshold of %(value)s.")
        return text % {"value": amount(target.threshold, kpi.indicator)}
    if target.stretch is not None and side * value >= side * target.stretch:
        text = gettext("The value reaches the stretch of %(value)s.")
        return text % {"value": amount(target.stretch, kpi.indicator)}
    return ""


def outlook(kpi: Kpi) -> str:
    """What the range means for the target, unless the process has left that range behind."""
    if kpi.has_shifted and not kpi.assurance:
        return gettext("The expected range is that of the time before.")
    return {
        "reliable": gettext("The target is met reliably."),
        "hit_or_miss": gettext("The target lies within the ordinary ups and downs."),
        "not_capable": gettext("The target will not be met unless the process changes."),
    }.get(kpi.assurance, "")


def trial(kpi: Kpi) -> str:
    limits = kpi.limits
    if limits is None or not limits.trial:
        return ""
    text = gettext("These are trial limits, made of %(n)s values; 12 make firm ones.")
    return text % {"n": limits.values}


def seasons(kpi: Kpi) -> str:
    """Says so when the values follow the months of the year, with the value of a year before."""
    slot = kpi.slot
    if slot is None or not kpi.is_seasonal:
        return ""
    index = kpi.slots.index(slot) - patterns.YEAR
    before = kpi.slots[index] if index >= 0 else None
    if before is None or before.value is None:
        return gettext("It follows the seasons.")
    text = gettext("It follows the seasons: %(period)s was %(value)s.")
    return text % {
        "period": timewords.long(before),
        "value": amount(before.value, kpi.indicator),
    }


def hugging(kpi: Kpi) -> str:
    """Says so when all new values lie just on the good side of the target: worth a look.

    Not of sums over many departments, which are steady, nor where 100 % leaves no room.
    """
    values, target = [slot.value for slot in kpi.slots], kpi.target.value
    if kpi.target.sums_children or (unit(kpi.indicator) == "%" and target and target >= CROWDED):
        return ""
    if not patterns.hugs(values, target, kpi.indicator.direction):
        return ""
    text = gettext(
        "All of the last %(n)s values lie less than 1%% beyond the target: "
        "look at how they are measured."
    )
    return text % {"n": patterns.NEWEST}
