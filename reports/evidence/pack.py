"""Writing a pack: each file streams from the database into the archive. See docs/evidence.md."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from typing import IO, Any

from django.conf import settings
from django.db import connection
from django.utils.translation import gettext as _

from audit.errors import WrongState
from indicators.adjusting import adjust
from indicators.digests import NUMBERS, canonical
from indicators.engine.pins import stamp
from indicators.engine.reading import plain
from indicators.models import ScoreCard, ScoreRun
from indicators.services.adjusting import pinned_lines

HERE = Path(__file__).parent
NUMBER_COLUMNS = ", ".join(f"trim_scale(t.{name}) AS {name}" for name in NUMBERS)

QUERIES = {
    "departments.csv": """
        SELECT d.id AS department_id, d.code, d.name, d.name_en, d.name_zh
          FROM departments_department d WHERE d.id = ANY(%(departments)s) ORDER BY d.id
    """,
    "targets.csv": f"""
        SELECT t.id AS target_id, t.department_id, t.indicator_id, i.code AS indicator_code,
               i.name AS indicator, i.unit, i.direction, t.method, t.period_id, {NUMBER_COLUMNS},
               trim_scale(t.weight) AS weight, trim_scale(t.cap) AS cap,
               trim_scale(t.floor) AS floor, t.is_safety AS safety, t.sums_children, i.per,
               i.frequency, trim_scale(t.penalty) AS penalty, t.minimum_n,
               (SELECT string_agg(coalesce(trim_scale(t.score_table[n][1])::text, '') || ','
                           || coalesce(trim_scale(t.score_table[n][2])::text, '') || ','
                           || trim_scale(t.score_table[n][3]), ';' ORDER BY n)
                  FROM generate_subscripts(t.score_table, 1) AS n) AS score_table
          FROM indicators_target t JOIN indicators_indicator i ON i.id = t.indicator_id
         WHERE t.cycle_id = %(cycle)s AND t.created_at <= %(as_of)s
           AND (t.replaced_at IS NULL OR t.replaced_at > %(as_of)s)
         ORDER BY t.department_id, t.id
    """,  # noqa: S608 -- only our own column names
    "measurements.csv": """
        SELECT m.id AS measurement_id, m.department_id, m.indicator_id, m.period_id,
               trim_scale(m.value) AS value, trim_scale(m.numerator) AS numerator,
               trim_scale(m.denominator) AS denominator, m.missing, m.text, m.source,
               to_char(m.recorded_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')
                   AS recorded_at
          FROM indicators_measurement m
         WHERE m.period_id = ANY(%(periods)s) AND m.department_id = ANY(%(departments)s)
           AND m.recorded_at <= %(as_of)s
           AND m.indicator_id IN (
               SELECT indicator_id FROM indicators_target
                WHERE cycle_id = %(cycle)s AND created_at <= %(as_of)s
                  AND (replaced_at IS NULL OR replaced_at > %(as_of)s))
           AND NOT EXISTS (
               SELECT 1 FROM indicators_measurement later
                WHERE later.supersedes_id = m.id AND later.recorded_at <= %(as_of)s)
         ORDER BY m.department_id, m.indicator_id, m.period_id
    """,
    "cards.csv": """
        SELECT c.department_id, c.period_id, trim_scale(c.own) AS own,
               trim_scale(c.own_coverage) AS own_coverage, trim_scale(c.below) AS below,
               trim_scale(c.below_coverage) AS below_coverage, trim_scale(c.score) AS score,
               trim_scale(c.coverage) AS coverage, c.met, c.not_met,
               trim_scale(c.weight * 0.0001) AS weight
          FROM indicators_scorecard c
          JOIN unnest(%(periods)s) WITH ORDINALITY AS p(id, position) ON p.id = c.period_id
         WHERE c.run_id = %(run)s ORDER BY c.department_id, p.position
    """,
    "scores.csv": """
        SELECT c.department_id, c.period_id, cell.target_id,
               NULLIF(cell.measurement_id, 0) AS measurement_id,
               CASE WHEN cell.state & 1048576 <> 0
                    THEN trim_scale(cell.attainment * 0.000000000001) END AS attainment,
               CASE WHEN cell.state & 2097152 <> 0
                    THEN trim_scale(cell.points * 0.000000000001) END AS points, cell.state
          FROM indicators_scorecard c
          JOIN unnest(%(periods)s) WITH ORDINALITY AS p(id, position) ON p.id = c.period_id
         CROSS JOIN LATERAL unnest(c.target_ids, c.measurement_ids, c.attainments, c.points,
                                   c.states)
               AS cell(target_id, measurement_id, attainment, points, state)
         WHERE c.run_id = %(run)s ORDER BY c.department_id, p.position, cell.target_id
    """,
    "adjustments.csv": """
        SELECT a.id AS adjustment_id, a.department_id, a.kind, a.effect,
               trim_scale(a.points) AS points, trim_scale(a.cap_at) AS cap_at, a.rule, a.evidence,
               a.legal_basis, a.authority, a.proposed_by_id AS proposed_by,
               to_char(a.proposed_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')
                   AS proposed_at,
               a.reply, a.decided_by_id AS decided_by,
               to_char(a.decided_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')
                   AS decided_at
          FROM indicators_adjustment a
         WHERE a.cycle_id = %(cycle)s AND a.department_id = ANY(%(departments)s)
           AND a.state = 'approved' AND a.decided_at <= %(as_of)s
         ORDER BY a.department_id, a.id
    """,
}


class Counted:
    """A file in the archive that remembers the hash of what went into it."""

    def __init__(self, sink: IO[bytes]) -> None:
        self.sink = sink
        self.hash = hashlib.sha256()

    def write(self, data: bytes) -> int:
        self.hash.update(data)
        return self.sink.write(data)


def write_pack(run: ScoreRun, output: Path | IO[bytes]) -> dict[str, Any]:
    """Write the pack of a finished run in constant memory; returns its manifest."""
    if run.kind != "full" or run.state != "done":
        raise WrongState(_("Only a run that is done has an evidence pack."))
    parameters = {
        "run": run.pk,
        "cycle": run.cycle_id,
        "as_of": run.as_of,
        "departments": [row[0] for row in run.pins["departments"]],
        "periods": [row[0] for row in run.pins["periods"]],
    }
    files: dict[str, str] = {}
    with zipfile.ZipFile(output, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for name, content in texts(run).items():
            archive.writestr(name, content)
            files[name] = hashlib.sha256(content).hexdigest()
        for name, query in QUERIES.items():
            files[name] = write_table(archive, name, query, parameters)
        files["adjusted.csv"] = write_rows(archive, "adjusted.csv", adjusted(run))
        manifest = manifest_of(run, files)
        archive.writestr("manifest.json", json.dumps(manifest, indent=1, ensure_ascii=False))
    return manifest


def write_table(
    archive: zipfile.ZipFile, name: str, query: str, parameters: Mapping[str, Any]
) -> str:
    """One query as a CSV in the archive; returns its SHA-256."""
    with archive.open(name, "w", force_zip64=True) as sink, connection.cursor() as cursor:
        counted = Counted(sink)
        statement = cursor.mogrify(query, parameters).decode()
        cursor.copy_expert(f"COPY ({statement}) TO STDOUT (FORMAT csv, HEADER)", counted)
    return counted.hash.hexdigest()


def write_rows(archive: zipfile.ZipFile, name: str, rows: Iterable[Sequence[str]]) -> str:
    """A few rows as a CSV in the archive; returns its SHA-256."""
    sheet = io.StringIO()
    csv.writer(sheet, lineterminator="\n").writerows(rows)
    content = sheet.getvalue().encode()
    archive.writestr(name, content)
    return hashlib.sha256(content).hexdigest()


def adjusted(run: ScoreRun) -> Iterator[Sequence[str]]:
    """The cards of departments that have lines beside their score. Rules 31 to 33."""
    yield (
        "department_id",
        "period_id",
        "score",
        "bonus",
        "deduction",
        "adjusted",
        "effect",
        "counts",
    )
    limits, lines = pinned_lines(run.pins)
    place = {period[0]: index for index, period in enumerate(run.pins["periods"])}
    held = ScoreCard.objects.filter(run=run, department__in=list(lines), score__isnull=False)
    cards = held.values_list("department", "period", "score")
    for department, period, score in sorted(cards, key=lambda card: (card[0], place[card[1]])):
        found = adjust(int((score or Decimal(0)).scaleb(12)), lines[department], limits)
        effect = found.effect.name.lower() if found.effect else ""
        numbers = [(found.score, 12), (found.bonus, 4), (found.deduction, 4), (found.adjusted, 12)]
        counts = "" if found.counts is None else written(found.counts, 12)
        yield f"{department}", f"{period}", *(written(*n) for n in numbers), effect, counts


def written(number: int, decimals: int) -> str:
    return plain(Decimal(number).scaleb(-decimals))


def texts(run: ScoreRun) -> dict[str, bytes]:
    """The files that are not tables."""
    return {
        "verify.py": (HERE / "verify.py").read_bytes(),
        "rules.py": (HERE / "rules.py").read_bytes(),
        "methods.py": (HERE / "methods.py").read_bytes(),
        "adjustments.py": (HERE / "adjustments.py").read_bytes(),
        "README.txt": (HERE / "README.txt").read_bytes(),
        "rules.md": (settings.BASE_DIR / "docs" / "scoring.md").read_bytes(),
        "pins.json": canonical(run.pins),
    }


def manifest_of(run: ScoreRun, files: dict[str, str]) -> dict[str, Any]:
    return {
        "format": 1,
        "run": run.pk,
        "cycle": run.cycle.name,
        "as_of": stamp(run.as_of),
        "inputs_sha256": run.inputs_sha256,
        "results_sha256": run.results_sha256,
        "counts": run.counts,
        "files": files,
    }
