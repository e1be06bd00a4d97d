"""The figures of Linhu: 36 months of every KPI, the same on every machine."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from functools import cache

from perfmgmt.demo_city import stories
from perfmgmt.demo_city.cards import Card, Course, ticks
from perfmgmt.demo_city.cards.words import both
from perfmgmt.demo_city.draw import draw, half_up, noise
from perfmgmt.demo_city.plan import Line, reported

FIRST, LAST = (2023, 11), (2026, 10)
MONTHS = tuple(
    f"{n // 12}-{n % 12 + 1:02}"
    for n in range(FIRST[0] * 12 + FIRST[1] - 1, LAST[0] * 12 + LAST[1])
)
QUARTERS = ("2023-Q4", *(f"{n // 4}-Q{n % 4 + 1}" for n in range(2024 * 4, 2026 * 4 + 3)))
ANNUAL = ("2023", "2024", "2025")
NOT_DUE = "2026"
MONTHS_IN_YEAR = 12
WHOLE = 10_000  # hundredths of a percent
CHINA = timezone(timedelta(hours=8))

# January to December, in percent of the swing.
SEASONS = {
    "": (0,) * 12,
    "winter": (100, 80, 40, 0, -45, -70, -90, -85, -45, 5, 50, 85),
    "summer": (-80, -75, -40, 0, 45, 85, 100, 90, 40, -10, -50, -75),
    "growth": (-90, -80, -30, 30, 70, 90, 80, 60, 40, 10, -30, -70),
    "frost": (-100, -90, -40, 20, 40, 45, 40, 40, 45, 35, 10, -60),
    "term": (20, -90, 60, 50, 40, 10, -90, -100, 90, 30, 40, 40),
    "hiring": (-40, -60, 90, 60, 20, 60, 100, 10, 0, -20, -60, -90),
    "arrears": (-100, -40, 20, 40, 40, 30, 30, 30, 20, 10, -20, -70),
    "spring": (60, -100, 40, 40, 0, 0, 0, 0, 0, 20, 20, 20),
}


@dataclass(frozen=True, slots=True)
class Figure:
    """One reported figure as it will stand in the table, with the one it corrects, if any."""

    line: Line
    period: str
    recorded_at: datetime
    value: Decimal | None = None
    numerator: int | None = None
    denominator: int | None = None
    missing: str = ""
    text: str = ""
    note: str = ""
    corrects: "Figure | None" = None

    @property
    def number(self) -> Decimal | None:
        """The value, or that of the rate in percent; None where it is missing."""
        if self.denominator is None or self.numerator is None:
            return self.value
        return Decimal(self.numerator) / self.denominator * self.line.card.per


def periods_of(card: Card) -> tuple[str, ...]:
    return {"month": MONTHS, "quarter": QUARTERS, "year": ANNUAL}[card.frequency]


def month_of(period: str) -> int:
    """The month (1 to 12) that stands for a period: of a quarter or a year the last one."""
    _, _, part = period.partition("-")
    return int(part[1:]) * 3 if part.startswith("Q") else int(part or MONTHS_IN_YEAR)


def last_day(period: str) -> date:
    year = int(period[:4])
    return date(year + month_of(period) // 12, month_of(period) % 12 + 1, 1) - timedelta(days=1)


def told(kind: tuple[stories.Told, ...], line: Line, period: str) -> stories.Told | None:
    """The story of one kind that holds for a KPI in a period."""
    return next((s for s in kind if (s.at, s.card) == line.key and s.holds(period)), None)


def level(line: Line, step: int, period: str) -> int:
    """The figure in ticks before it is counted: course, season, story, chance."""
    course, question = line.card.course, f"{line.node.code}/{line.card.code}"
    per_year = {"month": 12, "quarter": 4, "year": 1}[line.card.frequency]
    found = course.level + half_up(course.drift * step, per_year)
    found += half_up(SEASONS[course.season][month_of(period) - 1] * course.swing, 100)
    found += draw(f"{question}/place", -course.spread, course.spread)
    found += noise(f"{question}/{period}", course.noise)
    return found + shifted(line, period)


def shifted(line: Line, period: str) -> int:
    shift = told(stories.SHIFTS, line, period)
    if not isinstance(shift, stories.Shift):
        return 0
    months = MONTHS.index(period) - MONTHS.index(shift.since)
    return ticks(shift.by, line.card.tick) + months * ticks(shift.monthly, line.card.tick)


def bounded(course: Course, found: int) -> int:
    """No less than nothing; at most the whole, and less by as much as chance overshot."""
    if course.ceiling is not None and found > course.ceiling:
        found = course.ceiling - (found - course.ceiling) // 2
    return max(found, 0)


def cases(line: Line, period: str) -> int:
    """The denominator: the usual number of cases, times the size of the place, times chance."""
    question = f"{line.node.code}/{line.card.code}"
    usual = line.card.course.cases
    if line.card.course.spread:
        usual = half_up(usual * draw(f"{question}/size", 70, 130), 100)
    if line.card.frequency == "quarter":
        usual *= month_of(period) // 3  # budgets are counted since 1 January
    found = half_up(usual * (1000 + draw(f"{question}/{period}/cases", -40, 40)), 1000)
    fewer = told(stories.CASES, line, period)
    return half_up(found * fewer.percent, 100) if isinstance(fewer, stories.Cases) else found


def recorded(line: Line, period: str) -> datetime:
    """In office hours of the first working week after the period."""
    question = f"{line.node.code}/{line.card.code}/{period}/recorded"
    minutes = draw(question, 9 * 60, 17 * 60)
    day = last_day(period) + timedelta(days=draw(f"{question}/day", 3, 8))
    midnight = datetime(day.year, day.month, day.day, tzinfo=CHINA)
    return (midnight + timedelta(minutes=minutes)).astimezone(UTC)


def counted(line: Line, step: int, period: str) -> Figure:
    """The figure of a period as it is counted today, before gaps and corrections."""
    card, at = line.card, recorded(line, period)
    fixed = told(stories.FIXED, line, period)
    if isinstance(fixed, stories.Fixed):
        return given(Figure(line, period, at), fixed)
    found = bounded(card.course, level(line, step, period))
    if not card.course.cases:
        return Figure(line, period, at, value=Decimal(found).scaleb(-card.tick))
    whole = cases(line, period)
    heap = told(stories.HEAPS, line, period)
    if isinstance(heap, stories.Heap):
        target = ticks(heap.target, card.tick)
        found = target + draw(f"heap/{period}", 0, ticks(heap.above, card.tick))
        part = -(-whole * found // WHOLE)  # up, so that it never falls below the target
    else:
        part = half_up(whole * found, WHOLE)
    return Figure(line, period, at, numerator=part, denominator=whole)


def given(figure: Figure, story: stories.Fixed | stories.Restated) -> Figure:
    """The figure with the numbers a story names."""
    if story.value:
        return replace(figure, value=Decimal(story.value))
    return replace(figure, numerator=story.numerator, denominator=story.denominator)


def final(line: Line, step: int, period: str) -> Figure | None:
    """What stands in the table today for a period; None where nobody said anything."""
    gap = told(stories.GAPS, line, period)
    if isinstance(gap, stories.Gap):
        if not gap.reason:
            return None
        at = recorded(line, period)
        return Figure(line, period, at, missing=gap.reason, text=gap.text, note=both(gap.note))
    if line.card.code in stories.SCHOOL and period.endswith(stories.AUGUST):
        note = both(stories.HOLIDAYS)
        return Figure(line, period, recorded(line, period), missing="no_activity", note=note)
    figure = counted(line, step, period)
    restated = told(stories.RESTATED, line, period)
    if not isinstance(restated, stories.Restated):
        return figure
    bare = Figure(line, period, figure.recorded_at)
    on = datetime(restated.on.year, restated.on.month, restated.on.day, 10, 30, tzinfo=CHINA)
    return replace(
        figure,
        recorded_at=on.astimezone(UTC),
        note=both(restated.note),
        corrects=given(bare, restated),
    )


def series(line: Line) -> Iterator[Figure]:
    """The figures of one KPI that stand today, oldest first."""
    for step, period in enumerate(periods_of(line.card)):
        if figure := final(line, step, period):
            yield figure
    if line.card.frequency == "year":
        at = datetime(2026, 1, 9, 2, 0, tzinfo=UTC)
        yield Figure(line, NOT_DUE, at, missing="not_due")


@cache
def figures() -> tuple[Figure, ...]:
    """Every figure that stands today; one that was corrected carries the first one."""
    return tuple(figure for line in reported() for figure in series(line))
