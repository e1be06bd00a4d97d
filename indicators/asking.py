"""What a data return asks for: a line a KPI, with what is known of it already."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from indicators import spc
from indicators.models import DataReturn, Indicator, Measurement, Target
from indicators.models.measurement import Missing
from indicators.queries.returns import NO_ANSWER

RATE, VALUE = ("numerator", "denominator"), ("value",)
REASONS = [("", "—")] + [
    (code, words) for code, words in Missing.choices if code not in {*NO_ANSWER, "text"}
]
LOOKED_BACK = spc.BASELINE  # values that say what is usual


@dataclass(frozen=True, slots=True)
class Line:
    """One KPI of a return. `usual` is what its last values lead to expect; None: too few of them.

    Source: docs/collecting.md, rule R8.
    """

    indicator: Indicator
    target: Target
    before: Measurement | None  # the value of the last period that has one
    current: Measurement | None  # what was said for this period already
    usual: spc.Limits | None

    @property
    def is_rate(self) -> bool:
        """Whether it is reported as numerator and denominator, as it was before."""
        known = self.current if self.current and not self.current.missing else self.before
        return known is not None and known.denominator is not None

    def is_unusual(self, value: Decimal) -> bool:
        return is_unusual(value, self.usual)


def usual(newest_first: Sequence[Decimal | None]) -> spc.Limits | None:
    """What the last values lead to expect of the next one; None: too few of them.

    Shape:  of `newest_first` the first LOOKED_BACK count; None is a text or a reason.
    Source: docs/collecting.md, rule R8.
    """
    numbers = [number for number in newest_first[:LOOKED_BACK] if number is not None]
    return spc.expected(numbers[::-1])


def is_unusual(value: Decimal, limits: spc.Limits | None) -> bool:
    return limits is not None and not limits.low <= value <= limits.high


def lines_of(row: DataReturn) -> list[Line]:
    """The KPIs of a return in the order of their codes, in three queries."""
    due = Target.objects.due_in(row.period).filter(department=row.department_id)
    targets: dict[int, Target] = {}
    for target in due.select_related("indicator", "cycle"):
        targets.setdefault(target.indicator_id, target)
    current = {m.indicator_id: m for m in said_for(row, list(targets))}
    history = histories(row, list(targets))
    return [line(target, current.get(pk), history[pk]) for pk, target in targets.items()]


def line(target: Target, current: Measurement | None, history: list[Measurement]) -> Line:
    return Line(
        indicator=target.indicator,
        target=target,
        before=next((m for m in history if not m.missing), None),
        current=current,
        usual=usual([figure(m) for m in history[:LOOKED_BACK]]),
    )


def said_for(row: DataReturn, cards: list[int]) -> list[Measurement]:
    said = Measurement.objects.current().filter(
        department=row.department_id, period=row.period_id, indicator__in=cards
    )
    return list(said.select_related("indicator", "period", "reported_by"))


def histories(row: DataReturn, cards: list[int]) -> dict[int, list[Measurement]]:
    """The values of earlier periods of the same kind, the newest first."""
    before = (
        Measurement.objects.current()
        .filter(department=row.department_id, indicator__in=cards)
        .filter(period__kind=row.period.kind, period__ends_on__lt=row.period.starts_on)
        .select_related("indicator", "period")
        .order_by("-period__ends_on", "-pk")
    )
    found: dict[int, list[Measurement]] = defaultdict(list)
    for measurement in before:
        found[measurement.indicator_id].append(measurement)
    return found


def figure(measurement: Measurement) -> Decimal | None:
    """The number that was reported, a rate worked out; None for a text or a reason."""
    if measurement.denominator:
        return rate(measurement.numerator, measurement.denominator, measurement.indicator)
    value: Decimal | None = measurement.value
    return value


def rate(numerator: Decimal, denominator: Decimal, card: Indicator) -> Decimal:
    return numerator * card.per / denominator
