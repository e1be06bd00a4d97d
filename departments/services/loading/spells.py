"""Spells of time that must not overlap: who holds a post, who holds a role."""

import datetime
from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import pairwise

FOREVER = datetime.date.max


@dataclass(eq=False, slots=True)
class Spell:
    """One appointment or grant; both dates inclusive, None is open."""

    who: str
    what: str
    kind: str
    starts_on: datetime.date
    ends_on: datetime.date | None
    line: int = 0  # of the file; 0: only in the database
    pk: int | None = None
    was: tuple[datetime.date, datetime.date | None] | None = field(default=None)

    @property
    def last(self) -> datetime.date:
        return self.ends_on or FOREVER

    def overlaps(self, other: "Spell") -> bool:
        return self.starts_on <= other.last and other.starts_on <= self.last

    @property
    def has_changed(self) -> bool:
        return self.was is not None and self.was != (self.starts_on, self.ends_on)


def stored(
    pk: int,
    who: str,
    what: str,
    kind: str,
    starts_on: datetime.date,
    ends_on: datetime.date | None,
) -> Spell:
    return Spell(who, what, kind, starts_on, ends_on, pk=pk, was=(starts_on, ends_on))


class Book:
    """Spells that can be found by who, what and kind, however many there are."""

    def __init__(self, spells: Iterable[Spell] = ()) -> None:
        self.spells: list[Spell] = []
        self.index: dict[tuple[str, str, str], list[Spell]] = defaultdict(list)
        for spell in spells:
            self.add(spell)

    def __iter__(self) -> Iterator[Spell]:
        return iter(self.spells)

    def add(self, spell: Spell) -> None:
        self.spells.append(spell)
        self.index[spell.who, spell.what, spell.kind].append(spell)

    def find(self, wanted: Spell) -> Spell | None:
        """The spell of the same person, thing and kind that `wanted` means: same start first."""
        known = self.index.get((wanted.who, wanted.what, wanted.kind), [])
        same = [spell for spell in known if spell.overlaps(wanted)]
        first = [spell for spell in same if spell.starts_on == wanted.starts_on]
        return next(iter(first or same), None)


def clashes(
    spells: Iterable[Spell], key: Callable[[Spell], Hashable]
) -> Iterator[tuple[Spell, Spell]]:
    """Neighbours in time with the same key that share a day; the earlier one first."""
    groups: dict[Hashable, list[Spell]] = defaultdict(list)
    for spell in spells:
        groups[key(spell)].append(spell)
    for group in groups.values():
        group.sort(key=lambda spell: (spell.starts_on, spell.line))
        for earlier, later in pairwise(group):
            if earlier.overlaps(later):
                yield earlier, later
