"""Writing to the ledger, sealing it, checking it."""

from audit.services.checking import check, prove, verify
from audit.services.entries import (
    INSERT_SQL,
    entry_values,
    insert_sql,
    record,
    record_many,
    record_read,
)
from audit.services.sealing import seal_pending
from audit.services.submissions import claim, forget_submissions

__all__ = [
    "INSERT_SQL",
    "check",
    "claim",
    "entry_values",
    "forget_submissions",
    "insert_sql",
    "prove",
    "record",
    "record_many",
    "record_read",
    "seal_pending",
    "verify",
]
