"""The suite runs on a stack that has room: its speed hangs on it, and nothing else would tell."""

import resource
from concurrent.futures import ThreadPoolExecutor

from tests.stack import roomy

DEPTHS, CALLS, FEW = 400, 200, 200


def called():
    pass


def loop_at(depth):
    if depth:
        return loop_at(depth - 1)
    for _ in range(CALLS):
        called()
    return None


def pages_taken():
    """How many pages of memory this thread takes for loops of calls at every depth."""
    before = resource.getrusage(resource.RUSAGE_THREAD).ru_minflt
    for depth in range(DEPTHS):
        loop_at(depth)
    return resource.getrusage(resource.RUSAGE_THREAD).ru_minflt - before


def test_calls_at_any_depth_take_no_new_memory():
    with ThreadPoolExecutor(1) as thread:
        assert thread.submit(roomy(pages_taken)).result() < FEW


def test_tests_are_run_so():
    assert pages_taken() < FEW
