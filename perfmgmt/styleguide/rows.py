"""Rows of the living page's lists and tables."""

from perfmgmt.styleguide import drawings
from perfmgmt.styleguide.language import say


def needs() -> list[dict[str, object]]:
    return [
        {
            "mark": "concern",
            "name": say("Permits decided within 10 days", "许可10日内办结率"),
            "url": "#needs",
            "value": "71",
            "unit": "%",
            "target": say("target ≥ 90%", "目标值 ≥ 90%"),
            "why": say(
                "Cannot reliably meet the target: expected 64–83%. 7 months below average.",
                "难以稳定达标：预期范围64%～83%。连续7个月低于均值。",
            ),
            "owner": say("Chen Jing", "陈静"),
            "missing": say("no action yet", "尚无措施"),
            "strip": drawings.permits(),
            "action": say("Record action", "记录措施"),
            "action_url": "#needs",
        },
        {
            "mark": "concern",
            "name": say("Citizen dissatisfied share", "公众差评率"),
            "url": "#needs",
            "value": "9.4",
            "unit": "%",
            "target": say("target ≤ 5.0%", "目标值 ≤ 5.0%"),
            "why": say("Above the upper limit in September (n = 812).", "9月高于上限（n = 812）。"),
            "owner": say("Gao Yan", "高燕"),
            "missing": say("action due 3 Oct, 5 days overdue", "措施应于10月3日完成，已逾期5天"),
            "strip": drawings.dissatisfied(),
            "action": say("Update action", "更新措施"),
            "action_url": "#needs",
        },
        {
            "mark": "late",
            "name": say("Repairs completed on time", "维修按时完成率"),
            "url": "#needs",
            "value": None,
            "target": say("target ≥ 92%", "目标值 ≥ 92%"),
            "why": say(
                "September value is missing. Due today, 8 October.",
                "缺少9月数据，今天（10月8日）到期。",
            ),
            "owner": say("Sun Li · reminded 6 Oct", "孙丽·10月6日已提醒"),
            "strip": drawings.repairs(),
            "action": say("Enter value", "录入数据"),
            "action_url": "#needs",
        },
    ]


def kpi(
    name: str,
    latest: str | None,
    unit: str,
    target: str,
    chance: str,
    status: str,
    strip: object,
    owner: str,
) -> dict[str, object]:
    return {
        "name": name,
        "url": "#kpis",
        "latest": latest,
        "unit": unit,
        "target": target,
        "chance": chance,
        "status": status,
        "strip": strip,
        "owner": owner,
    }


def kpis() -> list[dict[str, object]]:
    return [
        {
            "heading": say("Objective 1 · Faster decisions", "目标1·更快的审批"),
            "rows": faster_decisions(),
        },
        {
            "heading": say("Objective 2 · Better homes", "目标2·更好的住房"),
            "rows": better_homes(),
        },
    ]


def faster_decisions() -> list[dict[str, object]]:
    chen = say("Chen Jing", "陈静")
    permits = say("Permits decided within 10 days", "许可10日内办结率")
    days = say("Median days to decide a residence permit", "居住证办理中位天数")
    poor, mixed = say("Not capable", "难以达标"), say("Hit or miss", "时达时不达")
    slow = drawings.dissatisfied()
    return [
        kpi(permits, "71", "%", "≥ 90", poor, "concern", drawings.permits(), chen),
        kpi(days, "6.2", say("days", "天"), "≤ 7.0", mixed, "normal", slow, chen),
    ]


def better_homes() -> list[dict[str, object]]:
    gao, sun = say("Gao Yan", "高燕"), say("Sun Li", "孙丽")
    repairs = say("Repairs completed on time", "维修按时完成率")
    paperless = say("Paperless share of applications", "全程网办率")
    mixed, good = say("Hit or miss", "时达时不达"), say("Reliable", "稳定达标")
    return [
        kpi(repairs, None, "%", "≥ 92", mixed, "normal", drawings.repairs(), sun),
        kpi(paperless, "83", "%", "≥ 80", good, "improve", drawings.paperless(), gao),
    ]


