"""Figures as people write them in tables. No Django, no clock, no database.

Only what has one meaning is read as a number. What could mean two things is named, with what to
write instead; words stay words.
"""

import re
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Context, Decimal, localcontext

from indicators import characters
from indicators.wording import RefusalError
from indicators.wording import gettext_noop as _

WHOLE_DIGITS = 15
DECIMALS = 15
LARGEST_POWER = 99
STEP = Decimal(1).scaleb(-DECIMALS)
LONGEST = 300  # characters of a text kept as written
LONGEST_NUMBER = 60  # characters; also keeps the patterns below from long searches
EXACT = Context(prec=400)

BLANK = {"", "na", "n/a", "-", "–", "—"}
SAYS_NO_CASES = {"no_activity", "no cases", "无业务发生", "无业务"}
SPREADSHEET_ERROR = re.compile(
    r"#(N/A|DIV/0!|REF!|VALUE!|NAME\?|NUM!|NULL!|SPILL!|CALC!)", re.IGNORECASE
)
NOT_FINITE = {"nan", "inf", "infinity", "∞"}

CURRENCIES = {
    "$": "dollar usd us$ aud cad hkd sgd nzd peso 美元 港元",
    "us$": "usd dollar 美元",
    "usd": "usd us$ $ dollar 美元",
    "€": "eur euro 欧元",
    "eur": "eur euro € 欧元",
    "£": "gbp pound 英镑",
    "gbp": "gbp pound £ 英镑",
    "¥": "cny rmb jpy yuan yen renminbi 元 円",
    "元": "cny rmb yuan renminbi ¥ 元",
    "cny": "cny rmb yuan renminbi ¥ 元",
    "rmb": "cny rmb yuan renminbi ¥ 元",
    "₱": "php peso 比索",
    "php": "php peso ₱ 比索",
    "₹": "inr rupee",
    "inr": "inr rupee ₹",
    "₩": "krw won",
    "krw": "krw won ₩",
    "₫": "vnd dong",
    "vnd": "vnd dong ₫",
    "kes": "kes ksh shilling",
}
MONEY_WORDS = {word for words in CURRENCIES.values() for word in words.split()}
PERCENT_UNITS = ("%", "percent", "per cent", "pct", "百分")

SIGN = r"[+-]?"
MONEY = "|".join(sorted(map(re.escape, CURRENCIES), key=len, reverse=True))
SHAPE = re.compile(
    rf"(?P<before>{SIGN})\s?(?P<money>{MONEY})?\s?(?P<after>{SIGN})\s?"
    rf"(?P<number>[0-9.,'’ ]*[0-9][0-9.,'’ ]*?)(?P<power>e{SIGN}[0-9]+)?"
    rf"\s?(?P<percent>[%‰])?\s?(?P<money_after>{MONEY})?",
    re.IGNORECASE,
)
COMMON = re.compile(r"-?[0-9]{1,15}(?:\.[0-9]{1,15})?")  # most cells; the quick way
PLAIN = re.compile(r"[0-9]+\.?[0-9]*|\.[0-9]+")
# 1,204 · 12,04,567 (Indian) · 1 204 · 1'204; a group never starts with a zero.
GROUPED = re.compile(
    r"[1-9][0-9]{0,2}(?:,[0-9]{3})+(?:\.[0-9]+)?"
    r"|[1-9][0-9]?(?:,[0-9]{2})+,[0-9]{3}(?:\.[0-9]+)?"
    r"|[1-9][0-9]{0,2}(?: [0-9]{3})+(?:\.[0-9]+)?"
    r"|[1-9][0-9]{0,2}(?:['’][0-9]{3})+(?:\.[0-9]+)?"
)
COMMA_DECIMAL = re.compile(r"[0-9]{1,3}(?:[. ][0-9]{3})+,[0-9]+|[0-9]+,[0-9]+")
POINTS_AS_GROUPS = re.compile(r"[0-9]{1,3}(?:\.[0-9]{3}){2,}")
TIME = re.compile(rf"{SIGN}[0-9]+:[0-9]{{1,2}}(:[0-9]{{1,2}})?(\.[0-9]+)?")
BOUND = re.compile(r"[<>≤≥~≈±].*")
MINUS = str.maketrans({"−": "-", "‐": "-", "‑": "-"})


