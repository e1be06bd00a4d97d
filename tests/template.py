"""One migrated database for all workers and later runs: copying it takes a tenth of migrating."""

import hashlib
from collections.abc import Callable, Iterator
from pathlib import Path

from django.conf import settings
from django.db import connection

from perfmgmt.migrating import migrate_quickly

PREFIX = "test_migrated_"
LOCK = 4_294_967_311  # an advisory lock: one worker migrates, the others wait and copy


def ensure() -> str:
    """The name of a migrated database made from the files as they are now."""
    name = f"{PREFIX}{digest()}"
    with connection._nodb_cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [LOCK])
        cursor.execute("SELECT datname FROM pg_database WHERE starts_with(datname, %s)", [PREFIX])
        there = {row[0] for row in cursor.fetchall()}
        for old in there - {name}:
            cursor.execute(f'DROP DATABASE "{old}"')
        if name not in there:
            unfinished = f"{name}_unfinished"  # a run that is stopped here leaves nothing to copy
            cursor.execute(f'CREATE DATABASE "{unfinished}"')
            within(unfinished, migrate_quickly)
            cursor.execute(f'ALTER DATABASE "{unfinished}" RENAME TO "{name}"')
    return name


def within(name: str, deed: Callable[[], None]) -> None:
    """Do it in the database of that name."""
    former, connection.settings_dict["NAME"] = connection.settings_dict["NAME"], name
    try:
        deed()
    finally:
        connection.close()
        connection.settings_dict["NAME"] = former


def digest() -> str:
    """Changes with every file that migrating reads: ours, and the versions of all others."""
    found = hashlib.sha256()
    for path in sources(Path(settings.BASE_DIR)):
        found.update(path.read_bytes())
    return found.hexdigest()[:16]


def sources(root: Path) -> Iterator[Path]:
    yield root / "requirements" / "dev.txt"
    for pattern in ("*/migrations/*.py", "*/models.py", "*/models/*.py", "*/sql/*.sql"):
        yield from sorted(root.glob(pattern))
