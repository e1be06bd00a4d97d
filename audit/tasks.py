"""Beat wakes these; each may run twice, or twice at once."""

import logging

from celery import shared_task

log = logging.getLogger(__name__)


@shared_task(ignore_result=True)
def seal() -> None:
    """Seal what waits: see services.seal_pending."""
    from audit import services  # noqa: PLC0415 -- leaf

    services.seal_pending()


@shared_task(ignore_result=True)
def verify() -> None:
    """Check the ledger and enter the result; a break is the loudest line in the log."""
    from audit import findings, services  # noqa: PLC0415 -- leaf

    report = services.check()
    if report.finding:
        log.critical("The ledger is broken: %s", findings.words(report.finding))


@shared_task(ignore_result=True)
def forget_submissions() -> None:
    from audit import services  # noqa: PLC0415 -- leaf

    services.forget_submissions()
