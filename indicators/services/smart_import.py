"""The SMART rules over the lines of a file that waits for its decision. They warn, and never block.

A file says less than a card, so only the rules speak that its columns can satisfy.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from decimal import Decimal

from django.conf import settings

from indicators import smart
from indicators.figures import FigureError, parse_figure
from indicators.models import ImportRow
from indicators.periods import PeriodError, parse_period
from indicators.services.smart_check import Said, policy_for, say
from indicators.smart_words import is_percent

RULES = frozenset(
    (
        "vague_verb", "vague_object", "several_things", "target_in_name", "no_unit",
        "unit_contradicts", "not_judged", "over_ceiling", "open_scale", "zero_target",
        "easier_than_past", "never_reached",
    )
)  # fmt: skip
RATIO = {"higher": "ratio_higher", "lower": "ratio_lower"}
RATE = 100
Key = tuple[str, str]
Known = dict[Key, list[tuple[datetime.date, Decimal]]]


def judge_rows(rows: Iterable[ImportRow], of_file: Iterable[ImportRow]) -> dict[int, list[Said]]:
    """What is to be said of lines that would set a target, by line.

    Shape:  `of_file` are the lines of the same file for the same departments and indicators: the
            values before a line's period are its history.
    """
    policy, known = policy_for(), values(of_file)
    said = {}
    for row in rows:
        if row.state in ("new", "changed") and row.changes_target and (day := first_day(row)):
            history = [value for ends_on, value in known.get(key_of(row), []) if ends_on < day]
            found = [each for each in judged(row, history, policy.settings) if each.rule in RULES]
            said[row.line] = say(found, policy)
    return said


def judged(row: ImportRow, history: list[Decimal], numbers: smart.Settings) -> list[smart.Finding]:
    unit, direction = row.unit, row.direction
    percent = is_percent(unit)
    card = smart.Card(
        names=(row.indicator,), unit=unit, direction=direction, per=RATE if percent else 1
    )
    aim = smart.Aim(method=RATIO.get(direction, ""), value=figure(row.target, unit))
    return smart.of_card(card, numbers) + smart.of_target(card, aim, history, numbers)


def values(rows: Iterable[ImportRow]) -> Known:
    """The values of the file by department and indicator, oldest first."""
    known: Known = {}
    for row in rows:
        value, day = figure(row.actual, row.unit), last_day(row)
        if value is not None and day is not None:
            known.setdefault(key_of(row), []).append((day, value))
    for found in known.values():
        found.sort()
    return known


def key_of(row: ImportRow) -> Key:
    return row.department, row.indicator


def figure(text: str, unit: str) -> Decimal | None:
    try:
        return parse_figure(text, unit).value
    except FigureError:
        return None


def first_day(row: ImportRow) -> datetime.date | None:
    try:
        return parse_period(row.period, settings.PERFMGMT_FISCAL_YEAR_START).starts_on
    except PeriodError:
        return None


def last_day(row: ImportRow) -> datetime.date | None:
    try:
        return parse_period(row.period, settings.PERFMGMT_FISCAL_YEAR_START).ends_on
    except PeriodError:
        return None
