"""A cycle of appraisal in Linhu: the plan of the employee, agreed, with a year of coaching."""

import datetime
from decimal import Decimal
from typing import Any

from django.utils import timezone
from django.utils.translation import override

from appraisals import services
from appraisals.models import (
    Agreement,
    Appraisal,
    AppraisalCycle,
    CheckIn,
    EarlyWarning,
    Phase,
    UrgingNotice,
)
from appraisals.services.agreements import Entry
from departments.models import PolicyPack, User
from indicators.models import Cycle
from tests.e2e.places import Visit

SIGNED = services.Signing(datetime.timedelta())
CODE = "e2e-coaching"
NAME = {"name_en": "Coaching in Linhu", "name_zh": "临湖绩效辅导"}


def people() -> tuple[User, User]:
    return User.objects.get(username="employee"), User.objects.get(username="manager")


def appraisal() -> Appraisal:
    """That of the employee, whom the manager appraises; planning first, then coaching."""
    employee, manager = people()
    found = Appraisal.objects.filter(
        subject_user=employee, appraisal_cycle__name_en=NAME["name_en"]
    )
    if (there := found.first()) is not None:
        return there
    pack = PolicyPack.objects.filter(code="cn-local").latest("version")
    unit = employee.person.appointments.get(kind="substantive").post.department
    cycle = services.create_cycle(
        code=CODE, kind="annual", cycle=Cycle.objects.get(name="2026"),
        department=unit, policy=pack, covers_departments=False, by=None, **NAME,
    )  # fmt: skip
    services.enrol(cycle, by=None)
    row = cycle.appraisals.get(subject_user=employee)
    if row.appraiser_id != manager.pk:
        services.choose_appraiser(row, manager, None, reason="e2e", by=None)
    AppraisalCycle.objects.filter(pk=cycle.pk).update(state="running", launched_at=timezone.now())
    Phase.objects.filter(appraisal_cycle=cycle, kind="planning").update(state="open")
    with override("zh-hans"):
        write(Appraisal.objects.get(pk=row.pk), cycle)
    return Appraisal.objects.get(pk=row.pk)


def write(row: Appraisal, cycle: AppraisalCycle) -> None:
    employee, manager = people()
    draft = services.draft_agreement(row, by=employee)
    given = [
        Entry(line.code, line.weight, line.aspect.code, line.title) for line in draft.lines.all()
    ]
    if not any(entry.aspect == "results" for entry in given):
        given.append(Entry("", Decimal(40), "results", "完成年度重点任务", "按期完成"))
    draft = services.save_agreement(draft, given, by=employee)
    draft = services.take_step(draft, "propose", by=employee, signing=SIGNED)
    services.take_step(draft, "agree", by=manager, signing=SIGNED)
    Phase.objects.filter(appraisal_cycle=cycle, kind="planning").update(state="closed")
    Phase.objects.filter(appraisal_cycle=cycle, kind="coaching").update(state="open")
    line = draft.lines.first()
    today = timezone.localdate()
    talk = {
        "held_on": today,
        "progress": "已完成一半。",
        "confidence": 4,
        "obstacles": "系统较慢。",
    }
    services.write_check_in(row, talk, share=False, by=manager)
    shared = services.write_check_in(row, talk, share=True, by=manager)
    services.reply_to_check_in(shared, "收到。", by=employee)
    services.log_evidence(row, "培训十名同事。", line, by=employee)
    review = {"progress": "进展顺利。", "trend": "better", "likelihood": "likely", "risk": "low",
              "next_step": "继续推进。"}  # fmt: skip
    services.review_goal(row, line, review, by=manager)
    notice = services.urge(row, line, "进度滞后。", "十项中完成四项。", by=manager)
    services.answer_urging(notice, "人员不足。", "加班完成。", "", by=employee)
    services.warn(row, "须在九月前完成积压事项。", by=manager)


def plan() -> dict[str, Any]:
    return {"pk": appraisal().pk}


def draft() -> dict[str, Any]:
    """The plan with an amendment that is being written."""
    row = appraisal()
    if not Agreement.objects.open().filter(appraisal=row).exists():
        held = Agreement.objects.in_force().get(appraisal=row)
        services.amend_agreement(
            held, reason="new_task", explanation="新增防汛任务。", by=people()[1]
        )
    return {"pk": row.pk}


def goal() -> dict[str, Any]:
    row = appraisal()
    held = Agreement.objects.in_force().get(appraisal=row)
    return {"pk": row.pk, "line": held.lines.all()[0].pk}


def shared() -> dict[str, Any]:
    return {"pk": CheckIn.objects.shared().filter(appraisal=appraisal())[0].pk}


def note() -> dict[str, Any]:
    return {"pk": CheckIn.objects.filter(appraisal=appraisal(), shared_at=None)[0].pk}


def urging() -> dict[str, Any]:
    return {"pk": UrgingNotice.objects.filter(appraisal=appraisal())[0].pk}


def warning() -> dict[str, Any]:
    return {"pk": EarlyWarning.objects.filter(appraisal=appraisal())[0].pk}


VISITS = [
    Visit("appraisals:my-plan", "auditor"),
    Visit("appraisals:my-log", "auditor"),
    Visit("appraisals:plan-amend", "manager", plan),
    Visit("appraisals:plan-print", "employee", plan),
    Visit("appraisals:plan-edit", "manager", draft),
    Visit("appraisals:plan", "employee", draft),
    Visit("appraisals:team", "manager"),
    Visit("appraisals:coaching", "manager", plan),
    Visit("appraisals:check-in-add", "manager", plan),
    Visit("appraisals:check-in", "employee", shared),
    Visit("appraisals:check-in-edit", "manager", note),
    Visit("appraisals:evidence-add", "employee", plan),
    Visit("appraisals:goal-reviews", "manager", plan),
    Visit("appraisals:goal-review", "manager", goal),
    Visit("appraisals:urge", "manager", plan),
    Visit("appraisals:urging", "employee", urging),
    Visit("appraisals:warn", "manager", plan),
    Visit("appraisals:early-warning", "employee", warning),
]
