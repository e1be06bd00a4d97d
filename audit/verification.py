"""Does the ledger still hold? Names the first place where it does not. No Django, no database.

Source: docs/audit.md, rules L1 to L7.
"""

import datetime
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import NamedTuple

from audit import ledger, merkle
from audit.ledger import EntryRow, Head, SealRow

CHUNK = 1_000  # entries held in memory at a time
HASH = 32  # bytes
LONGEST_TRANSACTION = datetime.timedelta(hours=24)


class Finding(NamedTuple):
    """The first place that does not hold; `code` is one of docs/audit.md, section Findings."""

    code: str
    seal: int | None = None
    entry: int | None = None


class Place(NamedTuple):
    """Where an entry lies sealed, and the leaf that the seal keeps of it."""

    seal: int
    entry: int
    leaf: bytes
    sealed_before: datetime.datetime | None


@dataclass(slots=True)
class Report:
    entries: int = 0  # sealed ones that were checked
    seals: int = 0
    unsealed: int = 0
    finding: Finding | None = None
    notices: list[Finding] = field(default_factory=list)
    seconds: float = 0.0  # how long the check took

    @property
    def intact(self) -> bool:
        return self.finding is None

    def notice(self, code: str, seal: int | None = None, entry: int | None = None) -> None:
        """Keep the first notice of each kind: it is told, and decides nothing."""
        if all(known.code != code for known in self.notices):
            self.notices.append(Finding(code, seal, entry))


Fetch = Callable[[Sequence[int]], Mapping[int, EntryRow]]


def check_sealed(
    seals: Iterable[SealRow], fetch: Fetch, heads: Iterable[Head | None] | None, report: Report
) -> None:
    """Check every seal, every sealed entry and every head, in order; stop at the first break.

    Shape:  `seals` in the order of their numbers; `fetch` gives the entries of at most CHUNK ids;
            memory does not grow with the ledger. Counts and the finding go into `report`.
    """
    places = walk(seals, Heads(heads, report), report)
    while chunk := list(islice(places, CHUNK)):
        found = fetch([place.entry for place in chunk if isinstance(place, Place)])
        for place in chunk:
            finding = place if isinstance(place, Finding) else check_entry(place, found, report)
            if finding:
                report.finding = finding
                return
            report.entries += 1


def walk(seals: Iterable[SealRow], heads: "Heads", report: Report) -> Iterator[Place | Finding]:
    """The sealed places in order; a Finding stands where a seal does not hold, and is the last."""
    last: SealRow | None = None
    for seal in seals:
        if finding := check_seal(seal, last) or heads.check(seal):
            yield finding
            return
        if last and seal.sealed_at < last.sealed_at:
            report.notice("clock-set-back", seal.number)
        report.seals += 1
        for index, entry in enumerate(seal.entry_ids):
            leaf = seal.leaves[index * HASH : (index + 1) * HASH]
            yield Place(seal.number, entry, leaf, last and last.sealed_at)
        last = seal
    if finding := heads.left_over(last.number if last else 0):
        yield finding


def check_seal(seal: SealRow, last: SealRow | None) -> Finding | None:
    """Does `seal` hold in itself, and does it continue the one before?"""
    number, previous = (last.number, last.hash) if last else (0, ledger.NOTHING_BEFORE)
    if seal.number != number + 1:
        return Finding("seal-missing", number + 1)
    count = len(seal.entry_ids)
    if not count or len(seal.leaves) != count * HASH:
        return Finding("seal-leaves", seal.number)
    leaves = [seal.leaves[at : at + HASH] for at in range(0, count * HASH, HASH)]
    if merkle.root(leaves) != seal.root:
        return Finding("seal-leaves", seal.number)
    expected = ledger.seal_hash(seal.number, seal.sealed_at, count, seal.root, seal.previous)
    if expected != seal.hash:
        return Finding("seal-changed", seal.number)
    if seal.previous != previous:
        return Finding("seal-chain", seal.number)
    return None


def check_entry(place: Place, found: Mapping[int, EntryRow], report: Report) -> Finding | None:
    """Is the entry there, and is it what was sealed?"""
    entry = found.get(place.entry)
    if entry is None:
        return Finding("entry-missing", place.seal, place.entry)
    leaf_holds = ledger.leaf_of(entry) == place.leaf
    if not details_hold(entry):
        code = "entry-details" if leaf_holds else "entry-digest"
        return Finding(code, place.seal, place.entry)
    if not leaf_holds:
        return Finding("entry-changed", place.seal, place.entry)
    if place.sealed_before and entry.at < place.sealed_before - LONGEST_TRANSACTION:
        report.notice("entry-late", place.seal, place.entry)
    return None


def details_hold(entry: EntryRow) -> bool:
    return ledger.digest_of_stored(entry.salt, entry.details) == entry.digest


def check_waiting(entries: Iterable[EntryRow], report: Report) -> None:
    """Check the entries of the queue: no seal yet, so only the details against their digest."""
    for entry in entries:
        report.unsealed += 1
        if not details_hold(entry):
            report.finding = Finding("entry-details", None, entry.id)
            return


class Heads:
    """The heads kept outside the database, followed beside the seals."""

    def __init__(self, heads: Iterable[Head | None] | None, report: Report) -> None:
        self.missing = heads is None
        self.heads = iter(heads or ())
        self.report = report
        self.head: Head | None = None
        self.seen = 0
        if self.missing:
            report.notice("heads-missing")
        else:
            self.advance()

    def advance(self) -> None:
        """To the next line; lines that are spoilt or out of order are told, not believed."""
        for head in self.heads:
            if head is None:
                self.report.notice("heads-spoilt", self.seen + 1)
            elif head.number <= self.seen:
                self.report.notice("heads-order", head.number)
            else:
                self.seen, self.head = head.number, head
                return
        self.head = None

    def check(self, seal: SealRow) -> Finding | None:
        """Does the head of this seal, when there is one, say the same?"""
        if self.missing:
            return None
        if self.head is None or self.head.number > seal.number:
            self.report.notice("heads-incomplete", seal.number)
            return None
        same = self.head.hash == seal.hash
        self.advance()
        return None if same else Finding("seal-head", seal.number)

    def left_over(self, last: int) -> Finding | None:
        """A head of a seal that the database does not have: the end was cut off, or rolled back."""
        return Finding("seals-cut-off", last + 1) if self.head else None
