"""What somebody typed, as the house counts and keeps it."""


def with_short_ends(text: str) -> str:
    """Each end of a line as one character, as the page counts it; a form sends two."""
    return text.replace("\r\n", "\n")


def as_typed(said: object, most: int | None = None) -> str:
    """What a draft keeps of a field: without what no text can hold, at most `most` characters."""
    return with_short_ends(str(said).replace("\0", ""))[:most]
