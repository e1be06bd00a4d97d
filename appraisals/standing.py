"""Where a grade stands in its scale. No Django.

Source: docs/results.md, rules G3 and G14. Codes of a scale stand with the best first.
"""

from __future__ import annotations

from collections.abc import Sequence


def place(codes: Sequence[str], grade: str) -> int:
    """1 for the best grade. ValueError for one that the scale does not have."""
    return list(codes).index(grade) + 1


def below_middle(codes: Sequence[str]) -> tuple[str, ...]:
    """The grades after which a development plan is required.

    The middle of n grades is place ⌈n ÷ 2⌉: of four the second, of five the third.
    """
    return tuple(codes[(len(codes) + 1) // 2 :])


def is_better(codes: Sequence[str], new: str, old: str) -> bool:
    """Whether `new` stands above `old`. ValueError for a grade that the scale does not have."""
    return place(codes, new) < place(codes, old)


def better_than(codes: Sequence[str], old: str) -> tuple[str, ...]:
    """What an appeal may make of `old`: never the same, never worse."""
    return tuple(codes[: place(codes, old) - 1])
