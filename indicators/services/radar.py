"""Looking at the figures of a finished run, once: what is found becomes a request to look."""

from __future__ import annotations

import datetime

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from audit import services as audit
from audit.errors import DomainError, WrongState
from departments.models import User
from departments.services import require_office
from indicators.models import Indicator, PublicMirror, RadarScan, ScoreRun, Signal
from indicators.radar import looks, reading
from indicators.radar.series import Found
from indicators.services.errors import checked, lock_key

STILL_NEWS = datetime.timedelta(days=180)  # a cycle that ended earlier is not scanned by itself


@transaction.atomic
def scan(run: ScoreRun, *, by: User | None) -> list[Signal]:
    """Every new signal in the figures of `run`. Two scans at once: the second finds nothing new.

    What was found before for the same figures is left as it is, whatever became of it.
    Errors: WrongState for a run that is not done.
    """
    require_office(by)
    if run.kind != "full" or run.state != "done":
        raise WrongState(_("Only a run that is done can be looked at."))
    lock_key("radar", run.cycle_id)
    span, rules, mirrors = reading.span_of(run), reading.rules_of(run), reading.mirrors()
    found = list(looks.edits(reading.edits_of(run, rules), span, rules))
    count = 0
    for series in reading.departments_of(run):
        count += len(series)
        found += looks.look(series, span, rules, mirrors)
    new = keep(run, found)
    RadarScan.objects.get_or_create(run=run, defaults={"series": count, "found": len(found)})
    details = {"cycle": run.cycle.name, "series": count, "found": len(found), "new": len(new)}
    audit.record("indicators.scan_radar", run, by=by, details=details)
    return new


def keep(run: ScoreRun, found: list[Found]) -> list[Signal]:
    """The rows that were not there yet."""
    kept = set(
        Signal.objects.filter(cycle=run.cycle_id).values_list(
            "kind", "department", "indicator", "evidence"
        )
    )
    rows = [
        row_of(run, one)
        for one in found
        if (one.kind, one.department, one.indicator, one.evidence) not in kept
    ]
    return Signal.objects.bulk_create(rows)


def row_of(run: ScoreRun, found: Found) -> Signal:
    return Signal(
        kind=found.kind, department_id=found.department, indicator_id=found.indicator,
        cycle_id=run.cycle_id, run=run, evidence=found.evidence, starts_on=found.starts_on,
        ends_on=found.ends_on, n=found.n, hits=found.hits, p_value=found.p_value,
        observed=found.observed, compared=found.compared, limit=found.limit,
    )  # fmt: skip


def due() -> list[ScoreRun]:
    """The latest finished run of each cycle that still matters, where nobody looked yet."""
    latest = (
        ScoreRun.objects.done()
        .filter(cycle__period__ends_on__gte=timezone.localdate() - STILL_NEWS)
        .order_by("cycle", "-id")
        .distinct("cycle")
    )
    waiting = ScoreRun.objects.filter(pk__in=latest.values("pk"), radar_scan=None)
    return list(waiting.select_related("cycle__period", "cycle__policy").order_by("pk"))


def scan_due() -> int:
    """Beat's look for finished runs that nobody looked at; how many signals are new."""
    return sum(len(scan(run, by=None)) for run in due())


@transaction.atomic
def set_mirror(official: Indicator, public: Indicator, *, by: User | None) -> PublicMirror:
    """Say which indicator is the public's view of an official one; a second choice replaces it.

    Errors: DomainError where the public figure is no share in percent.
    """
    require_office(by)
    lock_key("mirror", official.pk)
    for field, card in (("official", official), ("public", public)):
        if card.unit != "%" or card.direction != "higher":
            raise DomainError(_("Both must be shares in percent of which more is better."), field)
    row = PublicMirror.objects.filter(official=official).first()
    if row is not None and row.public_id == public.pk:
        return row
    before = row and row.public.code
    if row is None:
        row = PublicMirror(official=official)
    row.public, row.set_by = public, by
    checked(row, leave=["set_by", "set_at"])
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError:
        raise WrongState(_("Somebody else saved the same at this moment.")) from None
    details = {"before": before, "after": public.code, "official": official.code}
    audit.record("indicators.set_mirror", row, by=by, details=details)
    return row


@transaction.atomic
def drop_mirror(mirror: PublicMirror, *, by: User | None) -> None:
    """Compare the two no longer; signals that were found stay."""
    require_office(by)
    details = {"official": mirror.official.code, "before": mirror.public.code, "after": None}
    audit.record("indicators.drop_mirror", mirror, by=by, details=details)
    PublicMirror.objects.filter(pk=mirror.pk).delete()
