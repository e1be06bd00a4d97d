"""Files of figures from the browser: checked first, loaded when somebody says so."""

from __future__ import annotations

import dataclasses
import hashlib
import io
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from django.db import transaction
from django.db.models.functions import Now
from django.utils.translation import gettext as _

from audit import services as audit
from audit.errors import DomainError, WrongState
from departments.models import User
from indicators.intake import columns as columns_match
from indicators.intake.confined import read_confined
from indicators.intake.keeping import keep_effects, keep_rows
from indicators.intake.places import Rights
from indicators.intake.problems import UnreadableError, say
from indicators.intake.reading import UPLOAD, Table
from indicators.intake.rows import short
from indicators.models import ColumnMatch, KpiImport
from indicators.services.load import Outcome, load_kpis

LISTED = 50  # new departments named in the report


@transaction.atomic
def check_import(
    content: bytes,
    file_name: str,
    *,
    cycle_name: str,
    add_departments: bool = False,
    sheet: str | None = None,
    columns: Mapping[str, int] | None = None,
    by: User,
) -> KpiImport:
    """Keep the file and what the same check as the command says of every line. Loads nothing.

    A first line that names other columns waits for somebody to match them (state `matching`),
    unless `by` matched the same line before.
    Errors: DomainError when the file as a whole cannot be read.
    """
    kpi_import = KpiImport(
        file_name=file_name[:200],
        content=content,
        cycle_name=cycle_name,
        uploaded_by=by,
        report={"missing": "create" if add_departments else "error"},
    )
    read = reading(kpi_import, sheet)
    header = header_of(read)
    understood = columns_match.is_understood(header)
    known = columns or remembered(header, by)
    if not known and not understood:
        known = columns_match.in_our_words(header)
    kpi_import.columns = dict(known)
    if not kpi_import.columns and not understood:
        kpi_import.state, kpi_import.sheet = "matching", (sheet or "")[:100]
        kpi_import.sha256 = hashlib.sha256(content).hexdigest()
        kpi_import.report |= {"header": header}
        kpi_import.save(force_insert=True)
        return kpi_import
    kpi_import.save(force_insert=True)
    return examine(kpi_import, read, by=by)


def examine(kpi_import: KpiImport, read: Callable[[], Table], *, by: User) -> KpiImport:
    """Say of every line what it would do."""
    outcome = run(kpi_import, read, dry_run=True, by=by)
    kpi_import.sha256, kpi_import.sheet = outcome.sha256, outcome.sheet[:100]
    kpi_import.report |= summary(outcome)
    kpi_import.state = "previewed"
    kpi_import.save(update_fields=["sha256", "sheet", "report", "state", "columns"])
    details = {"file": kpi_import.file_name, "sha256": outcome.sha256, "counts": outcome.counts}
    audit.record("indicators.check_import", kpi_import, by=by, details=details)
    return kpi_import


@transaction.atomic
def match_columns(kpi_import: KpiImport, columns: Mapping[str, int], *, by: User) -> KpiImport:
    """Check a file whose columns somebody has matched, and remember it for his next such file.

    Errors: WrongState when they were matched already; DomainError when the file cannot be read.
    """
    kpi_import = KpiImport.objects.select_for_update().get(pk=kpi_import.pk)
    if kpi_import.state != "matching":
        raise WrongState(_("The columns of this file are matched already."))
    kpi_import.columns = dict(columns)
    ColumnMatch.objects.update_or_create(
        user=by,
        fingerprint=columns_match.fingerprint(kpi_import.report["header"]),
        defaults={"columns": kpi_import.columns},
    )
    return examine(kpi_import, reading(kpi_import, kpi_import.sheet or None), by=by)


@contextmanager
def readable() -> Iterator[None]:
    """Within it, a file that cannot be read is a DomainError that says so at its field."""
    try:
        yield
    except UnreadableError as error:
        raise DomainError(say(error.code, error.params), "file") from None


def reading(kpi_import: KpiImport, sheet: str | None) -> Callable[[], Table]:
    """The file, read once, however often it is looked at then. Errors: as `readable`."""
    with readable():
        return read_confined(io.BytesIO(kpi_import.content), UPLOAD, sheet)


def header_of(read: Callable[[], Table]) -> list[str]:
    """Errors: as `readable`."""
    with readable():
        _line, header = next(read().lines, (1, []))
    return [short(cell.replace("\0", "")) for cell in header]


def remembered(header: list[str], by: User) -> dict[str, int]:
    """How `by` matched a file with the same first line the last time."""
    match = ColumnMatch.objects.filter(
        user=by, fingerprint=columns_match.fingerprint(header)
    ).first()
    return dict(match.columns) if match else {}


@transaction.atomic
def load_import(kpi_import: KpiImport, *, by: User) -> Outcome:
    """Load the good rows of a checked file, as the data are now; the second click finds it done.

    Errors: WrongState when it was loaded or put aside already, or no row of it is good any more.
    """
    claim(kpi_import, "loaded")
    read = reading(kpi_import, kpi_import.sheet or None)
    outcome = run(kpi_import, read, by=by, partial=True)
    if not outcome.is_loaded:
        raise WrongState(_("No row can be loaded any more. Check the file again."))
    keep_effects(kpi_import.pk)
    report = kpi_import.report | summary(outcome)
    KpiImport.objects.filter(pk=kpi_import.pk).update(report=report, loaded_at=Now())
    return outcome


@transaction.atomic
def discard_import(kpi_import: KpiImport, *, by: User) -> None:
    """Put a checked file aside; nothing of it was or will be loaded."""
    claim(kpi_import, "refused")
    audit.record("indicators.discard_import", kpi_import, by=by, details={})


def claim(kpi_import: KpiImport, state: str) -> None:
    waiting = KpiImport.objects.filter(pk=kpi_import.pk, state="previewed")
    if not waiting.update(state=state):
        raise WrongState(_("This file was loaded or put aside already."))


def run(kpi_import: KpiImport, read: Callable[[], Table], *, by: User, **options: Any) -> Outcome:
    with readable():
        return load_kpis(
            read,
            kpi_import.file_name,
            cycle_name=kpi_import.cycle_name,
            by=by,
            missing_departments=kpi_import.report["missing"],
            columns=kpi_import.columns,
            rights=Rights.of(by),
            keep=lambda: keep_rows(kpi_import.pk),
            **options,
        )


def summary(outcome: Outcome) -> dict[str, Any]:
    """What belongs to the file as a whole, for the page."""
    facts = dataclasses.asdict(outcome)
    facts["departments"] = [
        {"code": place.code, "name": place.name} for place in outcome.departments[:LISTED]
    ]
    facts["new_departments"] = len(outcome.departments)
    facts["sheets"] = [name.replace("\0", "") for name in outcome.sheets[:LISTED]]
    return facts
