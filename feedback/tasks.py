"""Doorways for Celery: one service call."""

from celery import shared_task


@shared_task
def sweep_ballots() -> dict[str, int]:
    """Beat's look at the boxes. Safe to run twice or twice at once."""
    from feedback import services  # noqa: PLC0415 -- leaf

    return services.sweep()


@shared_task
def release_ratings() -> int:
    """Beat's look at ratings that wait: the guard first. Safe to run twice or twice at once."""
    from feedback import services  # noqa: PLC0415 -- leaf

    return services.release_what_is_sound()


@shared_task
def measure_ratings() -> int:
    """Beat's look at the KPIs that are made of ratings. Safe to run twice or twice at once."""
    from feedback import services  # noqa: PLC0415 -- leaf

    return services.measure_ratings()


@shared_task
def remind_voters() -> int:
    """Beat's look for ballots that close soon. Safe to run twice."""
    from feedback import services  # noqa: PLC0415 -- leaf

    return services.remind_voters()


@shared_task
def sweep_desk() -> dict[str, int]:
    """Beat's look at the desk: what opens again, contacts to erase. Safe to run twice."""
    from feedback import services  # noqa: PLC0415 -- leaf

    return {
        "reopened": services.reopen_tickets(),
        "erased": services.erase_contacts_due(),
    }


@shared_task
def publish_ratings() -> int:
    """Beat's look at the calendar. Safe to run twice or twice at once."""
    from feedback import services  # noqa: PLC0415 -- leaf

    return services.publish_due()


@shared_task
def hand_down() -> int:
    """Beat's look at cycles that are being evaluated. Safe to run twice or twice at once."""
    from feedback import services  # noqa: PLC0415 -- leaf

    return services.hand_down()
