"""Files of figures from the browser: checked first, loaded when somebody says so."""

from __future__ import annotations

import dataclasses
import io
from typing import Any

from django.db import transaction
from django.db.models.functions import Now
from django.utils.translation import gettext as _

from audit import services as audit
from audit.errors import DomainError, WrongState
from departments.models import User
from indicators.intake.keeping import keep_rows
from indicators.intake.places import Rights
from indicators.intake.problems import UnreadableError, say
from indicators.intake.reading import UPLOAD
from indicators.models import KpiImport
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
    by: User,
) -> KpiImport:
    """Keep the file and what the same check as the command says of every line. Loads nothing.

    Errors: DomainError when the file as a whole cannot be read.
    """
    kpi_import = KpiImport(
        file_name=file_name[:200],
        content=content,
        cycle_name=cycle_name,
        uploaded_by=by,
        report={"missing": "create" if add_departments else "error"},
    )
    kpi_import.save(force_insert=True)
    outcome = run(kpi_import, dry_run=True, sheet=sheet, by=by)
    kpi_import.sha256, kpi_import.sheet = outcome.sha256, outcome.sheet[:100]
    kpi_import.report |= summary(outcome)
    kpi_import.save(update_fields=["sha256", "sheet", "report"])
    details = {"file": file_name, "sha256": outcome.sha256, "counts": outcome.counts}
    audit.record("indicators.check_import", kpi_import, by=by, details=details)
    return kpi_import


@transaction.atomic
def load_import(kpi_import: KpiImport, *, by: User) -> Outcome:
    """Load the good rows of a checked file, as the data are now; the second click finds it done.

    Errors: WrongState when it was loaded or put aside already, or no row of it is good any more.
    """
    claim(kpi_import, "loaded")
    outcome = run(kpi_import, sheet=kpi_import.sheet or None, by=by, partial=True)
    if not outcome.is_loaded:
        raise WrongState(_("No row can be loaded any more. Check the file again."))
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


def run(kpi_import: KpiImport, *, by: User, sheet: str | None, **options: Any) -> Outcome:
    try:
        return load_kpis(
            io.BytesIO(kpi_import.content),
            kpi_import.file_name,
            cycle_name=kpi_import.cycle_name,
            by=by,
            missing_departments=kpi_import.report["missing"],
            sheet=sheet,
            limits=UPLOAD,
            rights=Rights.of(by),
            keep=lambda: keep_rows(kpi_import.pk),
            **options,
        )
    except UnreadableError as error:
        raise DomainError(say(error.code, error.params), "file") from None


def summary(outcome: Outcome) -> dict[str, Any]:
    """What belongs to the file as a whole, for the page."""
    facts = dataclasses.asdict(outcome)
    facts["departments"] = [
        {"code": place.code, "name": place.name} for place in outcome.departments[:LISTED]
    ]
    facts["new_departments"] = len(outcome.departments)
    facts["sheets"] = [name.replace("\0", "") for name in outcome.sheets[:LISTED]]
    return facts
