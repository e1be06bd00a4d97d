"""Taking a loaded file back, within a day, as long as nothing depends on it.

Nothing is erased: every value it brought is superseded by the one before it, every target it set is
ended and the one before set again. Source: docs/collecting.md, rules I4 and I5.
"""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import connection, transaction
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override

from audit import services as audit
from audit.errors import WrongState
from departments.models import User
from indicators.intake.places import Rights
from indicators.models import Cycle, KpiImport, Measurement, Target
from indicators.queries import CycleQuerySet, MeasurementQuerySet, TargetQuerySet
from indicators.services import live
from indicators.services.load import lock_loads
from indicators.services.locks import hold_measurements
from indicators.services.period_locks import Span, locked, locked_among

UNDO_WITHIN = datetime.timedelta(hours=24)

VALUES = """
INSERT INTO indicators_measurement (department_id, indicator_id, period_id, value, numerator,
       denominator, missing, text, quality, source, note, reported_by_id, supersedes_id)
SELECT brought.department_id, brought.indicator_id, brought.period_id, old.value, old.numerator,
       old.denominator, coalesce(old.missing, 'not_reported'), coalesce(old.text, ''),
       coalesce(old.quality, ''), coalesce(old.source, ''), %(note)s, %(by)s, brought.id
  FROM indicators_importeffect effect
  JOIN indicators_measurement brought ON brought.id = effect.measurement_id
  LEFT JOIN indicators_measurement old ON old.id = brought.supersedes_id
 WHERE effect.kpi_import_id = %(file)s
 ORDER BY brought.id
"""
ENDED = """
UPDATE indicators_target SET replaced_at = %(now)s
 WHERE id IN (SELECT opened_target_id FROM indicators_importeffect WHERE kpi_import_id = %(file)s)
"""
SET_AGAIN = """
INSERT INTO indicators_target (cycle_id, department_id, indicator_id, period_id, objective_id,
       owner_id, method, value, low, high, baseline, tolerance_low, tolerance_high, score_table,
       penalty, minimum_n, weight, cap, floor, is_safety, sums_children, threshold, stretch,
       baseline_of, reach_by, spread, created_at, created_by_id)
SELECT cycle_id, department_id, indicator_id, period_id, objective_id, owner_id, method, value, low,
       high, baseline, tolerance_low, tolerance_high, score_table, penalty, minimum_n, weight, cap,
       floor, is_safety, sums_children, threshold, stretch, baseline_of, reach_by, spread,
       %(now)s, %(by)s
  FROM indicators_target
 WHERE id IN (SELECT closed_target_id FROM indicators_importeffect WHERE kpi_import_id = %(file)s)
 ORDER BY id
"""


@dataclass(frozen=True, slots=True)
class Standing:
    """Whether an import can be undone: until when, or what stands in the way, in words."""

    until: datetime.datetime
    blocked: str = ""

    @property
    def is_open(self) -> bool:
        return not self.blocked


def standing(kpi_import: KpiImport) -> Standing | None:
    """Of a loaded import; None for one that was never loaded, or wrote nothing."""
    if kpi_import.loaded_at is None or kpi_import.state != "loaded":
        return None
    if not kpi_import.effects.exists():
        return None
    until = kpi_import.loaded_at + UNDO_WITHIN
    if timezone.now() > until:
        return Standing(until, _("More than 24 hours have passed. Correct single values instead."))
    return Standing(until, obstacle(kpi_import))


def obstacle(kpi_import: KpiImport) -> str:
    """What depends on it by now, in words; blank for nothing."""
    values, targets = brought_values(kpi_import), brought_targets(kpi_import)
    later = Measurement.objects.filter(supersedes__in=values.values("pk")).count()
    if later:
        return ngettext(
            "%(n)s of its values was corrected since. Correct single values instead.",
            "%(n)s of its values were corrected since. Correct single values instead.",
            later,
        ) % {"n": later}
    if targets.filter(replaced_at__isnull=False).exists():
        return _("A target that it set was changed since. Change single targets instead.")
    spans = values.values_list("period__label", "period__starts_on", "period__ends_on").distinct()
    if closed := locked_among(Span(*span) for span in spans.order_by("period__label")):
        return locked(*min(closed.items())).message
    if published := published_since(kpi_import):
        return _(
            "Run %(run)s of %(cycle)s, which is published, counts its values. Correct single "
            "values and publish another run."
        ) % {"run": published.published_run_id, "cycle": published.name}
    return ""


