"""What the load commands share: read, say what would change, then change it."""

import argparse
import sys
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from audit.errors import DomainError
from departments.services.loading.plan import Plan
from departments.tables import Table, TableError, read_table


class LoadCommand(BaseCommand):
    """`manage.py load_x FILE`: all rows or none, and nothing without having said so before."""

    module: Any  # of departments.services.loading: COLUMNS, REQUIRED
    plan: Callable[..., Plan]
    load: Callable[..., Mapping[str, int | str]]

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("file", metavar="FILE", type=Path, help="CSV, XLSX, XLS or ODS")
        parser.add_argument("--dry-run", action="store_true", help="say what would change, only")

    def handle(self, *args: Any, file: Path, dry_run: bool, **options: Any) -> None:
        table = self.read(file)
        plan = type(self).plan(table)
        for line in described(plan, file.name):
            print(line)
        if plan.faults:
            raise CommandError(f"{len(plan.faults)} errors; nothing was loaded.")
        if dry_run:
            print("Dry run: nothing was loaded.")
            return
        sys.stdout.flush()
        try:
            type(self).load(table, by=None, fingerprint=plan.fingerprint)
        except DomainError as error:
            raise CommandError(error.message) from None
        print(f"Loaded: {len(plan.new)} new, {len(plan.changed)} changed.")

    def read(self, file: Path) -> Table:
        try:
            return read_table(
                file.read_bytes(), columns=self.module.COLUMNS, required=self.module.REQUIRED
            )
        except OSError as error:
            raise CommandError(f"{file}: {error.strerror}. Check the path.") from None
        except TableError as error:
            raise CommandError(f"{file.name}: {error}") from None


def described(plan: Plan, name: str) -> Iterator[str]:
    """The plan as lines of text: errors last, so that they are on the screen."""
    yield f"{name}: read as {plan.encoding}, as of {plan.on.isoformat()}"
    for new in plan.new:
        yield f"New        line {new.line}: {new.what} {new.key}: {new.words}"
    for change in plan.changed:
        yield (
            f"Changed    line {change.line}: {change.what} {change.key}: "
            f"{change.column} {change.old} → {change.new}"
        )
    yield f"Unchanged  {plan.unchanged} rows"
    for fault in plan.faults:
        yield f"Error      line {fault.line}, column {fault.column}: {fault.reason} {fault.fix}"
