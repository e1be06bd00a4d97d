"""Tables of figures for tests: written in a line or two, loaded, read back."""

import csv
import io
from pathlib import Path

from indicators.intake.problems import NOTICE
from indicators.intake.reading import Limits, open_table
from indicators.models import Measurement, Target
from indicators.services.load import load_kpis

HEADER = "department,indicator,unit,direction,target,actual,period"
SHARED = Path(__file__).parent.parent.parent.parent / "shared" / "data" / "dev"


def table(*lines, header=HEADER):
    return "\n".join([header, *lines, ""])


def load(text, cycle="2026", *, by=None, name="figures.csv", sheet=None, **options):
    """Load a text (or bytes); returns the outcome and the problems as (line, column, code)."""
    content = text.encode() if isinstance(text, str) else text
    problems = []
    outcome = load_kpis(
        lambda: open_table(io.BytesIO(content), Limits(), sheet),
        name, cycle_name=cycle, by=by, listen=problems.extend, **options,
    )  # fmt: skip
    return outcome, [(p.line, p.column, p.code) for p in problems]


def counts(outcome):
    names = ("new", "changed", "unchanged", "history", "errors")
    return tuple(outcome.counts[name] for name in names)


def errors(problems):
    """Only what keeps a row from being loaded."""
    return [problem for problem in problems if problem[2] not in NOTICE]


def stored():
    """What is in force, as the seven columns would say it: {(department, indicator, period)}."""
    rows = Measurement.objects.current().select_related("department", "indicator", "period")
    return {
        (row.department.name, row.indicator.name, row.period.label): (
            row.text or row.missing or format(row.value.normalize(), "f")
        )
        for row in rows
    }


def aims():
    """Targets in force: {(department, indicator, period or ""): words}."""
    rows = Target.objects.in_force().select_related("department", "indicator", "period")
    return {
        (row.department.name, row.indicator.name, row.period.label if row.period else ""): (
            f"{row.low:f}..{row.high:f}" if row.low is not None
            else "" if row.value is None else format(row.value.normalize(), "f")
        )
        for row in rows
    }  # fmt: skip


def csv_rows(path):
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
