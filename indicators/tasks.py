"""Doorways for Celery: ids in, one service call."""

from celery import shared_task
from django.db import OperationalError

RETRY = {"acks_late": True, "autoretry_for": (OperationalError,), "retry_backoff": True}


@shared_task(**RETRY)
def execute_run(run_id: int) -> None:
    """Safe to run twice or twice at once: see services.execution."""
    from indicators.services import execution  # noqa: PLC0415 -- leaf

    execution.execute(run_id)


@shared_task(**RETRY)
def score_shard(shard_id: int) -> None:
    from indicators.services import execution  # noqa: PLC0415 -- leaf

    execution.score_one(shard_id)


@shared_task(**RETRY)
def finish_run(run_id: int) -> None:
    from indicators.services import execution  # noqa: PLC0415 -- leaf

    execution.finish_spread(run_id)


@shared_task
def sweep_runs() -> int:
    """Beat's look for runs that nobody works on."""
    from indicators.services import runs  # noqa: PLC0415 -- leaf

    return runs.sweep()


@shared_task(**RETRY)
def mark_late() -> int:
    """Beat's look for values whose days of grace are over."""
    from indicators.services import missing  # noqa: PLC0415 -- leaf

    return missing.mark_late()


@shared_task
def collect() -> dict[str, int]:
    """Beat's look at the data returns of today. Safe to run twice or twice at once."""
    from indicators.services import collecting  # noqa: PLC0415 -- leaf

    return collecting.sweep()


@shared_task(**RETRY)
def scan_radar() -> int:
    """Beat's look for finished runs whose figures nobody looked at."""
    from indicators.services import radar  # noqa: PLC0415 -- leaf

    return radar.scan_due()
