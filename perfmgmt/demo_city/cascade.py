"""The line from strategy to people in Linhu, with some gaps; what it costs and who is reached."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from perfmgmt.demo_city import people
from perfmgmt.demo_city.cards import Text
from perfmgmt.demo_city.draw import draw
from perfmgmt.demo_city.objectives import Aim
from perfmgmt.demo_city.organisation import DISTRICTS

YEAR = 2026


@dataclass(frozen=True, slots=True)
class Plan:
    code: str
    name: Text
    starts_on: date
    ends_on: date


PLAN = Plan("LH-2024-2028", Text("City development plan 2024–2028", "2024—2028年城市发展规划"),
            date(2024, 1, 1), date(2028, 12, 31))  # fmt: skip
ANNUAL = Plan("LH-2026", Text("Annual plan 2026", "2026年度计划"),
              date(2026, 1, 1), date(2026, 12, 31))  # fmt: skip
# Nobody has said yet how one will see whether it is reached: an objective without a KPI.
UNMEASURED = Aim("TR-B", Text("Cycling that is safe all the way", "建设连续安全的自行车通行网络"),
                 "LH-TR", "LH-5")  # fmt: skip

# Of 2026: a KPI that nobody owns, and two that are still owned by a head who moved to City Hall.
UNOWNED = (("LH-UM-05", "UM-FEES"),)
LEFT_BEHIND = (("LH-EM", "EM-DRILLS"), ("LH-EM", "EM-HAZARD"))


def owner_of(node: str, card: str, year: int, usual: str) -> str | None:
    """The staff number of whoever owns a KPI; None where nobody does."""
    if year == YEAR and (node, card) in UNOWNED:
        return None
    if year == YEAR and (node, card) in LEFT_BEHIND:
        return people.holder(people.MOVED_TO).number
    return usual


@dataclass(frozen=True, slots=True)
class Carried:
    """Who carries a KPI of 2026 or contributes to it: a post, or else a department."""

    node: str
    card: str
    who: str  # code of a post, or of a department that contributes
    share: str  # percent
    task: Text


CARRIED = (
    Carried("LH-TR", "TR-JAM", "LH-TR/2", "60",
            Text("Answers for the traffic plan of six main roads", "负责六条主干道交通组织方案")),
    Carried("LH-TR", "TR-JAM", "LH-TR-02/1", "40",
            Text("Keeps road works out of the peak hours", "避免占道施工影响高峰时段")),
    Carried("LH-TR", "TR-JAM", "LH-UM", "20",
            Text("Clears parked cars from the bus lanes", "清理公交专用道违停车辆")),
    Carried("LH-TR-01", "TR-PUNCT", "LH-TR-01/2", "50",
            Text("Timetables of lines 1 to 40", "1路至40路行车时刻表")),
    Carried("LH-TR-01", "TR-PUNCT", "LH-TR-01/5", "50",
            Text("Daily check of departures at the terminals", "每日核查首末站发车情况")),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Need:
    """A requirement of one department to another, and what became of it."""

    asking: str
    asked: str
    card: str  # the KPI it is needed for
    what: Text
    asked_on: date
    answer_by: date
    due_on: date
    state: str = "asked"
    answered_on: date | None = None
    reason: Text | None = None


NEEDS = (
    Need("LH-TR", "LH-UM", "TR-JAM",
         Text("Keep the bus lanes of Lake Road free of parked cars at peak hours",
              "高峰时段清空环湖路公交专用道违停车辆"),
         date(2026, 10, 20), date(2026, 11, 3), date(2027, 3, 31)),
    Need("LH-WA", "LH-HU", "WA-LEAK",
         Text("Hand over the pipe plans of every building site before digging begins",
              "施工开挖前移交全部工地的地下管线图"),
         date(2026, 9, 7), date(2026, 9, 21), date(2026, 12, 31), "declined", date(2026, 9, 16),
         Text("The plans lie with the archive; from July 2027 we can send them ourselves.",
              "管线图由城建档案馆保管，2027年7月起方可由我局直接移交。")),
    Need("LH-EM", "LH-HC", "EM-ARRIVE",
         Text("Place two ambulances at the chemical park", "在化工园区派驻两辆救护车"),
         date(2026, 8, 3), date(2026, 8, 17), date(2026, 12, 15), "accepted", date(2026, 8, 12)),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Groups:
    """A list of groups: code, English, Chinese."""

    code: str
    name: Text
    members: tuple[tuple[str, str, str], ...]


GROUPS = (
    Groups("sex", Text("Sex", "性别"), (("f", "Women", "女"), ("m", "Men", "男"))),
    Groups("age-band", Text("Age band", "年龄段"), (
        ("u25", "Under 25", "25岁以下"), ("25-44", "25 to 44", "25—44岁"),
        ("45-59", "45 to 59", "45—59岁"), ("60+", "60 and over", "60岁及以上"),
    )),
    Groups("district", Text("District", "区"),
           tuple((en.lower(), en, f"{zh}区") for en, zh in DISTRICTS)),
    Groups("channel", Text("Channel", "办理渠道"), (
        ("counter", "Counter", "窗口"), ("online", "Online", "网上"),
        ("phone", "Telephone", "电话"),
    )),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Cut:
    """A value cut along a list: per mille of each group, the last takes what is left."""

    node: str
    card: str
    period: str
    groups: str
    per_mille: tuple[int, ...]
    reason: Text | None = None
    extra: int = 0  # counted once more in the first group, where a reason says so


CUTS = (
    Cut("LH-HR", "HR-JOBS", "2026-10", "sex", (436, 564)),
    Cut("LH-HR", "HR-JOBS", "2026-10", "age-band", (318, 471, 184, 27)),
    Cut("LH-CA", "CA-VISIT", "2026-07", "district", (262, 231, 197, 168, 142),
        Text("Old people who moved within the month are counted in both districts.",
             "当月跨区迁居的老年人在两个区均计入。"), extra=12),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Money:
    """Budget and spending of a month."""

    node: str
    card: str
    period: str
    budget: int  # yuan
    spent: Decimal


def money() -> tuple[Money, ...]:
    """What the programme for new jobs was given and has spent, January to October 2026."""
    months = (f"{YEAR}-{month:02}" for month in range(1, 11))
    return tuple(
        Money("LH-HR", "HR-JOBS", month, 4_200_000,
              Decimal(draw(f"money/{month}", 372_000_000, 431_000_000)) / 100)
        for month in months
    )  # fmt: skip


CONTENT = (PLAN, ANNUAL, UNMEASURED, UNOWNED, LEFT_BEHIND, CARRIED, NEEDS, GROUPS, CUTS, money())
