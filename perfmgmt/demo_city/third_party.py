"""An evaluation of four bureaus of Linhu by an institute from outside, marked and to be replied to.

The stories: one bureau is marked two levels apart by the two markers, so somebody has to settle it;
the Transport Bureau is marked low on how it explains what it decides, and may reply.
"""

from __future__ import annotations

from dataclasses import dataclass

from perfmgmt.demo_city.organisation import Text

CARD, YEAR = "C-SURVEY", "2026"
INSTITUTE = Text("Lotus Institute for Public Policy", "荷风公共政策研究院")
REGISTRATION = "91330100MA2LH7Q63X"
SIGNED_BY = "Gu Wenbo · 顾文博"
MARKERS = ("lotus-first", "lotus-second", "lotus-responsible")
NAME = Text("Openness of government 2026", "2026年政务公开第三方评估")
SCOPE = Text(
    "What four bureaus publish, how they answer requests, and how they explain what they decide.",
    "四个局的主动公开、依申请公开答复和政策解读情况。",
)
LEVELS = (
    (0, Text("Missing", "缺失"), Text("Nothing found.", "未发现相关内容。")),
    (4, Text("Partly", "部分"), Text("Some of it, or older than a year.",
                                   "内容不全，或超过一年未更新。")),
    (7, Text("Mostly", "较好"), Text("Complete, but late or hard to find.",
                                   "内容完整，但更新较慢或不易查找。")),
    (10, Text("Fully", "完整"), Text("Complete, up to date, found within three steps.",
                                   "内容完整、更新及时，三步之内可以找到。")),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Criterion:
    name: Text
    weight: int


CRITERIA = (
    Criterion(Text("What must be published is there", "主动公开"), 40),
    Criterion(Text("Requests are answered in time", "依申请公开答复"), 35),
    Criterion(Text("Decisions are explained", "政策解读"), 25),
)
# Of each bureau the levels of both markers, lowest 1, in the order of the criteria.
MARKS = {
    "LH-TR": ((4, 3, 2), (4, 3, 2)),
    "LH-UM": ((3, 3, 3), (3, 4, 3)),
    "LH-HU": ((2, 4, 4), (4, 4, 4)),
    "LH-MR": ((4, 4, 3), (4, 4, 4)),
}
NOTES = {
    1: Text("Nothing was found on three visits.", "三次查阅均未发现相关内容。"),
    2: Text("Found in part; the newest notice is fourteen months old.",
            "内容不全，最近一次更新在十四个月前。"),
    3: Text("Complete, but only found by the search.", "内容完整，但只能通过搜索找到。"),
    4: Text("Complete, dated this month, two steps from the start page.",
            "内容完整，本月更新，从首页两步可达。"),
}  # fmt: skip
EVIDENCE = Text("Screens of the website, 12 to 16 October 2026", "网站截图，2026年10月12日至16日")
CONTENT = (
    CARD, YEAR, INSTITUTE, REGISTRATION, SIGNED_BY, MARKERS, NAME, SCOPE, LEVELS, CRITERIA, MARKS,
    NOTES, EVIDENCE,
)  # fmt: skip
