"""Units of one kind compared fairly: the figures of the page, its verdicts and its sentences."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction

from django.utils.translation import gettext, ngettext

from departments.models import Department
from indicators import comparison
from indicators.comparison import FAR, LOOK, WITHIN, Funnel, Regression
from indicators.models import Indicator
from indicators.radar.series import Rules
from reports import findings, numerals
from reports.drawing.funnel import FunnelDrawing, Limits, Spot

MARKS = {WITHIN: "normal", LOOK: "changed"}


@dataclass
class Unit:
    """One department with its sums. `notes` are approved outside causes, in words."""

    department: Department
    hits: Decimal
    n: Decimal
    url: str = ""
    notes: list[str] = field(default_factory=list)

    @property
    def rate(self) -> Fraction:
        return Fraction(self.hits) / Fraction(self.n)

    @property
    def is_count(self) -> bool:
        return self.hits == int(self.hits) and self.n == int(self.n) and self.hits >= 0


@dataclass
class Comparison:
    """All that the page shows of one indicator in one peer group."""

    indicator: Indicator
    units: Sequence[Unit]
    rules: Rules
    left_out: Sequence[Department] = ()
    context: Mapping[str, Sequence[Decimal]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.funnel = self.funnel_of()
        self.scores = comparison.normal_scores(
            [self.shown(unit) for unit in self.units], least=int(self.rules.normal_units)
        )
        self.regression: Regression | None = comparison.adjust(
            [self.shown(unit) for unit in self.units], self.context,
            least=int(self.rules.adjust_units),
        )  # fmt: skip

    def shown(self, unit: Unit) -> Decimal:
        """The rate in the unit of the indicator."""
        return comparison.decimal(unit.rate * self.indicator.per)

    def funnel_of(self) -> Funnel | None:
        """None where the figures are no counts: then there are no limits, only a table."""
        if not self.units or not all(unit.is_count for unit in self.units):
            return None
        units = [comparison.Unit(u.department.code, int(u.hits), int(u.n)) for u in self.units]
        events = any(unit.hits > unit.n for unit in units)
        return comparison.funnel(units, least=int(self.rules.plot_cases), events=events)

    @property
    def is_charted(self) -> bool:
        found = self.funnel
        return found is not None and len(found.plotted) >= self.rules.plot_units

    def status(self, unit: Unit) -> str:
        """within, look, far; empty for a unit that is too small or has no limits."""
        if self.funnel is None:
            return ""
        found = {p.unit.name: p.status for p in self.funnel.plotted}
        return found.get(unit.department.code, "")

    def signal(self, unit: Unit) -> str:
        """The shape of a unit: far outside says on which side, where there is a good one."""
        status = self.status(unit)
        if status != FAR or self.indicator.direction not in {"higher", "lower"}:
            return "changed" if status in {LOOK, FAR} else "normal"
        above = self.funnel is not None and unit.rate > self.funnel.centre
        return "improve" if above == (self.indicator.direction == "higher") else "concern"

    def word(self, unit: Unit) -> str:
        return {
            WITHIN: gettext("Within expected"),
            LOOK: gettext("Look into"),
            FAR: gettext("Far outside"),
        }.get(self.status(unit), gettext("Too few cases"))

    def limits_words(self, unit: Unit, *, far: bool) -> str:
        if self.funnel is None or not self.status(unit):
            return "–"
        band = self.funnel.band(int(unit.n))
        low, high = (band.low_far, band.high_far) if far else (band.low, band.high)
        per, card = self.indicator.per, self.indicator
        return numerals.span(
            low * per, high * per, findings.unit(card), self.places, chinese=findings.chinese()
        )

    @property
    def places(self) -> int:
        return max(self.indicator.decimals, 1)

    # -- words

    def title(self) -> str:
        """The finding: how many differ by more than chance."""
        odd = sum(1 for unit in self.units if self.status(unit) in {LOOK, FAR})
        judged = sum(1 for unit in self.units if self.status(unit))
        if not judged:
            return gettext("No unit has enough cases to be compared")
        if not odd:
            text = ngettext(
                "%(n)s unit: within what chance explains",
                "All %(n)s units are within what chance explains", judged,
            )  # fmt: skip
            return text % {"n": judged}
        text = ngettext(
            "%(odd)s of %(n)s units differs by more than chance explains",
            "%(odd)s of %(n)s units differ by more than chance explains", odd,
        )  # fmt: skip
        return text % {"odd": odd, "n": judged}

    def sentence(self) -> str:
        if self.funnel is None:
            return ""
        card, centre = self.indicator, comparison.decimal(self.funnel.centre * self.indicator.per)
        parts = [
            gettext("All units together: %(rate)s. Dashed lines: where a unit of that size lies by "
                    "chance alone 95 and 99.8 times in 100.")
            % {"rate": findings.amount(centre, card)},
            gettext("● within expected, ◆ look into, ▲ far better, ▼ far worse."),
        ]  # fmt: skip
        if self.funnel.spread > 1:
            parts.append(
                gettext("The units differ more than chance explains even without the odd ones: the "
                        "limits are %(times)s times as wide.")
                % {"times": numerals.plain(self.funnel.spread, 1)}
            )  # fmt: skip
        return findings.joined(*parts)

    def drawing(self) -> FunnelDrawing:
        assert self.funnel is not None  # noqa: S101 -- is_charted was asked
        funnel, per = self.funnel, self.indicator.per

        def limits(n: int) -> Limits:
            band = funnel.band(n)
            return Limits(band.low * per, band.high * per, band.low_far * per, band.high_far * per)

        spots = [
            Spot(u.department.title, int(u.n), self.shown(u), self.signal(u))
            for u in self.units
            if self.status(u)
        ]
        return FunnelDrawing(
            spots, comparison.decimal(funnel.centre * per), limits,
            findings.unit(self.indicator), gettext("cases →"),
        )  # fmt: skip

    def figure(self, table: dict[str, object], source: str) -> dict[str, object]:
        """What components/figure.html prints."""
        sentence = self.sentence()
        return {
            "id": "funnel",
            "kind": "funnel",
            "title": self.title(),
            "sentence": sentence,
            "level": 2,
            "key": [],
            "drawings": self.drawing().drawings("funnel", self.indicator.title, sentence),
            "spec": None,
            "table": table,
            "source": source,
            "files": [],
        }
