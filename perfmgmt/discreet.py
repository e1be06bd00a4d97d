"""Logs that do not tell who rated what. Rules: docs/rating-guard.md, W8.

The pages of citizens stand under /r/. Their addresses hold codes (of a receipt, of a rating), so
no log keeps more of one than `/r/…`, and none keeps an address, a referrer or an agent beside it.
"""

import re

PORTAL = "/r/"
CODES = re.compile(r"/r/[^\s\"'<>,)]*")
CALLER = re.compile(r"\bip=\S+")


def discreet(text: str) -> str:
    return CALLER.sub("ip=-", CODES.sub("/r/…", text))


def hide(logger: object, method: str, rendered: str) -> str:
    """The last step of every line of ours, after it was rendered."""
    return discreet(rendered)
