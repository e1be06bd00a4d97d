"""The evidence pack of a finished run, made once and kept: a finished run never changes."""

import fcntl
from pathlib import Path

from django.conf import settings

from indicators.models import ScoreRun

FOLDER = "evidence"


def pack_of(run: ScoreRun) -> Path:
    """The file; of several who ask at once one makes it and the others wait."""
    folder = Path(settings.MEDIA_ROOT) / FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"run-{run.pk}-{run.results_sha256[:16]}.zip"
    if path.exists():
        return path
    with path.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not path.exists():
            make(run, path)
    return path


def make(run: ScoreRun, path: Path) -> None:
    from reports.evidence import write_pack  # noqa: PLC0415 -- slow import

    half = path.with_suffix(".part")
    try:
        write_pack(run, half)
        half.replace(path)
    finally:
        half.unlink(missing_ok=True)
