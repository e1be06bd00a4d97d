"""How far the ledger is sealed, and what the last check found."""

import datetime
from dataclasses import dataclass

from audit.findings import words
from audit.models import Entry, Seal, Unsealed
from audit.verification import Finding


@dataclass(frozen=True, slots=True)
class ChainState:
    seal: int | None  # the newest; None while nothing is sealed
    sealed_at: datetime.datetime | None
    waiting: int
    checked_at: datetime.datetime | None  # None while nobody has checked
    broken: str  # the sentence that names the first break; empty when intact

    @property
    def is_intact(self) -> bool:
        return self.checked_at is not None and not self.broken


def chain_state() -> ChainState:
    """Three queries, each over an index; the check itself is not run here."""
    newest = Seal.objects.newest().values_list("number", "sealed_at").first()
    number, sealed_at = newest or (None, None)
    check = Entry.objects.checks().first()
    finding = check.details.get("finding") if check else None
    return ChainState(
        seal=number,
        sealed_at=sealed_at,
        waiting=Unsealed.objects.count(),
        checked_at=check.at if check else None,
        broken=words(Finding(**finding)) if finding else "",
    )
