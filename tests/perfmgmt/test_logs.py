"""What a log must not hold."""

import sys

from perfmgmt.settings.logs import TRACEBACKS


def test_a_traceback_says_where_and_tells_no_values():
    answer = "what somebody wrote"
    try:
        raise LookupError(len(answer))
    except LookupError:
        event = TRACEBACKS(None, "error", {"event": "failed", "exc_info": sys.exc_info()})
    assert "test_a_traceback_says_where" in str(event)
    assert answer not in str(event)
