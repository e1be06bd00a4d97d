"""Numbers as people read them: fixed decimals, commas, a true minus. No Django import.

Units:  what goes in is already in its unit (71 means 71 %); nothing is multiplied here.
Errors: None is not a number and never reaches these functions; `nothing` is the caller's word.
"""

from decimal import ROUND_HALF_UP, Decimal, localcontext

MINUS = "\N{MINUS SIGN}"
EN_DASH = "\N{EN DASH}"
WAVE = "\N{FULLWIDTH TILDE}"
NO_BREAK_SPACE = "\N{NO-BREAK SPACE}"
DIGITS = 60  # more than any numeric column holds, so that rounding is never refused
ATTACHED_UNITS = frozenset({"%", "‰", "°", "°C"})

Number = Decimal | int | float


def exact(value: Number | str) -> Decimal:
    """The value as it prints: 0.1 is one tenth, not its nearest binary fraction."""
    return value if isinstance(value, Decimal) else Decimal(str(value))


def rounded(value: Number | str, decimals: int) -> Decimal:
    """Half up, once; never a negative zero."""
    with localcontext() as context:
        context.prec = DIGITS
        result = exact(value).quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)
    return result.copy_abs() if result == 0 else result


def trimmed(value: Number | str) -> Decimal:
    """Without the zeros that say nothing: 71.00 is 71, 9.40 is 9.4."""
    number = exact(value)
    return rounded(number, max(0, -int(number.normalize().as_tuple().exponent)))


def plain(value: Number | str, decimals: int | None = None) -> str:
    """`1,204.0`, `−0.2`; without decimals the digits the value came with."""
    number = trimmed(value) if decimals is None else rounded(value, decimals)
    return f"{number:,f}".replace("-", MINUS)


def signed(value: Number | str, decimals: int | None = None) -> str:
    """As `plain`, with a plus before what is above zero."""
    text = plain(value, decimals)
    return f"+{text}" if rounded(value, 10 if decimals is None else decimals) > 0 else text


def joined(number: str, unit: str, *, chinese: bool) -> str:
    """The unit behind the number: no space before a sign or in Chinese, one before a word."""
    if not unit:
        return number
    gap = "" if chinese or unit in ATTACHED_UNITS else NO_BREAK_SPACE
    return f"{number}{gap}{unit}"


def with_unit(value: Number, unit: str, decimals: int | None, *, chinese: bool) -> str:
    return joined(plain(value, decimals), unit, chinese=chinese)


def span(low: Number, high: Number, unit: str, decimals: int | None, *, chinese: bool) -> str:
    """`64–83%`; in Chinese both ends carry the unit: `64%～83%`."""
    start, end = plain(low, decimals), plain(high, decimals)
    if chinese:
        return f"{joined(start, unit, chinese=True)}{WAVE}{joined(end, unit, chinese=True)}"
    return joined(f"{start}{EN_DASH}{end}", unit, chinese=False)


SIGNS = {"higher": "≥", "lower": "≤", "exact": "="}


def aim(
    direction: str,
    low: Number | None,
    high: Number | None = None,
    unit: str = "",
    decimals: int | None = None,
    *,
    chinese: bool,
) -> str:
    """A target as a comparison: `≥ 90`, `≤ 5.0`, `40–60`; empty when there is none."""
    if direction == "range" and low is not None and high is not None:
        return span(low, high, unit, decimals, chinese=chinese)
    bound = low if low is not None else high
    if bound is None:
        return ""
    sign = SIGNS.get(direction, "")
    number = with_unit(bound, unit, decimals, chinese=chinese)
    return f"{sign}{NO_BREAK_SPACE}{number}" if sign else number
