"""Which indicators, periods and which cycle the lines of a file mean."""

from __future__ import annotations

import difflib
import json
import re
from collections import Counter
from dataclasses import dataclass
from typing import cast

from django.conf import settings
from django.db import connection
from psycopg2.extras import execute_values

from indicators.figures import PERCENT_UNITS
from indicators.intake.codes import code_of
from indicators.intake.places import Rights
from indicators.intake.problems import UnreadableError
from indicators.intake.staging import MARK_BAD, PROBLEM_COLUMNS, fetch, run
from indicators.models import Cycle, Indicator
from indicators.periods import ParsedPeriod, PeriodError, parse_period

LONGEST_CYCLE = 80  # characters of its name
TABLES = """
DROP TABLE IF EXISTS pg_temp.intake_indicator, pg_temp.intake_period;
CREATE TEMP TABLE intake_indicator ON COMMIT DROP AS
SELECT row_number() OVER ()::int AS key, indicator, unit, direction, wanted, (
           SELECT id FROM indicators_indicator known
            WHERE known.name = indicator AND known.unit = given.unit
              AND known.direction = given.direction
            ORDER BY version DESC, id LIMIT 1) AS id
  FROM (SELECT indicator, unit, direction, bool_or(NOT bad) AS wanted FROM intake_row
         WHERE indicator <> '' GROUP BY 1, 2, 3) given;
CREATE INDEX ON intake_indicator (md5(indicator));
CREATE TEMP TABLE intake_period ON COMMIT DROP AS
SELECT given.label, coalesce(known.kind, given.kind) AS kind, known.id,
       coalesce(known.starts_on, given.starts_on) AS starts_on,
       coalesce(known.ends_on, given.ends_on) AS ends_on
  FROM (SELECT DISTINCT label, kind, starts_on, ends_on FROM intake_row
         WHERE label IS NOT NULL) given
  LEFT JOIN indicators_period known ON known.label = given.label;
ANALYZE intake_indicator;
ANALYZE intake_period;
"""
# A code that is off by a character would otherwise become an indicator of its own.
CODE = re.compile(r"[A-Za-z0-9]+(?:[-_.][A-Za-z0-9]+)+")
LOOKALIKES = str.maketrans("OoIlSsBZz", "001155822")
ALIKE = 0.8
MOST_COMPARED = 200
MEANT = f"""
INSERT INTO intake_problem ({PROBLEM_COLUMNS})
SELECT line, 'indicator', 'indicator_meant', %s::jsonb, true FROM intake_row WHERE indicator = %s
"""  # noqa: S608 -- constants of ours
REFUSE_INDICATORS = f"""
INSERT INTO intake_problem ({PROBLEM_COLUMNS})
SELECT line, 'indicator', 'indicator_refused', '{{}}', true
  FROM intake_row JOIN intake_indicator USING (indicator, unit, direction)
 WHERE id IS NULL AND NOT EXISTS (
       SELECT FROM intake_problem told
        WHERE told.line = intake_row.line AND told.code = 'indicator_meant')
"""  # noqa: S608 -- a constant of ours
LATEST = """
SELECT label FROM intake_row WHERE label IS NOT NULL
 ORDER BY bad, ends_on DESC, starts_on, label LIMIT 1
"""
CREATE_PERIODS = """
INSERT INTO indicators_period (label, kind, starts_on, ends_on)
SELECT DISTINCT label, kind, starts_on, ends_on FROM intake_period
 WHERE id IS NULL AND label IN (SELECT label FROM intake_row WHERE NOT bad)
    ON CONFLICT (label) DO NOTHING
"""
NUMBER_PERIODS = """
UPDATE intake_period SET id = known.id FROM indicators_period known
 WHERE intake_period.id IS NULL AND known.label = intake_period.label
"""
CREATE_INDICATORS = """
INSERT INTO indicators_indicator (code, version, name, name_en, name_zh, unit, direction,
       frequency, per, decimals, purpose, definition, formula, source, limitations,
       definition_zh, formula_zh, limitations_zh, created_at)
VALUES %s ON CONFLICT (code, version) DO NOTHING
"""
VALUES = "(%s, 1, %s, '', '', %s, %s, '', %s, 2, '', '', '', '', '', '', '', '', clock_timestamp())"
NUMBER_INDICATORS = """
UPDATE intake_indicator SET id = known.id FROM indicators_indicator known
 WHERE intake_indicator.id IS NULL AND wanted AND known.name = intake_indicator.indicator
   AND known.unit = intake_indicator.unit AND known.direction = intake_indicator.direction
"""


