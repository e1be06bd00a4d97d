"""The cycles of appraisal of Linhu: one whose results are told, one in evaluation, one being
planned, one being set up; and what is said in them."""

from dataclasses import dataclass
from datetime import date

from perfmgmt.demo_city.cards import Text
from perfmgmt.demo_city.organisation import CITY

POLICY = "cn-local"
PERSON_SCALE = "civil-servant-annual"
DEPARTMENT_SCALE = "department-annual"
PHASES = (
    "planning", "coaching", "self_assessment", "evaluation", "calibration", "results", "appeals",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Round:
    """A cycle of appraisal: its year, when its phases begin and when the last one ends."""

    code: str
    name: Text
    year: str
    begins: tuple[date, ...]
    ends_on: date
    launched_on: date | None
    phase: str | None  # the one that is open
    branch: str = CITY.code


ROUNDS = (
    Round(
        "2025-TR", Text("Annual appraisal 2025, transport", "2025年度交通系统考核"), "2025",
        (
            date(2024, 12, 1), date(2025, 1, 31), date(2026, 1, 1), date(2026, 1, 15),
            date(2026, 2, 5), date(2026, 2, 15), date(2026, 3, 8),
        ),
        date(2027, 1, 31), date(2024, 12, 1), "appeals", "LH-TR",
    ),
    Round(
        "2026-annual", Text("Annual appraisal 2026", "2026年度考核"), "2026",
        (
            date(2025, 12, 1), date(2026, 1, 31), date(2026, 11, 1), date(2026, 11, 21),
            date(2026, 12, 19), date(2027, 1, 9), date(2027, 1, 31),
        ),
        date(2027, 3, 31), date(2025, 12, 1), "evaluation",
    ),
    Round(
        "2027-annual", Text("Annual appraisal 2027", "2027年度考核"), "2027",
        (
            date(2026, 11, 25), date(2027, 1, 31), date(2027, 11, 1), date(2027, 11, 21),
            date(2027, 12, 19), date(2028, 1, 9), date(2028, 1, 31),
        ),
        date(2028, 3, 31), date(2026, 11, 25), "planning",
    ),
    Round(
        "2027-half-year", Text("Half-yearly appraisal, first half of 2027", "2027年上半年考核"),
        "2027",
        (
            date(2026, 12, 1), date(2027, 1, 16), date(2027, 7, 1), date(2027, 7, 8),
            date(2027, 7, 22), date(2027, 7, 29), date(2027, 8, 12),
        ),
        date(2027, 10, 12), None, None,
    ),
)  # fmt: skip
NO_HEAD_ABOVE = Text("No head stands above", "上面没有负责人")
NO_HEAD = Text("The post of the head is vacant", "负责人职位空缺")
TEAM = ("LH-TR", "LH-TR-01")  # the units whose year is told in full
TASK = Text("Key tasks of the year", "完成年度重点任务")
TALK = Text("Half of it is done; the new depot system is slow.", "已完成过半，新场站系统较慢。")
ANSWER = Text("Understood, I will report every week.", "明白，今后每周报告进展。")
EVIDENCE = (
    Text("Trained ten colleagues on the new timetable system.", "组织十名同事培训新的排班系统。"),
    Text("Settled the complaints about line 7 within five days.", "五日内办结7路车投诉。"),
)
OWN = Text("Targets kept; waiting at peak hours fell.", "完成目标，高峰候车时间下降。")
STRENGTHS = Text("Careful with facts, quick to help.", "实事求是，乐于协助。")
IMPROVEMENT = Text("Answer letters sooner.", "进一步缩短回复时限。")
COMMENT = Text("As the evidence shows.", "如佐证材料所示。")
MET = Text("We looked at what helped and what stood in the way.", "共同分析了成绩与困难。")
AIM = Text("Plan rosters ahead of the holidays.", "提前编制节假日排班。")
ACTION = Text("Course on rostering", "参加排班管理培训")
GROUNDS = Text("The storm of July was not taken into account.", "未考虑七月台风的影响。")
WARNED = Text("The backlog must be worked off by September.", "九月前须完成积压事项。")
GRADES = ("excellent", "competent", "competent", "competent", "basically-competent")
