"""Doorways for Celery: ids in, one service call."""

from celery import shared_task
from django.db import OperationalError

RETRY = {"acks_late": True, "autoretry_for": (OperationalError,), "retry_backoff": True}


@shared_task(**RETRY)
def follow_changes() -> int:
    """Let the forms of every running cycle follow who heads what by now; safe to run again."""
    from appraisals import services  # noqa: PLC0415 -- leaf
    from appraisals.models import AppraisalCycle  # noqa: PLC0415 -- leaf

    rows = AppraisalCycle.objects.running().select_related("department").defer("policy__content")
    return sum(services.reroute(row, by=None) for row in rows)


@shared_task(**RETRY)
def remind() -> int:
    """Tell whoever has something open of what is due; safe to run again."""
    from appraisals.services import reminding  # noqa: PLC0415 -- leaf

    return reminding.remind()