@dataclass(frozen=True, slots=True)
class CycleChoice:
    """The cycle of a load: one that is there, or the one that the load opens for `period`."""

    name: str
    period: ParsedPeriod
    cycle: Cycle | None = None
    from_rows: bool = False  # the name is no period, so the rows said which


def match_indicators(rights: Rights) -> int:
    """Fill `intake_indicator` and `intake_period`; returns how many indicators are new."""
    run(TABLES)
    name_meant_codes()
    if not rights.may_add:
        run(REFUSE_INDICATORS)
        run(MARK_BAD)
    return int(fetch("SELECT count(*) FROM intake_indicator WHERE id IS NULL AND wanted")[0][0])


def name_meant_codes() -> None:
    """Say of what looks like a code, and is none, which code it resembles."""
    unknown = [
        text
        for (text,) in fetch("SELECT DISTINCT indicator FROM intake_indicator WHERE id IS NULL")
        if CODE.fullmatch(text)
    ]
    if not unknown:
        return
    known = {code.translate(LOOKALIKES).upper(): code for code in codes()}
    for text in unknown[:MOST_COMPARED]:
        written = text.translate(LOOKALIKES).upper()
        close = difflib.get_close_matches(written, known, n=1, cutoff=ALIKE)
        if close:
            run(MEANT, [json.dumps({"text": text, "meant": known[close[0]]}), text])
    run(MARK_BAD)


def codes() -> list[str]:
    return list(Indicator.objects.order_by("code").values_list("code", flat=True).distinct())


def known_cards(*, by_name: bool) -> dict[str, tuple[str, str, str]]:
    """Name, unit and direction of the newest version of each card, by its code.

    A code that is the name of a card as well is left out. `by_name`: also by each name, in any
    language, that only one card has; for files that say neither unit nor direction.
    """
    rows = Indicator.objects.order_by("code", "version").values_list(
        "code", "name", "unit", "direction", "name_en", "name_zh"
    )
    newest = {code: rest for code, *rest in rows}
    names = Counter(name for card in newest.values() for name in {card[0], *card[3:]} if name)
    found = {code: tuple(card[:3]) for code, card in newest.items() if code not in names}
    if by_name:
        for card in newest.values():
            found |= {n: tuple(card[:3]) for n in {card[0], *card[3:]} if n and names[n] == 1}
    return cast("dict[str, tuple[str, str, str]]", found)


def choose_cycle(name: str, rights: Rights) -> CycleChoice:
    """The cycle called `name`; else one for the period that the name or the latest rows give.

    Errors: UnreadableError when neither gives a period, or the person may not open a cycle.
    """
    if not 0 < len(name.strip()) <= LONGEST_CYCLE or "\0" in name:
        raise UnreadableError("cycle_name")
    known = Cycle.objects.select_related("period").filter(name=name).first()
    if known is not None:
        span = known.period
        period = ParsedPeriod(span.label, span.kind, span.starts_on, span.ends_on)
        return CycleChoice(name, period, known)
    if not rights.may_add:
        raise UnreadableError("cycle_refused", cycle=name)
    start = settings.PERFMGMT_FISCAL_YEAR_START
    try:
        return CycleChoice(name, parse_period(name, start))
    except PeriodError:
        latest = fetch(LATEST)
    if not latest:
        raise UnreadableError("no_cycle", cycle=name)
    return CycleChoice(name, parse_period(latest[0][0], start), from_rows=True)


def create_indicators() -> int:
    """Add a card for every new name, unit and direction of a good row. Returns how many."""
    new = fetch(
        "SELECT indicator, unit, direction FROM intake_indicator WHERE id IS NULL AND wanted"
    )
    rows = [(code_of("indicator", *card), *card, 100 if is_percent(card[1]) else 1) for card in new]
    if rows:
        with connection.cursor() as cursor:
            execute_values(cursor.cursor, CREATE_INDICATORS, rows, VALUES, page_size=1000)
    return len(rows)


def is_percent(unit: str) -> bool:
    """A rate of such a unit is numerator ÷ denominator × 100."""
    return any(word in unit.casefold() for word in PERCENT_UNITS)
