"""Advisory locks, so that a run's `as of` cuts cleanly between values."""

from __future__ import annotations

from django.db import connection

MEASUREMENT_LOCK = 7041
RUN_LOCK = 7042


def hold_measurements() -> None:
    """Taken before a value is recorded, until the end of the transaction; many hold it at once."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock_shared(%s)", [MEASUREMENT_LOCK])


def await_measurements() -> None:
    """Wait until every value being recorded is committed, and hold new ones off until the end of
    the transaction: what is recorded later carries a later moment than any clock read now."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [MEASUREMENT_LOCK])


def take_run(run_id: int) -> bool:
    """Whether this connection may work on the run; nobody else can until it lets go or dies."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s, %s)", [RUN_LOCK, run_id])
        return bool(cursor.fetchone()[0])


def release_run(run_id: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_unlock(%s, %s)", [RUN_LOCK, run_id])
