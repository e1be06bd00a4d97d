"""One figure out of many ratings of one scale, as a rate over their number. No Django.

Source: docs/public-voice.md, P31 to P33.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from feedback.scaling import Level
from indicators.intervals import shrunk

PER = {"not_negative": 100, "positive": 100, "satisfaction": 100, "mean": 1}


@dataclass(frozen=True, slots=True)
class Rate:
    """A sum over so many ratings: sum ÷ n × `per` is the figure."""

    total: Decimal
    n: int

    @property
    def mean(self) -> Decimal:
        return self.total / self.n


def worth(measure: str, levels: Sequence[Level]) -> dict[int, Decimal]:
    """What one rating of each value adds to the sum.

    Units:  shares: 0 or 1; satisfaction: (value − lowest) ÷ (highest − lowest); mean: the value.
    Errors: KeyError for another measure. 5, 5, 10, 40, 40 ratings of 1 to 5: satisfaction 76.25.
    """
    low, high = min(one.value for one in levels), max(one.value for one in levels)
    of: dict[str, Callable[[Level], Decimal]] = {
        "not_negative": lambda one: Decimal(not one.is_negative),
        "positive": lambda one: Decimal(one.is_positive),
        "satisfaction": lambda one: Decimal(one.value - low) / (high - low),
        "mean": lambda one: Decimal(one.value),
    }
    return {one.value: of[measure](one) for one in levels}


def rate(counts: Mapping[int, int], worths: Mapping[int, Decimal]) -> Rate:
    """The sum and the number over how often each value was given."""
    total = sum((worths[value] * n for value, n in counts.items()), Decimal(0))
    return Rate(total, sum(counts.values()))


def drawn(own: Rate, peers: Rate, prior: int) -> Rate:
    """`own` drawn towards the mean of the peers as if `prior` of their ratings were in it; its n
    stays. Without peers or prior as it is. 3 ratings of 5.0 among 4.2, prior 20: 4.304…"""
    if not prior or not peers.n or not own.n:
        return own
    return Rate(shrunk(own.n, own.mean, peers.mean, prior) * own.n, own.n)
