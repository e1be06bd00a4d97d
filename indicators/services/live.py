"""The live board of a cycle: what its scores are now, between two runs."""

from __future__ import annotations

from django.db.models.functions import Now

from indicators.models import Cycle, ScoreCard, ScoreRun


def rebase(run: ScoreRun) -> None:
    """Put the live board of a cycle on a newer run, inside the transaction that finished it."""
    board, made = ScoreRun.objects.get_or_create(
        cycle_id=run.cycle_id,
        kind="live",
        defaults={"base": run, "as_of": run.as_of, "requested_at": Now(), "state": "done"},
    )
    if made or (board.base_id and board.base.as_of > run.as_of):
        return
    ScoreCard.objects.filter(run=board).delete()
    ScoreRun.objects.filter(pk=board.pk).update(base=run, as_of=run.as_of, counts={})


def mark_stale(cycle: Cycle) -> None:
    """Say that values came in by the thousand: the board waits for the next run."""
    ScoreRun.objects.filter(cycle=cycle, kind="live").update(counts={"stale": True})
