"""All stylesheets as one file, `css/app.css`, joined from the parts: one request, no build step."""

import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.finders import BaseFinder
from django.core.files.storage import FileSystemStorage

NAME = "css/app.css"
SOURCE = Path(settings.BASE_DIR) / "static" / "css"
# Tokens and elements first; then what a later part may override.
PARTS = [
    "tokens",
    "base",
    "shell",
    "nav",
    "sheet",
    "page-header",
    "button",
    "status",
    "table",
    "kpi-table",
    "stat",
    "summary-list",
    "task-list",
    "form",
    "entry",
    "evaluate",
    "notice",
    "rehearsal",
    "list-tools",
    "strip",
    "proof",
    "plan",
    "action-list",
    "bullet",
    "figure",
    "waterfall",
    "heatmap",
    "tree-table",
    "cascade",
    "progress",
    "smart",
    "empty",
    "code",
]
COMMENTS = re.compile(r"/\*.*?\*/", re.DOTALL)
LINE_STARTS = re.compile(r"\n\s*")


def joined() -> str:
    """The parts in order, without comments and indentation."""
    text = "\n".join((SOURCE / f"{part}.css").read_text("utf-8") for part in PARTS)
    return LINE_STARTS.sub("\n", COMMENTS.sub("", text)).strip() + "\n"


def written() -> Path:
    """The joined file in the state folder, made again when a part is newer."""
    folder = Path(settings.STATE) / "static"
    target = folder / NAME
    newest = max((SOURCE / f"{part}.css").stat().st_mtime for part in PARTS)
    if not target.is_file() or target.stat().st_mtime < newest:
        target.parent.mkdir(parents=True, exist_ok=True)
        draft = target.with_suffix(f".{os.getpid()}")
        draft.write_text(joined(), "utf-8")
        draft.replace(target)  # whole or not at all: two processes may start at once
    return target


class StylesheetFinder(BaseFinder):
    def check(self, **kwargs: Any) -> list[Any]:
        return []

    def find(self, path: str, find_all: bool = False, **kwargs: Any) -> Any:  # noqa: FBT001, FBT002 -- Django's
        if path != NAME:
            return []
        found = str(written())
        return [found] if find_all else found

    def list(self, ignore_patterns: Any) -> Iterator[tuple[str, FileSystemStorage]]:
        yield NAME, FileSystemStorage(location=written().parent.parent)
