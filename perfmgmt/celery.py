"""The Celery app. A job is a row; Celery only wakes a worker. Rooms keep thin `tasks.py`."""

import os
from typing import Any

from celery import Celery
from celery.signals import beat_init, celeryd_init, setup_logging

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "perfmgmt.settings")

app = Celery("perfmgmt")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@celeryd_init.connect
@beat_init.connect
def start_services(**kwargs: Any) -> None:
    """A worker reaches for the broker before it reaches for the database."""
    from perfmgmt import embedded  # noqa: PLC0415 -- leaf

    embedded.ensure()


@setup_logging.connect
def keep_our_logging(**kwargs: Any) -> None:
    """Connecting this signal keeps Celery from replacing the logging of the settings."""
    from logging.config import dictConfig  # noqa: PLC0415 -- leaf

    from django.conf import settings  # noqa: PLC0415 -- leaf

    dictConfig(settings.LOGGING)
