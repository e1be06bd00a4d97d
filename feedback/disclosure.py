"""What may be told of ratings so that nobody can work out one that is not told. No Django.

Three rules carry it. Only sets of at least LEAST ratings are told, each rounded to STEP. The sets
of one kind never overlap: what came since the last number is the next one, so no two published
numbers differ by a few ratings. And sums are made of published numbers only, so they tell nothing
new. Source and proof: docs/published-ratings.md, Q1 to Q6.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

STEP = 5  # counts are told in steps of five
# The first count that becomes 15. Ten would be told as 10 like 8, which may not be told at all, so
# who knows the rule would know it exactly; and what is not told lies anywhere from 0 to 12.
LEAST = 13
HALF = STEP // 2
LONGEST_WAIT = 12  # months until a breakdown is told even where the two sides cannot be told apart
PAIR = 2  # levels that hide each other
SPAN = 10  # what is not told stays unknown by so many at least: five up or down

Group = tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Part:
    """Ratings of some levels of one scale, told as one number."""

    values: Group
    count: int


def is_enough(n: int) -> bool:
    return n >= LEAST


def rounded(n: int) -> int:
    """To the nearest STEP: what is told lies at most HALF away."""
    return (n + HALF) // STEP * STEP


def parts(counts: Mapping[int, int], positives: Collection[int]) -> tuple[Part, ...]:
    """The levels of a scale, apart where each has enough, else together.

    Levels that please are kept apart from the others where both sides have enough; where they have
    not, the smallest levels go together whatever they say. `counts` holds every level of the scale.

    Shape:  disjoint groups that hold all levels, highest first; () below LEAST ratings.
    Units:  ratings, rounded to STEP.
    Source: docs/published-ratings.md, Q4.
    """
    if not is_enough(sum(counts.values())):
        return ()
    sides = [
        {value: n for value, n in counts.items() if (value in positives) is pleases}
        for pleases in (True, False)
    ]
    apart = all(is_enough(sum(side.values())) for side in sides)
    found = [group for side in sides for group in groups(side)] if apart else groups(counts)
    told = (Part(group, rounded(sum(counts[value] for value in group))) for group in found)
    return tuple(sorted(told, key=lambda part: part.values, reverse=True))


def groups(counts: Mapping[int, int]) -> list[Group]:
    """Levels with too few together, with the smallest others until they hide each other."""
    by_size = sorted(counts, key=lambda value: (counts[value], value))
    few = [value for value in by_size if not is_enough(counts[value])]
    enough = by_size[len(few) :]
    while few and (len(few) < PAIR or not is_enough(sum(counts[value] for value in few))):
        few.append(enough.pop(0))
    return [(value,) for value in enough] + ([tuple(sorted(few, reverse=True))] if few else [])


def breakdown(
    blocks: Sequence[Mapping[int, int]], positives: Collection[int], waited: int
) -> tuple[Part, ...]:
    """The parts that are told now; () while it is better to wait for more ratings.

    What is told once stays, and numbers that mix the pleased with the others cannot be taken apart
    afterwards. So one waits until both sides have enough, at most LONGEST_WAIT months.

    Shape:  `blocks` are the ratings behind each count since the last breakdown, oldest first, with
            every level of the scale.
    Source: docs/published-ratings.md, Q5.
    """
    levels = set().union(*blocks)
    found = parts({one: sum(block[one] for block in blocks) for one in levels}, positives)
    if len(found) < PAIR:
        return ()
    if not is_clear(found, positives):
        return found if waited >= LONGEST_WAIT else ()
    return found if is_growth_hidden(blocks, found, positives) else ()


def is_growth_hidden(
    blocks: Sequence[Mapping[int, int]], found: Sequence[Part], positives: Collection[int]
) -> bool:
    """Whether a side that had too few until the newest block may have had any number of them.

    That nothing was told before tells that it had fewer than LEAST. When nearly all of the newest
    block would have to be of that side, this and the new number would tell the old one.
    """
    *before, newest = blocks
    before_low = sum(rounded(sum(block.values())) - HALF for block in before)
    newest_high = rounded(sum(newest.values())) + HALF
    for pleases in (True, False):
        if is_enough(sum(n for block in before for value, n in block.items()
                         if (value in positives) is pleases)):  # fmt: skip
            continue
        own = [part.count for part in found if (part.values[0] in positives) is pleases]
        others = [part.count for part in found if (part.values[0] in positives) is not pleases]
        own_low = sum(own) - HALF * len(own)
        others_high = sum(others) + HALF * len(others)
        if max(own_low - newest_high, before_low - others_high) > LEAST - 1 - SPAN:
            return False
    return True


def is_clear(found: Iterable[Part], positives: Collection[int]) -> bool:
    return all(len({value in positives for value in part.values}) == 1 for part in found)


def common(tables: Iterable[Sequence[Part]]) -> tuple[Part, ...]:
    """One distribution of several: levels that any of them tells together stay together.

    Shape:  disjoint groups, highest first; () of nothing. The sum is that of the tables.
    """
    told = [part for table in tables for part in table]
    merged: list[set[int]] = []
    for part in told:
        touching = [group for group in merged if group & set(part.values)]
        merged = [group for group in merged if group not in touching]
        merged.append(set(part.values).union(*touching))
    found = (
        Part(
            tuple(sorted(group, reverse=True)),
            sum(part.count for part in told if part.values[0] in group),
        )
        for group in merged
    )
    return tuple(sorted(found, key=lambda part: part.values, reverse=True))
