"""`/livez`: this process answers. `/readyz`: it can also work (database, migrations, broker)."""

from collections.abc import Callable

import structlog
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse, JsonResponse

from perfmgmt.celery import app

log = structlog.get_logger(__name__)
BROKER_SECONDS = 2
_migrated = False


class HealthMiddleware:
    """Answers probes before any check of host names: a probe asks by address."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        match request.path_info:
            case "/livez":
                return JsonResponse({"status": "ok"})
            case "/readyz":
                return readiness()
        return self.get_response(request)


def readiness() -> JsonResponse:
    """503 while anything is missing. Names what, never why: that is in the log."""
    checks = {"database": database, "migrations": migrations, "broker": broker}
    results = {name: passes(check) for name, check in checks.items()}
    ready = all(results.values())
    body = {"status": "ok" if ready else "unavailable", "checks": results}
    return JsonResponse(body, status=200 if ready else 503)


def passes(check: Callable[[], bool]) -> bool:
    try:
        return check()
    except Exception:
        log.exception("readiness_check_failed", check=check.__name__)
        return False


def database() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        return bool(cursor.fetchone() == (1,))


def migrations() -> bool:
    """Whether every migration of this version is applied; once they are, they stay so."""
    global _migrated  # noqa: PLW0603 -- a process asks every few seconds, the answer is final
    if not _migrated:
        executor = MigrationExecutor(connection)
        _migrated = not executor.migration_plan(executor.loader.graph.leaf_nodes())
    return _migrated


def broker() -> bool:
    with app.connection_for_write(connect_timeout=BROKER_SECONDS) as link:
        link.ensure_connection(max_retries=1, interval_start=0.1, timeout=BROKER_SECONDS)
    return True
