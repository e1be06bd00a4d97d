"""One line of a table of figures: its seven cells read, and all that is wrong with them named."""

from __future__ import annotations

import functools
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from indicators import characters
from indicators.figures import Aim, Figure, FigureError, parse_aim, parse_figure, tidy
from indicators.intake.problems import COLUMNS, NOTE, READ, Problem, UnreadableError
from indicators.periods import ParsedPeriod, PeriodError, parse_period

LONGEST = {"department": 300, "indicator": 300, "unit": 60}
LONGEST_NOTE = 1000
LONGEST_SHOWN = 100  # characters of a cell that a message repeats
DIRECTIONS = {
    "higher": "higher", "lower": "lower", "range": "range", "exact": "exact", "none": "none",
    "越高越好": "higher", "越低越好": "lower", "区间": "range", "等于目标": "exact",
    "无方向": "none", "无取向": "none",
}  # fmt: skip
IN_CHINESE = {
    "部门": "department", "指标": "indicator", "单位": "unit",
    "方向": "direction", "取向": "direction",
    "目标": "target", "目标值": "target", "实际": "actual", "实际值": "actual",
    "周期": "period", "期间": "period", "备注": "note",
}  # fmt: skip
SIXTY_UNITS = {"min.sec", "hours.min", "minutes:seconds", "hours:minutes"}
SIXTY = 60
IN_FORCE = ("target in force", "现行目标")  # only in a template: there it says what is asked for
ABSENT = -1  # the place of a column that the file does not have
NO_FIGURE, NO_AIM = Figure(), Aim()


@dataclass(frozen=True, slots=True)
class Layout:
    """Where the seven columns and the note stand; `extra` names those that are left aside."""

    at: tuple[int, ...]
    extra: tuple[str, ...]
    width: int
    note: int = ABSENT
    is_template: bool = False  # what was not filled in is no statement

    def has(self, column: str) -> bool:
        return self.at[COLUMNS.index(column)] != ABSENT


def layout_of(header: list[str]) -> Layout:
    """The layout that a first line describes; its order is free and further columns do no harm.

    Errors: UnreadableError for a missing or doubled column, naming what was found.
    """
    names = [characters.plain(cell).casefold() for cell in header]
    names = [IN_CHINESE.get(name, name) for name in names]
    missing = [name for name in COLUMNS if name not in names]
    if missing:
        raise no_header(header, missing)
    for name in READ:
        if names.count(name) > 1:
            raise UnreadableError("column_twice", column=name)
    extra = tuple(
        short(cell.replace("\0", ""))
        for cell, name in zip(header, names, strict=True)
        if name and name not in READ
    )
    width = max(index for index, name in enumerate(names) if name) + 1
    note = names.index(NOTE) if NOTE in names else ABSENT
    return Layout(tuple(names.index(name) for name in COLUMNS), extra, width, note)


def layout_by(header: list[str], columns: Mapping[str, int]) -> Layout:
    """The layout that a person gave: column → place in the header. What is not named is blank."""
    at = tuple(columns.get(name, ABSENT) for name in COLUMNS)
    note = columns.get(NOTE, ABSENT)
    taken = {*at, note}
    extra = tuple(short(cell) for place, cell in enumerate(header) if cell and place not in taken)
    is_template = any(characters.plain(cell).casefold() in IN_FORCE for cell in header)
    return Layout(at, extra, max(len(header), *at) if header else 1, note, is_template)


def layout_for(header: list[str], columns: Mapping[str, int]) -> Layout:
    return layout_by(header, columns) if columns else layout_of(header)


def no_header(header: list[str], missing: list[str]) -> UnreadableError:
    found = short(" | ".join(header))
    if len(header) == 1 and "," in header[0]:
        return UnreadableError("quoted_lines", found=found, needed=", ".join(COLUMNS))
    return UnreadableError("missing_columns", missing=", ".join(missing), found=found)


@dataclass(slots=True)
class Draft:
    """A line as far as it could be read. Names are kept exactly as they were written."""

    line: int
    department: str = ""
    indicator: str = ""
    unit: str = ""
    direction: str = "none"
    target: str = ""
    actual: str = ""
    note: str = ""
    aim: Aim = NO_AIM
    figure: Figure = NO_FIGURE
    period: ParsedPeriod | None = None
    problems: list[Problem] = field(default_factory=list)

    @property
    def is_bad(self) -> bool:
        return any(problem.is_error for problem in self.problems)

    @property
    def missing(self) -> str:
        """The code of why there is no value: no cases, a text, or nothing reported."""
        if self.figure.value is not None or self.figure.reason:
            return self.figure.reason
        return "text" if self.figure.text else "not_reported"

    def name(self, column: str, code: str, **params: str) -> None:
        shown = {key: short(value) for key, value in params.items()}
        self.problems.append(Problem(self.line, column, code, shown))


