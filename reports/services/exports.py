"""Files made in the background: asked for, made by a worker, kept for a week."""

import datetime
import hashlib
import secrets
from pathlib import Path

import structlog
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import OperationalError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from audit.errors import DomainError, WrongState
from audit.services import record
from departments.models import Department, User
from indicators.models import ScoreCard, ScoreRun
from reports.exports import files
from reports.exports.scores import score_query, scores_seen
from reports.models import Export

log = structlog.get_logger(__name__)

KEPT = datetime.timedelta(days=7)
LEASE = datetime.timedelta(minutes=30)
FOLDER = "exports"


def departments_seen(run: ScoreRun, user: User) -> list[int]:
    """The departments of the run that the user may see, by id."""
    cards = ScoreCard.objects.visible_to(user).of(run)
    return sorted(set(cards.values_list("department_id", flat=True)))


def sees_whole(run: ScoreRun, user: User) -> bool:
    """Whether no score of the run is hidden from the user: an evidence pack cannot be cut."""
    seen = Department.objects.visible_to(user).values("pk")
    return not ScoreCard.objects.of(run).exclude(department__in=seen).exists()


def require_whole(run: ScoreRun, user: User) -> None:
    if not sees_whole(run, user):
        raise PermissionDenied(
            _(
                "An evidence pack holds every department of its run. "
                "You need a role for all of them; ask the performance office."
            )
        )


def still_seen(export: Export, user: User) -> bool:
    """Whether the user may still see every department that the file tells of."""
    seen = Department.objects.visible_to(user).filter(pk__in=export.departments)
    return seen.count() == len(export.departments)


@transaction.atomic
def request_export(run: ScoreRun, *, what: str, format: str, by: User) -> Export:  # noqa: A002
    """Ask for a file of a finished run. An equal one that is being made or kept is given again."""
    if run.state != "done":
        raise WrongState(_("This run is not finished. Wait until it is done."))
    if (what == "evidence") != (format == "zip"):
        raise DomainError(_("An evidence pack is a ZIP; scores are not."), "format")
    if what == "evidence":
        require_whole(run, by)
    now = timezone.now()
    User.objects.select_for_update().get(pk=by.pk)  # a double click waits here and finds the first
    recent = Export.objects.filter(
        requested_by=by, run=run, what=what, format=format, requested_at__gt=now - KEPT
    ).exclude(state__in=["failed", "cancelled"])
    for export in recent.order_by("-pk"):
        if export.state != "done" or (still_seen(export, by) and is_kept(export)):
            return export
    export = Export.objects.create(
        run=run, what=what, format=format, requested_by=by, requested_at=now
    )
    details = {"run": run.pk, "what": what, "format": format}
    record("reports.request_export", export, by=by, details=details)
    transaction.on_commit(lambda: wake(export.pk))
    return export


def wake(export_id: int) -> None:
    """Tell a worker. When the broker is away the sweeper finds the row later."""
    from reports.tasks import make_export as task  # noqa: PLC0415 -- leaf

    try:
        task.delay(export_id)
    except task.OperationalError:
        log.warning("broker_away", export=export_id)


def make_export(export_id: int) -> bool:
    """Make the file. False when another worker has it, or nothing is to be done.

    Killed anywhere, it is made again once the lease is over; a half file is never offered.
    """
    now = timezone.now()
    mine = Export.objects.open(now).filter(pk=export_id)
    if not mine.update(state="running", lease_until=now + LEASE):
        return False
    export = Export.objects.select_related("run", "requested_by").get(pk=export_id)
    try:
        write(export)
    except OperationalError:
        raise
    except Exception as error:
        log.exception("export_failed", export=export_id)
        Export.objects.filter(pk=export_id, state="running").update(
            state="failed", lease_until=None, failure=f"{type(error).__name__}: {error}"[:500]
        )
    return True


def write(export: Export) -> None:
    """Beside its place first, then renamed, then told to the ledger."""
    name = f"{FOLDER}/{export.pk}-{secrets.token_urlsafe(12)}.{export.format}"
    path = Path(settings.MEDIA_ROOT) / name
    path.parent.mkdir(parents=True, exist_ok=True)
    half = path.with_suffix(path.suffix + ".part")
    departments = departments_seen(export.run, export.requested_by)
    try:
        fill(export, half)
        half.replace(path)
    finally:
        half.unlink(missing_ok=True)
    done = {
        "state": "done",
        "lease_until": None,
        "finished_at": timezone.now(),
        "departments": departments,
        "path": name,
        "size": path.stat().st_size,
        "sha256": sha256_of(path),
    }
    with transaction.atomic():
        if not Export.objects.filter(pk=export.pk, state="running").update(**done):
            path.unlink()  # somebody else made it while we were thought dead
            return
        details = {name: done[name] for name in ("size", "sha256")}
        record("reports.make_export", export, by=export.requested_by, details=details)


def fill(export: Export, path: Path) -> None:
    run, user = export.run, export.requested_by
    if export.what == "evidence":
        from reports.evidence import write_pack  # noqa: PLC0415 -- slow import

        require_whole(run, user)
        write_pack(run, path)
        return
    query = score_query(scores_seen(run, user), run, guarded=export.format == "csv")
    files.WRITERS[export.format](query, path)


def sha256_of(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def path_of(export: Export) -> Path:
    return Path(settings.MEDIA_ROOT) / export.path


def is_kept(export: Export) -> bool:
    return bool(export.path) and path_of(export).exists()


def forget_exports() -> int:
    """Delete the files of exports older than a week; their rows stay. Returns how many."""
    old = Export.objects.exclude(path="").filter(requested_at__lt=timezone.now() - KEPT)
    for export in old:
        path_of(export).unlink(missing_ok=True)
        Export.objects.filter(pk=export.pk).update(path="")
    return len(old)
