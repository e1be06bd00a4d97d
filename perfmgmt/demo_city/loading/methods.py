"""Other ways to score in 2026: stages, levels, a survey; and lines beside scores."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from departments.models import Department, Person, User
from indicators.models import Cycle, Indicator, Objective, Stage, Target
from indicators.services import adjusting, assessing, define_indicator, milestones, set_target
from perfmgmt.demo_city import people
from perfmgmt.demo_city.cards.words import Text
from perfmgmt.demo_city.organisation import BY_CODE

YEAR = "2026"
DEPOT = Text("Bus depot with charging points, built by stages", "公交充电场站建设（分阶段）")
ORDER = Text("Order of streets, assessed on site", "街面秩序现场评定")
STAGES = (  # name, due, done, evidence
    (Text("Site handed over", "场地移交"), date(2026, 3, 31), date(2026, 3, 20), "交地〔2026〕8号"),
    (Text("Grid connected", "接入电网"), date(2026, 6, 30), date(2026, 7, 6), "电力验收单 2026-31"),
    (Text("Opened to buses", "投入运营"), date(2026, 12, 15), None, ""),
)
WEIGHTS = (20, 30, 50)
LEVELS = [[Decimal(level), None, Decimal(worth) / 100] for level, worth in (
    (1, 30), (2, 50), (3, 70), (4, 85), (5, 100),
)]  # fmt: skip
GIVEN = (
    ("evaluator", 4, "18 of 20 streets in order · 抽查20条街道，18条合格"),
    ("office", 5, "Follow-up of 12 streets: all in order · 复查12条街道，全部合格"),
)
BONUS: dict[str, Any] = {
    "kind": "bonus", "points": Decimal(2),
    "rule": "Provincial model for green transport · 省级绿色交通示范",
    "evidence": "Provincial notice 17 of 2026 · 省交办〔2026〕17号",
}  # fmt: skip
DEDUCTION: dict[str, Any] = {
    "kind": "deduction", "points": Decimal("1.5"),
    "rule": "Urging notice answered too late · 督办通知逾期答复",
    "evidence": "Urging notice 4 of 2026 · 督办〔2026〕4号",
}  # fmt: skip
VETO: dict[str, Any] = {
    "kind": "veto", "effect": "cap", "cap_at": Decimal(59),
    "rule": "Monitoring data altered at one station · 一处监测站点数据被改动",
    "evidence": "Inspection record 2026-09 · 检查记录 2026-09",
    "legal_basis": "Statistics Law, article 6 · 统计法第六条",
    "authority": "Standing meeting of the city government · 市政府常务会议",
}  # fmt: skip


def load(content: dict[str, str], say: Callable[[str], None]) -> None:
    cycle = Cycle.objects.get(name=YEAR)
    load_stages(cycle)
    load_levels(cycle)
    load_lines(cycle)
    say(_("Stages, levels, and lines beside scores in %(year)s") % {"year": YEAR})


def card(code: str, name: Text, **fields: Any) -> Indicator:
    return define_indicator(
        code=code, name=f"{name.zh} · {name.en}", name_en=name.en, name_zh=name.zh, by=None,
        direction="higher", **fields,
    )  # fmt: skip


def target(code: str, indicator: Indicator, cycle: Cycle, **fields: Any) -> Target:
    """Shown beside the others with weight 0, so that the scorecards stay at 100."""
    department = Department.objects.get(code=code)
    owner = Person.objects.get(staff_number=people.head_of(BY_CODE[code]).number)
    objective = Objective.objects.filter(department=department).order_by("code")[0]
    return set_target(
        department, indicator, cycle, by=None, weight=0, owner=owner, objective=objective, **fields
    )


def load_stages(cycle: Cycle) -> None:
    depot = card("TR-DEPOT", DEPOT, unit="%", per=100, frequency="quarter", decimals=0)
    row = target("LH-TR", depot, cycle, method="milestone", value=100, penalty=Decimal("0.01"))
    by = User.objects.get(username="manager")
    rows: list[Stage] = [
        milestones.add_stage(
            row, name=f"{name.zh} · {name.en}", name_en=name.en, name_zh=name.zh,
            due_on=due, weight=Decimal(weight), by=by,
        )
        for (name, due, _done, _evidence), weight in zip(STAGES, WEIGHTS, strict=True)
    ]  # fmt: skip
    for stage, (_name, _due, done, evidence) in zip(rows, STAGES, strict=True):
        if done is not None and done <= timezone.localdate():
            milestones.report_stage(stage, row, done_on=done, evidence=evidence, by=by)
    for period in milestones.periods_of(row):
        milestones.report_progress(row, period, by=by)


def load_levels(cycle: Cycle) -> None:
    order = card("UM-ORDER", ORDER, unit="points", frequency="quarter", decimals=1)
    row = target("LH-UM", order, cycle, method="rubric", value=4, score_table=LEVELS)
    period = next((row for row in milestones.periods_of(row) if row.label == "2026-Q2"), None)
    if period is None:
        return
    for username, level, reason in GIVEN:
        by = User.objects.get(username=username)
        assessing.assess(row, period, level=Decimal(level), reason=reason, by=by)


def load_lines(cycle: Cycle) -> None:
    office = User.objects.get(username="office")
    supervision = User.objects.get(username="supervision")
    at = Department.objects.in_bulk(field_name="code")
    for code, line in (("LH-TR", BONUS), ("LH-UM", DEDUCTION)):
        row = adjusting.propose(at[code], cycle, by=supervision, **line)
        adjusting.decide(row, approve=True, by=office)
    adjusting.propose(at["LH-EE"], cycle, by=supervision, **VETO)
