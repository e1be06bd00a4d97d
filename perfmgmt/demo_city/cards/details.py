"""What the dictionary says of the cards beside their definition: class, guard, data quality.

Written the way a real dictionary is: good where a system keeps the figures, thin where a unit
reports on itself.
"""

# Both languages of one thing stay together.
# fmt: off
from collections.abc import Iterator
from typing import NamedTuple

from perfmgmt.demo_city.cards.card import Card
from perfmgmt.demo_city.cards.words import LIMITS, SOURCE, WHY, Text

CLASS = {  # by the reason why something is measured: type, classification
    "timely": ("output", "efficiency"), "satisfied": ("quality", "effectiveness"),
    "ease": ("output", "efficiency"), "livelihood": ("outcome", "equity"),
    "learning": ("outcome", "effectiveness"), "care": ("quality", "effectiveness"),
    "work": ("outcome", "effectiveness"), "safety": ("output", "effectiveness"),
    "rescue": ("output", "effectiveness"), "travel": ("quality", "effectiveness"),
    "nature": ("outcome", "effectiveness"), "supply": ("quality", "effectiveness"),
    "order": ("quality", "effectiveness"), "fair": ("outcome", "equity"),
    "lawful": ("activity", "effectiveness"), "money": ("input", "economy"),
    "context": ("input", ""),
}
GUARDS = {  # speed or volume -> what would show that quality pays for it
    "C-ONTIME": "C-SATIS", "GS-DAYS": "GS-VISIT", "GS-DATA": "GS-VISIT", "GS-WAIT": "GS-VISIT",
    "HU-PERMIT": "HU-ACCEPT", "HU-URGENT": "HU-MANAGE", "TR-HOLES": "TR-PAVE",
    "TR-PUNCT": "TR-CROWD", "TR-GAP": "TR-CROWD", "UM-CLOSED": "UM-SOLVED", "MR-CLAIMS": "C-SATIS",
    "MR-START": "MR-SHOPS", "HC-WAIT": "HC-PRIMARY", "HR-JOBS": "HR-PLACED",
    "EM-ARRIVE": "EM-INJURED", "CA-GRANT": "CA-RELIEF", "WA-BURST": "WA-LEAK",
    "EE-REPLY": "C-SATIS",
}
CHECKED = {  # how figures of a source are verified; a unit's own ledger is not
    "hotline": Text("The hotline centre calls back one in ten closed orders each month.",
                    "热线中心每月按10%的比例回访已办结工单。"),
    "portal": Text("Logs of the platform are compared with the archive twice a year.",
                   "每半年将平台日志与归档材料比对一次。"),
    "counter": Text("Tickets are compared with the cases of the same day.",
                    "叫号记录与当日办件逐日比对。"),
    "gps": Text("Ten trips a month are timed on the spot.", "每月现场计时抽查10个班次。"),
    "dispatch": Text("Recordings of 20 calls a month are listened to again.",
                     "每月回听20条呼救录音。"),
    "laboratory": Text("An accredited laboratory repeats one sample in twenty.",
                       "由具备资质的实验室对5%的样品复检。"),
    "monitor": Text("Stations are calibrated every quarter.", "监测站点每季度校准一次。"),
    "building": Text("Supervisors re-open five files a month.", "监管人员每月复核5份档案。"),
    "road": Text("Each repair has a picture with place and time.",
                 "每处修复均留存带时间地点的照片。"),
    "survey": Text("A third party draws the sample and keeps the answers.",
                   "由第三方抽样并留存原始问卷。"),
    "budget": Text("Closed with the treasury every month.", "每月与国库支付数据对账。"),
}
EXACT = {
    "hotline": Text("Whole register; at most 0.5% of orders are entered late.",
                    "全量统计，补录不超过0.5%。"),
    "portal": Text("Whole register, to the minute.", "全量统计，精确到分钟。"),
    "gps": Text("To the second; a gap of a minute or more is marked.",
                "精确到秒，中断1分钟以上的予以标注。"),
    "survey": Text("±4 points at 95%.", "95%置信水平下误差约±4分。"),
    "monitor": Text("Within 5% of the reference method.", "与标准方法偏差不超过5%。"),
    "laboratory": Text("As the standard of each test says.", "按各项检测标准执行。"),
    "budget": Text("To the yuan.", "精确到元。"),
}
MADE_UP = {
    "reopened": Text("Orders opened again within 30 days are published beside the figure.",
                     "同时公布30日内重新开启的工单数。"),
    "terminus": Text("Delays on the way are sampled twice a year.", "途中延误每半年抽样一次。"),
    "small": Text("Three months are read together.", "按三个月合并研判。"),
    "survey": Text("Departments are put into bands, not ranked.", "按区间分档，不逐位排名。"),
    "weather": Text("Compared with the same month of earlier years.", "与往年同月比较。"),
}
TRAPS = {
    "clock": Text("Sending files back for repairs stops the clock.", "以补正材料为由暂停计时。"),
    "reopened": Text("Closing an order that is not solved, to be opened again later.",
                     "问题未解决即办结，随后重新开单。"),
    "terminus": Text("Leaving on time with a bus that is too full to board.",
                     "准点发车但车厢拥挤、乘客无法上车。"),
    "detected": Text("Looking where nothing will be found.", "选择不易发现问题的地点检查。"),
    "share": Text("Keeping hard cases out of the denominator.", "将疑难案件排除在分母之外。"),
    "plan": Text("A plan that was made to be met.", "计划本身偏低。"),
}
# fmt: on

KEY_OF = {text: key for words in (WHY, SOURCE, LIMITS) for key, text in words.items()}


class Details(NamedTuple):
    """Beside the card itself; `guard` is a code, blank for none."""

    code: str
    kind: str
    classification: str
    calculation: str
    guard: str
    verification: Text | None
    accuracy: Text | None
    compensation: Text | None
    misleading: Text | None


def details_of(card: Card) -> Details:
    why, source, limit = (KEY_OF[text] for text in (card.purpose, card.source, card.limits))
    kind, classification = CLASS[why]
    return Details(
        card.code, kind, classification, "cumulative" if why == "money" else "separate",
        GUARDS.get(card.code, ""), CHECKED.get(source), EXACT.get(source),
        MADE_UP.get(limit), TRAPS.get(limit),
    )  # fmt: skip


def all_details(cards: dict[str, Card]) -> Iterator[Details]:
    return map(details_of, cards.values())
