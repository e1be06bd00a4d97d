"""The page of one KPI: facts, the figure with its finding, the history of its values."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext, ngettext

from indicators import marks
from indicators.models import Measurement, Target
from reports import drawing, findings, needs, numerals, readings, series, timewords
from reports.kpi import Kpi
from reports.series import Slot
from reports.wording import trend_figure


def facts(kpi: Kpi) -> list[dict]:
    """Latest value, target, signal, chance of meeting it: components/facts.html."""
    return [latest(kpi), target(kpi), signal(kpi), chance(kpi)]


def latest(kpi: Kpi) -> dict:
    slot = kpi.slot
    if slot is None:
        period = timewords.long(kpi.period) if kpi.period else gettext("Latest value")
        reason = findings.reason_missing(kpi.missing)
        return {"label": period, "value": None, "note": reason}
    return {
        "label": timewords.long(slot),
        "value": needs.number(kpi),
        "unit": findings.unit(kpi.indicator) if slot.value is not None else "",
        "note": detail(slot, findings.interval(kpi)),
    }


def target(kpi: Kpi) -> dict:
    low, high = kpi.aims
    label, card = gettext("Target"), kpi.indicator
    if low is None:
        return {"label": label, "value": gettext("none"), "note": gettext("not scored")}
    if high is not None:
        span = findings.span(low, high, card)
        return {"label": label, "value": span, "note": findings.verdict(kpi.met)}
    return {
        "label": label,
        "compare": numerals.SIGNS.get(card.direction, ""),
        "value": findings.plain(low, card),
        "unit": findings.unit(card),
        "note": ("·" if findings.chinese() else " · ").join(
            part for part in (findings.verdict(kpi.met), gap(kpi)) if part
        ),
    }


def gap(kpi: Kpi) -> str:
    """How far the value is from the target: 19 pp below."""
    aim, value = kpi.target.value, kpi.value
    if aim is None or value is None or value == aim:
        return ""
    size = abs(value - aim)
    if findings.unit(kpi.indicator) == "%":
        number = numerals.plain(size, kpi.indicator.decimals)
        size_words = gettext("%(number)s pp") % {"number": number}
    else:
        size_words = findings.amount(size, kpi.indicator)
    text = gettext("%(size)s above") if value > aim else gettext("%(size)s below")
    return text % {"size": size_words}


def signal(kpi: Kpi) -> dict:
    label = gettext("Signal")
    if kpi.chart.limits is None or kpi.reading is None:
        count = sum(1 for slot in kpi.slots if slot.value is not None)
        text = ngettext("%(n)s value so far", "%(n)s values so far", count) % {"n": count}
        note = text if kpi.chart.limits is None else gettext("the latest value is missing")
        return {"label": label, "value": gettext("Unknown"), "note": note}
    return {"label": label, "status": kpi.signal, "note": findings.pattern(kpi)}


def chance(kpi: Kpi) -> dict:
    label, words = gettext("Chance of meeting target"), findings.chance(kpi)
    if not words:
        note = gettext("the process has changed") if kpi.has_shifted else ""
        note = gettext("it follows the seasons") if kpi.is_seasonal else note
        return {"label": label, "value": gettext("Unknown"), "note": note}
    text = gettext("expected range %(range)s") % {"range": findings.expected(kpi)}
    return {"label": label, "value": words, "note": text}


def detail(slot: Slot, interval: str = "") -> str:
    """Denominator and interval, or why there is no value; "r" marks a revised figure."""
    parts = []
    if slot.value is None:
        parts.append(findings.reason_missing(slot.missing or "not_reported"))
    elif slot.numerator is not None and slot.denominator is not None:
        text = gettext("%(top)s of %(bottom)s")
        top, bottom = numerals.plain(slot.numerator), numerals.plain(slot.denominator)
        parts.append(text % {"top": top, "bottom": bottom})
    if interval:
        parts.append(gettext("95%% interval %(range)s") % {"range": interval})
    if slot.revised:
        parts.append(gettext("r (revised)"))
    return ("；" if findings.chinese() else "; ").join(parts)


def held_in(slot: Slot, targets: Sequence[Target]) -> Target | None:
    """The target that held in this period: its own, else that of the cycle it lies in."""
    for one in targets:
        if one.period is not None and one.period.label == slot.label:
            return one
    for one in targets:
        span = one.cycle.period
        if one.period is None and span.starts_on <= slot.starts_on and slot.ends_on <= span.ends_on:
            return one
    return None


def aim_of(slot: Slot, targets: Sequence[Target]) -> Decimal | None:
    held = held_in(slot, targets)
    return held.value if held else None


def point(slot: Slot, signal: str, targets: Sequence[Target]) -> drawing.Point:
    """A period with what was set for it: target, threshold and stretch."""
    held = held_in(slot, targets)
    return drawing.Point(
        timewords.short(slot),
        slot.value,
        signal,
        held.value if held else None,
        detail(slot),
        held.threshold if held else None,
        held.stretch if held else None,
    )


def figure(
    kpi: Kpi,
    targets: Sequence[Target],
    files: Sequence[dict],
    events: Sequence[drawing.Event] = (),
) -> dict:
    """The trend against its target, with limits, finding and table twin."""
    limits = kpi.limits
    low, high = findings.drawn_limits(limits, kpi.indicator) if limits else (None, None)
    trend = drawing.Trend(
        points=[
            point(slot, mark, targets) for slot, mark in zip(kpi.slots, kpi.signals(), strict=True)
        ],
        unit=findings.unit(kpi.indicator),
        decimals=kpi.indicator.decimals,
        mean=limits.mean if limits else None,
        low=low,
        high=high,
        events=events,
    )
    return trend_figure(
        trend,
        id="trend",
        name=kpi.indicator.title,
        title=findings.title(kpi),
        sentence=findings.summary(kpi),
        source=source(kpi),
        files=files,
    )


def source(kpi: Kpi) -> str:
    """Where the figures come from, how many there are, and what the limits were made of."""
    parts = []
    if named := kpi.indicator.in_language("source"):
        parts.append(gettext("Source: %(source)s.") % {"source": named})
    known = sum(1 for slot in kpi.slots if slot.value is not None)
    kind = kpi.slots[0].kind if kpi.slots else ""
    text = gettext("%(known)s of %(all)s have a value.")
    parts.append(text % {"known": known, "all": timewords.count(len(kpi.slots), kind)})
    if kpi.is_seasonal:
        parts.append(gettext("Each month is judged against the same month a year before."))
    elif kpi.limits:
        text = gettext("Limits from the first %(n)s values.")
        parts.append(text % {"n": kpi.limits.values})
    return findings.joined(*parts)


def table_rows(kpi: Kpi, targets: Sequence[Target]) -> list[dict]:
    """What the download holds: every slot with its target, limits and signal, as plain values."""
    limits, found = kpi.limits, []
    for slot, reading, mark in zip(kpi.slots, kpi.chart.readings, kpi.signals(), strict=True):
        held = held_in(slot, targets)
        found.append(
            {
                "period": slot.label,
                "starts_on": slot.starts_on,
                "ends_on": slot.ends_on,
                "value": slot.value,
                "numerator": slot.numerator,
                "denominator": slot.denominator,
                "missing": slot.missing,
                "revised": slot.revised,
                "target": held.value if held else None,
                "threshold": held.threshold if held else None,
                "stretch": held.stretch if held else None,
                "average": twelve(limits.mean) if limits else None,
                "lower_limit": twelve(limits.low) if limits else None,
                "upper_limit": twelve(limits.high) if limits else None,
                "signal": mark,
                "rule": reading.cause,
            }
        )
    return found


def twelve(value: Decimal) -> Decimal:
    return numerals.rounded(value, 12)


def history(rows: Sequence[Any], kpi: Kpi) -> list[dict]:
    """Every recorded value, newest period first: what stands and what it replaced.

    Shape:  `rows` are measurements read `with_marks`.
    """
    replaced = {row.supersedes_id for row in rows if row.supersedes_id}
    return [
        {
            "id": row.pk,
            "period_id": row.period_id,
            "period": timewords.long(row.period),
            "value": written(row, kpi),
            "is_current": row.pk not in replaced,
            "is_revision": row.is_revised,
            "marks": marks.shown(row),
            "proofs": row.proofs,
            "url": reverse("indicators:value", args=[row.pk]),
            "source": "" if row.source == kpi.indicator.source else row.source,
            "note": row.note,
            "by": reporter(row),
            "at": row.recorded_at,
        }
        for row in rows
    ]


def written(row: Measurement, kpi: Kpi) -> str:
    """The value as it was reported, with all its digits."""
    if row.missing == "text":
        return row.text
    if row.missing:
        return findings.reason_missing(row.missing)
    if row.denominator is not None:
        rate = series.rate(row.numerator, row.denominator, kpi.indicator.per)
        top, bottom = numerals.plain(row.numerator), numerals.plain(row.denominator)
        return f"{findings.amount(rate, kpi.indicator)} ({top} ÷ {bottom})"
    return numerals.with_unit(
        row.value, findings.unit(kpi.indicator), None, chinese=findings.chinese()
    )


def reporter(row: Measurement) -> str:
    user = row.reported_by
    if user is None:
        return ""
    person = getattr(user, "person", None)
    return person.title if person else user.get_username()


def unsaved(
    kpi_rows: Sequence[Slot], target_: Target, since: datetime.date, until: datetime.date
) -> Kpi:
    """A KPI that no run has scored yet: its values stand alone."""
    slots = readings.arranged(kpi_rows, target_.indicator, until=until, since=since)
    return Kpi(target_, slots)
