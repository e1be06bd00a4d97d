"""The figures behind a signal: one drawing by the chart contract, with its table."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext

from indicators.models import Indicator, Measurement, Signal, Target
from reports import drawing, findings, readings, series, timewords, trends
from reports.radar import words
from reports.series import Slot
from reports.wording import trend_figure
from reports.wording import words as words_of_drawings

SHOWN = 36  # periods


def figure(user: Any, signal: Signal) -> dict[str, Any] | None:
    """The values of the KPI as they stood when the signal was found; its own periods marked.

    None for a signal that is about the counts of a whole department.
    """
    card = signal.indicator
    if card is None:
        return None
    moment = signal.run.as_of
    rows = (
        Measurement.objects.visible_to(user)
        .current(moment)
        .with_marks(moment)
        .filter(department=signal.department_id, indicator=card)
        .values_list(*readings.COLUMNS)
    )
    slots = [readings.slot(row, card.per) for row in rows]
    kind = series.usual_kind(slots, card.frequency)
    arranged = series.in_order(slots, kind, signal.ends_on)[-SHOWN:]
    targets = (
        Target.objects.visible_to(user)
        .in_force(moment)
        .filter(department=signal.department_id, indicator=card)
        .select_related("cycle__period", "period")
        .order_by("-cycle__period__ends_on", "-period__ends_on", "pk")
    )
    return drawn(signal, card, arranged, list(targets))


def drawn(
    signal: Signal, card: Indicator, slots: Sequence[Slot], targets: Sequence[Target]
) -> dict[str, Any]:
    points = [
        drawing.Point(
            timewords.short(slot), slot.value, marked(signal, slot),
            trends.aim_of(slot, targets), trends.detail(slot),
        )
        for slot in slots
    ]  # fmt: skip
    any_marked = any(point.signal != "normal" for point in points)
    trend = drawing.Trend(points=points, unit=findings.unit(card), decimals=card.decimals)
    source = card.in_language("source")
    figure = trend_figure(
        trend,
        id="signal",
        name=card.title,
        title=words.summary(signal),
        sentence=findings.joined(
            gettext("The periods in question are marked ◆.") if any_marked else "",
            gettext("Figures as of %(moment)s.") % {"moment": timewords.moment(signal.run.as_of)},
        ),
        source=gettext("Source: %(source)s.") % {"source": source} if source else "",
    )
    return in_question(figure)


def in_question(figure: dict[str, Any]) -> dict[str, Any]:
    """A mark says here that a period is in question, not that the process changed."""
    figure["key"] = [shape for shape in figure["key"] if shape not in {"normal", "changed"}]
    said = {words_of_drawings().changed: gettext("in question"), words_of_drawings().normal: ""}
    rows = figure["table"]["rows"]
    figure["table"]["rows"] = [[said.get(cell, cell) for cell in row] for row in rows]
    return figure


def marked(signal: Signal, slot: Slot) -> str:
    """Whether this period is part of what was found. A long window marks nothing: it is all."""
    inside = signal.starts_on <= slot.starts_on and slot.ends_on <= signal.ends_on
    whole = signal.kind in {"heaping", "ratchet"}
    return "changed" if inside and slot.value is not None and not whole else "normal"
