"""Which column of a strange table is which, as far as its header tells. No Django."""

from __future__ import annotations

import difflib
import hashlib

from indicators import characters
from indicators.intake.problems import READ, UnreadableError
from indicators.intake.rows import IN_CHINESE, IN_FORCE, layout_of

NEEDED = ("department", "indicator", "actual", "period")
CALLED = {
    "department": (
        "dept", "department code", "department name", "organisation", "organization", "agency",
        "部门编码", "部门名称", "单位名称", "填报单位", "责任单位", "责任部门",
    ),
    "indicator": (
        "kpi", "kpi code", "code", "indicator code", "indicator name", "measure", "metric",
        "指标编码", "指标名称", "考核指标",
    ),
    "unit": ("unit of measure", "uom", "measurement unit", "计量单位"),
    "direction": ("polarity", "better", "desired direction", "指标方向", "指标属性"),
    "target": ("goal", "plan", "planned value", "目标任务", "计划值", "年度目标"),
    "actual": (
        "value", "result", "reported value", "achieved", "actual value", "数值", "完成值",
        "实际完成值", "本期值", "本期实际",
    ),
    "period": (
        "month", "date", "quarter", "reporting period", "time", "年月", "月份", "报告期", "统计期",
        "所属期",
    ),
    "note": (
        "notes", "remark", "remarks", "comment", "comments", "explanation", "说明", "注释", "附注",
    ),
}  # fmt: skip
TEMPLATE = {
    "en": ("department", "department name", "indicator", "name", "unit", IN_FORCE[0], "period",
           "actual", "note"),
    "zh-hans": ("部门", "部门名称", "指标", "名称", "单位", IN_FORCE[1], "期间", "实际", "备注"),
}  # fmt: skip
OF_AN_ERROR_FILE = {"line", "problem"}
OURS = OF_AN_ERROR_FILE.union(*TEMPLATE.values())
ALIKE = 0.82  # of two names, by difflib


def is_understood(header: list[str]) -> bool:
    """Whether the seven columns stand under their own names, or no match could mend it."""
    try:
        layout_of(header)
    except UnreadableError as error:
        return error.code != "missing_columns" or len(header) < len(NEEDED)
    return True


def in_our_words(header: list[str]) -> dict[str, int]:
    """Column → place where nothing stands but our own names: a file of errors, a template."""
    cells = [plain(cell) for cell in header]
    found = {
        column: at for at, cell in enumerate(cells) for column in READ if says_so(cell, column)
    }
    others = [cell for at, cell in enumerate(cells) if cell and at not in found.values()]
    is_ours = set(NEEDED) <= found.keys() and set(others) <= OURS
    return found if is_ours else {}


def fingerprint(header: list[str]) -> str:
    """The same for headers that differ in case and blanks only."""
    return hashlib.sha256("\x1f".join(map(plain, header)).encode()).hexdigest()


def plain(cell: str) -> str:
    return characters.plain(cell).casefold()


def guess(header: list[str]) -> dict[str, int]:
    """Column → place for what can be told; each place is given once, sure ones first.

    Shape:  a part of READ; what cannot be told is left out.
    Source: docs/collecting.md, rule I1.
    """
    cells = [plain(cell) for cell in header]
    found: dict[str, int] = {}
    for judge in (says_so, is_called_so, resembles):
        for column in READ:
            places = [at for at, cell in enumerate(cells) if cell and judge(cell, column)]
            free = [at for at in places if at not in found.values()]
            if column not in found and free:
                found[column] = free[0]
    return found


def says_so(cell: str, column: str) -> bool:
    return IN_CHINESE.get(cell, cell) == column


def is_called_so(cell: str, column: str) -> bool:
    return cell in CALLED[column]


def resembles(cell: str, column: str) -> bool:
    return bool(difflib.get_close_matches(cell, [column, *CALLED[column]], n=1, cutoff=ALIKE))
