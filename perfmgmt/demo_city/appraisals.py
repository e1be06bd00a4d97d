"""The cycles of appraisal of Linhu: one put away, one whose results are told, one in evaluation,
one being planned, one being set up; and who stands out in them."""

from dataclasses import dataclass
from datetime import date

from perfmgmt.demo_city import people
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
    phase: str | None  # the one that is open; none: not launched, or all are closed
    branch: str = CITY.code
    archived_on: date | None = None


OVER = "2024-LH"
ROUNDS = (
    Round(
        OVER, Text("Annual appraisal 2024", "2024年度考核"), "2024",
        (
            date(2023, 12, 1), date(2024, 1, 31), date(2025, 1, 1), date(2025, 1, 15),
            date(2025, 2, 5), date(2025, 2, 15), date(2025, 3, 8),
        ),
        date(2025, 5, 8), date(2023, 12, 1), None, archived_on=date(2025, 5, 12),
    ),
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
TEAM = ("LH-TR", "LH-TR-01")  # the units of 2025 whose results are talked over
GRADES = ("excellent", "competent", "competent", "competent", "basically-competent")

# Heads whose people have something to tell: never talked to, all excellent, marked down.
SILENT, LENIENT, SEVERE = "LH-CA-03", "LH-ED-04", "LH-UM-01"
URGED = ("LH-EM", "LH-HU", "LH-WA")  # the last one answers too late
WARNED: dict[int, tuple[str, ...]] = {2024: ("LH-GS-02/4",), 2026: ("LH-MR-02/4",)}
LATE = people.JOINED_LATE  # the post of who came in the middle of this year
RECUSED = "LH-WA-03/4"  # whose superior is a relative
APPELLANT = "LH-HC-03/5"  # whose review was upheld
LEAVE = (OVER, "LH-HR-02/6")  # who was ill for most of the year: no grade
GIVEN = {
    (OVER, APPELLANT): "basically-competent",
    (OVER, "LH-TR-01/5"): "competent",
    ("2026-annual", "LH-MR-02/4"): "basically-competent",
}
EVALUATED = ("LH-UM", "LH-UM-01", "LH-UM-02")  # by somebody from outside
CONTENT = (
    ROUNDS, TEAM, GRADES, SILENT, LENIENT, SEVERE, URGED, tuple(WARNED.values()), LATE, RECUSED,
    APPELLANT, LEAVE, tuple((*key, grade) for key, grade in GIVEN.items()), EVALUATED,
)  # fmt: skip