def short(text: str) -> str:
    return text if len(text) <= LONGEST_SHOWN else f"{text[:LONGEST_SHOWN]}…"


Cards = Mapping[str, tuple[str, str, str]]  # name, unit, direction by code


def drafts(
    lines: Iterator[tuple[int, list[str]]],
    layout: Layout,
    fiscal_year_start: int,
    cards: Cards = MappingProxyType({}),
) -> Iterator[Draft]:
    """Every line read; a bad one comes as well, with what is wrong with it.

    A line that names a card by its code may leave unit and direction blank. A line of a template
    without a value and a note is left aside.
    """

    @functools.lru_cache(maxsize=4096)
    def period_of(text: str) -> ParsedPeriod:
        return parse_period(text, fiscal_year_start)

    for line, cells in lines:
        if layout.is_template and is_untouched(cells, layout):
            continue
        draft = Draft(line)
        if check_width(draft, cells, layout):
            seven = by_code([cells[at] if at >= 0 else "" for at in layout.at], cards)
            read_names(draft, seven)
            read_numbers(draft)
            read_note(draft, cells, layout)
            try:
                draft.period = period_of(seven[-1])
            except PeriodError as error:
                draft.name("period", error.code, **error.params)
        yield draft


def is_untouched(cells: list[str], layout: Layout) -> bool:
    asked = (layout.at[COLUMNS.index("actual")], layout.note)
    return not any(cells[at].strip() for at in asked if ABSENT < at < len(cells))


def by_code(cells: list[str], cards: Cards) -> list[str]:
    """The cells with the names of the card in place of its code, and what follows from it."""
    card = cards.get(cells[1].strip())
    if card is None:
        return cells
    department, _code, unit, direction, *rest = cells
    return [department, card[0], unit.strip() or card[1], direction.strip() or card[2], *rest]


def check_width(draft: Draft, cells: list[str], layout: Layout) -> bool:
    """Whether the line has the cells that the first line promises."""
    if len(cells) <= max(layout.at):
        code = "too_few_cells"
    elif any(cells[layout.width :]):
        code = "too_many_cells"
    else:
        return True
    draft.name("", code, found=str(len(cells)), needed=str(layout.width))
    return False


def read_names(draft: Draft, cells: list[str]) -> None:
    for column, text in zip(COLUMNS, cells, strict=True):
        if "\0" in text:
            draft.name(column, "unprintable")
        elif len(text) > LONGEST.get(column, len(text)):
            draft.name(column, "name_too_long", most=str(LONGEST[column]))
        elif column in LONGEST and text != text.strip() and text.strip():
            draft.name(column, "blanks_around", text=text)
    department, indicator, unit, direction, target, actual, _period = cells
    draft.department = department if department.strip() else ""
    draft.indicator, draft.unit, draft.target, draft.actual = indicator, unit, target, actual
    if not indicator.strip():
        draft.name("indicator", "indicator_blank")
    known = DIRECTIONS.get(characters.plain(direction).casefold())
    if known is None:
        draft.name("direction", "direction_unknown", text=direction)
    draft.direction = known or "none"


def read_note(draft: Draft, cells: list[str], layout: Layout) -> None:
    """A short line has none: what stands last in a table is often left away."""
    if not ABSENT < layout.note < len(cells):
        return
    draft.note = cells[layout.note].strip()
    if "\0" in draft.note:
        draft.name(NOTE, "unprintable")
    elif len(draft.note) > LONGEST_NOTE:
        draft.name(NOTE, "name_too_long", most=f"{LONGEST_NOTE:,}")


def read_numbers(draft: Draft) -> None:
    try:
        draft.aim = parse_aim(draft.target, draft.unit, draft.direction)
    except FigureError as error:
        draft.name("target", error.code, **error.params)
    try:
        draft.figure = parse_figure(draft.actual, draft.unit)
    except FigureError as error:
        draft.name("actual", error.code, **error.params)
    for column, text, notices in (
        ("target", draft.target, draft.aim.notices),
        ("actual", draft.actual, draft.figure.notices),
    ):
        for code in notices:
            draft.name(column, code, text=text)
    if draft.aim.value == 0 and draft.direction in {"higher", "lower"}:
        draft.name("target", "zero_target")
    check_sixtieths(draft)


def check_sixtieths(draft: Draft) -> None:
    """7.95 is no number of minutes and seconds."""
    if tidy(draft.unit).casefold() not in SIXTY_UNITS:
        return
    for column, value in (("target", draft.aim.value), ("actual", draft.figure.value)):
        if value is not None and abs(value) % 1 * 100 >= SIXTY:
            draft.name(column, "sixty", text=getattr(draft, column), unit=draft.unit)
