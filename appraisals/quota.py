"""How many may have the highest grade: forced distribution, where a law asks for it. No Django."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_UP, Decimal

ROUNDINGS = {"floor": ROUND_FLOOR, "half_up": ROUND_HALF_UP, "ceiling": ROUND_CEILING}
POOL_BELOW = 5  # people: a fifth of fewer is nobody


def places(people: int, share: Decimal, rounding: str = "floor") -> int:
    """How many of `people` a quota of `share` allows; "not exceed" rounds down.

    Shape:  a whole number from 0 to `people`.
    Errors: ValueError for negative people, a share outside 0..1 or an unknown rounding.
    Source: the policy pack, K6. A fifth of 4: 0, of 5: 1, of 14: 2, of 23: 4, of 50: 10.
    """
    if people < 0 or not 0 <= share <= 1 or rounding not in ROUNDINGS:
        raise ValueError("needs people, a share between 0 and 1 and a known rounding")
    return int((people * share).to_integral_value(ROUNDINGS[rounding]))


@dataclass(frozen=True, slots=True)
class Pool:
    """Units that are counted together, and what they have."""

    units: tuple[str, ...]
    people: int
    places: int


def pooled(
    sizes: Mapping[str, int],
    share: Decimal,
    *,
    rounding: str = "floor",
    below: int = POOL_BELOW,
) -> tuple[Pool, ...]:
    """A pool for each unit of `below` people or more; all smaller ones together in one.

    A unit of four could never have an "excellent" of its own.
    Shape:  in the order given, the common pool last.
    Source: the policy pack, K6.
    """
    large = [name for name, size in sizes.items() if size >= below]
    small = tuple(name for name, size in sizes.items() if size < below)
    found = [Pool((n,), sizes[n], places(sizes[n], share, rounding)) for n in large]
    if small:
        people = sum(sizes[name] for name in small)
        found.append(Pool(small, people, places(people, share, rounding)))
    return tuple(found)


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether a distribution keeps to the quota; `blocks` when it must not be decided so."""

    allowed: int | None  # None: there is no quota
    given: int
    blocks: bool

    @property
    def over(self) -> int:
        return 0 if self.allowed is None else max(0, self.given - self.allowed)


def base_of(grades: Sequence[str], denominator: str, order: Sequence[str]) -> int:
    """Of how many people the share is taken.

    Shape:  `grades` has one member for each who should take part, "" where none is given yet;
            `order` is the scale, the best first. `eligible_participants`: all of them;
            `all_rated`: those with a grade; `rated_good`: those with the grade below the highest.
    Errors: ValueError for an unknown denominator.
    Source: the policy pack, K6. 8 "good" beside 3 "excellent" of 14, a fifth: 2, 2 and 1.
    """
    if denominator == "eligible_participants":
        return len(grades)
    if denominator == "all_rated":
        return sum(1 for grade in grades if grade)
    if denominator == "rated_good":
        good = order[1] if len(order) > 1 else ""
        return sum(1 for grade in grades if grade and grade == good)
    raise ValueError(f"unknown denominator {denominator!r}")


def verdict(
    grades: Sequence[str],
    top: str,
    share: Decimal,
    *,
    mode: str,
    rounding: str = "floor",
    base: int | None = None,
) -> Verdict:
    """`off`: no quota at all; `guide`: told, not held; `hard`: more than allowed is refused.

    Units:  `base` is of how many the share is taken; all grades unless given.
    Errors: ValueError for an unknown mode.
    Source: the policy pack, K6.
    """
    given = sum(1 for grade in grades if grade == top)
    if mode == "off":
        return Verdict(None, given, blocks=False)
    if mode not in {"guide", "hard"}:
        raise ValueError(f"unknown mode {mode!r}")
    allowed = places(len(grades) if base is None else base, share, rounding)
    return Verdict(allowed, given, blocks=mode == "hard" and given > allowed)
