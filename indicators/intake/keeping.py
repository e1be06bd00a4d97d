"""What the check of an upload found, line by line, kept for the person who decides."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

from indicators.figures import COMMON
from indicators.intake.comparing import JOINED, STATE
from indicators.intake.confined import open_confined
from indicators.intake.problems import COLUMNS, EXPLAINED, NOTE, say
from indicators.intake.reading import UPLOAD
from indicators.intake.rows import ABSENT, layout_for
from indicators.intake.staging import run
from indicators.models import ImportRow, KpiImport

# What a spreadsheet would take for a formula at the start of a cell, also in full width.
FORMULA = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")

KEEP = f"""
INSERT INTO indicators_importrow (kpi_import_id, line, state, is_history, department, indicator,
       unit, direction, period, target, actual, note, old_target, old_actual, changes_target,
       changes_actual, problems, findings)
SELECT %s, row.line, {STATE}, coalesce(NOT in_cycle, false), left(row.department, 300),
       left(row.indicator, 300), left(row.unit, 110), row.direction, coalesce(row.label, ''),
       row.target, row.actual, row.note, left(coalesce(old_target, ''), 80),
       left(coalesce(old_value, ''), 300), coalesce(target_state <> 'unchanged', false),
       coalesce(value_state <> 'unchanged', false), coalesce(found.problems, '[]'),
       coalesce(said.findings, '[]')
  {JOINED}
  LEFT JOIN (SELECT line, jsonb_agg(jsonb_build_array(col, code, params)
                                    ORDER BY NOT is_error, col, code) AS problems
               FROM intake_problem GROUP BY line) found USING (line)
  LEFT JOIN (SELECT line, jsonb_agg(jsonb_build_array(rule, params) ORDER BY rule) AS findings
               FROM intake_finding GROUP BY line) said USING (line)
"""  # noqa: S608 -- constants of ours

EFFECTS = """
INSERT INTO indicators_importeffect (kpi_import_id, measurement_id, opened_target_id,
                                     closed_target_id)
SELECT %s, measurement_id, opened_id, closed_id FROM intake_written
"""


def keep_effects(number: int) -> None:
    """Store what the load that has just written wrote, in the same transaction."""
    run(EFFECTS, [number])


def keep_rows(number: int) -> None:
    """Store what the temporary tables say under the import of that number, in place of before."""
    run("DELETE FROM indicators_importrow WHERE kpi_import_id = %s", [number])
    run(KEEP, [number])


def error_file(kpi_import: KpiImport, bad: dict[int, ImportRow]) -> Iterator[str]:
    """The bad lines as they were sent, each with its line and reasons, ready to mend and resend.

    Shape: a CSV file with a mark for Excel; no cell of it is taken for a formula.
    """
    table = open_confined(io.BytesIO(kpi_import.content), UPLOAD, kpi_import.sheet or None)
    layout = layout_for(next(table.lines)[1], kpi_import.columns)
    sink = io.StringIO()
    write = csv.writer(sink).writerow
    places = {name: at for name, at in zip(COLUMNS, layout.at, strict=True) if at != ABSENT}
    asks = any(code in EXPLAINED for row in bad.values() for _at, code, _told in row.problems)
    if asks or layout.note != ABSENT:
        places[NOTE] = layout.note
    write(["\ufeffline", "problem", *places])
    for line, cells in table.lines:
        if row := bad.get(line):
            reasons = " · ".join(say(code, params) for _column, code, params in row.problems)
            given = [cells[at] if ABSENT < at < len(cells) else "" for at in places.values()]
            write([line, *(harmless(cell) for cell in [reasons, *given])])
        yield sink.getvalue()
        sink.seek(0)
        sink.truncate()


def harmless(cell: str) -> str:
    """The cell with an apostrophe before what is no number and would be run as a formula."""
    return f"'{cell}" if cell.startswith(FORMULA) and not COMMON.fullmatch(cell) else cell
