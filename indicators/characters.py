"""Characters that only look different. No Django, no clock, no database."""

FULL_WIDTH = {0xFEE0 + code: code for code in range(0x21, 0x7F)} | {0x3000: 0x20, 0xFFE5: 0xA5}
INVISIBLE = dict.fromkeys([0x200B, 0x200C, 0x200D, 0x200E, 0x200F, 0x2060, 0xFEFF])
PLAIN = FULL_WIDTH | INVISIBLE


def plain(text: str) -> str:
    """The text with full-width forms made narrow, invisible characters gone, and single blanks.

    Unlike NFKC it never makes another number of a text: “10²” does not become 102.
    """
    return " ".join(text.translate(PLAIN).split())
