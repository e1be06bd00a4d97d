"""Whether a database migrated quickly is the one that Django makes alone: `make migrations`."""

import difflib
import re
import subprocess
import sys
from collections.abc import Callable

import conftest

conftest.pytest_configure()

from django.core.management import call_command  # noqa: E402 -- settings first
from django.db import connection  # noqa: E402

from perfmgmt import embedded  # noqa: E402
from perfmgmt.embedded.binaries import WANTED, site_folder  # noqa: E402
from perfmgmt.migrating import migrate_quickly  # noqa: E402
from tests.template import within  # noqa: E402

NAMES = ("test_schema_quick", "test_schema_plain")
# Each dump has a word of its own against being read as commands.
OWN = re.compile(r"^\\(un)?restrict .*\n", re.MULTILINE)


def plainly() -> None:
    call_command("migrate", verbosity=0, interactive=False)


def dump(name: str, migrate: Callable[[], None]) -> list[str]:
    """Everything in a new database but the times of its migrations."""
    with connection._nodb_cursor() as cursor:
        cursor.execute(f'DROP DATABASE IF EXISTS "{name}"')
        cursor.execute(f'CREATE DATABASE "{name}"')
    try:
        within(name, migrate)
        found = connection.settings_dict
        program = str(site_folder() / WANTED[0] / "bin" / "pg_dump")
        where = ["-h", found["HOST"], "-p", str(found["PORT"] or 5432), "-U", found["USER"], name]
        text = subprocess.run(
            [program, "--exclude-table-data=django_migrations", *where],
            env={"PGPASSWORD": found["PASSWORD"] or ""}, check=True, capture_output=True, text=True,
        ).stdout  # fmt: skip
    finally:
        with connection._nodb_cursor() as cursor:
            cursor.execute(f'DROP DATABASE IF EXISTS "{name}"')
    return OWN.sub("", text).splitlines(keepends=True)


def main() -> int:
    embedded.ensure()
    quick, plain = dump(NAMES[0], migrate_quickly), dump(NAMES[1], plainly)
    different = list(difflib.unified_diff(plain, quick, "Django alone", "quickly", n=1))
    sys.stdout.writelines(different or [f"The same {len(plain):,} lines either way.\n"])
    return 1 if different else 0


if __name__ == "__main__":
    sys.exit(main())
