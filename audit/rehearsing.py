"""Whether what happens now is real or rehearsed, and who really does it. No Django, no database.

A rehearsal is acted out by one who is not the person he acts as. The ledger names him who acts.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Stage:
    """The number of the rehearsal, and of the account that really acts; None: the house."""

    rehearsal: int
    actor: int | None = None


NOW: ContextVar[Stage | None] = ContextVar("stage", default=None)


def stage() -> Stage | None:
    """The rehearsal in which the caller is, or None where everything is real."""
    return NOW.get()


@contextmanager
def on_stage(rehearsal: int, actor: int | None = None) -> Iterator[None]:
    """What is called inside happens in this rehearsal, and nowhere else."""
    token = NOW.set(Stage(rehearsal, actor))
    try:
        yield
    finally:
        NOW.reset(token)
