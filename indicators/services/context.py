"""Outside causes beside a value, and circumstances of places: proposed, decided, loaded."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models.functions import Now
from django.utils.translation import gettext as _

from audit import services as audit
from audit.errors import DomainError, WrongState
from departments.models import Department, User
from departments.services import require_office, require_role
from indicators.figures import FigureError, parse_figure
from indicators.intake.problems import say
from indicators.models import (
    ContextDecision,
    ContextNote,
    ContextValue,
    ContextVariable,
    Measurement,
)
from indicators.services.errors import checked, lock_key

PROPOSERS = ("office", "manager", "employee")
COLUMNS = ("code", "name_en", "name_zh", "unit", "department", "year", "value", "source")
LONGEST = 5000  # rows of a file
SHOWN = 20  # problems named at once
EARLIEST, LATEST = 1900, 2200


@transaction.atomic
def propose_note(
    measurement: Measurement, cause: str, text: str, *, by: User | None
) -> ContextNote:
    """Give an outside cause for a value. It changes no score; the office decides about it.

    The same words for the same value again are the note that is there.
    Errors: PermissionDenied for a value of others; DomainError for no cause or no words.
    """
    require_role(by, measurement.department_id, *PROPOSERS)
    lock_key("context_note", measurement.pk)
    text = text.strip()
    same = ContextNote.objects.filter(measurement=measurement, cause=cause, text=text).first()
    if same is not None:
        return same
    row = ContextNote(
        measurement=measurement, department_id=measurement.department_id, cause=cause, text=text,
        proposed_by=by,
    )  # fmt: skip
    checked(row, leave=["proposed_at"])
    row.save(force_insert=True)
    details = {
        "measurement": measurement.pk, "department": row.department_id,
        "after": {"cause": cause, "text": text},
    }  # fmt: skip
    audit.record("indicators.propose_note", row, by=by, details=details)
    return row


@transaction.atomic
def decide_note(
    note: ContextNote, verdict: str, reason: str, *, by: User | None
) -> ContextDecision:
    """Approve or refuse an outside cause, once. Whoever proposed it does not decide.

    Errors: WrongState when it was decided; DomainError without a reason or for one's own note.
    """
    require_office(by, note.department_id)
    if by is not None and note.proposed_by_id == by.pk:
        raise DomainError(_("You proposed this note: somebody else decides about it."))
    row = ContextDecision(note=note, verdict=verdict, reason=reason.strip(), decided_by=by)
    if ContextDecision.objects.filter(note=note).exists():
        raise decided()
    checked(row, leave=["note", "decided_at"])
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:
        raise decided() from None
    details = {"note": note.pk, "after": {"verdict": verdict, "reason": row.reason}}
    audit.record("indicators.decide_note", row, by=by, details=details)
    return row


def decided() -> WrongState:
    return WrongState(_("This note is decided already. Reload the page and look."))


# --- circumstances of places


class ContextFileError(DomainError):
    """A file that cannot be loaded; `problems` names line and column, at most SHOWN of them."""

    def __init__(self, problems: Sequence[str]) -> None:
        super().__init__(problems[0], "table")
        self.problems = problems[:SHOWN]


@dataclass(frozen=True, slots=True)
class Line:
    number: int
    code: str
    names: dict[str, str]
    department: Department
    year: int
    value: Decimal
    source: str


@transaction.atomic
def load_context(text: str, *, by: User | None) -> int:
    """Load circumstances from a table with the columns COLUMNS: all rows or none; how many changed.

    A value that is there already with another figure gets a new version; the same figure changes
    nothing, so the same file twice is loaded once.
    Errors: ContextFileError with every line at fault.
    """
    require_office(by)
    lock_key("context", "all")
    lines = read(text)
    changed, ended = versions(lines, variables_of(lines), by)
    ContextValue.objects.filter(pk__in=ended).update(replaced_at=Now())
    ContextValue.objects.bulk_create(changed)
    if changed:
        codes = sorted({line.code for line in lines})
        details = {"rows": len(changed), "replaced": len(ended), "codes": codes}
        audit.record("indicators.load_context", changed[0], by=by, details=details)
    return len(changed)


def variables_of(lines: Sequence[Line]) -> dict[str, ContextVariable]:
    """The circumstances by code; new ones are added."""
    known = {variable.code: variable for variable in ContextVariable.objects.all()}
    for line in lines:
        if line.code not in known:
            known[line.code] = ContextVariable.objects.create(code=line.code, **line.names)
    return known


def versions(
    lines: Sequence[Line], variables: dict[str, ContextVariable], by: User | None
) -> tuple[list[ContextValue], list[int]]:
    """The rows to add, and the ids of those that they replace."""
    there = {
        (row.variable_id, row.department_id, row.year): row
        for row in ContextValue.objects.in_force().select_for_update()
    }
    changed, ended = [], []
    for line in lines:
        variable = variables[line.code]
        old = there.get((variable.pk, line.department.pk, line.year))
        if old is not None and (old.value, old.source) == (line.value, line.source):
            continue
        if old is not None:
            ended.append(old.pk)
        row = ContextValue(variable=variable, department=line.department, year=line.year)
        row.value, row.source, row.loaded_by = line.value, line.source, by
        changed.append(row)
    return changed, ended


def read(text: str) -> list[Line]:
    """The rows of the table. Errors: ContextFileError."""
    try:
        dialect = csv.Sniffer().sniff(text[:2000], ",\t;")
    except csv.Error:
        dialect = csv.excel
    rows = csv.DictReader(io.StringIO(text.lstrip("\ufeff")), dialect=dialect)
    head = [name.strip() for name in rows.fieldnames or []]
    if missing := [name for name in COLUMNS if name not in head]:
        raise ContextFileError(
            [
                _("The first line must name these columns: %(names)s.")
                % {"names": ", ".join(missing)}
            ]
        )
    rows.fieldnames = head
    problems: list[str] = []
    places = {d.code: d for d in Department.objects.in_force()}
    lines, seen = [], set()
    for number, row in enumerate(rows, 2):
        if number > LONGEST + 1:
            raise ContextFileError([_("The table has more than %(n)s rows.") % {"n": LONGEST}])
        line = read_line(number, row, places, problems)
        if line is None:
            continue
        key = (line.code, line.department.pk, line.year)
        if key in seen:
            problems.append(at(number, "department", _("this place and year stand twice")))
        seen.add(key)
        lines.append(line)
    if problems:
        raise ContextFileError(problems)
    if not lines:
        raise ContextFileError([_("There is no row below the first line.")])
    return lines


def at(number: int, column: str, what: str) -> str:
    text = _("Line %(line)s, %(column)s: %(what)s.")
    return text % {"line": number, "column": column, "what": what}


def read_line(
    number: int, row: dict[str, Any], places: dict[str, Department], problems: list[str]
) -> Line | None:
    cells = {name: (row.get(name) or "").strip() for name in COLUMNS}
    before = len(problems)
    needed = ("code", "department", "year", "value", "source")
    problems += [at(number, name, _("is blank")) for name in needed if not cells[name]]
    if not (cells["name_en"] or cells["name_zh"]):
        problems.append(at(number, "name_en", _("is blank")))
    place = places.get(cells["department"])
    if cells["department"] and place is None:
        what = _("there is no department “%(code)s”") % {"code": cells["department"]}
        problems.append(at(number, "department", what))
    year = cells["year"]
    if year and not (year.isascii() and year.isdigit() and EARLIEST <= int(year) <= LATEST):
        problems.append(at(number, "year", _("write a year such as 2026")))
    value = None
    try:
        value = parse_figure(cells["value"], "").value
        if value is None and cells["value"]:
            problems.append(at(number, "value", _("is no number")))
    except FigureError as error:
        problems.append(at(number, "value", say(error.code, error.params)))
    if len(problems) > before or place is None or value is None:
        return None
    names = {"name": cells["name_en"] or cells["name_zh"], "name_en": cells["name_en"]}
    names |= {"name_zh": cells["name_zh"], "unit": cells["unit"][:60]}
    return Line(number, cells["code"][:60], names, place, int(year), value, cells["source"][:200])
