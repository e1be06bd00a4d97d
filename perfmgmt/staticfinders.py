"""Single files out of installed packages, so that no third-party file is committed."""

from collections.abc import Iterator
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from django.contrib.staticfiles.finders import BaseFinder
from django.core import checks
from django.core.files.storage import FileSystemStorage

# The address below STATIC_URL: (package, file in it).
PACKAGE_FILES = {
    "vendor/htmx.min.js": ("django_htmx", "static/django_htmx/htmx-2.min.js"),
    "vendor/plotly.min.js": ("plotly", "package_data/plotly.min.js"),
}


@cache
def source(name: str) -> Path | None:
    """Where the file with this address lies; None when there is no such address or package."""
    package, inside = PACKAGE_FILES.get(name, ("", ""))
    spec = find_spec(package) if package else None
    return Path(spec.origin).parent / inside if spec and spec.origin else None


class PackageFiles(FileSystemStorage):
    """Reads the files of PACKAGE_FILES under their addresses."""

    prefix = None

    def path(self, name: str) -> str:
        return str(source(name.replace("\\", "/")) or Path(self.location) / name)


class PackageFileFinder(BaseFinder):
    def check(self, **kwargs: Any) -> list[checks.CheckMessage]:
        missing = [n for n in PACKAGE_FILES if not ((found := source(n)) and found.is_file())]
        hint = "Run `make install`."
        return [checks.Warning(f"static file {name} is missing", hint=hint) for name in missing]

    def find(self, path: str, find_all: bool = False, **kwargs: Any) -> Any:  # noqa: FBT001, FBT002 -- Django calls it so
        found = source(path)
        if found is None or find_all:
            return [str(found)] if found else []
        return str(found)

    def list(self, ignore_patterns: Any) -> Iterator[tuple[str, FileSystemStorage]]:
        storage = PackageFiles()
        for name in PACKAGE_FILES:
            yield name, storage
