"""How many cases of a property a run looks at: all in the build, a third while one works."""

import os


def cases(most: int, least: int = 5) -> int:
    return most if os.environ.get("CI") else max(least, most // 3)
