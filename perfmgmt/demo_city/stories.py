"""What there is to find in Linhu. docs/demo.md tells each story; here are its figures."""

from dataclasses import dataclass
from datetime import date

from perfmgmt.demo_city.cards import Text

EVER = "2099-12"
NOTHING = Text("", "")


@dataclass(frozen=True, slots=True)
class Told:
    """A story is told at one KPI, from one month to another, both included."""

    at: str  # code of the department
    card: str
    since: str
    until: str = EVER

    def holds(self, period: str) -> bool:
        return self.since <= period <= self.until


@dataclass(frozen=True, slots=True, kw_only=True)
class Shift(Told):
    """The level changes at once by `by` and then every month by `monthly`, in the KPI's unit."""

    by: str = "0"
    monthly: str = "0"


@dataclass(frozen=True, slots=True, kw_only=True)
class Heap(Told):
    """Always just on the right side of the target, never more than `above` over it."""

    target: str
    above: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Cases(Told):
    """The denominator changes to `percent` of what it was."""

    percent: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Fixed(Told):
    """Exactly this figure, whatever the course says; of a rate, its numerator and denominator."""

    value: str = ""
    numerator: int = 0
    denominator: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Gap(Told):
    """No figure, and why. A blank reason: nobody said anything at all."""

    reason: str = ""
    text: str = ""
    note: Text = NOTHING


@dataclass(frozen=True, slots=True, kw_only=True)
class Restated(Told):
    """First reported as `value` (or numerator and denominator), corrected on a later day."""

    on: date
    note: Text
    value: str = ""
    numerator: int = 0
    denominator: int = 0


# Nobody is at school in August.
AUGUST = "-08"
SCHOOL = frozenset({"ED-AFTER", "ED-MEALS", "ED-ABSENT", "ED-INJURY"})
HOLIDAYS = Text("School holidays.", "学校放假。")

# fmt: off
SHIFTS = (
    # Slipping: nine months below the average, and below the target since spring.
    Shift("LH-TR-01", "TR-PUNCT", "2026-02", by="-1.2", monthly="-0.55"),
    # Improved: appointments by the quarter of an hour cut the waiting time for good.
    Shift("LH-HC-03", "HC-WAIT", "2025-09", by="-5.5"),
    # Improved: two more repair crews since spring.
    Shift("LH-TR-02", "TR-HOLES", "2026-04", by="3.8"),
    # The rate rises because cases disappear from the denominator.
    Shift("LH-HR-04", "HR-SETTLE", "2026-03", by="13"),
    # Slow erosion in one branch of five.
    Shift("LH-EE-04", "EE-REPLY", "2025-12", by="-1.5", monthly="-0.35"),
)
CASES = (Cases("LH-HR-04", "HR-SETTLE", "2026-03", percent=62),)
HEAPS = (Heap("LH-MR", "MR-CLAIMS", "2023-11", target="90", above="0.6"),)
FIXED = (
    # One fatal accident caps the score of a station that does well otherwise.
    Fixed("LH-HU-01", "HU-SAFE", "2026-06", "2026-06", numerator=215, denominator=216),
    Fixed("LH-ED-04", "ED-SLIPS", "2025-06", "2025-06", numerator=318, denominator=320),
    # The same figure five months in a row: copied, not counted.
    Fixed("LH-UM-05", "UM-FEES", "2026-05", "2026-09", numerator=161, denominator=170),
)
GAPS = (
    # One KPI with holes, each with its reason.
    Gap("LH-HC-04", "HC-TRACE", "2024-07", "2024-07", reason="no_activity",
        note=Text("No outbreak in July.", "7月未发生聚集性疫情。")),
    Gap("LH-HC-04", "HC-TRACE", "2025-02", "2025-02", reason="no_activity",
        note=Text("No outbreak in February.", "2月未发生聚集性疫情。")),
    Gap("LH-HC-04", "HC-TRACE", "2025-08", "2025-08", reason="suppressed",
        note=Text("Two investigations only.", "当月仅完成2起调查。")),
    Gap("LH-HC-04", "HC-TRACE", "2025-12", "2025-12", reason="not_reported"),
    Gap("LH-HC-04", "HC-TRACE", "2026-02", "2026-02", reason="external",
        note=Text("Flood in the computer centre; approved by the performance office on 2026-03-05.",
                  "机房进水导致数据中断，绩效管理办公室已于2026年3月5日批准。")),
    Gap("LH-HC-04", "HC-TRACE", "2026-06", "2026-06", reason="late",
        note=Text("Not submitted within the time allowed.", "超过报送期限仍未提交。")),
    Gap("LH-HC-04", "HC-TRACE", "2026-10", "2026-10", reason="pending"),
    # A department with low coverage.
    Gap("LH-CA", "CA-VISIT", "2026-08", reason="not_reported",
        note=Text("The visiting contract ended in July; no figures since.",
                  "探访服务合同7月到期，之后未报送数据。")),
    Gap("LH-CA-02", "CA-MEALS", "2026-05"),
    Gap("LH-CA-04", "CA-CARE", "2026-06"),
    Gap("LH-CA-04", "CA-MEALS", "2026-06", reason="not_reported"),
    Gap("LH-CA-05", "CA-CARE", "2026-07", reason="no_evidence",
        note=Text("Inspection records are missing.", "未提供检查记录。")),
    # The one value that the employee has to report.
    Gap("LH-TR-01", "TR-GAP", "2026-10"),
    # A text where a number should be.
    Gap("LH-GS", "GS-PLATFORM", "2026-Q2", "2026-Q2", reason="text",
        text="Phase 2 online, acceptance under way · 二期已上线，正在验收"),
    Gap("LH-GS", "GS-PLATFORM", "2026-Q3", "2026-Q3", reason="text",
        text="Phase 2 accepted, phase 3 begun · 二期通过验收，三期启动"),
    # Nothing to count, nothing asked, declined.
    Gap("LH-UM-03", "UM-UPHELD", "2025-02", "2025-02", reason="no_activity",
        note=Text("No decision was contested.", "当月无被复议或起诉的执法决定。")),
    Gap("LH-HU-02", "HU-ACCEPT", "2026-02", "2026-02", reason="not_applicable",
        note=Text("No project was presented in the month of the Spring Festival.",
                  "春节当月无工程申请验收。")),
    Gap("LH-EM-04", "EM-WARN", "2024-12", "2024-12", reason="not_offered",
        note=Text("The warning channel was under maintenance.", "预警发布渠道停机维护。")),
    Gap("LH-WA-04", "WA-CASES", "2025-10", "2025-10", reason="refused",
        note=Text("Declined to open the case files.", "拒绝提供案卷。")),
)
RESTATED = (
    Restated("LH-ED", "ED-AFTER", "2026-03", "2026-03", on=date(2026, 5, 18),
             numerator=114063, denominator=118324,
             note=Text("Pupils of six schools had been counted twice.",
                       "6所学校的学生被重复统计，予以更正。")),
    Restated("LH-WA-05", "WA-REPORT", "2025-11", "2025-11", on=date(2025, 12, 22), value="41",
             note=Text("The decimal point was missing.", "漏填小数点，予以更正。")),
)
# fmt: on
