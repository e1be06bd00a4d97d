"""Chance without a clock and without a state: the same question always gets the same answer.

Everything is whole numbers, so a figure is the same on every machine.
"""

from hashlib import sha256

SEED = "linhu-1"
DICE = 6
REACH = 1000
SPREAD_OF_DICE = 1414  # standard deviation of the sum of six numbers drawn from -1000 … 1000


def draw(question: str, low: int, high: int) -> int:
    """A whole number from `low` to `high`, both included, that belongs to `question`."""
    digest = sha256(f"{SEED}/{question}".encode()).digest()
    return low + int.from_bytes(digest[:8], "big") % (high - low + 1)


def noise(question: str, spread: int) -> int:
    """A bell-shaped deviation around 0 with standard deviation `spread`."""
    thrown = sum(draw(f"{question}/{die}", -REACH, REACH) for die in range(DICE))
    return half_up(thrown * spread, SPREAD_OF_DICE)


def half_up(numerator: int, denominator: int) -> int:
    """The quotient as a whole number, halves away from zero."""
    sign = -1 if (numerator < 0) != (denominator < 0) else 1
    numerator, denominator = abs(numerator), abs(denominator)
    return sign * ((2 * numerator + denominator) // (2 * denominator))
