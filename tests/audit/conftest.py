from pathlib import Path

import pytest
from django.db import connection

# Those against TRUNCATE are down in all tests: see tests/conftest.py.
FENCES = [
    ("audit_entry", "entry_append_only"),
    ("audit_entry", "entry_enqueue"),
    ("audit_seal", "seal_append_only"),
    ("audit_unsealed", "unsealed_no_update"),
    ("audit_unsealed", "unsealed_by_entries_only"),
]


@pytest.fixture(autouse=True)
def heads_file(settings, tmp_path) -> Path:
    """Each test keeps its own heads."""
    path = tmp_path / "heads.txt"
    settings.AUDIT_HEADS_FILE = str(path)
    return path


@pytest.fixture
def past_the_fences(db):
    """Run SQL as somebody would who owns the tables and takes the triggers down first."""

    def run(sql, *parameters):
        with connection.cursor() as cursor:
            for switch in ("DISABLE", "ENABLE"):
                for table, fence in FENCES:
                    cursor.execute(f"ALTER TABLE {table} {switch} TRIGGER {fence}")
                if switch == "DISABLE":
                    cursor.execute(sql, parameters)

    return run
