"""What ballots make: which groups are large enough, and the mean of each in per cent. No Django.

Source: docs/ballots.md, rules B6 to B9.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from appraisals.multisource import mean_of_raters

LEAST = 5  # ballots in a group, whatever a policy says
HUNDRED = Decimal(100)
HALF = Decimal(50)
PEERS = "peers"
TOO_FEW, NOBODY_KNEW = "too_few", "nobody_knew"

Tally = Mapping[int, int]  # place of the answer on the scale -> how many gave it


@dataclass(frozen=True, slots=True)
class Group:
    """The kinds of colleagues that are counted as one, `source` first; how many voted."""

    source: str
    merged: tuple[str, ...]
    ballots: int
    least: int

    @property
    def parts(self) -> tuple[str, ...]:
        return (self.source, *self.merged)


def groups_of(counts: Mapping[str, int], leasts: Mapping[str, int], *, merge: bool) -> list[Group]:
    """The groups that are counted; a kind that is in none of them is dropped unread.

    Shape:  a kind with enough ballots stands alone. With `merge`, all that are too small go to the
            peers, if that makes enough for each of them; never a second way of adding them up.
    Units:  `leasts`: ballots that a kind needs.
    Source: docs/ballots.md, rules B6 and B7.
    """
    large = {source: n for source, n in counts.items() if n >= leasts[source]}
    small = {source: n for source, n in counts.items() if 0 < n < leasts[source]}
    found = [Group(source, (), n, leasts[source]) for source, n in large.items()]
    if not merge or not small or PEERS not in leasts:
        return sorted(found, key=lambda group: group.source)
    parts = small | {PEERS: counts.get(PEERS, 0)}
    needed = max(leasts[source] for source in parts)
    if len(parts) > 1 and sum(parts.values()) >= needed:
        found = [group for group in found if group.source != PEERS]
        merged = tuple(sorted(parts.keys() - {PEERS}))
        found.append(Group(PEERS, merged, sum(parts.values()), needed))
    return sorted(found, key=lambda group: group.source)


def percents_of(values: Sequence[Decimal | None]) -> list[Decimal | None]:
    """What each level of a scale is worth in per cent; None does not count ("don't know").

    Shape:  marks of a hundred (none below 0 or above 100, the best above 50) are per cent already;
            others go from the lowest level, 0, to the highest, 100.
    Source: docs/ballots.md, rule B8.
    """
    known = [value for value in values if value is not None]
    low, high = min(known), max(known)
    if low >= 0 and HALF < high <= HUNDRED:
        return list(values)
    span = high - low
    return [None if v is None else HUNDRED * (v - low) / span if span else HUNDRED for v in values]


@dataclass(frozen=True, slots=True)
class Outcome:
    """The mean of a group, from how many; or why there is none. `shown`: the places of the
    questions that enough people answered."""

    percent: Decimal | None
    raters: int
    missing: str
    shown: tuple[int, ...]


def outcome(
    tallies: Sequence[Tally], percents: Sequence[Decimal | None], *, least: int, trim_from: int
) -> Outcome:
    """The mean over the questions of the trimmed mean of each.

    Shape:  a question with fewer than `least` answers that count is left out altogether.
    Units:  per cent.
    Source: docs/ballots.md, rule B9. 12 × 95, 6 × 85, 1 × 75, 1 don't know: 90.789, untrimmed.
    """
    means: list[Decimal] = []
    shown: list[int] = []
    raters = most_known = 0
    for place, tally in enumerate(tallies):
        marks = [percents[level] for level, votes in tally.items() for _vote in range(votes)]
        known = sum(mark is not None for mark in marks)
        most_known = max(most_known, known)
        mean = mean_of_raters(marks, least=least, trim_from=trim_from)
        if mean is not None:
            means.append(mean)
            shown.append(place)
            raters = max(raters, known)
    if means:
        return Outcome(sum(means, Decimal(0)) / len(means), raters, "", tuple(shown))
    # How many answered is not told: the number itself would be that of a small group.
    return Outcome(None, 0, TOO_FEW if most_known else NOBODY_KNEW, ())
