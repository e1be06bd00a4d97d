"""What a sample says of everybody: each answer weighs as many people as it stands for. No Django.

Source: docs/public-voice.md, P19.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal, localcontext

from indicators.intervals import Z95

DIGITS = 50
HEAVIEST = Decimal(5)  # times the average answer
FOUR = Decimal("0.0001")


@dataclass(frozen=True, slots=True)
class Stratum:
    population: int  # N_g, people in it
    answered: int  # n_g, answers that count
    hits: int  # positive ones among them


@dataclass(frozen=True, slots=True)
class Result:
    share: Decimal  # weighted share of positive answers, four decimals
    low: Decimal  # 95 % by Wilson at the effective number of answers
    high: Decimal
    n: int
    effective: Decimal  # answers that an unweighted sample as sure would have, two decimals
    covered: Decimal  # share of the people whose stratum answered


def weights(strata: Sequence[Stratum]) -> list[Decimal | None]:
    """Of one answer in each stratum: (N_g ÷ N) ÷ (n_g ÷ n), at most 5; None without an answer.

    Shape:  the average answer weighs 1 before the trimming; N counts strata with an answer only.
    Errors: ValueError for a stratum without people, or with more hits than answers.
    Source: practice of post-stratification, w_g = N_g/n_g trimmed at 5; docs/public-voice.md, P19.
    """
    for one in strata:
        if one.population < 1 or not 0 <= one.hits <= one.answered:
            raise ValueError("needs people in each stratum, and hits between 0 and answered")
    people = sum(one.population for one in strata if one.answered)
    answers = sum(one.answered for one in strata)
    with localcontext() as context:
        context.prec = DIGITS
        return [
            min(Decimal(one.population * answers) / (people * one.answered), HEAVIEST)
            if one.answered
            else None
            for one in strata
        ]


def weighted(strata: Sequence[Stratum]) -> Result | None:
    """The weighted share of positive answers and how sure it is; None without an answer."""
    found = [(one, weight) for one, weight in zip(strata, weights(strata), strict=True) if weight]
    if not found:
        return None
    with localcontext() as context:
        context.prec = DIGITS
        total = sum((w * one.answered for one, w in found), Decimal(0))
        share = sum((w * one.hits for one, w in found), Decimal(0)) / total
        effective = total * total / sum((w * w * one.answered for one, w in found), Decimal(0))
        low, high = interval(share, effective)
        covered = Decimal(sum(one.population for one, _w in found)) / sum(
            one.population for one in strata
        )
        n = sum(one.answered for one, _w in found)
        return Result(
            rounded(share), rounded(low), rounded(high), n,
            effective.quantize(Decimal("0.01"), ROUND_HALF_UP), rounded(covered),
        )  # fmt: skip


def interval(share: Decimal, n: Decimal) -> tuple[Decimal, Decimal]:
    """Wilson's interval for a number of answers that need not be whole (Kish's effective one)."""
    square = Z95 * Z95
    middle = share + square / (2 * n)
    reach = Z95 * (share * (1 - share) / n + square / (4 * n * n)).sqrt()
    scale = 1 + square / n
    return max((middle - reach) / scale, Decimal(0)), min((middle + reach) / scale, Decimal(1))


def rounded(value: Decimal) -> Decimal:
    return value.quantize(FOUR, ROUND_HALF_UP)
