"""Doorways for Celery: one service call."""

from celery import shared_task


@shared_task
def send_mails() -> dict[str, int]:
    """Beat's look for notifications that nobody was told by e-mail. Safe to run twice at once."""
    from departments import services  # noqa: PLC0415 -- leaf

    return services.send_mails()


@shared_task
def forget_notifications() -> int:
    """Drop what was read long ago. Safe to run twice."""
    from departments import services  # noqa: PLC0415 -- leaf

    return services.forget_notifications()
