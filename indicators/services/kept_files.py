"""Files that people hand in: size, content and scanner are asked before anything is kept."""

from __future__ import annotations

import hashlib
import os
import secrets
import shlex
import subprocess
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from audit.errors import DomainError
from indicators.models.evidence import KeptFile, Scan
from indicators.sniffing import sniff

FOLDER = "evidence"
SCANNER_SECONDS = 60
INFECTED = 1  # what clamscan and clamdscan answer for a file with a virus
LONGEST_NAME = 200


@contextmanager
def kept(content: Iterable[bytes], name: str) -> Iterator[dict[str, Any]]:
    """The bytes under a random name, and the fields of `KeptFile`; gone when the block fails.

    Errors: DomainError at `file` for size, content, name or what the scanner says.
    """
    path = place()
    try:
        size, digest = written(path, content)
        found = sniff(path, name)
        if not found.kind or not found.is_named_so:
            raise DomainError(refusal(found.kind, name), "file")
        yield {
            "file_name": clean_name(name), "path": str(path.relative_to(settings.MEDIA_ROOT)),
            "media_type": found.media_type, "size": size, "sha256": digest, "scan": scanned(path),
        }  # fmt: skip
    except BaseException:
        path.unlink(missing_ok=True)
        raise


def place() -> Path:
    """A new place that nobody can guess, outside all that is served as files."""
    name = secrets.token_hex(24)
    return Path(settings.MEDIA_ROOT) / FOLDER / name[:2] / name


def path_of(row: KeptFile) -> Path:
    return Path(settings.MEDIA_ROOT) / row.path


def written(path: Path, content: Iterable[bytes]) -> tuple[int, str]:
    """Write the bytes, refuse too many or none. Returns their number and SHA-256."""
    limit, size, digest = settings.EVIDENCE_LARGEST, 0, hashlib.sha256()
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("xb") as file:
        for block in content:
            size += len(block)
            if size > limit:
                raise DomainError(
                    _("The file is larger than %(megabytes)s MB. Send a part, or add a link.")
                    % {"megabytes": limit // 1024**2},
                    "file",
                )
            digest.update(block)
            file.write(block)
        file.flush()
        os.fsync(file.fileno())
    if not size:
        raise DomainError(_("The file is empty."), "file")
    return size, digest.hexdigest()


def refusal(kind: str, name: str) -> str:
    if not kind:
        return _(
            "This kind of file is not kept as proof. Send PDF, PNG, JPEG, TIFF, Word, Excel, "
            "PowerPoint or OpenDocument without macros, or plain text."
        )
    return _("The file is %(kind)s by its content, but its name ends otherwise. Rename it.") % {
        "kind": kind.upper()
    }


def clean_name(name: str) -> str:
    """The last part of the name as text: no folders, no control or direction characters."""
    last = name.replace("\\", "/").rpartition("/")[2]
    kept = "".join(c for c in last if unicodedata.category(c)[0] != "C").strip()
    stem, dot, ending = kept.rpartition(".")
    return f"{stem[: LONGEST_NAME - len(ending) - 1]}{dot}{ending}" if dot else kept[:LONGEST_NAME]


def scanned(path: Path) -> str:
    """What the scanner of the settings says; without one "unscanned". In doubt nothing is kept."""
    scanner: str | Callable[[Path], bool] = settings.EVIDENCE_SCANNER
    if not scanner:
        return Scan.UNSCANNED
    try:
        clean = scanner(path) if callable(scanner) else ran(scanner, path)
    except (OSError, subprocess.SubprocessError) as error:
        raise DomainError(
            _("The virus scanner does not answer. Nothing was kept; try again later."), "file"
        ) from error
    if not clean:
        raise DomainError(_("The virus scanner found something in this file."), "file")
    return Scan.CLEAN


def ran(command: str, path: Path) -> bool:
    """Run a scanner: it answers 0 for a clean file, 1 for one with a virus."""
    done = subprocess.run(  # noqa: S603 -- the command stands in the settings
        [*shlex.split(command), str(path)],
        capture_output=True,
        timeout=SCANNER_SECONDS,
        check=False,
    )
    if done.returncode not in {0, INFECTED}:
        raise OSError(f"the scanner ended with {done.returncode}")
    return done.returncode == 0
