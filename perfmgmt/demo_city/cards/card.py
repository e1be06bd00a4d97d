"""The shape of a definition card, and four ways to write one down."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from perfmgmt.demo_city.cards.words import LIMITS, SOURCE, WHY, Text

HUNDREDTHS = 2  # rates run in hundredths of a percent
PERCENT = 100
YEARS = (2024, 2025, 2026)


@dataclass(frozen=True, slots=True)
class Course:
    """How a series runs before its story. Whole ticks: 0.01 % for rates, else the last digit."""

    level: int
    noise: int
    drift: int  # a year
    season: str
    swing: int
    spread: int  # between the units that share the card
    cases: int  # the usual denominator of a month; 0 for plain values
    ceiling: int | None


@dataclass(frozen=True, slots=True)
class Card:
    """An indicator in both languages, its targets of three years, and how its series runs."""

    code: str
    name: Text
    unit: str
    direction: str
    method: str
    frequency: str
    per: int
    decimals: int
    purpose: Text
    definition: Text
    formula: Text
    source: Text
    limits: Text
    aims: tuple[str, ...]  # one a year; empty without a target; "low..high" for a range
    baseline: str
    tolerance: str
    is_safety: bool
    course: Course

    @property
    def is_rate(self) -> bool:
        return self.per == PERCENT

    @property
    def tick(self) -> int:
        """How many digits after the point one tick of the course stands for."""
        return HUNDREDTHS if self.is_rate else self.decimals

    def aim(self, year: int) -> str:
        """The target of `year` as written, blank without one."""
        return self.aims[YEARS.index(year)] if self.aims else ""


def ticks(written: str, digits: int) -> int:
    """`91.5` with two digits is 9150. Errors: ValueError when a digit would be lost."""
    scaled = Decimal(written).scaleb(digits)
    if scaled != scaled.to_integral_value():
        raise ValueError(f"{written} has more than {digits} digits after the point")
    return int(scaled)


def usual_method(direction: str, baseline: str) -> str:
    if direction in {"higher", "lower"}:
        return "linear" if baseline else f"ratio_{direction}"
    return {"range": "band", "exact": "exact", "none": "none"}[direction]


def three_years(aim: str) -> tuple[str, ...]:
    """`90 91 92`, or one word that holds for all three years, or nothing."""
    words = aim.split()
    return tuple(words * len(YEARS) if len(words) == 1 else words)


def card(
    code: str, en: str, zh: str, definition: Text, formula: Text, *,
    run: str, why: str, source: str, limit: str, aim: str = "", unit: str = "%",
    direction: str = "higher", frequency: str = "month", per: int = 1, decimals: int = 1,
    cases: int = 0, season: str = "", spread: str = "0", baseline: str = "", tolerance: str = "",
    is_safety: bool = False,
) -> Card:  # fmt: skip
    """A card; `run` is the level, the noise and the drift a year, `season` its name and swing."""
    digits = HUNDREDTHS if per == PERCENT else decimals
    level, spread_of_noise, drift = [*(ticks(word, digits) for word in run.split()), 0][:3]
    named, swing = [*season.split(), "0"][:2] if season else ("", "0")
    is_share = per == PERCENT and direction != "range"
    course = Course(
        level=level, noise=spread_of_noise, drift=drift, season=named,
        swing=ticks(swing, digits), spread=ticks(spread, digits), cases=cases,
        ceiling=PERCENT * 10**HUNDREDTHS if is_share else None,
    )  # fmt: skip
    return Card(
        code=code, name=Text(en, zh), unit=unit, direction=direction,
        method=usual_method(direction, baseline), frequency=frequency, per=per, decimals=decimals,
        purpose=WHY[why], definition=definition, formula=formula, source=SOURCE[source],
        limits=LIMITS[limit], aims=three_years(aim), baseline=baseline, tolerance=tolerance,
        is_safety=is_safety, course=course,
    )  # fmt: skip


def capital(words: str) -> str:
    return words[:1].upper() + words[1:]


def rate(
    code: str, en: str, zh: str, part: str, part_zh: str, whole: str, whole_zh: str, **rest: Any
) -> Card:
    """A share in percent, reported as numerator and denominator."""
    definition = Text(f"{capital(part)}, as a share of {whole}.", f"{part_zh}占{whole_zh}的比例。")
    formula = Text(f"{capital(part)} ÷ {whole} × 100%", f"{part_zh}÷{whole_zh}×100%")
    return card(code, en, zh, definition, formula, per=PERCENT, **rest)


def mean(
    code: str, en: str, zh: str, what: str, what_zh: str, over: str, over_zh: str, **rest: Any
) -> Card:
    """An average over cases, reported as one value."""
    definition = Text(f"Average {what}, over {over}.", f"{over_zh}{what_zh}的平均值。")
    formula = Text(f"Sum of {what} ÷ number of {over}", f"{what_zh}合计÷{over_zh}数量")
    return card(code, en, zh, definition, formula, **{"direction": "lower", **rest})


def tally(code: str, en: str, zh: str, what: str, what_zh: str, **rest: Any) -> Card:
    """A count of the period."""
    definition = Text(f"Number of {what} in the period.", f"报告期内{what_zh}的数量。")
    formula = Text(f"Count of {what}", f"{what_zh}逐项累计")
    return card(code, en, zh, definition, formula, **{"decimals": 0, **rest})


def reading(
    code: str, en: str, zh: str, meaning: str, meaning_zh: str, how: str, how_zh: str, **rest: Any
) -> Card:
    """A measured quantity with a definition and a formula of its own."""
    return card(code, en, zh, Text(meaning, meaning_zh), Text(how, how_zh), **rest)
