"""The template of a data return: an XLSX workbook out, the filled one in."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import TYPE_CHECKING, BinaryIO

from django.utils import translation
from django.utils.translation import gettext as _

from indicators import characters
from indicators.asking import RATE, REASONS, VALUE, Line, figure
from indicators.intake.confined import open_confined
from indicators.intake.problems import UnreadableError
from indicators.intake.reading import UPLOAD
from indicators.models import DataReturn

if TYPE_CHECKING:
    from xlsxwriter.worksheet import Worksheet

KNOWN = ("code", "indicator", "unit", "target", "before")
FILLED = ("value", "numerator", "denominator", "missing", "note")
NAMES = {
    "en": ("code", "KPI", "unit", "target", "value before", "value", "numerator", "denominator",
           "why none", "note"),
    "zh-hans": ("编码", "指标", "单位", "目标值", "上期数值", "数值", "分子", "分母", "无数值原因",
                "备注"),
}  # fmt: skip
WIDTHS = (14, 44, 12, 12, 16, 14, 14, 14, 20, 40)


def written(row: DataReturn, lines: Sequence[Line], language: str) -> bytes:
    """The workbook: what is known is locked, what is asked for is open and checked on entry."""
    import xlsxwriter  # noqa: PLC0415 -- slow import, and 8 MB of every process

    out = io.BytesIO()
    with translation.override(language), xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        sheet = book.add_worksheet(row.period.label[:31])
        open_cell = book.add_format({"locked": False, "bg_color": "#FFF9E5", "border": 1})
        head = book.add_format({"bold": True, "bottom": 2})
        for column, name in enumerate(NAMES[language]):
            sheet.write_string(0, column, name, head)
            sheet.set_column(column, column, WIDTHS[column])
        for at, line in enumerate(lines, 1):
            write_line(sheet, at, line, open_cell)
        check_entries(sheet, len(lines))
        sheet.freeze_panes(1, 2)
        sheet.protect("", {"format_columns": True})
        explain(book.add_worksheet(_("How to fill it in")), row)
    return out.getvalue()


def write_line(sheet: Worksheet, at: int, line: Line, open_cell: object) -> None:
    before = figure(line.before) if line.before else None
    known = (line.indicator.code, line.indicator.title, line.indicator.unit)
    for column, text in enumerate(known):
        sheet.write_string(at, column, text)
    for column, number in ((3, line.target.value), (4, before)):
        if number is not None:
            sheet.write_number(at, column, round(number, line.indicator.decimals))
    asked = RATE if line.is_rate else VALUE
    for column, name in enumerate(FILLED, len(KNOWN)):
        if name in {*asked, "missing", "note"}:
            sheet.write_blank(at, column, None, open_cell)


def check_entries(sheet: Worksheet, count: int) -> None:
    """A number where a number belongs, a reason out of the list; in words when it is not."""
    first = len(KNOWN)
    sheet.data_validation(1, first, count, first + 2, {
        "validate": "decimal", "criteria": "between", "minimum": -1e15, "maximum": 1e15,
        "error_title": _("A number"), "error_message": _("Write a number, such as 1204.5."),
    })  # fmt: skip
    sheet.data_validation(1, first + 3, count, first + 3, {
        "validate": "list", "source": [str(words) for code, words in REASONS if code],
        "error_title": _("Why there is no value"), "error_message": _("Choose one of the list."),
    })  # fmt: skip


def explain(sheet: Worksheet, row: DataReturn) -> None:
    sheet.set_column(0, 0, 100)
    for at, text in enumerate((
        f"{row.department.title} · {row.period.label}",
        _("Due on %(day)s.") % {"day": row.due_on.isoformat()},
        _("Fill in the yellow cells only: the value, or numerator and denominator."),
        _("Where there is no value, choose why. A note explains what is unusual."),
        _("Then choose the file on the page of this return: it fills the form, and you submit it "
          "there."),
    )):  # fmt: skip
        sheet.write_string(at, 0, text)


def read(file: BinaryIO, lines: Sequence[Line]) -> dict[str, dict[str, str]]:
    """The texts of the filled cells by the number of the card, ready to be kept as a draft.

    Errors: UnreadableError for a file that is no table, or not of this return.
    """
    table = open_confined(file, UPLOAD)
    _line, header = next(table.lines, (1, []))
    places = columns_of(header)
    cards = {line.indicator.code: str(line.indicator.pk) for line in lines}
    reasons = reason_codes()
    found = {}
    for _line, cells in table.lines:
        texts = {name: cells[at].strip() for name, at in places.items() if at < len(cells)}
        if (card := cards.get(texts.pop("code", ""))) is not None:
            texts["missing"] = reasons.get(texts.get("missing", ""), "")
            found[card] = {name: text for name, text in texts.items() if text}
    if not found:
        raise UnreadableError("no_codes", found=", ".join(list(cards)[:3]))
    return found


def columns_of(header: list[str]) -> dict[str, int]:
    places: dict[str, int] = {}
    for names in NAMES.values():
        wanted = dict(zip(names, (*KNOWN, *FILLED), strict=True))
        for at, cell in enumerate(header):
            name = wanted.get(characters.plain(cell))
            if name in {"code", *FILLED}:
                places.setdefault(str(name), at)
    if "code" not in places or len(places) == 1:
        raise UnreadableError("missing_columns", missing=", ".join(NAMES["en"][5:]),
                              found=" | ".join(header)[:100])  # fmt: skip
    return places


def reason_codes() -> dict[str, str]:
    """What a reason may be called: its code, and its words in both languages."""
    known = {code: code for code, _words in REASONS}
    for language in NAMES:
        with translation.override(language):
            known |= {str(words): code for code, words in REASONS if code}
    return known