REFUSALS = {
    "not_finite": _("“{text}” is no number. Leave the cell blank if nothing was reported"),
    "spreadsheet_error": _(
        "“{text}” is an error of the spreadsheet. Repair the formula, or leave "
        "the cell blank if nothing was reported"
    ),
    "comma": _(
        "“{text}”: this comma does not separate thousands. Write {meant} if it is a decimal "
        "comma; write the number without commas otherwise"
    ),
    "points": _(
        "“{text}” has more than one decimal point. Write {meant} if the points separate thousands"
    ),
    "groups": _(
        "“{text}”: the digits are not in groups of three. Write the number without separators"
    ),
    "time": _(
        "“{text}” looks like a time. Write it as one number in the unit of the indicator "
        "({meant} if these are minutes and seconds, or hours and minutes)"
    ),
    "bound": _("“{text}” is a bound, not a value. Write the value, or leave the cell blank"),
    "sign": _("“{text}” has more than one sign, or a sign at the end. Write a minus in front"),
    "percent_of_ratio": _(
        "“{text}”: the unit is “{unit}”, so a percent sign could mean {text} or a "
        "hundredth of it. Write the number in the unit"
    ),
    "per_mille": _("“{text}”: write the number in the unit of the indicator, without ‰"),
    "money": _(
        "“{text}”: the currency does not belong to the unit “{unit}”. Write the number in the unit"
    ),
    "too_large": _(
        "“{text}” has more than 15 digits before the decimal point. Use a larger unit "
        "(thousands, millions)"
    ),
    "unclear": _(
        "“{text}” cannot be read as one number. Write digits with a decimal point, such as 1204.5"
    ),
    "too_long": _("The text is longer than 300 characters. Shorten it"),
    "target_text": _(
        "“{text}” is no number. A target is a number, or low..high for a range; leave "
        "it blank if there is none"
    ),
    "range_shape": _(
        "“{text}” is no range. Write both limits with two points between them: 45..55"
    ),
    "range_order": _("“{text}”: the lower limit stands first. Write {meant}"),
    "range_here": _(
        "“{text}” is a range, but the direction is “{direction}”. Give one number, or "
        "the direction range"
    ),
    "range_needed": _(
        "“{text}”: the direction is range, so the target needs two limits, such as 45..55"
    ),
}


class FigureError(RefusalError):
    """The text has no single meaning as a number; the message says why and what to write."""

    texts = REFUSALS


@dataclass(frozen=True, slots=True)
class Figure:
    """A number, a text, a reason why there is none, or nothing.

    `notices` name what a reader of the report should know.
    """

    value: Decimal | None = None
    text: str = ""
    notices: tuple[str, ...] = ()
    reason: str = ""  # "no_activity": nothing happened that could be counted

    @property
    def is_blank(self) -> bool:
        return self == NOTHING

    @property
    def is_in_words(self) -> bool:
        return bool(self.text or self.reason)


NOTHING = Figure()
NO_CASES = Figure(reason="no_activity")


def tidy(text: str) -> str:
    """The text in plain characters: full-width forms, odd spaces and minus signs replaced."""
    return characters.plain(text).translate(MINUS).removeprefix("'").lstrip()


def parse_figure(text: str, unit: str = "") -> Figure:
    """The number, the text or the nothing in a cell.

    Units:  the number as shown: “71%” is 71 in a unit of percent. At most 15 digits before and
            15 after the point; more decimals are rounded half up, with the notice `rounded`.
    Errors: FigureError where digits have no single meaning in `unit`.
    """
    if COMMON.fullmatch(text):
        return Figure(plain(Decimal(text)))
    shown = tidy(text)
    if shown.casefold() in BLANK:
        return NOTHING
    if shown.casefold() in SAYS_NO_CASES:
        return NO_CASES
    refuse_impossible(shown)
    inner, negative = outside_parentheses(shown)
    found = SHAPE.fullmatch(inner) if len(inner) <= LONGEST_NUMBER else None
    if found is None:
        return words(text, shown)
    check_unit(found, shown, unit)
    return bounded(signed(found, shown, negative=negative), shown)


def refuse_impossible(shown: str) -> None:
    if shown.lstrip("+-").casefold() in NOT_FINITE:
        raise FigureError("not_finite", text=shown)
    if SPREADSHEET_ERROR.fullmatch(shown):
        raise FigureError("spreadsheet_error", text=shown)


def outside_parentheses(shown: str) -> tuple[str, bool]:
    """What stands inside (…), and whether it did: accountants' negative."""
    if shown.startswith("(") and shown.endswith(")"):
        return shown[1:-1].strip(), True
    return shown, False


def words(text: str, shown: str) -> Figure:
    """A text that holds no number; refused when it is made of digits and signs only."""
    if any(character.isalpha() for character in shown) or not any(
        character.isdigit() for character in shown
    ):
        if len(text) > LONGEST:
            raise FigureError("too_long")
        starts = shown.lstrip("+-(").lstrip(" ")[:1].isdigit()
        return Figure(text=text, notices=("number_in_text",) if starts else ())
    if len(shown) > LONGEST_NUMBER:
        raise FigureError("unclear", text=f"{shown[:LONGEST_NUMBER]}…")
    if TIME.fullmatch(shown):
        raise FigureError("time", text=shown, meant=sixtieths(shown))
    if BOUND.fullmatch(shown):
        raise FigureError("bound", text=shown)
    if shown.endswith(("-", "+")):
        raise FigureError("sign", text=shown)
    raise FigureError("unclear", text=shown)


def sixtieths(shown: str) -> str:
    """“12:30” as one decimal number of the larger unit: 12.5."""
    whole, part = shown.lstrip("+-").split(":")[:2]
    value = (Decimal(whole) + Decimal(part.split(".")[0]) / 60).quantize(Decimal("0.0001"))
    return f"{'-' * shown.startswith('-')}{format(value.normalize(), 'f')}"


