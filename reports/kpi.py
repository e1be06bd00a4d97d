"""One KPI as it is read: target, latest score, values in time, and what they say. No database."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from indicators import intervals, spc
from indicators.models import Indicator, Objective, Score, Target
from indicators.models.targets import Method
from indicators.scoring import describe
from reports import patterns
from reports.series import Slot
from reports.timewords import Span


@dataclass
class Kpi:
    """One indicator of one department in a cycle: its target, its values, what they say."""

    target: Target
    slots: list[Slot]
    score: Score | None = None

    @property
    def indicator(self) -> Indicator:
        return self.target.indicator

    @cached_property
    def is_seasonal(self) -> bool:
        """Monthly values that go with the months of the year."""
        values = [slot.value for slot in self.slots]
        monthly = bool(self.slots) and self.slots[0].kind == "month"
        return monthly and patterns.is_seasonal(values)

    @cached_property
    def basis(self) -> list[Decimal | None]:
        """What is judged: the values, or of a seasonal KPI the change to the same month before."""
        values = [slot.value for slot in self.slots]
        return patterns.against_last_year(values) if self.is_seasonal else values

    @cached_property
    def chart(self) -> spc.Chart:
        """Signals and limits of the basis, one reading per slot. Source: docs/signals.md."""
        return spc.chart(self.basis)

    @property
    def limits(self) -> spc.Limits | None:
        """The expected range of the values; a seasonal KPI has none that is the same all year."""
        return None if self.is_seasonal else self.chart.limits

    @cached_property
    def verdict(self) -> tuple[bool | None, str, list[str]]:
        """(met, missing code, flags) of the latest scored period."""
        return describe(self.score.state) if self.score else (None, "", [])

    @property
    def met(self) -> bool | None:
        return self.verdict[0]

    @property
    def missing(self) -> str:
        return self.verdict[1]

    @property
    def flags(self) -> list[str]:
        return self.verdict[2]

    @cached_property
    def slot(self) -> Slot | None:
        """The period that was scored last; without a score the newest one."""
        if self.score is None:
            return self.slots[-1] if self.slots else None
        label = self.score.period.label
        return next((slot for slot in self.slots if slot.label == label), None)

    @property
    def period(self) -> Span | None:
        """The period that was scored last, also when nothing was reported for it."""
        return self.score.period if self.score else self.slot

    @property
    def attainment(self) -> Decimal | None:
        return self.score.attainment if self.score else None

    @property
    def points(self) -> Decimal | None:
        return self.score.points if self.score else None

    @property
    def weight_share(self) -> Decimal:
        """Of all weight that counts, 0 to 1; 0 when it does not count."""
        return (self.score.weight_share if self.score else None) or Decimal(0)

    @property
    def value(self) -> Decimal | None:
        return self.slot.value if self.slot else None

    @property
    def answers(self) -> intervals.Answers | None:
        """Of a survey: how many answered, and where the true share lies. None of other KPIs."""
        if self.target.method != Method.SURVEY or self.slot is None:
            return None
        slot = self.slot
        return intervals.answers(slot.numerator, slot.denominator, self.indicator.per)

    @property
    def aims(self) -> tuple[Decimal | None, Decimal | None]:
        """The target as (target, None) or (low, high)."""
        if self.target.low is not None:
            return self.target.low, self.target.high
        return self.target.value, None

    @cached_property
    def reading(self) -> spc.Reading | None:
        """What the chart says of the latest scored period; None when it has no value."""
        if self.slot is None or self.slot.value is None:
            return None
        return self.chart.readings[self.slots.index(self.slot)]

    @property
    def signal(self) -> str:
        """normal, improve, concern or changed: whether the latest value is more than noise."""
        return spc.signal(self.reading, self.indicator.direction) if self.reading else "normal"

    @property
    def assurance(self) -> str:
        """reliable, hit_or_miss or not_capable; "" where a shift has left the limits behind.

        A shift to the worse leaves "not capable" true, one to the better leaves "reliable" true.
        """
        word = spc.assurance(self.limits, self.indicator.direction, *self.aims)
        stays = {"concern": "not_capable", "improve": "reliable"}.get(self.signal)
        return "" if self.has_shifted and word != stays else word

    @property
    def has_shifted(self) -> bool:
        """Whether the values at the end are no longer those of the process the limits describe."""
        return self.signal != "normal" and len(self.run) >= spc.RUN

    @cached_property
    def run(self) -> list[Slot]:
        """The periods at the end that go together: of a trend, else on one side of the average."""
        reading, limits = self.reading, self.chart.limits
        if reading is None or limits is None or self.slot is None:
            return []
        found: list[Slot] = []
        for i in range(self.slots.index(self.slot), -1, -1):
            slot, other = self.slots[i], self.chart.readings[i]
            if other.value is None:
                continue
            side = (other.value > limits.mean) - (other.value < limits.mean)
            same = side == reading.side
            if reading.cause == spc.TREND:
                same = (other.cause, other.side) == (spc.TREND, reading.side)
            if not same:
                break
            found.append(slot)
        return found[::-1]

    def signals(self) -> list[str]:
        return [spc.signal(reading, self.indicator.direction) for reading in self.chart.readings]


def by_objective(found: Iterable[Kpi]) -> list[tuple[Objective | None, list[Kpi]]]:
    """KPIs under their objectives in order of code; those without one come last."""
    groups: dict[int | None, tuple[Objective | None, list[Kpi]]] = {}
    for kpi in sorted(found, key=lambda k: (k.indicator.code, k.target.pk)):
        objective = kpi.target.objective
        key = objective.pk if objective else None
        groups.setdefault(key, (objective, []))[1].append(kpi)
    return sorted(groups.values(), key=lambda g: (g[0] is None, g[0].code if g[0] else ""))
