"""The live board of a cycle: what its scores are now, between two runs."""

from __future__ import annotations

from django.db import connection
from django.db.models.functions import Now

from indicators.models import Cycle, Measurement, ScoreCard, ScoreRun
from indicators.queries import MeasurementQuerySet

BOARD = """
SELECT run.id, run.base_id, target.id,
       period.id <> year.id AND EXISTS (
           SELECT FROM indicators_scorecard card
            WHERE card.run_id = run.base_id AND card.department_id = target.department_id
              AND card.period_id = year.id
              AND card.measurement_ids[array_position(card.target_ids, target.id)] = 0)
       OR EXISTS (
           SELECT FROM indicators_target above
             JOIN departments_department place ON place.id = target.department_id
            WHERE above.cycle_id = target.cycle_id AND above.indicator_id = target.indicator_id
              AND above.sums_children AND above.replaced_at IS NULL
              AND above.department_id = ANY(place.lineage)) AS reaches_further
  FROM indicators_target target
  JOIN indicators_scorerun run ON run.cycle_id = target.cycle_id AND run.kind = 'live'
  JOIN indicators_cycle cycle ON cycle.id = target.cycle_id
  JOIN indicators_period year ON year.id = cycle.period_id
  JOIN indicators_period period ON period.id = %(period)s
   AND period.starts_on >= year.starts_on AND period.ends_on <= year.ends_on
 WHERE target.department_id = %(department)s AND target.indicator_id = %(indicator)s
   AND target.replaced_at IS NULL
   AND (target.period_id IS NULL OR target.period_id = %(period)s)
 ORDER BY run.id, target.period_id NULLS LAST
   FOR UPDATE OF run
"""
CATCH_UP = 500  # values recorded while a run was under way; more than that wait for the next run


def apply(measurement: Measurement) -> None:
    """Re-score what one new value touches: its cell, its card, the chain above it.

    In the transaction that recorded the value. Writers of one cycle take turns on its board's row.
    Without a board (no run yet) there is nothing to keep up. A first figure that takes its KPI out
    of the cycle's own card, and one that is summed above, reach further than that chain: the board
    says that it waits for the next run. Source: docs/scoring.md, rules 3 and 4.
    """
    key = {
        "department": measurement.department_id,
        "indicator": measurement.indicator_id,
        "period": measurement.period_id,
    }
    with connection.cursor() as cursor:
        cursor.execute(BOARD, key)
        seen = set()
        for live, base, target, reaches_further in cursor.fetchall():
            if live in seen:
                continue  # the target of the period goes before the one of the cycle
            seen.add(live)
            cursor.execute(
                "SELECT indicators_rescore(%s, %s, %s, %s, %s, %s)",
                [live, base, key["department"], key["period"], target, measurement.pk],
            )
            if reaches_further:
                ScoreRun.objects.filter(pk=live).update(counts={"stale": True})


def rebase(run: ScoreRun) -> None:
    """Put the live board of a cycle on a newer run, inside the transaction that finished it.

    Values recorded since the run's `as_of` are applied again, so that none is lost from the board.
    """
    board, made = ScoreRun.objects.get_or_create(
        pk=-run.cycle_id,
        cycle_id=run.cycle_id,
        kind="live",
        defaults={"base": run, "as_of": run.as_of, "requested_at": Now(), "state": "done"},
    )
    board = ScoreRun.objects.select_for_update().get(pk=board.pk)
    if board.as_of > run.as_of:
        return
    if not made:
        ScoreCard.objects.filter(run=board).delete()
        ScoreRun.objects.filter(pk=board.pk).update(base=run, as_of=run.as_of, counts={})
    later = newer_values(run)
    waiting = list(later[: CATCH_UP + 1])
    if len(waiting) > CATCH_UP:
        mark_stale(run.cycle)
        return
    for measurement in waiting:
        apply(measurement)


def newer_values(run: ScoreRun) -> MeasurementQuerySet:
    """The current values of a run's cycle recorded after its `as_of`, oldest first."""
    span = run.cycle.period
    return (
        Measurement.objects.current()
        .filter(recorded_at__gt=run.as_of)
        .filter(period__starts_on__gte=span.starts_on, period__ends_on__lte=span.ends_on)
        .order_by("pk")
    )


def mark_stale(cycle: Cycle) -> None:
    """Say that the board does not hold all values or plans: it waits for the next run."""
    ScoreRun.objects.filter(cycle=cycle, kind="live").update(counts={"stale": True})
