"""The cycles of appraisal of Linhu: one in evaluation, one being planned."""

from dataclasses import dataclass
from datetime import date

from perfmgmt.demo_city.cards import Text

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


ROUNDS = (
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
