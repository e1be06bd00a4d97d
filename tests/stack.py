"""Room for the calls of a test run.

Python 3.11 and 3.12 keep the frames of a thread in pieces of 16 kB. Whatever loops at the end of a
piece takes a new one from the system for each call and gives it back, a hundred times slower
(python/cpython#142183, mended in later versions). pytest, a test client and Django on top of each
other stood there so often that a sixth of the suite's time went into it. The servers do not: a page
spends under a hundredth of its time on it.
"""

from collections.abc import Callable
from typing import ParamSpec, TypeVar

# A frame this large gets a piece of 1 MB: half of it is left for what is called, over a thousand
# frames. The system lends the memory only where it is touched.
WORDS = 2**16 + 2**10

P = ParamSpec("P")
R = TypeVar("R")


def roomy(call: Callable[P, R]) -> Callable[P, R]:
    """`call`, with one piece of stack for all that it calls."""

    def with_room(*args: P.args, **kwargs: P.kwargs) -> R:
        return call(*args, **kwargs)

    with_room.__code__ = with_room.__code__.replace(co_stacksize=WORDS)
    return with_room
