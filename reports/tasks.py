"""Doorways for Celery. A task may run twice, or twice at once."""

from celery import shared_task
from django.db import OperationalError

retry = {"acks_late": True, "autoretry_for": (OperationalError,), "retry_backoff": True}


@shared_task(**retry)
def make_export(export_id: int) -> bool:
    """Safe to run twice: see services.exports.make_export."""
    from reports.services.exports import make_export as make  # noqa: PLC0415 -- leaf

    return make(export_id)


@shared_task(**retry)
def make_open_exports() -> int:
    """Wake a worker for every export that nobody is working on. Returns how many."""
    from reports.models import Export  # noqa: PLC0415 -- leaf

    ids = list(Export.objects.open().values_list("pk", flat=True))
    for pk in ids:
        make_export.delay(pk)
    return len(ids)


@shared_task(**retry)
def forget() -> int:
    """Drop remembered calls and files of exports that are older than a week."""
    from reports.services.calls import forget_calls  # noqa: PLC0415 -- leaf
    from reports.services.exports import forget_exports  # noqa: PLC0415 -- leaf

    return forget_calls() + forget_exports()
