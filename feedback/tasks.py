"""Doorways for Celery: one service call."""

from celery import shared_task


@shared_task
def sweep_ballots() -> dict[str, int]:
    """Beat's look at the boxes. Safe to run twice or twice at once."""
    from feedback import services  # noqa: PLC0415 -- leaf

    return services.sweep()


@shared_task
def release_ratings() -> int:
    """Beat's look at ratings that wait. Safe to run twice or twice at once."""
    from feedback import services  # noqa: PLC0415 -- leaf

    return services.release_due()


@shared_task
def publish_ratings() -> int:
    """Beat's look at the calendar. Safe to run twice or twice at once."""
    from feedback import services  # noqa: PLC0415 -- leaf

    return services.publish_due()
