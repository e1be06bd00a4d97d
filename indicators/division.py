"""Division of whole numbers, rounded once, in 64 bits or in Python integers. Pure."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt

SAFE = 9 * 10**18  # what int64 holds with room to spare
WIDEST = 999_999  # where a quotient is held, rule 13


def quotient(
    numerator: npt.NDArray, denominator: npt.NDArray, decimals: int = 12
) -> tuple[npt.NDArray, npt.NDArray]:
    """numerator ÷ denominator in units of 10^-decimals, rounded half away from zero.

    Shape:  two arrays of one shape -> the quotient, and where it was held at ±999,999 (rule 13).
    Errors: every denominator must be positive.
    """
    size = np.abs(numerator)
    whole = size // denominator
    rest = size - whole * denominator
    beyond = whole >= WIDEST
    whole = np.where(beyond, 0, whole)
    for digits in steps(denominator, decimals):
        rest = rest * 10**digits
        more = rest // denominator
        rest = rest - more * denominator
        whole = whole * 10**digits + more
    whole = whole + (2 * rest >= denominator)
    held = np.where(beyond, WIDEST * 10**decimals, whole)
    return np.where(numerator < 0, -held, held), beyond


def steps(denominator: npt.NDArray, decimals: int) -> Iterator[int]:
    """How many digits of a long division fit 64 bits at a time: the steps that make `decimals`."""
    if denominator.dtype == object or not denominator.size:
        yield decimals
        return
    largest = int(denominator.max())
    stride = max(1, len(str(SAFE // max(largest, 1))) - 1)
    for done in range(0, decimals, stride):
        yield min(stride, decimals - done)


def hundredfold(numerator: npt.NDArray, denominator: npt.NDArray) -> npt.NDArray:
    """100 × numerator ÷ denominator, rounded half up, for numbers that are not negative."""
    whole = numerator // denominator
    rest = numerator - whole * denominator
    return 100 * whole + (200 * rest + denominator) // (2 * denominator)
