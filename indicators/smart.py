"""SMART as explicit rules: what is wrong with a definition card or a target, and at which field.

No Django, no clock, no database. Words and repairs: smart_texts. Source: docs/smart.md.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from dataclasses import field as column
from decimal import ROUND_HALF_UP, Decimal

from indicators import smart_words as says

LETTERS = "SMART"
CARD, TARGET = "card", "target"
HUNDRED = Decimal(100)
SHOWN = Decimal("0.0001")
LARGEST = Decimal(10) ** 18  # larger figures are not stored, so nothing is said of them
RATIOS = ("ratio_higher", "ratio_lower")


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """What a definition card says; texts of both languages stand side by side."""

    names: tuple[str, ...]
    definition: str = ""
    formula: str = ""
    purpose: str = ""
    source: str = ""
    unit: str = ""
    direction: str = ""  # higher, lower, range, exact, none; blank: not chosen yet
    frequency: str = ""
    per: int = 1
    kind: str = ""
    has_guard: bool = False

    @property
    def is_rate(self) -> bool:
        return (
            self.per > 1
            or says.is_percent(self.unit)
            or any(says.SHARE.search(name) or says.RATE.search(name) for name in self.names)
        )

    @property
    def is_share(self) -> bool:
        """A part of a whole: it can never pass 100. Growth and shares of a plan can."""
        texts = (*self.names, self.definition, self.formula)
        return says.is_percent(self.unit) and not any(map(says.OPEN_SCALE.search, texts))


@dataclass(frozen=True, slots=True, kw_only=True)
class Aim:
    """What a target asks for. Figures in the unit of the card."""

    method: str = ""
    value: Decimal | None = None
    low: Decimal | None = None
    high: Decimal | None = None
    baseline: Decimal | None = None
    has_objective: bool = False
    has_owner: bool = False
    has_date: bool = False

    @property
    def is_set(self) -> bool:
        return self.value is not None or self.low is not None or self.high is not None


@dataclass(frozen=True, slots=True)
class Settings:
    """Numbers that the policy sets (docs/policy-packs.md, K11)."""

    past_values: int = 3  # values that a target must not all be easier than
    reach_margin: Decimal = Decimal("0.25")  # of the best value so far; at least the whole spread


@dataclass(frozen=True, slots=True)
class Finding:
    rule: str
    letter: str
    field: str  # of the card or the target: where the repair is made
    params: dict[str, str] = column(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Case:
    card: Card
    aim: Aim = Aim()
    history: tuple[Decimal, ...] = ()  # oldest first
    settings: Settings = Settings()

    @property
    def lower(self) -> bool:
        return self.card.direction == "lower"

    def best(self) -> Decimal:
        return min(self.history) if self.lower else max(self.history)


Check = Callable[[Case], dict[str, str] | None]  # None: nothing wrong


@dataclass(frozen=True, slots=True)
class Rule:
    code: str
    letter: str
    field: str
    scope: str  # CARD: over the card alone; TARGET: over a target of it
    check: Check


RULES: dict[str, Rule] = {}


def rule(letter: str, at: str, scope: str = CARD) -> Callable[[Check], Check]:
    def enter(check: Check) -> Check:
        code = check.__name__
        RULES[code] = Rule(code, letter, at, scope, check)
        return check

    return enter


def of_card(card: Card, settings: Settings | None = None) -> list[Finding]:
    """What is to be said of a card before it has a target.

    Shape:  findings in the order S, M, A, R, T; at most one a rule.
    Errors: none, whatever the texts are.
    Source: docs/smart.md.
    """
    return found(CARD, Case(card, settings=settings or Settings()))


def of_target(
    card: Card, aim: Aim, history: Iterable[Decimal] = (), settings: Settings | None = None
) -> list[Finding]:
    """What is to be said of a target, given the values before it, oldest first. As `of_card`."""
    aim = Aim(
        method=aim.method, value=readable(aim.value), low=readable(aim.low),
        high=readable(aim.high), baseline=readable(aim.baseline),
        has_objective=aim.has_objective, has_owner=aim.has_owner, has_date=aim.has_date,
    )  # fmt: skip
    values = tuple(value for value in map(readable, history) if value is not None)
    return found(TARGET, Case(card, aim, values, settings or Settings()))


def found(scope: str, case: Case) -> list[Finding]:
    findings = [
        Finding(each.code, each.letter, each.field, params)
        for each in RULES.values()
        if each.scope == scope and (params := each.check(case)) is not None
    ]
    return sorted(findings, key=lambda finding: LETTERS.index(finding.letter))


def readable(value: Decimal | None) -> Decimal | None:
    """The value, unless it is no finite number that a measurement could hold."""
    return value if value is not None and value.is_finite() and abs(value) < LARGEST else None


def when(is_wrong: object, **params: str) -> dict[str, str] | None:
    return params if is_wrong else None


def written(value: Decimal) -> str:
    """The figure for a sentence: four decimals at most."""
    cut = value.quantize(SHOWN, ROUND_HALF_UP) if abs(value) < LARGEST else value
    text = f"{cut.normalize():f}"
    return "0" if text == "-0" else text


# --- specific


@rule("S", "name")
def vague_verb(case: Case) -> dict[str, str] | None:
    return named(case, says.is_vague_verb)


@rule("S", "name")
def vague_object(case: Case) -> dict[str, str] | None:
    texts = (case.card.definition, case.card.formula)
    if any(map(says.COUNTED.search, texts)):
        return None
    return named(case, says.is_vague_object)


@rule("S", "name")
def several_things(case: Case) -> dict[str, str] | None:
    return named(case, says.says_several)


@rule("S", "name")
def target_in_name(case: Case) -> dict[str, str] | None:
    return named(case, says.TARGET_IN_NAME.search)


@rule("S", "definition")
def no_definition(case: Case) -> dict[str, str] | None:
    return when(not case.card.definition.strip())


def named(case: Case, test: Callable[[str], object]) -> dict[str, str] | None:
    wrong = next((name for name in case.card.names if test(name)), None)
    return None if wrong is None else {"name": wrong}


# --- measurable


@rule("M", "unit")
def no_unit(case: Case) -> dict[str, str] | None:
    return when(not case.card.unit.strip())


@rule("M", "unit")
def unit_contradicts(case: Case) -> dict[str, str] | None:
    unit = case.card.unit
    is_plain = (says.is_count(unit) or says.is_time(unit)) and case.card.per == 1
    found = named(case, says.SHARE.search)
    return found and when(is_plain, unit=unit, **found)


@rule("M", "direction")
def no_direction(case: Case) -> dict[str, str] | None:
    return when(not case.card.direction)


@rule("M", "formula")
def no_formula(case: Case) -> dict[str, str] | None:
    return when(case.card.is_rate and not case.card.formula.strip())


@rule("M", "formula")
def no_denominator(case: Case) -> dict[str, str] | None:
    card = case.card
    said = any(map(says.DIVISION.search, (card.formula, card.definition)))
    return when(card.is_rate and card.formula.strip() and not said)


@rule("M", "source")
def no_source(case: Case) -> dict[str, str] | None:
    return when(not case.card.source.strip())


@rule("M", "value", TARGET)
def not_judged(case: Case) -> dict[str, str] | None:
    return when(case.card.direction == "none" and case.aim.is_set)


@rule("M", "value", TARGET)
def over_ceiling(case: Case) -> dict[str, str] | None:
    figures = (case.aim.value, case.aim.low, case.aim.high)
    over = [value for value in figures if value is not None and value > HUNDRED]
    return when(case.card.is_share and over, value=written(over[0]) if over else "")


@rule("M", "value", TARGET)
def open_scale(case: Case) -> dict[str, str] | None:
    over = [value for value in case.history if value > HUNDRED]
    return when(case.card.is_share and over, value=written(over[-1]) if over else "")


@rule("M", "value", TARGET)
def zero_target(case: Case) -> dict[str, str] | None:
    return when(case.aim.value == 0 and case.aim.method in RATIOS)


# --- attainable


@rule("A", "baseline", TARGET)
def no_baseline(case: Case) -> dict[str, str] | None:
    """Values before the target tell where it starts from; without them the target must say it."""
    return when(case.aim.value is not None and case.aim.baseline is None and not case.history)


@rule("A", "baseline", TARGET)
def equals_baseline(case: Case) -> dict[str, str] | None:
    aim = case.aim
    return when(aim.value is not None and aim.value == aim.baseline)


@rule("A", "value", TARGET)
def worse_than_baseline(case: Case) -> dict[str, str] | None:
    aim = case.aim
    if aim.value is None or aim.baseline is None or case.card.direction not in ("higher", "lower"):
        return None
    is_worse = aim.value > aim.baseline if case.lower else aim.value < aim.baseline
    return when(is_worse, value=written(aim.value), baseline=written(aim.baseline))


@rule("A", "value", TARGET)
def easier_than_past(case: Case) -> dict[str, str] | None:
    """Every one of the last values was better than what is asked for now."""
    last = case.history[-case.settings.past_values :]
    if len(last) < case.settings.past_values or not last or not is_one_sided(case):
        return None
    worst = max(last) if case.lower else min(last)
    value = case.aim.value or Decimal(0)
    is_easier = worst < value if case.lower else worst > value
    return when(is_easier, value=written(value), worst=written(worst), n=str(len(last)))


@rule("A", "value", TARGET)
def never_reached(case: Case) -> dict[str, str] | None:
    """Farther beyond the best value so far than the margin, or than the whole spread of values."""
    if len(case.history) < case.settings.past_values or not is_one_sided(case):
        return None
    best, value = case.best(), case.aim.value or Decimal(0)
    spread = max(case.history) - min(case.history)
    room = max(spread, abs(best) * case.settings.reach_margin)
    is_beyond = value < best - room if case.lower else value > best + room
    return when(is_beyond, value=written(value), best=written(best))


def is_one_sided(case: Case) -> bool:
    return case.aim.value is not None and case.card.direction in ("higher", "lower")


# --- relevant


@rule("R", "purpose")
def no_purpose(case: Case) -> dict[str, str] | None:
    return when(not case.card.purpose.strip())


@rule("R", "guard")
def no_guard(case: Case) -> dict[str, str] | None:
    """Practice 4.11: who is judged by volume or speed alone saves on what is not measured."""
    return when(kind_of_pressure(case.card) and not case.card.has_guard)


def kind_of_pressure(card: Card) -> str:
    """`volume`, `speed` or blank: what the number pushes people to do more or faster."""
    if card.direction == "lower" and says.is_time(card.unit):
        return "speed"
    if card.direction in ("higher", "lower") and any(map(says.SPEED.search, card.names)):
        return "speed"
    is_plain = card.per == 1 and not says.is_percent(card.unit) and card.kind != "outcome"
    counts = says.is_count(card.unit) or any(map(says.VOLUME.search, card.names))
    return "volume" if card.direction == "higher" and is_plain and counts else ""


@rule("R", "objective", TARGET)
def no_objective(case: Case) -> dict[str, str] | None:
    return when(not case.aim.has_objective)


@rule("R", "owner", TARGET)
def no_owner(case: Case) -> dict[str, str] | None:
    return when(not case.aim.has_owner)


# --- time-bound


@rule("T", "frequency")
def no_frequency(case: Case) -> dict[str, str] | None:
    return when(not case.card.frequency)


@rule("T", "definition")
def vague_time(case: Case) -> dict[str, str] | None:
    card = case.card
    texts = (*card.names, card.definition, says.BASE.sub("", card.formula))
    if any(map(says.TIME_LIMIT.search, texts)):
        return None
    return named(case, says.VAGUE_TIME.search)


@rule("T", "period", TARGET)
def no_date(case: Case) -> dict[str, str] | None:
    return when(not case.aim.has_date)


def newly(before: Sequence[Finding], after: Sequence[Finding]) -> list[Finding]:
    """What a change brings: findings that were not there before it."""
    known = {finding.rule for finding in before}
    return [finding for finding in after if finding.rule not in known]
