"""Asking for, stopping and publishing score runs. The work itself is in `execution`."""

from __future__ import annotations

import datetime
import logging
from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import connection, transaction
from django.db.models import Count, Q
from django.db.models.functions import Now
from django.utils.translation import gettext as _
from kombu.exceptions import OperationalError as BrokerDown

from audit import services as audit
from audit.errors import DomainError, WrongState
from departments.models import RoleGrant, User
from indicators.engine.pins import pin
from indicators.models import Adjustment, Cycle, ScoreCard, ScoreRun, ScoreShard, Target
from indicators.scoring import METHOD_VERSIONS
from indicators.services.adjusting import pinned
from indicators.services.locks import await_measurements

log = logging.getLogger(__name__)


def require_office(by: User | None) -> None:
    """Runs are asked for, stopped and published by the performance office; None is the system."""
    if by is not None and not RoleGrant.objects.held_by(by).filter(role="office").exists():
        raise PermissionDenied


@transaction.atomic
def request_run(
    cycle: Cycle, *, as_of: datetime.datetime | None = None, by: User | None, wake: bool = True
) -> ScoreRun:
    """Queue a run that scores `cycle` as it stood at `as_of` (default: now).

    The moment, the tree and the periods are fixed here: whoever carries the run out, whenever and
    however often, reads the same.
    """
    require_office(by)
    await_measurements()
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        now = cursor.fetchone()[0]
    if as_of is not None and as_of > now:
        raise DomainError(_("The moment to score at lies in the future."), "as_of")
    as_of = as_of or now
    pins = pin(cycle, as_of)
    if not pins["departments"]:
        raise DomainError(
            _("This cycle had no targets at that moment. Load or set targets first."), "cycle"
        )
    held = {row[0] for row in pins["departments"]}
    lines = Adjustment.objects.in_force(as_of).filter(cycle=cycle).order_by("pk")
    pins |= pinned(cycle, [line for line in lines if line.department_id in held])
    run = ScoreRun.objects.create(
        cycle=cycle, requested_by=by, requested_at=now, as_of=as_of, pins=pins,
        methods=METHOD_VERSIONS,
    )  # fmt: skip
    ScoreShard.objects.bulk_create(
        ScoreShard(run=run, position=position, branches=branches)
        for position, branches in enumerate(shards_of(run))
    )
    audit.record(
        "indicators.request_run", run, by=by, details={"cycle": cycle.name, "as_of": as_of}
    )
    if wake:
        transaction.on_commit(lambda: wake_worker(run.pk))
    return run


def shards_of(run: ScoreRun) -> list[list[int]]:
    """Branches packed into shards of about PERFMGMT_SHARD_TARGETS targets, the roots above last.

    A branch is a root that stands alone, or a department directly beneath a root.
    """
    parent = {row[0]: row[1] for row in run.pins["departments"]}
    roots_above = {above for above in parent.values() if above and not parent[above]}
    top = {}
    for department in parent:
        at = department
        while parent[at] and parent[parent[at]]:
            at = parent[at]
        top[department] = at
    size: dict[int, int] = {at: 1 for at in top.values() if at not in roots_above}
    counted = Target.objects.in_force(run.as_of).filter(cycle=run.cycle_id)
    numbers = counted.values_list("department").annotate(number=Count("pk")).order_by()
    for department, number in numbers:
        if top[department] in size:
            size[top[department]] += number
    shards: list[list[int]] = []
    room = 0
    for branch, weight in size.items():
        if weight > room:
            shards.append([])
            room = settings.PERFMGMT_SHARD_TARGETS
        shards[-1].append(branch)
        room -= weight
    return [*shards, []] if roots_above else shards


def wake_worker(run_id: int) -> None:
    """Tell a worker that there is work. A broker that is down loses nothing: beat looks again."""
    from indicators.tasks import execute_run  # noqa: PLC0415 -- leaf

    try:
        execute_run.apply_async([run_id], retry=False)
    except (BrokerDown, OSError):
        log.warning("broker is down, run waits for the sweeper", extra={"run": run_id})


@transaction.atomic
def cancel_run(run: ScoreRun, *, by: User | None) -> None:
    """Stop a run: at once when it waits, between two shards when it is running."""
    require_office(by)
    mine = ScoreRun.objects.open().filter(pk=run.pk, cancel_requested_at=None)
    if not mine.update(cancel_requested_at=Now()):
        raise WrongState(_("This run has ended or is being stopped already."))
    ScoreRun.objects.filter(pk=run.pk, state="requested").update(
        state="cancelled", finished_at=Now()
    )
    audit.record("indicators.cancel_run", run, by=by, details={})


@transaction.atomic
def publish_run(run: ScoreRun, *, by: User | None) -> None:
    """Point the cycle at this run: what is published is this run and no other."""
    require_office(by)
    if run.kind != "full" or run.state != "done":
        raise WrongState(_("Only a run that is done can be published."))
    before = run.cycle.published_run_id
    moved = (
        Cycle.objects.filter(pk=run.cycle_id)
        .filter(~Q(published_run=run) | Q(published_run=None))
        .update(published_run=run)
    )
    if moved:
        details: dict[str, Any] = {"before": before, "after": run.pk}
        audit.record("indicators.publish_run", run, by=by, details=details)


@transaction.atomic
def fail_run(run_id: int, what: str, where: str) -> None:
    """End a run that cannot go on, saying what happened and where."""
    failed = ScoreRun.objects.open().filter(pk=run_id)
    if failed.update(
        state="failed", finished_at=Now(), failure={"what": what[:2000], "where": where}
    ):
        audit.record(
            "indicators.fail_run", ("indicators.ScoreRun", run_id), by=None,
            details={"where": where},
        )  # fmt: skip
        drop_cards(run_id)


@transaction.atomic
def end_cancelled(run_id: int) -> bool:
    """Carry out a wish to stop; True when the run is (now) stopped or otherwise over."""
    wished = ScoreRun.objects.open().filter(pk=run_id, cancel_requested_at__isnull=False)
    if wished.update(state="cancelled", finished_at=Now()):
        drop_cards(run_id)
    return not ScoreRun.objects.open().filter(pk=run_id).exists()


def drop_cards(run_id: int) -> None:
    """Cards of a run that did not end are nobody's result."""
    ScoreCard.objects.filter(run=run_id).delete()


def sweep() -> int:
    """Wake a worker for every run that waits or whose worker went silent; returns how many."""
    waiting = list(
        ScoreRun.objects.open()
        .filter(Q(lease_until=None) | Q(lease_until__lt=Now()))
        .filter(requested_at__lt=Now() - datetime.timedelta(seconds=5))
        .order_by("pk")
        .values_list("pk", flat=True)[:100]
    )
    for run_id in waiting:
        wake_worker(run_id)
    return len(waiting)