def lists() -> dict[str, object]:
    return {
        "needs": needs(),
        "good_words": say("2 KPIs improved", "2项指标向好"),
        "good": [
            {"name": say("Call waiting time", "热线等待时间"), "url": "#needs"},
            {"name": say("Paperless share of applications", "全程网办率"), "url": "#needs"},
        ],
        "kpi_groups": kpis(),
        "tasks": [
            {
                "name": say("Permits decided within 10 days", "许可10日内办结率"),
                "url": "#t",
                "state": "done",
            },
            {
                "name": say("Citizen dissatisfied share", "公众差评率"),
                "url": "#t",
                "state": "doing",
            },
            {"name": say("Digital files project", "电子档案项目"), "url": "#t", "state": "todo"},
            {"name": say("Check your answers and submit", "核对并提交"), "state": "waiting"},
        ],
        "summary": [
            {
                "key": say("Formula", "计算公式"),
                "value": say(
                    "decided in 10 working days ÷ all decided", "10个工作日内办结数 ÷ 办结总数"
                ),
                "url": "#s",
            },
            {"key": say("Better", "评价方向"), "value": say("Higher", "越高越好"), "url": "#s"},
            {"key": say("Known limits", "已知局限"), "value": None},
            {
                "key": say("Proof", "佐证"),
                "value": None,
                "file": {
                    "url": "#s",
                    "name": "2026-09.pdf",
                    "size": 48128,
                    "sha256": "5d41402abc4b2a76b9719d911017c592" * 2,
                    "scan": say("scanned, nothing found", "已扫描，未发现问题"),
                },
            },
        ],
        "events": [
            {
                "when": "2026-10-08 14:02",
                "iso": "2026-10-08T14:02",
                "who": say("Chen Jing", "陈静"),
                "what": say("Value corrected: 73% to 71%", "数据更正：73%改为71%"),
                "url": "#e",
                "note": say("The hall had counted withdrawn cases.", "大厅误计了撤回件。"),
            },
            {
                "when": "2026-10-02 09:40",
                "iso": "2026-10-02T09:40",
                "who": say("Chen Jing", "陈静"),
                "what": say("Value reported: 73%", "报送数据：73%"),
            },
        ],
    }


def tables() -> dict[str, object]:
    return {
        "columns": columns(),
        "rows": bureaus(),
        "foot": [say("All departments", "全部部门"), "41", "85.2", ""],
        "months": [
            say(english, f"{number}月")
            for number, english in enumerate(
                ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug"), start=1
            )
        ],
        "heat": heat(),
        "tree_columns": [
            {"label": say("Indicators", "指标数"), "num": True},
            {"label": say("Coverage", "数据覆盖"), "num": True, "hide_s": True},
            {"label": say("Score", "得分"), "num": True},
        ],
        "tree": tree(),
    }


def columns() -> list[dict[str, object]]:
    return [
        {
            "label": say("Department", "部门"),
            "wide": True,
            "sort_url": "#tables",
            "sort": "ascending",
        },
        {"label": say("Indicators", "指标数"), "num": True, "sort_url": "#tables"},
        {"label": say("Score", "得分"), "num": True, "sort_url": "#tables"},
        {"label": say("State", "状态")},
    ]


def bureaus() -> list[list[object]]:
    return [
        [
            {"text": say("Housing Bureau", "住房和建设局"), "url": "#tables", "sub": "L-010"},
            "18",
            "76.0",
            {"status": "concern", "word": say("3 need action", "3项需处理")},
        ],
        [
            {"text": say("Transport Bureau", "交通运输局"), "url": "#tables", "sub": "L-020"},
            "14",
            "88.5",
            {"status": "normal"},
        ],
        [
            {"text": say("Water Bureau", "水务局"), "url": "#tables", "sub": "L-030"},
            "9",
            "91.2",
            {"state": "doing"},
        ],
    ]


