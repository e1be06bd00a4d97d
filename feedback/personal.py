"""Personal data in what people write, so that nobody publishes it unawares. No Django.

It finds what has a shape (numbers, plates, addresses of mail) and what is announced ("姓名：…").
It does not understand a text: a name without a word before it stays unseen, so a person reads too.
Source: docs/rectification.md, D14.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator
from dataclasses import dataclass

# Full-width letters and digits as narrow ones, and digits that are written out; one for one, so
# that a place in the one text is the same place in the other.
NARROW = {0xFF01 + at: 0x21 + at for at in range(94)} | {0x3000: 0x20}
SPOKEN = str.maketrans("〇零一二三四五六七八九幺", "001234567891")
PROVINCES = "京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼"
CJK = "\u4e00-\u9fff"
ID_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)  # GB 11643-1999
ID_MARKS = "10X98765432"
MASK = "■■■"

PATTERNS = {
    "id_number": re.compile(r"(?<!\d)\d{6}[ -]?\d{8}[ -]?\d{3}[\dXx](?![\dA-Za-z])"),
    "phone": re.compile(
        r"(?<!\d)(?:(?:\+|00)?86[ -]?)?1[3-9]\d(?:[ -]?\d{4}){2}(?!\d)"
        r"|(?<!\d)\(?0\d{2,3}\)?[ -]?\d{7,8}(?!\d)"
        r"|(?<!\d)0\d{4} ?\d{6}(?!\d)"
        r"|\+\d(?:[ ()-]?\d){7,14}(?!\d)"
        r"|(?<!\d)400[ -]?\d{3}[ -]?\d{4}(?!\d)"
    ),
    "bank_card": re.compile(r"(?<!\d)\d(?:[ -]?\d){12,18}(?!\d)"),
    "email": re.compile(r"[A-Za-z0-9._%+-]{1,64}@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+"),
    "plate": re.compile(
        rf"[{PROVINCES}][A-HJ-NP-Z][ ·•]?[A-HJ-NP-Z0-9]{{4,5}}[A-HJ-NP-Z0-9挂学警港澳]"
        r"|\b[A-Z]{2}\d{2} ?[A-Z]{3}\b"
    ),
    "account": re.compile(
        r"(?:微信|(?i:wechat|weixin|whatsapp|qq))(?:号|帐号|账号)?(?:是|为)?"
        r"[ :]*[A-Za-z0-9_-]{5,20}"
    ),
    "name": re.compile(
        rf"(?:姓名|名字)(?:是|为|叫)?[ :]*[{CJK}·]{{2,4}}"
        rf"|(?:我叫|本人叫)[ :]*[{CJK}·]{{2,3}}"
        rf"|(?:联系人|当事人|经办人|申请人|投诉人)(?:是|为|[ :])+[{CJK}·]{{2,4}}"
        r"|\b(?i:my name is|(?:full )?name ?:) ?[A-Z][\w'’-]+(?: [A-Z][\w'’-]+){0,3}"
        r"|\b(?:Mr|Mrs|Ms|Miss|Dr)\.? [A-Z][a-z'’-]+(?: [A-Z][a-z'’-]+)?"
    ),
    "address": re.compile(
        rf"(?:家庭住址|住址|家住|住在)(?:是|为)?[ :]*[{CJK}A-Za-z0-9-]{{4,40}}"
        rf"|\d+(?:号楼|栋|幢|弄)[{CJK}\d-]{{0,8}}?\d+(?:室|号)"
        r"|\b(?i:(?:home )?address ?:) ?\S[^\n,;。]{5,60}"
    ),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Finding:
    kind: str  # a key of PATTERNS
    start: int
    end: int


def found_in(text: str) -> tuple[Finding, ...]:
    """What looks like personal data, in the order of the text; no two overlap.

    An identity number counts with its check character and a day of birth, a bank card with its
    check digit; written with full-width or spoken digits they are the same.
    """
    narrow = text.translate(NARROW)
    spoken = narrow.translate(SPOKEN)
    taken: list[Finding] = []
    for kind, pattern in PATTERNS.items():
        read = spoken if kind in ("phone", "id_number") else narrow
        for start, end in spans(pattern, read, kind):
            if all(end <= other.start or start >= other.end for other in taken):
                taken.append(Finding(kind, start, end))
    return tuple(sorted(taken, key=lambda one: one.start))


def kinds_in(*texts: str) -> list[str]:
    """The kinds that are found in any of the texts, each once, in the order of PATTERNS."""
    found = {one.kind for text in texts for one in found_in(text)}
    return [kind for kind in PATTERNS if kind in found]


def masked(text: str) -> str:
    """The text with a bar for everything that was found."""
    parts, at = [], 0
    for one in found_in(text):
        parts += [text[at : one.start], MASK]
        at = one.end
    return "".join([*parts, text[at:]])


def spans(pattern: re.Pattern[str], text: str, kind: str) -> Iterator[tuple[int, int]]:
    for match in pattern.finditer(text):
        number = re.sub(r"[ -]", "", match.group())
        if kind == "id_number" and not is_id_number(number):
            continue
        if kind == "bank_card" and not is_bank_card(number):
            continue
        yield match.span()


def is_id_number(number: str) -> bool:
    """Eighteen characters: place, a day that was, and the check character of GB 11643."""
    try:
        datetime.date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        return False
    total = sum(int(digit) * weight for digit, weight in zip(number, ID_WEIGHTS, strict=False))
    return ID_MARKS[total % 11] == number[17].upper()


def is_bank_card(number: str) -> bool:
    """Luhn: every second digit from the right is doubled; the sum ends in nothing."""
    digits = [int(digit) for digit in reversed(number)]
    doubled = [2 * digit - 9 * (digit > 4) for digit in digits[1::2]]  # noqa: PLR2004 -- 2 x 5 = 1 + 0
    return len(set(digits)) > 1 and (sum(digits[0::2]) + sum(doubled)) % 10 == 0
