"""What `migrate` looks at before it begins."""

from collections.abc import Sequence
from typing import Any

from django.core.checks import CheckMessage, Error, Tags, register
from django.db import connections
from django.db.migrations.loader import MigrationLoader


@register(Tags.database)
def stands_on_a_step(
    app_configs: Any, databases: Sequence[str] | None = None, **options: Any
) -> list[CheckMessage]:
    """A database may stand before or after the steps that a file replaces, not in their midst."""
    return [
        Error(
            f"The database stands in the midst of steps that {app}.{name} replaces.",
            hint="An earlier version in development made it. Migrate it with that version to its "
            "end, or set up a new one (a demo: delete the folder .state).",
            id="perfmgmt.E001",
        )
        for alias in databases or ()
        for app, name in torn(MigrationLoader(connections[alias], replace_migrations=False))
    ]


def torn(loader: MigrationLoader) -> list[tuple[str, str]]:
    applied = loader.applied_migrations
    return [
        key
        for key, migration in loader.disk_migrations.items()
        if migration.replaces
        and key not in applied
        and 0 < sum(step in applied for step in migration.replaces) < len(migration.replaces)
    ]