def heat() -> list[dict[str, object]]:
    shades = {
        "Permits": ("许可科", "45468787"),
        "Repairs": ("维修科", "33232320"),
        "Service hall": ("服务大厅", "56555676"),
    }
    return [
        {
            "name": say(english, chinese),
            "cells": [
                {"value": digit, "level": max(int(digit) - 3, 1) if digit != "0" else 0}
                for digit in digits
            ],
        }
        for english, (chinese, digits) in shades.items()
    ]


def tree() -> list[dict[str, object]]:
    return [
        {
            "name": say("Linhu City", "临湖市"),
            "url": "#tree",
            "level": 1,
            "cells": ["180", "97%", "84.1"],
        },
        {
            "name": say("Housing Bureau", "住房和建设局"),
            "url": "#tree",
            "level": 2,
            "cells": ["18", "94%", "76.0"],
            "current": True,
        },
        {
            "name": say("Permit Division", "许可科"),
            "url": "#tree",
            "level": 3,
            "sub": say("Head: Chen Jing (acting)", "负责人：陈静（代理）"),
            "cells": ["6", "100%", "72.4"],
        },
        {
            "name": say("Repairs Division", "维修科"),
            "url": "#tree",
            "level": 3,
            "cells": ["5", "83%", "79.9"],
        },
        {
            "name": say("Transport Bureau", "交通运输局"),
            "url": "#tree",
            "level": 2,
            "cells": ["14", "100%", "88.5"],
        },
    ]


def words() -> dict[str, object]:
    return {
        "facts": [
            {
                "label": say("September 2026", "2026年9月"),
                "value": "71",
                "unit": "%",
                "note": say("1,204 of 1,696", "1,204 / 1,696"),
            },
            {
                "label": say("Target", "目标值"),
                "value": "90",
                "unit": "%",
                "compare": "≥",
                "note": say("19 pp below", "低19个百分点"),
            },
            {
                "label": say("Signal", "信号"),
                "status": "concern",
                "note": say("7 months below average", "连续7个月低于均值"),
            },
            {
                "label": say("Score", "得分"),
                "value": None,
                "note": say("not scored yet", "尚未计分"),
            },
        ],
        "chips": [
            {"label": say("Housing Bureau", "住房和建设局"), "url": "#lists"},
            {"label": "2026-Q3", "url": "#lists"},
        ],
        "tabs": [
            {"label": say("All", "全部"), "url": "#tabs", "current": True, "count": "200"},
            {"label": say("Errors", "错误"), "url": "#tabs", "count": "5"},
            {"label": say("Changed", "有变化"), "url": "#tabs", "count": "12"},
            {"label": say("New", "新增"), "url": "#tabs", "count": "183"},
        ],
        "panel_rows": [
            {"key": say("Result", "结果"), "value": "6.1%"},
            {"key": "n", "value": "9,812"},
        ],
        "consequences": [
            say("195 values become visible to 12 departments.", "195条数据将对12个部门可见。"),
            say("You can undo this for 24 hours.", "24小时内可以撤销。"),
        ],
        "errors": [
            {
                "text": say(
                    "Weights add up to 99, not 100. Change one of them.",
                    "权重合计为99，应为100，请修改其中一项。",
                ),
                "url": "#id_weight",
            }
        ],
        "curl": 'curl -fOJ -H "Authorization: Token $T" \\\n  "$H/api/v1/scores.csv?run=7"',
        "token": "pm_4f1c7a92e0d84b6f9a3c5d7e8f60b1c2",
        "crumbs": [
            {"label": say("Housing Bureau", "住房和建设局"), "url": "#top"},
            {"label": say("Faster decisions", "更快的审批"), "url": "#top"},
        ],
    }