def brought_values(kpi_import: KpiImport) -> MeasurementQuerySet:
    return Measurement.objects.filter(pk__in=kpi_import.effects.values("measurement"))


def brought_targets(kpi_import: KpiImport) -> TargetQuerySet:
    return Target.objects.filter(pk__in=kpi_import.effects.values("opened_target"))


def published_since(kpi_import: KpiImport) -> Cycle | None:
    """A cycle whose published run looked at the data after the file had been loaded."""
    return (
        touched_cycles(kpi_import)
        .filter(published_run__as_of__gte=kpi_import.loaded_at)
        .order_by("pk")
        .first()
    )


def touched_cycles(kpi_import: KpiImport) -> CycleQuerySet:
    """The cycle of the file, and those in whose days it brought values."""
    spans = brought_values(kpi_import).values_list("period__starts_on", "period__ends_on")
    days = list(spans.order_by().distinct())
    every = Cycle.objects.select_related("period")
    found = [
        cycle.pk
        for cycle in every
        if cycle.name == kpi_import.cycle_name
        or any(
            cycle.period.starts_on <= first and last <= cycle.period.ends_on for first, last in days
        )
    ]
    return Cycle.objects.filter(pk__in=found)


@transaction.atomic
def undo_import(kpi_import: KpiImport, *, by: User) -> None:
    """Put back every value and target as it was before the file. The second click finds it done.

    Departments, indicators and periods that it added stay: they hold nothing any more.
    Errors: WrongState with what stands in the way; PermissionDenied where a role over one of its
            departments was lost meanwhile.
    """
    lock_loads()
    kpi_import = KpiImport.objects.select_for_update().defer("content").get(pk=kpi_import.pk)
    found = standing(kpi_import)
    if found is None:
        raise WrongState(_("This file is not loaded, or it wrote nothing."))
    if not found.is_open:
        raise WrongState(found.blocked)
    require_rights(kpi_import, by)
    hold_measurements()
    values = write_back(kpi_import, by)
    for cycle in touched_cycles(kpi_import):
        live.mark_stale(cycle)
    KpiImport.objects.filter(pk=kpi_import.pk).update(state="undone", undone_at=Now(), undone_by=by)
    details = {"file": kpi_import.file_name, "sha256": kpi_import.sha256, **values}
    audit.record("indicators.undo_import", kpi_import, by=by, details=details)


def require_rights(kpi_import: KpiImport, by: User) -> None:
    rights = Rights.of(by)
    values = set(brought_values(kpi_import).values_list("department", flat=True))
    targets = set(brought_targets(kpi_import).values_list("department", flat=True))
    if values - (rights.departments or set()) or targets - (rights.targets or set()):
        raise PermissionDenied


def note_of(kpi_import: KpiImport) -> str:
    """Kept with the values for readers of either language, whoever took the file back."""
    texts = []
    for language, _name in settings.LANGUAGES:
        with override(language):
            texts.append(_("Import undone: %(file)s") % {"file": kpi_import.file_name})
    return " · ".join(texts)


def write_back(kpi_import: KpiImport, by: User) -> dict[str, int]:
    note = note_of(kpi_import)
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        values = {
            "file": kpi_import.pk, "by": by.pk, "note": note, "now": cursor.fetchone()[0],
        }  # fmt: skip
        counts = {}
        for name, statement in (("values", VALUES), ("ended", ENDED), ("targets", SET_AGAIN)):
            cursor.execute(statement, values)
            counts[name] = cursor.rowcount
    return counts
