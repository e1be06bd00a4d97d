"""Who gets which answer from the pages of the ledger. Source: docs/access.md, rule A6."""

from audit import services

READERS = ("office", "auditor", "supervision")
OTHERS = ("stranger", "manager", "employee", "evaluator")


def of(get, readers, others=404):
    """The answers to `get` and to its twin HEAD."""
    row = {"anonymous": 302}
    row |= dict.fromkeys(READERS, readers) | dict.fromkeys(OTHERS, others)
    return {(get, "GET"): row, (get, "HEAD"): row}


ACCESS = {
    **of("reports:audit-log", 200),
    **of("reports:audit-entry", 200),
    **of("reports:audit-proof", 200),
}


def sealed_entry(world):
    entry = services.record("room.deed", ("room.Thing", 1), by=None, details={})
    services.seal_pending()
    return {"pk": entry.pk}


KWARGS = {"reports:audit-entry": sealed_entry, "reports:audit-proof": sealed_entry}