def signed(found: re.Match[str], shown: str, *, negative: bool) -> Decimal:
    signs = found["before"] + found["after"] + ("-" if negative else "")
    if len(signs) > 1:
        raise FigureError("sign", text=shown)
    with localcontext(EXACT):
        value = digits(found["number"], shown)
        if found["power"]:
            value = value.scaleb(power(found["power"], shown))
        return -value if "-" in signs else value


def power(text: str, shown: str) -> int:
    """The power of ten after an e; refused where no figure of a department can lie."""
    exponent = int(text[1:]) if len(text) <= len("e+999") else 1000
    if abs(exponent) > LARGEST_POWER:
        raise FigureError("too_large", text=shown)
    return exponent


def digits(number: str, shown: str) -> Decimal:
    """The number without its separators, where they can only separate thousands."""
    if PLAIN.fullmatch(number):
        return Decimal(number)
    if GROUPED.fullmatch(number):
        return Decimal(re.sub("[, '’]", "", number))
    bare = number.replace(" ", "")
    if COMMA_DECIMAL.fullmatch(number):
        meant = bare.replace(".", "").replace(",", ".")
        raise FigureError("comma", text=shown, meant=meant)
    if POINTS_AS_GROUPS.fullmatch(number):
        raise FigureError("points", text=shown, meant=bare.replace(".", ""))
    raise FigureError("groups" if set(number) & set(", '’") else "unclear", text=shown)


def check_unit(found: re.Match[str], shown: str, unit: str) -> None:
    """Refuse a percent sign or a currency that contradicts the unit of the indicator."""
    known = tidy(unit).casefold()
    money = (found["money"] or found["money_after"] or "").casefold()
    if found["percent"] == "‰":
        raise FigureError("per_mille", text=shown)
    if found["percent"] and known and not any(word in known for word in PERCENT_UNITS):
        raise FigureError("percent_of_ratio", text=shown, unit=unit)
    if not money:
        return
    percent = found["percent"] or any(word in known for word in PERCENT_UNITS)
    twice = found["money"] and found["money_after"]
    if percent or twice or contradicts(money, known):
        raise FigureError("money", text=shown, unit=unit)


def contradicts(money: str, unit: str) -> bool:
    """The unit names a currency, and it is not this one."""
    named = {word for word in MONEY_WORDS if word in unit and not word.isascii()}
    named |= MONEY_WORDS & set(re.findall(r"[a-z]+|\w*\$", unit))
    return bool(named) and not named & {money, *CURRENCIES[money].split()}


def bounded(value: Decimal, shown: str) -> Figure:
    if value and value.adjusted() >= WHOLE_DIGITS:
        raise FigureError("too_large", text=shown)
    if exponent(value) >= -DECIMALS:
        return Figure(plain(value))
    with localcontext(EXACT):
        rounded = value.quantize(STEP, ROUND_HALF_UP)
    if abs(rounded) >= 10**WHOLE_DIGITS:
        raise FigureError("too_large", text=shown)
    return Figure(plain(rounded), notices=() if rounded == value else ("rounded",))


def exponent(value: Decimal) -> int:
    """The power of ten of the last digit of a finite number."""
    return int(value.as_tuple().exponent)


def plain(value: Decimal) -> Decimal:
    """The same number without exponent, and without a minus before zero."""
    if not value:
        return Decimal(0)
    return value.quantize(Decimal(1)) if exponent(value) > 0 else value


@dataclass(frozen=True, slots=True)
class Aim:
    """A target: one value, or both limits of a range, or nothing."""

    value: Decimal | None = None
    low: Decimal | None = None
    high: Decimal | None = None
    notices: tuple[str, ...] = ()

    @property
    def is_blank(self) -> bool:
        return self.value is None and self.low is None


def parse_aim(text: str, unit: str = "", direction: str = "none") -> Aim:
    """The target in a cell: a number, or `low..high` where the direction is range.

    Errors: FigureError for a text, or for a range where one number is needed and the reverse.
    """
    shown = tidy(text)
    if shown.casefold() in BLANK:
        return Aim()
    if ".." in shown:
        if direction not in {"range", "none"}:
            raise FigureError("range_here", text=shown, direction=direction)
        return parse_range(shown, unit)
    if direction == "range":
        raise FigureError("range_needed", text=shown)
    figure = parse_figure(text, unit)
    if figure.value is None:
        raise FigureError("target_text", text=shown)
    return Aim(figure.value, notices=figure.notices)


def parse_range(shown: str, unit: str) -> Aim:
    parts = [part.strip() for part in shown.split("..")]
    if len(parts) != 2 or not all(parts) or any(p.startswith(".") for p in parts):  # noqa: PLR2004
        raise FigureError("range_shape", text=shown)
    low, high = (parse_figure(part, unit) for part in parts)
    if low.value is None or high.value is None:
        raise FigureError("range_shape", text=shown)
    if low.value > high.value:
        raise FigureError("range_order", text=shown, meant=f"{parts[1]}..{parts[0]}")
    return Aim(low=low.value, high=high.value, notices=low.notices + high.notices)
